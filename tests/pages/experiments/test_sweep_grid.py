"""Experiments, Sweep over two knobs, played by hand through a host that works nothing."""

import itertools
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.experiments.sweep import KNOBS, best_baseline
from lstm_core.experiments.sweep_grid import grid_values
from lstm_core.host.work_job import WorkJob
from lstm_core.series import load_series
from lstm_core.settings import Settings
from lstm_core.training import loop
from tests.support.pages.experiments_seeds import keys, opened, press, trained
from tests.support.pages.page import bars, components, follow, moving_text, query, warned
from tests.support.pages.results import figure, text_of
from tests.support.pages.works import WorkHost
from ui.charts.sweep_grid import CELLS
from ui.experiments import sweep_grid as section
from ui.format.text import measured
from ui.state import slots

RATES, UNITS = grid_values("lr"), grid_values("units")
PAIRS = list(itertools.product(RATES, UNITS))


def opened_on(first: str = "lr", second: str = "units", **query: str) -> AppTest:
    at = opened("Sweep", **query)
    at.selectbox(key="sweep_knob").set_value(first).run()
    at.selectbox(key="sweep_second").set_value(second).run()
    assert not at.exception
    return at


def end(host: WorkHost, job: WorkJob, at: float, apart: float = 0.02) -> None:
    """A pair's three trainings, the middle of their validation RMSE set; that of the test part would choose wrong."""
    found = [
        replace(one, validation={**one.validation, "rmse": at + apart * (place - 1)}, metrics={"rmse": 1 / at})
        for place, one in enumerate(trained(job))
    ]
    host.end(job, "done", tuple(found))


def pair_of(job: WorkJob) -> tuple[float, int]:
    settings = job.arguments["settings"]
    return settings.training.learning_rate, settings.network.units


def swept(host: WorkHost, lowest: tuple[float, int], apart: float = 0.02) -> AppTest:
    """Swept to its end: each step away from the lowest pair, in either direction, is worse by half a unit."""
    at = press(opened_on(), "sweep_go")
    column, row = RATES.index(lowest[0]), UNITS.index(lowest[1])
    for job in host.all:
        rate, units = pair_of(job)
        end(host, job, 1 + 0.5 * (abs(RATES.index(rate) - column) + abs(UNITS.index(units) - row)), apart)
    return at.run()


def cells(at: AppTest) -> dict[str, Any]:
    return next(trace for trace in figure(at, "sweep_picture")["data"] if trace["name"] == CELLS)


def marked(at: AppTest, name: str) -> list[tuple[int, int]]:
    """Column and row of the cells that have such a mark."""
    found = [trace for trace in figure(at, "sweep_picture")["data"] if trace["name"] == name]
    return [(x, round(y)) for trace in found for x, y in zip(trace["x"], trace["y"], strict=True)]


def test_there_is_no_second_knob_at_first_and_none_is_offered_twice(work_host: WorkHost) -> None:
    at = opened("Sweep")
    assert at.selectbox(key="sweep_second").value == "none"
    assert "Sweep: 11 values × 3 trainings" in [button.label for button in at.button]
    assert len(at.selectbox(key="sweep_second").options) == len(at.selectbox(key="sweep_knob").options)
    assert "and Learning rate" not in at.selectbox(key="sweep_second").options


def test_every_pair_trains_from_three_seeds_with_all_else_as_it_is(work_host: WorkHost) -> None:
    at = opened_on(dropout="0.2")
    assert "Sweep: 30 pairs × 3 trainings" in [button.label for button in at.button]
    assert any("90 trainings, about" in caption.value for caption in at.caption)
    press(at, "sweep_go")
    assert {job.arguments["seeds"] for job in work_host.all} == {(0, 1, 2)}
    asked = Settings().change(units=3, dropout=0.2)
    settings = [job.arguments["settings"] for job in work_host.all]
    assert settings == [asked.change(lr=rate, units=units) for units in UNITS for rate in RATES]
    assert at.button(key="sweep_go").disabled
    assert "Nothing is swept yet" in moving_text(at)


