"""The search space as a table that a learner edits: what is ticked, between which bounds; and points by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from lstm_core.experiments.search import SEARCHABLE, Dimension, Space, default_dimension, default_space
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings, specs
from ui.format.text import number, show
from ui.state.slots import under
from ui.widgets.settings import option_label

SEARCH, SETTING, LOW, HIGH, LOG, VALUES, BOUNDS = (
    "Search", "Setting", "Lowest", "Highest", "Log scale", "Grid values", "May be",
)  # fmt: skip
NUMBERS = tuple(key for key in SEARCHABLE if not specs()[key].options)
CHOICES = tuple(key for key in SEARCHABLE if specs()[key].options)
_SPACE, _TABLE = "search_space", "search_rows"


def choose_space(settings: Settings, points: int) -> Space:
    """The table of numbers and the choices beside it. Raises SettingsError naming all that is wrong in them."""
    show("experiments/search/space")
    column = st.column_config.NumberColumn
    # `None` as a step takes decimals for some settings and whole numbers for others; the core refuses the rest.
    rows = _edited(
        _SPACE, (settings.preparation, settings.training.batch_size, points), numbers_frame(settings, points),
        {SETTING: st.column_config.TextColumn(SETTING, disabled=True), LOW: column(LOW, step=None),
         HIGH: column(HIGH, step=None), VALUES: column(VALUES, min_value=2, max_value=20, step=1,
         help="Into how many values a grid cuts it."), BOUNDS: st.column_config.TextColumn(BOUNDS, disabled=True)},
        "fixed", "Settings to search, and from where to where.",
    )  # fmt: skip
    default = {d.key: d.options for d in default_space(settings, points).dimensions}
    options = {}
    with st.expander("Choices to search", key="search_choices"):
        columns = st.columns(2)
        for place, key in enumerate(CHOICES):
            with columns[place % 2]:
                options[key] = _choice(key, default.get(key, ()))
    return space_of(rows.to_dict("records"), options)


def numbers_frame(settings: Settings, points: int) -> pd.DataFrame:
    """One row per setting that is a number: whether the default space has it, and sensible bounds."""
    chosen = {d.key for d in default_space(settings, points).dimensions}
    rows = []
    for key in NUMBERS:
        d = default_dimension(key, settings, points)
        bounds = f"{number(float(d.spec.low or 0))} to {number(float(d.spec.high or 0))}"
        rows.append([key in chosen, d.label, float(d.low or 0), float(d.high or 0), d.log, d.points, bounds])
    return pd.DataFrame(rows, columns=[SEARCH, SETTING, LOW, HIGH, LOG, VALUES, BOUNDS])


def space_of(rows: Sequence[Mapping[str, Any]], options: Mapping[str, Sequence[str]]) -> Space:
    """The ticked rows, in the order of `NUMBERS`, and the settings with two options or more.

    Raises SettingsError with every sentence about what is wrong.
    """
    dimensions: list[Dimension] = []
    problems: list[str] = []
    for key, row in zip(NUMBERS, rows, strict=True):
        if row[SEARCH]:
            points = 0 if _missing(row[VALUES]) else int(row[VALUES])
            low, high = (None if _missing(row[name]) else float(row[name]) for name in (LOW, HIGH))
            _add(dimensions, problems, key, low=low, high=high, log=bool(row[LOG]), points=points)
    for key, chosen in options.items():
        if chosen:
            _add(dimensions, problems, key, options=tuple(chosen))
    if problems:
        raise SettingsError(problems)
    return Space(tuple(sorted(dimensions, key=lambda d: SEARCHABLE.index(d.key))))


def choose_points(space: Space) -> tuple[dict[str, Any], ...]:
    """The rows that the learner writes down: short key → value."""
    show("experiments/search/table")
    config: dict[str, Any] = {}
    for d in space.dimensions:
        if d.options:
            config[d.label] = st.column_config.SelectboxColumn(d.label, options=list(d.options), required=True)
        else:
            step = 1 if d.spec.kind is int else None
            config[d.label] = st.column_config.NumberColumn(
                d.label, min_value=d.low, max_value=d.high, step=step, required=True
            )
    first = pd.DataFrame([{d.label: space.middle()[d.key] for d in space.dimensions}])
    frame = _edited(_TABLE, space, first, config, "dynamic", "Trials by hand, one per row.")
    return points_of(space, frame.to_dict("records"))


def points_of(space: Space, rows: Sequence[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    """Rows of labels and values as points; whole numbers as such, what is missing as None."""
    found = []
    for row in rows:
        point: dict[str, Any] = {}
        for d in space.dimensions:
            value = row.get(d.label)
            whole = d.spec.kind is int and isinstance(value, float) and value.is_integer()
            point[d.key] = None if _missing(value) else int(value) if whole else value  # type: ignore[arg-type]
        found.append(point)
    return tuple(found)


def _choice(key: str, default: Sequence[str]) -> list[str]:
    spec = specs()[key]
    return st.multiselect(
        spec.label, spec.options, default, help=spec.help, format_func=lambda option: option_label(key, option),
        key=f"search_options_{key}", persist_state="session", placeholder="Stays as it is",
    )  # fmt: skip


def _edited(
    name: str, belongs_to: object, first: pd.DataFrame, config: dict[str, Any], rows: Any, alt: str
) -> pd.DataFrame:
    """An editor that keeps what was typed when the learner comes back, as long as it belongs to the same thing."""
    state = under(f"{name}_kept").at_first({})
    if state.get("belongs_to") != belongs_to:
        state |= {"belongs_to": belongs_to, "base": first, "edited": first, "turn": state.get("turn", 0) + 1}
    elif not under(f"{name}_{state['turn']}").filled:
        state |= {"base": state["edited"], "turn": state["turn"] + 1}
    state["edited"] = st.data_editor(
        state["base"],
        hide_index=True,
        column_config=config,
        num_rows=rows,
        key=f"{name}_{state['turn']}",
        alt=alt,
    )
    edited: pd.DataFrame = state["edited"]
    return edited


def _add(dimensions: list[Dimension], problems: list[str], key: str, **values: Any) -> None:
    try:
        dimensions.append(Dimension(key, **values))
    except SettingsError as error:
        problems += error.problems


def _missing(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
