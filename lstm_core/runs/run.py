"""What a training leaves behind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from lstm_core.models.interventions import Intervention
from lstm_core.prepare import PartName, Prepared, prepare
from lstm_core.runs.recursion import Network, history, recurse
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import Settings

Weights = tuple[np.ndarray, ...]
# How a training or other work of the host ended; "early" is a training that early stopping ended.
Ending = Literal["done", "early", "stopped", "failed"]
ENDINGS: tuple[Ending, ...] = get_args(Ending)
# The columns of a history that only a run that names classes has.
ACCURACIES = ("train_accuracy", "validation_accuracy")


@dataclass(frozen=True)
class EpochReport:
    """One epoch, as the trainer tells it.

    Parameters
    ----------
    epoch : int
        Epochs done so far; 0 for the untrained network.
    updates : int
        Weight updates done so far.
    train_loss, validation_loss : float
        In evaluation mode (dropout off), after the epoch, on scaled targets.
    batch_loss : float
        Mean loss over the epoch's batches as training saw them (dropout on, weights moving).
    gradient_norm : float
        Largest global gradient norm of the epoch, before clipping.
    learning_rate : float
        With which the epoch was trained.
    seconds : float
        Training time so far, pauses left out.
    validation_prediction : numpy.ndarray
        (n, outputs) scaled, the network's own outputs; of classes before the softmax.
    train_accuracy, validation_accuracy : float
        Share of windows whose class is named rightly; NaN where no class is named.

    Examples
    --------
    >>> settings = lab.Settings().change(length=60, units=2, epochs=1)
    >>> [report.updates for report in lab.epochs(settings, lab.load_series(settings.data))]
    [0, 1]
    """

    epoch: int
    updates: int
    train_loss: float
    validation_loss: float
    batch_loss: float
    gradient_norm: float
    learning_rate: float
    seconds: float
    validation_prediction: np.ndarray
    train_accuracy: float = math.nan
    validation_accuracy: float = math.nan


@dataclass(frozen=True)
class Run:
    """Settings, series, history and weights over time of one training.

    Parameters
    ----------
    settings : Settings
        What was trained and how.
    series : Series
        On what.
    history : dict of str to numpy.ndarray
        Name → (epochs,) for epoch, updates, train_loss, validation_loss, batch_loss, gradient_norm, learning_rate,
        seconds, and where classes are named train_accuracy, validation_accuracy; row 0 is the untrained network.
    snapshots : Mapping of int to tuple of numpy.ndarray
        Epoch → weights, a bounded number of them, always with the first and the last epoch; those of a training in the
        host are read from a file when they are asked for (`lstm_core.runtime.store.Snapshots`). Weights are in Keras'
        order (`lstm_core.models.build.weight_shapes`): per LSTM layer kernel (features, 4·units), recurrent kernel
        (units, 4·units), bias (4·units,), gates in the order i, f, c, o; for a GRU three blocks in the order z, r, h̃
        with bias (2, 3·units), for a SimpleRNN one block; with attention its scale (); then the dense kernel (units,
        outputs) and bias (outputs,).
    ending : str
        One of `ENDINGS`.
    note : str
        What there is to say of the ending.
    intervention : Intervention
        What a learner changes inside the cell while looking; not saved to files.
    cut : Prepared, optional
        The windows, where they are cut already or are not those that the settings would give (a fold's); not saved to
        files. It belongs to its series: who replaces that, replaces it, too.

    Examples
    --------
    >>> run = lab.shipped_run()
    >>> run.settings.network.units, sorted(run.snapshots), run.predict("test").shape
    (50, [0, 1, 2, 5, 10, 20, 50], (40, 1))
    """

    settings: Settings
    series: Series
    history: dict[str, np.ndarray]
    snapshots: Mapping[int, Weights]
    ending: Ending = "done"
    note: str = field(default="")
    intervention: Intervention = field(default=Intervention())
    cut: Prepared | None = field(default=None, repr=False, compare=False)

    @property
    def weights(self) -> Weights:
        """The weights after the last epoch."""
        return self.snapshots[max(self.snapshots)]

    @cached_property
    def prepared(self) -> Prepared:
        """The series cut as this run's settings say, or as `cut` has it."""
        return prepare(self.series, self.settings.preparation) if self.cut is None else self.cut

    @cached_property
    def validated(self) -> np.ndarray:
        """`predict("validation")` after the last epoch, computed once: each redraw beside this run shows it."""
        return self.predict("validation")

    def weights_at(self, epoch: int | None) -> Weights:
        """The weights after a kept epoch, None for the last. Raises DataError when they were not kept."""
        if epoch is None:
            return self.weights
        if epoch not in self.snapshots:
            kept = ", ".join(map(str, sorted(self.snapshots)))
            raise DataError(f"The weights of epoch {epoch} were not kept. Choose one of: {kept}.")
        return self.snapshots[epoch]

    def network_at(self, epoch: int | None = None) -> Network:
        """The network as a function of scaled windows, at a kept epoch (default: the last), under the intervention.

        Raises DataError when the epoch was not kept.
        """
        from lstm_core.models.forward import predict

        weights, every_step = self.weights_at(epoch), self.prepared.every_step
        return lambda x: predict(weights, x, self.settings.network, self.intervention, every_step=every_step)

    def predict(self, part: PartName, epoch: int | None = None) -> np.ndarray:
        """Predictions (n, steps ahead) for one part, in the series' unit, at a kept epoch (default: the last).

        As many as `Windows.y` has: with targets per step (n, timesteps). Steps ahead that the network has no output for
        follow by recursion. Where classes are named, their probabilities (n, classes).
        Raises DataError for an unknown part or an epoch that was not kept.
        """
        windows, settings = self.prepared.part(part), self.settings.preparation
        network = self.network_at(epoch)
        if settings.recurses:
            past = history(self.series.y, windows.origins, settings)
            return recurse(past, settings.horizon, self.prepared, settings, network)
        return self.prepared.answer(windows, network(windows.x))


def validate_classes(run: Run) -> None:
    """Raises DataError for a run that names classes, where only predicted values make sense."""
    if run.prepared.classes:
        raise DataError(
            "This run names classes and predicts no values: it has an accuracy, which lab.evaluate_classes(run) "
            "measures, and no errors or forecasts in a unit."
        )
