"""What the errors on the test part still say."""

from __future__ import annotations

from typing import Any

import numpy as np

from lstm_core.diagnostics.types import Case, Finding, Severity
from lstm_core.evaluation.residuals import LEVEL, MIN_SPREAD_CORRELATION
from lstm_core.settings import specs

# The test for kurtosis needs this many points; normal errors have excess 0, Laplace's 3.
FEWEST_POINTS, HEAVY = 20, 1.0
WINDOW_GROWTH = 2


def structure_left(case: Case) -> Finding | None:
    """Number: p of Ljung–Box on the residuals one step ahead. Threshold: 0.01."""
    diagnosis = case.diagnosis
    if "structure_left" not in diagnosis.verdicts:
        return None
    facts = {"p": diagnosis.ljung_box.p, "lags": float(diagnosis.ljung_box.lags)}
    evidence = {"acf": diagnosis.acf, "band": np.array([diagnosis.band])}
    fix = _longer_window(case)
    return Finding("structure_left", Severity.WARNING, diagnosis.ljung_box.p, LEVEL, evidence, facts, fix)


def _longer_window(case: Case) -> dict[str, Any]:
    """The recommended window where that is longer, else twice the window."""
    window = case.settings.preparation.window
    if case.recommended is not None and case.recommended.preparation.window > window:
        return {"window": case.recommended.preparation.window}
    longest = min(specs()["window"].high or 1, case.prepared.boundaries[0] // 4)
    return {"window": WINDOW_GROWTH * window} if WINDOW_GROWTH * window <= longest else {}


def spread_changes(case: Case) -> Finding | None:
    """Number: rank correlation of the residuals' size with the prediction. Threshold: 0.2 either way, and p < 0.01."""
    diagnosis = case.diagnosis
    if "spread_changes" not in diagnosis.verdicts:
        return None
    _, prediction, _ = case.first_step()
    grows = diagnosis.spread_correlation > 0
    used = [case.run.series.y, *case.run.series.x.T]
    may_log = grows and case.settings.preparation.log == "no" and all((column > 0).all() for column in used)
    facts = {
        "rho": diagnosis.spread_correlation,
        "p": diagnosis.spread_p,
        "direction": "larger" if grows else "smaller",
    }
    evidence = {"prediction": prediction, "residuals": case.evaluation.residuals["test"][:, 0]}
    fix = {"log": "yes"} if may_log else {}
    rho = diagnosis.spread_correlation
    return Finding("spread_changes", Severity.WARNING, rho, MIN_SPREAD_CORRELATION, evidence, facts, fix)


def heavy_tails(case: Case) -> Finding | None:
    """Number: excess kurtosis of the residuals, 0 for normal ones. Threshold: 1, and p < 0.01 by D'Agostino's test."""
    diagnosis = case.diagnosis
    if diagnosis.n < FEWEST_POINTS or not len(diagnosis.acf):
        return None
    from scipy.stats import kurtosis, kurtosistest

    residuals = diagnosis.qq_sample
    excess, p = float(kurtosis(residuals)), float(kurtosistest(residuals, alternative="greater").pvalue)
    if not (excess > HEAVY and p < LEVEL):
        return None
    line = diagnosis.qq_intercept + diagnosis.qq_slope * diagnosis.qq_theoretical
    evidence = {"theoretical": diagnosis.qq_theoretical, "sample": residuals, "line": line}
    worst = float(np.abs(residuals - diagnosis.mean).max() / diagnosis.sd)
    fix = {"loss": "huber"} if case.settings.training.loss == "mse" else {}
    return Finding("heavy_tails", Severity.WARNING, excess, HEAVY, evidence, {"excess": excess, "worst": worst}, fix)
