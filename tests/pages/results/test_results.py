"""The Results page: every number on it is recomputed from the run, and every kind of run gets an answer."""

import io
import re
import sys

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm
from sklearn.metrics import mean_absolute_error, r2_score, root_mean_squared_error

from lstm_core.evaluation import best_baseline, compare, diagnose, diverged, evaluate
from lstm_core.evaluation.echo import Echo
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.page import components
from tests.support.pages.results import SHIPPED, broken, figure, opened, section, text_of
from tests.support.pages.train import sent
from ui.charts.common import stamps, thin
from ui.charts.results import overview
from ui.charts.results_errors import residual_acf, residual_shape
from ui.format import predictions_csv as predictions
from ui.format.text import measured
from ui.state import slots


@pytest.fixture(scope="module")
def shipped() -> Run:
    return load_run(SHIPPED)


def test_headline_and_table_are_the_runs_own_numbers(shipped: Run) -> None:
    at = opened()
    windows = shipped.prepared.test
    truth, prediction = shipped.series.y[windows.times[:, 0]], shipped.predict("test")[:, 0]
    previous = shipped.series.y[windows.times[:, 0] - 1]
    skill = 1 - np.sum((truth - prediction) ** 2) / np.sum((truth - previous) ** 2)
    rmse = root_mean_squared_error(truth, prediction)

    ours = evaluate(shipped)
    over = 100 * (rmse / ours.baseline_metrics["ar"]["test"]["rmse"] - 1)
    beside = f"{measured(abs(over))}\N{NO-BREAK SPACE}% {'higher' if over > 0 else 'lower'}"
    assert [m.value for m in at.metric] == [measured(skill), beside, measured(rmse)]
    ar = measured(ours.metrics["test"]["skill_ar"])
    rows = section("Baselines", at).table[0].value
    plain = rows.map(lambda cell: cell.removeprefix("▲ "))
    assert list(plain.loc["network"]) == [
        measured(skill), ar, measured(rmse),
        measured(mean_absolute_error(truth, prediction)), measured(rmse**2), measured(r2_score(truth, prediction)),
        plain.loc["network", "MASE"], plain.loc["network", "sMAPE (%)"],
    ]  # fmt: skip
    assert plain.loc["persistence", "RMSE"] == measured(root_mean_squared_error(truth, previous))
    assert set(rows.index) == {"network", "persistence", "seasonal naive", "drift", "training mean", "AR"}
    assert f"noise floor, by which even the best possible forecast misses on average: **{measured(0.1)}**" in text_of(
        at
    )
    assert "shipped example" in text_of(at)
    assert "keras" not in sys.modules


def test_the_big_picture_holds_the_truth_and_the_predictions_where_they_belong(shipped: Run) -> None:
    shown = figure(opened(), "results_overview")
    lines = {trace["name"]: trace for trace in shown["data"] if trace.get("showlegend", True)}
    assert set(lines) == {"truth", "network, one-step", "persistence", "AR", "truth ± noise floor"}
    assert {lines["AR"]["line"]["dash"], lines["persistence"]["line"]["dash"]} == {"dash", "dot"}
    np.testing.assert_allclose(lines["truth"]["y"], shipped.series.y, rtol=1e-5)
    np.testing.assert_allclose(lines["persistence"]["y"][10:], shipped.series.y[9:-1], rtol=1e-5)
    np.testing.assert_allclose(lines["network, one-step"]["y"][-40:], shipped.predict("test")[:, 0], rtol=1e-5)
    assert lines["network, one-step"]["y"][:10] == [None] * 10
    assert [a["text"] for a in shown["layout"]["annotations"]] == ["train", "validation", "test"]
    assert [s["x0"] for s in shown["layout"]["shapes"]] == [0, 128, 160]


def test_another_part_shows_its_own_residuals(shipped: Run) -> None:
    at = section("Errors", opened())
    at.segmented_control(key="results_part").set_value("train").run()
    assert not at.exception
    residuals = evaluate(shipped).residuals["train"][:, 0]
    np.testing.assert_allclose(figure(at, "results_residuals")["data"][0]["y"], residuals, rtol=1e-4)
    assert f"Mean {measured(float(residuals.mean()))}" in text_of(at)


