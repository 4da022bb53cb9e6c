"""Experiments, Race, played by hand through a host that works nothing."""

from dataclasses import replace

import numpy as np
import pytest

from lstm_core.experiments.comparison import standings
from lstm_core.experiments.race import CONTENDERS, weights_of
from lstm_core.experiments.seeds import SeedResult
from lstm_core.prepare import prepare
from lstm_core.settings import Settings
from tests.support.pages.experiments_seeds import HISTORY, keys, opened, press, trained
from tests.support.pages.page import arrive, moving_text
from tests.support.pages.results import figure, text_of
from tests.support.pages.works import WorkHost
from ui.experiments.race import AT_FIRST
from ui.format.text import measured

SHIFT = {"linear": 0.3, "mlp": 0.2, "lstm": 0.1, "gru": 0.0, "tcn": 0.4}


def end(host: WorkHost, job) -> None:
    """A training's results, its RMSE set so that the networks lie apart by more than their seeds."""
    kind = job.arguments["settings"].network.kind
    # On the test part the order is the opposite: who chose by it would choose wrong.
    found: list[SeedResult] = [
        replace(
            one, history=HISTORY, validation={**one.validation, "rmse": 1 + SHIFT[kind] + 0.001 * one.seed},
            metrics={**one.metrics, "rmse": 9 - SHIFT[kind] + 0.001 * one.seed},
        )
        for one in trained(job)
    ]  # fmt: skip
    host.end(job, "done", tuple(found))


def test_every_network_trains_from_the_same_seeds_with_the_same_budget(work_host: WorkHost) -> None:
    at = press(opened("Race"), "race_seeds_go")
    assert [job.arguments["settings"].network.kind for job in work_host.all] == list(AT_FIRST)
    assert {job.arguments["seeds"] for job in work_host.all} == {(0, 1, 2)}
    assert {job.arguments["settings"].training.epochs for job in work_host.all} == {50}
    assert at.button(key="race_seeds_go").disabled
    assert "No network of this race is trained yet" in moving_text(at)


def test_the_order_is_said_and_few_seeds_prove_nothing(work_host: WorkHost) -> None:
    at = press(opened("Race"), "race_seeds_go")
    for job in work_host.all[:-1]:
        end(work_host, job)
    at.run()
    assert "Who is ahead is said when the trainings have ended" in moving_text(at)
    end(work_host, work_host.all[-1])
    at.run()
    words = text_of(at)
    assert f"On the validation part **GRU** has the best mean RMSE: {measured(1.001)} over 3 seeds." in words
    assert f"For the report, and not for choosing: on the test part it has {measured(9.001)} ± 0.00100." in words
    assert "With 3 seeds this is an order, not a proof" in words
    marks = {trace["name"]: trace for trace in figure(at, "race_spread")["data"]}
    np.testing.assert_allclose(marks["GRU"]["x"], [1.0, 1.001, 1.002])
    assert {trace["name"] for trace in figure(at, "race_course")["data"]} == {CONTENDERS[key].title for key in AT_FIRST}


def test_from_five_seeds_on_there_is_a_test(work_host: WorkHost) -> None:
    at = opened("Race")
    at.slider(key="w_race_seeds_n").set_value(5).run()
    press(at, "race_seeds_go")
    for job in work_host.all:
        end(work_host, job)
    at.run()
    scores = {key: np.array([1 + SHIFT[key] + 0.001 * seed for seed in range(5)]) for key in AT_FIRST}
    assert all(one.apart for one in standings(scores, "rmse")[1:])
    words = text_of(at)
    assert "Behind it by more than chance" in words
    assert "p < 0.001" in words
    assert "Not told apart" not in words


def test_the_same_weights_for_all(work_host: WorkHost) -> None:
    at = opened("Race", units="50")
    at.selectbox(key="race_measure").set_value("weights").run()
    assert at.number_input(key="race_weights").value == 10_451
    assert "it keeps the weights that it has" in text_of(at)
    press(at, "race_seeds_go")
    series = work_host.all[0].arguments["series"]
    found = {}
    for job in work_host.all:
        settings: Settings = job.arguments["settings"]
        found[settings.network.kind] = weights_of(settings, prepare(series, settings.preparation))
    assert found["linear"] == 11
    assert all(abs(found[kind] / 10_451 - 1) < 0.05 for kind in ("lstm", "gru", "tcn"))
    assert found["mlp"] == 10 * 256 + 256 + 256 + 1  # 256 units are the most


def test_the_same_seconds_for_all(work_host: WorkHost) -> None:
    at = opened("Race")
    at.selectbox(key="race_measure").set_value("seconds").run()
    assert "depend on this machine" in text_of(at)
    press(at, "race_seeds_go")
    assert {job.arguments["seconds"] for job in work_host.all} == {1}
    assert {job.arguments["settings"].training.epochs for job in work_host.all} == {1000}
    for job in work_host.all:
        end(work_host, job)
    at.run()
    assert figure(at, "race_course")["data"][0]["x"] == [0.0, 0.5, 1.0]


