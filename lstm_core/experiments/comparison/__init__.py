"""Fair comparisons: spread over seeds, two ways to train, two given forecasts, and the control of the test itself."""

from lstm_core.evaluation.diebold_mariano import DieboldMariano, diebold_mariano
from lstm_core.experiments.comparison.change import PAIRS, USUAL_GAP, Judged, incomparable, judge_runs, judge_seeds
from lstm_core.experiments.comparison.control import false_alarms
from lstm_core.experiments.comparison.forecasts import Ensemble, compare_forecasts, ensemble, validate_pair
from lstm_core.experiments.comparison.paired import LEVEL, Paired, paired_test
from lstm_core.experiments.comparison.spread import Spread, seed_spread
from lstm_core.experiments.comparison.standings import Standing, standings
from lstm_core.experiments.comparison.verdict import ALPHA, FEWEST, MORE_IS_BETTER, VERDICTS, Verdict, verdict

__all__ = [
    "ALPHA",
    "FEWEST",
    "LEVEL",
    "MORE_IS_BETTER",
    "PAIRS",
    "USUAL_GAP",
    "VERDICTS",
    "DieboldMariano",
    "Ensemble",
    "Judged",
    "Paired",
    "Spread",
    "Standing",
    "Verdict",
    "compare_forecasts",
    "diebold_mariano",
    "ensemble",
    "false_alarms",
    "incomparable",
    "judge_runs",
    "judge_seeds",
    "paired_test",
    "seed_spread",
    "standings",
    "validate_pair",
    "verdict",
]  # fmt: skip
