"""What the score may be used for: how often it was looked at, and how much of a difference is chance."""

from __future__ import annotations

import math

import numpy as np

from lstm_core.diagnostics.types import Case, Finding, Severity
from lstm_core.evaluation import BASELINES

# RMSE of the default series over 20 seeds: standard deviation 1.8 % of the mean.
USUAL_SPREAD = 0.018
# From so many looks on the best of them is a choice, not a measurement.
MANY_LOOKS = 5


def looks(case: Case) -> Finding | None:
    """Number: runs on this series whose test score was shown. Threshold: 1; a warning from 5 on."""
    if case.looks <= 1:
        return None
    severity = Severity.WARNING if case.looks >= MANY_LOOKS else Severity.NOTE
    return Finding("looks", severity, case.looks, 1.0, {}, {"looks": float(case.looks)})


def one_seed(case: Case) -> Finding | None:
    """Number: how far the network's RMSE lies below the best baseline's, as a share of that. Threshold: 2·sd·√(2/n),
    the smallest difference that n trainings from other seeds can show; sd over `rivals`, or 1.8 % where there is one.

    Only where the network is called better (more than 2 % below): without a claim nothing is accused.
    """
    place = case.place
    if place.verdict != "beats_all":
        return None
    n = max(1, len(case.rivals))
    spread = float(np.std(case.rivals, ddof=1) / np.mean(case.rivals)) if n > 1 else USUAL_SPREAD
    threshold, ahead = 2 * spread * math.sqrt(2 / n), 1 - place.ratio_best
    if ahead >= threshold:
        return None
    facts = {
        "gap": -ahead, "detectable": 100 * threshold, "sd": 100 * spread, "seeds": f"{n} seed{'s' * (n > 1)}",
        "baseline": BASELINES[place.best].title,
    }  # fmt: skip
    evidence = {"rmse": np.array(case.rivals or [place.rmse]), "baseline": np.array([place.best_rmse])}
    other = {"seed": (case.settings.seed + 1) % 10000}
    return Finding("one_seed", Severity.NOTE, ahead, threshold, evidence, facts, other)
