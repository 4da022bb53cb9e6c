"""How good is a run? Predictions, baselines and metrics in the series' own unit."""

from lstm_core.evaluate.alarms import Alarm, alarms
from lstm_core.evaluate.baselines import BASELINES, FAST, SLOW, Baseline, Basis, Fitted, Forecast
from lstm_core.evaluate.diebold_mariano import DieboldMariano, diebold_mariano
from lstm_core.evaluate.echo import Echo, echo
from lstm_core.evaluate.evaluation import Evaluation, evaluate
from lstm_core.evaluate.history import History, history_of
from lstm_core.evaluate.metrics import METRICS
from lstm_core.evaluate.place import VERDICTS, Comparison, Place, best_baseline, compare, diverged, place
from lstm_core.evaluate.residuals import Diagnosis, diagnose
from lstm_core.evaluate.slow import SlowBaseline, offers, slow_baseline, with_baseline

__all__ = [
    "BASELINES", "FAST", "METRICS", "SLOW", "VERDICTS", "Alarm", "Baseline", "Basis", "Comparison", "Diagnosis",
    "DieboldMariano", "Echo", "Evaluation", "Fitted", "Forecast", "History", "Place", "SlowBaseline", "alarms",
    "best_baseline", "compare", "diagnose", "diebold_mariano", "diverged", "echo", "evaluate", "history_of", "offers",
    "place", "slow_baseline", "with_baseline",
]  # fmt: skip
