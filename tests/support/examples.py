"""Small series and runs that several tests use."""

import numpy as np
import pandas as pd

from lstm_core.models.build import weight_shapes
from lstm_core.prepare import prepare
from lstm_core.runs.run import Run
from lstm_core.series.types import Series
from lstm_core.settings import Settings


def sine(seed: int = 0, length: int = 200) -> Series:
    rng = np.random.default_rng(seed)
    y = np.sin(np.linspace(0, 10 * np.pi, length)) + 0.1 * rng.standard_normal(length)
    return Series(y[:, None], pd.RangeIndex(length), ("y",), "y", ("y",), noise_floor=0.1)


def table(columns: int = 3, length: int = 120, seed: int = 0) -> Series:
    """A random walk per column; the first column is the target."""
    rng = np.random.default_rng(seed)
    names = tuple("abcdefgh"[:columns])
    values = rng.standard_normal((length, columns)).cumsum(axis=0)
    return Series(values, pd.date_range("2020-01-01", periods=length), names, "a", names)


def random_weights(settings: Settings, features: int, seed: int = 0, outputs: int = 0) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    window, answers = settings.preparation.window, outputs or settings.preparation.outputs
    shapes = weight_shapes(settings.network, window, features, answers)
    return tuple(np.asarray(0.4 * rng.standard_normal(shape), "float32") for shape in shapes)


def random_run(settings: Settings, series: Series) -> Run:
    """A run that was never trained: random weights at epochs 0 and 2."""
    names = ("epoch", "updates", "train_loss", "validation_loss", "batch_loss", "gradient_norm", "learning_rate")
    history = {name: np.arange(3.0) for name in (*names, "seconds")}
    outputs = prepare(series, settings.preparation).outputs if settings.preparation.names_classes else 0
    snapshots = {epoch: random_weights(settings, len(series.features), epoch, outputs) for epoch in (0, 2)}
    return Run(settings, series, history, snapshots)
