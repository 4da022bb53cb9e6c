"""Numbers that stand in two places, on two pages or in two sentences of one, are the same number."""

import re

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.diagnostics import doctor
from lstm_core.evaluation import evaluate, rank
from lstm_core.host.messages import End, Progress, QueuePosition
from lstm_core.recommend import recommend
from lstm_core.runs.run import Run
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.doctor_cases import foretold, history, wave
from tests.support.examples import random_weights
from tests.support.pages.results import figure, opened, section, text_of
from tests.support.pages.train import PlayedHost, open_train, press, report, texts, weights_for
from ui.format.markup import table_html
from ui.format.pages import path
from ui.format.text import measured
from ui.results.context import NAMES
from ui.results.doctor import paragraphs
from ui.state import server, session, slots
from ui.widgets.settings import option_label

NUMBER = r"([\d.,]+\d|\d)"
PER_CENT = rf"{NUMBER}\s% (higher|lower)"
# Series and preparations that are told of in different ways.
SERIES = {
    "the sine": {}, "airline passengers": {"series": "airpassengers"}, "a random walk": {"series": "random_walk"},
    "sunspots, two years ahead": {"series": "sunspots", "horizon": 2}, "an AR(2)": {"series": "ar2"},
    "a price that is not read": {"series": "stock", "features": ("volume",)},
}  # fmt: skip
RUNS = {
    "the sine": {}, "airline passengers": {"series": "airpassengers", "window": 12},
    "a trend, four outputs": {"series": "trend_season", "horizon": 4},
    "a walk, recursive": {"series": "random_walk", "horizon": 3, "strategy": "recursive", "transform": "difference"},
}  # fmt: skip


def untrained(settings: Settings) -> Run:
    """A run with random weights: its numbers are bad, and all different."""
    series = load_series(settings.data)
    return Run(settings, series, history(), {50: random_weights(settings, len(series.features))})


def words(at: AppTest) -> str:
    return "\n".join(element.value for kind in (at.markdown, at.caption) for element in kind)


def only(pattern: str, text: str) -> str:
    """The one number that the pattern finds, however often."""
    found = {match if isinstance(match, str) else match[0] for match in re.findall(pattern, text)}
    assert len(found) == 1, (pattern, found)
    return found.pop()


@pytest.mark.parametrize("name", SERIES)
def test_explore_prepare_and_the_doctor_suggest_one_window(name: str, visit) -> None:
    query = Settings().change(**SERIES[name]).to_query()
    explore = visit("explore", **query)
    suggested = int(only(rf"(?:Suggested window: |usual one has ){NUMBER} steps", words(explore)))
    assert explore.button(key="use_window").label.endswith(f"= {suggested}")
    prepare = visit("prepare", **query)
    told = re.findall(r"\*\*Window (\d+):\*\*", words(prepare))
    assert {int(window) for window in told} <= {suggested}
    prepare.button(key="use_recommended").click().run()
    assert prepare.session_state[slots.SETTINGS.key].preparation.window == suggested
    prepare.switch_page(path("explore")).run()
    assert prepare.button(key="use_window").label == f"Window {suggested} is in use"


@pytest.mark.parametrize("key", ["airpassengers", "random_walk", "trend_season"])
def test_one_transform_is_suggested_where_the_level_wanders(key: str, visit) -> None:
    explored = only(r"On the Prepare page, try \*([^*]+)\*", words(visit("explore", series=key)))
    app = visit("prepare", series=key)
    warned = re.findall(r"Try the transform \*([^*]+)\*", "\n".join(warning.value for warning in app.warning))
    assert set(warned) <= {explored}
    app.button(key="use_recommended").click().run()
    chosen = app.session_state[slots.SETTINGS.key].preparation.transform
    assert option_label("transform", chosen).lower() == explored.lower()
    run = untrained(Settings().change(series=key))
    fixes = {f.fix["transform"] for f in doctor(run) if f.key in ("outside_range", "unit_root")}
    assert fixes == {chosen}


