"""What an input is worth, against one change at a time."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_core.interpretation.input_effect import feature_occlusion, input_mean, input_spread, occlusion, sensitivity
from lstm_core.interpretation.trace import trace_view
from lstm_core.models.forward import predict
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runtime.errors import DataError
from lstm_core.settings import Settings
from tests.support.examples import random_run, table


@pytest.mark.parametrize(("transform", "log"), [("level", "no"), ("difference", "no"), ("seasonal_relative", "yes")])
def test_sensitivity_and_occlusion_change_one_input_at_a_time(transform: str, log: str) -> None:
    high = replace(table(3), values=table(3).values + 100)
    run = random_run(Settings().change(units=5, window=7, horizon=2, transform=transform, log=log), high)
    prepared, network = run.prepared, run.settings.network
    x = prepared.validation.x[3]
    np.testing.assert_allclose(input_mean(run), prepared.train.x.reshape(-1, 3).mean(axis=0))
    np.testing.assert_allclose(input_spread(run), prepared.train.x.reshape(-1, 3).std(axis=0))

    def in_unit(window: np.ndarray) -> float:
        changed = prepared.target_scaler.inverse(predict(run.weights, window[None], network))[0, 1]
        value = prepared.validation.base[3, 1] + changed
        return float(np.exp(value) if log == "yes" else value)

    nudged, hidden = sensitivity(run, 3, "validation", 0.5, output=1), occlusion(run, 3, "validation", output=1)
    assert nudged.shape == hidden.shape == x.shape
    for t, feature in np.ndindex(*x.shape):
        changed = x.copy()
        changed[t, feature] += 0.5 * input_spread(run)[feature]
        assert nudged[t, feature] == pytest.approx(in_unit(changed) - in_unit(x), abs=1e-10)
        changed[t, feature] = input_mean(run)[feature]
        assert hidden[t, feature] == pytest.approx(in_unit(changed) - in_unit(x), abs=1e-10)
    for feature in range(3):
        changed = x.copy()
        changed[:, feature] = input_mean(run)[feature]
        change = in_unit(changed) - in_unit(x)
        assert feature_occlusion(run, 3, "validation", output=1)[feature] == pytest.approx(change, abs=1e-10)
    assert np.abs(nudged).max() > 1e-3


def test_sensitivity_sees_an_intervention_and_refuses_a_missing_window() -> None:
    run = random_run(Settings().change(units=5, window=7), table(3))
    deaf = trace_view(run, intervention=Intervention((Clamp("input", 0.0),)))
    assert sensitivity(run).any()
    assert not sensitivity(deaf).any()
    assert not occlusion(deaf).any()
    with pytest.raises(DataError, match="no window 999"):
        sensitivity(run, 999)
