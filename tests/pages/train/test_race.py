"""Networks side by side on the Train page, played by hand through a stand-in host."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.experiments.race import CELLS, CONTENDERS, FORGET_BIASES
from lstm_core.host.messages import End, Progress, QueuePosition
from tests.support.pages.train import chart, open_train, report, texts, weights_for
from tests.support.pages.train_race import finish, link, start
from ui.format.text import measured
from ui.state import server, slots
from ui.train import race
from ui.train.race import mean_loss


def open_race(series: str = "adding") -> AppTest:
    at = open_train(link(series))
    at.segmented_control(key="train_mode").set_value("Several side by side").run()
    assert not at.exception
    return at


@pytest.mark.parametrize(("series", "keys"), [("adding", CELLS), ("recall", FORGET_BIASES)])
def test_one_thing_differs_and_all_else_is_the_same(played_host, series, keys):
    at = start(open_race(series))
    jobs = list(played_host.jobs.values())
    shared = at.session_state[slots.SETTINGS.key]
    assert [job.settings for job in jobs] == [CONTENDERS[key].settings(shared) for key in keys]
    assert len({id(job.prepared) for job in jobs}) == 1
    assert {job.settings.seed for job in jobs} == {shared.seed}
    assert at.button(key="race_go").disabled
    assert "waits" in texts(at)


def test_the_pictures_and_numbers_are_those_of_the_runs(played_host):
    at = start(open_race())
    finish(played_host, {"lstm": 0.1, "gru": 0.02, "rnn": 0.6})
    at.run()
    jobs = list(played_host.jobs.values())
    for key, job in zip(CELLS, jobs, strict=True):
        title = CONTENDERS[key].title
        losses = [r.validation_loss for r in job.reports]
        assert chart(at, title)["y"][:2] == pytest.approx(losses, rel=1e-4)
        y = job.prepared.truth(job.prepared.validation)
        p = job.prepared.to_unit(job.prepared.validation, job.reports[-1].validation_prediction)
        assert measured(1 - float(((y - p) ** 2).sum() / ((y - y.mean()) ** 2).sum())) in texts(at)
    assert "**GRU** explains the most" in texts(at)
    assert "**SimpleRNN** the least" in texts(at)
    train, validation = jobs[0].prepared.train.y, jobs[0].prepared.validation.y
    assert mean_loss(jobs[0]) == pytest.approx(float(((validation - train.mean()) ** 2).mean()))
    assert chart(at, "always the mean")["y"][0] == pytest.approx(mean_loss(jobs[0]), rel=1e-4)


def test_a_door_puts_that_run_in_front_of_the_other_pages(played_host):
    at = start(open_race())
    finish(played_host, {"lstm": 0.1, "gru": 0.02, "rnn": 0.6})
    at.run()
    # A page switch empties the address in a browser, but not here.
    at.query_params.clear()
    at.button(key="race_door_gru").click().run()
    assert not at.exception
    assert at.session_state[slots.SETTINGS.key].network.kind == "gru"
    assert at.session_state[slots.JOB.key] == list(played_host.jobs)[1]


def test_a_reload_finds_the_race_again_and_nobody_else_does(played_host, monkeypatch):
    monkeypatch.setattr(server, "token", lambda: "me")
    at = start(open_race())
    address = {key: values[-1] if isinstance(values, list) else values for key, values in at.query_params.items()}
    assert set(played_host.jobs) == {part.partition(":")[2] for part in address["race"].split(".")}
    again = open_train(address)
    again.segmented_control(key="train_mode").set_value("Several side by side").run()
    assert "waits" in texts(again)
    monkeypatch.setattr(server, "token", lambda: "somebody else")
    other = open_train(address)
    other.segmented_control(key="train_mode").set_value("Several side by side").run()
    assert "No race has run yet" in texts(other)


def test_what_cannot_be_trained_starts_nobody_and_says_why(played_host):
    at = open_race("counter")
    at.multiselect(key="w_race").set_value(["lstm", "attention"]).run()
    start(at)
    assert not played_host.jobs
    assert "choose lstm, gru or rnn" in texts(at)
    assert at.multiselect(key="w_race").value == ["lstm", "attention"]
    at.multiselect(key="w_race").set_value(["lstm"]).run()
    assert at.button(key="race_go").disabled


def test_the_keyboard_skips_to_the_buttons_of_what_trains():
    at = open_train()
    assert _skips_to(at) == "train_buttons"
    at.segmented_control(key="train_mode").set_value("Several side by side").run()
    assert _skips_to(at) == "race_buttons"


def _skips_to(at: AppTest) -> str:
    watching = next(one for one in at.get("bidi_component") if "theme_watched" in one.proto.id)
    return str(json.loads(watching.proto.json)["skip"])


def test_stop_all_stops_everybody(played_host):
    at = start(open_race())
    at.button(key="race_stop").click().run()
    assert played_host.commands == ["stop"] * 3
    assert np.all([control.job_id in played_host.jobs for control in played_host.sent])


def test_a_race_that_ends_while_it_is_drawn_is_drawn_once_more(played_host, monkeypatch):
    at = start(open_race())
    draw = race._live

    def ends_meanwhile(jobs):
        draw(jobs)
        if not race.race_state.running():
            return
        finish(played_host, {"lstm": 0.1, "gru": 0.02, "rnn": 0.6})

    monkeypatch.setattr(race, "_live", ends_meanwhile)
    at.run()
    assert at.button(key="race_stop").disabled
    assert "**GRU** explains the most" in texts(at)


def test_classes_are_raced_by_their_accuracy(played_host):
    at = start(open_race("waveforms"))
    accuracies = {"lstm": 0.9, "gru": 0.95, "rnn": 0.4}
    for key, job in zip(CELLS, played_host.jobs.values(), strict=True):
        job.receive(QueuePosition(job.id, -1))
        job.receive(Progress(job.id, report(job, 0, validation_accuracy=0.2), weights_for(job), keep=True))
        job.receive(Progress(job.id, report(job, 40, validation_accuracy=accuracies[key]), None, keep=False))
        job.receive(End(job.id, "done", weights_for(job)))
    at.run()
    assert not at.exception
    assert "**GRU** names the most windows rightly (0.950), **SimpleRNN** the fewest (0.400)" in texts(at)
    assert "validation accuracy" in texts(at)
    assert mean_loss(next(iter(played_host.jobs.values()))) is None
