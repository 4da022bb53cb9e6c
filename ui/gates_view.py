"""What the Gates page shows of a run: one window, one layer, one unit, one step, the same in every picture."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import streamlit as st

from lstm_core.activity import peak_order, similarity_order
from lstm_core.forward import last_steps
from lstm_core.inspect import Trace
from lstm_core.run import Run
from ui.cell_explorer import Place, cell_explorer
from ui.charts import gates as charts
from ui.charts.timeline import numbers, stamps, thin, time_title, with_unit
from ui.gate_numbers import Shown, cell_numbers, in_sum, percent
from ui.gates_controls import pick
from ui.gates_state import Choice, Look
from ui.live import live_chart
from ui.page import theme
from ui.palette import GATES
from ui.text import count, escape, fill, number, show

WINDOW_HEIGHT, UNIT_HEIGHT = 300, 460
SWING_WINDOWS = 60
# Window steps × weights that the swing may walk through: about a quarter of a second.
SWING_BUDGET = 50_000_000
OVERHEAD = 10_000
ORDERS = {
    "number": lambda cell: np.arange(cell.shape[1]),
    "peak of C": peak_order,
    "likeness of C": similarity_order,
}


@dataclass(frozen=True)
class Swing:
    """Gates at the last step of some test windows. origins: (n,); gates: name → per layer (n, units)."""

    origins: np.ndarray
    newest: np.ndarray
    gates: dict[str, tuple[np.ndarray, ...]]


def swing_of(now: Look) -> Swing | None:
    """Gates at the end of up to 60 test windows, as shown; None where that would take too long to wait for."""
    found: Swing | None = now.recall("swing", (), lambda: _swing(now.shown))
    return found


def liveliest(now: Look) -> np.ndarray:
    """(layers,) the unit, from 0, whose forget gate moves most over the test windows of the trained run."""

    def find() -> np.ndarray:
        swing = _swing(now.run)
        if swing is None:
            return np.zeros(now.run.settings.network.layers, int)
        return np.array([np.nan_to_num(np.ptp(values, axis=0)).argmax() for values in swing.gates["forget"]])

    found: np.ndarray = now.recall_run("liveliest", (), find)
    return found


def window_view(run: Run, found: Trace, swing: Swing | None, choice: Choice) -> None:
    """The test part with the chosen window, its target and, below, the unit's gates over all test windows."""
    series, test, layer = run.series, run.prepared.test, choice.layer - 1
    length = run.settings.preparation.window
    start = max(0, int(test.origins[0]) - length + 1)
    shown = start + thin(series.y[start:])
    first = found.origin - length + 1
    window = stamps(series.index, np.array([first, found.origin, first + choice.step - 1]))
    strip = None
    if swing is not None:
        strip = {"x": stamps(series.index, swing.origins)}
        strip |= {kind: numbers(layers[layer][:, choice.unit - 1], 4) for kind, layers in swing.gates.items()}
    when = stamps(series.index, found.times)
    figure = charts.window_picture(
        theme(),
        {"x": stamps(series.index, shown), "y": numbers(series.y[shown])},
        (window[0], window[1]),
        window[2],
        {"x": when, "truth": numbers(found.truth), "prediction": numbers(found.prediction)},
        strip,
        (time_title(series), with_unit(series.target, series.unit)),
        WINDOW_HEIGHT,
    )
    live_chart(figure, "gates_window_picture", WINDOW_HEIGHT, "The test part, the chosen window and its target.")
    unit = f" {escape(series.unit)}" if series.unit else ""
    show("gates/target", window=length, target=escape(series.target), when=_span(when),
         truth=_list(found.truth) + unit, prediction=_list(found.prediction) + unit)  # fmt: skip
    if swing is not None:
        forget = swing.gates["forget"][layer][:, choice.unit - 1]
        rho = _correlation(forget, swing.newest)
        feature = escape(run.prepared.features[0])
        phase = fill("gates/phase", feature=feature, rho=rho) if np.isfinite(rho) else ""
        many, drawn = len(test), len(swing.origins)
        windows = "each test window" if drawn == many else f"{drawn} of the {many:,} test windows, evenly spread"
        show("gates/swing", unit=choice.unit, windows=windows,
             low=float(forget.min()), high=float(forget.max()), phase=phase)  # fmt: skip


def explorer_view(now: Look, found: Trace, choice: Choice) -> None:
    """The chosen unit's cell, drawn with the numbers of the chosen step; it can be walked and played."""
    cell_explorer(
        found, now.shown.weights, now.run.settings.network, now.run.prepared.features,
        choice.layer - 1, choice.unit - 1, choice.step - 1, "gates_explorer", _picked_in_explorer,
        now.changes.intervention,
    )  # fmt: skip


def _picked_in_explorer(place: Place) -> None:
    pick(place["layer"] + 1, place["unit"] + 1, place["step"] + 1)


