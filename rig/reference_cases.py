"""Series that fool R² beside one that does not, and the reference training on them, with windows that may leak.

Loads TensorFlow.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

import lstm_core as lab
from lstm_core.prepare import Prepared
from lstm_core.training import loop
from lstm_core.training.trainer import Trainer

POINTS = 500
SETTINGS = lab.Settings().change(window=10, epochs=60, lr=0.003)
Leak = Callable[[Prepared, lab.Series, int], Prepared]


def sine(seed: int) -> np.ndarray:
    """Twelve and a half cycles under a little noise."""
    return np.sin(2 * np.pi * np.arange(POINTS) / 40) + _noise(seed, 0.1)


def trend_season(seed: int) -> np.ndarray:
    """Five cycles on a rise of two and a half times their height."""
    return np.sin(10 * np.pi * np.arange(POINTS) / POINTS) + np.linspace(0, 5, POINTS) + _noise(seed, 0.1)


def walk(seed: int) -> np.ndarray:
    """A random walk with steps of one."""
    return np.cumsum(_noise(seed, 1.0))


def price(seed: int) -> np.ndarray:
    """Daily closes as an index has them: returns of 1.2 % round 0.02 %."""
    return 100 * np.exp(np.cumsum(0.0002 + _noise(seed, 0.012)))


def _noise(seed: int, sd: float) -> np.ndarray:
    return sd * np.random.default_rng(seed).standard_normal(POINTS)


def in_time(prepared: Prepared, _series: lab.Series, _seed: int) -> Prepared:
    """The windows as they are: an honest split."""
    return prepared


def trained(values: np.ndarray, leak: Leak, seed: int) -> lab.Run:
    """The reference training on these values, with windows that may leak."""
    series = lab.Series(values[:, None], pd.RangeIndex(len(values)), ("y",), "y", ("y",))
    settings = SETTINGS.change(seed=seed)
    prepared = leak(lab.prepare(series, settings.preparation), series, seed)
    trainer = Trainer(settings, prepared)
    reports = list(loop.walk(trainer))
    return lab.Run(settings, series, loop.history(reports), {reports[-1].epoch: trainer.weights}, cut=prepared)
