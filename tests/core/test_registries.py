"""What the entries of a registry say of themselves is all that the rest asks for."""

from typing import get_args

import numpy as np
import pytest

from lstm_core.evaluation import AHEAD, BASELINES, METRICS, Basis
from lstm_core.evaluation.measure import ALL_METRICS, CLASS_METRICS
from lstm_core.experiments.comparison import MORE_IS_BETTER, verdict
from lstm_core.experiments.race import CONTENDERS
from lstm_core.forecasting import by_horizon
from lstm_core.models.backbones import BACKBONES, RECURRENT, TWINS
from lstm_core.models.build import layer_sizes
from lstm_core.prepare import LEAKS
from lstm_core.settings import NetworkSettings, PreparationSettings, Settings, specs
from lstm_core.settings.networks import NETWORKS
from tests.support.examples import random_run, sine


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


def test_settings_offer_the_kinds_that_have_a_class() -> None:
    assert specs()["network"].options == tuple(NETWORKS) == tuple(BACKBONES) == (*RECURRENT, *TWINS)
    assert set(NETWORKS) <= set(CONTENDERS)


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_layer_is_called_something(kind: str) -> None:
    network = NetworkSettings(kind=kind, units=3, layers=2)
    for size in layer_sizes(network, 10, 2, 1)[:-1]:
        assert size.called[0].isupper()
        assert size.does or kind in RECURRENT


@pytest.mark.parametrize(("kind", "plain", "beside"), [("lstm", 1, 4), ("gru", 1, 3), ("bidirectional", 1, 4)])
def test_masks_of_input_dropout(kind: str, plain: int, beside: int) -> None:
    network = NetworkSettings(kind=kind, input_dropout=0.2)
    assert BACKBONES[kind].masks(network) == plain
    assert BACKBONES[kind].masks(network.model_copy(update={"recurrent_dropout": 0.1})) == beside


def test_what_is_better_is_a_metric_s_own_word() -> None:
    assert MORE_IS_BETTER == ("skill", "skill_ar", "r2", "accuracy", "macro_f1")
    assert (*METRICS, *CLASS_METRICS) == tuple(ALL_METRICS)
    low, high = [1.0, 1.1, 1.2, 1.3, 1.4], [2.0, 2.2, 2.1, 2.3, 2.5]
    assert verdict(low, high, "r2").better == "B"
    assert verdict(low, high, "rmse").better == "A"


def test_every_leak_has_a_setting_that_says_so() -> None:
    leaking = {
        extra["key"]: name
        for name, info in PreparationSettings.model_fields.items()
        if (extra := info.json_schema_extra) and extra["leak"]  # type: ignore[call-overload, index]
    }
    assert set(leaking) == set(LEAKS)
    for key, leak in LEAKS.items():
        spec = specs()[key]
        other = next(option for option in get_args(PreparationSettings.model_fields[spec.name].annotation)
                     if option != spec.default)  # fmt: skip
        switched = PreparationSettings(horizon=3, **{spec.name: other})
        assert switched.leaks == (key,)
        assert switched.honest.leaks == ()
        assert not leak.idle(sine(), switched) or key == "gap"
