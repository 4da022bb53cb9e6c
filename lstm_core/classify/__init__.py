"""How good is a run that names classes? Accuracy beside baselines, per class, and whether its probabilities hold."""

from lstm_core.classify.baselines import BASELINES
from lstm_core.classify.calibration import Calibration, calibration
from lstm_core.classify.compare import Versus, versus
from lstm_core.classify.evaluation import ClassEvaluation, evaluate_classes
from lstm_core.classify.scores import ClassScores, score

__all__ = [
    "BASELINES", "Calibration", "ClassEvaluation", "ClassScores", "Versus", "calibration", "evaluate_classes", "score",
    "versus",
]  # fmt: skip
