"""What the Results page shows of a run: verdict, numbers, pictures, what the errors still say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.evaluate import (
    BASELINES,
    METRICS,
    Comparison,
    Evaluation,
    best_baseline,
    compare,
    diagnose,
    echo,
    evaluate,
)
from lstm_core.prepare import PARTS
from lstm_core.run import Run
from ui.charts import results as charts
from ui.charts.timeline import stamps, thin, time_title, with_unit
from ui.page import chart, theme
from ui.palette import Figure
from ui.predictions import over_series
from ui.text import count, escape, fill, measured, number, show

LABELS = {
    "skill": "Skill", "skill_ar": "Skill against AR", "rmse": "RMSE", "mae": "MAE", "mse": "MSE", "r2": "R²",
    "mase": "MASE", "smape": "sMAPE (%)",
}  # fmt: skip
# The two that the verdict and the picture name; the table has all.
NAMED = ("persistence", "ar")
# Worse than persistence by three times its squared error: whatever that is, it is no copy of the last value.
FAR_OFF = -3.0
NAMES = {"network": "network"} | {key: baseline.title for key, baseline in BASELINES.items()}
WORDS = {
    "better": "is **better than {name}**", "worse": "is **worse than {name}**", "ties": "**ties with {name}**",
    "unknown": "**cannot be compared with {name}**",
}  # fmt: skip


def evaluation_of(run: Run) -> Evaluation:
    """`evaluate(run)`, once per run and session."""
    kept = st.session_state.get("results_evaluation")
    if kept is None or kept[0] is not run:
        with st.spinner("Predicting every window"):
            kept = (run, evaluate(run))
        st.session_state["results_evaluation"] = kept
    found: Evaluation = kept[1]
    return found


def verdict(evaluation: Evaluation) -> None:
    """The run's test result in a sentence, then whether chance could explain it."""
    points = count(len(evaluation.truth["test"]), "window" if outputs(evaluation) > 1 else "point")
    against = {name: compare(evaluation, name) for name in NAMED if name in evaluation.baselines}
    found = against["persistence"]
    words = {name: WORDS[c.word].format(name=NAMES[name]) for name, c in against.items()}
    common = {
        "points": points, "persistence": words["persistence"], "rmse": shown(found.rmse),
        "skill": shown(evaluation.metrics["test"]["skill"]), "rmse_persistence": shown(found.baseline_rmse),
    }  # fmt: skip
    if "ar" in against:
        sentence = fill("results/verdict", ar=words["ar"], rmse_ar=shown(against["ar"].baseline_rmse), **common)
    else:
        sentence = fill("results/verdict_without_ar", note=escape(evaluation.notes.get("ar", "")), **common)
    st.markdown(f"#### {sentence}")
    show("results/baselines")
    for name, comparison in against.items():
        if comparison.word in ("better", "worse") and not comparison.certain:
            show("results/chance", baseline=NAMES[name], share=share(comparison), points=points)


def share(comparison: Comparison) -> str:
    """The difference in RMSE as a share of the baseline's."""
    return f"{number(100 * abs(comparison.ratio - 1))} %"


def outputs(evaluation: Evaluation) -> int:
    """How many steps one window predicts."""
    return evaluation.truth["test"].shape[1]


def headline(run: Run, evaluation: Evaluation) -> None:
    """Skill and RMSE, each beside the best baseline and, where it is known, the noise floor."""
    best = best_baseline(evaluation)
    ours, theirs = evaluation.metrics["test"], evaluation.baseline_metrics[best]["test"]
    unit = run.series.unit
    floor = run.series.floor_at(run.settings.preparation.horizon)
    left, right = st.columns(2)
    with left:
        st.metric("Skill against persistence, test part", shown(ours["skill"]))
        st.markdown(f"Best baseline, {NAMES[best]}: **{shown(theirs['skill'])}**")
        show("results/metrics/skill")
    with right:
        st.metric(with_unit("RMSE, test part", unit), shown(ours["rmse"]))
        beside = f"Best baseline, {NAMES[best]}: **{shown(theirs['rmse'])}**"
        if floor is not None:
            beside += f" · {fill('results/floor', floor=shown(floor))}"
        st.markdown(beside)
        show("results/metrics/rmse")


def shown(value: float) -> str:
    """A number for a table: a dash where it has no meaning."""
    return measured(value) if np.isfinite(value) else "–"


def big_picture(run: Run, evaluation: Evaluation) -> int:
    """Truth, network and baselines over the whole series; returns the chosen step ahead, from 0."""
    series, ahead = run.series, outputs(evaluation)
    st.subheader("Predictions against truth", anchor=False)
    step = st.slider("Steps ahead", 1, ahead, key="results_step") - 1 if ahead > 1 else 0
    if run.settings.preparation.horizon == 0:
        show("results/own_step")
    else:
        words = "results/many_steps" if ahead > 1 else "results/one_step"
        show(words, step=step + 1, back=count(step + 1, "step"), horizon=ahead)
    kept = series.answered[thin(series.y[series.answered])]

    def line(forecasts: dict[str, np.ndarray]) -> np.ndarray:
        return over_series(evaluation.times, forecasts, step, len(series))[kept]

    validation, test = run.prepared.boundaries
    edges = stamps(series.index, np.array([0, validation, test, len(series) - 1]))
    figure = charts.overview(
        theme(), stamps(series.index, kept), series.y[kept], line(evaluation.predictions),
        {name: line(evaluation.baselines[name]) for name in NAMED if name in evaluation.baselines},
        {part: (edges[i], edges[i + 1]) for i, part in enumerate(PARTS)},
        (time_title(series), with_unit(series.target, series.unit)),
    )  # fmt: skip
    chart(figure, "results_overview", "Truth, network and baselines over the training, validation and test part.")
    if len(kept) < len(series.answered):
        st.caption(fill("results/thinned", drawn=f"{len(kept):,}", all=f"{len(series.answered):,}"))
    return step


