"""Which point comes next and which one is not worth its end: what Optuna is asked and told."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from lstm_core.experiments.search.plan import SearchPlan
from lstm_core.experiments.search.trial import TrialState

if TYPE_CHECKING:
    import optuna

# Trials that are done before the first one is pruned.
UNPRUNED = 5


class Proposals:
    """The points of one search, one after the other, by the method of its plan. Loads Optuna when first asked."""

    def __init__(self, plan: SearchPlan) -> None:
        self.plan = plan

    @cached_property
    def study(self) -> optuna.Study:
        """Optuna's own record: what its figures draw. Its parameters have the settings' labels as names."""
        import optuna

        optuna.logging.set_verbosity(optuna.logging.WARNING)
        samplers = optuna.samplers
        sampler = samplers.TPESampler(seed=self.plan.seed) if self.plan.method == "tpe" else None
        study = optuna.create_study(
            sampler=sampler or samplers.RandomSampler(seed=self.plan.seed),
            pruner=optuna.pruners.MedianPruner(n_startup_trials=UNPRUNED),
        )
        for row in self._rows():
            study.enqueue_trial({d.label: row[d.key] for d in self.plan.space.dimensions})
        return study

    def _rows(self) -> list[Mapping[str, Any]]:
        """The points that are known beforehand; a grid in random order, so that half of it is no half of the space."""
        if self.plan.method == "manual":
            return list(self.plan.table)
        if self.plan.method == "grid":
            grid = self.plan.space.grid()
            return [grid[place] for place in np.random.default_rng(self.plan.seed).permutation(len(grid))]
        return []

    def ask(self) -> tuple[optuna.Trial, dict[str, Any]]:
        """The next point: Optuna's handle on it, and its values by short key."""
        asked = self.study.ask({d.label: d.distribution() for d in self.plan.space.dimensions})
        return asked, {d.key: asked.params[d.label] for d in self.plan.space.dimensions}

    def is_hopeless(self, asked: optuna.Trial, rmse: tuple[float, ...], folds: int) -> bool:
        """Take in the RMSE of another fold; whether none so far was as good as the median of other trials there.

        folds: how many there are; the last one decides nothing any more.
        """
        asked.report(float(np.mean(rmse)), len(rmse) - 1)
        return self.plan.prune and len(rmse) < folds and asked.should_prune()

    def tell(self, asked: optuna.Trial, state: TrialState, score: float) -> None:
        """How a point ended. score: of one that is "done"."""
        from optuna.trial import TrialState as Told

        if state == "done":
            self.study.tell(asked, score)
        else:
            self.study.tell(asked, state=Told.PRUNED if state == "pruned" else Told.FAIL)
