"""Does the forecast say more than a rule that costs nothing? And do its intervals hold the truth?"""

from __future__ import annotations

import math

import numpy as np

from lstm_core.diagnostics.types import Case, Finding, Severity
from lstm_core.evaluation import BASELINES
from lstm_core.evaluation.echo import FAR_OFF, MAX_SKILL
from lstm_core.evaluation.intervals import Forecasts, measure
from lstm_core.evaluation.ranking import FAULT, TIE
from lstm_core.runtime.errors import DataError

LEVEL, METHOD = 0.9, "rolling"
# What a recommendation sets; its parts belong together.
RECIPE = (
    "log", "transform", "season", "window", "strategy", "units", "dropout", "lr", "epochs", "batch", "schedule", "clip",
)  # fmt: skip


def worse_than_baseline(case: Case) -> Finding | None:
    """Number: RMSE of the network over that of the baseline. Threshold: 1.02 against persistence, 1.05 against AR and
    the best of the others: less is what two seeds differ by.

    A fault, unless chance explains the difference.
    """
    place = case.place
    if not place.verdict.startswith("worse"):
        return None
    threshold = 1 + (TIE if place.against == "persistence" else FAULT)
    # Infinite where the baseline is exact, which a screen says in words.
    ratio = place.rmse / place.against_rmse if place.against_rmse > 0 else math.inf
    skill = case.evaluation.metrics["test"]["skill"]
    errors = {key: metrics["test"]["rmse"] for key, metrics in case.evaluation.baseline_metrics.items()}
    evidence = {"rmse": np.array([place.rmse, *errors.values()]), "names": np.array(["network", *errors])}
    facts = {
        "baseline": BASELINES[place.against].title, "rmse": place.rmse, "baseline_rmse": place.against_rmse,
        "gap": ratio - 1, "skill": skill if math.isfinite(skill) else "without meaning, because that is exact",
    }  # fmt: skip
    severity = Severity.FAULT if place.certain else Severity.WARNING
    return Finding("worse_than_baseline", severity, ratio, threshold, evidence, facts, case.differing(RECIPE))


def copies(case: Case) -> Finding | None:
    """Number: skill against persistence. Threshold: 0.05; below it, fitting an earlier value better than the truth,
    with predicted changes that do not go along with the true ones (correlation below 0.2).

    Only where AR on the same history does better, by 2 % (warning) or 5 % (fault): where it does not, the best
    forecast is a copy, too; see `limit`.
    """
    if not _is_copy(case) or _over_reference(case) <= 1 + TIE:
        return None
    severity = Severity.FAULT if _over_reference(case) > 1 + FAULT else Severity.WARNING
    return _echo_finding("echo", severity, case, case.differing(RECIPE))


def limit(case: Case) -> Finding | None:
    """Number: skill against persistence. Threshold: 0.05. The forecast is a copy, and no baseline does better."""
    if not _is_copy(case) or _over_reference(case) > 1 + TIE:
        return None
    return _echo_finding("limit", Severity.NOTE, case, {})


def _is_copy(case: Case) -> bool:
    return case.echo.is_echo and case.echo.skill > FAR_OFF


def _over_reference(case: Case) -> float:
    """RMSE of the network over that of AR and of persistence, the better of both."""
    ratios = [case.place.ratio_ar, case.place.ratio_persistence]
    return max((ratio for ratio in ratios if math.isfinite(ratio)), default=math.inf)


def _echo_finding(key: str, severity: Severity, case: Case, fix: dict[str, object]) -> Finding:
    echo, (truth, prediction, previous) = case.echo, case.first_step()
    evidence = {
        "truth": truth, "prediction": prediction, "previous": previous, "lags": np.array(echo.lags),
        "rmse": echo.rmse_by_lag, "times": case.evaluation.times["test"][:, 0],
    }  # fmt: skip
    facts = {
        "lag": float(echo.best_lag or 0), "skill": echo.skill, "rho": echo.change_correlation,
        "gap": _over_reference(case) - 1, "r2": case.evaluation.metrics["test"]["r2"],
    }  # fmt: skip
    return Finding(key, severity, echo.skill, MAX_SKILL, evidence, facts, fix)


def too_narrow(case: Case) -> Finding | None:
    """Number: share of the truth inside the rolling intervals at 90 %. Threshold: 0.9 − 2·√(0.09/n)."""
    return _coverage(case, "intervals_narrow", Severity.WARNING, -1)


def too_wide(case: Case) -> Finding | None:
    """Number: share of the truth inside the rolling intervals at 90 %. Threshold: 0.9 + 2·√(0.09/n)."""
    return _coverage(case, "intervals_wide", Severity.NOTE, 1)


def _coverage(case: Case, key: str, severity: Severity, side: int) -> Finding | None:
    e = case.evaluation
    forecasts = Forecasts(
        e.predictions["test"], e.truth["test"], e.times["test"], e.residuals["train"], e.residuals["validation"],
        e.times["validation"],
    )  # fmt: skip
    try:
        intervals = measure(forecasts, METHOD, LEVEL)
    except DataError:  # too few validation windows for this level
        return None
    threshold = LEVEL + side * 2 * math.sqrt(LEVEL * (1 - LEVEL) / len(intervals.inside))
    # A forecast without any error has intervals of width 0 that hold everything.
    if intervals.width == 0 or not intervals.off_level or side * (intervals.coverage - threshold) <= 0:
        return None
    evidence = {
        "times": e.times["test"][:, 0], "truth": e.truth["test"][:, 0], "lower": intervals.lower[:, 0],
        "upper": intervals.upper[:, 0], "inside": intervals.inside[:, 0],
    }  # fmt: skip
    facts = {"coverage": 100 * intervals.coverage, "bound": 100 * threshold, "width": intervals.width}
    return Finding(key, severity, intervals.coverage, threshold, evidence, facts)
