"""The right widget for a setting: a view on `session.settings()`, its bounds and words from `specs()`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from lstm_core.models.build import TITLES
from lstm_core.settings import Spec, specs
from ui.format.text import number, text
from ui.state import data_choice, session
from ui.state.slots import under
from ui.widgets.shown import echoes, show_value
from ui.widgets.sliders import settle_refusal, slider, stepped

OPTION_LABELS = {
    "transform": {
        "level": "Values", "difference": "Change per step", "seasonal": "Change per season",
        "relative": "Distance to the window's last value",
        "seasonal_relative": "Change per season, minus the window's last",
    },
    "task": {"regression": "Value", "direction": "Direction of the move", "label": "Class of the window"},
    "log": {"no": "Off", "yes": "On"},
    "scaling": {
        "minmax": "Min–max 0…1", "minmax11": "Min–max −1…1", "zscore": "Z-score (mean 0, spread 1)", "none": "None",
    },
    "split": {"chronological": "In order of time", "random": "At random"},
    "scaler": {"train": "The training part", "all": "The whole series"},
    "gap": {"yes": "Kept free", "no": "None"},
    "missing": {"keep": "Leave", "drop": "Drop the rows", "interpolate": "Interpolate", "forward": "Repeat the last"},
    "duplicates": {"keep": "Leave", "first": "Keep the first", "last": "Keep the last", "mean": "Average them"},
    "order": {"keep": "Turn round if newest first", "sort": "Sort by time", "as_is": "Leave as it is"},
    "century": {"auto": "Not after today", "1800": "1800s", "1900": "1900s", "2000": "2000s"},
    "date_as": {
        "auto": "Detect", "year": "Years", "calendar": "Digits of a date", "decimal_year": "Years with fractions",
        "spreadsheet": "Days of a spreadsheet", "unix": "Unix time",
    },
    "zone": {"auto": "Clock of the place", "local": "Clock of the place", "utc": "UTC"},
    "hours": {"auto": "By their end", "ending": "By their end", "beginning": "By their beginning"},
    "codes": {"auto": "Detect", "missing": "Missing", "keep": "Values"},
    "turn": {"auto": "Detect", "down": "Down the rows", "along": "Along the columns", "sequences": "Rows as sequences"},
    "resample": {"keep": "Leave", "regular": "Fill in the missing steps"},
    "separator": {
        "auto": "Detect", "comma": "Comma ,", "semicolon": "Semicolon ;", "tab": "Tab", "space": "Space",
        "pipe": "Bar |",
    },
    "decimal": {"auto": "Detect", "point": "Point 1.5", "comma": "Comma 1,5"},
    "header": {"auto": "Detect", "yes": "Yes", "no": "No"},
    "day_first": {"auto": "Detect", "yes": "Yes", "no": "No"},
    "network": TITLES,
    "activation": {"tanh": "tanh", "relu": "ReLU", "sigmoid": "sigmoid"},
    "forget_bias": {"0": "0", "1": "1 (Keras)", "3": "3", "chrono": "chrono: spread up to the window"},
    "optimizer": {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD with momentum"},
    "schedule": {
        "constant": "Constant", "exponential": "Exponential", "cosine": "Cosine", "plateau": "Reduce on plateau",
    },
    "loss": {"mse": "MSE", "mae": "MAE", "huber": "Huber"},
}  # fmt: skip
# More choices than this make a row of buttons that wraps on a phone.
_MAX_SEGMENTS = 4
_ROUND_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)


def control(key: str, **overrides: Any) -> Any:
    """Draw the widget of one setting and return the setting's present value.

    overrides: label, help, disabled, label_visibility, low, high, step (tighter bounds than the setting's
    own), options (column names for a text setting), format_func, kind ("select", "segments", "number"),
    value (what to show where the setting itself is empty), draft (the setting of the file that is being read,
    not of the experiment).
    """
    spec = specs()[key]
    draft = bool(overrides.get("draft"))
    value = overrides.get("value", _value(spec, draft))
    widget = f"{'d' if draft else 'w'}_{key}"
    common = {
        "label": overrides.get("label", f"{spec.label} ({spec.unit})" if spec.unit else spec.label),
        "help": overrides.get("help", spec.help),
        "key": widget,
        "on_change": _write_back,
        "args": (key, widget, draft),
        "disabled": overrides.get("disabled", False),
        "label_visibility": overrides.get("label_visibility", "visible"),
    }
    options = overrides.get("options", spec.options)
    if options or spec.kind in (str, tuple):
        _choice(spec, value, list(options), common, overrides)
    elif spec.log:
        _log_slider(spec, value, common)
    elif overrides.get("kind") == "number" or spec.name == "seed":
        _number(spec, value, common, overrides)
    else:
        _slider(spec, value, common, overrides)
    return _value(spec, draft)


def _value(spec: Spec, draft: bool) -> Any:
    return getattr(data_choice.draft(), spec.name) if draft else session.settings().get(spec.key)


def reset_button(*parts: str) -> None:
    """Put these parts of the settings back to what the series starts with; the page then says what changed."""
    wanted = data_choice.defaults(parts)
    in_use = wanted == session.settings()
    st.button(
        "Defaults are in use" if in_use else "Reset to defaults", icon=":material/restart_alt:", type="tertiary",
        key="reset", disabled=in_use, on_click=session.replace, args=(wanted,), help=text("reset"),
    )  # fmt: skip


def option_label(key: str, option: str) -> str:
    """How an option of a setting reads."""
    return OPTION_LABELS.get(key, {}).get(option, option)


def setting_text(key: str, value: object) -> str:
    """How the value of a setting reads in a sentence or a table."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "all"
    if key == "series":
        return data_choice.series_title(str(value))
    return number(value) if isinstance(value, float) else option_label(key, str(value)) or "none"


