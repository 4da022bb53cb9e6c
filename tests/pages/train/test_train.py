"""The Train page: buttons, live view, files. Trainings are played by hand through a stand-in host."""

import io
import sys

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import End, EpochProgress, Paused, Progress, QueuePosition
from lstm_core.host.training_job import Job
from lstm_core.prepare import prepare
from lstm_core.runs.run_file import load_run
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.pages.train import all_settings, begin, chart, open_train, press, report, sent, texts, weights_for
from ui.format.pages import path
from ui.format.text import duration
from ui.state import server, slots
from ui.train import side
from ui.train.file import run_bytes
from ui.web.topics import Training
from ui.widgets.training_view import differences, progress_text


def progress(at: AppTest) -> str:
    """The progress line of a training, or of the page before one."""
    line = sent(at).get("train_progress")
    return line["item"]["text"] if line else at.get("progress")[0].proto.text


@pytest.fixture
def job(played_host):
    settings = Settings()
    series = load_series(settings.data)
    return played_host.submit(settings, series, prepare(series, settings.preparation))


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


def test_a_saved_run_comes_back_with_its_settings(played_host, job):
    job.settings = job.settings.change(units=3)
    begin(job, 1)
    at = open_train()
    at.file_uploader(key="train_file").upload("mine.lstmlab", run_bytes(job.run())).run()
    assert not at.exception
    assert at.slider(key="w_units").value == 3
    assert "the run that you opened" in texts(at)
    assert load_run(io.BytesIO(run_bytes(job.run()))).settings.network.units == 3


def test_a_forged_file_is_refused_with_a_sentence(played_host):
    at = open_train()
    at.file_uploader(key="train_file").upload("mine.lstmlab", b"PK nonsense").run()
    assert not at.exception
    assert any("not a run saved by LSTM Lab" in w.value for w in at.warning)
    assert "the shipped example" in texts(at)


def test_input_dropout_warns_with_one_feature(played_host):
    at = open_train({"input_dropout": "0.2"})
    assert "the only feature in 20%" in texts(at)
    assert "the only feature" not in texts(open_train())


def test_beside_recurrent_dropout_each_gate_hides_its_own_features(played_host):
    # 0.5⁴: all four gates of the LSTM must hide it.
    assert "the only feature in 6%" in texts(open_train({"input_dropout": "0.5", "recurrent_dropout": "0.2"}))
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


def test_queue_place_and_start_up_are_said(job):
    assert "training process is starting" in progress_text(job, ready=False)
    job.receive(QueuePosition(job.id, 2))
    assert progress_text(job, ready=True) == "2 before yours in the queue"
    job.receive(QueuePosition(job.id, 2, 40.0))
    assert progress_text(job, ready=True) == "2 before yours in the queue, about 40 s"
    job.receive(QueuePosition(job.id, 0, 12.0))
    assert progress_text(job, ready=True) == "Yours is next, about 12 s"


def test_a_long_first_epoch_shows_that_it_moves(job):
    begin(job, 0)
    job.receive(EpochProgress(job.id, 0.374, 37.4, 1200))
    left = duration(100 * (job.settings.training.epochs - 0.374))
    said = f"Epoch 0 of {job.settings.training.epochs} · 37\N{NO-BREAK SPACE}% of epoch 1 · 1,200 weight updates"
    assert progress_text(job, ready=True) == f"{said} · {left} left"
    assert Training(job).news(0)[1]["share"] == pytest.approx(0.374 / job.settings.training.epochs)


def test_an_epoch_that_stop_cut_short_is_said_to_be_dropped(played_host):
    at = open_train()
    press(at, "go")
    mine = played_host.newest
    begin(mine, 2)
    mine.receive(EpochProgress(mine.id, 0.374, 37.4, 1200))
    mine.receive(Paused(mine.id, True))
    assert progress(at.run()).endswith("37\N{NO-BREAK SPACE}% of epoch 3 · 1,200 weight updates · paused")
    mine.receive(End(mine.id, "stopped", weights_for(mine)))
    at.run()
    assert "Stopped after epoch 2." in texts(at)
    dropped = "Epoch 3 was under way, 37\N{NO-BREAK SPACE}% of it done. It does not count"
    assert f"{dropped}: curves and network are those of epoch 2." in texts(at)
    assert progress(at).startswith("Epoch 2 of 50 · 8 weight updates")


def test_a_training_that_ends_with_an_epoch_dropped_none(played_host):
    at = open_train()
    press(at, "go")
    mine = played_host.newest
    begin(mine, 1)
    mine.receive(EpochProgress(mine.id, 0.9, 9.0, 7))
    mine.receive(Progress(mine.id, report(mine, 2), weights_for(mine), keep=True))
    mine.receive(End(mine.id, "stopped", weights_for(mine)))
    assert "does not count" not in texts(at.run())


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0.42, "0.4 s"), (9.96, "10 s"), (61, "61 s"), (150, "2 min"), (9000, "2.5 h")]
)
def test_durations_read_like_a_person_says_them(seconds, shown):
    assert duration(seconds) == shown


def test_differences_name_the_label_and_both_values():
    assert differences(Settings().change(units=64, lr=0.01), Settings()) == [
        "Units 50 → 64", "Learning rate 0.001 → 0.01",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "title"), [("gru", "GRU"), ("rnn", "SimpleRNN"), ("attention", "LSTM with attention")]
)
def test_another_kind_of_network_is_named_everywhere(played_host, kind, title):
    at = all_settings(open_train())
    assert at.selectbox(key="w_network").value == "lstm"
    assert at.selectbox(key="w_forget_bias").value == "1"
    at.selectbox(key="w_network").set_value(kind).run()
    assert not at.exception
    assert at.query_params["network"] == kind
    assert f"▸ {title} 50 ▸" in at.caption[0].value
    assert f"Network LSTM → {title}" in texts(at)
    has_forget_gates = kind == "attention"
    assert bool([box for box in at.selectbox if box.key == "w_forget_bias"]) == has_forget_gates
    press(at, "go")
    assert played_host.newest.settings.network.kind == kind


def test_what_the_learner_looks_at_is_rehearsed_unless_it_trains(played_host):
    at = open_train()
    at.slider(key="w_units").set_value(20).run()
    assert played_host.rehearsed[-1] == Settings().change(units=20)
    press(at, "go")
    asked = len(played_host.rehearsed)
    begin(played_host.newest, 2)
    at.slider(key="w_units").set_value(30).run()
    assert len(played_host.rehearsed) == asked


def test_a_dropped_run_is_opened_on_any_page_and_its_bytes_are_let_go(played_host, job):
    job.settings = job.settings.change(units=3)
    begin(job, 1)
    at = open_train()
    at.switch_page(path("explore")).run()
    at.file_uploader(key="lab_drop_0").upload("mine.lstmlab", run_bytes(job.run())).run()
    assert not at.exception
    assert at.session_state[slots.SETTINGS.key].network.units == 3
    assert any("mine.lstmlab is open" in w.value for w in at.warning)
    assert at.title[0].value == "Explore"
    at.file_uploader(key="lab_drop_1").upload("other.lstmlab", b"PK nonsense").run()
    assert any("not a run saved by LSTM Lab" in w.value for w in at.warning)
    assert at.session_state[slots.SETTINGS.key].network.units == 3
