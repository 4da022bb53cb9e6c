"""Experiments, Sweep, played by hand through a host that works nothing."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.experiments.sweep import KNOBS, best_baseline, sweep_values
from lstm_core.host.work_job import WorkJob
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.pages.experiments_seeds import keys, opened, press, trained
from tests.support.pages.page import bars, components, follow, moving_text, query
from tests.support.pages.results import figure, text_of
from tests.support.pages.works import WorkHost
from ui.charts.sweep import CURVE
from ui.experiments import sweep as section
from ui.format.text import measured
from ui.state import slots

RATES = sweep_values("lr")


def end(host: WorkHost, job: WorkJob, at: float, apart: float = 0.02) -> None:
    """A value's three trainings, the middle of their validation RMSE set; that of the test part would choose wrong."""
    found = [
        replace(one, validation={**one.validation, "rmse": at + apart * (place - 1)}, metrics={"rmse": 1 / at})
        for place, one in enumerate(trained(job))
    ]
    host.end(job, "done", tuple(found))


def swept(host: WorkHost, lowest: int, apart: float = 0.02) -> AppTest:
    """The learning rate, swept to its end: each value half a unit worse than its neighbour nearer to the lowest."""
    at = press(opened("Sweep"), "sweep_go")
    for place, job in enumerate(host.all):
        end(host, job, 1 + 0.5 * abs(place - lowest), apart)
    return at.run()


def curve(at: AppTest) -> dict[str, Any]:
    return next(trace for trace in figure(at, "sweep_picture")["data"] if trace["name"] == CURVE)


def test_every_value_trains_from_three_seeds_with_all_else_as_it_is(work_host: WorkHost) -> None:
    at = opened("Sweep", dropout="0.2")
    assert "Sweep: 11 values × 3 trainings" in [button.label for button in at.button]
    assert any("33 trainings, about" in caption.value for caption in at.caption)
    press(at, "sweep_go")
    assert [job.name for job in work_host.all] == ["train_seeds"] * len(RATES)
    assert {job.arguments["seeds"] for job in work_host.all} == {(0, 1, 2)}
    asked = Settings().change(units=3, dropout=0.2)
    assert [job.arguments["settings"] for job in work_host.all] == [asked.change(lr=rate) for rate in RATES]
    assert at.button(key="sweep_go").disabled
    assert "Nothing is swept yet" in moving_text(at)


def test_the_picture_grows_with_each_value(work_host: WorkHost) -> None:
    at = press(opened("Sweep"), "sweep_go")
    end(work_host, work_host.all[3], 2.0)
    work_host.begin(work_host.all[0], 0.4, trained(work_host.all[0], seeds=1))
    at.run()
    drawn = curve(at)
    assert drawn["x"] == [RATES[0], RATES[3]]
    # One seed of three is no whole point.
    assert drawn["marker"]["symbol"] == ["circle-open", "circle"]
    assert drawn["y"][1] == pytest.approx(2.0)
    assert (drawn["error_y"]["array"][1], drawn["error_y"]["arrayminus"][1]) == (pytest.approx(0.02),) * 2
    assert "The sweep runs" in bars(at)[0]
    assert "1 of 11 values are done" in moving_text(at)
    assert "Lowest at" not in moving_text(at)


def test_present_value_floor_and_best_baseline_are_lines(work_host: WorkHost) -> None:
    at = swept(work_host, lowest=4)
    drawn = figure(at, "sweep_picture")
    levels = {trace["name"]: trace["y"] for trace in drawn["data"] if trace["name"] != CURVE}
    settings = Settings().change(units=3)
    key, score = best_baseline(settings, load_series(settings.data)) or ("", 0.0)
    assert key == "ar"
    assert levels == {f"best baseline: AR {measured(score)}": [score] * 2, "noise floor 0.100": [0.1, 0.1]}
    (mark,) = drawn["layout"]["shapes"]
    assert (mark["x0"], mark["x1"], mark["label"]["text"]) == (0.001, 0.001, "now 0.001")
    assert (drawn["layout"]["xaxis"]["type"], drawn["layout"]["yaxis"]["type"]) == ("log", "log")


