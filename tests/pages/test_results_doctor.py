"""The doctor on the Results page: list, pictures, fixes, and what it counts."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.doctor import CHECKS, doctor
from lstm_core.host.messages import End
from lstm_core.run import Run
from lstm_core.settings import Settings, specs
from tests.core.doctor_cases import foretold, near_truth, walk, wave
from tests.core.test_doctor_checks import CASES, copy, examine
from tests.pages.conftest import components
from tests.pages.test_results import opened, text_of
from tests.pages.test_train import PlayedHost, begin, host, open_train, press, sent, weights_for  # noqa: F401
from ui.charts.doctor import PICTURES, changes, shifted
from ui.results_doctor import WORDS, paragraphs
from ui.text import text, text_exists
from ui.walk import path

TEXTS = Path(__file__).parents[2] / "ui" / "text" / "doctor"


def labels(at: AppTest) -> list[str]:
    return [e.label for e in at.expander if "·" in e.label]


def button(at: AppTest):
    return next(b for b in at.button if b.label.startswith("Try this"))


def test_findings_stand_worst_first_and_only_the_first_is_open() -> None:
    run = foretold(walk(), copy)
    findings = doctor(run)
    at = opened(run)
    assert [label.split("**")[1] for label in labels(at)] == [WORDS[f.severity] for f in findings]
    assert len([c for c in components(at) if "doctor_" in c.proto.id]) == 1
    assert "What to try." in text_of(at)
    assert text_of(at).count("What to try.") == 1
    assert f"{len(CHECKS)} questions; {len(findings)} findings" in text_of(at)
    key = button(at).key
    assert button(at.run()).key == key, "examined once"


def test_nothing_found_is_said_with_what_was_examined() -> None:
    at = opened(foretold(wave(), near_truth(0.1), window=20))
    assert "Nothing found" in at.success[0].value
    assert str(len(CHECKS)) in at.success[0].value
    assert not labels(at)


def test_a_fix_changes_the_runs_settings_and_leads_to_train() -> None:
    run = foretold(walk(), copy, units=7)
    first = doctor(run)[0]
    at = opened(run)
    button(at).click().run()
    assert not at.exception
    assert at.title[0].value == "Train"
    assert at.session_state["lab_settings"] == run.settings.change(**first.fix)
    assert at.session_state["lab_settings"].network.units == first.fix.get("units", 7)

    # Trained with that change, the next run is set beside the one before.
    at.session_state["lab_loaded"] = foretold(walk(), lambda y, times: y[times - 1], **{"units": 7} | dict(first.fix))
    at.switch_page(path("results")).run()
    assert not at.exception
    assert "You tried" in at.info[-1].value
    assert "on the same test part: better." in at.info[-1].value


def test_every_run_of_the_learners_on_a_series_counts_as_a_look() -> None:
    at = opened(foretold(wave(), near_truth(0.1), window=20))
    for number, window in ((2, 19), (3, 18), (3, 18)):
        at.session_state["lab_loaded"] = foretold(wave(), near_truth(0.1), window=window)
        at.run()
        assert f"test score of {number} runs" in " ".join(labels(at))
    # Another series starts anew.
    at.session_state["lab_loaded"] = foretold(wave(), near_truth(0.1), window=20, noise_seed=3)
    at.run()
    assert not any("test score of" in label for label in labels(at))


def test_the_shipped_run_is_no_look_of_the_learners() -> None:
    at = opened()
    assert "doctor_looks" not in at.session_state
    assert not at.exception


def test_the_doctor_waits_for_a_training_that_runs(host: PlayedHost) -> None:  # noqa: F811
    at = press(open_train(), "go")
    begin(host.newest, 2)
    at.query_params.clear()
    at.switch_page(path("results")).run()
    assert not at.exception
    assert text("doctor/wait") in text_of(at)
    watched = sent(at)["watch_doctor"]
    assert (watched["topics"], watched["stages"]) == ([host.newest.id], ["active"])
    host.newest.receive(End(host.newest.id, "stopped", weights_for(host.newest)))
    at.run()
    assert text("doctor/wait") not in text_of(at)
    assert labels(at)


def test_the_doctor_works_where_the_numbers_broke() -> None:
    at = opened(foretold(walk(), lambda y, times: np.full(times.shape, np.nan)))
    assert labels(at)[0].startswith("**Error**")
    assert not at.exception


@pytest.mark.parametrize("key", CHECKS)
def test_every_finding_has_its_words_and_picture(key: str) -> None:
    finding = examine(CASES[key][0]())[key]
    words = paragraphs(finding)
    assert "{" not in "".join(words)
    assert len(words) == 5, "title, what, why, threshold, what to try"
    assert words[3].startswith("Threshold")
    assert not re.search(r"\b1 (steps|targets|updates|epochs|lags|windows)|not a number", "".join(words))
    assert text_exists(f"doctor/asked/{key}")
    made = CASES[key][0]()
    run: Run = made[0] if isinstance(made, tuple) else made
    if key in ("echo", "limit"):
        figure = shifted(finding, "dark", run.series, 2)
        truth, moved = figure["data"][0]["y"], figure["data"][2]["y"]
        assert len(truth) == len(moved)
        np.testing.assert_allclose(moved[:-2], finding.evidence["prediction"][2:], rtol=1e-4)
        assert json.dumps(changes(finding, "light", run.series))
    elif key != "looks":
        figure, alt = PICTURES[key](finding, "light", run.series)
        assert json.dumps(figure)
        assert alt
    for setting in finding.fix:
        assert setting in specs()
        assert Settings().get(setting) is not None


def test_no_text_is_left_over() -> None:
    ours = {"intro", "nothing", "found", "wait", "tried", "levels", "shift"}
    assert {file.stem for file in TEXTS.glob("*.md")} == set(CHECKS) | ours
    assert {file.stem for file in (TEXTS / "asked").glob("*.md")} == set(CHECKS)
    assert text("doctor/intro")
