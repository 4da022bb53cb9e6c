"""An entry without a picture of its own gets one that follows from what it is."""

import json
from itertools import pairwise

import numpy as np
import pytest

from lstm_core.diagnostics import CHECKS, Finding, Severity
from lstm_core.evaluation import BASELINES
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.doctor_examples import CASES, examine
from ui.charts import doctor, results
from ui.charts.results import baseline
from ui.format.palette import colors
from ui.format.text import text_exists


def test_a_check_without_a_picture_draws_its_evidence() -> None:
    evidence = {"truth": np.arange(3.0), "inside": np.array([True, False, True]), "names": np.array(["a", "b", "c"])}
    finding = Finding("new", Severity.NOTE, 1.0, 0.0, evidence)
    figure, alt = doctor.evidence(finding, "light", load_series(Settings().data))
    assert [trace["name"] for trace in figure["data"]] == ["truth", "inside"]
    one, other = (trace["line"] for trace in figure["data"])
    assert one["color"] == other["color"] == colors("light")["prediction"]
    assert one["dash"] != other["dash"]
    assert "truth, inside" in alt
    assert json.dumps(figure)


def test_every_picture_of_the_doctor_belongs_to_a_check() -> None:
    assert set(doctor.PICTURES) <= set(CHECKS)


def test_the_looks_of_baselines_do_not_run_out() -> None:
    assert np.gcd(len(results._DASHES), len(results._MARKS)) == 1
    assert len(set(results._DASHES)) == len(results._DASHES)
    assert len(set(results._MARKS)) == len(results._MARKS)
    assert results.PREDICTED not in results._MARKS


@pytest.mark.parametrize(("key", "dash", "mark"), [
    ("persistence", "dot", "square"), ("seasonal_naive", "dashdot", "x"), ("drift", "longdash", "cross"),
    ("mean", "longdashdot", "triangle-down"), ("ar", "dash", "triangle-up"), ("holt_winters", "2px 6px", "star"),
    ("sarima", "10px 3px 2px 3px", "pentagon"),
])  # fmt: skip
def test_baselines_look_as_learners_know_them(key: str, dash: str, mark: str) -> None:
    trace = baseline([0, 1], np.zeros(2), key, BASELINES[key].title, "#000000")
    assert (trace["line"]["dash"], trace["marker"]["symbol"]) == (dash, mark)


def test_the_walk_has_the_words_of_every_page() -> None:
    from ui.format.pages import PAGES, WALK

    assert tuple(WALK) == PAGES
    for one, other in pairwise(PAGES):
        assert WALK[one].icon != WALK[other].icon
    assert all(text_exists(f"{name}/question") for name in PAGES if name != "gates")


def test_the_names_of_the_parts_do_not_run_into_each_other() -> None:
    run = CASES["clock"][0]()
    figure, _ = doctor.PICTURES["clock"](examine(run)["clock"], "light", run.series)
    heights = [note.get("yshift", 0) for note in figure["layout"]["annotations"]]
    assert abs(heights[0] - heights[1]) >= 13
