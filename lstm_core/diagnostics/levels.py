"""Does the level leave what the network has met? And does a window hold one cycle?"""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.diagnostics.types import Case, Finding, Severity
from lstm_core.evaluation.ranking import TIE
from lstm_core.explore import MAX_POINTS
from lstm_core.explore.dependence import correlations
from lstm_core.explore.stationarity import LEVEL, Stationarity, judge
from lstm_core.prepare import outside_share
from lstm_core.runtime.cache import PerObject
from lstm_core.settings import specs

# Of eight series the four with 28 % and more outside were harmed by level scaling, the four with 0 % were not.
WORTH_A_WORD, HARMFUL = 0.05, 0.2
# A window may take this share of the training part.
LONGEST_SHARE = 4
# One lag of 20 leaves the band by chance, and training residuals are a little related in any network.
CLEAR_BANDS = 2.0
# Runs on the same windows share their basis, and with it what is asked of the training part alone.
_known: PerObject[str, Stationarity] = PerObject()


def outside_range(case: Case) -> Finding | None:
    """Number: share of the test part's values outside the range of the training part, of the column where it is
    largest. Threshold: 0.05; from 0.2 on the network is harmed.
    """
    series, (end, test) = case.run.series, case.prepared.boundaries
    shares = {
        name: outside_share(series.values[:, series.names.index(name)], end, test) for name in case.prepared.features
    }
    column = max(shares, key=lambda name: shares[name])
    if shares[column] <= WORTH_A_WORD:
        return None
    values = series.values[:, series.names.index(column)]
    low, high = float(values[:end].min()), float(values[:end].max())
    return Finding(
        "outside_range", Severity.FAULT if shares[column] > HARMFUL else Severity.WARNING, shares[column], WORTH_A_WORD,
        {"values": values, "range": np.array([low, high]), "boundaries": np.array([end, test])},
        {"share": 100 * shares[column], "column": column, "low": low, "high": high}, _steadier(case),
    )  # fmt: skip


def _steadier(case: Case) -> dict[str, Any]:
    """The recommended transform, with its season and logarithm; changes per step where values are recommended."""
    if case.settings.preparation.horizon == 0:
        return {}
    change = case.differing(("transform", "season", "log"))
    return change if "transform" in change else {"transform": "difference"}


def unit_root(case: Case) -> Finding | None:
    """Number: p of ADF on the training part. Threshold: 0.05; ADF at or above it and KPSS below it ask for differences.

    A fault where the network is worse than the last value, too, else a warning.
    """
    train = case.train_values[-MAX_POINTS:]
    stationarity = _known.get(case.evaluation.basis, "stationarity", lambda: judge(train))
    if not (stationarity.adf_p >= LEVEL > stationarity.kpss_p):
        return None
    behind = case.place.ratio_persistence > 1 + TIE
    facts = {
        "adf": stationarity.adf_p, "kpss": stationarity.kpss_p,
        "kpss_word": {"below": "at most ", "above": "at least "}.get(stationarity.kpss_bound, ""),
    }  # fmt: skip
    return Finding("unit_root", Severity.FAULT if behind else Severity.WARNING, stationarity.adf_p, LEVEL,
                   {"values": train, "changes": np.diff(train)}, facts, _steadier(case))  # fmt: skip


def short_window(case: Case) -> Finding | None:
    """Number: the window. Threshold: one cycle, where the training residuals still go along with those of one cycle
    earlier, clearly outside the band of noise.
    """
    window, period = case.settings.preparation.window, case.evaluation.basis.season
    residuals = case.evaluation.residuals["train"][:, 0]
    if period is None or window >= period or len(residuals) <= 2 * period:
        return None
    correlation = correlations(residuals, period + 1)
    rho = float(correlation.acf[period])
    if not rho > CLEAR_BANDS * correlation.band:
        return None
    longest = min(int(specs()["window"].high or 1), case.prepared.boundaries[0] // LONGEST_SHARE)
    evidence = {"acf": correlation.acf, "band": np.array([correlation.band]), "marks": np.array([window, period])}
    facts = {"window": float(window), "period": float(period), "rho": rho, "band": correlation.band}
    wanted = max(period, case.recommended.preparation.window) if case.recommended else period
    fix = {"window": wanted} if wanted <= longest else {}
    return Finding("short_window", Severity.WARNING, window, period, evidence, facts, fix)