def test_bars_that_do_not_overlap_are_told_apart(work_host: WorkHost) -> None:
    words = text_of(swept(work_host, lowest=4))
    assert "**Lowest at Learning rate 0.001.** The middle of its validation RMSE is 1.00, from 0.980 to 1.02" in words
    assert "No other bar reaches into its bar" in words


def test_lower_is_better_within_the_spread_only(work_host: WorkHost) -> None:
    words = text_of(swept(work_host, lowest=4, apart=0.3))
    assert "**Not told apart from it** by these seeds: 0.0003, 0.003." in words
    assert "Lower is better within the spread only" in words
    assert "No other bar reaches into its bar" not in words


def test_a_click_on_a_point_takes_its_value_and_the_picture_stays(work_host: WorkHost) -> None:
    at = swept(work_host, lowest=4)
    before = curve(at)
    press_point(at, 0.0100001)
    assert at.session_state[slots.SETTINGS.key].training.learning_rate == 0.01
    assert curve(at) == before
    assert figure(at, "sweep_picture")["layout"]["shapes"][0]["x0"] == 0.01
    assert at.button(key="sweep_take_go").disabled
    assert len(work_host.all) == len(RATES)
    assert query(at)["lr"] == "0.01"


def press_point(at: AppTest, x: float) -> None:
    """What a click on the chart does; AppTest has no hand for components."""
    plan = section.plan_sweep(at.session_state[slots.SETTINGS.key], load_series(Settings().data), "lr")
    taken: dict[str, Any] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(section, "_change", lambda key, value: taken.update({key: value}))
        # A line that is clicked is no value.
        section._picked(plan, {"name": "noise floor", "x": 0.5, "y": 0})
        assert not taken
        section._picked(plan, {"name": CURVE, "x": x, "y": 0})
    at.selectbox(key="sweep_take_lr").set_value(taken["lr"]).run()
    press(at, "sweep_take_go")


def test_the_chart_answers_whether_it_moves_or_stands_still(work_host: WorkHost) -> None:
    at = press(opened("Sweep"), "sweep_go")
    end(work_host, work_host.all[0], 2.0)
    at.run()
    (sheet,) = (json.loads(c.proto.json) for c in components(at) if "sweep_picture" in c.proto.json)
    assert sheet["items"]["sweep_picture"]["answers"] is True
    for job in work_host.all[1:]:
        end(work_host, job, 1.0)
    at.run()
    still = next(json.loads(c.proto.json) for c in components(at) if "sweep_picture" in c.proto.id)
    assert still["answers"] is True


def test_a_value_that_cannot_be_trained_is_named_and_left_out(work_host: WorkHost) -> None:
    at = opened("Sweep")
    at.selectbox(key="sweep_knob").set_value("window").run()
    (box,) = (one for one in at.expander if one.label.startswith("Left out"))
    assert box.label == "Left out: Window 128, 256, 500"
    assert any("no complete window" in one.value for one in box.markdown)
    press(at, "sweep_go")
    assert [job.arguments["settings"].preparation.window for job in work_host.all] == [1, 2, 4, 8, 16, 32, 64]
    end(work_host, work_host.all[0], 1.0)
    at.run()
    assert "the one for your present window" in moving_text(at)


def test_a_diverged_value_has_no_mark_and_is_named(work_host: WorkHost) -> None:
    at = press(opened("Sweep"), "sweep_go")
    *others, last = work_host.all
    for job in others:
        end(work_host, job, 1.0)
    first, *rest = trained(last)
    broken = replace(first, validation={**first.validation, "rmse": np.nan})
    work_host.end(last, "done", (broken, *rest))
    at.run()
    assert not at.exception
    assert RATES[-1] not in curve(at)["x"]
    assert "**Without a mark: Learning rate 1.**" in text_of(at)


