"""Experiments, Seeds: the same settings from several seeds, how far they scatter, and all of them as one forecaster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from lstm_core.experiments.comparison import Ensemble, Spread, ensemble, seed_spread
from lstm_core.experiments.seeds import MAX_SEEDS, SeedResult
from lstm_core.runtime.errors import LabError
from ui.charts import seeds as charts
from ui.experiments.sides import NOW, choose_metric, choose_side, kept_sides, now
from ui.format.metrics import METRIC_LABELS, metric_title
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, measured, show, whole_percent
from ui.state import seed_pool, slots
from ui.state.seed_pool import Pool, pool, test_scores
from ui.widgets.seed_start import Side, endings, start_button
from ui.widgets.sheet import Sheet
from ui.widgets.sliders import kept_slider
from ui.widgets.works import Bar, follow

FEWEST, AT_FIRST = 3, 10


def seeds_section() -> None:
    """The choice, the start, how far it is, and what the seeds say so far."""
    show("experiments/seeds")
    side = choose_side("Which settings", "seeds_side", {NOW: now()} | kept_sides())
    # A reload finds as many as were asked for.
    asked = within(pool(side.settings, side.series).asked, FEWEST)
    slots.SEEDS_N.at_first(asked or AT_FIRST)
    left, right = st.columns(2)
    with left:
        n = kept_slider("Seeds", FEWEST, MAX_SEEDS, AT_FIRST, state="seeds_n")
    with right:
        metric = choose_metric(side, "seeds_metric", "test")
    start_button([side], range(n), "seeds_go", f"Train {n} seeds")
    trainings = pool(side.settings, side.series)
    follow(
        "seeds", trainings.works, lambda sheet: _draw(sheet, side, trainings, range(n), metric),
        lambda: [Bar("The training", seed_pool.group([trainings], range(n)), "seeds")],
    )  # fmt: skip
    show("experiments/seeds_try")


def within(asked: int, fewest: int) -> int:
    """A number of seeds that was asked for, as the slider can show it; 0 for none."""
    return min(max(asked, fewest), MAX_SEEDS) if asked else 0


def _draw(sheet: Sheet, side: Side, trainings: Pool, seeds: Sequence[int], metric: str) -> None:
    endings(sheet, [trainings])
    results = trainings.trained(seeds)
    if not results:
        return
    together = ensemble(side.settings, side.series, results) if len(results) > 1 else None
    if together is not None and not np.isfinite(together.score):
        together = None
    _picture(sheet, side, results, metric, together)


def _picture(sheet: Sheet, side: Side, results: Sequence[SeedResult], metric: str, together: Ensemble | None) -> None:
    values, label = test_scores(results, metric), METRIC_LABELS[metric]
    spread, problem = None, ""
    try:
        spread = seed_spread(values)
    except LabError as error:
        problem = refusal_text(error)
    shown = None if together is None or together.metric != metric else together.score
    title = metric_title(metric, side.series)
    figure = charts.strip(sheet.theme, [one.seed for one in results], values, spread, shown, title)
    sheet.chart(figure, "seeds_strip", f"{label} on the test part of {count(len(results), 'seed')}, one mark each.")
    if spread is None:
        sheet.info(escape(problem))
    else:
        _say(sheet, spread, label)
    if together is not None:
        _say_ensemble(sheet, together)


def _say(sheet: Sheet, spread: Spread, metric: str) -> None:
    sheet.show("experiments/seeds_spread", n=spread.n, metric=metric, mean=measured(spread.mean),
               sd=measured(spread.sd), low=measured(spread.low), high=measured(spread.high))  # fmt: skip
    share = f", {100 * spread.detectable / abs(spread.mean):.2g} % of the mean" if spread.mean else ""
    sheet.show("experiments/seeds_detectable", n=spread.n, detectable=measured(spread.detectable), share=share)


def _say_ensemble(sheet: Sheet, together: Ensemble) -> None:
    n, mean = len(together.singles), float(together.singles.mean())
    if together.metric == "rmse":
        sheet.show("experiments/seeds_ensemble", n=n, score=measured(together.score), mean=measured(mean),
                   better=int((together.singles < together.score).sum()))  # fmt: skip
    else:
        sheet.show("experiments/seeds_ensemble_classes", n=n, score=whole_percent(together.score),
                   mean=whole_percent(mean), better=int((together.singles > together.score).sum()))  # fmt: skip