def test_the_picture_grows_with_each_pair(work_host: WorkHost) -> None:
    at = press(opened_on(), "sweep_go")
    end(work_host, work_host.all[3], 2.0)
    work_host.begin(work_host.all[0], 0.4, trained(work_host.all[0], seeds=1))
    at.run()
    drawn = cells(at)
    colored = [(x, y) for y, row in enumerate(drawn["z"]) for x, z in enumerate(row) if z is not None]
    assert colored == [(0, 0), (3, 0)]
    assert drawn["z"][0][3] == pytest.approx(np.log10(2.0))
    # One seed of three is no whole cell: it has no number yet.
    assert drawn["text"][0] == ["", "", "", "2.00", "", ""]
    assert "1 of 3 seeds" in drawn["hovertext"][0][0]
    assert drawn["hovertext"][0][3] == (
        "Learning rate: 0.01<br>Units (cells): 1<br><b>2.00</b>, from 1.98 to 2.02<br>3 of 3 seeds"
    )
    assert "The sweep runs" in bars(at)[0]
    assert "1 of 30 pairs are done" in moving_text(at)
    assert "Lowest at" not in moving_text(at)
    assert not marked(at, "lowest")


def test_the_lowest_pair_and_those_not_told_apart_have_marks_and_words(work_host: WorkHost) -> None:
    at = swept(work_host, lowest=(0.01, 16), apart=0.3)
    assert marked(at, "lowest") == [(3, 2)]
    assert marked(at, "not told apart from it") == [(2, 2), (3, 1), (3, 3), (4, 2)]
    words = text_of(at)
    assert "**Lowest at Learning rate 0.01 and Units 16.** The middle of its validation RMSE is 1.00" in words
    assert "by these seeds: 4 of the other 29 pairs, with a dot each" in words
    assert "of no other pair reach" not in words


def test_seeds_that_do_not_overlap_are_told_apart(work_host: WorkHost) -> None:
    at = swept(work_host, lowest=(0.01, 16))
    assert "The seeds of no other pair reach into those of the lowest." in text_of(at)
    assert not marked(at, "not told apart from it")
    strongest = np.array(cells(at)["z"], float)
    assert figure(at, "sweep_picture")["layout"]["xaxis"]["ticktext"][:2] == ["10⁻⁵", "0.0001"]
    assert np.unravel_index(strongest.argmin(), strongest.shape) == (2, 3)


def test_a_training_far_off_does_not_hide_the_valley(work_host: WorkHost) -> None:
    at = press(opened_on(), "sweep_go")
    for job in work_host.all:
        end(work_host, job, 900.0 if pair_of(job) == PAIRS[-1] else 1.0 + (pair_of(job) == PAIRS[0]))
    at.run()
    drawn = cells(at)
    assert (drawn["zmin"], drawn["zmax"]) == (0.0, pytest.approx(np.log10(5)))
    assert drawn["colorbar"]["ticktext"][-1] == "≥ 5.00"
    assert drawn["text"][-1][-1] == "900"


def test_present_values_floor_and_best_baseline_are_told(work_host: WorkHost) -> None:
    at = swept(work_host, lowest=(0.01, 16))
    settings = Settings().change(units=3)
    _, score = best_baseline(settings, load_series(settings.data)) or ("", 0.0)
    assert f"at the present values: best baseline: AR {measured(score)}, noise floor 0.100." in text_of(at)
    mark = figure(at, "sweep_picture")["layout"]["shapes"][-1]
    # A learning rate of 0.001 is the third, and 3 units stand between 1 and 4, nearer to 4.
    assert (mark["x0"] + mark["x1"]) / 2 == pytest.approx(2)
    assert (mark["y0"] + mark["y1"]) / 2 == pytest.approx(np.log(3) / np.log(4))
    assert "now: Learning rate 0.001, Units 3" in [trace["name"] for trace in figure(at, "sweep_picture")["data"]]


