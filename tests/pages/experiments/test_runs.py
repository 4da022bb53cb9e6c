"""Experiments, Runs: what the notebook shows and does. Trainings are played by hand through a stand-in host."""

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.evaluation import evaluate
from lstm_core.evaluation.classification import evaluate_classes
from lstm_core.host.messages import End
from lstm_core.runs.shipped import COUNTER
from lstm_core.settings import Settings
from tests.support.pages.page import arrive
from tests.support.pages.train import begin, by_hand, chart, finish, open_train, press, sent, texts, weights_for
from tests.support.pages.train_race import link
from tests.support.pages.train_race import start as start_race
from ui.experiments.file import notebook_bytes
from ui.format.pages import path
from ui.state import run_store as run_stores
from ui.state import server, session, slots
from ui.train.file import run_bytes

SENTENCE = "From Run 1 to Run 2: Units 50 → 7; all other settings stayed, the seed too; the RMSE went from "


@pytest.fixture(autouse=True)
def me(monkeypatch):
    monkeypatch.setattr(server, "token", lambda: "me")


def open_runs(at: AppTest | None = None) -> AppTest:
    if at is None:
        return arrive("experiments")
    # A page switch empties the address in a browser, but not here.
    at.query_params.clear()
    at.switch_page(path("experiments")).run()
    assert not at.exception
    return at


def train(host, at: AppTest | None = None, seed: int = 0, **settings) -> AppTest:
    at = by_hand(open_train()) if at is None else at.switch_page(path("train")).run()
    for key, value in settings.items():
        at.slider(key=f"w_{key}").set_value(value).run()
    press(at, "go")
    finish(host.newest, seed=seed)
    return at.run()


def two_runs(host) -> AppTest:
    return open_runs(train(host, train(host), seed=1, units=7))


def table(at: AppTest):
    return at.dataframe[0].value


def tick(at: AppTest, *rows: int) -> AppTest:
    at.session_state[slots.RUNS_TABLE.key] = {"selection": {"rows": list(rows), "columns": [], "cells": []}}
    at.session_state[slots.CHOSEN_RUNS.key] = [_ids()[row] for row in rows]
    at.run()
    assert not at.exception
    return at


def _ids() -> list[str]:
    return [entry.id for entry in reversed(session.kept().book().entries)] + ["shipped"]


