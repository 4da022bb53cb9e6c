"""What is compiled of a training: the updates of an epoch, and the evaluation (loads TensorFlow).

LSTM layers with plain tanh run through TensorFlow's fused `BlockLSTM` kernel on the Keras layer's own
weights: the same numbers as the layer within float32 rounding, at half its time. All other layers are
Keras' own, compiled by XLA where a training is long enough to earn the compilation back.
"""

from __future__ import annotations

import keras
import tensorflow as tf

from lstm_core.models.backbones import BACKBONES
from lstm_core.models.build import can_fuse, lstm_cells
from lstm_core.settings import NetworkSettings
from lstm_core.training.architecture import Architecture
from lstm_core.training.dropout import Dropout
from lstm_core.training.start import body

# Evaluation walks in chunks that stay in the cache; a whole long series at once takes twice as long.
EVALUATION_CHUNK = 128
# A loss and the answers that it was computed from.
Evaluated = tuple[tf.Tensor, tf.Tensor]


class Graphs:
    """The compiled functions of one architecture, over the variables of one model.

    Learning rate, dropout, batch size and windows are what they are given, not what they are made of. TensorFlow
    traces each when it is called first.

    epoch: (order, size of a batch, x, y, sum of losses so far, largest norm so far) → the two sums after these updates.
    evaluate: (x, y) → loss and answers; in two parts, for an evaluation in pieces, answer: x → answers and loss:
    (y, answers) → loss.
    """

    def __init__(
        self,
        model: keras.Model,
        network: NetworkSettings,
        architecture: Architecture,
        loss: keras.losses.Loss,
        optimizer: keras.optimizers.Optimizer,
        dropout: Dropout,
    ) -> None:
        self._model, self._network, self._architecture = model, network, architecture
        self._body, self._dense, self._dropout = body(model), model.get_layer("dense"), dropout
        self._compare, self._optimizer = loss, optimizer
        steps, features = architecture.window
        windows = tf.TensorSpec((None, steps, features)), tf.TensorSpec((None, architecture.targets))
        order, size = tf.TensorSpec((None,), tf.int32), tf.TensorSpec((), tf.int32)
        sums = tf.TensorSpec(()), tf.TensorSpec(())
        self.epoch = tf.function(self._epoch_graph, input_signature=(order, size, *windows, *sums))
        self.evaluate = tf.function(self._evaluation_graph, input_signature=windows)
        self.answer = tf.function(self._answer_graph, input_signature=windows[:1])
        self.loss = tf.function(loss, input_signature=(windows[1], tf.TensorSpec((None, self._answers))))
        if architecture.xla:
            self._update = tf.function(self._update, jit_compile=True)  # type: ignore[method-assign]
            self._predict = tf.function(self._predict, jit_compile=True)  # type: ignore[method-assign]

    def _epoch_graph(
        self, order: tf.Tensor, size: tf.Tensor, x: tf.Tensor, y: tf.Tensor, total: tf.Tensor, largest: tf.Tensor
    ) -> tuple[tf.Tensor, tf.Tensor]:
        """Updates on batches of `size` windows in this order; the sum of the windows' losses and the largest norm.

        total, largest: those of the epoch's batches before.
        """
        for start in tf.range(0, tf.shape(order)[0], size):
            chosen = order[start : start + size]
            loss, norm = self._update(tf.gather(x, chosen), tf.gather(y, chosen))
            largest = tf.maximum(largest, norm)
            total += loss * tf.cast(tf.shape(chosen)[0], tf.float32)
        return total, largest

    def _update(self, x: tf.Tensor, y: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        """One weight update on a batch; its loss and gradient norm."""
        variables = self._model.trainable_variables
        with tf.GradientTape() as tape:
            loss = self._compare(y, self._forward(x, training=True))
        gradients = tape.gradient(loss, variables)
        self._optimizer.apply(gradients, variables)
        return loss, tf.linalg.global_norm(gradients)

    def _predict(self, x: tf.Tensor) -> tf.Tensor:
        return self._forward(x, training=False)

    def _evaluation_graph(self, x: tf.Tensor, y: tf.Tensor) -> Evaluated:
        answer = self._answer_graph(x)
        return self._compare(y, answer), answer

    def _answer_graph(self, x: tf.Tensor) -> tf.Tensor:
        n = tf.shape(x)[0]
        chunks = (n + EVALUATION_CHUNK - 1) // EVALUATION_CHUNK
        answers = tf.TensorArray(tf.float32, size=chunks, infer_shape=False, element_shape=(None, self._answers))
        for chunk in tf.range(chunks):
            start = chunk * EVALUATION_CHUNK
            answers = answers.write(chunk, self._predict(x[start : start + EVALUATION_CHUNK]))
        return answers.concat()

    @property
    def _answers(self) -> int:
        """How many numbers the network answers per window."""
        return self._architecture.targets if self._architecture.every_step else self._architecture.outputs

    def _forward(self, x: tf.Tensor, *, training: bool) -> tf.Tensor:
        backbone, every_step = BACKBONES[self._network.kind], self._architecture.every_step
        if can_fuse(self._network):
            hidden = backbone.fused(self._model, lstm_cells(self._model), x, every_step=every_step)
        else:
            hidden = self._body(x, training=training)
        if training and "dropout" in backbone.uses:
            hidden = self._dropout(hidden)
        answer = self._dense(hidden)
        return answer[..., 0] if every_step else answer
