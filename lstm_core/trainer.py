"""One epoch = one compiled graph call. The only room, besides `network`, that loads TensorFlow.

Python is touched once per epoch: there it can pause, stop, change the learning rate and report.
LSTM layers with plain tanh run through TensorFlow's fused `BlockLSTM` kernel on the Keras layer's own
weights: the same numbers as the layer within float32 rounding, at half its time. All other layers are
Keras' own, compiled by XLA where a training is long enough to earn the compilation back.
"""

from __future__ import annotations

import math
import time

import keras
import numpy as np
import tensorflow as tf

from lstm_core.backbones import BACKBONES
from lstm_core.network import build, can_fuse, dropout_of, lstm_cells
from lstm_core.prepare import Prepared, Windows
from lstm_core.run import Report, Weights
from lstm_core.settings import Settings, TrainingSettings

# Evaluation walks in chunks that stay in the cache; a whole long series at once takes twice as long.
EVALUATION_CHUNK = 128
PLATEAU_PATIENCE = 5
# Steps of a recurrent layer in a whole training from which XLA's compilation (1 to 2 s) pays off.
XLA_FROM = 10_000


def use_one_thread() -> None:
    """One thread per training: small matrices gain nothing from more, and sums keep one order.

    Must be called before TensorFlow does its first computation.
    """
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


