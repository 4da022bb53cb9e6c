"""Experiments, Runs: one run at a time: its name, note and pin, a look at it, and a new experiment from it."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_core.notebook import Entry, annotate, delete, pin, rename
from lstm_core.notebook.book import MAX_NAME, MAX_NOTE
from lstm_core.runtime.errors import LabError
from lstm_core.series import GENERATORS
from lstm_core.settings import Settings, specs
from ui.experiments.context import SHIPPED, choose
from ui.format.pages import ICONS, path
from ui.format.refusal import refusal_text
from ui.format.text import escape, fill, show
from ui.state import current_run, session, slots
from ui.state.slots import under
from ui.widgets.settings import option_label, setting_text
from ui.widgets.shown import echoes, show_value
from ui.widgets.through_door import through_door


def door() -> None:
    """Through the door that a button has opened; page switches are not for callbacks."""
    through_door(slots.EXPERIMENTS_DOOR)


def one_run(entries: list[Entry], chosen: list[Entry]) -> None:
    """The run to act on, at first the first chosen one, and what can be done with it."""
    st.header("One run", anchor=False)
    by_id = {entry.id: entry for entry in [*chosen, *(entry for entry in entries if entry not in chosen)]}
    entry = by_id[st.selectbox("Run", list(by_id), format_func=lambda which: by_id[which].name, key="runs_one")]
    _compare(entry, chosen)
    left, right = st.columns(2, gap="large")
    with left:
        _words(entry)
        st.button(
            "Look at this run", icon=ICONS["results"], key="runs_look", on_click=_look, args=(entry,),
            help="Results and Gates show this run, and its settings become those of the pages before.",
        )  # fmt: skip
    with right:
        _change_one_thing(entry)


def _compare(entry: Entry, chosen: list[Entry]) -> None:
    """Its tick in the table once more: the keyboard does not reach it there."""
    key, others = f"runs_compare_{entry.id}", [one.id for one in chosen if one.id != entry.id]
    show_value(key, entry in chosen)

    def took() -> None:
        if not echoes(key):
            choose([*others, entry.id] if under(key).get() else others)

    st.toggle("Compare this run", entry in chosen, key=key, on_change=took, help="The same as its tick in the table.")


def _words(entry: Entry) -> None:
    if entry.id == SHIPPED:
        show("experiments/shipped")
        return
    _field(entry, "name", rename, st.text_input, "Name", MAX_NAME)
    _field(entry, "note", annotate, st.text_area, "Note", MAX_NOTE)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            "Pin", entry.pinned, key=f"runs_pin_{entry.id}", on_change=_change, args=(pin, entry.id, not entry.pinned),
            help="A pinned run is not let go to make room, and cannot be deleted.",
        )  # fmt: skip
        st.button(
            "Delete", icon=":material/delete:", key="runs_delete", on_click=_change, args=(delete, entry.id),
            disabled=entry.pinned, help="There is no way back.",
        )  # fmt: skip


def _field(entry: Entry, name: str, function: Any, widget: Any, label: str, most: int) -> None:
    """A text of the run to write in."""
    key = f"runs_{name}_{entry.id}"

    def took() -> None:
        _change(function, entry.id, under(key).get())

    widget(label, getattr(entry, name), max_chars=most, key=key, on_change=took)


def _change(function: Any, *values: object) -> None:
    session.kept().change(function, *values)


def _look(entry: Entry) -> None:
    try:
        current_run.look_at_shipped() if entry.id == SHIPPED else current_run.look_at(entry)
    except LabError as error:
        session.notify(refusal_text(error))
        return
    slots.EXPERIMENTS_DOOR.set(path("results"))


def _change_one_thing(entry: Entry) -> None:
    """One setting open, all others and the seed as they were."""
    st.markdown("**Change one thing**")
    show("experiments/one_thing")
    keys = changeable(entry.settings)
    key = st.selectbox(
        "Setting to change", keys, keys.index("units"), format_func=lambda key: specs()[key].label, key="runs_change"
    )
    value = _value(key, entry)
    refused = ""
    try:
        wanted = entry.settings.change(**{key: value})
    except LabError as error:
        wanted, refused = entry.settings, refusal_text(error)
    if refused:
        st.error(escape(refused), icon=":material/error:")
    before, after = setting_text(key, entry.settings.get(key)), setting_text(key, value)
    label = fill("experiments/take", label=specs()[key].label, before=escape(before), after=escape(after))
    st.button(
        "Choose another value" if wanted == entry.settings else label,
        icon=ICONS["train"], type="primary", key="runs_take", on_click=_take, args=(entry, wanted),
        disabled=wanted == entry.settings,
    )  # fmt: skip


def changeable(settings: Settings) -> list[str]:
    """Short keys of the settings that a new experiment may change: its series' knobs, and all that come after."""
    data = settings.data.series
    knobs = GENERATORS[data].knobs if data in GENERATORS else ()
    return [key for key, spec in specs().items() if spec.part != "data" or key in knobs]


def _value(key: str, entry: Entry) -> Any:
    """A widget for another value of a setting, which starts at the run's own."""
    spec, now = specs()[key], entry.settings.get(key)
    name = f"runs_value_{entry.id}_{key}"
    label = f"{spec.label} ({spec.unit})" if spec.unit else spec.label
    if spec.options:
        return st.selectbox(
            label, spec.options, spec.options.index(now), format_func=lambda option: option_label(key, option),
            key=name, help=spec.help,
        )  # fmt: skip
    low, high, step = (None if bound is None else spec.kind(bound) for bound in (spec.low, spec.high, spec.step))
    form = "%d" if spec.kind is int else "%.5f" if spec.log else "%.2f"
    value = st.number_input(label, low, high, now, step=step or low, format=form, key=name, help=spec.help)
    return now if value is None else spec.kind(round(value, 10))


def _take(entry: Entry, wanted: Settings) -> None:
    """The old run in front of the Train page, and the settings of the new one on it."""
    try:
        current_run.look_at_shipped() if entry.id == SHIPPED else current_run.look_at(entry)
    except LabError as error:
        session.notify(refusal_text(error))
        return
    session.replace(wanted)
    slots.EXPERIMENTS_DOOR.set(path("train"))
