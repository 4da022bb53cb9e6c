"""Train: the picture of the network's units, and whose states it shows."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.prepare import prepare
from lstm_core.runs.units import MAX_UNITS
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.train import PlayedHost, begin, by_hand, finish, open_train, press, sent
from ui.state import slots
from ui.train.network import plan

Opens = Callable[..., AppTest]


def drawn(at: AppTest) -> dict[str, Any]:
    assert not at.exception
    return sent(at)["train_units"]


def test_the_shipped_example_shows_its_units_with_its_film(visit: Opens) -> None:
    at = visit("train")
    found = drawn(at)
    assert found["film"] == sent(at)["train_player"]["film"]
    assert (found["last"], found["moves"], found["lined"]) == (50, False, False)
    assert [layer["name"] for layer in found["layers"]] == [["LSTM 1", "50 units", ""]]
    assert found["called"] == "LSTM, 50 units"


def test_another_network_than_the_one_in_front_has_no_states(visit: Opens) -> None:
    # Nothing is trained for these settings.
    assert drawn(open_train({"units": "4"}))["film"] is None
    at = by_hand(visit("train"))
    at.session_state[slots.LOADED.key] = random_run(Settings().change(units=4), sine())
    at.run()
    assert drawn(at)["film"] is None
    at.slider(key="w_units").set_value(4).run()
    assert drawn(at)["film"]


def test_a_training_shows_its_units_from_its_wait_on_also_where_its_film_is_gone(played_host: PlayedHost) -> None:
    at = press(by_hand(open_train({"epochs": "4", "units": "5"})), "go")
    job = played_host.newest
    assert (drawn(at)["film"], drawn(at)["moves"]) == (job.id, True)
    begin(job, 1)
    assert drawn(at.run())["film"] == job.id
    finish(job, epochs=4)
    job.thin()
    at.run()
    assert "train_player" not in sent(at)
    assert (drawn(at)["film"], drawn(at)["moves"]) == (job.id, False)
    # The settings move on, and with them the network that they describe.
    at.slider(key="w_units").set_value(6).run()
    assert drawn(at)["film"] is None
    at.slider(key="w_units").set_value(5).run()
    assert drawn(at)["film"] == job.id


@pytest.mark.parametrize("kind", ["mlp", "tcn", "transformer", "bidirectional"])
def test_a_network_without_cells_keeps_its_drawing_alone(kind: str) -> None:
    at = open_train({"network": kind})
    assert not at.exception
    assert "train_units" not in sent(at)


def test_the_plan_has_room_for_all_that_it_shows_and_says_what_it_leaves_out() -> None:
    settings = Settings().change(units=MAX_UNITS + 40, layers=2)
    found = plan(settings, prepare(sine(), settings.preparation))
    assert [layer["name"] for layer in found["layers"]] == [
        ["LSTM 1", "104 units", "40 more"], ["LSTM 2", "104 units", "40 more"],
    ]  # fmt: skip
    assert [layer["shown"] for layer in found["layers"]] == [MAX_UNITS, MAX_UNITS]
    first, second = (layer["top"] for layer in found["layers"])
    assert second - first > MAX_UNITS // 16 * 16
    assert found["height"] > found["outputs"]["top"] > second + MAX_UNITS // 16 * 16
    assert found["called"] == "LSTM, 2 layers of 104 units"


def test_a_small_network_has_lines_and_says_what_they_are() -> None:
    settings = Settings().change(units=1, network="rnn")
    found = plan(settings, prepare(table(3), settings.preparation))
    assert found["lined"]
    assert (found["called"], found["features"]["name"], found["outputs"]["name"]) == (
        "SimpleRNN, 1 unit", "3 features", "1 output",
    )  # fmt: skip
    at = open_train({"units": "8"})
    words = "\n".join(element.value for element in at.caption)
    assert "Lines are weights" in words