def test_the_doctors_window_is_the_suggested_one() -> None:
    # White noise on top of a rule that reaches farther back than two steps.
    run = foretold(wave(400, 20, 0.1), lambda y, times: y[times] - 0.3 * np.sin(times), window=2)
    fixes = {finding.key: finding.fix for finding in doctor(run) if "window" in finding.fix}
    assert "structure_left" in fixes
    wanted = recommend(run.series).preparation.window
    assert wanted > 2
    assert {key: fix["window"] for key, fix in fixes.items()} == dict.fromkeys(fixes, wanted)


@pytest.mark.parametrize("name", RUNS)
def test_one_rmse_of_the_test_part(name: str) -> None:
    run = untrained(Settings().change(**RUNS[name]))
    at = opened(run)
    shown = at.metric[-1].value
    verdict = next(element.value for element in at.markdown if element.value.startswith("## "))
    assert re.search(rf"network(?:'s RMSE is)? {re.escape(shown)}\b", verdict), verdict
    assert only(rf"RMSE {NUMBER} against", words(at)) == shown
    for finding in doctor(run):
        for told in re.findall(rf"network's RMSE is {NUMBER},", " ".join(paragraphs(finding))):
            assert told == shown
    table = section("Baselines", at).table[0].value
    assert table.loc["network", "RMSE"].removeprefix("▲ ") == shown
    if run.settings.preparation.horizon == 1:
        bars = figure(section("Errors", at), "results_echo")["data"][0]
        assert bars["text"][list(bars["x"]).index(0)] == shown
        np.testing.assert_allclose(bars["y"][list(bars["x"]).index(0)], run_rmse(run), rtol=1e-5)


def run_rmse(run: Run) -> float:
    times = run.prepared.test.times
    return float(np.sqrt(np.mean((run.series.y[times] - run.predict("test")) ** 2)))


@pytest.mark.parametrize("name", RUNS)
def test_one_gap_to_a_baseline_is_told_in_one_way(name: str) -> None:
    run = untrained(Settings().change(**RUNS[name]))
    at, evaluation = opened(run), evaluate(run)
    ours = evaluation.metrics["test"]["rmse"]
    gaps = {}
    for key, metrics in evaluation.baseline_metrics.items():
        over = 100 * (ours / metrics["test"]["rmse"] - 1)
        gaps[NAMES[key]] = f"{measured(abs(over)).rstrip('.')} % {'higher' if over > 0 else 'lower'}"
    assert _same(at.metric[1].value, gaps["AR"])
    texts = [*words(at).split("\n"), *(part for finding in doctor(run) for part in paragraphs(finding))]
    told = 0
    for sentence in (one for text in texts for one in re.split(r"(?<=\.) ", text)):
        sentence = sentence.replace("Repeating it", "persistence").replace("Persistence", "persistence")
        match, named = re.search(PER_CENT, sentence), [name for name in gaps if re.search(rf"\b{name}\b", sentence)]
        if match and named and "RMSE" in sentence and "−0.21" not in sentence:
            told += 1
            assert any(_same(match.group(0), gaps[name]) for name in named), sentence
    assert told
    assert not re.search(r"times (?:as much\b|its error|that of AR or)", " ".join(texts))


def _same(shown: str, exact: str) -> bool:
    """Whether both say one gap; trailing zeros are left out of a sentence's percentage."""
    (one, side), (other, its_side) = (re.sub(r"\s%", "", text).split() for text in (shown, exact))
    return side == its_side and float(one.replace(",", "")) == float(other.replace(",", ""))


@pytest.mark.parametrize("name", RUNS)
def test_what_may_be_chance_is_not_called_certain(name: str) -> None:
    at = opened(untrained(Settings().change(**RUNS[name])))
    verdict = next(element.value for element in at.markdown if element.value.startswith("## "))
    found = rank(evaluate(at.session_state[slots.LOADED.key]))
    assert ("perhaps by chance" in verdict) != found.certain
    if not found.certain:
        assert f"than that of {NAMES[found.against]}. With" in words(at)
        assert "look for the cause" not in verdict


