"""The Train page: buttons and live view. Trainings are played by hand through a stand-in host."""

import sys

import numpy as np
import pytest

from lstm_core.host.messages import End, Paused, Progress
from lstm_core.host.training_job import Job
from lstm_core.settings import Settings
from tests.support.pages.page import steps
from tests.support.pages.train import (
    all_settings,
    begin,
    by_hand,
    chart,
    open_train,
    press,
    progress,
    report,
    sent,
    texts,
    weights_for,
)
from ui.state import server, slots
from ui.train import side


def test_untouched_page_shows_the_shipped_run_and_what_train_would_cost(played_host):
    at = open_train()
    assert "50 epochs" in progress(at)
    assert "200 weight updates" in progress(at)  # 118 training windows / 32 = 4 updates in each of 50 epochs
    assert "the shipped example" in texts(at)
    np.testing.assert_allclose(chart(at, "training")["y"], server.shipped().history["train_loss"], rtol=1e-4)
    assert not played_host.jobs


def test_no_page_run_loads_tensorflow(played_host):
    press(open_train(), "go")
    assert not {"keras", "tensorflow", "lstm_core.training.trainer"} & set(sys.modules)


def test_train_shows_epochs_as_they_come_and_the_way_on(played_host):
    at = press(open_train(), "go")
    assert at.session_state[slots.JOB.key] == played_host.newest.id
    begin(played_host.newest, 3)
    at.run()
    assert progress(at).startswith("Epoch 3 of 50 · 12 weight updates · ")
    assert chart(at, "training")["y"] == pytest.approx([1, 1 / 2, 1 / 3, 1 / 4], rel=1e-4)
    truth = played_host.newest.prepared.truth(played_host.newest.prepared.validation)[:, 0]
    np.testing.assert_allclose(chart(at, "truth")["y"], truth, rtol=1e-4)
    # A prediction of 0 on scaled targets is the training part's mean in the series' own unit.
    np.testing.assert_allclose(
        chart(at, "prediction")["y"], played_host.newest.prepared.target_scaler.center[0], rtol=1e-4
    )
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    at.run()
    assert "**Done.** 12 weight updates" in texts(at)
    assert not at.button(key="train_go").disabled


def test_a_run_that_is_done_is_not_done_with_other_settings(played_host):
    at = press(open_train(), "go")
    begin(played_host.newest, 3)
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    at.run()
    assert progress(at).endswith("done")
    at.session_state[slots.SETTINGS.key] = played_host.newest.settings.change(units=7, dropout=0.1)
    at.run()
    assert progress(at).startswith("Ready: 50 epochs")
    assert sent(at)["train_progress"]["item"]["share"] == 0
    assert "**Done.**" not in texts(at)
    assert "from before these changes:** 12 weight updates" in texts(at)
    assert "The charts show your run. 2 settings differ from it: Units 50 → 7; Dropout 0 → 0.1. Press Train." in texts(
        at
    )


def test_what_came_out_stands_above_the_charts(played_host):
    at = press(open_train(), "go")
    begin(played_host.newest, 3)
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    words = [element.value for element in at.run().markdown]
    assert next(i for i, w in enumerate(words) if "**Done.**" in w) < words.index("**Loss** after each epoch")


def test_a_training_that_ends_while_the_page_is_drawn_has_it_drawn_once_more(
    played_host, monkeypatch: pytest.MonkeyPatch
):
    at = press(open_train(), "go")
    begin(played_host.newest, 3)
    draw = side.transport

    def ends_meanwhile(job: Job, startable: bool) -> None:
        draw(job, startable)
        job.receive(End(job.id, "done", weights_for(job)))

    monkeypatch.setattr(side, "transport", ends_meanwhile)
    at.run()
    # The buttons are still those of a training that runs: the road is told so, and asks for the page.
    assert at.button(key="train_pause")
    assert sent(at)["watch_train"]["topics"] == [played_host.newest.id]
    assert sent(at)["watch_train"]["stages"] == ["active"]


def test_pause_resume_step_and_stop_reach_the_training(played_host):
    at = press(open_train(), "go")
    begin(played_host.newest, 2)
    press(at.run(), "pause")
    played_host.newest.receive(Paused(played_host.newest.id, True))
    at.run()
    press(at, "step")
    press(at, "resume")
    played_host.newest.receive(Paused(played_host.newest.id, False))
    press(at.run(), "stop")
    assert played_host.commands == ["pause", "step", "resume", "stop"]


def test_step_without_a_training_starts_one_and_trains_one_epoch(played_host):
    press(open_train(), "step")
    assert len(played_host.jobs) == 1
    assert played_host.commands == ["step"]


def test_learning_rate_moved_while_paused_is_passed_on_once(played_host):
    at = press(open_train(), "go")
    begin(played_host.newest, 2)
    played_host.newest.receive(Paused(played_host.newest.id, True))
    at.run()
    at.select_slider(key="w_lr").set_value(0.01).run()
    at.run()
    assert [(c.command, c.value) for c in played_host.sent] == [("learning_rate", 0.01)]
    assert played_host.newest.settings.training.learning_rate == 0.001
    assert "Learning rate set to 0.01 by hand" in texts(at)
    assert "For the next training" not in texts(at)


