"""The cell's formulas with the numbers of one unit at one step, shown so that they add up."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from lstm_core.cells import ACTIVATIONS

_MOST_DECIMALS = 8


@dataclass(frozen=True)
class Shown:
    """A formula's numbers as text: the factors in their order, and the result."""

    factors: tuple[str, ...]
    result: str


def shown(formula: Callable[..., float], *factors: float) -> Shown:
    """Numbers with as few decimals as give the shown result when a reader puts the shown factors in.

    The result has two decimals, or two significant digits when it is smaller than 0.1.
    """
    exact = float(formula(*factors))
    if not all(map(math.isfinite, (*factors, exact))):
        return Shown(tuple(_text(f, 2) for f in factors), _text(exact, 2))
    decimals = 2 if exact == 0 else int(np.clip(1 - math.floor(math.log10(abs(exact))), 2, _MOST_DECIMALS))
    for more in range(decimals, _MOST_DECIMALS + 1):
        if _text(float(formula(*(round(f, more) for f in factors))), decimals) == _text(exact, decimals):
            break
    return Shown(tuple(_text(f, more) for f in factors), _text(exact, decimals))


def cell_numbers(
    curves: Mapping[str, np.ndarray], step: int, activation: str, *, emptied: bool = False
) -> tuple[Shown, Shown]:
    """C = f·C_prev + i·c and h = o·g(C) of one unit at a step, counted from 1; before step 1 the cell is 0.

    curves: gate name → (timesteps,). emptied: the cell was set to 0 before this step, too.
    """
    now = {kind: float(values[step - 1]) for kind, values in curves.items()}
    before = float(curves["cell"][step - 2]) if step > 1 and not emptied else 0.0
    g = ACTIVATIONS[activation]
    return (
        shown(lambda f, c_prev, i, c: f * c_prev + i * c, now["forget"], before, now["input"], now["candidate"]),
        shown(lambda o, cell: o * float(g(np.array(cell))), now["output"], now["cell"]),
    )


def shown_value(value: float) -> str:
    """A number as the formulas write it, with two decimals."""
    return _text(value, 2)


def in_sum(number: str) -> str:
    """A number as a factor: a negative one in brackets."""
    return f"({number})" if number.startswith("−") else number


def percent(gate: float) -> str:
    """0.784 → ``78 %``."""
    return f"{100 * gate:.0f}\N{NO-BREAK SPACE}%" if math.isfinite(gate) else "not a number"


def _text(value: float, decimals: int) -> str:
    if not math.isfinite(value):
        return "not a number"
    text = f"{value:.{decimals}f}"
    # A rounded zero has no sign.
    return text.lstrip("-") if float(text) == 0 else text.replace("-", "−")
