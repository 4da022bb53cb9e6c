"""A run that names classes, measured beside what names them without a network."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lstm_core.evaluation.classification.baselines import BASELINES, offered
from lstm_core.evaluation.classification.calibration import Calibration, calibration
from lstm_core.evaluation.classification.scores import ClassScores, score
from lstm_core.prepare import PARTS, PartName
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.runtime.single_threaded_blas import single_threaded

ByPart = dict[str, np.ndarray]
# Baselines are judged where none of them was fitted.
JUDGED: tuple[PartName, ...] = ("validation", "test")


@dataclass(frozen=True)
class ClassEvaluation:
    """A run measured. Parts: "train", "validation", "test"; n windows, k classes.

    classes: (k,) names. truth, named: part → (n,) places of the true class and of the most probable one.
    probabilities: part → (n, k). origins, times: part → (n,) positions of the window's last step and of its answer.
    scores: part → `ClassScores`. cross_entropy: part → mean −ln(probability of the true class), in nats.
    calibration: part → `Calibration`. shares: part → (k,) share of each class.
    baselines: key of `BASELINES` → "validation" and "test" → (n,) classes named; baseline_scores: the same, scored.
    share_cross_entropy: part → cross-entropy of the training part's shares as a forecast for every window.
    notes: baseline → a sentence why it is missing. lasting: mean number of windows in a row with the same true class on
    the test part, 1 for separate sequences.
    """

    classes: tuple[str, ...]
    truth: ByPart
    named: ByPart
    probabilities: ByPart
    origins: ByPart
    times: ByPart
    scores: dict[str, ClassScores]
    cross_entropy: dict[str, float]
    calibration: dict[str, Calibration]
    shares: ByPart
    baselines: dict[str, ByPart]
    baseline_scores: dict[str, dict[str, ClassScores]]
    share_cross_entropy: dict[str, float]
    lasting: float
    step: int
    notes: dict[str, str] = field(default_factory=dict)

    @property
    def diverged(self) -> bool:
        """Whether the network's outputs are no numbers any more."""
        return not all(np.isfinite(values).all() for values in self.probabilities.values())


def evaluate_classes(run: Run) -> ClassEvaluation:
    """Every window's class and probabilities, scored on every part beside the baselines.

    Parameters
    ----------
    run : Run
        A run that names classes.

    Returns
    -------
    ClassEvaluation
        Scores by part, the confusion of the classes, and what the baselines reach.

    Raises
    ------
    DataError
        For a run that predicts values: `evaluate` measures those.

    Examples
    --------
    >>> settings = lab.Settings().change(task="direction", units=2, epochs=1)
    >>> found = lab.evaluate_classes(lab.train(settings, lab.load_series(settings.data)))
    >>> found.classes
    ('down', 'flat', 'up')
    """
    prepared = run.prepared
    if not prepared.classes:
        raise DataError("This run predicts values and names no classes; lab.evaluate(run) measures it.")
    k, windows = len(prepared.classes), {part: prepared.part(part) for part in PARTS}
    truth: ByPart = {part: found.y[:, 0].astype(int) for part, found in windows.items()}
    notes: dict[str, str] = {}
    baselines: dict[str, ByPart] = {}
    with single_threaded():
        probabilities: ByPart = {part: run.predict(part) for part in PARTS}
        for key in offered(run):
            try:
                baselines[key] = {part: BASELINES[key].name(run, part) for part in JUDGED}
            except DataError as error:
                notes[key] = str(error)
    named: ByPart = {part: values.argmax(axis=1) for part, values in probabilities.items()}
    shares: ByPart = {part: np.bincount(places, minlength=k) / len(places) for part, places in truth.items()}
    return ClassEvaluation(
        classes=prepared.classes,
        truth=truth,
        named=named,
        probabilities=probabilities,
        origins={part: found.origins for part, found in windows.items()},
        times={part: found.times[:, 0] for part, found in windows.items()},
        scores={part: score(truth[part], named[part], k) for part in PARTS},
        cross_entropy={part: cross_entropy(truth[part], probabilities[part]) for part in PARTS},
        calibration={part: calibration(truth[part], probabilities[part]) for part in PARTS},
        shares=shares,
        baselines=baselines,
        baseline_scores={
            key: {part: score(truth[part], places, k) for part, places in found.items()}
            for key, found in baselines.items()
        },
        share_cross_entropy={part: cross_entropy(truth[part], np.tile(shares["train"], (len(truth[part]), 1)))
                             for part in PARTS},
        lasting=1.0 if run.series.sequence else _lasting(truth["test"]),
        step=_independent_step(run, truth["test"]),
        notes=notes,
    )  # fmt: skip


def cross_entropy(truth: np.ndarray, probabilities: np.ndarray) -> float:
    """Mean −ln p of the true class, (n,) places and (n, k) probabilities, in nats."""
    of_truth = probabilities[np.arange(len(truth)), truth]
    # The smallest float keeps a network that was certain and wrong from an infinite mean, as scikit-learn does.
    return float(-np.log(np.maximum(of_truth, np.finfo(float).eps)).mean())


def _lasting(truth: np.ndarray) -> float:
    """Mean length of a run of equal classes."""
    return len(truth) / (1 + int((np.diff(truth) != 0).sum()))


def _independent_step(run: Run, truth: np.ndarray) -> int:
    """Every how many windows a test may count one: moves of several steps overlap, and labels last."""
    if run.series.sequence:
        return 1
    settings = run.settings.preparation
    return settings.horizon if settings.task == "direction" else int(np.ceil(_lasting(truth)))
