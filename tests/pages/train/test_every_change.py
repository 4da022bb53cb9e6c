"""Train: a moved knob trains at once where that is quick; earlier trainings stay in the charts and on the trail."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import End, QueuePosition
from tests.support.pages.train import begin, by_hand, finish, open_train, press, sent, texts
from ui.format.pages import path
from ui.format.text import text
from ui.state import run_store, server, slots
from ui.train import every_change
from ui.train.trail import ASKED_FOR, GHOSTS, MOST, TRAIL

# What a prediction that has ended is drawn with.
PLAIN = {"truth", "prediction", "persistence"}


def move(at: AppTest, units: int) -> AppTest:
    at.slider(key="w_units").set_value(units).run()
    assert not at.exception
    return at


def tried(at: AppTest, played_host, *units: int) -> AppTest:
    """Moves the knob and lets each training end."""
    for value in units:
        move(at, value)
        finish(played_host.newest)
        at.run()
    return at


def lines(at: AppTest, name: str) -> dict[str, dict]:
    """The traces of one chart by their names."""
    return {trace["name"]: trace for trace in sent(at)[name]["figure"]["data"]}


def kept(at: AppTest) -> list[str]:
    """Ids of the runs in the notebook."""
    (store,) = run_store._stores.values()
    return [entry.id for entry in store.book().entries]


def test_a_moved_knob_trains_what_it_was_moved_to(played_host) -> None:
    at = open_train()
    assert at.toggle(key="train_every").value
    move(at, 20)
    assert played_host.newest.settings.network.units == 20
    assert at.session_state[slots.JOB.key] == played_host.newest.id
    at.run()
    assert len(played_host.jobs) == 1


def test_a_slow_training_waits_for_the_button(played_host) -> None:
    at = open_train({"units": "256", "epochs": "900"})
    assert not at.toggle(key="train_every").value
    move(at, 255)
    assert not played_host.jobs
    at.toggle(key="train_every").set_value(True).run()
    assert not played_host.jobs
    move(at, 254)
    assert played_host.newest.settings.network.units == 254
    assert at.query_params["at.each-change"] == "on"


def test_switched_off_nothing_trains(played_host) -> None:
    at = move(by_hand(open_train()), 20)
    assert not played_host.jobs
    assert at.query_params["at.each-change"] == "off"


def test_what_still_trains_for_an_older_value_is_dropped(played_host) -> None:
    at = move(open_train(), 20)
    first = played_host.newest
    begin(first, 3)
    move(at, 21)
    assert [control.command for control in played_host.sent] == ["stop"]
    assert played_host.newest.settings.network.units == 21
    first.receive(End(first.id, "stopped"))
    for units in range(22, 22 + ASKED_FOR):
        move(at, units)
    # What was dropped is no ghost, and the host need not remember it.
    assert first.id not in played_host.jobs
    assert {one.settings.network.units for one in at.session_state[TRAIL.key]} == {50}


def test_a_training_that_a_hand_began_goes_on(played_host) -> None:
    at = press(open_train(), "go")
    begin(played_host.newest, 3)
    move(at, 21)
    assert len(played_host.jobs) == 1
    assert played_host.commands == []


def test_a_crowd_that_waits_is_not_joined(played_host) -> None:
    at = open_train()
    for _ in range(8):
        press(open_train(), "go")
    move(at, 20)
    assert len(played_host.jobs) == 8


def test_nothing_trains_for_a_change_that_no_knob_made(played_host) -> None:
    at = open_train({"units": "12"})
    at.button(key="reset").click().run()
    assert not played_host.jobs
    # Moved elsewhere, it is told of here, and the button is there.
    at.switch_page(path("prepare")).run()
    at.slider(key="w_window").set_value(20).run()
    at.switch_page(path("train")).run()
    assert not played_host.jobs


def test_side_by_side_nothing_trains_by_itself_then_or_later(played_host) -> None:
    at = open_train()
    at.segmented_control(key="train_mode").set_value("Several side by side").run()
    move(at, 20)
    at.segmented_control(key="train_mode").set_value("One network").run()
    assert not at.exception
    assert not played_host.jobs


def test_earlier_runs_stay_thinner_and_named_by_what_differed(played_host) -> None:
    at = tried(open_train(), played_host, 20, 30, 40, 45)
    loss = lines(at, "train_loss")
    assert list(loss)[3:] == ["Units 40", "Units 30", "Units 20"]
    widths = [loss[name]["line"]["width"] for name in list(loss)[3:]]
    assert widths == sorted(widths, reverse=True)
    assert len(set(widths)) == GHOSTS
    job = next(job for job in played_host.jobs.values() if job.settings.network.units == 30)
    np.testing.assert_allclose(loss["Units 30"]["y"], [report.validation_loss for report in job.reports], rtol=1e-4)
    assert set(lines(at, "train_prediction")) == PLAIN | {"Units 40", "Units 30", "Units 20"}


def test_the_run_that_came_along_is_the_first_ghost(played_host) -> None:
    at = tried(open_train(), played_host, 20)
    assert "Units 50" in lines(at, "train_loss")


def test_losses_of_another_kind_are_no_ghosts(played_host) -> None:
    at = tried(open_train(), played_host, 20)
    at.session_state["train_more"] = True
    at.run()
    at.segmented_control(key="w_loss").set_value("mae").run()
    finish(played_host.newest)
    at.run()
    assert len(lines(at, "train_loss")) == 2  # the noise floor is of another loss, too
    assert any("Loss MSE" in name for name in lines(at, "train_prediction"))


def test_another_series_has_no_ghosts(played_host) -> None:
    at = tried(open_train(), played_host, 20)
    at.session_state["train_data"] = True
    at.run()
    at.slider(key="w_noise").set_value(0.2).run()
    finish(played_host.newest)
    at.run()
    assert set(lines(at, "train_prediction")) == PLAIN
    assert "Your last three runs will stay" in texts(at)


def test_only_what_is_kept_or_begun_by_hand_comes_into_the_notebook(played_host) -> None:
    at = tried(open_train(), played_host, 20, 30)
    assert kept(at) == []
    press(at, "keep_this")
    assert kept(at) == [played_host.newest.id]
    first = next(iter(played_host.jobs.values()))
    press(at, "pin_0")
    assert set(kept(at)) == {played_host.newest.id, first.id}
    tried(at, played_host, 31, 32, 33, 34)
    assert "Units 20" in lines(at, "train_loss")
    press(at, "go")
    finish(played_host.newest)
    at.run()
    assert played_host.newest.id in kept(at)


def test_a_pin_that_does_nothing_says_why(played_host) -> None:
    at = tried(open_train(), played_host, 20, 30, 40)
    press(at, "pin_0")
    played_host.forget(next(iter(played_host.jobs)))
    at.run()
    pins = {button.label: button for button in at.button if (button.key or "").startswith("train_pin_")}
    told = {label: (button.disabled, button.help) for label, button in pins.items()}
    assert told["Units 30"] == (True, text("train/kept_run"))
    assert told["Units 20"] == (True, text("train/run_gone"))


def test_clear_takes_them_out_of_the_charts(played_host) -> None:
    at = tried(open_train(), played_host, 20, 30)
    press(at, "clear")
    assert set(lines(at, "train_prediction")) == PLAIN


def test_the_trail_is_bounded_and_leads_back(played_host) -> None:
    at = tried(open_train(), played_host, *range(1, MOST + 4))
    trail = at.session_state[TRAIL.key]
    assert len(trail) == MOST
    at.session_state["train_trail_panel"] = True
    at.run()
    figure = sent(at)["train_trail"]["figure"]["data"][0]
    np.testing.assert_allclose(figure["y"], [one.losses[-1] for one in trail], rtol=1e-4)
    # Of those that have left the trail the host has forgotten all but those of this moment.
    assert len(played_host.jobs) <= MOST + ASKED_FOR


@pytest.mark.parametrize("state", ["queued", "running"])
def test_a_reload_finds_it_again(played_host, state: str) -> None:
    at = move(open_train(), 20)
    job = played_host.newest
    if state == "running":
        job.receive(QueuePosition(job.id, -1))
    assert at.query_params["run"] == job.id
    assert json.dumps(job.id) in json.dumps(sent(at)["watch_train"]["topics"])


def test_a_reload_finds_earlier_runs_and_the_trail(played_host, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "token", lambda: "me")
    at = tried(open_train(), played_host, 20, 30)
    again = open_train(dict(at.query_params))
    assert {"Units 20", "Units 50"} <= set(lines(again, "train_loss"))
    assert len(again.session_state[TRAIL.key]) == 3


def test_the_switch_does_not_fall_back_while_knobs_train(played_host, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1.9]
    monkeypatch.setattr(every_change, "estimate", lambda *_: SimpleNamespace(seconds=seconds[0]))
    at = move(open_train(), 20)
    seconds[0] = 2.9
    move(at, 21)
    assert len(played_host.jobs) == 2
    seconds[0] = 3.1
    move(at, 22)
    assert len(played_host.jobs) == 2
    assert not at.toggle(key="train_every").value
    assert text("train/too_slow_to_follow") in texts(at)


def test_a_run_that_a_hand_began_is_said_to_come_first(played_host) -> None:
    at = press(open_train(), "step")
    assert text("train/by_hand_first") not in texts(at)
    move(at, 21)
    assert text("train/by_hand_first") in texts(at)