def test_a_click_on_a_cell_takes_both_values_and_the_picture_stays(work_host: WorkHost) -> None:
    at = swept(work_host, lowest=(0.01, 16))
    before = cells(at)
    plan = section.plan_grid(at.session_state[slots.SETTINGS.key], load_series(Settings().data), ("lr", "units"))
    taken: list[tuple[float, float]] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(section, "_change", lambda plan, pair: taken.append(pair))
        # A mark that is clicked is no cell.
        section._picked(plan, {"name": "lowest", "x": 3, "y": 2.3})
        section._picked(plan, {"name": CELLS, "x": 3, "y": 2})
    assert taken == [(0.01, 16)]
    at.selectbox(key="sweep_take_lr_of_two").set_value(0.01).run()
    at.selectbox(key="sweep_take_units_of_two").set_value(16).run()
    press(at, "sweep_take_go")
    settings = at.session_state[slots.SETTINGS.key]
    assert (settings.training.learning_rate, settings.network.units) == (0.01, 16)
    assert cells(at) == before
    assert figure(at, "sweep_picture")["layout"]["shapes"][0]["x0"] == pytest.approx(3 - 0.48)
    assert at.button(key="sweep_take_go").disabled
    assert len(work_host.all) == len(PAIRS)
    assert (query(at)["lr"], query(at)["units"]) == ("0.01", "16")


def test_the_chart_answers_whether_it_moves_or_stands_still(work_host: WorkHost) -> None:
    at = press(opened_on(), "sweep_go")
    end(work_host, work_host.all[0], 2.0)
    at.run()
    (sheet,) = (json.loads(c.proto.json) for c in components(at) if "sweep_picture" in c.proto.json)
    assert sheet["items"]["sweep_picture"]["answers"] is True
    for job in work_host.all[1:]:
        end(work_host, job, 1.0)
    at.run()
    still = next(json.loads(c.proto.json) for c in components(at) if "sweep_picture" in c.proto.id)
    assert still["answers"] is True


def test_a_pair_that_cannot_be_trained_is_named_marked_and_not_to_be_taken(work_host: WorkHost) -> None:
    at = opened_on("window", "layers")
    (box,) = (one for one in at.expander if one.label.startswith("Left out"))
    assert box.label == "Left out: 3 pairs"
    told = " ".join(one.value for one in box.markdown)
    assert "**Window 500 and Layers 1; " in told
    assert "no complete window" in told
    press(at, "sweep_go")
    assert len(work_host.all) == 12
    end(work_host, work_host.all[0], 1.0)
    at.run()
    assert marked(at, "cannot be trained") == list(itertools.product((4,), (0, 1, 2)))
    assert "the one for your present window" in moving_text(at)
    at.selectbox(key="sweep_take_window_of_two").set_value(500).run()
    assert at.button(key="sweep_take_go").label == "This pair cannot be trained"
    assert at.button(key="sweep_take_go").disabled


def test_a_diverged_pair_is_crossed_and_named(work_host: WorkHost) -> None:
    at = press(opened_on(), "sweep_go")
    *others, last = work_host.all
    for job in others:
        end(work_host, job, 1.0)
    first, *rest = trained(last)
    broken = replace(first, validation={**first.validation, "rmse": np.nan})
    work_host.end(last, "done", (broken, *rest))
    at.run()
    assert not at.exception
    assert marked(at, "ended without a number") == [(5, 4)]
    assert cells(at)["z"][4][5] is None
    assert "**Crossed: Learning rate 1 and Units 256.**" in text_of(at)


def test_too_many_hours_are_refused_in_a_sentence(work_host: WorkHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "MAX_HOURS", 20 / 3600)
    at = opened_on()
    assert "These 90 trainings would take about" in warned(at)
    assert "sweep_go" not in keys(at)


