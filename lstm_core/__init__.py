"""LSTM Lab's core: the subject itself, without a screen.

    import lstm_core as lab
    settings = lab.Settings()
    series = lab.load_series(settings.data)
    run = lab.train(settings, series)
    print(lab.evaluate(run).metrics["test"])

Importing this package is light; TensorFlow is loaded only by what trains. The examples in docstrings have imported it
as `lab`, and `numpy` as `np`.
"""

from lstm_core.diagnostics import doctor
from lstm_core.evaluation import evaluate, rank, slow_baseline
from lstm_core.evaluation.classification import evaluate_classes
from lstm_core.evaluation.intervals import intervals
from lstm_core.experiments.backtest import backtest, folds
from lstm_core.experiments.comparison import (
    compare_forecasts,
    diebold_mariano,
    ensemble,
    paired_test,
    seed_spread,
    verdict,
)
from lstm_core.experiments.seeds import train_seeds
from lstm_core.experiments.sweep import sweep
from lstm_core.experiments.sweep_grid import sweep_grid
from lstm_core.explore import explore
from lstm_core.forecasting import by_horizon, forecast_future, free_run
from lstm_core.forecasting.interval import forecast_interval
from lstm_core.interpretation.input_effect import occlusion, sensitivity
from lstm_core.interpretation.memory import gradient_through_time, memory_profile, own_gradient
from lstm_core.interpretation.trace import trace, trace_view
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.prepare import prepare
from lstm_core.recommend import explain_recommendation, recommend
from lstm_core.runs.run import EpochReport, Run
from lstm_core.runs.run_file import load_run, save_run
from lstm_core.runs.shipped import shipped_run
from lstm_core.runtime.errors import DataError, LabError, SettingsError
from lstm_core.series import Series, load_series, read_csv
from lstm_core.settings import Settings
from lstm_core.training.loop import epochs, train

__version__ = "1.0.0"

__all__ = [
    "Clamp",
    "DataError",
    "EpochReport",
    "Intervention",
    "LabError",
    "Run",
    "Series",
    "Settings",
    "SettingsError",
    "backtest",
    "by_horizon",
    "compare_forecasts",
    "diebold_mariano",
    "doctor",
    "ensemble",
    "epochs",
    "evaluate",
    "evaluate_classes",
    "explain_recommendation",
    "explore",
    "folds",
    "forecast_future",
    "forecast_interval",
    "free_run",
    "gradient_through_time",
    "intervals",
    "load_run",
    "load_series",
    "memory_profile",
    "occlusion",
    "own_gradient",
    "paired_test",
    "prepare",
    "rank",
    "read_csv",
    "recommend",
    "save_run",
    "seed_spread",
    "sensitivity",
    "shipped_run",
    "slow_baseline",
    "sweep",
    "sweep_grid",
    "trace",
    "trace_view",
    "train",
    "train_seeds",
    "verdict",
]  # fmt: skip
