"""The seeds as one forecaster, and two networks' forecasts against each other."""

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from lstm_core.evaluation import evaluate
from lstm_core.evaluation.classification import evaluate_classes
from lstm_core.experiments.comparison import compare_forecasts, ensemble, validate_pair
from lstm_core.experiments.seeds import SeedResult
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series import Series, load_series
from lstm_core.settings import Settings
from tests.support.examples import random_weights, sine

SETTINGS = Settings().change(units=4)


def results(settings: Settings, n: int, outputs: int = 0, series: Series | None = None) -> tuple[SeedResult, ...]:
    series = series or sine()
    found = []
    for seed in range(n):
        weights = random_weights(settings, len(series.features), seed, outputs)
        found.append(
            SeedResult(seed, {}, weights, {}, {}, "done", Run(settings, series, {}, {0: weights}).predict("test"))
        )
    return tuple(found)


def run(settings: Settings, result: SeedResult) -> Run:
    return Run(settings.change(seed=result.seed), sine(), {}, {0: result.weights})


@pytest.mark.parametrize("changes", [{}, {"horizon": 3}, {"horizon": 3, "strategy": "recursive"}])
def test_the_ensemble_is_the_mean_of_the_seeds_predictions(changes):
    settings = SETTINGS.change(**changes)
    found = ensemble(settings, sine(), trained := results(settings, 3))
    each = [evaluate(run(settings, result)) for result in trained]
    mean = np.mean([one.predictions["test"] for one in each], axis=0)
    np.testing.assert_allclose(found.predictions, mean)
    np.testing.assert_allclose(found.singles, [one.metrics["test"]["rmse"] for one in each])
    assert found.metric == "rmse"
    assert found.score == pytest.approx(math.sqrt(np.mean((each[0].truth["test"] - mean) ** 2)))
    # The error of a mean is never above the mean of the errors.
    assert found.score <= found.singles.mean()


def test_of_classes_the_probabilities_are_averaged():
    settings = SETTINGS.change(task="direction")
    found = ensemble(settings, sine(), trained := results(settings, 3, outputs=3))
    each = [evaluate_classes(run(settings, result)) for result in trained]
    mean = np.mean([one.probabilities["test"] for one in each], axis=0)
    np.testing.assert_allclose(found.predictions, mean)
    np.testing.assert_allclose(found.singles, [one.scores["test"].accuracy for one in each])
    assert (found.metric, found.score) == ("accuracy", np.mean(mean.argmax(axis=1) == each[0].truth["test"]))


def test_answers_at_every_step_have_an_ensemble_too():
    settings = Settings().change(series="counter", horizon=0, window=50, units=2)
    series = load_series(settings.data)
    found = ensemble(settings, series, trained := results(settings, 2, series=series))
    each = [evaluate(Run(settings, series, {}, {0: result.weights})) for result in trained]
    np.testing.assert_allclose(found.singles, [one.metrics["test"]["rmse"] for one in each])


def test_an_ensemble_of_nothing_is_refused():
    with pytest.raises(DataError, match="at least one trained seed"):
        ensemble(SETTINGS, sine(), ())


def test_two_forecasts_one_step_ahead_are_a_t_test_on_their_squared_errors():
    wider = SETTINGS.change(units=6, window=15)
    one, other = results(SETTINGS, 1)[0], results(wider, 1)[0]
    found = compare_forecasts((SETTINGS, one), (wider, other), sine())
    losses = [evaluate(run(s, r)).residuals["test"][:, 0] ** 2 for s, r in ((SETTINGS, one), (wider, other))]
    reference = ttest_1samp(losses[0] - losses[1], 0)
    assert (found.statistic, found.p) == pytest.approx((reference.statistic, reference.pvalue))
    assert found.horizon == 1


def test_several_steps_ahead_count_their_overlap():
    settings = SETTINGS.change(horizon=4)
    other = settings.change(units=6)
    found = compare_forecasts((settings, results(settings, 1)[0]), (other, results(other, 1)[0]), sine())
    assert (found.horizon, found.n) == (4, len(run(settings, results(settings, 1)[0]).prepared.test))


@pytest.mark.parametrize(
    ("changes", "outputs", "sentence"),
    [
        ({"task": "direction"}, 3, "classes have none"),
        ({"split": "random"}, 0, "mixes the windows"),
        ({"horizon": 20, "train": 0.7, "validation": 0.15}, 0, "too few"),
    ],
)
def test_the_forecast_test_is_refused_where_it_does_not_hold(changes, outputs, sentence):
    settings = SETTINGS.change(**changes)
    one = results(settings, 1, outputs)[0]
    with pytest.raises(DataError, match=sentence):
        compare_forecasts((settings, one), (settings.change(lr=0.1), one), sine())


@pytest.mark.parametrize("changes", [{"horizon": 2}, {"train": 0.5}, {"task": "direction"}, {"split": "random"}])
def test_other_test_points_are_refused(changes):
    with pytest.raises(SettingsError, match="not judged on the same test points"):
        validate_pair(SETTINGS, SETTINGS.change(**changes), sine())


def test_another_threshold_asks_another_question():
    settings = SETTINGS.change(task="direction")
    with pytest.raises(SettingsError, match="not judged on the same test points"):
        validate_pair(settings, settings.change(threshold=0.3), sine())


def test_the_same_settings_are_refused_and_what_the_network_reads_may_differ():
    with pytest.raises(SettingsError, match="A and B are the same"):
        validate_pair(SETTINGS, SETTINGS.change(seed=3), sine())
    for changes in ({"window": 40}, {"transform": "difference"}, {"scaling": "none"}, {"network": "gru"}):
        validate_pair(SETTINGS, SETTINGS.change(**changes), sine())


def test_a_training_that_exploded_is_refused_with_a_sentence():
    one, other = results(SETTINGS, 2)
    broken = replace(other, predictions=np.full_like(other.predictions, np.nan))
    with pytest.raises(DataError, match="no number"):
        compare_forecasts((SETTINGS, one), (SETTINGS.change(lr=0.1), broken), sine())
