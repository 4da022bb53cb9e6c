"""The interval beyond the end of the data, against quantiles by hand over forecasts of series that end earlier."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_core.forecasting import forecast_future, path_from
from lstm_core.forecasting.interval import forecast_interval
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine


def ending_at(run: Run, origin: int) -> Run:
    """The run whose series ends at a position, with the scalers of the whole one."""
    series = run.series
    short = replace(series, values=series.values[: origin + 1], index=series.index[: origin + 1])
    return Run(run.settings, short, run.history, run.snapshots, cut=run.prepared)


@pytest.mark.parametrize("changes", [{}, {"horizon": 3}, {"horizon": 3, "strategy": "recursive"}])
def test_a_path_is_what_beyond_says_where_the_data_end(changes) -> None:
    run = random_run(Settings().change(units=3, **changes), sine())
    paths = path_from(run, np.array([120, 180]), 8)
    for path, origin in zip(paths, (120, 180), strict=True):
        np.testing.assert_allclose(path, forecast_future(ending_at(run, origin), 8).prediction, rtol=1e-6)


def test_the_half_width_is_the_conformal_quantile_of_the_newest_known_paths() -> None:
    run = random_run(Settings().change(units=3), sine(length=400))
    found = forecast_interval(run, 5, 0.8)
    np.testing.assert_array_equal(found.origins, np.arange(295, 395))
    y = run.series.y
    for step in range(5):
        errors = sorted(
            abs(y[o + step + 1] - forecast_future(ending_at(run, o), 5).prediction[step]) for o in found.origins
        )
        assert found.half[step] == pytest.approx(errors[81 - 1])  # ⌈101 · 0.8⌉ = 81


def test_too_few_known_paths_and_a_bad_level_are_said() -> None:
    run = random_run(Settings().change(units=2), sine(length=100))
    with pytest.raises(DataError, match="needs 99 earlier forecasts over 2 steps"):
        forecast_interval(run, 2, 0.99)
    with pytest.raises(DataError, match="between 50% and 99%"):
        forecast_interval(run, 2, 1.0)