@pytest.mark.parametrize("name", RUNS)
def test_train_and_results_tell_one_validation_error(name: str, played_host: PlayedHost) -> None:
    settings = Settings().change(**RUNS[name])
    at = press(open_train(settings.to_query()), "go")
    job = played_host.newest
    job.receive(QueuePosition(job.id, -1))
    for epoch in range(3):
        # Weights of 0 predict 0, and so does what the training reports.
        job.receive(Progress(job.id, report(job, epoch), weights_for(job), keep=True))
    job.receive(End(job.id, "done", weights_for(job)))
    at.run()
    said = texts(at)
    told = only(rf"validation part is now {NUMBER}", said)
    at.query_params.clear()
    at.switch_page(path("results")).run()
    at.segmented_control(key="results_section").set_value("Baselines").run()
    at.segmented_control(key="results_table_part").set_value("validation").run()
    shown = at.table[0].value.loc["network", "RMSE"].removeprefix("▲ ")
    if settings.preparation.recurses:
        assert "one step ahead (RMSE)" in said
    else:
        assert told == shown


def test_the_floor_is_one_number_on_data_and_results(visit) -> None:
    floor = only(rf"misses by about \*\*{NUMBER}\*\*", words(visit("data")))
    assert only(rf"misses on average: \*\*{NUMBER}\*\*", words(opened())) == floor


def test_the_rolling_interval_rests_on_as_many_residuals_as_there_are() -> None:
    run = untrained(Settings())
    validation, test = len(run.prepared.validation), len(run.prepared.test)
    text = words(section("Intervals", opened(run)))
    assert (validation, test) == (32, 40)
    assert f"{validation} at the first point of the test part, {validation + test - 1} at the last" in text


def test_as_many_sets_of_weights_are_kept_as_is_said(visit) -> None:
    run = untrained(Settings().change(epochs=60))
    kept = dict.fromkeys(range(61), run.snapshots[50])
    at = opened(Run(run.settings, run.series, history(np.linspace(1, 0.1, 61)), kept))
    at.switch_page(path("gates")).run()
    at.session_state[slots.GATES_TAB.key] = "Over the epochs"
    text = text_of(at.run())
    assert int(only(rf"this run kept {NUMBER} epochs", text)) == 1 + 60
    assert "the weights at its start and at most 60 sets after it" in text


def test_the_share_inside_an_interval_is_one_number() -> None:
    at = section("Intervals", opened(untrained(Settings().change(horizon=3))))
    share = at.table[0].value.loc["MC dropout", "truth inside"]
    assert f"holds {share} of the truth" in words(at)


def written(at: AppTest) -> pd.DataFrame:
    """The first data frame as the browser shows it."""
    shown = at.dataframe[0].proto.arrow_data.styler.display_values
    columns = list(at.dataframe[0].value)
    return pd.DataFrame(pa.ipc.open_stream(shown).read_pandas().to_numpy(), columns=columns)


def test_experiments_and_results_write_one_rmse(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "token", lambda: "shared numbers")
    run = untrained(Settings().change(lr=0.002))
    at = opened(run)
    told = at.metric[-1].value
    session.kept().keep(run, "mine")
    session.kept().keep(untrained(Settings()), "other")
    at.switch_page(path("experiments")).run()
    at.segmented_control(key="runs_part").set_value("test").run()
    rows = written(at)
    assert told in list(rows["RMSE"])
    # A setting keeps no zeros that say nothing.
    assert "0.002" in list(rows["Learning rate"])


def test_a_table_of_trials_writes_its_scores_as_the_sentence_does() -> None:
    frame = pd.DataFrame({"Mean RMSE": [0.14, 0.14312, np.nan]})
    shown = table_html(frame, index=False, formats={"Mean RMSE": measured})
    assert [cell for cell in ("0.140", "0.143", "–") if f">{cell}<" in shown] == ["0.140", "0.143", "–"]
    drawn = AppTest.from_function(_trials, default_timeout=60).run()
    assert list(written(drawn)["Mean RMSE"]) == ["0.140", "0.143", "–"]


def _trials() -> None:
    import pandas as pd

    from ui.format.text import measured
    from ui.widgets.sheet import StillSheet

    frame = pd.DataFrame({"Mean RMSE": [0.14, 0.14312, float("nan")]})
    StillSheet("light").grid(frame, "trials", "Three trials.", {"Mean RMSE": measured})
