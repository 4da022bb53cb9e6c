"""A slider and, beside it, the same value as a number to type: two views on one value, which neither of them keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

import streamlit as st

from ui.format.text import fill
from ui.state.slots import Slot, under
from ui.widgets.shown import echoes, show_value

# Keeps what a hand has chosen, or returns the sentence that says why not.
Took = Callable[[Any], str | None]
Labels = Literal["visible", "hidden", "collapsed"]
# The number that was typed last and not taken: its widget, and the sentence that says so.
_REFUSED: Slot[tuple[str, str] | None] = Slot("lab_refused", None)
# Pixels of a number beside its slider: five digits, and no room for buttons.
_NUMBER_WIDTH = 84


def slider(
    label: str, low: Any, high: Any, value: Any, *, key: str, took: Took, step: Any = 1, name: str = "",
    format: str | None = None, help: str | None = None, disabled: bool = False, label_visibility: Labels = "visible",
) -> None:  # fmt: skip
    """Both views on `value`, which `took` keeps. name: how a sentence calls the value."""
    show_value(key, value)
    digits = max(decimals(value), decimals(step))
    with _beside_a_number(label, value, key, _within(took, low, high, value, name or label), step, digits, disabled):
        st.slider(
            label, low, high, value, step, format, key=key, help=help, disabled=disabled, on_change=_moved,
            args=(key, took, (f"n_{key}",)), label_visibility=label_visibility,
        )  # fmt: skip


def stepped(
    label: str, options: Sequence[Any], value: Any, *, key: str, took: Took, low: Any, high: Any, step: Any,
    name: str = "", help: str | None = None, disabled: bool = False, label_visibility: Labels = "visible",
) -> None:  # fmt: skip
    """As `slider`, with `options` for the slider alone: any number from `low` to `high` can be typed."""
    show_value(key, value)
    typed = _within(took, low, high, value, name or label)
    with _beside_a_number(label, value, key, typed, step, decimals(value), disabled):
        st.select_slider(
            label, options, value, plain, key=key, help=help, on_change=_moved, args=(key, took, (f"n_{key}",)),
            disabled=disabled, label_visibility=label_visibility,
        )  # fmt: skip


def kept_slider(
    label: str, low: Any, high: Any, usual: Any, *, state: str, step: Any = 1, name: str = "",
    format: str | None = None, help: str | None = None, disabled: bool = False,
) -> Any:  # fmt: skip
    """`slider` for a choice that stands in the session under `state`; `usual` until a hand has chosen. Returns it.

    A choice that another run or series does not offer is pulled inside.
    """
    kept = under(state, usual)
    value = min(max(kept.get(), low), high)
    if kept.filled and kept.get() != value:
        kept.set(value)

    def took(chosen: Any) -> None:
        kept.set(chosen)

    slider(
        label, low, high, value, key=f"w_{state}", took=took, step=step, name=name, format=format, help=help,
        disabled=disabled,
    )  # fmt: skip
    return value


def range_slider(
    label: str, low: int, high: int, value: tuple[int, int], *, key: str, took: Took, names: tuple[str, str],
    format: str | None = None, help: str | None = None,
) -> None:  # fmt: skip
    """A slider with two handles and a number for each; names: how a sentence calls them."""
    show_value(key, value)
    numbers = (f"n0_{key}", f"n1_{key}")
    with _row(key):
        st.slider(
            label, low, high, value, format=format, key=key, help=help, on_change=_moved, args=(key, took, numbers)
        )
        first, second = value
        typed = (
            _within(lambda number: took((number, second)), low, second, first, names[0]),
            _within(lambda number: took((first, number)), first, high, second, names[1]),
        )
        for place in range(2):
            others = (key, numbers[1 - place])
            _number(names[place], value[place], numbers[place], typed[place], others, 1, 0, False)
    for number in numbers:
        _say_refused(number)


def settle_refusal() -> None:
    """A value was taken: what was said of the last one is over."""
    _REFUSED.clear()


def plain(value: float) -> str:
    """All digits and no exponent."""
    return f"{value:.10f}".rstrip("0").rstrip(".")


def decimals(value: float) -> int:
    """How many digits stand behind the point."""
    return len(plain(value).partition(".")[2])


@contextmanager
def _beside_a_number(
    label: str, value: Any, key: str, typed: Took, step: Any, digits: int, disabled: bool
) -> Iterator[None]:
    with _row(key):
        yield
        _number(label, value, f"n_{key}", typed, (key,), step, digits, disabled)
    _say_refused(f"n_{key}")


def _row(key: str) -> Any:
    return st.container(horizontal=True, vertical_alignment="bottom", gap="small", key=f"row_{key}")


def _number(
    label: str, value: Any, key: str, typed: Took, others: Sequence[str], step: Any, digits: int, disabled: bool
) -> None:
    show_value(key, value)
    st.number_input(
        f"Number: {label}", value=value, step=step, key=key, width=_NUMBER_WIDTH, label_visibility="collapsed",
        format="%d" if isinstance(value, int) else f"%.{digits}f", on_change=_moved, args=(key, typed, others),
        disabled=disabled,
    )  # fmt: skip


def _say_refused(widget: str) -> None:
    refused = _REFUSED.get()
    if refused and refused[0] == widget:
        st.warning(refused[1], icon=":material/info:")


def _moved(widget: str, took: Took, others: Sequence[str]) -> None:
    """A hand was on this view, or on one of the others of the same value; an emptied number says nothing."""
    value = under(widget).get()
    if value is None or echoes(widget, others):
        return
    settle_refusal()
    if sentence := took(value):
        _REFUSED.set((widget, sentence))


def _within(took: Took, low: Any, high: Any, value: Any, name: str) -> Took:
    """As `took`, for a number that may lie anywhere; `value` is what stays where it is refused."""

    def typed(number: Any) -> str | None:
        if low <= number <= high:
            return took(number)
        return fill(
            "out_of_range", typed=plain(number), label=name, low=plain(low), high=plain(high), value=plain(value)
        )

    return typed
