"""The doctor on the Results page: list, pictures, fixes, and what it counts."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import ttest_rel
from streamlit.testing.v1 import AppTest

from lstm_core.diagnostics import CHECKS, doctor
from lstm_core.diagnostics.forecast import RECIPE
from lstm_core.evaluation import evaluate
from lstm_core.experiments.comparison import VERDICTS
from lstm_core.host.messages import End
from lstm_core.recommend import recommend
from lstm_core.runs.run import Run
from lstm_core.settings import Settings, specs
from tests.support.doctor_cases import foretold, near_truth, walk, wave
from tests.support.doctor_examples import CASES, copy, examine
from tests.support.pages.experiments_seeds import finish, trained
from tests.support.pages.page import components
from tests.support.pages.results import opened, text_of
from tests.support.pages.train import PlayedHost, begin, open_train, press, sent, weights_for
from tests.support.pages.works import WorkHost
from ui.charts.doctor import PICTURES, changes, shifted
from ui.format.pages import path
from ui.format.text import measured, p_value, text, text_exists
from ui.results.doctor import WORDS, paragraphs
from ui.results.tried import TRIED, Tried
from ui.state import slots

TEXTS = Path(__file__).parents[3] / "ui" / "text" / "doctor"


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
    assert at.session_state[slots.SETTINGS.key] == run.settings.change(**first.fix)
    assert at.session_state[slots.SETTINGS.key].network.units == first.fix.get("units", 7)


def misses(validation: float, test: float):
    """A forecast whose RMSE is `validation` on the validation part and `test` on the test part, of 400 points."""
    boundary = foretold(wave()).prepared.boundaries[1]
    return lambda y, times: y[times] + np.where(times < boundary, validation, test)


def after_fix(before, after, fix: dict[str, object]) -> AppTest:
    """Results after a fix that led from one forecast to another."""
    run = foretold(wave(), before)
    at = opened(run)
    tried = Tried(run.settings, run.settings.change(**fix), "a change", evaluate(run).metrics["validation"]["rmse"])
    at.session_state[TRIED.key] = tried
    at.session_state[slots.LOADED.key] = foretold(wave(), after, **fix)
    at.run()
    assert not at.exception
    return at


def verdict_of(at: AppTest) -> str:
    """What the doctor says of the fix."""
    texts = [element.value for element in at.markdown]
    return texts[next(i for i, words in enumerate(texts) if "You tried" in words) + 1]


def test_a_fix_is_judged_by_the_validation_part_alone(work_host: WorkHost) -> None:
    # Validation gets worse and the test part much better: the sentence must not know of the latter.
    words = verdict_of(after_fix(misses(0.112, 0.777), misses(0.116, 0.111), {"dropout": 0.1}))
    assert "was 0.112 and is 0.116 now, 3.57\N{NO-BREAK SPACE}% higher" in words
    assert "That says nothing yet" in words
    assert not any(number in words for number in ("0.777", "0.111", "better"))


@pytest.mark.parametrize(
    ("fix", "says"),
    [
        ({"dropout": 0.1}, "cannot tell for this series"), ({"seed": 5}, "Only the seed differs"),
        ({"split": "random"}, "at least one of them leaks"), ({"validation": 0.1}, "same points"),
    ],
)  # fmt: skip
def test_what_one_run_each_can_say_of_a_fix(fix, says: str, work_host: WorkHost) -> None:
    at = after_fix(misses(0.2, 0.2), misses(0.1, 0.2), fix)
    assert says in verdict_of(at)
    assert ("doctor_tried_go" in [b.key for b in at.button]) == ("dropout" in fix)


@pytest.mark.parametrize(
    ("shift", "says"),
    [(5.0, "On this validation part the change does harm"), (-5.0, "On this validation part the change helps")],
)
def test_seeds_of_both_decide(shift: float, says: str, work_host: WorkHost) -> None:
    at = after_fix(misses(0.2, 0.2), misses(0.1, 0.1), {"network": "gru"})
    at.button(key="doctor_tried_go").click().run()
    assert [job.arguments["seeds"] for job in work_host.all] == [(0, 1, 2, 3, 4), (0, 1, 2, 3, 4), (5,), (5,)]
    finish(work_host, {"gru": shift})
    at.run()
    assert not at.exception
    assert says in text_of(at)
    assert "doctor_tried_go" not in [b.key for b in at.button]
    results = [[one for job in work_host.all if job.arguments["settings"].network.kind == kind for one in job.result]
               for kind in ("lstm", "gru")]  # fmt: skip
    a, b = (np.array([one.validation["rmse"] for one in side]) for side in results)
    assert f"RMSE was {measured(a.mean())} before and is {measured(b.mean())} after" in text_of(at)
    assert p_value(ttest_rel(b, a).pvalue) in text_of(at)
    assert "It speaks of these 64 windows" in text_of(at)


def test_a_difference_inside_the_scatter_is_called_so(work_host: WorkHost) -> None:
    at = after_fix(misses(0.2, 0.2), misses(0.1, 0.1), {"dropout": 0.1})
    at.button(key="doctor_tried_go").click().run()
    for job in work_host.all:
        found = trained(job)
        if job.arguments["settings"].network.dropout:
            # The same scores, dealt to other seeds: every difference is scatter.
            scores = [one.validation for one in trained(work_host.all[0])] + [
                one.validation for one in trained(work_host.all[2])
            ]
            found = tuple(replace(one, validation=scores[(one.seed + 1) % 6]) for one in found)
        work_host.end(job, "done", found)
    at.run()
    assert "No difference beyond the scatter of the seeds" in text_of(at)


def test_a_reload_finds_what_was_tried(work_host: WorkHost) -> None:
    run = foretold(walk(), copy, units=7)
    at = opened(run)
    fix = dict(doctor(run)[0].fix)
    button(at).click().run()
    again = opened(foretold(walk(), copy, **{"units": 7} | fix))
    assert "You tried" in text_of(again)


def test_every_run_of_the_learners_on_a_series_counts_as_a_look() -> None:
    at = opened(foretold(wave(), near_truth(0.1), window=20))
    for number, window in ((2, 19), (3, 18), (3, 18)):
        at.session_state[slots.LOADED.key] = foretold(wave(), near_truth(0.1), window=window)
        at.run()
        assert f"test score of {number} runs" in " ".join(labels(at))
    # Another series starts anew.
    at.session_state[slots.LOADED.key] = foretold(wave(), near_truth(0.1), window=20, noise_seed=3)
    at.run()
    assert not any("test score of" in label for label in labels(at))


def test_the_shipped_run_is_no_look_of_the_learners() -> None:
    at = opened()
    assert slots.DOCTOR_LOOKS.key not in at.session_state
    assert not at.exception


def test_the_doctor_waits_for_a_training_that_runs(played_host: PlayedHost) -> None:
    at = press(open_train(), "go")
    begin(played_host.newest, 2)
    at.query_params.clear()
    at.switch_page(path("results")).run()
    assert not at.exception
    assert text("doctor/wait") in text_of(at)
    watched = sent(at)["watch_doctor"]
    assert (watched["topics"], watched["stages"]) == ([played_host.newest.id], ["active"])
    played_host.newest.receive(End(played_host.newest.id, "stopped", weights_for(played_host.newest)))
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
    ours = {"intro", "nothing", "found", "wait", "levels", "shift"}
    ours |= {"tried", *(f"tried_{why}" for why in ("inside", "outside", "leak", "seed", "points", "broken"))}
    ours |= {f"tried_{key}" for key in VERDICTS if key not in ("one_run", "too_few")}
    ours |= {"worse_than_baseline_as_is"}
    assert {file.stem for file in TEXTS.glob("*.md")} == set(CHECKS) | ours
    assert {file.stem for file in (TEXTS / "asked").glob("*.md")} == set(CHECKS)
    assert text("doctor/intro")


def test_settings_that_are_in_use_are_not_recommended_again() -> None:
    first = foretold(wave(), near_truth(0.2))
    at = opened(first)
    assert "Take the settings that are recommended" in text_of(at)
    wanted = recommend(first.series, 1)
    at = opened(foretold(wave(), near_truth(0.2), **{key: wanted.get(key) for key in RECIPE}))
    assert labels(at)[0].endswith("higher")
    assert "Take the settings that are recommended" not in text_of(at)
    assert "the run has these settings already" in text_of(at)
