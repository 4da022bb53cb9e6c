"""What the Train page says of how far a training is, and of what has changed since."""

import pytest

from lstm_core.host.messages import End, EpochProgress, Paused, Progress, QueuePosition
from lstm_core.settings import Settings
from tests.support.pages.train import begin, open_train, press, progress, report, texts, weights_for
from ui.format.text import duration
from ui.web.topics import Training
from ui.widgets.training_view import differences, progress_text


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


def test_a_training_that_is_stopped_before_its_first_end_has_learned_nothing(played_host):
    at = press(open_train(), "go")
    begin(played_host.newest, 0)
    played_host.newest.receive(End(played_host.newest.id, "stopped", weights_for(played_host.newest)))
    at.run()
    assert "**Stopped after epoch 0.** No epoch came to its end" in texts(at)
    assert "What was learned so far" not in texts(at)