@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_several_features_layers_and_steps(activation: str) -> None:
    run = random_run(Settings().change(layers=3, units=5, horizon=4, activation=activation), table())
    at = opened(run)
    at.slider(key="w_results_step_chosen").set_value(3).run()
    assert not at.exception
    lines = {trace["name"]: trace["y"] for trace in figure(at, "results_overview")["data"]}
    times = run.prepared.test.times[:, 2]
    np.testing.assert_allclose(np.array(lines["network, 3-step"], float)[times], run.predict("test")[:, 2], rtol=1e-4)
    assert "**3-step forecast:**" in text_of(at)
    assert "your run" in text_of(at)


def test_horizon_0_is_named() -> None:
    source = table()
    series = type(source)(source.values, source.index, source.names, "a", ("b", "c"))
    assert "**Horizon 0:**" in text_of(opened(random_run(Settings().change(horizon=0, units=3), series)))


def test_a_diverged_run_is_said_and_only_the_network_is_missing(shipped: Run) -> None:
    at = opened(broken(shipped))
    assert "diverged" in at.error[0].value
    assert "**No place.**" in text_of(at)
    rows = section("Baselines", at).table[0].value
    assert set(rows.loc["network"]) == {"–"}
    assert rows.loc["persistence", "Skill"] == "0"
    assert len(components(at)) == 1, "the overview, and no picture of errors"
    assert not at.metric


def test_a_constant_series_and_a_tiny_test_part_get_sentences() -> None:
    still = sine(length=60)
    still = type(still)(np.full((60, 1), 2.0), still.index, still.names, "y", ("y",))
    at = opened(random_run(Settings().change(units=2), still))
    assert "AR cannot be fitted" in text_of(at)
    section("Baselines", at)
    assert any("Seasonal naive needs a season" in caption.value for caption in at.caption)
    tiny = random_run(Settings().change(units=2, train=0.8, validation=0.12), sine(length=60))
    assert "too few to describe" in text_of(section("Errors", opened(tiny)))


def test_download_has_every_prediction_once(shipped: Run) -> None:
    evaluation = evaluate(shipped)
    rows = pd.read_csv(io.BytesIO(predictions.as_csv(shipped, evaluation)))
    assert list(rows) == [
        "time", "part", "truth", "prediction", "persistence", "seasonal_naive", "drift", "mean", "ar", "residual",
    ]  # fmt: skip
    assert list(rows["time"]) == list(range(10, 200))
    np.testing.assert_allclose(rows["truth"], shipped.series.y[10:])
    np.testing.assert_allclose(rows["truth"] - rows["prediction"], rows["residual"], atol=1e-12)
    assert list(rows["part"].value_counts()[["train", "validation", "test"]]) == [118, 32, 40]

    dated = random_run(Settings().change(horizon=3, units=2), table(length=80))
    rows = predictions.table(dated, evaluate(dated))
    assert list(rows)[:3] == ["time", "part", "step"]
    assert list(rows["step"][:4]) == [1, 2, 3, 1]
    assert rows["time"][0] == dated.series.index[dated.prepared.train.times[0, 0]]


def test_verdict_words_follow_the_numbers(shipped: Run) -> None:
    evaluation = evaluate(shipped)
    against = compare(evaluation, "persistence")
    assert against.word == "better"
    assert against.certain
    ar = compare(evaluation, "ar")
    ratio = evaluation.metrics["test"]["rmse"] / evaluation.baseline_metrics["ar"]["test"]["rmse"]
    assert ar.word == ("ties" if abs(ratio - 1) <= 0.02 else "worse" if ratio > 1 else "better")
    assert best_baseline(evaluation) == "ar"
    assert not diverged(evaluation)
    random = evaluate(random_run(Settings().change(units=3), sine()))
    assert compare(random, "persistence").word == "worse"
    assert re.search(r"better than persistence.*\n?", text_of(opened()))