def test_a_stop_keeps_what_was_found_and_only_the_rest_trains_again(work_host: WorkHost) -> None:
    at = press(opened_on(), "sweep_go")
    for job in work_host.all[:2]:
        end(work_host, job, 1.0)
    work_host.begin(work_host.all[2], 0.5)
    press(press(at.run(), "sweep_pause"), "sweep_stop")
    assert set(work_host.commands) == {"pause", "stop"}
    for job in work_host.all[2:]:
        work_host.end(job, "stopped")
    at.run()
    assert "**2 of 30 pairs are done.**" in text_of(at)
    press(at, "sweep_go")
    assert {pair_of(job) for job in work_host.all[len(PAIRS) :]} == {*PAIRS} - {(RATES[0], 1), (RATES[1], 1)}


def test_what_a_sweep_of_one_knob_has_trained_is_not_trained_again(work_host: WorkHost) -> None:
    at = press(opened("Sweep", units="4"), "sweep_go")
    for job in work_host.all:
        end(work_host, job, 1.0)
    before = len(work_host.all)
    at.selectbox(key="sweep_second").set_value("units").run()
    assert len([z for z in cells(at)["z"][1] if z is not None]) == len(RATES)
    press(at, "sweep_go")
    assert len(work_host.all) - before == len(PAIRS) - len(RATES)


def test_a_reload_finds_both_knobs_and_the_sweep(work_host: WorkHost) -> None:
    press(opened_on("lr", "dropout"), "sweep_go")
    end(work_host, work_host.all[1], 2.0)
    again = opened("Sweep")
    assert (again.selectbox(key="sweep_knob").value, again.selectbox(key="sweep_second").value) == ("lr", "dropout")
    assert sum(z is not None for row in cells(again)["z"] for z in row) == 1


def test_a_link_names_both_knobs(work_host: WorkHost) -> None:
    link = {"at.section": "sweep", "at.knob": "units", "at.second": "lr"}
    at = follow("experiments", **link)
    assert (at.selectbox(key="sweep_knob").value, at.selectbox(key="sweep_second").value) == ("units", "lr")
    assert query(at) == link
    # The first knob in the second's place is one knob alone.
    at.selectbox(key="sweep_knob").set_value("lr").run()
    assert at.selectbox(key="sweep_second").value == "none"
    assert query(at) == {"at.section": "sweep"}
    # This browser has swept two knobs, and the door on Train asks for one.
    follow("experiments", **link)
    at = follow("experiments", **{**link, "at.knob": "dropout", "at.second": "none"})
    assert (at.selectbox(key="sweep_knob").value, at.selectbox(key="sweep_second").value) == ("dropout", "none")
    assert query(at) == {"at.section": "sweep", "at.knob": "dropout"}
    at = follow("experiments", **{**link, "at.second": "season"})
    assert "at.second=season" in warned(at)


@pytest.mark.parametrize(("first", "second"), [*itertools.pairwise(KNOBS)])
def test_every_knob_can_be_swept_with_another_and_drawn(work_host: WorkHost, first: str, second: str) -> None:
    at = press(opened_on(first, second, optimizer="sgd", transform="seasonal", length="400"), "sweep_go")
    for job in work_host.all:
        end(work_host, job, 1.0)
    at.run()
    assert not at.exception
    assert sum(z is not None for row in cells(at)["z"] for z in row) == len(work_host.all) >= 9


def test_classes_are_judged_by_cross_entropy_without_a_baseline(work_host: WorkHost) -> None:
    at = press(opened_on("lr", "dropout", task="direction"), "sweep_go")
    for job in work_host.all:
        work_host.end(job, "done", trained(job))
    at.run()
    assert not at.exception
    assert cells(at)["colorbar"]["title"]["text"] == "validation Cross-entropy (nats)"
    assert "best baseline" not in text_of(at)
    assert "**Lowest at Learning rate " in text_of(at)


def test_where_no_pair_can_be_trained_there_is_no_start(work_host: WorkHost) -> None:
    at = opened("Sweep", series="counter", horizon="0", transform="level", scaling="none", network="tcn")
    at.selectbox(key="sweep_second").set_value("units").run()
    assert not at.exception
    assert "sweep_go" not in keys(at)
    assert any("choose lstm, gru or rnn" in one.value for one in at.expander[-1].markdown)
