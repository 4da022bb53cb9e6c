"""What the entries of a registry say of themselves is all that the rest asks for."""

import numpy as np

from lstm_core.evaluation import AHEAD, BASELINES, Basis
from lstm_core.forecasting import by_horizon
from lstm_core.settings import Settings
from tests.core.examples import random_run, sine


def test_errors_by_steps_ahead_are_those_of_the_registry_s_baselines() -> None:
    run = random_run(Settings().change(units=2), sine())
    found = by_horizon(run, 6, season=8)
    assert set(found.rmse) == {"recursive", "direct", *AHEAD}
    basis = Basis(run.series.y[: run.prepared.boundaries[0]], 10, 8, 1)
    truth = run.series.y[found.origins[:, None] + found.horizons]
    for key in AHEAD:
        errors = truth - BASELINES[key].fit(basis).forecast(run.series.y, found.origins, 6)
        np.testing.assert_allclose(found.rmse[key], np.sqrt(np.mean(errors**2, axis=0)))
    assert set(by_horizon(run, 6).rmse) == set(found.rmse) - {"seasonal_naive"}
