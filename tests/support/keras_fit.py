"""The same training by Keras' own `fit`."""

from types import ModuleType

import numpy as np

from lstm_core.models.build import build
from lstm_core.prepare import prepare
from lstm_core.settings import Settings


def fit_with_keras(keras: ModuleType, settings: Settings, series) -> list[tuple[float, float, float]]:
    """(batch loss, train loss, validation loss) per epoch from plain `model.fit` on the same batches."""
    prepared, t = prepare(series, settings.preparation), settings.training
    model = build(
        settings.network, *prepared.train.x.shape[1:], prepared.outputs, settings.seed, every_step=prepared.every_step
    )
    outputs = prepared.train.x.shape[1] if prepared.every_step else settings.preparation.outputs
    if prepared.classes:
        # As a book writes it: a softmax layer, and the cross-entropy of its probabilities.
        model = keras.Model(model.input, keras.layers.Softmax()(model.output))
    clip = {"global_clipnorm": t.clip or None}
    optimizer = {
        "adam": lambda: keras.optimizers.Adam(t.learning_rate, **clip),
        "rmsprop": lambda: keras.optimizers.RMSprop(t.learning_rate, **clip),
        "sgd": lambda: keras.optimizers.SGD(t.learning_rate, momentum=t.momentum, **clip),
    }[t.optimizer]()
    loss = keras.losses.get("sparse_categorical_crossentropy" if prepared.classes else t.loss)
    # Step by step: to compile a graph takes longer than these few batches.
    model.compile(optimizer, loss, run_eagerly=True)
    order, losses = np.random.default_rng(settings.seed), []
    for _ in range(t.epochs):
        chosen = order.permutation(len(prepared.train))
        x, y = prepared.train.x[chosen], prepared.train.y[chosen, :outputs]
        fitted = model.fit(x, y, batch_size=t.batch_size, shuffle=False, verbose=0)
        parts = (prepared.train, prepared.validation)
        evaluated = (np.mean(loss(part.y[:, :outputs], model(part.x, training=False))) for part in parts)
        losses.append((fitted.history["loss"][0], *evaluated))
    return losses