def test_a_stop_keeps_what_was_found_and_only_the_rest_trains_again(work_host: WorkHost) -> None:
    at = press(opened("Sweep"), "sweep_go")
    for job in work_host.all[:2]:
        end(work_host, job, 1.0)
    work_host.begin(work_host.all[2], 0.5)
    press(press(at.run(), "sweep_pause"), "sweep_stop")
    assert set(work_host.commands) == {"pause", "stop"}
    for job in work_host.all[2:]:
        work_host.end(job, "stopped")
    at.run()
    assert curve(at)["x"] == list(RATES[:2])
    assert "**2 of 11 values are done.**" in text_of(at)
    press(at, "sweep_go")
    again = [job.arguments["settings"].training.learning_rate for job in work_host.all[len(RATES) :]]
    assert again == list(RATES[2:])


def test_what_seeds_has_trained_is_not_trained_again(work_host: WorkHost) -> None:
    at = opened("Seeds")
    at.slider(key="w_seeds_n").set_value(3).run()
    press(at, "seeds_go")
    end(work_host, work_host.all[0], 2.0)
    at.segmented_control(key="experiments_section").set_value("Sweep").run()
    assert curve(at)["x"] == [0.001]
    press(at, "sweep_go")
    assert len(work_host.all) == len(RATES)


def test_a_reload_finds_section_knob_and_sweep(work_host: WorkHost) -> None:
    at = opened("Sweep")
    at.selectbox(key="sweep_knob").set_value("dropout").run()
    press(at, "sweep_go")
    end(work_host, work_host.all[1], 2.0)
    again = opened("Sweep")
    assert again.selectbox(key="sweep_knob").value == "dropout"
    assert curve(again)["x"] == [0.1]
    # The layout's axis knows the whole range from the start.
    low, high = figure(again, "sweep_picture")["layout"]["xaxis"]["range"]
    assert low < 0 < 0.8 < high


def test_a_link_names_section_and_knob(work_host: WorkHost) -> None:
    link = {"at.section": "sweep", "at.knob": "units"}
    at = follow("experiments", **link)
    assert at.selectbox(key="sweep_knob").value == "units"
    assert query(at) == link
    at = follow("experiments", **{**link, "at.knob": "season"})
    # What this browser chose last stays.
    assert at.selectbox(key="sweep_knob").value == "units"
    assert any("at.knob=season" in warning.value.replace("\\", "") for warning in at.warning)


@pytest.mark.parametrize("knob", KNOBS)
def test_every_knob_can_be_swept_and_drawn(work_host: WorkHost, knob: str) -> None:
    at = opened("Sweep", optimizer="sgd", transform="seasonal")
    at.selectbox(key="sweep_knob").set_value(knob).run()
    press(at, "sweep_go")
    for job in work_host.all:
        end(work_host, job, 1.0)
    at.run()
    assert not at.exception
    assert len(curve(at)["x"]) == len(work_host.all) >= 3


def test_classes_are_judged_by_cross_entropy_without_lines(work_host: WorkHost) -> None:
    at = press(opened("Sweep", task="direction"), "sweep_go")
    for job in work_host.all:
        work_host.end(job, "done", trained(job))
    at.run()
    assert not at.exception
    assert [trace["name"] for trace in figure(at, "sweep_picture")["data"]] == [CURVE]
    assert "validation Cross-entropy (nats)" in json.dumps(figure(at, "sweep_picture")["layout"])


def test_where_no_value_can_be_trained_there_is_no_start(work_host: WorkHost) -> None:
    at = opened("Sweep", series="counter", horizon="0", transform="level", scaling="none", network="tcn")
    assert "sweep_go" not in keys(at)
    assert any("choose lstm, gru or rnn" in one.value for one in at.expander[-1].markdown)


def test_the_door_on_train_leads_to_the_knob(visit) -> None:
    at = visit("train")
    (door,) = at.get("menu_button")
    assert "Units" in list(door.proto.options)
