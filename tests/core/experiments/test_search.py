"""A search by ask and tell: what it may see, what it asks, what it makes of scores and failures."""

import pickle
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from lstm_core.experiments.search import (
    Dimension,
    Search,
    SearchPlan,
    Space,
    TrialScores,
    known_part,
    plan_origins,
    seconds_of,
)
from lstm_core.host.messages import End
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.settings import Settings
from tests.support.examples import sine, table
from tests.support.played_search import SPACE, Hands, bowl, play, searching

pytestmark = pytest.mark.usefixtures("one_core")


def test_a_grid_is_counted_before_it_is_tried_and_tried_whole() -> None:
    """4 · 3 · 2 points on 3 origins: 72 trainings."""
    space = Space((Dimension("units", 2, 16, log=True, points=4), Dimension("dropout", 0, 0.4),
                   Dimension("schedule", options=("constant", "cosine"))))  # fmt: skip
    assert [d.values for d in space.dimensions] == [(2, 4, 8, 16), (0.0, 0.2, 0.4), ("constant", "cosine")]
    plan = SearchPlan(Settings(), space, "grid", budget=5)
    assert (space.grid_size, plan.trials, plan.fits) == (24, 24, 72)
    hands = Hands()
    search = play(Search(plan, sine(), hands), hands, lambda settings: [settings.network.units] * 3)
    tried = [tuple(trial.values[key] for key in ("units", "dropout", "schedule")) for trial in search.trials]
    assert sorted(tried) == sorted((u, d, s) for u in (2, 4, 8, 16) for d in (0, 0.2, 0.4)
                                   for s in ("constant", "cosine"))  # fmt: skip
    assert tried != sorted(tried)
    assert search.best.values["units"] == 2


def test_no_trial_sees_a_value_of_the_test_part() -> None:
    """The last fifth is poison: had a trial read one of its values, it would show in what the host was handed."""
    series, settings = sine(), Settings()
    end = round(200 * 0.8)
    series.values[end:] = 1e9
    hands = Hands()
    search = Search(SearchPlan(settings, SPACE, budget=6), series, hands)
    seen = []
    while search.state == "running":
        search.advance()
        for job in [job for job in hands.all if job.name == "search_trial"]:
            seen.append(job.arguments)
            hands.end(job, TrialScores((1.0, 1.0, 1.0), 1.0))
    assert len(seen) == 7  # six trials and the settings that it began with
    for arguments in seen:
        assert len(arguments["series"]) == len(arguments["series"].index) == end
        assert abs(arguments["series"].values).max() < 2
        assert max(fold.block.stop for fold in arguments["planned"]) == end
        # Not even a view of the whole array travels along.
        assert b"\x00\x00\x00\x00\x65\xcd\xcd\x41" not in pickle.dumps(arguments["series"])
    assert search.opened is None
    # Only now, when nothing can be chosen any more, the whole series goes on its way.
    opening = hands.all[0]
    assert (search.state, opening.name) == ("testing", "search_test")
    assert len(opening.arguments["series"]) == 200
    assert opening.arguments["best"] == search.best.settings


def test_settings_that_leak_are_searched_without_their_leaks() -> None:
    hands = Hands()
    search = searching(hands, settings=Settings().change(split="random", scaler="all"))
    search.advance()
    assert hands.all[0].arguments["settings"].preparation.leaks == ()
    assert search.plan.start.preparation.leaks == ()


def test_a_longer_window_leaves_the_blocks_where_they_are() -> None:
    known = known_part(sine(), Settings())
    short, long = (
        plan_origins(SearchPlan(Settings(), Space((Dimension("window", 2, high),))), known) for high in (3, 40)
    )
    assert short == long
    assert [fold.block for fold in short] == [range(82, 108), range(108, 134), range(134, 160)]


@pytest.mark.parametrize(("changes", "error", "message"), [
    ({"space": Space((Dimension("window", 2, 200),))}, DataError, "window 200"),
    ({"space": Space((Dimension("transform", options=("level", "seasonal")), Dimension("season", 2, 90)))},
     DataError, "too few for 3 folds"),
    ({"origins": 2}, SettingsError, "3 to 8 origins, not 2"),
    ({"budget": 0}, SettingsError, "0 trials; it must have 1 to 200"),
    ({"method": "grid", "space": Space((Dimension("units", 1, 200, points=20), Dimension("lr", 1e-4, 1, points=20)))},
     SettingsError, "400 trials; it must have 1 to 200. Take fewer values on the grid"),
    ({"method": "manual"}, SettingsError, "at least one row"),
    ({"method": "manual", "table": ({"units": 500, "lr": 0.01}, {"units": 4})}, SettingsError,
     "Row 1: Units: 500 must be a whole number from 2 to 64"),
    ({"settings": Settings().change(task="direction")}, DataError, "names classes"),
    ({"space": Space((Dimension("units", 200, 256), Dimension("epochs", 900, 1000))), "budget": 200}, SettingsError,
     "would take about"),
])  # fmt: skip
def test_a_search_that_cannot_be_is_refused_in_a_sentence(changes: dict, error: type, message: str) -> None:
    hands = Hands()
    with pytest.raises(error, match=message):
        searching(hands, **changes)
    assert hands.all == []


