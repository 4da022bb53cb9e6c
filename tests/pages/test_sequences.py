"""A set of separate sequences: so many in a picture as can be told apart, and nothing offered that it refuses."""

import numpy as np
import pytest

from lstm_core.interpretation.activity import over_steps, stretches
from lstm_core.models.forward import gates
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.runs.shipped import COUNTER
from lstm_core.series import GENERATORS, load_series
from lstm_core.settings import Settings
from tests.support.examples import random_run
from tests.support.pages import gates as gates_page
from tests.support.pages.page import follow, warned
from tests.support.pages.results import figure, opened, text_of
from ui.format.text import text
from ui.state.server import COUNTS

EACH = 50


@pytest.fixture(scope="module")
def counter() -> Run:
    return load_run(COUNTS)


def captions(at) -> str:
    return "\n".join(caption.value for caption in at.caption)


def test_results_begin_with_a_few_sequences_that_no_line_connects(counter: Run) -> None:
    at = opened(counter)
    many = counter.series.sequences
    assert f"The newest 6 of {many} sequences, 300 of {many * EACH:,} points." in captions(at)
    drawn = figure(at, "results_overview")
    for trace in drawn["data"]:
        assert len(trace["x"]) == 6 * EACH + 5
        assert sum(value is None for value in trace["y"]) == 5
    truth = [value for value in drawn["data"][-2]["y"] if value is not None]
    np.testing.assert_allclose(truth, counter.series.y[-6 * EACH :])
    # Only the part that is in sight is named, and tinted only where there are points.
    assert [note["text"] for note in drawn["layout"]["annotations"]] == ["test"]
    assert drawn["layout"]["shapes"][0]["x0"] == (many - 6) * EACH
    at.slider(key="w_results_drawn").set_value(many).run()
    assert not at.exception
    assert f"The newest {many} of {many} sequences" in captions(at)
    names = [note["text"] for note in figure(at, "results_overview")["layout"]["annotations"]]
    assert names == ["train", "validation", "test"]


def test_one_answer_for_each_sequence_is_one_point() -> None:
    settings = (
        Settings().change(series="adding").change(**GENERATORS["adding"].suggested).change(units=3, sequences=400)
    )
    at = opened(random_run(settings, load_series(settings.data)))
    assert "The newest 300 of 400 sequences, one answer each." in captions(at)
    assert all(len(trace["x"]) == 300 for trace in figure(at, "results_overview")["data"])


def test_sections_that_need_one_long_series_are_not_offered(counter: Run) -> None:
    at = opened(counter)
    assert at.segmented_control(key="results_section").options == ["Doctor", "Errors", "Baselines"]
    assert text("results/need_order") in captions(at)
    assert not [one for one in at.segmented_control if one.key == "results_way"]
    long = opened(random_run(Settings().change(units=3), load_series(Settings().data)))
    assert len(long.segmented_control(key="results_section").options) == 6
    assert text("results/need_order") not in captions(long)


def test_a_section_that_was_open_gives_way_where_it_is_not_offered(counter: Run) -> None:
    at = opened()
    at.segmented_control(key="results_section").set_value("Intervals").run()
    at.session_state["lab_loaded"], at.session_state["lab_settings"] = counter, counter.settings
    at.run()
    assert not at.exception
    assert at.segmented_control(key="results_section").value == "Doctor"


def test_windows_that_were_put_into_parts_at_random_have_no_time() -> None:
    settings = Settings().change(units=3, split="random")
    at = opened(random_run(settings, load_series(settings.data)))
    assert at.segmented_control(key="results_section").options == ["Doctor", "Errors", "Baselines", "Backtest"]
    assert text("results/need_time") in captions(at)


def test_gates_looks_at_every_step_of_a_few_sequences(counter: Run) -> None:
    at = gates_page.opened(counter, tab="Where a unit is on")
    steps = 6 * EACH
    assert f"of {steps} steps** of the newest 6 of {counter.series.sequences} sequences" in text_of(at)
    data = figure(at, "gates_activity")["data"][0]
    assert len(data["x"]) == steps + 5
    assert sum(value is None for value in data["y"]) == 5
    at.slider(key="w_gates_drawn").set_value(2).run()
    assert f"of {2 * EACH} steps** of the newest 2" in text_of(at)


def test_a_gate_at_every_step_is_that_of_its_window(counter: Run) -> None:
    positions, values = over_steps(counter, 0, "forget", 3)
    newest = counter.prepared.test.x[-3:]
    found = gates(counter.weights, newest, counter.settings.network)[0]["forget"]
    np.testing.assert_array_equal(positions, np.arange(len(counter.series) - 3 * EACH, len(counter.series)))
    np.testing.assert_allclose(values, found.reshape(-1, 1))


def test_a_stretch_ends_with_its_sequence() -> None:
    assert stretches(np.array([48, 49, 50, 51, 60])) == [(48, 51), (60, 60)]
    assert stretches(np.array([48, 49, 50, 51, 60]), EACH) == [(48, 49), (50, 51), (60, 60)]


def test_the_end_of_the_walk_asks_about_sequences(counter: Run) -> None:
    said = text_of(gates_page.opened(counter))
    assert text("gates/lstm/try_sequences") in said
    assert "Counter with reset* on the Data page" not in said
    assert text("gates/lstm/try") in text_of(gates_page.opened())


def test_a_link_to_what_sequences_refuse_says_so() -> None:
    at = follow("results", **COUNTER.to_query(), **{"at.section": "intervals"})
    assert "choose one of doctor, errors, baselines" in warned(at)
    assert at.segmented_control(key="results_section").value == "Doctor"
