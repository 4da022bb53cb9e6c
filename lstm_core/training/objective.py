"""What a training makes small, and by which rule, as Keras has them (loads TensorFlow)."""

from __future__ import annotations

import keras

from lstm_core.settings import TrainingSettings


def loss_of(training: TrainingSettings, *, classes: bool) -> keras.losses.Loss:
    """The loss of these settings; classes: the network names some."""
    if classes:
        # From the outputs before the softmax: its logarithm is then exact where a probability is nearly 0.
        return keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    losses = {
        "mse": keras.losses.MeanSquaredError,
        "mae": keras.losses.MeanAbsoluteError,
        "huber": keras.losses.Huber,
    }
    return losses[training.loss]()


def optimizer_of(training: TrainingSettings) -> keras.optimizers.Optimizer:
    """The optimizer of these settings, which has seen no weights yet."""
    common = {"learning_rate": training.learning_rate, "global_clipnorm": training.clip or None}
    if training.optimizer == "sgd":
        return keras.optimizers.SGD(momentum=training.momentum, **common)
    if training.optimizer == "rmsprop":
        return keras.optimizers.RMSprop(**common)
    return keras.optimizers.Adam(**common)