def _write_back(key: str, widget: str, draft: bool) -> None:
    """The widget moved: the setting follows; what the settings refuse snaps back at the next redraw."""
    value = under(widget).get()
    if value is None or echoes(widget):
        return
    settle_refusal()
    _write(key, draft, value)


def _write(key: str, draft: bool, value: Any) -> None:
    if isinstance(value, float):
        value = round(value, 10)
    write = data_choice.change_draft if draft else session.change
    write(**{key: tuple(value) if isinstance(value, list) else value})


def _choice(spec: Spec, value: Any, options: list[str], common: dict[str, Any], overrides: dict[str, Any]) -> None:
    format_func = overrides.get("format_func", lambda option: option_label(spec.key, option))
    if spec.kind is tuple:
        chosen = [name for name in value if name in options]
        show_value(common["key"], chosen)
        st.multiselect(options=options, default=chosen, **common)
        return
    if value not in options:
        options = [value, *options]
    show_value(common["key"], value)
    if overrides.get("kind", "segments" if len(options) <= _MAX_SEGMENTS else "select") == "select":
        st.selectbox(options=options, index=options.index(value), format_func=format_func, **common)
    else:
        st.segmented_control(options=options, default=value, format_func=format_func, required=True, **common)


def _log_slider(spec: Spec, value: float, common: dict[str, Any]) -> None:
    low, high = spec.low or 1e-5, spec.high or 1.0
    stepped(
        options=log_steps(low, high, value), value=value, low=low, high=high, step=tenth(value), name=spec.label,
        **_view(common),
    )  # fmt: skip


def _view(common: dict[str, Any]) -> dict[str, Any]:
    """What a slider wants of what all widgets have: it tells a value, not a widget."""
    key, _widget, draft = common["args"]
    kept = {name: value for name, value in common.items() if name not in ("on_change", "args")}
    return kept | {"took": partial(_write, key, draft)}


def tenth(value: float) -> float:
    """A step for a value on a log scale: a tenth of its decade."""
    return float(10.0 ** (math.floor(math.log10(value)) - 1))


def log_steps(low: float, high: float, value: float) -> Sequence[float]:
    """Round numbers from `low` to `high`, evenly spread on a log scale, `value` among them."""
    steps, decade = [], low
    while decade <= high * 1.001:
        steps += [float(f"{decade * part:.3g}") for part in _ROUND_STEPS if decade * part <= high * 1.001]
        decade *= 10
    return sorted({*steps, value})


def _number(spec: Spec, value: Any, common: dict[str, Any], overrides: dict[str, Any]) -> None:
    low, high, step = _bounds(spec, value, overrides)
    show_value(common["key"], value)
    st.number_input(min_value=low, max_value=high, value=spec.kind(value), step=step, **common)


def _slider(spec: Spec, value: Any, common: dict[str, Any], overrides: dict[str, Any]) -> None:
    low, high, step = _bounds(spec, value, overrides)
    slider(
        low=low, high=high, value=spec.kind(value), step=step, name=spec.label, format=_format(spec, step),
        **_view(common),
    )  # fmt: skip


def _format(spec: Spec, step: float) -> str:
    """printf form with as many digits as the step has."""
    digits = 0 if spec.kind is int else len(f"{step:.6f}".rstrip("0").split(".")[1])
    return f"%.{digits}f"


def _bounds(spec: Spec, value: Any, overrides: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Bounds and step in the setting's own type; never so tight that the present value falls outside."""
    low = min(overrides.get("low", spec.low), value)
    high = max(overrides.get("high", spec.high), value)
    return spec.kind(low), spec.kind(high), spec.kind(overrides.get("step", spec.step))