def click(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def test_before_the_first_training_the_shipped_run_is_there_and_what_to_do(played_host):
    at = open_runs()
    assert list(table(at)["Run"]) == ["The shipped run"]
    assert at.dataframe[0].proto.alt.startswith("1 run with settings")
    rmse = evaluate(server.shipped()).metrics["validation"]["rmse"]
    assert table(at)["RMSE"][0] == pytest.approx(rmse, rel=0.005)
    assert "one run beside nothing says nothing" in texts(at)
    assert "room for 200 runs or 60 MB" in texts(at)
    assert not [button for button in at.button if button.key == "runs_delete"]


def test_finished_trainings_are_kept_with_what_differs_and_what_came_out(played_host):
    at = two_runs(played_host)
    assert list(table(at)["Run"]) == ["Run 2", "Run 1", "The shipped run"]
    assert list(table(at)["Units"]) == [7, 50, 50]
    assert "Learning rate" not in table(at)
    jobs = list(played_host.jobs.values())
    for row, job in enumerate(reversed(jobs)):
        rmse = evaluate(job.run()).metrics["validation"]["rmse"]
        assert table(at)["RMSE"][row] == pytest.approx(rmse, rel=0.005)
    at.segmented_control(key="runs_part").set_value("test").run()
    assert any(caption.value.startswith("The test part is for the report.") for caption in at.caption)
    for row, job in enumerate(reversed(jobs)):
        assert table(at)["MAE"][row] == pytest.approx(evaluate(job.run()).metrics["test"]["mae"], rel=0.005)
    assert any(info.value.startswith(SENTENCE) for info in at.info)
    assert chart(at, "Run 2")["y"] == pytest.approx([1.1, 1.1 / 2, 1.1 / 3], rel=1e-4)


def test_the_columns_follow_the_choice(played_host):
    at = tick(two_runs(played_host), 1, 2)
    assert "Units" not in table(at)
    assert any("no setting changed" in info.value for info in at.info)
    tick(at)
    assert "Units" in table(at)
    assert "Choose exactly two runs" in texts(at)
    tick(at, 0, 1, 2)
    assert "Choose exactly two runs" in texts(at)


def test_a_run_is_compared_without_the_table_too(played_host):
    at = two_runs(played_host)
    assert _ticked(at) == [0, 1]
    at.selectbox(key="runs_one").set_value("shipped").run()
    at.toggle(key="runs_compare_shipped").set_value(True).run()
    assert not at.exception
    assert _ticked(at) == [0, 1, 2]
    # It stays the one run that is acted on.
    assert at.selectbox(key="runs_one").value == "shipped"
    tick(at, 0)
    assert not at.toggle(key="runs_compare_shipped").value
    at.selectbox(key="runs_one").set_value(_ids()[0]).run()
    at.toggle(key=f"runs_compare_{_ids()[0]}").set_value(False).run()
    assert _ticked(at) == []


def _ticked(at: AppTest) -> list[int]:
    return at.session_state[slots.RUNS_TABLE.key]["selection"]["rows"]


def test_a_training_under_way_is_announced_and_comes_in_at_its_end(played_host):
    at = press(open_train(), "go")
    begin(played_host.newest, 2)
    open_runs(at)
    assert "1 training of yours will come in at the end" in texts(at)
    # The page comes back by itself when it has ended.
    watched = sent(at)["watch_runs"]
    assert (watched["topics"], watched["stages"]) == ([played_host.newest.id], ["active"])
    played_host.newest.receive(End(played_host.newest.id, "stopped", weights_for(played_host.newest)))
    at.run()
    assert list(table(at)["Run"]) == ["Run 1", "The shipped run"]
    assert "will come in" not in texts(at)
    assert sent(at)["watch_runs"]["topics"] == []


def test_a_training_that_never_began_is_not_kept(played_host):
    at = press(open_train(), "go")
    played_host.newest.receive(End(played_host.newest.id, "failed", sentence="The training process was killed."))
    assert list(table(open_runs(at))["Run"]) == ["The shipped run"]


def test_every_network_of_a_race_is_kept(played_host):
    at = open_train()
    at.segmented_control(key="train_mode").set_value("Several side by side").run()
    start_race(at)
    for job in played_host.jobs.values():
        finish(job)
    at.run()
    open_runs(at)
    assert set(table(at)["Network"]) == {"LSTM", "GRU", "SimpleRNN"}
    tick(at, 0, 1, 2)
    assert table(at)["Network"][0] == "SimpleRNN"


def test_a_loaded_run_file_is_kept_and_found_again_by_its_address(played_host):
    at = open_train()
    at.file_uploader(key="train_file").upload("mine.lstmlab", run_bytes(server.shipped())).run()
    address = dict(at.query_params)
    again = arrive("results", {"run": address["run"]})
    assert "You look at **your run**" in texts(again)
    assert list(table(open_runs(again))["Run"]) == ["Run 1", "The shipped run"]


def test_name_note_and_pin_are_the_learners(played_host):
    at = two_runs(played_host)
    second = played_host.newest.id
    at.text_input(key=f"runs_name_{second}").set_value("seven *cells*").run()
    at.text_area(key=f"runs_note_{second}").set_value("faster").run()
    at.toggle(key=f"runs_pin_{second}").set_value(True).run()
    row = table(at).iloc[0]
    assert (row["Run"], row["Note"], row["Pinned"]) == ("seven *cells*", "faster", "pinned")
    assert any(r"seven \*cells\*" in info.value for info in at.info)
    assert at.button(key="runs_delete").disabled
    at.toggle(key=f"runs_pin_{second}").set_value(False).run()
    click(at, "runs_delete")
    assert list(table(at)["Run"]) == ["Run 1", "The shipped run"]
    # What was chosen and is gone leaves no hole, and the next run is no second Run 2.
    assert list(table(open_runs(train(played_host, at)))["Run"]) == ["Run 3", "Run 1", "The shipped run"]


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_look_at_an_old_run_makes_it_the_sessions_run(played_host, forgotten):
    at = two_runs(played_host)
    first, second = played_host.jobs.values()
    if forgotten:
        played_host.jobs.clear()
        played_host.jobs["another"] = second
    at.selectbox(key="runs_one").set_value(first.id).run()
    click(at, "runs_look")
    assert at.session_state[slots.SETTINGS.key] == first.settings
    assert at.query_params["run"] == first.id
    assert f"{first.settings.network.units} units, 2 epochs" in texts(at)
    at.switch_page(path("gates")).run()
    assert not at.exception
    assert ("the only one kept" in texts(at)) == forgotten


def test_a_look_at_the_shipped_run_puts_mine_away(played_host):
    at = two_runs(played_host)
    at.selectbox(key="runs_one").set_value("shipped").run()
    click(at, "runs_look")
    assert "the shipped example" in texts(at)
    assert "run" not in at.query_params


def test_change_one_thing_keeps_all_else_and_the_seed(played_host):
    at = open_runs(train(played_host, train(played_host), units=7))
    first = next(iter(played_host.jobs.values()))
    at.selectbox(key="runs_one").set_value(first.id).run()
    assert at.button(key="runs_take").disabled
    at.selectbox(key="runs_change").set_value("optimizer").run()
    at.selectbox(key=f"runs_value_{first.id}_optimizer").set_value("sgd").run()
    assert at.button(key="runs_take").label == "To Train with Optimizer Adam → SGD with momentum"
    click(at, "runs_take")
    assert at.title[0].value == "Train"
    assert at.session_state[slots.SETTINGS.key] == first.settings.change(optimizer="sgd")
    assert "1 setting differs from it: Optimizer Adam → SGD with momentum. Press Train." in texts(at)
    press(at, "go")
    assert played_host.newest.settings == first.settings.change(optimizer="sgd")


def test_a_change_that_does_not_fit_is_refused_with_its_reason(played_host):
    at = open_runs()
    at.selectbox(key="runs_change").set_value("train").run()
    at.number_input(key="runs_value_shipped_train").set_value(0.9).run()
    assert "leave at least 0.05 of the series" in at.error[0].value
    assert at.button(key="runs_take").disabled


def test_a_reload_finds_the_notebook_and_another_browser_does_not(played_host, monkeypatch):
    two_runs(played_host)
    assert list(table(open_runs())["Run"]) == ["Run 2", "Run 1", "The shipped run"]
    monkeypatch.setattr(server, "token", lambda: "somebody else")
    assert list(table(open_runs())["Run"]) == ["The shipped run"]


def test_a_notebook_travels_to_another_browser(played_host, monkeypatch):
    before = table(two_runs(played_host))
    content = notebook_bytes()
    monkeypatch.setattr(server, "token", lambda: "somebody else")
    at = open_runs()
    at.file_uploader(key="runs_file").upload("all.lstmbook", content).run()
    assert not at.exception
    assert [success.value for success in at.success] == ["2 runs came in; what was here already stayed."]
    assert table(at).drop(columns="Ended").equals(before.drop(columns="Ended"))
    at.file_uploader(key="runs_file").upload("bad.lstmbook", b"PK nonsense").run()
    assert "not a notebook saved by LSTM Lab" in at.error[0].value
    assert len(table(at)) == 3


def test_runs_that_name_classes_stand_beside_those_that_predict(played_host):
    at = train(played_host, open_train(link("waveforms")))
    open_runs(at)
    found = evaluate_classes(played_host.newest.run())
    assert table(at)["Accuracy"][0] == pytest.approx(found.scores["validation"].accuracy, rel=0.005)
    assert table(at)["RMSE"].isna().tolist() == [True, False]
    assert any("errors do not compare" in info.value for info in at.info)
    assert "On another series, or without a forecast: Run 1" in texts(at)
    assert "These losses do not compare" in texts(at)
    tick(at, 0)
    assert "name classes and forecast no values" in texts(at)


def test_older_trainings_keep_their_last_weights_only(played_host):
    at = open_train()
    for _ in range(run_stores.WHOLE + 1):
        at = train(played_host, at)
    open_runs(at)
    first, second, *_ = played_host.jobs.values()
    assert sorted(first.run().snapshots) == [0, 2]
    assert sorted(second.run().snapshots) == [0, 1, 2]
    assert [report.validation_loss for report in first.reports] == [report.validation_loss for report in second.reports]
    assert len(first.reports[0].validation_prediction) == 0
    assert len(first.reports[-1].validation_prediction) > 0


def test_points_of_a_setting_are_those_of_the_runs(played_host):
    at = two_runs(played_host)
    at.selectbox(key="runs_metric").set_value("mae").run()
    points = chart(at, "chosen runs")
    assert points["text"] == ["Run 2", "Run 1"]
    assert points["x"] == [7, 50]
    assert points["y"] == pytest.approx(list(table(at)["MAE"][:2]), rel=0.01)
    assert chart(at, "other runs")["text"] == ["The shipped run"]


def test_a_new_settings_key_needs_no_line_here() -> None:
    from ui.experiments.one_change import changeable

    keys = changeable(Settings())
    assert {"noise", "window", "units", "lr", "seed"} <= set(keys)
    assert not {"series", "file", "file_hash", "phi", "target"} & set(keys)


def test_of_many_sequences_the_newest_are_drawn_and_the_rest_is_said(played_host):
    at = open_runs(train(played_host, open_train(COUNTER.to_query())))
    drawn = chart(at, "truth")
    assert len(drawn["y"]) == 6 * 50 + 5
    assert drawn["y"].count(None) == 5
    assert "Drawn are the newest 6 of the 160 sequences of the test part." in texts(at)
    assert "It holds 1 run" in texts(at)


def test_an_empty_notebook_takes_no_room(played_host):
    assert "It holds 0 runs (0 MB)." in texts(open_runs())
