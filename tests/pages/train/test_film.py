"""Train: what the page hands to the player of a film and to the charts that go along with it."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import End, Progress, QueuePosition
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine
from tests.support.pages.train import PlayedHost, begin, finish, open_train, press, report, sent, weights_for
from ui.state import films, slots
from ui.widgets import film as widget_film

Opens = Callable[..., AppTest]


def parts(at: AppTest) -> dict[str, Any]:
    """Chart → which part of a film it is."""
    return {name: data["film"] for name, data in sent(at).items() if "figure" in data and "film" in data}


def test_the_shipped_example_can_be_played_and_its_predictions_are_asked_for_only_then(
    visit: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(films, "frames_of", lambda *_: pytest.fail("computed for a page that nobody plays"))
    at = visit("train")
    assert not at.exception
    player = sent(at)["train_player"]
    assert (player["last"], player["moves"]) == (50, False)
    assert player["end"]["validation_loss"] == pytest.approx(0.0248, abs=1e-4)
    assert {name: (part["curves"], part["line"]) for name, part in parts(at).items()} == {
        "train_loss": ([0, 1], None), "train_prediction": ([], 1), "train_gradient": ([0], None),
    }  # fmt: skip
    assert {part["key"] for part in parts(at).values()} == {player["film"]}
    # Drawn again it is the same film, so that the browser goes on with what it has.
    assert sent(at.run())["train_player"] == player


def test_a_training_has_one_film_from_its_wait_to_after_its_end(played_host: PlayedHost) -> None:
    at = press(open_train({"epochs": "4"}), "go")
    job = played_host.newest
    player = sent(at)["train_player"]
    assert (player["film"], player["moves"], player["last"], player["end"]) == (job.id, True, 4, {})
    begin(job, 2)
    player = sent(at.run())["train_player"]
    assert (player["film"], player["moves"], player["last"]) == (job.id, True, 4)
    # Stopped early, it ends where it ended.
    job.receive(End(job.id, "stopped", weights_for(job)))
    player = sent(at.run())["train_player"]
    assert (player["film"], player["moves"], player["last"]) == (job.id, False, 2)
    assert {part["key"] for part in parts(at).values()} == {job.id}


def test_where_too_little_was_kept_there_is_no_player(played_host: PlayedHost, visit: Opens) -> None:
    at = press(open_train({"epochs": "5"}), "go")
    finish(played_host.newest, epochs=5)
    assert "train_player" in sent(at.run())
    played_host.newest.thin()
    assert "train_player" not in sent(at.run())
    assert not parts(at)
    # A run whose weights were kept at its first and its last epoch alone, and an experiment without a run.
    at = visit("train")
    at.session_state[slots.LOADED.key] = random_run(Settings(), sine())
    assert "train_player" not in sent(at.run())
    at = open_train({"units": "3"})
    assert "train_player" not in sent(at)


def test_a_network_too_large_to_be_computed_while_one_waits_has_no_player(
    visit: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(widget_film, "SECONDS", 1e-6)
    assert "train_player" not in sent(visit("train"))


def test_a_film_of_classes_moves_their_accuracy(played_host: PlayedHost) -> None:
    at = press(open_train({"task": "direction", "epochs": "3"}), "go")
    job = played_host.newest
    job.receive(QueuePosition(job.id, -1))
    for epoch in range(4):
        told = report(job, epoch, train_accuracy=0.5, validation_accuracy=0.25)
        job.receive(Progress(job.id, told, weights_for(job), keep=True))
    job.receive(End(job.id, "done", weights_for(job)))
    at.run()
    assert not at.exception
    player = sent(at)["train_player"]
    assert "accuracy {train_accuracy} and {validation_accuracy}" in player["told"][0]
    assert player["end"]["validation_accuracy"] == 0.25
    assert set(parts(at)) == {"train_loss", "train_accuracy", "train_gradient"}
