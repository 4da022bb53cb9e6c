"""The doors of the Start page, and its two networks at work."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_core.evaluation import evaluate
from lstm_core.interpretation.trace import trace, typical_window
from lstm_core.runs.run import Run
from lstm_core.runs.shipped import COUNTER
from lstm_core.runtime.errors import LabError
from ui.charts.start import COUNTER_HEIGHT, counter_figure, window_figure
from ui.format.pages import ICONS, path
from ui.format.text import count, measured, show
from ui.state import current_run, data_choice, places, server, session, slots
from ui.state.places import Offer
from ui.widgets.cell_explorer import cell_explorer, walks_with
from ui.widgets.chart import theme
from ui.widgets.kept import chosen, place_slider
from ui.widgets.live import live_chart

# Key of the cell that plays on this page.
EXPLORER = "start_cell"


def open_door(door: str, target: str) -> None:
    """Set the stage for the page behind a door; the page switch itself is not for callbacks."""
    if door in ("show", "counter"):
        current_run.look_at_shipped(COUNTER)
    if door == "try" and session.settings().data.series != "sine":
        data_choice.pick_series("sine")
    data_choice.open_source("upload" if door == "own" else "generate")
    slots.START_DOOR.set(path(target))


def door_button(door: str, target: str, label: str, **more: Any) -> None:
    """One way into the other pages."""
    st.button(label, key=f"door_{door}_{target}", icon=ICONS[target], on_click=open_door, args=(door, target), **more)


def doors() -> None:
    """Show me, let me try, my data."""
    for column, (door, target, label) in zip(
        st.columns(3),
        (
            ("show", "gates", "See a trained network"),
            ("try", "data", "Start with a noisy sine"),
            ("own", "data", "Bring a CSV file"),
        ),
        strict=True,
    ):
        with column, st.container(border=True, height="stretch"):
            show(f"start/door_{door}")
            door_button(door, target, label, width="stretch")


def test_part(run: Run, state: str, title: str) -> Offer:
    """The windows of a run's test part, from 1; at first a typical one."""
    return Offer(state, range(1, len(run.prepared.test) + 1), typical_window(run) + 1, title)


def settle() -> None:
    """Look at what the address asks for."""
    try:
        offers = {
            "sequence": _sequence(server.counter()),
            "window": test_part(server.shipped(), "start_window", "test window"),
        }
    except LabError:
        return
    for problem in places.settle("start", offers):
        session.notify(problem)


def _sequence(run: Run) -> Offer:
    return test_part(run, "start_sequence", "test sequence")


def cell_at_work() -> None:
    """The one cell that counts, walking through a sequence by itself."""
    run = server.counter()
    seen = trace(run, window=chosen(_sequence(run)) - 1)
    show("start/cell")
    cell_explorer(
        seen, run.weights, run.settings.network, run.prepared.features, 0, 0, 0, EXPLORER, lambda _: None,
        every_step=run.prepared.every_step, plays=True,
    )  # fmt: skip


def counter_at_work() -> None:
    """One sequence of the run that counts: what it reads, answers and remembers."""
    run = server.counter()
    show("start/task")
    sequence = place_slider(
        "Which sequence of the test part",
        _sequence(run),
        name="The sequence",
        help="The network was trained on none of them.",
    )
    seen = trace(run, window=sequence - 1)
    read = run.prepared.input_scaler.inverse(seen.x) > 0.5
    pulse, reset = (read[:, run.prepared.features.index(name)] for name in ("pulse", "reset"))
    alt = f"{count(len(pulse), 'step')}: pulses and resets, the count and the answer, forget gate, cell state."
    live_chart(
        counter_figure(seen, pulse, reset, theme()), "start_counter", COUNTER_HEIGHT, alt, walks=walks_with(EXPLORER, 0)
    )
    forget = seen.forget[0][:, 0]
    error = float(abs(seen.truth - seen.prediction).mean())
    high = float(forget[~reset].mean())
    if reset.any():
        show("start/counts", resets=count(int(reset.sum()), "reset"), low=float(forget[reset].mean()), high=high,
             error=error)  # fmt: skip
    else:
        show("start/counts_on", high=high, error=error)
    show("start/letters")
    show("start/try")
    with st.container(horizontal=True):
        door_button("counter", "gates", "Look into this cell")
        door_button("counter", "train", "Train it yourself")


def wave_at_work() -> None:
    """One window of the shipped sine, and how a straight line does on the same windows."""
    run = server.shipped()
    found = session.remember("start", "wave", lambda: evaluate(run))
    network, line = found.metrics["test"]["rmse"], found.baseline_metrics["ar"]["test"]["rmse"]
    show("start/wave", units=run.settings.network.units, window=run.settings.preparation.window,
         rmse=measured(network), ar=measured(line))  # fmt: skip
    window = place_slider(
        "Which window of the test part", test_part(run, "start_window", "test window"), name="The window",
        help="Each one is a step later.",
    )  # fmt: skip
    seen = trace(run, window=window - 1)
    read = run.prepared.input_scaler.inverse(seen.x)[:, 0]
    truth, prediction = float(seen.truth[0]), float(seen.prediction[0])
    figure = window_figure(read, truth, prediction, run.series.unit, theme())
    live_chart(
        figure, "start_read", figure["layout"]["height"],
        f"{len(read)} values that the network read; it predicted {prediction:.2f}, and {truth:.2f} came.",
    )  # fmt: skip
    show("start/says", prediction=prediction, truth=truth, steps=len(read))
