"""How good is a run that names classes? Accuracy beside baselines, per class, and whether its probabilities hold."""

from lstm_core.evaluation.classification.baselines import BASELINES
from lstm_core.evaluation.classification.calibration import Calibration, calibration
from lstm_core.evaluation.classification.compare import Versus, versus
from lstm_core.evaluation.classification.evaluation import ClassEvaluation, evaluate_classes
from lstm_core.evaluation.classification.scores import ClassScores, score

__all__ = [
    "BASELINES", "Calibration", "ClassEvaluation", "ClassScores", "Versus", "calibration", "evaluate_classes", "score",
    "versus",
]  # fmt: skip