def table(evaluation: Evaluation) -> None:
    """Every metric of the network and the baselines on every part, then each metric's formula."""
    st.subheader("Every number, every part", anchor=False)
    rows = []
    for part in PARTS:
        forecasts = {"network": evaluation.metrics[part]}
        forecasts |= {name: metrics[part] for name, metrics in evaluation.baseline_metrics.items()}
        for name, metrics in forecasts.items():
            rows.append({"part": part, "forecast": NAMES[name]} | {LABELS[m]: shown(metrics[m]) for m in METRICS})
    st.table(pd.DataFrame(rows).set_index(["part", "forecast"]), border="horizontal")
    for note in evaluation.notes.values():
        st.caption(escape(note))
    explained = [metric for metric in METRICS if metric not in ("skill", "rmse")]
    for column, metric in zip([*st.columns(3), *st.columns(3)], explained, strict=True):
        with column:
            value = evaluation.metrics["test"][metric]
            on_test = f" = {measured(value)} on the test part" if np.isfinite(value) else ""
            st.markdown(f"**{LABELS[metric]}**{on_test}")
            show(f"results/metrics/{metric}")


def residuals(run: Run, evaluation: Evaluation, step: int) -> None:
    """Four views of what the network got wrong on one part."""
    st.subheader("What the errors still say", anchor=False)
    part = st.segmented_control("Part", PARTS, default="test", required=True, key="results_part")
    errors, fitted = evaluation.residuals[part][:, step], evaluation.predictions[part][:, step]
    times, series = evaluation.times[part][:, step], run.series
    found = diagnose(errors, fitted)
    points = count(found.n, "point")
    few, constant = "too_few" in found.verdicts, "constant" in found.verdicts
    over_time, shape, by_prediction, memory = st.tabs(["Over time", "Histogram and Q–Q", "Against prediction", "ACF"])
    kept = thin(errors)
    with over_time:
        bias = "" if few or constant else fill("results/biased" if "biased" in found.verdicts else "results/unbiased")
        show("results/over_time", mean=found.mean, sd=found.sd, points=points, bias=bias)
        figure = charts.residuals_over_time(
            theme(), stamps(series.index, times[kept]), errors[kept], time_title(series), series.unit
        )
        _draw(figure, "residuals", f"Residuals of the {part} part over time.")
    with by_prediction:
        if np.isfinite(found.spread_p):
            changes = "spread_changes" in found.verdicts
            show("results/spread_changes" if changes else "results/spread_same",
                 rho=found.spread_correlation, p=p_value(found.spread_p))  # fmt: skip
        else:
            show("results/spread_unknown")
        figure = charts.residuals_by_prediction(theme(), fitted[kept], errors[kept], series.unit)
        _draw(figure, "spread", f"Residuals of the {part} part against the predictions.")
    if few or constant:
        for tab in (shape, memory):
            with tab:
                show("results/too_few" if few else "results/constant", points=points, mean=found.mean)
        return
    with shape:
        show("results/shape")
        _draw(charts.residual_shape(theme(), found, series.unit), "shape", "Histogram and Q–Q plot of the residuals.")
    with memory:
        left = "structure_left" in found.verdicts
        show("results/structure_left" if left else "results/no_structure",
             lags=found.ljung_box.lags, p=p_value(found.ljung_box.p))  # fmt: skip
        if step > 0:
            show("results/overlapping")
        _draw(charts.residual_acf(theme(), found), "acf", "Autocorrelation of the residuals.")


def p_value(p: float) -> str:
    """``= 0.81``, or ``< 0.001``."""
    return "< 0.001" if p < 0.001 else f"= {p:.2g}"


def copying(run: Run, evaluation: Evaluation, step: int) -> None:
    """Is it only copying the last value?"""
    st.subheader("Is it only copying the last value?", anchor=False)
    test = {name: values["test"][:, step] for name, values in evaluation.baselines.items()}
    found = echo(evaluation.truth["test"][:, step], evaluation.predictions["test"][:, step], test["persistence"])
    if found.best_lag is None:
        show("results/echo_unknown", points=count(len(test["persistence"]), "point"))
        return
    trails = found.best_lag >= 1
    if found.skill < FAR_OFF:
        kind = "far_off"
    else:
        helps = found.skill > 0
        kind = "yes" if found.is_echo else ("trails" if helps else "late") if trails else "no" if helps else "weak"
    lag = count(found.best_lag, "step") if trails else ""
    show(f"results/echo_{kind}", lag=lag, skill=found.skill, rho=shown(found.change_correlation))
    beyond = ", outside this picture" if step + 1 > max(found.lags) else ""
    show("results/echo_bars", copy=step + 1, beyond=beyond)
    figure = charts.echo_bars(theme(), found.lags, found.rmse_by_lag, run.series.unit)
    chart(figure, "results_echo", "RMSE of the predictions against the truth shifted by some steps.")


def _draw(figure: Figure, name: str, alt: str) -> None:
    """A figure inside a tab. Nothing to drag in it: on a phone a finger scrolls the page."""
    figure["layout"]["dragmode"] = False
    st.plotly_chart(figure, theme=None, width="stretch", config={"displaylogo": False}, key=f"results_{name}", alt=alt)
