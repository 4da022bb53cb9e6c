"""Runs whose forecasts and losses are known, for the doctor's tests: everything else about them is real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

import lstm_core as lab
from lstm_core.diagnostics import Finding
from lstm_core.prepare import Prepared
from lstm_core.runs.run import Run
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from tests.support.examples import random_weights

Forecast = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""(y (length,), times (n, steps)) → what this run predicts there, in the series' unit."""


@dataclass(frozen=True)
class Foretold(Run):
    """A run that predicts what the test says."""

    forecast: Forecast = lambda y, times: y[times]

    def predict(self, part, epoch=None):
        return self.forecast(self.series.y, self.prepared.part(part).times)


def one_series(values, name="y") -> Series:
    values = np.asarray(values, float)
    return Series(values[:, None], pd.RangeIndex(len(values)), (name,), name, (name,))


def wave(n=400, period=20, noise=0.1, seed=0):
    rng = np.random.default_rng(seed)
    return np.sin(2 * np.pi * np.arange(n) / period) + noise * rng.standard_normal(n)


def walk(n=600, seed=0):
    return np.random.default_rng(seed).standard_normal(n).cumsum()


def near_truth(noise=0.05, seed=1) -> Forecast:
    """The truth, missed by white noise."""
    return lambda y, times: y[times] + np.random.default_rng(seed).normal(0, noise, len(y))[times]


def history(validation=None, train=None, batch=None, gradient=1.5, updates=8):
    """Losses from the untrained network on; by default they fall and then stay."""
    epoch = np.arange(51.0) if validation is None else np.arange(len(validation), dtype=float)
    healthy = 0.03 + np.exp(-epoch / 5)
    validation = healthy if validation is None else np.asarray(validation, float)
    train = validation if train is None else np.asarray(train, float)
    batch = np.concatenate([[np.nan], (train if batch is None else np.asarray(batch, float))[1:]])
    return {
        "epoch": epoch, "updates": epoch * updates, "train_loss": train, "validation_loss": validation,
        "batch_loss": batch, "gradient_norm": np.concatenate([[np.nan], np.full(len(epoch) - 1, float(gradient))]),
        "learning_rate": np.full(len(epoch), 1e-3), "seconds": epoch / 100,
    }  # fmt: skip


def foretold(values, forecast: Forecast | None = None, losses=None, **settings) -> Foretold:
    """A run on `values` (n,), or on a `Series`, with settings by their short keys."""
    series = values if isinstance(values, Series) else one_series(values)
    chosen = Settings().change(**settings)
    losses = losses or history()
    snapshots = {int(losses["epoch"][-1]): random_weights(chosen, len(series.features))}
    return Foretold(chosen, series, losses, snapshots, forecast=forecast or near_truth())


def with_prepared(run: Run, prepared: Prepared) -> Run:
    """The run on other windows than its settings would give."""
    return replace(run, cut=prepared)


def found(run: Run, **more) -> dict[str, Finding]:
    """The doctor's findings by key."""
    return {finding.key: finding for finding in lab.doctor(run, **more)}
