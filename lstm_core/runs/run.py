"""What a training leaves behind."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from lstm_core.models.interventions import Intervention
from lstm_core.prepare import PartName, Prepared, prepare
from lstm_core.runs.recursion import Network, history, recurse
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import Settings

Weights = tuple[np.ndarray, ...]
# The columns of a history that only a run that names classes has.
ACCURACIES = ("train_accuracy", "validation_accuracy")


@dataclass(frozen=True)
class EpochReport:
    """One epoch, as the trainer tells it.

    epoch: epochs done so far (0 = untrained). updates: weight updates done so far.
    train_loss, validation_loss: in evaluation mode (dropout off), after the epoch, on scaled targets.
    batch_loss: mean loss over the epoch's batches as training saw them (dropout on, weights moving).
    gradient_norm: largest global gradient norm of the epoch, before clipping.
    validation_prediction: (n, outputs) scaled, the network's own outputs; of classes before the softmax.
    seconds: training time so far, pauses left out.
    train_accuracy, validation_accuracy: share of windows whose class is named rightly; NaN where no class is named.
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

    history: name → (epochs,) for epoch, updates, train_loss, validation_loss, batch_loss,
        gradient_norm, learning_rate, seconds, and where classes are named train_accuracy, validation_accuracy;
        row 0 is the untrained network.
    snapshots: epoch → weights, a bounded number of them, always with the first and the last epoch; those of a
        training in the host are read from a file when they are asked for (`lstm_core.runtime.store.Snapshots`).
        Weights are in Keras' order (`lstm_core.models.build.weight_shapes`): per LSTM layer kernel (features, 4·units),
        recurrent kernel (units, 4·units), bias (4·units,), gates in the order i, f, c, o; for a GRU three blocks in
        the order z, r, h̃ with bias (2, 3·units), for a SimpleRNN one block; with attention its scale (); then the
        dense kernel (units, outputs) and bias (outputs,).
    ending: "done", "stopped", "early" or "failed".
    intervention: what a learner changes inside the cell while looking; not saved to files.
    """

    settings: Settings
    series: Series
    history: dict[str, np.ndarray]
    snapshots: Mapping[int, Weights]
    ending: str = "done"
    note: str = field(default="")
    intervention: Intervention = field(default=Intervention())

    @property
    def weights(self) -> Weights:
        """The weights after the last epoch."""
        return self.snapshots[max(self.snapshots)]

    @cached_property
    def prepared(self) -> Prepared:
        """The series cut as this run's settings say."""
        return prepare(self.series, self.settings.preparation)

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
            "This run names classes and predicts no values: it has an accuracy, and no errors or forecasts in a unit. "
            "The Results page shows it; in a notebook, call lab.evaluate_classes(run)."
        )
