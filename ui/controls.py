"""The right widget for a setting: a view on `session.settings()`, its bounds and words from `specs()`."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from lstm_core.network import TITLES
from lstm_core.settings import Spec, specs
from ui import data_choice, session
from ui.text import fill, number, text

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
    "order": {"keep": "Leave", "sort": "Sort by time"},
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
# Widget → what the browser may still show although the script has put another value into it; widgets moved by hand
# since they were drawn; the number that was typed last and not taken.
_REPLACED, _MOVED, _REFUSED = "lab_replaced", "lab_moved", "lab_refused"
_NOTHING = object()
# More choices than this make a row of buttons that wraps on a phone.
_MAX_SEGMENTS = 4
_ROUND_STEPS = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
# Pixels of a number beside its slider: five digits, and no room for buttons.
_NUMBER_WIDTH = 84


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


def show_value(key: str, value: Any) -> None:
    """Make the widget behind `key` show `value`, which its own default must be, too.

    Written only when it differs: a value that the script sets overrules what the learner moved meanwhile. It may get
    lost with a script run that another one replaces; then the browser sends back what it still shows (`echoes`), be it
    what the widget showed before or what any of these runs has put there.
    """
    state = st.session_state
    replaced, moved = state.setdefault(_REPLACED, {}), state.setdefault(_MOVED, set())
    before = replaced.pop(key, [])
    shown = state.get(key, _NOTHING)
    if shown != value:
        if shown is not _NOTHING and key not in moved:
            replaced[key] = [*before, shown, value]
        state[key] = value
    moved.discard(key)


def kept_place(key: str, options: Sequence[Any]) -> int:
    """Where the choice that the session keeps under a select's key stands among its options; the first one without.

    It is the select's default, so that a browser that knows nothing else shows what is in force.
    """
    kept = st.session_state.get(key)
    return options.index(kept) if kept in options else 0


def echoes(key: str) -> bool:
    """Whether the widget behind `key` only says again what the script has replaced: no hand has moved it.

    Asked once in the widget's callback, which then leaves everything as it is.
    """
    before = st.session_state.get(_REPLACED, {}).get(key, [])
    echo = st.session_state[key] in before and session.may_be_lost()
    if not echo:
        st.session_state.setdefault(_MOVED, set()).add(key)
    return bool(echo)


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
    value = st.session_state[widget]
    if value is None or echoes(widget):
        return
    st.session_state.pop(_REFUSED, None)
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
    steps = log_steps(spec.low or 1e-5, spec.high or 1.0, value)
    with _beside_a_number(spec, value, common, (spec.low, spec.high, _tenth(value))):
        show_value(common["key"], value)
        st.select_slider(options=steps, value=value, format_func=_plain, **common)


def _tenth(value: float) -> float:
    """A step for a value on a log scale: a tenth of its decade."""
    return float(10.0 ** (math.floor(math.log10(value)) - 1))


def log_steps(low: float, high: float, value: float) -> Sequence[float]:
    """Round numbers from `low` to `high`, evenly spread on a log scale, `value` among them."""
    steps, decade = [], low
    while decade <= high * 1.001:
        steps += [float(f"{decade * part:.3g}") for part in _ROUND_STEPS if decade * part <= high * 1.001]
        decade *= 10
    return sorted({*steps, value})


def _plain(value: float) -> str:
    """All digits and no exponent."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def _number(spec: Spec, value: Any, common: dict[str, Any], overrides: dict[str, Any]) -> None:
    low, high, step = _bounds(spec, value, overrides)
    show_value(common["key"], value)
    st.number_input(min_value=low, max_value=high, value=spec.kind(value), step=step, **common)


def _slider(spec: Spec, value: Any, common: dict[str, Any], overrides: dict[str, Any]) -> None:
    low, high, step = _bounds(spec, value, overrides)
    with _beside_a_number(spec, value, common, (low, high, step)):
        show_value(common["key"], value)
        st.slider(
            min_value=low, max_value=high, value=spec.kind(value), step=step, format=_format(spec, step), **common
        )  # fmt: skip


@contextmanager
def _beside_a_number(spec: Spec, value: Any, common: dict[str, Any], bounds: tuple[Any, Any, Any]) -> Iterator[None]:
    """A row for a slider and, beside it, the same value as a number to type; bounds: lowest, highest, step."""
    key, _widget, draft = common["args"]
    low, high, step = bounds
    number_key = f"n_{common['key']}"
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"row_{common['key']}"):
        yield
        show_value(number_key, value)
        shown = (value,) if spec.log else (value, step)
        digits = max(len(_plain(part).partition(".")[2]) for part in shown)
        st.number_input(
            f"Number: {common['label']}", value=spec.kind(value), step=step, key=number_key, width=_NUMBER_WIDTH,
            format="%d" if spec.kind is int else f"%.{digits}f", label_visibility="collapsed",
            on_change=_take_typed, args=(key, number_key, draft, low, high), disabled=common["disabled"],
        )  # fmt: skip
    refused = st.session_state.get(_REFUSED)
    if refused and refused[0] == number_key:
        st.warning(refused[1], icon=":material/info:")


def _take_typed(key: str, widget: str, draft: bool, low: Any, high: Any) -> None:
    """A number was typed: the setting follows, or a sentence says why it stays."""
    typed = st.session_state[widget]
    if typed is None or low <= typed <= high:
        _write_back(key, widget, draft)
    elif not echoes(widget):
        spec = specs()[key]
        words = {"typed": _plain(typed), "label": spec.label, "low": _plain(low), "high": _plain(high)}
        stays = _plain(_value(spec, draft))
        st.session_state[_REFUSED] = (widget, fill("out_of_range", **words, value=stays))


def _format(spec: Spec, step: float) -> str:
    """printf form with as many digits as the step has."""
    digits = 0 if spec.kind is int else len(f"{step:.6f}".rstrip("0").split(".")[1])
    return f"%.{digits}f"


def _bounds(spec: Spec, value: Any, overrides: dict[str, Any]) -> tuple[Any, Any, Any]:
    """Bounds and step in the setting's own type; never so tight that the present value falls outside."""
    low = min(overrides.get("low", spec.low), value)
    high = max(overrides.get("high", spec.high), value)
    return spec.kind(low), spec.kind(high), spec.kind(overrides.get("step", spec.step))
