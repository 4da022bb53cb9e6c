"""Gates, what it remembers: memory profile beside the PACF, sensitivity of one window, gradient through time."""

from __future__ import annotations

import math

import numpy as np
import streamlit as st

from lstm_core.explore.dependence import correlations, is_constant
from lstm_core.interpretation.input_effect import feature_occlusion, occlusion, sensitivity
from lstm_core.interpretation.memory import (
    GradientCurve,
    MemoryProfile,
    gradient_through_time,
    memory_profile,
    own_gradient,
)
from lstm_core.prepare import first_position
from ui.charts import gates_memory as charts
from ui.format.palette import Figure
from ui.format.text import count, escape, fill, number, show
from ui.gates.context import Choice, GatesContext
from ui.gates.controls import EXPLORER, keep_within
from ui.state.cache import cached
from ui.widgets.cell_explorer import walks_with
from ui.widgets.chart import chart, theme
from ui.widgets.gates_cost import affordable
from ui.widgets.kept import kept_place
from ui.widgets.live import live_chart
from ui.widgets.steps import step_text

# Fewer lags than this make no PACF worth the name.
FEW_LAGS = 2
# A learner who moves a slider waits no longer for every input of the window to be nudged.
WAIT_SECONDS = 0.25
SPREADS = (-2.0, -1.0, -0.5, -0.1, 0.1, 0.5, 1.0, 2.0)


def memory_tab(now: GatesContext, choice: Choice) -> None:
    """Everything in the tab, under one choice of output step and feature."""
    output, feature = _which(now)
    _profile(now, output, feature)
    st.divider()
    _window(now, choice, output, feature)
    st.divider()
    _flow(now, output)


def _which(now: GatesContext) -> tuple[int, int]:
    """Which output and which feature the pictures are about, from 0; asked only where there are several."""
    prepared = now.run.prepared
    features, steps, classes = prepared.features, prepared.every_step, prepared.classes
    outputs = now.run.settings.preparation.window if steps else prepared.outputs
    output = feature = 0
    if outputs == 1 and len(features) == 1:
        return output, feature
    with st.container(horizontal=True):
        if outputs > 1:
            options = range(1, outputs + 1)
            keep_within("gates_output", options, outputs if steps else 1)
            label = "Class" if classes else "Answer at step" if steps else "Step ahead"
            output = st.selectbox(
                label, options, kept_place("gates_output", options), key="gates_output", width=160,
                persist_state="session", format_func=lambda place: classes[place - 1] if classes else str(place),
            ) - 1  # fmt: skip
        if len(features) > 1:
            own = now.run.series.target if now.run.series.target in features else features[0]
            keep_within("gates_feature", features, own)
            place = kept_place("gates_feature", features)
            name = st.selectbox("Feature", features, place, key="gates_feature", width=320, persist_state="session")
            feature = features.index(name)
    if classes:
        show("classify/gates_output")
    return output, feature


def _profile(now: GatesContext, output: int, feature: int) -> None:
    st.header("Does the network use the lags that matter?", anchor=False)
    first = min(now.run.snapshots)
    present: MemoryProfile = now.cached("profile", (output,), lambda: memory_profile(now.shown, "test", output))
    profiles = {f"epoch {now.epoch}": present.mean_abs[:, feature]}
    if now.epoch != first or not now.changes.empty:
        start: MemoryProfile = now.recall_run(
            "profile", (output,), lambda: memory_profile(now.run, "test", output, epoch=first)
        )
        name = "before training (epoch 0)" if first == 0 else f"epoch {first}, untouched"
        profiles[name] = start.mean_abs[:, feature]
    pacf, band, why = _pacf(now, present.lags, feature)
    figure = charts.memory_picture(
        theme(), present.lags, profiles, present.mean[:, feature], pacf, band, now.run.series.time_unit
    )
    name = escape(now.run.prepared.features[feature])
    alt = f"Mean gradient of the prediction by the lag of {name}" + (", above the PACF." if pacf is not None else ".")
    chart(figure, "gates_profile", alt)
    show("gates/profile", feature=name, windows=count(present.windows, "test window"))
    if pacf is None:
        st.markdown(why)
    else:
        st.markdown(_share(present, pacf, band, feature) + " " + why)


def _pacf(now: GatesContext, lags: np.ndarray, feature: int) -> tuple[np.ndarray | None, float, str]:
    """PACF at `lags` (NaN where it is not known), its band, and what the learner should know about it."""
    run, settings = now.run, now.run.settings.preparation
    if run.prepared.features[feature] != run.series.target:
        return None, 0.0, fill("gates/pacf_other", target=escape(run.series.target))
    back = first_position(settings)
    y = np.log(run.series.y) if run.prepared.log else run.series.y
    y = y[back:] - y[: len(y) - back] if back else y
    if is_constant(y) or len(y) < 2 * FEW_LAGS + 2:
        return None, 0.0, fill("gates/pacf_none")
    correlated = now.recall_run("pacf", (int(lags[-1]),), lambda: correlations(y, int(lags[-1])))
    values = np.array([correlated.pacf[lag] if lag < len(correlated.pacf) else np.nan for lag in lags.tolist()])
    notes = [fill("gates/pacf_changes")] if back else []
    notes += [fill("gates/pacf_ahead", lag=int(lags[0]))] if lags[0] > 1 else []
    return values, correlated.band, " ".join(notes)