def test_trainings_with_so_many_seconds_are_no_side_of_an_ab_test(work_host: WorkHost) -> None:
    at = opened("Race")
    at.selectbox(key="race_measure").set_value("seconds").run()
    press(at, "race_seeds_go")
    again = opened("A/B test", epochs="1000")
    assert again.multiselect(key="ab_changes").value == ["lr"]
    assert again.slider(key="w_ab_n").value == 10


def test_more_weights_than_the_budget_can_name_are_no_error(work_host: WorkHost) -> None:
    at = opened("Race", units="256", layers="3")
    at.selectbox(key="race_measure").set_value("weights").run()
    assert not at.exception
    assert at.number_input(key="race_weights").value == 1_000_000


def test_one_killed_is_said_and_only_what_is_missing_trains_again(work_host: WorkHost) -> None:
    at = press(opened("Race"), "race_seeds_go")
    for job in work_host.all[1:]:
        end(work_host, job)
    work_host.end(work_host.all[0], "failed", sentence="The process that did this was killed.")
    at.run()
    assert "Linear layer: The process that did this was killed." in [warning.value for warning in at.warning]
    words = text_of(at)
    assert "0 of 3, ended early" in words
    # The others are judged without it.
    assert "**Left out of what follows:** Linear layer" in words
    assert f"**GRU** has the best mean RMSE: {measured(1.001)}" in words
    before = len(work_host.all)
    press(at, "race_seeds_go")
    assert [job.arguments["settings"].network.kind for job in work_host.all[before:]] == ["linear"]
    # Once it is trained, the old ending is no news any more.
    end(work_host, work_host.all[-1])
    at.run()
    assert not at.warning
    assert "ended early" not in text_of(at)
    # More seeds than were asked for did not end: they were not begun.
    at.slider(key="w_race_seeds_n").set_value(4).run()
    assert "3 of 4, more to train" in text_of(at)


def test_another_tab_does_not_train_it_twice(work_host: WorkHost) -> None:
    here, there = opened("Race"), opened("Race")
    press(here, "race_seeds_go")
    press(there, "race_seeds_go")
    assert len(work_host.all) == len(AT_FIRST)


def test_a_network_without_a_number_is_named_and_the_others_are_judged(work_host: WorkHost) -> None:
    at = press(opened("Race"), "race_seeds_go")
    first, *others = work_host.all
    for job in others:
        end(work_host, job)
    broken = [replace(one, history=HISTORY, validation={**one.validation, "rmse": np.nan}) for one in trained(first)]
    work_host.end(first, "done", tuple(broken))
    at.run()
    assert not at.exception
    words = text_of(at)
    assert "**Left out of what follows:** Linear layer. A training of it ended without a number" in words
    assert f"**GRU** has the best mean RMSE: {measured(1.001)}" in words


def test_a_reload_finds_the_section_and_the_race(work_host: WorkHost) -> None:
    at = opened("Race")
    at.multiselect(key="race_who").set_value(["gru", "mlp"]).run()
    at.selectbox(key="race_measure").set_value("seconds").run()
    at.number_input(key="race_seconds").set_value(7).run()
    at.slider(key="w_race_seeds_n").set_value(4).run()
    press(at, "race_seeds_go")
    for job in work_host.all:
        end(work_host, job)
    again = arrive("experiments", {"units": "3"})
    assert again.segmented_control(key="experiments_section").value == "Race"
    assert again.multiselect(key="race_who").value == ["gru", "mlp"]
    assert again.number_input(key="race_seconds").value == 7
    assert f"**GRU** has the best mean RMSE: {measured(1.0015)} over 4 seeds" in text_of(again)


def test_the_same_training_twice_is_no_race(work_host: WorkHost) -> None:
    at = opened("Race", layers="2")
    at.multiselect(key="race_who").set_value(["lstm", "lstm_2", "gru"]).run()
    assert any("the same training as LSTM" in warning.value for warning in at.warning)
    press(at, "race_seeds_go")
    assert [job.arguments["settings"].network.kind for job in work_host.all] == ["lstm", "gru"]


@pytest.mark.parametrize(("schedule", "said"), [("constant", False), ("plateau", False), ("cosine", True)])
def test_a_schedule_that_hardly_begins_is_said(work_host: WorkHost, schedule: str, said: bool) -> None:
    at = opened("Race", schedule=schedule)
    assert "follows a schedule" not in text_of(at)
    at.selectbox(key="race_measure").set_value("seconds").run()
    assert ("follows a schedule over 1,000 epochs" in text_of(at)) == said


def test_one_network_is_no_race(work_host: WorkHost) -> None:
    at = opened("Race")
    at.multiselect(key="race_who").set_value(["gru"]).run()
    assert "Choose at least two networks" in text_of(at)
    assert "race_seeds_go" not in keys(at)


@pytest.mark.parametrize("who", ["tcn", "transformer"])
def test_a_network_that_cannot_be_trained_stays_out_and_says_why(work_host: WorkHost, who: str) -> None:
    at = opened("Race", series="counter", horizon="0", transform="level", scaling="none")
    at.multiselect(key="race_who").set_value([who, "gru", "rnn"]).run()
    assert "choose lstm, gru or rnn" in "".join(warning.value for warning in at.warning)
    press(at, "race_seeds_go")
    assert {job.arguments["settings"].network.kind for job in work_host.all} == {"gru", "rnn"}
