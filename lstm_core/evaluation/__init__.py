"""How good is a run? Predictions, baselines and metrics in the series' own unit."""

from lstm_core.evaluation.alarms import Alarm, alarms
from lstm_core.evaluation.baselines import AHEAD, BASELINES, FAST, SLOW, Baseline, Basis, Fitted, Forecast
from lstm_core.evaluation.diebold_mariano import DieboldMariano, diebold_mariano
from lstm_core.evaluation.echo import Echo, echo
from lstm_core.evaluation.evaluation import Evaluation, evaluate
from lstm_core.evaluation.history import History, history_of
from lstm_core.evaluation.metrics import METRICS, Metric, Points
from lstm_core.evaluation.ranking import VERDICTS, Comparison, Ranking, best_baseline, compare, diverged, rank
from lstm_core.evaluation.residuals import Diagnosis, diagnose
from lstm_core.evaluation.slow import SlowBaseline, offers, slow_baseline, with_baseline

__all__ = [
    "AHEAD", "BASELINES", "FAST", "METRICS", "SLOW", "VERDICTS", "Alarm", "Baseline", "Basis", "Comparison",
    "Diagnosis", "DieboldMariano", "Echo", "Evaluation", "Fitted", "Forecast", "History", "Metric", "Points", "Ranking",
    "SlowBaseline", "alarms", "best_baseline", "compare", "diagnose", "diebold_mariano", "diverged", "echo", "evaluate",
    "history_of", "offers", "rank", "slow_baseline", "with_baseline",
]  # fmt: skip
