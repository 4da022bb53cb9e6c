"""Results, Errors: what the residuals of one part still say, and whether the network only copies."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lstm_core.evaluation import diagnose, echo
from lstm_core.evaluation.echo import FAR_OFF
from lstm_core.prepare import PARTS
from ui.charts import results_errors as charts
from ui.charts.common import stamps, thin, time_title
from ui.format.palette import Figure
from ui.format.text import count, fill, p_value, show
from ui.results.context import ResultsContext, shown
from ui.state.places import Offer
from ui.widgets.chart import chart, theme
from ui.widgets.kept import kept_segments

PART = Offer("results_part_chosen", PARTS, "test", "part")


def errors_section(look: ResultsContext) -> None:
    """Residuals and copying, at the chosen step ahead."""
    if look.broken:
        show("results/diverged_short")
        return
    residuals(look)
    if not look.mixed:
        copying(look)


def residuals(look: ResultsContext) -> None:
    """Four views of what the network got wrong on one part."""
    evaluation, step = look.evaluation, look.step
    st.header(f"What the errors of the {look.known_way} forecast still say", anchor=False)
    part = kept_segments("Part", PART, "results_part")
    errors, fitted = evaluation.residuals[part][:, step], evaluation.predictions[part][:, step]
    times, series = evaluation.times[part][:, step], look.series
    diagnosis = diagnose(errors, fitted)
    points = count(diagnosis.n, "point")
    few, constant = "too_few" in diagnosis.verdicts, "constant" in diagnosis.verdicts
    over_time, shape, by_prediction, memory = st.tabs(["Over time", "Histogram and Q–Q", "Against prediction", "ACF"])
    kept = thin(errors)
    with over_time:
        bias = (
            "" if few or constant else fill("results/biased" if "biased" in diagnosis.verdicts else "results/unbiased")
        )
        show("results/over_time", mean=diagnosis.mean, sd=diagnosis.sd, points=points, bias=bias)
        figure = charts.residuals_over_time(
            theme(), stamps(series.index, times[kept]), errors[kept], time_title(series), series.unit
        )
        _draw(figure, "residuals", f"Residuals of the {part} part over time.")
    with by_prediction:
        if np.isfinite(diagnosis.spread_p):
            changes = "spread_changes" in diagnosis.verdicts
            show("results/spread_changes" if changes else "results/spread_same",
                 rho=diagnosis.spread_correlation, p=p_value(diagnosis.spread_p))  # fmt: skip
        else:
            show("results/spread_unknown")
        figure = charts.residuals_by_prediction(theme(), fitted[kept], errors[kept], series.unit)
        _draw(figure, "spread", f"Residuals of the {part} part against the predictions.")
    if few or constant:
        for tab in (shape, memory):
            with tab:
                show("results/too_few" if few else "results/constant", points=points, mean=diagnosis.mean)
        return
    with shape:
        show("results/shape")
        _draw(
            charts.residual_shape(theme(), diagnosis, series.unit), "shape", "Histogram and Q–Q plot of the residuals."
        )
    with memory:
        if look.mixed:
            show("results/mixed")
            return
        left = "structure_left" in diagnosis.verdicts
        show("results/structure_left" if left else "results/no_structure",
             lags=diagnosis.ljung_box.lags, p=p_value(diagnosis.ljung_box.p))  # fmt: skip
        if step > 0:
            show("results/overlapping")
        _draw(charts.residual_acf(theme(), diagnosis), "acf", "Autocorrelation of the residuals.")


def copying(look: ResultsContext) -> None:
    """Is it only copying the last value?"""
    evaluation, step = look.evaluation, look.step
    st.header("Is it only copying the last value?", anchor=False)
    test = {name: values["test"][:, step] for name, values in evaluation.baselines.items()}
    times, prediction = (values["test"][:, step] for values in (evaluation.times, evaluation.predictions))
    echoed = echo(look.series.y, times, prediction, test["persistence"])
    if echoed.best_lag is None:
        show("results/echo_unknown", points=count(len(test["persistence"]), "point"))
        return
    trails = echoed.best_lag >= 1
    if echoed.skill < FAR_OFF:
        kind = "far_off"
    else:
        helps = echoed.skill > 0
        kind = "yes" if echoed.is_echo else ("trails" if helps else "late") if trails else "no" if helps else "weak"
    lag = count(echoed.best_lag, "step") if trails else ""
    show(f"results/echo_{kind}", lag=lag, skill=shown(echoed.skill), rho=shown(echoed.change_correlation))
    beyond = ", outside this picture" if step + 1 > max(echoed.lags) else ""
    show("results/echo_bars", copy=step + 1, beyond=beyond)
    figure = charts.echo_bars(theme(), echoed.lags, echoed.rmse_by_lag, look.series.unit)
    chart(figure, "results_echo", "RMSE of the predictions against the truth shifted by some steps.")


def _draw(figure: Figure, name: str, alt: str) -> None:
    """A figure inside a tab. Nothing to drag in it: on a phone a finger scrolls the page."""
    figure["layout"]["dragmode"] = False
    chart(figure, f"results_{name}", alt)
