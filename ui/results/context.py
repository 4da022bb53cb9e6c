"""What every section of the Results page shares: the run, its evaluation, names, and what is computed once per run."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import streamlit as st

from lstm_core.evaluation import BASELINES, Evaluation, Fitted, evaluate, with_baseline
from lstm_core.evaluation.history import history_of
from lstm_core.runs.run import Run
from lstm_core.runtime.cache import Caches
from lstm_core.series.types import Series
from ui.format.text import measured
from ui.results.works import fitted_baselines
from ui.state import slots

NAMES = {"network": "network"} | {key: baseline.title for key, baseline in BASELINES.items()}
# The two that the verdict names and the picture shows at first.
NAMED = ("persistence", "ar")
T = TypeVar("T")


@dataclass(frozen=True)
class ResultsContext:
    """What a section looks at. step: the chosen step ahead, from 0. broken: a prediction is not a number."""

    run: Run
    evaluation: Evaluation
    step: int
    broken: bool

    @property
    def series(self) -> Series:
        """The run's own series."""
        return self.run.series

    @property
    def known_way(self) -> str:
        """What the forecast from true history is called: one-step, 3-step, or by horizon 0."""
        if self.run.settings.preparation.horizon == 0:
            return "horizon-0"
        return "one-step" if outputs(self.evaluation) == 1 else f"{self.step + 1}-step"

    @property
    def mixed(self) -> bool:
        """Whether the parts are mixed in time, so that neither neighbours nor what comes next can be spoken of."""
        return not self.run.prepared.in_order

    def cached(self, name: str, key: Hashable, make: Callable[[], T], keep: int = 8) -> T:
        """`make()`, or what it gave before for this run, name and key; the `keep` latest are kept."""
        return cached(self.run, name, key, make, keep)


def cached(run: Run, name: str, key: Hashable, make: Callable[[], T], keep: int = 8) -> T:
    """`make()`, once per run and session; another run clears the caches."""
    kept = slots.RESULTS_KEPT.get()
    if kept is None or kept[0] is not run:
        kept = (run, Caches())
        slots.RESULTS_KEPT.set(kept)
    return kept[1].get(name, key, make, keep)


def evaluation_of(run: Run) -> Evaluation:
    """`evaluate(run)`, once per run and session, with the slow baselines that this learner has fitted."""

    def make() -> Evaluation:
        with st.spinner("Predicting every window"):
            return evaluate(run)

    evaluation = cached(run, "evaluation", (), make)
    for baseline in fitted_baselines(run):
        evaluation = with_baseline(evaluation, baseline)
    return evaluation


def fast_baseline(look: ResultsContext, key: str) -> Fitted:
    """A baseline with its coefficients, for forecasts from any origin. Raises DataError where it cannot be fitted."""
    return look.cached("fitted", key, lambda: BASELINES[key].fit(look.evaluation.basis))


def free_baseline(look: ResultsContext, key: str, origin: int, steps: int) -> np.ndarray:
    """What a baseline says after `origin` without new values: (steps,) in the series' unit."""
    return fast_baseline(look, key).forecast(history_of(look.run).y, np.array([origin]), steps)[0]


def outputs(evaluation: Evaluation) -> int:
    """How many steps one window predicts."""
    return evaluation.truth["test"].shape[1]


def shown(value: float) -> str:
    """A number for a table: a dash where it has no meaning."""
    return measured(value) if np.isfinite(value) else "–"
