"""Forecasts that any network should beat.

A baseline is fitted on the training part and then forecasts from the true history, with its coefficients fixed: the
same points as the network. A new one is a function that fits it and a line at the end of `BASELINES`; the pages that
list baselines, their pictures and `by_horizon` then have it, too (docs/extending.md).
"""

from lstm_core.evaluation.baselines.autoregression import ar, why_no_ar
from lstm_core.evaluation.baselines.holt_winters import holt_winters, why_no_holt_winters
from lstm_core.evaluation.baselines.sarima import sarima, why_no_sarima
from lstm_core.evaluation.baselines.simple import drift, mean, persistence, seasonal_naive, why_no_season
from lstm_core.evaluation.baselines.types import Baseline, Basis, Fitted, Forecast, Progress, find_season

__all__ = ["AHEAD", "BASELINES", "FAST", "SLOW", "Baseline", "Basis", "Fitted", "Forecast", "Progress", "find_season"]

BASELINES: dict[str, Baseline] = {
    baseline.key: baseline
    for baseline in (
        Baseline("persistence", "persistence", persistence),
        Baseline("seasonal_naive", "seasonal naive", seasonal_naive, why_no_season),
        Baseline("drift", "drift", drift, ahead=False),
        Baseline("mean", "training mean", mean),
        Baseline("ar", "AR", ar, why_no_ar),
        Baseline("holt_winters", "Holt–Winters", holt_winters, why_no_holt_winters, slow=True),
        Baseline("sarima", "SARIMA", sarima, why_no_sarima, slow=True),
    )
}
FAST = tuple(key for key, baseline in BASELINES.items() if not baseline.slow)
SLOW = tuple(key for key, baseline in BASELINES.items() if baseline.slow)
# Those whose error is told by steps ahead.
AHEAD = tuple(key for key in FAST if BASELINES[key].ahead)
