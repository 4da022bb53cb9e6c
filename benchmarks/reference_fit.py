"""The article's example through plain `model.fit`, in a process of its own with TensorFlow's defaults.

Prints the seconds of three fits: build, compile, 50 epochs with validation. Imports and a first fit do not count.
"""

import json
import sys
import time

import keras

import lstm_core as lab
from lstm_core.models.build import build
from lstm_core.prepare import Prepared


def fit(settings: lab.Settings, prepared: Prepared) -> None:
    _, timesteps, features = prepared.train.x.shape
    model = build(settings.network, timesteps, features, 1, settings.seed)
    model.compile("adam", "mse")
    model.fit(
        prepared.train.x, prepared.train.y, validation_data=(prepared.validation.x, prepared.validation.y),
        epochs=settings.training.epochs, batch_size=settings.training.batch_size, verbose=0,
    )  # fmt: skip


def main() -> None:
    settings = lab.Settings()
    prepared = lab.prepare(lab.load_series(settings.data), settings.preparation)
    keras.utils.disable_interactive_logging()
    seconds = []
    for _ in range(4):
        started = time.perf_counter()
        fit(settings, prepared)
        seconds.append(time.perf_counter() - started)
    json.dump(seconds[1:], sys.stdout)


if __name__ == "__main__":
    main()
