"""An experiment without a run of its own: every page says so in the picture, and none shows another run's numbers."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import End
from lstm_core.runs.shipped import COUNTER
from lstm_core.series import GENERATORS
from lstm_core.settings import Settings
from tests.support.pages.page import arrive, steps
from tests.support.pages.train import begin, by_hand, open_train, press, sent, texts, weights_for
from tests.support.pages.train_race import finish, start
from ui.charts.untrained import LABEL
from ui.format.pages import path
from ui.format.text import measured, text
from ui.shell.layout import TRAINABLE
from ui.state import server, slots

QUERIES = {
    "slider": {"units": "64"},
    "sample": {"series": "nile"},
    "sequences": Settings().change(series="counter", **GENERATORS["counter"].suggested).to_query(),
    "classes": {"task": "direction"},
    "label": Settings().change(series="waveforms", **GENERATORS["waveforms"].suggested).to_query(),
}


def opened(room: str, query: dict[str, str]) -> AppTest:
    return arrive(room, query)


def figures(at: AppTest) -> dict[str, dict]:
    return {key: data["figure"] for key, data in sent(at).items() if "figure" in data}


def labelled(figure: dict) -> bool:
    """Said in words in the picture, and every trace pale."""
    said = any(note["text"] == LABEL for note in figure["layout"].get("annotations", []))
    return said and all(trace["opacity"] < 0.5 for trace in figure["data"])


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
@pytest.mark.parametrize("room", ["train", "results", "gates"])
def test_every_picture_says_so(played_host, room: str, query: dict[str, str]) -> None:
    at = opened(room, query)
    drawn = figures(at)
    assert drawn
    assert all(labelled(figure) for figure in drawn.values())
    assert "not trained yet" in steps(at)
    assert not at.metric
    assert "the shipped example" not in texts(at)


@pytest.mark.parametrize("room", ["train", "results", "gates"])
def test_the_untouched_example_is_trained(played_host, room: str) -> None:
    at = opened(room, {})
    assert figures(at)
    assert not any(labelled(figure) for figure in figures(at).values())


def test_no_number_of_the_shipped_run_is_on_the_page(played_host) -> None:
    from lstm_core.evaluation import evaluate

    rmse = measured(evaluate(server.shipped()).metrics["test"]["rmse"])
    assert rmse in texts(opened("results", {}))
    assert rmse not in texts(opened("results", {"units": "64"}))
    train = figures(opened("train", {"units": "64"}))
    assert not train["train_loss"]["data"][0]["y"]
    assert not train["train_prediction"]["data"][1]["y"]


def test_the_runs_that_come_along_answer_their_own_experiments(played_host) -> None:
    assert server.shipped().settings == Settings()
    assert server.counter().settings == COUNTER
    assert not any(labelled(figure) for figure in figures(opened("gates", COUNTER.to_query())).values())


def test_the_question_stands_until_there_is_an_answer(played_host) -> None:
    def said(at: AppTest) -> list[str]:
        return [name for name in ("question", "running", "answered") if text(f"train/{name}") in texts(at)]

    at = by_hand(opened("train", {}))
    assert said(at) == ["answered"]
    at.slider(key="w_units").set_value(12).run()
    assert said(at) == ["question"]
    press(at, "go")
    assert said(at.run()) == ["running"]
    begin(played_host.newest, 3)
    assert said(press(at, "pause")) == ["running"]
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    assert said(at.run()) == ["answered"]


def test_where_the_outcome_will_stand_is_said_before(played_host) -> None:
    place = text("train/outcome_here")
    at = opened("train", {})
    assert place not in texts(at)
    press(at, "go")
    begin(played_host.newest, 3)
    assert place in texts(at.run())
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    assert place not in texts(at.run())


def test_a_step_after_the_end_is_called_a_new_run(played_host) -> None:
    def step(at: AppTest) -> str:
        return at.button(key="train_step").label

    at = opened("train", {"units": "12"})
    assert step(at) == "Step one epoch"
    press(at, "step")
    first = played_host.newest
    begin(first, 1)
    assert step(at.run()) == "Step one epoch"
    first.receive(End(first.id, "done", weights_for(first)))
    assert step(at.run()) == "New run, one epoch"
    press(at, "step")
    assert played_host.newest is not first
    # The run that comes with the app is not stepped on, either.
    assert step(opened("train", {})) == "New run, one epoch"


def test_what_differs_is_told_against_what_the_series_starts_with(played_host) -> None:
    counter = Settings().change(series="counter").change(**GENERATORS["counter"].suggested)
    at = opened("train", counter.to_query())
    assert at.button(key="reset").label == "Defaults are in use"
    assert "Other than the defaults" not in texts(at)
    at.slider(key="w_units").set_value(9).run()
    assert "Other than the defaults: Units " in texts(at)


def test_a_run_of_another_series_is_put_aside(played_host) -> None:
    at = press(by_hand(open_train({"units": "3"})), "go")
    begin(played_host.newest, 2)
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    at.slider(key="w_units").set_value(4).run()
    assert not any(labelled(figure) for figure in figures(at).values())
    at.session_state[slots.SETTINGS.key] = at.session_state[slots.SETTINGS.key].change(noise=0.2)
    at.run()
    assert all(labelled(figure) for figure in figures(at).values())
    assert at.button(key="train_again").disabled
    at.switch_page(path("results")).run()
    assert all(labelled(figure) for figure in figures(at).values())


@pytest.mark.parametrize("room", ["results", "gates", "experiments"])
def test_it_is_trained_on_the_spot(played_host, room: str) -> None:
    at = opened(room, {"units": "3", "run": "of-somebody-else"})
    assert any("you can train it yourself" in warning.value for warning in at.warning)
    at.button(key="train_now").click().run()
    assert not at.exception
    assert not at.warning
    assert played_host.newest.settings == Settings().change(units=3)
    assert sent(at)["watch_untrained"]["topics"] == [played_host.newest.id]
    assert not [button for button in at.button if button.key == "train_now"]
    begin(played_host.newest, 2)
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    at.run()
    assert not at.exception
    assert text(f"untrained/{room}") not in texts(at)
    assert "run: yours" in steps(at)


def test_a_page_of_the_walk_offers_it_where_a_run_was_lost(played_host) -> None:
    at = opened("explore", {"units": "3", "run": "of-somebody-else"})
    at.button(key="train_now").click().run()
    assert played_host.newest.settings == Settings().change(units=3)
    assert "explore" not in TRAINABLE


def test_a_training_that_fails_is_said_where_it_was_asked_for(played_host) -> None:
    at = opened("gates", {"units": "3"})
    at.button(key="train_now").click().run()
    played_host.newest.receive(End(played_host.newest.id, "failed", sentence="The training process was killed."))
    at.run()
    assert [error.value for error in at.error] == ["The training process was killed."]
    assert at.button(key="train_now")


def test_a_link_to_a_file_asks_for_the_file(played_host) -> None:
    link = {"series": "upload", "file": "mine.csv", "file_rows": "9", "file_hash": "0" * 16}
    for room in ("results", "gates", "experiments"):
        at = opened(room, link)
        assert at.file_uploader(key="link_file")
        assert not [key for key in json.dumps(list(figures(at))) if "results_overview" in key]


def test_a_race_asks_before_its_end_and_is_put_aside_for_another_series(played_host) -> None:
    asked, answered = text("race/question"), text("race/answered")
    at = open_train({"units": "2"})
    at.segmented_control(key="train_mode").set_value("Several side by side").run()
    assert (asked in texts(at), answered in texts(at)) == (True, False)
    start(at)
    assert (asked in texts(at), answered in texts(at)) == (True, False)
    finish(played_host, dict.fromkeys(at.multiselect(key="w_race").value, 0.1))
    at.run()
    assert (asked in texts(at), answered in texts(at)) == (False, True)
    assert "| **GRU** |" in texts(at)
    at.session_state[slots.SETTINGS.key] = at.session_state[slots.SETTINGS.key].change(noise=0.2)
    at.run()
    assert (asked in texts(at), answered in texts(at)) == (True, False)
    assert "| **GRU** |" not in texts(at)
