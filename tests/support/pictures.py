"""Every picture of the app that draws with marks of our own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from lstm_core.evaluation import BASELINES, diagnose
from lstm_core.evaluation.classification import Calibration
from lstm_core.experiments.race import CONTENDERS
from lstm_core.experiments.search import Trial
from lstm_core.forecasting import ByHorizon, FreeRun, Future
from lstm_core.series import load_series
from lstm_core.settings import Settings
from ui.charts import classify, experiments, gates_epochs, race, race_spread, search, seeds, training
from ui.charts.results import overview
from ui.charts.results_ahead import FORECASTS, beyond_the_end, errors_by_horizon
from ui.charts.results_backtest import errors_by_fold
from ui.charts.results_errors import residual_shape
from ui.charts.results_free import free_running
from ui.charts.results_intervals import interval_picture
from ui.format.cell_display import KINDS
from ui.format.palette import Theme


def pictures(n: int, theme: Theme = "light") -> dict[str, dict[str, Any]]:
    """Pictures with everything in them that they can show; n: how many points their lines have."""
    x, y = list(range(n)), np.linspace(1.0, 2.0, n)
    contenders = dict.fromkeys(CONTENDERS, y)
    assert len(contenders) > 6, "more than there are colours"
    every = dict.fromkeys(BASELINES, y)
    parts = {"train": (0, 30), "validation": (31, 40), "test": (41, 49)}
    titles = ("time", "value")
    history = dict.fromkeys(("train_loss", "validation_loss", "train_accuracy", "validation_accuracy"), y)
    history["epoch"] = np.arange(n)
    steps = np.arange(1, n + 1)
    horizon = ByHorizon(steps, steps, dict.fromkeys(FORECASTS, y), steps / n, 1.0, None)
    window, index = 4, pd.RangeIndex(4 + 2 * n)
    ahead = np.arange(window, window + n)
    run = FreeRun(np.array([window - 1]), ahead[None], y[None], y[None], np.ones((1, window)), np.zeros((n, window)))
    series = load_series(Settings().data)
    trial = Trial(-1, {}, None, "done", (1.0,))
    trials = [Trial(i, {}, None, "pruned" if i % 2 else "done", (1.0 + i,)) for i in range(n)]
    edges = np.linspace(0, 1, n + 1)
    kind = KINDS["lstm"]
    inside = np.arange(n) % 2 == 0
    return {
        "race, losses": race.race_losses(theme, contenders, 50, "mse", 1.0, ""),
        "race, predictions": race.race_predictions(theme, y, contenders, "value", ""),
        "race, course": race_spread.race_course(
            theme, {name: [(np.arange(n), y)] * 2 for name in contenders}, "epoch", "mse", 300
        ),
        "race, accuracies": classify.race_accuracies(theme, contenders, 50, 0.5, ""),
        "spread": race_spread.spread_rows(theme, {name: {0: 1.0, 1: 2.0} for name in contenders}, {"AR": 1.0}, "RMSE"),
        "search": search.history_figure(theme, trials, trial, n, ""),
        "accuracy": classify.accuracy_chart(history, 50, 0.5, theme),
        "calibration": classify.reliability(theme, Calibration(edges, np.ones(n), y / 2, y / 2, 0.1)),
        "probabilities": classify.probabilities(theme, ["a", "b"], {"one": y[:2], "other": y[:2]}, 0),
        "overview": overview(theme, x, y, y, every, parts, titles, floor=0.1),
        "horizon": errors_by_horizon(theme, horizon, ""),
        "free-running": free_running(theme, index, np.ones(len(index)), (0, window + n), run, every, titles),
        "beyond": beyond_the_end(theme, series, Future(pd.RangeIndex(n), y, 1, np.ones((n, 2))), y, "90 %", 50, titles),
        "intervals": interval_picture(theme, x, y, y, (y, y), inside, "interval", "network", titles),
        "folds": errors_by_fold(theme, {"network": y, "persistence": y, "ar": y}, ""),
        "residuals": residual_shape(theme, diagnose(np.sin(np.arange(40.0)), np.arange(40.0)), ""),
        "kept runs": experiments.forecast_overlay(
            theme, x, y, {i: (str(i), y) for i in range(len(contenders))}, titles
        ),
        "settings": experiments.scatter(theme, x, y, [str(i) for i in x], inside, titles, log=False),
        "pairs": seeds.pairs(theme, x, y, y, "RMSE", n),
        "loss": training.loss_chart(history, 50, "mse", theme, log=False, floor=0.1),
        "prediction": training.prediction_chart(np.arange(n), y, y, theme, value_title="", time_title=""),
        "gates, forecast": gates_epochs.forecast_picture(theme, x, y, {"epoch 50": y, "epoch 1": y}, titles),
        "gates, course": gates_epochs.course_picture(theme, kind, x, dict.fromkeys(kind.cell.names, y), 1),
    }