def test_learning_rate_moved_in_the_queue_waits_until_the_training_begins(played_host):
    at = press(open_train(), "go")
    at.select_slider(key="w_lr").set_value(0.01).run()
    assert played_host.commands == []
    begin(played_host.newest, 1)
    at.run()
    assert played_host.commands == ["learning_rate"]


def test_start_over_takes_the_settings_of_the_run_not_of_the_sliders(played_host):
    at = press(open_train(), "go")
    first = played_host.newest
    begin(first, 2)
    at.slider(key="w_units").set_value(7).run()
    assert "Units 50 → 7" in texts(at)
    press(at, "again")
    assert played_host.commands == ["stop"]
    assert played_host.newest is not first
    assert played_host.newest.settings == first.settings
    assert at.slider(key="w_units").value == 50


def test_failure_is_a_sentence_and_train_is_offered_again(played_host):
    at = press(open_train(), "go")
    played_host.newest.receive(End(played_host.newest.id, "failed", sentence="The training process was killed."))
    at.run()
    assert [error.value for error in at.error] == ["The training process was killed."]
    press(at, "go")
    assert len(played_host.jobs) == 2


def test_too_large_a_training_is_refused_before_it_starts(played_host, monkeypatch):
    monkeypatch.setattr("lstm_core.training.loop.available_memory_mb", lambda: 100.0)
    at = open_train()
    assert "GB of memory" in at.error[0].value
    assert at.button(key="train_go").disabled
    assert at.button(key="train_step").disabled


def test_alarm_names_the_number_and_the_knob(played_host):
    at = press(open_train(), "go")
    begin(played_host.newest, 1)
    played_host.newest.receive(
        Progress(played_host.newest.id, report(played_host.newest, 2, gradient_norm=5e4), None, keep=False)
    )
    told = sent(at.run())["train_alarms"]["item"]["html"]
    assert "50,000" in told
    assert "gradient clipping" in told
    played_host.newest.receive(End(played_host.newest.id, "stopped"))
    at.run()
    assert any("50,000" in w.value and "gradient clipping" in w.value for w in at.warning)


def test_two_learners_do_not_see_each_other(played_host):
    mine = press(open_train(), "go")
    begin(played_host.newest, 5)
    other = open_train()
    assert "the shipped example" in texts(other)
    link = open_train({"run": played_host.newest.id})
    assert "the shipped example" in texts(link)
    assert "Epoch 5 of 50" in progress(mine.run())


def test_input_dropout_warns_with_one_feature(played_host):
    at = open_train({"input_dropout": "0.2"})
    assert "the only feature in 20 %" in texts(at)
    assert "the only feature" not in texts(open_train())


def test_beside_recurrent_dropout_each_gate_hides_its_own_features(played_host):
    # 0.5⁴: all four gates of the LSTM must hide it.
    assert "the only feature in 6 %" in texts(open_train({"input_dropout": "0.5", "recurrent_dropout": "0.2"}))
    assert "the only feature" not in texts(open_train({"input_dropout": "0.2", "recurrent_dropout": "0.2"}))


def test_the_page_follows_its_training_until_it_ends(played_host):
    at = open_train()
    assert not [data for data in sent(at).values() if data.get("topics") or "feed" in data]
    press(at, "go")
    mine = played_host.newest
    begin(mine, 2)
    followed = sent(at.run())
    assert followed["watch_train"]["topics"] == [mine.id]
    assert followed["watch_train"]["stages"] == ["active"]
    assert followed["train_progress"]["topic"] == mine.id
    assert [bound["y"] for bound in followed["train_loss"]["feed"]["traces"]] == ["train_loss", "validation_loss"]
    assert followed["train_prediction"]["feed"]["lines"] == [{"at": 1}]
    mine.receive(Paused(mine.id, True))
    assert sent(at.run())["watch_train"]["stages"] == ["paused"]
    mine.receive(End(mine.id, "stopped"))
    assert not [data for data in sent(at.run()).values() if data.get("topics") or "feed" in data]


@pytest.mark.parametrize(
    ("kind", "title"), [("gru", "GRU"), ("rnn", "SimpleRNN"), ("attention", "LSTM with attention")]
)
def test_another_kind_of_network_is_named_everywhere(played_host, kind, title):
    at = all_settings(by_hand(open_train()))
    assert at.selectbox(key="w_network").value == "lstm"
    assert at.selectbox(key="w_forget_bias").value == "1"
    at.selectbox(key="w_network").set_value(kind).run()
    assert not at.exception
    assert at.query_params["network"] == kind
    assert f"{title} 50" in steps(at)
    assert f"Network LSTM → {title}" in texts(at)
    has_forget_gates = kind == "attention"
    assert bool([box for box in at.selectbox if box.key == "w_forget_bias"]) == has_forget_gates
    press(at, "go")
    assert played_host.newest.settings.network.kind == kind


def test_what_the_learner_looks_at_is_rehearsed_unless_it_trains(played_host):
    at = by_hand(open_train())
    at.slider(key="w_units").set_value(20).run()
    assert played_host.rehearsed[-1] == Settings().change(units=20)
    press(at, "go")
    asked = len(played_host.rehearsed)
    begin(played_host.newest, 2)
    at.slider(key="w_units").set_value(30).run()
    assert len(played_host.rehearsed) == asked
