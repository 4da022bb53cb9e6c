"""Start: what memory is for, a real cell at work, and three doors."""

import streamlit as st

from lstm_core.inspect import trace
from ui import data_choice, session
from ui.charts.start import busiest_unit, gates_figure, window_figure
from ui.page import ICONS, WALK, chart, guard, page, path, theme, way_on
from ui.text import show


def open_door(door: str, target: str) -> None:
    """Set the stage for the page behind a door; the page switch itself is not for callbacks."""
    if door == "try" and session.settings().data.series != "sine":
        data_choice.pick_series("sine")
    data_choice.open_source("upload" if door == "own" else "generate")
    st.session_state["door_to"] = path(target)


def doors() -> None:
    """Show me, let me try, my data."""
    for column, (door, target, label) in zip(
        st.columns(3),
        (
            ("show", "results" if "results" in WALK else "explore", "See a trained network"),
            ("try", "data", "Start with a noisy sine"),
            ("own", "data", "Bring a CSV file"),
        ),
        strict=True,
    ):
        with column, st.container(border=True, height="stretch"):
            show(f"start/door_{door}")
            st.button(
                label, key=f"door_{door}", icon=ICONS[target], width="stretch", on_click=open_door, args=(door, target)
            )


def cell_at_work() -> None:
    """One window of the shipped run, its prediction and the six curves of its busiest unit."""
    run = session.shipped()
    last = len(run.prepared.test) - 1
    chosen = st.slider(
        "Which window of the test part", 1, last + 1, 1, key="start_window", help="Each one is a step later."
    )
    seen = trace(run, window=chosen - 1)
    unit = busiest_unit(seen)
    read = run.prepared.input_scaler.inverse(seen.x)[:, 0]
    truth, prediction = float(seen.truth[0]), float(seen.prediction[0])
    chart(
        window_figure(read, truth, prediction, run.series.unit, theme()), "start_read",
        f"{len(read)} values that the network read; it predicted {prediction:.2f}, and {truth:.2f} came.",
    )  # fmt: skip
    show("start/says", prediction=prediction, truth=truth, steps=len(read))
    show("start/unit", unit=unit + 1, units=run.settings.network.units)
    chart(
        gates_figure(seen, unit, theme()), "start_gates", "Six curves: forget, input, candidate, output, cell, hidden."
    )
    show("start/letters")


page("start")
if "door_to" in st.session_state:
    st.switch_page(st.session_state.pop("door_to"))
show("start/memory")
doors()
st.header("A memory cell at work", anchor=False)
with guard():
    cell_at_work()
show("start/try")
way_on("start")
