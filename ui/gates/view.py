"""What the Gates page shows of a run: one window, one layer, one unit, one step, the same in every picture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from typing import Any

import numpy as np
import streamlit as st

from lstm_core.interpretation.activity import peak_order, similarity_order
from lstm_core.interpretation.trace import Trace, typical_window
from lstm_core.models.forward import last_steps
from lstm_core.runs.run import Run
from ui.charts import gates as charts
from ui.charts.common import numbers, stamps, thin, time_title
from ui.charts.gates_maps import gate_maps, mark
from ui.charts.gates_memory import attention_picture
from ui.format.cell_display import KINDS, NAMES
from ui.format.cell_numbers import UnitStep
from ui.format.palette import Figure
from ui.format.text import count, escape, fill, number, percent, show, with_unit
from ui.gates.context import Choice, GatesContext
from ui.gates.controls import EXPLORER, pick
from ui.state import slots
from ui.widgets.cell_explorer import CellPosition, cell_explorer, walks_with
from ui.widgets.chart import theme
from ui.widgets.class_views import plain, said
from ui.widgets.gates_cost import affordable
from ui.widgets.live import live_chart
from ui.widgets.steps import step_text

WINDOW_HEIGHT, UNIT_HEIGHT = 300, 460
SWING_WINDOWS, SWING_SECONDS, TYPICAL_SECONDS = 60, 0.1, 0.2
# How the rows of the heat maps can be sorted: by what the units' memories do.
ORDERS = {
    "number": lambda memory: np.arange(memory.shape[1]),
    "peak": peak_order,
    "likeness": similarity_order,
}
ORDER_LABELS = {"number": "number", "peak": "peak of {letter}", "likeness": "likeness of {letter}"}


@dataclass(frozen=True)
class Swing:
    """What `Kind.strip` names at the last step of some test windows.

    origins: (n,). newest: (n,) the newest input of each. values: name → per layer (n, units).
    """

    origins: np.ndarray
    newest: np.ndarray
    values: dict[str, tuple[np.ndarray, ...]]


def swing_of(now: GatesContext) -> Swing | None:
    """The swing over up to 60 test windows, as shown; None where that would take too long to wait for."""
    if now.epoch == now.last and now.changes.empty:
        return _trained_swing(now)
    return now.cached("swing", (), lambda: _swing(now.shown))


def liveliest(now: GatesContext) -> np.ndarray:
    """(layers,) the unit, from 0, whose `Kind.lively` value moves most over the test windows of the trained run."""
    swing = _trained_swing(now)
    if swing is None:
        return np.zeros(now.run.settings.network.layers, int)
    return np.array([np.nan_to_num(np.ptp(values, axis=0)).argmax() for values in swing.values[now.kind.lively]])


def first_window(now: GatesContext) -> int:
    """The test window, from 1, that Gates starts with: a typical one, the newest where finding it takes too long."""
    windows = len(now.run.prepared.test)

    def find() -> int:
        return typical_window(now.run) + 1 if affordable(now.run, TYPICAL_SECONDS) >= 2 * windows else windows

    return now.recall_run("typical", (), find, keep=2)


def window_view(now: GatesContext, trace: Trace, choice: Choice) -> None:
    """The test part with the chosen window, its target and, below, the unit's gates over all test windows."""
    run, swing, layer = now.shown, swing_of(now), choice.layer - 1
    series, test = plain(run.series), run.prepared.test
    length = run.settings.preparation.window
    if series.sequence:
        # A set of sequences has no order in time: the chosen one stands alone.
        swing, shown = None, np.arange(trace.origin - series.sequence + 1, trace.origin + 1)
    else:
        start = max(0, int(test.origins[0]) - length + 1)
        shown = start + thin(series.y[start:])
    first = trace.origin - length + 1
    window = stamps(series.index, np.array([first, trace.origin, first + choice.step - 1]))
    strip = None
    if swing is not None:
        strip = {"x": stamps(series.index, swing.origins)}
        strip |= {name: numbers(layers[layer][:, choice.unit - 1], 4) for name, layers in swing.values.items()}
    when, classes = stamps(series.index, trace.times), run.prepared.classes
    figure = charts.window_picture(
        theme(),
        now.kind,
        {"x": stamps(series.index, shown), "y": numbers(series.y[shown])},
        (window[0], window[1]),
        window[2],
        None if classes else {"x": when, "truth": numbers(trace.truth), "prediction": numbers(trace.prediction)},
        strip,
        (time_title(series), with_unit(series.target, series.unit)),
        WINDOW_HEIGHT,
    )
    steps = stamps(series.index, np.arange(first, trace.origin + 1))
    live_chart(
        figure, "gates_window_picture", WINDOW_HEIGHT, "The test part, the chosen window and its target.",
        walks=walks_with(EXPLORER, choice.step - 1, steps),
    )  # fmt: skip
    unit = f" {escape(series.unit)}" if series.unit else ""
    asked = {"window": length, "target": escape(run.series.target), "when": _span(when)}
    if classes:
        show("classify/gates_target", truth=escape(classes[int(trace.truth[0])]),
             probabilities=said(classes, trace.prediction), **asked)  # fmt: skip
    else:
        show("gates/target", truth=_list(trace.truth) + unit, prediction=_list(trace.prediction) + unit, **asked)
    if series.sequence:
        return
    if swing is None:
        show("gates/swing_large")
    else:
        _tell_swing(now, swing, choice)


