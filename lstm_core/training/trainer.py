"""One epoch = one compiled graph call, or a few where it takes seconds.

With `graphs`, `start`, `dropout` and `objective` all that loads TensorFlow, besides the networks of `models`.

Python is touched once per epoch: there it can pause, stop, change the learning rate and report. A long epoch, its
evaluation included, is cut into pieces: between two of them it tells how far it is, and can pause and stop, too.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import numpy as np
import tensorflow as tf

from lstm_core.models.build import dropout_of
from lstm_core.prepare import Prepared, Windows
from lstm_core.runs.run import EpochReport, Weights
from lstm_core.runtime.progress import Stopped, Timed
from lstm_core.settings import Settings
from lstm_core.training.architecture import architecture, targets
from lstm_core.training.cost import TRAINING_SHARE, estimate
from lstm_core.training.dropout import Dropout
from lstm_core.training.graphs import EVALUATION_CHUNK, Evaluated, Graphs
from lstm_core.training.objective import loss_of, optimizer_of
from lstm_core.training.start import Start, built, learned

PLATEAU_PATIENCE = 5
# A longer epoch is trained and evaluated piece by piece, each of about this length.
PIECE_SECONDS = 0.5


def use_one_thread() -> None:
    """One thread per training: small matrices gain nothing from more, and sums keep one order.

    Must be called before TensorFlow does its first computation.
    """
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


class Trainer:
    """A network, its data and its optimizer; `next_epoch` moves it one epoch on.

    What it compiles (`Graphs`) serves every training of the same `architecture`, one after the other.
    """

    def __init__(self, settings: Settings, prepared: Prepared) -> None:
        """Builds the network from the settings' seed. The same settings give bit-identical losses."""
        self.architecture = architecture(settings, prepared)
        self._classes = bool(prepared.classes)
        self.model = built(settings, prepared)
        self._dropout = Dropout()
        self._optimizer = optimizer_of(settings.training)
        self._optimizer.build(self.model.trainable_variables)
        self._memory = [(variable, variable.numpy()) for variable in self._optimizer.variables]
        self._start = Start.of(settings, self.model)
        loss = loss_of(settings.training, classes=self._classes)
        self._graphs = Graphs(self.model, settings.network, self.architecture, loss, self._optimizer, self._dropout)
        self._begin(settings, prepared)

    def restart(self, prepared: Prepared, settings: Settings | None = None) -> None:
        """Begin again with other windows and, if given, other settings of the same architecture.

        Nothing is compiled anew.
        From here on all is as in a new `Trainer` of these, bit by bit. XLA alone compiles once more where there are
        more or fewer windows, or more or fewer in a batch. Raises ValueError for another architecture.
        """
        settings = settings or self.settings
        if architecture(settings, prepared) != self.architecture:
            raise ValueError("These settings and windows need a trainer of their own.")
        if not self._start.fits(settings):
            self._start = Start.of(settings, built(settings, prepared))
        for variable, value in [*zip(learned(self.model), self._start.values, strict=True), *self._memory]:
            variable.assign(value)
        self._begin(settings, prepared)

    def _begin(self, settings: Settings, prepared: Prepared) -> None:
        """Take in settings and windows; nothing is trained yet."""
        self.settings = settings
        self.learning_rate = settings.training.learning_rate
        self._optimizer.learning_rate.assign(self.learning_rate)
        self._dropout.begin(dropout_of(settings.network), self._start.dropout_seed)
        self._order = np.random.default_rng(settings.seed)
        self._epoch = 0
        self._updates = 0
        self._seconds = 0.0
        self._validation_losses: list[float] = []
        answers = targets(settings, prepared)
        self._x, self._y = _tensors(prepared.train, answers)
        self._x_validation, self._y_validation = _tensors(prepared.validation, answers)
        self._batch = tf.constant(settings.training.batch_size)
        self._batches = math.ceil(len(prepared.train) / settings.training.batch_size)
        self._epoch_seconds = estimate(settings, prepared).seconds / settings.training.epochs

    @property
    def weights(self) -> Weights:
        """A copy of the weights now, in the order of `Run.weights`."""
        return tuple(variable.numpy().copy() for variable in self.model.trainable_variables)

    def untrained(self, tell: Callable[[float], None] | None = None) -> EpochReport:
        """The report of epoch 0: how good the network is before any update.

        tell: called now and then where that takes seconds, with the share that is done; it may raise `Stopped`.
        """
        return self._report(*self._evaluate_all(tell), batch_loss=math.nan, gradient_norm=math.nan)

    def rehearse(self) -> None:
        """Compile everything that an epoch needs and change nothing: an epoch over no windows, an evaluation."""
        self._graphs.epoch(tf.zeros((0,), tf.int32), self._batch, self._x, self._y, *_no_sums())
        self.untrained()

    def next_epoch(self, tell: Callable[[float, int], None] | None = None) -> EpochReport:
        """Train one epoch over all training windows, in a fresh random order, and report.

        tell: called now and then in an epoch that takes seconds, with the share of it that is done and the weight
        updates since the training began; the time that it takes does not count. It changes no number. Where it raises
        `Stopped`, the weights are those before the epoch, and nothing but `restart` may follow.
        """
        pieces = self._pieces(1.0)
        telling = Timed(tell)
        before = self.weights if pieces > 1 else ()
        started = time.perf_counter()
        self._optimizer.learning_rate.assign(self._scheduled_rate())
        order = tf.constant(self._order.permutation(len(self._x)).astype(np.int32))
        try:
            total, gradient_norm = self._update_all(order, pieces, telling)
            evaluated = self._evaluate_all(
                lambda share: telling(TRAINING_SHARE + (1 - TRAINING_SHARE) * share, self._updates + self._batches)
            )
        except Stopped:
            for variable, value in zip(self.model.trainable_variables, before, strict=True):
                variable.assign(value)
            raise
        seconds = time.perf_counter() - started - telling.seconds
        self._epoch += 1
        self._updates += self._batches
        self._seconds += seconds
        report = self._report(
            *evaluated, batch_loss=float(total / np.float32(len(self._x))), gradient_norm=float(gradient_norm)
        )
        if self._epoch > 1:  # the first one may include the compilation
            self._epoch_seconds = seconds
        self._validation_losses.append(report.validation_loss)
        return report

    def _pieces(self, share: float) -> int:
        """How many pieces this share of an epoch is cut into, as long as epochs take of late."""
        return max(1, math.ceil(share * self._epoch_seconds / PIECE_SECONDS))

    def _update_all(self, order: tf.Tensor, pieces: int, telling: Timed) -> tuple[np.float32, np.float32]:
        """The updates of an epoch: sum of the windows' losses, largest gradient norm."""
        sums = _no_sums()
        at_once = math.ceil(self._batches / pieces)
        for done in range(0, self._batches, at_once):
            first, last = (batch * self.settings.training.batch_size for batch in (done, done + at_once))
            sums = self._graphs.epoch(order[first:last], self._batch, self._x, self._y, *sums)
            if at_once < self._batches:
                so_far = min(done + at_once, self._batches)
                telling(TRAINING_SHARE * so_far / self._batches, self._updates + so_far)
        return sums[0].numpy(), sums[1].numpy()

    def _evaluate_all(self, tell: Callable[[float], None] | None) -> tuple[Evaluated, Evaluated]:
        """Loss and answers of the training and of the validation part; tell: as of `untrained`."""
        parts = (self._x, self._y), (self._x_validation, self._y_validation)
        pieces = self._pieces(1 - TRAINING_SHARE)
        if pieces == 1 or tell is None:
            return self._graphs.evaluate(*parts[0]), self._graphs.evaluate(*parts[1])
        lengths = [len(x) for x, _ in parts]
        # Whole chunks, so that every sum is that of an evaluation at once.
        at_once = EVALUATION_CHUNK * math.ceil(sum(lengths) / pieces / EVALUATION_CHUNK)
        found, done = [], 0
        for x, y in parts:
            answers = []
            for start in range(0, len(x), at_once):
                answers.append(self._graphs.answer(x[start : start + at_once]))
                done += len(answers[-1])
                if done < sum(lengths):
                    tell(done / sum(lengths))
            answer = tf.concat(answers, 0)
            found.append((self._graphs.loss(y, answer), answer))
        return found[0], found[1]

    def should_stop(self) -> bool:
        """Whether early stopping ends the training: no better validation loss for `patience` epochs."""
        patience = self.settings.training.patience
        return patience > 0 and _epochs_since_best(self._validation_losses) >= patience

    def _report(
        self, train: Evaluated, validation: Evaluated, *, batch_loss: float, gradient_norm: float
    ) -> EpochReport:
        accuracies = math.nan, math.nan
        if self._classes:
            accuracies = _accuracy(self._y, train[1]), _accuracy(self._y_validation, validation[1])
        return EpochReport(
            self._epoch, self._updates, float(train[0]), float(validation[0]), batch_loss, gradient_norm,
            float(self._optimizer.learning_rate), self._seconds, validation[1].numpy(), *accuracies,
        )  # fmt: skip

    def _scheduled_rate(self) -> float:
        """The learning rate of the coming epoch.

        exponential: falls to a hundredth over the run. cosine: half a cosine down to zero.
        plateau: halves whenever the validation loss has not improved for 5 epochs.
        """
        done = self._epoch / self.settings.training.epochs
        schedule = self.settings.training.schedule
        if schedule == "exponential":
            return self.learning_rate * 0.01**done
        if schedule == "cosine":
            return self.learning_rate * 0.5 * (1 + math.cos(math.pi * min(done, 1.0)))
        if schedule == "plateau":
            waited = _epochs_since_best(self._validation_losses)
            if waited and waited % PLATEAU_PATIENCE == 0:
                self.learning_rate /= 2
        return self.learning_rate


def _no_sums() -> tuple[tf.Tensor, tf.Tensor]:
    """Loss and largest gradient norm before the first batch of an epoch."""
    return tf.constant(0.0), tf.constant(0.0)


def _tensors(windows: Windows, outputs: int) -> tuple[tf.Tensor, tf.Tensor]:
    return tf.constant(windows.x, tf.float32), tf.constant(windows.y[:, :outputs], tf.float32)


def _accuracy(y: tf.Tensor, outputs: tf.Tensor) -> float:
    """Share of windows whose largest output is that of their class."""
    return float(np.mean(outputs.numpy().argmax(axis=1) == y.numpy()[:, 0]))


def _epochs_since_best(losses: list[float]) -> int:
    if not losses:
        return 0
    # NaN never counts as an improvement.
    best = int(np.argmin(np.where(np.isnan(losses), np.inf, losses)))
    return len(losses) - 1 - best
