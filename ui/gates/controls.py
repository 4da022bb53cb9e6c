"""The controls of Gates: which window, step, layer, unit and epoch all pictures show; they stay in sight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import NoReturn

import numpy as np
import streamlit as st
from streamlit.elements.lib.mutable_tab_container import TabContainer

from lstm_core.models.build import TITLES
from lstm_core.runs.run import Run
from ui.format.pages import ICONS, ROOT, path
from ui.format.palette import colors
from ui.format.text import fill, show
from ui.gates.context import Choice, GatesContext, in_words, look_at, restore
from ui.state import address, current_run, slots
from ui.state.slots import under
from ui.widgets.chart import theme
from ui.widgets.kept import kept_place
from ui.widgets.run_caption import run_line
from ui.widgets.sliders import kept_slider, stepped
from ui.widgets.steps import step_slider
from ui.widgets.way_on import way_on

_STYLE = (ROOT / "ui" / "styles" / "gates_bar.css").read_text(encoding="utf-8")
# Key of the explorer, under which everything that walks with it finds it.
EXPLORER = "gates_explorer"
TABS = ("What it remembers", "Where a unit is on", "Over the epochs", "Change it")


def no_cells() -> NoReturn:
    """Say that this run's network has no cells, and where to go; the page stops there."""
    run = current_run.run()
    run_line(run)
    show("gates/no_cells", title=TITLES[run.settings.network.kind])
    with st.container(horizontal=True, vertical_alignment="center", key="gates_no_cells"):
        st.page_link(path("results"), label="Go to Results", icon=ICONS["results"])
        st.page_link(path("train"), label="Go to Train", icon=ICONS["train"])
        st.button(
            "Look at the example",
            icon=":material/visibility:",
            key="gates_example",
            on_click=current_run.look_at_shipped,
        )
    way_on("gates")
    address.end_page()


@contextmanager
def bar() -> Iterator[None]:
    """The strip that stays at the top of a wide screen while the page scrolls."""
    ground = colors(theme())
    st.html(f"<style>{_STYLE.replace('BACKGROUND', ground['background']).replace('GRID', ground['grid'])}</style>")
    with st.container(key="gates_bar"):
        yield


def choose(now: GatesContext, liveliest: np.ndarray, first: int) -> Choice:
    """The controls, drawn. liveliest: (layers,) the unit (from 0) that each layer starts with. first: the window."""
    network, windows = now.run.settings.network, len(now.run.prepared.test)
    left, second, *middle, third, fourth = st.columns([3, 3, 2, 2, 3] if network.layers > 1 else [3, 3, 2, 3])
    with left:
        window = _slider("Test window", "gates_window", first, windows)
    with second:
        step = _step(now.run.settings.preparation.window)
    layer = 1
    for column in middle:
        layer = _keep("gates_layer", 1, network.layers)
        with column:
            layers = range(1, network.layers + 1)
            st.segmented_control(
                "Layer", layers, default=layer, required=True, key="gates_layer", persist_state="session"
            )  # fmt: skip
    with third:
        _fresh_unit(now.run, layer, int(liveliest[layer - 1]) + 1)
        units = range(1, network.units + 1)
        place = kept_place("gates_unit", units)
        unit = st.selectbox("Unit", units, place, key="gates_unit", persist_state="session")
    with fourth:
        epoch_slider(now, "gates_epoch")
    return Choice(window, layer, unit, step)


def epoch_slider(now: GatesContext, key: str) -> None:
    """The scrubber over the epochs whose weights are kept."""
    kept = sorted(now.run.snapshots)
    if len(kept) == 1:
        st.markdown(f"Epoch: {kept[0]}, the only one kept")
        return
    stepped("Epoch", kept, now.epoch, key=key, took=partial(_took_epoch, kept), low=kept[0], high=kept[-1], step=1)


def status(now: GatesContext) -> None:
    """Which epoch and which changes the pictures show, with the ways back; always there, so that nothing jumps."""
    words = in_words(now.changes, now.run.settings.network.layers)
    with st.container(horizontal=True, vertical_alignment="center", key="gates_status"):
        sentence = "gates/changed" if words else "gates/as_trained" if now.epoch == now.last else "gates/at_epoch"
        st.markdown(fill(sentence, epoch=now.epoch, last=now.last, changes="; ".join(words)), width="stretch")
        st.button(f"Back to epoch {now.last}", key="gates_newest", icon=":material/history:", on_click=look_at,
                  args=(None,), disabled=now.epoch == now.last)  # fmt: skip
        st.button("Restore everything", key="gates_restore", icon=":material/undo:", on_click=restore,
                  disabled=not words)  # fmt: skip


def pick(layer: int | None, unit: int | None, step: int | None) -> None:
    """Choose by a click in a picture; all count from 1, None leaves the choice as it is. For callbacks."""
    if layer is not None:
        slots.GATES_LAYER.set(layer)
        seen = slots.GATES_SEEN.get()
        slots.GATES_SEEN.set((seen[0] if seen else None, layer))
    if unit is not None:
        slots.GATES_UNIT.set(unit)
    if step is not None:
        slots.GATES_STEP.set(step)


def tabs() -> Sequence[TabContainer]:
    """The tabs below the pictures; only the open one is drawn."""
    if not slots.GATES_TAB.filled:
        slots.GATES_TAB.set(slots.GATES_OPEN.get() or TABS[0])
    found = st.tabs(TABS, key="gates_tab", on_change="rerun")
    slots.GATES_OPEN.set(slots.GATES_TAB.get())
    return found


def keep_within(key: str, options: Sequence[object], default: object) -> None:
    """The kept choice, or the default where another run does not offer it."""
    if under(key).get() not in options:
        under(key).set(default)


def _took_epoch(kept: list[int], wanted: int) -> str | None:
    epoch = min(kept, key=lambda one: abs(one - wanted))
    look_at(None if epoch == kept[-1] else epoch)
    return None if epoch == wanted else fill("gates/not_kept", wanted=wanted, epoch=epoch)


def _fresh_unit(run: Run, layer: int, unit: int) -> None:
    """Another network or layer starts at its liveliest unit."""
    seen = (run.settings, layer)
    if slots.GATES_SEEN.get() != seen or not slots.GATES_UNIT.filled:
        slots.GATES_SEEN.set(seen)
        slots.GATES_UNIT.set(unit)
    _keep("gates_unit", 1, run.settings.network.units)


def _slider(label: str, key: str, default: int, high: int) -> int:
    if high == 1:
        st.markdown(f"{label}: 1, the only one")
        return 1
    return int(kept_slider(label, 1, high, default, state=key))


def _step(steps: int) -> int:
    """The step, which the explorer below shares."""
    if steps == 1:
        st.markdown("Step of the window: 1, the only one")
        return 1
    step = _keep("gates_step", steps, steps)
    step_slider("Step of the window", EXPLORER, step, steps, "gates_steps", lambda at: pick(None, None, at))
    return step


def _keep(key: str, default: int, high: int) -> int:
    """The kept choice, pulled inside 1…high: another run may have fewer."""
    value = int(np.clip(under(key, default).get(), 1, high))
    if under(key).get() != value:
        under(key).set(value)
    return value