def _tell_swing(now: GatesContext, swing: Swing, choice: Choice) -> None:
    lively, many, drawn = now.kind.lively, len(now.run.prepared.test), len(swing.origins)
    values = swing.values[lively][choice.layer - 1][:, choice.unit - 1]
    rho = _correlation(values, swing.newest)
    feature = escape(now.run.prepared.features[0])
    phase = fill("gates/phase", feature=feature, rho=rho) if np.isfinite(rho) else ""
    windows = "each test window" if drawn == many else f"{drawn} of the {many:,} test windows, evenly spread"
    strip = "the gates" if now.kind.cell.openings else f"the {NAMES[lively]}"
    show("gates/swing", strip=strip, unit=choice.unit, windows=windows, lively=NAMES[lively],
         low=float(values.min()), high=float(values.max()), phase=phase)  # fmt: skip


def attention_view(now: GatesContext, trace: Trace, choice: Choice) -> None:
    """How an attention network shares its attention out over the window, and what that does not say."""
    if trace.attention is None:
        return
    weights, scale = trace.attention, float(now.shown.weights[-3])
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        top = int(weights.argmax()) + 1
        figure = attention_picture(theme(), weights, choice.step)
        alt = f"Attention weights of {count(len(weights), 'step')}; the largest lies on step {top}."
        live_chart(
            figure, "gates_attention", figure["layout"]["height"], alt, lambda at: pick(None, None, int(at["x"])),
            walks=walks_with(EXPLORER, choice.step - 1),
        )  # fmt: skip
    with right:
        step_text("gates/attention", EXPLORER, choice.step, "gates_attention_text",
                  {"here": [percent(weight) for weight in weights]}, window=choice.window, steps=len(weights),
                  scale=scale, top=top, even=percent(1 / len(weights)), most=percent(weights.max()))  # fmt: skip


def explorer_view(now: GatesContext, trace: Trace, choice: Choice) -> None:
    """The chosen unit's cell, drawn with the numbers of the chosen step; it can be walked and played."""
    cell_explorer(
        trace, now.shown.weights, now.run.settings.network, now.run.prepared.features,
        choice.layer - 1, choice.unit - 1, choice.step - 1, EXPLORER, _picked_in_explorer,
        now.changes.intervention, every_step=now.run.prepared.every_step,
    )  # fmt: skip


def _picked_in_explorer(place: CellPosition) -> None:
    pick(place["layer"] + 1, place["unit"] + 1, place["step"] + 1)


def unit_view(now: GatesContext, trace: Trace, choice: Choice) -> None:
    """The chosen unit's curves, and its numbers at the chosen step in the formulas."""
    run, change, kind = now.shown, now.changes.intervention, now.kind
    curves = {name: layers[choice.layer - 1][:, choice.unit - 1] for name, layers in trace.values.items()}
    figure = charts.unit_curves(
        theme(), kind, trace.x, run.prepared.features, curves, choice.unit, choice.step, UNIT_HEIGHT
    )
    alt = f"{count(len(curves), 'curve')} of unit {choice.unit} under the input."
    live_chart(figure, "gates_unit_picture", UNIT_HEIGHT, alt, walks=walks_with(EXPLORER, choice.step - 1))
    if len(run.prepared.features) > 1:
        drawn = zip(run.prepared.features, cycle(charts.DASHES.values()), strict=False)
        show("gates/inputs", lines=", ".join(f"{escape(name)} {dash}" for name, dash in drawn))
    step_text(f"gates/{kind.words}/numbers", EXPLORER, choice.step, "gates_numbers", _numbers(now, trace, choice),
              _empty_steps(now), unit=choice.unit, steps=len(trace.x),
              g=run.settings.network.activation)  # fmt: skip
    if (choice.layer - 1, choice.unit - 1) in change.silenced:
        show(f"gates/{kind.words}/silenced", unit=choice.unit)
    if choice.layer > 1:
        show("gates/layer_above", layer=choice.layer, below=choice.layer - 1)


def _empty_steps(now: GatesContext) -> dict[int, str]:
    """At which steps (from 1) the units start empty, and what is said there."""
    memory, reset = now.kind.letters[now.kind.memory], now.changes.intervention.reset_at
    notes = {} if reset is None else {reset + 1: fill("gates/emptied_step", step=reset + 1, memory=memory)}
    return notes | {1: fill("gates/first_step", memory=memory)}


