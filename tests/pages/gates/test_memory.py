"""Gates: what it remembers, where a unit is on, and the time machine."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.explore import explore
from lstm_core.interpretation.activity import where_on
from lstm_core.interpretation.input_effect import occlusion, sensitivity
from lstm_core.interpretation.memory import gradient_through_time, memory_profile, own_gradient
from lstm_core.interpretation.trace import trace, trace_view, typical_window
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.gates import SHIPPED, choose_step, figures, line, opened, text_of, trained_run
from ui.format.pages import path
from ui.format.palette import LETTERS
from ui.state import slots


@pytest.fixture(scope="module")
def shipped() -> Run:
    return load_run(SHIPPED)


def test_memory_profile_and_pacf_share_their_lags(shipped: Run) -> None:
    figure = figures(opened())["profile"]
    now, before = memory_profile(shipped), memory_profile(shipped, epoch=0)
    np.testing.assert_allclose(line(figure, "epoch 50"), now.mean_abs[:, 0], rtol=1e-3)
    np.testing.assert_allclose(line(figure, "before training (epoch 0)"), before.mean_abs[:, 0], rtol=1e-3)
    np.testing.assert_allclose(line(figure, "with its sign"), now.mean[:, 0], rtol=1e-3)
    study = explore(shipped.series, lags=10)
    np.testing.assert_allclose(line(figure, "PACF"), study.pacf[1:], rtol=1e-3)
    assert {tuple(trace["x"]) for trace in figure["data"]} == {tuple(range(1, 11))}
    outside = np.flatnonzero(np.abs(study.pacf[1:]) > 1.96 / math.sqrt(200)) + 1
    tinted = [shape["x0"] + 0.5 for shape in figure["layout"]["shapes"] if shape["yref"] == "paper"]
    assert tinted == outside.tolist()


def test_the_share_on_the_lags_that_matter_is_the_profile_s(shipped: Run) -> None:
    found, study = memory_profile(shipped).mean_abs[:, 0], explore(shipped.series, lags=10)
    outside = np.abs(study.pacf[1:]) > 1.96 / math.sqrt(200)
    share = round(100 * found[outside].sum() / found.sum())
    assert f"leaves its band at {outside.sum()} lags of 10" in text_of(opened())
    assert f"**{share} %** of the bars" in text_of(opened())


def test_sensitivity_follows_window_nudge_and_step(shipped: Run) -> None:
    at = opened()
    at.slider(key="w_gates_window").set_value(5)
    at.select_slider(key="gates_nudge").set_value(-0.5)
    choose_step(at, 9)
    figure = figures(at)["sensitivity"]
    np.testing.assert_allclose(
        line(figure, "step nudged by −0.5 sd"), sensitivity(shipped, 4, nudge=-0.5)[:, 0], rtol=1e-3
    )
    np.testing.assert_allclose(
        line(figure, "step hidden (training mean instead)"), occlusion(shipped, 4)[:, 0], rtol=1e-3
    )
    assert figure["layout"]["shapes"][0]["x0"] == 8.5


def test_gradient_through_time_waits_until_it_is_wanted(shipped: Run) -> None:
    at = opened()
    assert "flow_picture" not in figures(at)
    at.toggle(key="gates_flow").set_value(True).run()
    figure = figures(at)["flow_picture"]
    expected = gradient_through_time()
    assert len(figure["data"]) == len(expected) + 1 == 7
    for name, curve in expected.items():
        np.testing.assert_allclose(line(figure, name), curve.relative, rtol=1e-2)
    own = own_gradient(shipped)
    np.testing.assert_allclose(line(figure, "your network, epoch 50"), own.relative, rtol=1e-2)
    assert f"{own.half_life:.3g} steps" in text_of(at)
    assert "| LSTM, forget bias 3 | × 1.03 | none: it does not fade |" in text_of(at)


def test_several_features_and_steps_ahead() -> None:
    run = random_run(Settings().change(window=7, horizon=5, units=6, layers=2), table())
    at = opened(run)
    at.selectbox(key="gates_feature").set_value("b")
    at.selectbox(key="gates_output").set_value(4).run()
    figure, found = figures(at)["profile"], memory_profile(run, output=3)
    np.testing.assert_allclose(line(figure, "epoch 2"), found.mean_abs[:, 1], rtol=1e-3)
    assert figure["data"][0]["x"] == list(range(4, 11))
    assert not [trace for trace in figure["data"] if trace["name"] == "PACF"]
    assert "about the past of the target (a)" in text_of(at)
    hidden = figures(at)["input_map"]["data"][0]
    np.testing.assert_allclose(np.array(hidden["z"]).T, occlusion(run, typical_window(run), output=3), rtol=1e-3)
    at.selectbox(key="gates_feature").set_value("a").run()
    pacf = explore(run.series, lags=10).pacf
    np.testing.assert_allclose(line(figures(at)["profile"], "PACF"), pacf[4:], rtol=1e-3)
    assert "This one looks 4 steps ahead" in text_of(at)


def test_horizon_zero_has_no_pacf() -> None:
    run = random_run(Settings().change(horizon=0, units=3), replace(table(), features=("b", "c")))
    at = opened(run)
    assert figures(at)["profile"]["data"][0]["x"] == list(range(10))
    assert "nothing to say about this feature" in text_of(at)


def test_changes_are_compared_with_their_own_pacf() -> None:
    run = random_run(Settings().change(transform="difference", units=3), sine())
    at = opened(run)
    changes = replace(run.series, values=np.diff(run.series.values, axis=0), index=run.series.index[1:])
    np.testing.assert_allclose(line(figures(at)["profile"], "PACF"), explore(changes, lags=10).pacf[1:], rtol=1e-3)
    assert "that of the changes" in text_of(at)


def test_a_choice_that_another_run_does_not_offer_falls_back() -> None:
    at = opened(random_run(Settings().change(window=7, horizon=5, units=6), table()))
    at.selectbox(key="gates_feature").set_value("c")
    at.selectbox(key="gates_output").set_value(5).run()
    at.session_state[slots.LOADED.key] = random_run(
        Settings().change(units=3, horizon=2), replace(table(2), target="b")
    )
    at.run()
    assert not at.exception
    assert (at.selectbox(key="gates_feature").value, at.selectbox(key="gates_output").value) == ("b", 1)


def on_words(at: AppTest) -> tuple[int, int]:
    found = re.search(r"\*\*(\d+) of \d+ windows\*\*, in \*\*(\d+) stretch", text_of(at))
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("kind", ["forget", "cell"])
def test_where_a_unit_is_on(shipped: Run, kind: str) -> None:
    at = opened(tab="Where a unit is on")
    at.segmented_control(key="gates_kind").set_value(kind)
    at.selectbox(key="gates_unit").set_value(5).run()
    threshold = at.slider(key="gates_threshold").value
    expected = where_on(shipped, 0, 4, kind, threshold)
    assert expected
    assert on_words(at) == (sum(b - a + 1 for a, b in expected), len(expected))
    figure = figures(at)["activity"]
    assert [(shape["x0"], shape["x1"]) for shape in figure["layout"]["shapes"]] == expected
    marked = np.flatnonzero(np.isfinite(line(figure, f"{LETTERS[kind]} above {threshold:.3g}".replace("-", "−"))))
    assert marked.tolist() == [position for a, b in expected for position in range(a, b + 1)]
    highest = at.slider(key="gates_threshold").max
    at.slider(key="gates_threshold").set_value(highest).run()
    assert "is never above" in text_of(at)
    at.selectbox(key="gates_unit").set_value(6).run()
    at.selectbox(key="gates_unit").set_value(5).run()
    assert at.slider(key="gates_threshold").value == highest


@pytest.mark.parametrize("key", ["gates_epoch", "gates_epoch_tab"])
def test_the_time_machine_shows_every_picture_at_its_epoch(shipped: Run, key: str) -> None:
    at = opened(tab="Over the epochs")
    assert at.select_slider(key="gates_epoch").value == 50
    at.select_slider(key=key).set_value(0).run()
    assert at.select_slider(key="gates_epoch").value == at.select_slider(key="gates_epoch_tab").value == 0
    pictures = figures(at)
    forecast = pictures["epoch_forecast"]
    np.testing.assert_allclose(line(forecast, "epoch 0"), shipped.predict("test", epoch=0)[:, 0], rtol=1e-5)
    np.testing.assert_allclose(line(forecast, "epoch 50"), shipped.predict("test")[:, 0], rtol=1e-5)
    found, unit = trace(shipped, typical_window(shipped), epoch=0), at.selectbox(key="gates_unit").value
    maps = {one["name"]: one for one in pictures["maps"]["data"] if one["type"] == "heatmap"}
    np.testing.assert_allclose(np.array(maps["forget"]["z"]).T, found.forget[0], atol=6e-4)
    assert line(pictures["window_picture"], "prediction") == pytest.approx(found.prediction, rel=1e-5)
    assert pictures["loss"]["layout"]["shapes"][0]["x0"] == 0
    rings = next(trace for trace in pictures["loss"]["data"] if trace["name"] == "weights kept")
    assert rings["x"] == sorted(shipped.snapshots)
    assert rings["y"] == pytest.approx(shipped.history["validation_loss"][rings["x"]].tolist(), rel=1e-5)
    course = line(pictures["course"], "C cell state")
    kept = [
        trace(shipped, typical_window(shipped), epoch=epoch).cell[0][-1, unit - 1]
        for epoch in sorted(shipped.snapshots)
    ]
    np.testing.assert_allclose(course, kept, rtol=1e-3)
    assert "**epoch 0** of 50" in text_of(at)
    assert "at its start and at most 60 sets after it, 6 MB in all" in text_of(at)
    at.session_state[slots.GATES_TAB.key] = "What it remembers"
    at.run()
    profile = memory_profile(trace_view(shipped, 0))
    np.testing.assert_allclose(line(figures(at)["profile"], "epoch 0"), profile.mean_abs[:, 0], rtol=1e-3)
    at.switch_page(path("train")).run()
    at.switch_page(path("gates")).run()
    assert at.select_slider(key="gates_epoch").value == 0
    at.button(key="gates_newest").click().run()
    assert at.select_slider(key="gates_epoch").value == 50


def test_a_run_that_diverged_late_can_be_looked_at_before() -> None:
    run = trained_run(Settings().change(units=3), sine())
    broken = tuple(np.full_like(w, np.nan) for w in run.weights)
    run = replace(run, snapshots={**run.snapshots, 9: broken})
    for tab in ("What it remembers", "Where a unit is on", "Over the epochs", "Change it"):
        at = opened(run, tab)
        assert "diverged" in at.error[0].value
    at.select_slider(key="gates_epoch").set_value(5).run()
    assert not at.error
    assert not at.exception
    assert "profile" not in figures(at)


def test_a_run_with_one_kept_epoch() -> None:
    run = random_run(Settings().change(units=3), sine())
    run = replace(run, snapshots={2: run.weights})
    for tab in ("What it remembers", "Over the epochs"):
        at = opened(run, tab)
        assert "the only one kept" in text_of(at)