class Trainer:
    """A network, its data and its optimizer; `next_epoch` moves it one epoch on."""

    def __init__(self, settings: Settings, prepared: Prepared) -> None:
        """Builds the network from the settings' seed. The same settings give bit-identical losses."""
        self.settings = settings
        _, timesteps, features = prepared.train.x.shape
        self._width = timesteps if prepared.every_step else prepared.outputs
        self._classes = bool(prepared.classes)
        self._every_step = prepared.every_step
        self._begin(prepared)
        self.model = build(
            settings.network, timesteps, features, prepared.outputs, settings.seed, every_step=prepared.every_step
        )
        self._loss = _loss(settings.training, self._classes)
        self._optimizer = _optimizer(settings.training)
        self._optimizer.build(self.model.trainable_variables)
        self._at_first = [(variable, variable.numpy()) for variable in self._variables]
        shapes = tf.TensorSpec((None, timesteps, features)), tf.TensorSpec((None, self._y.shape[1]))
        self._run_epoch = tf.function(self._epoch_graph, input_signature=(tf.TensorSpec((None,), tf.int32), *shapes))
        cost = BACKBONES[settings.network.kind].cost(settings.network, timesteps, features)
        steps = settings.training.epochs * self._batches * cost.in_turn
        if not can_fuse(settings.network) and steps >= XLA_FROM:
            self._update = tf.function(self._update, jit_compile=True)  # type: ignore[method-assign]
            self._predict = tf.function(self._predict, jit_compile=True)  # type: ignore[method-assign]
        self._evaluate = tf.function(self._evaluation_graph, input_signature=shapes)

    def restart(self, prepared: Prepared) -> None:
        """Begin again with other windows of the same shape; nothing is compiled anew.

        From here on all is as in a new `Trainer` of these windows, bit by bit. XLA alone compiles once more where
        there are more or fewer windows.
        """
        for variable, value in self._at_first:
            variable.assign(value)
        self._begin(prepared)

    def _begin(self, prepared: Prepared) -> None:
        """Take in the windows; nothing is trained yet."""
        settings = self.settings
        self.learning_rate = settings.training.learning_rate
        self._order = np.random.default_rng(settings.seed)
        self._epoch = 0
        self._updates = 0
        self._seconds = 0.0
        self._validation_losses: list[float] = []
        answers = self._width if self._every_step else settings.preparation.outputs
        self._x, self._y = _tensors(prepared.train, answers)
        self._x_validation, self._y_validation = _tensors(prepared.validation, answers)
        self._batches = math.ceil(len(prepared.train) / settings.training.batch_size)

    @property
    def _variables(self) -> list[keras.Variable]:
        """All that a training changes: weights, the state of dropout's random numbers, the optimizer's memory."""
        return [*self.model.variables, *self._optimizer.variables]

    @property
    def weights(self) -> Weights:
        """A copy of the weights now, in the order of `Run.weights`."""
        return tuple(variable.numpy().copy() for variable in self.model.trainable_variables)

    def untrained(self) -> Report:
        """The report of epoch 0: how good the network is before any update."""
        return self._report(batch_loss=math.nan, gradient_norm=math.nan)

    def rehearse(self) -> None:
        """Compile everything that an epoch needs and change nothing: an epoch over no windows, an evaluation."""
        self._run_epoch(tf.zeros((0,), tf.int32), self._x, self._y)
        self.untrained()

    def next_epoch(self) -> Report:
        """Train one epoch over all training windows, in a fresh random order, and report."""
        started = time.perf_counter()
        self._optimizer.learning_rate.assign(self._scheduled_rate())
        order = self._order.permutation(len(self._x)).astype(np.int32)
        batch_loss, gradient_norm = self._run_epoch(tf.constant(order), self._x, self._y)
        self._epoch += 1
        self._updates += self._batches
        report = self._report(float(batch_loss), float(gradient_norm), started)
        self._validation_losses.append(report.validation_loss)
        return report

    def should_stop(self) -> bool:
        """Whether early stopping ends the training: no better validation loss for `patience` epochs."""
        patience = self.settings.training.patience
        return patience > 0 and _epochs_since_best(self._validation_losses) >= patience

    def _report(self, batch_loss: float, gradient_norm: float, started: float | None = None) -> Report:
        train_loss, fitted = self._evaluate(self._x, self._y)
        validation_loss, prediction = self._evaluate(self._x_validation, self._y_validation)
        losses = float(train_loss), float(validation_loss), prediction.numpy()
        accuracies = math.nan, math.nan
        if self._classes:
            accuracies = _accuracy(self._y, fitted), _accuracy(self._y_validation, prediction)
        if started is not None:
            self._seconds += time.perf_counter() - started
        return Report(
            self._epoch, self._updates, losses[0], losses[1], batch_loss, gradient_norm,
            float(self._optimizer.learning_rate), self._seconds, losses[2], *accuracies,
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

    def _epoch_graph(self, order: tf.Tensor, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        size = self.settings.training.batch_size
        total, largest = tf.constant(0.0), tf.constant(0.0)
        for start in tf.range(0, tf.shape(order)[0], size):
            chosen = order[start : start + size]
            loss, norm = self._update(tf.gather(x, chosen), tf.gather(y, chosen))
            largest = tf.maximum(largest, norm)
            total += loss * tf.cast(tf.shape(chosen)[0], tf.float32)
        return total / tf.cast(tf.shape(order)[0], tf.float32), largest

    def _update(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """One weight update on a batch; its loss and gradient norm."""
        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            loss = self._loss(y, self._forward(x, training=True))
        gradients = tape.gradient(loss, variables)
        self._optimizer.apply(gradients, variables)
        return loss, tf.linalg.global_norm(gradients)

    def _predict(self, x: tf.Tensor) -> tf.Tensor:
        return self._forward(x, training=False)

    def _evaluation_graph(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        n = tf.shape(x)[0]
        chunks = (n + EVALUATION_CHUNK - 1) // EVALUATION_CHUNK
        predictions = tf.TensorArray(tf.float32, size=chunks, infer_shape=False, element_shape=(None, self._width))
        for chunk in tf.range(chunks):
            start = chunk * EVALUATION_CHUNK
            predictions = predictions.write(chunk, self._predict(x[start : start + EVALUATION_CHUNK]))
        prediction = predictions.concat()
        return self._loss(y, prediction), prediction

    def _forward(self, x: tf.Tensor, *, training: bool) -> tf.Tensor:
        network = self.settings.network
        if not can_fuse(network):
            return self.model(x, training=training)
        signal = tf.transpose(x, [1, 0, 2])
        cells = lstm_cells(self.model)
        if network.kind == "bidirectional":
            return self._read(_fused_both_ways(cells, signal), training)
        for cell in cells:
            signal = _fused_lstm(cell, signal)
        if self._every_step:
            return tf.transpose(self._read(signal, training)[..., 0])
        read = signal[-1]
        if network.kind == "attention":
            last = read[:, None]
            context = self.model.get_layer("attention")([last, tf.transpose(signal, [1, 0, 2])])
            read = tf.concat([context[:, 0], read], axis=1)
        return self._read(read, training)

    def _read(self, hidden: tf.Tensor, training: bool) -> tf.Tensor:
        if dropout_of(self.settings.network):
            hidden = self.model.get_layer("dropout")(hidden, training=training)
        return self.model.get_layer("dense")(hidden)


def _fused_both_ways(cells: list[keras.layers.LSTMCell], x: tf.Tensor) -> tf.Tensor:
    """Pairs of cells, one forward and one backward; x (timesteps, n, features) → where both end, (n, 2·units)."""
    signal = x
    for there, back in zip(cells[::2], cells[1::2], strict=True):
        hidden = _fused_lstm(there, signal), _fused_lstm(back, signal[::-1])
        signal = tf.concat([hidden[0], hidden[1][::-1]], axis=2)
    return tf.concat([hidden[0][-1], hidden[1][-1]], axis=1)


def _fused_lstm(cell: keras.layers.LSTMCell, x: tf.Tensor) -> tf.Tensor:
    """Keras' LSTM cell through TensorFlow's fused kernel; x (timesteps, n, features) → (timesteps, n, units).

    The first version of the kernel, because the gradient of `BlockLSTMV2` mixes up two gates. It wants
    the gates in the order i, c, f, o where Keras keeps i, f, c, o.
    """
    i, f, c, o = tf.split(tf.concat([cell.kernel, cell.recurrent_kernel], 0), 4, axis=1)
    b_i, b_f, b_c, b_o = tf.split(tf.convert_to_tensor(cell.bias), 4)
    start = tf.zeros([tf.shape(x)[1], cell.units])
    no_peephole = tf.zeros([cell.units])
    return tf.raw_ops.BlockLSTM(
        seq_len_max=tf.cast(tf.shape(x)[0], tf.int64), x=x, cs_prev=start, h_prev=start,
        w=tf.concat([i, c, f, o], 1), b=tf.concat([b_i, b_c, b_f, b_o], 0),
        wci=no_peephole, wcf=no_peephole, wco=no_peephole, forget_bias=0.0, cell_clip=0.0, use_peephole=False,
    ).h  # fmt: skip


def _tensors(windows: Windows, outputs: int) -> tuple[tf.Tensor, tf.Tensor]:
    return tf.constant(windows.x, tf.float32), tf.constant(windows.y[:, :outputs], tf.float32)


def _accuracy(y: tf.Tensor, outputs: tf.Tensor) -> float:
    """Share of windows whose largest output is that of their class."""
    return float(np.mean(outputs.numpy().argmax(axis=1) == y.numpy()[:, 0]))


def _loss(training: TrainingSettings, classes: bool) -> keras.losses.Loss:
    if classes:
        # From the outputs before the softmax: its logarithm is then exact where a probability is nearly 0.
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    losses = {
        "mse": keras.losses.MeanSquaredError,
        "mae": keras.losses.MeanAbsoluteError,
        "huber": keras.losses.Huber,
    }
    return losses[training.loss]()


def _optimizer(training: TrainingSettings) -> keras.optimizers.Optimizer:
    common = {"learning_rate": training.learning_rate, "global_clipnorm": training.clip or None}
    if training.optimizer == "sgd":
        return keras.optimizers.SGD(momentum=training.momentum, **common)
    if training.optimizer == "rmsprop":
        return keras.optimizers.RMSprop(**common)
    return keras.optimizers.Adam(**common)


def _epochs_since_best(losses: list[float]) -> int:
    if not losses:
        return 0
    # NaN never counts as an improvement.
    best = int(np.argmin(np.where(np.isnan(losses), np.inf, losses)))
    return len(losses) - 1 - best
