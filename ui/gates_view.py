"""What the Gates page shows of a run: one window, one layer, one unit, one step, the same in every picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from lstm_core.inspect import Trace, trace
from lstm_core.run import Run
from ui.charts import gates as charts
from ui.charts.timeline import numbers, stamps, thin, with_unit
from ui.gate_numbers import Shown, cell_numbers, in_sum, percent
from ui.live import live_chart
from ui.page import theme
from ui.palette import GATES
from ui.text import count, escape, fill, number, show

WINDOW_HEIGHT, UNIT_HEIGHT = 300, 460
SWING_WINDOWS = 60
# Window steps × weights that the swing may walk through: about a quarter of a second.
SWING_BUDGET = 50_000_000
OVERHEAD = 10_000
ORDERS = ("number", "peak of C")


@dataclass(frozen=True)
class Choice:
    """What the learner looks at: window, layer, unit and step count from 1."""

    window: int
    layer: int
    unit: int
    step: int
    by_peak: bool


@dataclass(frozen=True)
class Swing:
    """Gates at the last step of some test windows. origins: (n,); gates: name → per layer (n, units)."""

    origins: np.ndarray
    newest: np.ndarray
    gates: dict[str, tuple[np.ndarray, ...]]


def choose(run: Run, swing: Swing | None) -> Choice:
    """The controls, drawn."""
    network, windows = run.settings.network, len(run.prepared.test)
    first, second, *middle, third, fourth = st.columns([3, 3, 2, 2, 3] if network.layers > 1 else [3, 3, 2, 3])
    with first:
        window = _slider("Test window", "gates_window", windows, windows)
    with second:
        steps = run.settings.preparation.window
        step = _slider("Step of the window", "gates_step", steps, steps)
    layer = 1
    for column in middle:
        layer = _keep("gates_layer", 1, network.layers)
        with column:
            layers = range(1, network.layers + 1)
            st.segmented_control("Layer", layers, required=True, key="gates_layer", persist_state="session")
    with third:
        _fresh_unit(run, layer, swing)
        unit = st.selectbox("Unit", range(1, network.units + 1), key="gates_unit", persist_state="session")
    with fourth:
        order = st.segmented_control("Sort the units by", ORDERS, default=ORDERS[0], required=True, key="gates_order")
    return Choice(window, layer, unit, step, order == ORDERS[1])


def trace_of(run: Run, window: int) -> Trace:
    """The gates of one test window, counted from 1; kept until another run or window is looked at."""
    kept = st.session_state.get("gates_trace")
    if kept is None or kept[0] is not run or kept[1] != window:
        kept = (run, window, trace(run, window - 1, "test"))
        st.session_state["gates_trace"] = kept
    found: Trace = kept[2]
    return found


def swing_of(run: Run) -> Swing | None:
    """Gates at the end of up to 60 test windows; None where that would take too long to wait for."""
    kept = st.session_state.get("gates_swing")
    if kept is None or kept[0] is not run:
        kept = (run, _swing(run))
        st.session_state["gates_swing"] = kept
    found: Swing | None = kept[1]
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
        (with_unit("time", series.time_unit), with_unit(series.target, series.unit)),
        WINDOW_HEIGHT,
    )
    live_chart(figure, "gates_window_picture", WINDOW_HEIGHT, "The test part, the chosen window and its target.")
    unit = f" {escape(series.unit)}" if series.unit else ""
    show("gates/target", window=length, target=escape(series.target), when=_span(when),
         truth=_list(found.truth) + unit, prediction=_list(found.prediction) + unit)  # fmt: skip
    if swing is not None:
        forget = swing.gates["forget"][layer][:, choice.unit - 1]
        rho = _correlation(forget, swing.newest)
        phase = fill("gates/phase", rho=rho) if np.isfinite(rho) else ""
        show("gates/swing", unit=choice.unit, low=float(forget.min()), high=float(forget.max()), phase=phase)


def unit_view(run: Run, found: Trace, choice: Choice) -> None:
    """The chosen unit's six curves, and its numbers at the chosen step in the formulas."""
    curves = {kind: getattr(found, kind)[choice.layer - 1][:, choice.unit - 1] for kind in GATES}
    figure = charts.unit_curves(theme(), found.x, run.prepared.features, curves, choice.unit, choice.step, UNIT_HEIGHT)
    live_chart(figure, "gates_unit_picture", UNIT_HEIGHT, f"Six curves of unit {choice.unit} under the input.")
    now = {kind: float(values[choice.step - 1]) for kind, values in curves.items()}
    cell, hidden = cell_numbers(curves, choice.step, run.settings.network.activation)
    g = run.settings.network.activation
    show(
        "gates/numbers", unit=choice.unit, step=choice.step, steps=len(found.x), g=g,
        keeps=percent(now["forget"]), lets=percent(now["input"]), shows=percent(now["output"]),
        f=cell.factors[0], i=cell.factors[2], c=cell.factors[3], o=hidden.factors[0],
        kept=_sum(cell), cell=cell.result, hidden_sum=f"{hidden.factors[0]} · {g}({hidden.factors[1]})",
        hidden=hidden.result,
    )  # fmt: skip
    if choice.step == 1:
        show("gates/first_step")
    if choice.layer > 1:
        show("gates/layer_above", layer=choice.layer, below=choice.layer - 1)


def maps_view(run: Run, found: Trace, choice: Choice) -> None:
    """Six heat maps, units × steps; a click chooses a unit and a step."""
    maps = {kind: getattr(found, kind)[choice.layer - 1] for kind in GATES}
    units = maps["cell"].shape[1]
    order = charts.peak_order(maps["cell"]) if choice.by_peak else np.arange(units)
    figure = charts.gate_maps(theme(), found.x, run.prepared.features, maps, order, choice.unit, choice.step)
    alt = f"Six heat maps of {count(units, 'unit')} over {count(len(found.x), 'step')}; unit {choice.unit} marked."
    live_chart(figure, "gates_maps", int(figure["layout"]["height"]), alt, pick)


def pick(point: dict[str, Any]) -> None:
    """A click on a map chooses its unit and its step; a click on the input its step."""
    st.session_state["gates_step"] = int(point["x"])
    if point["name"] in GATES:
        st.session_state["gates_unit"] = int(point["y"])


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
    traces = [trace(run, int(window), "test") for window in chosen]
    gates = {
        kind: tuple(np.stack([getattr(found, kind)[layer][-1] for found in traces]) for layer in range(network.layers))
        for kind in ("forget", "input", "output")
    }
    return Swing(test.origins[chosen], np.array([found.x[-1, 0] for found in traces]), gates)


def _fresh_unit(run: Run, layer: int, swing: Swing | None) -> None:
    """Another network or layer starts at the unit whose forget gate moves most."""
    seen = (run.settings, layer)
    if st.session_state.get("gates_seen") != seen:
        st.session_state["gates_seen"] = seen
        unit = 1 if swing is None else int(np.nan_to_num(np.ptp(swing.gates["forget"][layer - 1], axis=0)).argmax()) + 1
        st.session_state["gates_unit"] = unit
    _keep("gates_unit", 1, run.settings.network.units)


def _slider(label: str, key: str, default: int, high: int) -> int:
    if high == 1:
        st.markdown(f"{label}: 1, the only one")
        return 1
    _keep(key, default, high)
    return int(st.slider(label, 1, high, key=key, persist_state="session"))


def _keep(key: str, default: int, high: int) -> int:
    """The kept choice, pulled inside 1…high: another run may have fewer."""
    value = int(np.clip(st.session_state.get(key, default), 1, high))
    st.session_state[key] = value
    return value


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
