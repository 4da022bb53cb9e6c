"""Forecasts that feed on themselves: from any origin, beyond the end of the data, and their error by horizon."""

from lstm_core.forecasting.by_horizon import ByHorizon, by_horizon
from lstm_core.forecasting.free_run import MAX_STEPS, FreeRun, free_run, predicted_positions
from lstm_core.forecasting.future import Future, forecast_future, path_from
from lstm_core.forecasting.timestamps import next_stamps

__all__ = [
    "MAX_STEPS",
    "ByHorizon",
    "FreeRun",
    "Future",
    "by_horizon",
    "forecast_future",
    "free_run",
    "next_stamps",
    "path_from",
    "predicted_positions",
]  # fmt: skip