def test_the_same_seed_asks_the_same_points_and_another_one_does_not() -> None:
    def asked(seed: int) -> list[Mapping[str, Any]]:
        hands = Hands()
        return [trial.values for trial in play(searching(hands, seed=seed, budget=20), hands).trials]

    assert asked(1) == asked(1)
    assert asked(1) != asked(2)


def test_tpe_learns_from_what_it_is_told() -> None:
    """On a bowl the second half of its points lies nearer to the bottom than the first, drawn at random."""
    hands = Hands()
    search = play(searching(hands, budget=40, prune=False), hands)
    scores = [trial.score for trial in search.trials]
    assert np.median(scores[20:]) < np.median(scores[:10])
    assert search.best.score == min(scores)
    assert (search.start.values, search.start.score) == ({}, pytest.approx(np.mean(bowl(Settings()))))
    np.testing.assert_array_equal(search.opened.rmse(), [[2] * 3, [1] * 3])
    assert (search.state, search.message, hands.all) == ("done", "", [])


def test_manual_rows_are_tried_in_their_order() -> None:
    rows = ({"units": 16, "lr": 0.01}, {"units": 2, "lr": 0.1})
    hands = Hands()
    search = play(searching(hands, method="manual", table=rows), hands)
    assert [trial.values for trial in search.trials] == list(rows)
    assert search.best.number == 0
    assert search.best.settings == Settings().change(units=16, lr=0.01)


def test_a_trial_worse_than_the_median_ends_after_its_first_fold() -> None:
    hands = Hands()
    search = searching(hands, method="random", budget=9)
    while search.ended < 6:
        search.advance()
        hands.end(hands.all[0], TrialScores((1.0, 1.0, 1.0), 1.0))
        search.advance()
    # The seventh is pruned by its first fold, although the others came with the same news.
    hands.fold(hands.all[0], 1.1, 0.1, 0.1)
    running = hands.all[0].id
    search.advance()
    assert (search.trials[6].state, search.trials[6].rmse) == ("pruned", (1.1,))
    assert (running, "stop") in hands.sent
    assert running not in [job.id for job in hands.all]
    # Within the median: goes on.
    hands.fold(hands.all[0], 0.9)
    search.advance()
    assert (search.trials[7].state, search.trials[7].rmse) == ("running", (0.9,))
    hands.end(hands.all[0], TrialScores((0.9, 1.0, 1.1), 3.0))
    search.advance()
    # Optuna's own record holds the same.
    told = [(trial.state.name, trial.value) for trial in search.study.trials[5:8]]
    assert told == [("COMPLETE", 1.0), ("PRUNED", 1.1), ("COMPLETE", pytest.approx(1.0))]


def test_without_pruning_every_trial_goes_to_its_end() -> None:
    hands = Hands()
    search = play(searching(hands, prune=False), hands)
    assert {trial.state for trial in search.trials} == {"done"}


def test_a_failing_trial_is_shown_and_the_search_goes_on() -> None:
    hands = Hands()
    search = searching(hands, budget=3)
    search.advance()
    hands.end(hands.all[0], TrialScores((1.0, 1.0, 1.0), 1.0))
    search.advance()
    hands.all[0].receive(End(hands.all[0].id, "failed", sentence="It grew beyond all bounds."))
    play(search, hands)
    assert [trial.state for trial in search.trials] == ["failed", "done", "done"]
    assert search.trials[0].message == "It grew beyond all bounds."
    assert search.study.trials[0].state.name == "FAIL"
    assert search.best.number > 0


def test_values_that_settings_refuse_together_fail_without_a_training() -> None:
    """A horizon of 0 goes with the level only."""
    space = Space((Dimension("transform", options=("level", "difference")),))
    hands = Hands()
    plan = SearchPlan(Settings().change(horizon=0), space, "grid")
    search = play(Search(plan, replace(table(2, 200), features=("b",)), hands), hands)
    states = {trial.values["transform"]: trial.state for trial in search.trials}
    assert states == {"level": "done", "difference": "failed"}
    assert "Horizon 0 works only with" in next(t.message for t in search.trials if t.state == "failed")


def test_when_every_trial_fails_the_test_part_stays_locked() -> None:
    hands = Hands()
    search = searching(hands, budget=2)
    while not search.finished:
        search.advance()
        for job in list(hands.all):
            job.receive(End(job.id, "failed", sentence="No."))
    assert (search.state, search.best, search.opened) == ("done", None, None)
    assert "the test part stays locked" in search.message


def test_the_cost_grows_with_the_budget() -> None:
    plan, more = (SearchPlan(Settings(), SPACE, budget=budget) for budget in (10, 30))
    known = known_part(sine(), Settings())
    assert seconds_of(more, known) == pytest.approx(3 * seconds_of(plan, known))
