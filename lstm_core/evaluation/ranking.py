"""The network among the other methods: better, worse or a tie, and what that says."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from lstm_core.evaluation.diebold_mariano import is_certain
from lstm_core.evaluation.evaluation import Evaluation
from lstm_core.prepare import PARTS

# Two per cent of RMSE is less than two trainings with different seeds differ by (1.8 % on the default series).
TIE = 0.02
# This much worse than a straight line through the window is the network's fault, not the series'.
FAULT = 0.05
NEAR_FLOOR = 0.05
# An error below these shares of the truth's spread and of its size is what rounding leaves of none.
EXACT, ROUNDED = 1e-9, 1e-13

Word = Literal["better", "worse", "ties", "unknown"]
RankingVerdict = Literal[
    "diverged", "unknown", "at_floor", "worse_than_persistence", "worse_than_ar", "worse_than_best",
    "ties_persistence", "close", "ties_ar", "ties_best", "beats_all",
]  # fmt: skip
VERDICTS: tuple[RankingVerdict, ...] = get_args(RankingVerdict)


@dataclass(frozen=True)
class Comparison:
    """The network against one baseline on one part.

    ratio: RMSE of the network over that of the baseline.
    certain: whether chance hardly explains the difference, see `compare`.
    """

    word: Word
    rmse: float
    baseline_rmse: float
    ratio: float
    certain: bool


@dataclass(frozen=True)
class Ranking:
    """Where the network stands on one part.

    verdict: the first of these that holds, in this order.
        "diverged": a prediction is not a number. "unknown": no baseline has an error to compare with.
        "at_floor": RMSE at most 1.05 × the known noise floor; no forecast can do better.
        "worse_than_persistence": above 1.02 × persistence. "worse_than_ar": above 1.05 × AR, the fault of the model.
        "worse_than_best": above 1.05 × the best baseline, which is neither.
        "ties_persistence": within 2 % of persistence, and no baseline is clearly better.
        "close": 1.02 to 1.05 × the best baseline. "ties_ar": within 2 % of AR, the limit of the data for a straight
        line. "ties_best": within 2 % of the best baseline. "beats_all": below 0.98 × the best baseline.
    against: the baseline that the verdict speaks of, with against_rmse; certain: whether chance hardly explains the
        difference from it.
    rank: 1 + baselines with a smaller RMSE; methods: the network and the baselines that have one.
    best: the baseline with the smallest RMSE. rmse, best_rmse: of the network and of that one.
    ratio_best, ratio_ar, ratio_persistence: RMSE of the network over theirs; NaN where there is none.
    floor: the noise floor in the series' unit, or None.
    """

    verdict: RankingVerdict
    against: str
    against_rmse: float
    certain: bool
    rank: int
    methods: int
    best: str
    rmse: float
    best_rmse: float
    ratio_best: float
    ratio_ar: float
    ratio_persistence: float
    floor: float | None


def rank(evaluation: Evaluation, part: str = "test") -> Ranking:
    """The network among all baselines of an evaluation, the added slow ones too, by RMSE.

    Parameters
    ----------
    evaluation : Evaluation
        As `evaluate` gives it.
    part : {"train", "validation", "test"}
        On which part.

    Returns
    -------
    Ranking
        The network's place, and the verdict in one word.

    Examples
    --------
    >>> lab.rank(lab.evaluate(lab.shipped_run())).verdict
    'worse_than_ar'
    """
    ours = evaluation.metrics[part]["rmse"]
    errors = _errors(evaluation, part)
    best = best_baseline(evaluation, part)
    found = {key: compare(evaluation, key, part) for key in evaluation.baselines}
    ratios = {key: comparison.ratio for key, comparison in found.items()}
    verdict: RankingVerdict = "unknown"
    if not np.isfinite(evaluation.predictions[part]).all():
        verdict = "diverged"
    elif errors and math.isfinite(ours):
        verdict = _verdict(ours, evaluation.noise_floor, ratios, best)
    against = {"worse_than_persistence": "persistence", "ties_persistence": "persistence", "worse_than_ar": "ar",
               "ties_ar": "ar"}.get(verdict, best)  # fmt: skip
    return Ranking(
        verdict=verdict,
        against=against,
        against_rmse=errors.get(against, math.nan),
        certain=found[against].certain,
        rank=1 + sum(not ours <= error for error in errors.values()),
        methods=1 + len(errors),
        best=best,
        rmse=ours,
        best_rmse=errors.get(best, math.nan),
        ratio_best=ratios[best],
        ratio_ar=ratios.get("ar", math.nan),
        ratio_persistence=ratios["persistence"],
        floor=evaluation.noise_floor,
    )


def best_baseline(evaluation: Evaluation, part: str = "test") -> str:
    """The baseline with the smallest RMSE on `part`; persistence when none has one."""
    errors = _errors(evaluation, part)
    return min(errors, key=lambda key: errors[key]) if errors else "persistence"


def compare(evaluation: Evaluation, baseline: str, part: str = "test") -> Comparison:
    """The network against `baseline` on `part`: a tie within 2 % of RMSE.

    certain: the Diebold–Mariano statistic of the squared errors exceeds 2.
    """
    ours = evaluation.metrics[part]["rmse"]
    theirs = _error(evaluation, baseline, part)
    if not (np.isfinite(ours) and np.isfinite(theirs)):
        return Comparison("unknown", ours, theirs, float("nan"), False)
    if theirs == 0:
        ours = ours if ours > _rounding(evaluation, part) else 0.0
        return Comparison("ties" if ours == 0 else "worse", ours, theirs, float("inf") if ours else 1.0, True)
    ratio = ours / theirs
    word: Word = "ties" if abs(ratio - 1) <= TIE else "better" if ratio < 1 else "worse"
    squared = (evaluation.truth[part] - evaluation.baselines[baseline][part]) ** 2
    return Comparison(word, ours, theirs, ratio, is_certain(evaluation.residuals[part] ** 2 - squared))


def diverged(evaluation: Evaluation) -> bool:
    """Whether a prediction of any part is not a finite number."""
    return not all(np.isfinite(evaluation.predictions[part]).all() for part in PARTS)


def _errors(evaluation: Evaluation, part: str) -> dict[str, float]:
    errors = {key: _error(evaluation, key, part) for key in evaluation.baseline_metrics}
    return {key: error for key, error in errors.items() if math.isfinite(error)}


def _error(evaluation: Evaluation, baseline: str, part: str) -> float:
    """A baseline's RMSE on `part`, 0 where rounding is all that is left of it: no ratio with that says anything."""
    found = evaluation.baseline_metrics[baseline][part]["rmse"]
    return 0.0 if found <= _rounding(evaluation, part) else found


def _rounding(evaluation: Evaluation, part: str) -> float:
    truth = evaluation.truth[part]
    return float(max(EXACT * np.std(truth), ROUNDED * np.abs(truth).max()))


def _verdict(rmse: float, floor: float | None, ratios: dict[str, float], best: str) -> RankingVerdict:
    persistence, ar, ratio = ratios["persistence"], ratios.get("ar", math.nan), ratios[best]
    checks: dict[RankingVerdict, bool] = {
        "at_floor": floor is not None and rmse <= (1 + NEAR_FLOOR) * floor,
        "worse_than_persistence": persistence > 1 + TIE,
        "worse_than_ar": ar > 1 + FAULT,
        "worse_than_best": ratio > 1 + FAULT,
        "ties_persistence": abs(persistence - 1) <= TIE,
        "close": ratio > 1 + TIE,
        "ties_ar": abs(ar - 1) <= TIE,
        "ties_best": abs(ratio - 1) <= TIE,
    }
    return next((verdict for verdict, holds in checks.items() if holds), "beats_all")
