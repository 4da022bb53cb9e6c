"""Results, Intervals: how far the truth may lie from a forecast, and whether the intervals keep what they promise."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.evaluation import Evaluation
from lstm_core.evaluation.intervals import (
    HIGHEST_LEVEL,
    HIGHEST_RATE,
    LOWEST_LEVEL,
    ROLLING,
    Forecasts,
    Intervals,
    dropout_passes,
    measure,
    remembered,
)
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from ui.charts.common import stamps, thin, time_title
from ui.charts.results_intervals import interval_picture
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, fill, percent, show, whole_percent, with_unit
from ui.results.context import ResultsContext, outputs, shown
from ui.state import address
from ui.state.places import Offer
from ui.state.turn import page_part
from ui.widgets.chart import chart, theme
from ui.widgets.kept import kept_segments, place_slider

METHODS = {
    "rolling": "Rolling conformal", "split": "Split conformal", "gaussian": "Gaussian", "dropout": "MC dropout",
}  # fmt: skip
_LEVEL = Offer("results_level", range(round(100 * LOWEST_LEVEL), round(100 * HIGHEST_LEVEL) + 1), 90, "level in %")
_METHOD = Offer("results_interval_method_chosen", tuple(METHODS), "rolling", "kind of interval")
# Where the network was trained without dropout.
USUAL_RATE = 0.2
# A recursion draws new masks at every step: fewer forecasts, or it would take seconds.
PASSES, RECURSIVE_PASSES = 100, 20


def interval_offers(run: Run) -> dict[str, Offer]:
    """What an address can ask of this section: the level and the interval in the picture."""
    return {"level": _LEVEL, "interval": _METHOD} if run.prepared.in_order and not run.series.sequence else {}


def intervals_section(look: ResultsContext) -> None:
    """The level, the picture of one method, and how all of them did."""
    if look.broken:
        show("results/diverged_short")
    else:
        page_part(_intervals)(look)


def _intervals(look: ResultsContext) -> None:
    known = forecasts(look.evaluation)
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        level = place_slider("Level (%)", _LEVEL, format="%d %%") / 100
    with right:
        method = kept_segments("In the picture", _METHOD, "results_interval_method", METHODS.__getitem__)
    # Drawn alone, it has nobody else to write the address.
    address.sync_url("results")
    rate = look.run.settings.network.dropout or USUAL_RATE
    passes = look.cached("passes", (), lambda: _passes(look, min(rate, HIGHEST_RATE)))
    around, refusals = _measured(replace(known, passes=passes), level)
    n = len(known.truth)
    plausible = 2 * math.sqrt(level * (1 - level) / n)
    points = count(n, "window" if outputs(look.evaluation) > 1 else "point")
    show("results/level", level=whole_percent(level), points=points,
         low=whole_percent(level - plausible), high=whole_percent(min(1.0, level + plausible)))  # fmt: skip
    if method in around:
        _draw(look, known, around[method])
    else:
        st.info(escape(refusals[method]), icon=":material/info:")
    first, last = remembered(known)
    show(f"results/interval_{method}", rate=rate, most=ROLLING, first=first, last=last)
    st.table(table(around, look.series.unit), border="horizontal")
    for refusal in dict.fromkeys(refusals.values()):
        st.caption(escape(refusal))
    if "dropout" in around and "rolling" in around:
        trained = "dropout_trained" if look.run.settings.network.dropout else "dropout_untrained"
        show("results/model_uncertainty", share=whole_percent(around["dropout"].width / around["rolling"].width),
             coverage=percent(around["dropout"].coverage), level=whole_percent(level),
             masks=fill(f"results/{trained}", rate=rate))  # fmt: skip


def forecasts(evaluation: Evaluation) -> Forecasts:
    """What `lstm_core.evaluation.intervals.forecasts_of` gives, from the evaluation that is there already."""
    residuals, times = evaluation.residuals, evaluation.times
    return Forecasts(
        evaluation.predictions["test"], evaluation.truth["test"], times["test"], residuals["train"],
        residuals["validation"], times["validation"],
    )  # fmt: skip


def _passes(look: ResultsContext, rate: float) -> np.ndarray:
    settings = look.run.settings.preparation
    return dropout_passes(look.run, rate, PASSES if settings.outputs >= settings.horizon else RECURSIVE_PASSES)


def _measured(known: Forecasts, level: float) -> tuple[dict[str, Intervals], dict[str, str]]:
    """Every method that can give the level, and a sentence for each that cannot."""
    around, refusals = {}, {}
    for method in METHODS:
        try:
            around[method] = measure(known, method, level)
        except DataError as error:
            refusals[method] = refusal_text(error)
    return around, refusals


def table(around: dict[str, Intervals], unit: str) -> pd.DataFrame:
    """Level promised, share of the truth inside, whether chance explains the difference, and mean width."""
    rows = {
        METHODS[method]: {
            "promised": whole_percent(intervals.level),
            "truth inside": percent(intervals.coverage),
            "difference": "more than chance" if intervals.off_level else "within chance",
            with_unit("mean width", unit): shown(intervals.width),
        }
        for method, intervals in around.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("method")


def _draw(look: ResultsContext, known: Forecasts, around: Intervals) -> None:
    step, series = look.step, look.series
    kept = thin(known.truth[:, step])
    if outputs(look.evaluation) > 1:
        show("results/interval_step", step=step + 1, coverage=percent(around.coverage_by_step[step]),
             width=shown(around.width_by_step[step]))  # fmt: skip
    figure = interval_picture(
        theme(), stamps(series.index, known.times[kept, step]), known.truth[kept, step], known.prediction[kept, step],
        (around.lower[kept, step], around.upper[kept, step]), around.inside[kept, step],
        f"{METHODS[around.method]}, {whole_percent(around.level)}", f"network, {look.known_way}",
        (time_title(series), with_unit(series.target, series.unit)),
    )  # fmt: skip
    chart(
        figure, "results_intervals", "The test part: truth and prediction in the interval, misses marked with a cross."
    )
