"""What a search's trial trains, and what opening the test part trains."""

from types import ModuleType

import numpy as np
import pytest

from lstm_core.experiments.backtest import backtest
from lstm_core.experiments.search import SearchPlan, known_part, plan_origins
from lstm_core.experiments.search.trial import search_test, search_trial
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from tests.support.examples import sine
from tests.support.played_search import SPACE


def test_a_trial_is_scored_as_a_backtest_scores_it(keras: ModuleType) -> None:
    settings = Settings().change(units=3, epochs=3, horizon=2)
    plan = SearchPlan(settings, SPACE)
    known = known_part(sine(), settings)
    planned = plan_origins(plan, known)
    told = []
    found = search_trial(settings, known, planned, lambda done, partial=None: told.append((done, partial)))
    expected = backtest(settings, known, planned).by_fold("network")
    np.testing.assert_allclose(found.rmse, np.sqrt(np.mean(expected**2, axis=1)))
    partials = [partial for _, partial in told if partial is not None]
    assert [partial.rmse for partial in partials] == [found.rmse[:n] for n in (1, 2, 3)]
    assert told[-1][0] == 1


def test_weights_beyond_all_bounds_are_a_sentence(keras: ModuleType) -> None:
    settings = Settings().change(units=8, epochs=4, activation="relu", lr=1.0, optimizer="sgd", scaling="none")
    series = sine()
    series.values[:] *= 1e6
    known = known_part(series, settings)
    with pytest.raises(SettingsError, match="grew beyond all bounds in fold 1"):
        search_trial(settings, known, plan_origins(SearchPlan(settings, SPACE), known))


def test_the_test_part_is_opened_for_both_from_the_same_seeds(keras: ModuleType) -> None:
    start = Settings().change(units=2, epochs=1)
    best = start.change(units=3, epochs=3, lr=0.01)
    found = search_test(start, best, sine(), (4, 5))
    assert [one.seed for one in found.start] == [one.seed for one in found.best] == [4, 5]
    begun, chosen = found.rmse()
    assert (begun != chosen).all()
    assert found.best[0].metrics["rmse"] == chosen[0]