def _numbers(now: GatesContext, trace: Trace, choice: Choice) -> dict[str, list[str]]:
    """What the formulas of the chosen unit say at each step of the window."""

    def written() -> dict[str, list[str]]:
        steps = [now.kind.numbers(at) for at in _unit_steps(now, trace, choice)]
        return {name: [step[name] for step in steps] for name in steps[0]}

    return now.cached("numbers", (choice.window, choice.layer, choice.unit), written, keep=4)


def _unit_steps(now: GatesContext, trace: Trace, choice: Choice) -> Iterator[UnitStep]:
    """The chosen unit at each step, with what its formulas read."""
    layer, unit = choice.layer - 1, choice.unit - 1
    layers = {name: values[layer] for name, values in trace.values.items()}
    own = slice(unit, None, now.run.settings.network.units)
    kernel, recurrent, bias = (np.asarray(w, float)[..., own] for w in now.shown.weights[3 * layer : 3 * layer + 3])
    for at in range(len(trace.x)):
        empty = at == 0 or now.changes.intervention.reset_at == at
        before = {name: np.zeros_like(values[at]) if empty else values[at - 1] for name, values in layers.items()}
        yield UnitStep(
            now={name: float(values[at, unit]) for name, values in layers.items()},
            before={name: float(values[unit]) for name, values in before.items()},
            activation=now.run.settings.network.activation,
            read=trace.x[at] if layer == 0 else trace.values["hidden"][layer - 1][at],
            recalled=before["hidden"], kernel=kernel, recurrent=recurrent, bias=bias,
        )  # fmt: skip


def maps_view(now: GatesContext, trace: Trace, choice: Choice) -> None:
    """Heat maps of every value, units × steps; a click chooses a unit and a step."""
    kind, layer, shade = now.kind, choice.layer - 1, theme()
    letter = kind.letters[kind.memory]
    by = st.segmented_control(
        "Sort the units by", list(ORDERS), default=slots.GATES_ORDER.get(), required=True,
        key="gates_order", persist_state="session", format_func=lambda by: ORDER_LABELS[by].format(letter=letter),
        help=fill("gates/orders", letter=letter, memory=NAMES[kind.memory]),
    )  # fmt: skip

    def draw() -> Figure:
        maps = {name: layers[layer] for name, layers in trace.values.items()}
        return gate_maps(shade, kind, trace.x, now.run.prepared.features, maps, ORDERS[by](maps[kind.memory]))

    figure = mark(shade, kind, now.cached("maps", (choice.window, layer, by, shade), draw, 2), choice.unit, choice.step)
    units, steps = count(now.run.settings.network.units, "unit"), count(len(trace.x), "step")
    alt = f"{count(len(trace.values), 'heat map')} of {units} over {steps}; unit {choice.unit} marked."
    height, walks = int(figure["layout"]["height"]), walks_with(EXPLORER, choice.step - 1)
    live_chart(figure, "gates_maps", height, alt, _picked_on_map, walks=walks)


def _picked_on_map(point: dict[str, Any]) -> None:
    """A click on a map, whose rows are named by texts, chooses its unit and its step; a click on the input its step."""
    pick(None, int(point["y"]) if isinstance(point["y"], str) else None, int(point["x"]))


def is_finite(trace: Trace) -> bool:
    """Whether every value of every layer, and the prediction, is a number."""
    arrays = [values for layers in trace.values.values() for values in layers]
    return all(np.isfinite(values).all() for values in (*arrays, trace.prediction))


def _trained_swing(now: GatesContext) -> Swing | None:
    return now.recall_run("trained_swing", (), lambda: _swing(now.run), keep=2)


def _swing(run: Run) -> Swing | None:
    network, test = run.settings.network, run.prepared.test
    wanted = min(SWING_WINDOWS, len(test))
    many = min(wanted, affordable(run, SWING_SECONDS))
    if many < max(1, wanted // 3):
        return None
    chosen = np.unique(np.linspace(0, len(test) - 1, many).round().astype(int))
    newest = test.x[chosen, -1, 0]
    ends = last_steps(run.weights, test.x[chosen], network, run.intervention)
    strip = KINDS[network.kind].strip
    return Swing(test.origins[chosen], newest, {name: tuple(end[name] for end in ends) for name in strip})


def _span(when: list[Any]) -> str:
    first, last = (
        w.removesuffix("T00:00:00").replace("T", " ") if isinstance(w, str) else f"{w:,}" for w in (when[0], when[-1])
    )
    return f"at {first}" if len(when) == 1 else f"from {first} to {last}"


def _list(values: np.ndarray) -> str:
    """A few numbers, or the first and the last of many."""
    texts = [number(float(v)) for v in values]
    return ", ".join(texts) if len(texts) <= 4 else f"{texts[0]}, {texts[1]} … {texts[-1]}"


def _correlation(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a, b)[0, 1]) if np.ptp(a) > 0 and np.ptp(b) > 0 else float("nan")
