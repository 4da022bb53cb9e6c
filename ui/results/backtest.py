"""Results, Backtest: the same training again and again, each time on what was known, scored on what came next."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st

from lstm_core.experiments.backtest import (
    FEWEST_FOLDS,
    MOST_FOLDS,
    NETWORK,
    Backtest,
    Fold,
    Kind,
    folds,
    validate_folds,
)
from lstm_core.host.work_job import WorkJob
from lstm_core.runtime.errors import LabError
from lstm_core.training.cost import estimate
from ui.charts import results_backtest as charts
from ui.charts.common import time_title
from ui.format.refusal import refusal_text
from ui.format.text import count, duration, escape, fill, number, show
from ui.results.context import NAMED, NAMES, ResultsContext, shown
from ui.results.works import backtest_work, start_backtest
from ui.widgets.chart import chart, theme
from ui.widgets.sheet import Sheet
from ui.widgets.sliders import kept_slider
from ui.widgets.works import Bar, follow

KINDS: dict[Kind, str] = {"expanding": "Expanding past", "sliding": "Sliding past"}


def backtest_section(look: ResultsContext) -> None:
    """The folds, the start, how far it is, and what came out."""
    show("results/backtest")
    planned = _plan(look)
    work = backtest_work(look.run)
    if planned:
        _start(look, planned, work)
    if work is not None:
        follow("results_backtest", [work], lambda sheet: _draw(sheet, look, work),
               lambda: [Bar("The backtest", work, "results_backtest")])  # fmt: skip


def _plan(look: ResultsContext) -> list[Fold]:
    """The folds that the learner chose, drawn before anything is trained; none where the series is too short."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        kind = st.segmented_control(
            "Past", list(KINDS), format_func=KINDS.__getitem__, default="expanding", required=True, key="results_kind"
        )  # fmt: skip
    with right:
        n = kept_slider("Folds", FEWEST_FOLDS, MOST_FOLDS, 5, state="results_folds")
    try:
        planned = folds(len(look.series), look.run.settings, n, kind)
    except LabError as error:
        st.info(escape(refusal_text(error)), icon=":material/info:")
        return []
    figure = charts.fold_plan(theme(), look.series, planned, time_title(look.series))
    chart(figure, "results_fold_plan", f"{n} folds: in each, the training part, the validation part and the block.")
    show(f"results/{kind}")
    return planned


def _start(look: ResultsContext, planned: list[Fold], work: WorkJob | None) -> None:
    settings, prepared = look.run.settings, look.run.prepared
    try:
        validate_folds(settings, prepared, planned)
        refusal = ""
    except LabError as error:
        refusal = refusal_text(error)
    busy = work is not None and not work.finished
    st.button(
        "Train all folds" if work is None or busy else "Train all folds again", icon=":material/play_arrow:",
        type="primary", key="results_backtest_go", on_click=start_backtest, args=(look.run, planned),
        disabled=busy or bool(refusal),
    )  # fmt: skip
    seconds = estimate(settings, prepared).from_nothing() * len(planned)
    st.caption(escape(refusal) or fill("results/backtest_cost", folds=len(planned), time=duration(max(1.0, seconds))))


def _draw(sheet: Sheet, look: ResultsContext, work: WorkJob) -> None:
    outcome: Backtest | None = work.result or work.partial
    if outcome is not None and outcome.done:
        _outcome(sheet, look, outcome)


def _outcome(sheet: Sheet, look: ResultsContext, outcome: Backtest) -> None:
    unit, ahead = look.series.unit, outcome.done[0].truth.shape[1]
    named = [name for name in (NETWORK, *NAMED) if name in outcome.names]
    by_fold = {name: _pooled(outcome.by_fold(name)) for name in named}
    sheet.show("results/backtest_title", done=len(outcome.done), planned=len(outcome.planned),
         kind=_kind(outcome).lower())  # fmt: skip
    sheet.markdown(" ".join(_sentences(by_fold)))
    left, right = sheet.columns(2) if ahead > 1 else (sheet, None)
    figure = charts.errors_by_fold(sheet.theme, by_fold, unit)
    left.chart(figure, "results_by_fold", "RMSE of the network, persistence and AR in each fold.")
    if right is not None:
        by_step = {name: outcome.rmse(name) for name in named}
        figure = charts.errors_by_step(sheet.theme, by_step, unit)
        right.chart(figure, "results_by_step", "RMSE over all folds by steps ahead.")
    missing = [NAMES[name] for name in NAMED if name not in outcome.names]
    if missing:
        sheet.caption(fill("results/backtest_without", names=", ".join(missing)))


def _kind(outcome: Backtest) -> str:
    starts = {fold.train.start for fold in outcome.planned}
    return KINDS["expanding" if starts == {0} else "sliding"]


def _pooled(errors: np.ndarray) -> np.ndarray:
    """RMSE (folds, steps ahead) → (folds,): each step has as many windows as the others."""
    pooled: np.ndarray = np.sqrt(np.mean(errors**2, axis=1))
    return pooled


def _sentences(by_fold: Mapping[str, np.ndarray]) -> list[str]:
    ours, total = by_fold[NETWORK], len(by_fold[NETWORK])
    told = [fill("results/backtest_spread", folds=count(total, "fold"), mean=shown(float(ours.mean())),
                 low=shown(float(ours.min())), high=shown(float(ours.max())))]  # fmt: skip
    for name, theirs in by_fold.items():
        if name != NETWORK:
            told.append(fill("results/backtest_wins", name=NAMES[name], wins=number(float((ours < theirs).sum())),
                             folds=count(total, "fold")))  # fmt: skip
    return told