def _share(profile: MemoryProfile, pacf: np.ndarray, band: float, feature: int) -> str:
    """How much of the profile lies on the lags whose PACF leaves the band."""
    weight, outside = profile.mean_abs[:, feature], np.abs(pacf) > band
    total = float(weight.sum())
    if not math.isfinite(total) or total == 0:
        return fill("gates/share_zero")
    if not outside.any():
        return fill("gates/share_none")
    share = 100 * float(weight[outside].sum()) / total
    return fill(
        "gates/share", lags=count(int(outside.sum()), "lag"), all=len(weight),
        share=number(round(share)), even=number(round(100 * float(outside.mean()))),
    )  # fmt: skip


def _window(now: GatesContext, choice: Choice, output: int, feature: int) -> None:
    st.header(f"What moves the prediction of test window {choice.window}", anchor=False)
    run, features = now.shown, now.run.prepared.features
    inputs = now.run.settings.preparation.window * len(features)
    if affordable(now.run, WAIT_SECONDS) < inputs:
        each = st.toggle("Nudge and hide each input all the same", key="gates_slow_inputs", persist_state="session")
        if not each:
            show("gates/sensitivity_large", inputs=inputs)
            return
    nudge = st.select_slider(
        "Nudge each step by (sd: standard deviations of that input)", SPREADS, 1.0, key="gates_nudge",
        format_func=_spread, persist_state="session",
    )  # fmt: skip
    place = (choice.window, output)
    moved = now.cached("moved", (*place, nudge), lambda: sensitivity(run, choice.window - 1, "test", nudge, output))
    hidden = now.cached("hidden", place, lambda: occlusion(run, choice.window - 1, "test", output))
    words = {
        f"step nudged by {_spread(nudge)} sd": moved[:, feature],
        "step hidden (training mean instead)": hidden[:, feature],
    }
    unit = "" if now.run.prepared.classes else now.run.series.unit
    figure = charts.steps_picture(theme(), words, choice.step, unit)
    _walking(figure, "gates_sensitivity", "Change of the prediction when one step of the window is nudged or hidden.",
             choice)  # fmt: skip
    after = f" {escape(unit)}" if unit else ""
    here, gone = ([number(float(value)) + after for value in moves[:, feature]] for moves in (moved, hidden))
    step_text("gates/sensitivity", EXPLORER, choice.step, "gates_sensitivity_text", {"here": here, "gone": gone},
              feature=escape(features[feature]))  # fmt: skip
    if len(features) > 1:
        _walking(charts.input_map(theme(), hidden, features, choice.step, unit), "gates_input_map",
                 "Change of the prediction when one feature at one step is hidden.", choice)  # fmt: skip
        whole = now.cached("gone", place, lambda: feature_occlusion(run, choice.window - 1, "test", output))
        worth = (f"{escape(name)} {number(float(value))}" for name, value in zip(features, whole, strict=True))
        show("gates/feature_occlusion", worth=", ".join(worth), unit=after)


def _walking(figure: Figure, key: str, alt: str, choice: Choice) -> None:
    """A picture over the steps of the window, whose mark goes along with the explorer."""
    live_chart(figure, key, figure["layout"]["height"], alt, walks=walks_with(EXPLORER, choice.step - 1))


def _flow(now: GatesContext, output: int) -> None:
    st.header("How far back a gradient reaches before training", anchor=False)
    if not st.toggle("Show the gradient through time", key="gates_flow", persist_state="session"):
        show("gates/flow_closed")
        return
    curves: dict[str, GradientCurve] = cached("gradient_through_time", 0, gradient_through_time, keep=1)
    own: GradientCurve = now.cached("own", (output,), lambda: own_gradient(now.shown, "test", output))
    name = f"your network, epoch {now.epoch}"
    figure = charts.flow_picture(theme(), {key: curve.relative for key, curve in curves.items()}, (name, own.relative))
    chart(figure, "gates_flow_picture", "Relative gradient by steps back, for six untrained networks and this one.")
    rows = [*curves.items(), (f"**{name}**", own)]
    table = ["| | per step back | half-life |", "|---|---|---|"]
    table += [f"| {key} | × {_factor(curve.factor)} | {_half_life(curve.half_life)} |" for key, curve in rows]
    st.markdown("\n".join(table))
    show("gates/flow", window=now.run.settings.preparation.window)


def _spread(nudge: float) -> str:
    return f"{nudge:+g}".replace("-", "−")


def _factor(factor: float) -> str:
    return number(factor) if math.isfinite(factor) else "unknown"


def _half_life(steps: float) -> str:
    if math.isnan(steps):
        return "unknown"
    return f"{number(steps)} steps" if math.isfinite(steps) else "none: it does not fade"