def unit_view(now: Look, found: Trace, choice: Choice) -> None:
    """The chosen unit's six curves, and its numbers at the chosen step in the formulas."""
    run, change = now.shown, now.changes.intervention
    curves = {kind: getattr(found, kind)[choice.layer - 1][:, choice.unit - 1] for kind in GATES}
    figure = charts.unit_curves(theme(), found.x, run.prepared.features, curves, choice.unit, choice.step, UNIT_HEIGHT)
    live_chart(figure, "gates_unit_picture", UNIT_HEIGHT, f"Six curves of unit {choice.unit} under the input.")
    if len(run.prepared.features) > 1:
        drawn = zip(run.prepared.features, cycle(charts.DASHES.values()), strict=False)
        show("gates/inputs", lines=", ".join(f"{escape(name)} {dash}" for name, dash in drawn))
    here = {kind: float(values[choice.step - 1]) for kind, values in curves.items()}
    emptied = change.reset_at == choice.step - 1
    cell, hidden = cell_numbers(curves, choice.step, run.settings.network.activation, emptied=emptied)
    g = run.settings.network.activation
    show(
        "gates/numbers", unit=choice.unit, step=choice.step, steps=len(found.x), g=g,
        keeps=percent(here["forget"]), lets=percent(here["input"]), shows=percent(here["output"]),
        f=cell.factors[0], i=cell.factors[2], c=cell.factors[3], o=hidden.factors[0],
        kept=_sum(cell), cell=cell.result, hidden_sum=f"{hidden.factors[0]} · {g}({hidden.factors[1]})",
        hidden=hidden.result,
    )  # fmt: skip
    if choice.step == 1 or emptied:
        show("gates/first_step" if choice.step == 1 else "gates/emptied_step", step=choice.step)
    if (choice.layer - 1, choice.unit - 1) in change.silenced:
        show("gates/silenced", unit=choice.unit)
    if choice.layer > 1:
        show("gates/layer_above", layer=choice.layer, below=choice.layer - 1)


def maps_view(run: Run, found: Trace, choice: Choice) -> None:
    """Six heat maps, units × steps; a click chooses a unit and a step."""
    maps = {kind: getattr(found, kind)[choice.layer - 1] for kind in GATES}
    units = maps["cell"].shape[1]
    by = st.segmented_control("Sort the units by", list(ORDERS), default="number", required=True, key="gates_order",
                              persist_state="session", help=fill("gates/orders"))  # fmt: skip
    order = ORDERS[by](maps["cell"])
    figure = charts.gate_maps(theme(), found.x, run.prepared.features, maps, order, choice.unit, choice.step)
    alt = f"Six heat maps of {count(units, 'unit')} over {count(len(found.x), 'step')}; unit {choice.unit} marked."
    live_chart(figure, "gates_maps", int(figure["layout"]["height"]), alt, _picked_on_map)


def _picked_on_map(point: dict[str, Any]) -> None:
    """A click on a map chooses its unit and its step; a click on the input its step."""
    pick(None, int(point["y"]) if point["name"] in GATES else None, int(point["x"]))


def is_finite(found: Trace) -> bool:
    """Whether every gate of every layer, and the prediction, is a number."""
    arrays = [layer for kind in GATES for layer in getattr(found, kind)]
    return all(np.isfinite(values).all() for values in (*arrays, found.prediction))


def _swing(run: Run) -> Swing | None:
    network, test = run.settings.network, run.prepared.test
    work = run.settings.preparation.window * network.layers * (network.units**2 + OVERHEAD)
    many = min(SWING_WINDOWS, len(test), SWING_BUDGET // work)
    if many < min(SWING_WINDOWS, len(test)) // 3 or many < 2:
        return None
    chosen = np.unique(np.linspace(0, len(test) - 1, many).round().astype(int))
    newest = test.x[chosen, -1, 0]
    ends = last_steps(run.weights, test.x[chosen], network, run.intervention)
    gates = {kind: tuple(end[kind] for end in ends) for kind in ("forget", "input", "output")}
    return Swing(test.origins[chosen], newest, gates)


def _sum(cell: Shown) -> str:
    forget, before, opening, content = map(in_sum, cell.factors)
    return f"{forget} · {before} + {opening} · {content}"


def _span(when: list[Any]) -> str:
    first, last = (str(w).removesuffix("T00:00:00").replace("T", " ") for w in (when[0], when[-1]))
    return f"at {first}" if len(when) == 1 else f"from {first} to {last}"


def _list(values: np.ndarray) -> str:
    """A few numbers, or the first and the last of many."""
    texts = [number(float(v)) for v in values]
    return ", ".join(texts) if len(texts) <= 4 else f"{texts[0]}, {texts[1]} … {texts[-1]}"


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if np.ptp(a) > 0 and np.ptp(b) > 0 else float("nan")
