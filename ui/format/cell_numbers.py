"""The cells' formulas with the numbers of one unit at one step, shown so that they add up."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from lstm_core.models.cells import ACTIVATIONS

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


@dataclass(frozen=True)
class UnitStep:
    """One unit at one step, and what its formulas read there.

    now, before: value → number at this step and at the one before, 0 where the state was empty. activation: g.
    read: (inputs,) of its layer at this step. recalled: (units,) hidden states of its layer at the step before.
    kernel, recurrent, bias: the unit's columns of weights, one per block, as the cell orders them.
    """

    now: Mapping[str, float]
    before: Mapping[str, float]
    activation: str
    read: np.ndarray
    recalled: np.ndarray
    kernel: np.ndarray
    recurrent: np.ndarray
    bias: np.ndarray


def lstm_numbers(at: UnitStep) -> dict[str, str]:
    """C = f·C_prev + i·c and h = o·g(C)."""
    now, g = at.now, ACTIVATIONS[at.activation]
    factors = now["forget"], at.before["cell"], now["input"], now["candidate"]
    cell = shown(lambda f, c_prev, i, c: f * c_prev + i * c, *factors)
    hidden = shown(lambda o, state: o * float(g(np.array(state))), now["output"], now["cell"])
    f, before, i, c = cell.factors
    return {
        "keeps": percent(now["forget"]), "lets": percent(now["input"]), "shows": percent(now["output"]),
        "f": f, "i": i, "c": c, "o": hidden.factors[0],
        "kept": f"{f} · {in_sum(before)} + {i} · {in_sum(c)}", "cell": cell.result,
        "hidden_sum": f"{hidden.factors[0]} · {at.activation}({hidden.factors[1]})", "hidden": hidden.result,
    }  # fmt: skip


def gru_numbers(at: UnitStep) -> dict[str, str]:
    """h = z·h_prev + (1 − z)·h̃."""
    factors = at.now["update"], at.before["hidden"], at.now["candidate"]
    hidden = shown(lambda z, h_prev, candidate: z * h_prev + (1 - z) * candidate, *factors)
    z, before, c = hidden.factors
    return {
        "keeps": percent(at.now["update"]), "takes": percent(1 - at.now["update"]), "recalls": percent(at.now["reset"]),
        "z": z, "r": shown_value(at.now["reset"]), "c": c,
        "hidden_sum": f"{z} · {in_sum(before)} + (1 − {z}) · {in_sum(c)}", "hidden": hidden.result,
    }  # fmt: skip


def rnn_numbers(at: UnitStep) -> dict[str, str]:
    """h = g(x·W + b + h_prev·U)."""
    g = ACTIVATIONS[at.activation]
    arrives = float(at.read @ at.kernel[:, 0] + at.bias[0])
    recalled = float(at.recalled @ at.recurrent[:, 0])
    hidden = shown(lambda a, b: float(g(np.array(a + b))), arrives, recalled)
    a, b = hidden.factors
    return {"arrives": a, "recalled": b, "hidden_sum": f"{at.activation}({a} + {in_sum(b)})", "hidden": hidden.result}


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