def test_copying_is_answered_from_the_numbers(shipped: Run) -> None:
    assert "**No.** The predictions fit the truth they aim at" in text_of(section("Errors", opened()))
    walk = table(1, 300)
    # One unit, weights 0: the forecast is the bias; at transform "relative" that is the last value itself.
    copy = random_run(Settings().change(units=1, transform="relative", scaling="none"), walk)
    weights = tuple(np.full_like(w, 1e-3 if i == 4 else 0) for i, w in enumerate(copy.weights))
    at = section("Errors", opened(Run(copy.settings, walk, copy.history, {2: weights})))
    assert "**Yes, it looks like a copy.**" in text_of(at)
    bars = figure(at, "results_echo")["data"][0]
    assert bars["x"][int(np.argmin(bars["y"]))] == 1
    far = opened(random_run(Settings().change(units=3, horizon=4), table()))
    assert "**No copy, but far off.**" in text_of(section("Errors", far))


@pytest.mark.parametrize(("gain", "answer"), [(0.3, "**Not only.**"), (-0.3, "but it comes late.**")])
def test_trailing_is_called_more_than_copying_only_where_it_beats_persistence(monkeypatch, gain, answer) -> None:
    lags = (-2, -1, 0, 1, 2, 3, 4, 5)
    found = Echo(lags, np.array([8.0, 7, 6, 5, 4, 3, 4, 5]), 3, gain, 0.4, False)
    monkeypatch.setattr("ui.results.errors.echo", lambda *_: found)
    assert answer in text_of(section("Errors", opened()))


def test_a_copy_outside_the_bars_is_said() -> None:
    at = section("Errors", opened(random_run(Settings().change(units=3, horizon=8), table(1, 300))))
    assert "has it at 1." in text_of(at)
    at.slider(key="w_results_step_chosen").set_value(8).run()
    assert "has it at 8, outside this picture." in text_of(at)
    assert "that ends 8 steps before it" in text_of(at)


def test_residual_pictures_show_the_diagnosis() -> None:
    rng = np.random.default_rng(0)
    errors = rng.normal(0, 2, 400)
    found = diagnose(errors, rng.normal(size=400))
    data = residual_shape("light", found, "°C")["data"]
    bars, curve, dots = data[0], data[1], data[2]
    assert np.sum(np.array(bars["y"]) * np.array(bars["width"])) == pytest.approx(1, abs=1e-4)
    np.testing.assert_allclose(curve["y"], norm.pdf(np.array(curve["x"]), errors.mean(), errors.std(ddof=1)), rtol=1e-3)
    np.testing.assert_allclose(dots["y"], np.sort(errors), rtol=1e-5)
    acf = residual_acf("dark", found)
    centred = errors - errors.mean()
    assert acf["data"][0]["y"][0] == pytest.approx(np.sum(centred[1:] * centred[:-1]) / np.sum(centred**2), rel=1e-5)
    assert acf["layout"]["shapes"][0]["y1"] == pytest.approx(1.96 / 20)


def test_a_long_series_is_thinned_without_losing_its_spikes() -> None:
    values = np.zeros(100_000)
    values[[12_345, 77_777]] = 5, -7
    kept = thin(values)
    assert len(kept) <= 3000
    assert {0, 12_345, 77_777, 99_999} <= set(kept.tolist())
    assert list(thin(values[:100])) == list(range(100))
    assert stamps(pd.date_range("2020-01-01", periods=3), np.array([2])) == ["2020-01-03T00:00:00"]


def test_values_that_are_no_numbers_become_gaps() -> None:
    parts = {"train": (0, 1), "validation": (1, 1), "test": (1, 2)}
    lines = overview("light", [0, 1, 2], np.arange(3.0), np.array([np.nan, np.inf, 1]), {}, parts, ("t", "y"))
    assert lines["data"][-1]["y"] == [None, None, 1]


def test_the_training_can_be_played_where_its_verdict_stands(visit) -> None:
    at = visit("results")
    assert "results_player" not in sent(at)
    at.session_state["results_film"] = True
    found = sent(at.run())
    assert not at.exception
    assert {found[f"results_film_{name}"]["film"]["key"] for name in ("loss", "prediction")} == {
        found["results_player"]["film"]
    }


def test_a_run_whose_epochs_were_not_kept_says_that_it_has_no_film(visit) -> None:
    at = visit("results")
    at.session_state[slots.LOADED.key] = random_run(Settings(), sine())
    at.session_state["results_film"] = True
    assert "Too little was kept" in text_of(at.run())
    assert "results_player" not in sent(at)
