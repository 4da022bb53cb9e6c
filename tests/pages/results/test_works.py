"""Slow baselines and backtests on Results, played by hand through a host that works nothing."""

import numpy as np
import pytest

from lstm_core.evaluation import evaluate, slow_baseline, with_baseline
from lstm_core.experiments.backtest import Backtest, folds
from lstm_core.experiments.leak_effect import LeakEffect
from lstm_core.experiments.seeds import SeedResult
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine
from tests.support.pages.page import as_html, bars, moving_text
from tests.support.pages.results import SHIPPED, figure, opened, section, text_of
from tests.support.pages.results_works import press, progress, scores
from tests.support.pages.works import WorkHost
from ui.format.text import measured
from ui.state import slots


@pytest.fixture(scope="module")
def shipped() -> Run:
    return load_run(SHIPPED)


def test_a_fitted_slow_baseline_joins_table_picture_and_verdict(work_host: WorkHost, shipped: Run) -> None:
    at = press(section("Baselines", opened()), "results_fit_holt_winters")
    job = work_host.all[0]
    assert (job.name, job.arguments["key"], job.owner) == ("slow_baseline", "holt_winters", "me")
    work_host.begin(job, 0.25)
    at.run()
    assert "Holt–Winters runs, about 30 s left" in progress(at)
    assert at.button(key="results_fit_holt_winters").disabled
    assert not at.button(key="results_fit_sarima").disabled
    # The work needs the windows alone, and gives what it would give here.
    found = slow_baseline(job.arguments["run"], "holt_winters")
    work_host.end(job, "done", found)
    at.run()
    assert not bars(at)
    expected = with_baseline(evaluate(shipped), found)
    rows = at.table[0].value
    assert rows.loc["Holt–Winters", "RMSE"].removeprefix("▲ ") == measured(
        expected.baseline_metrics["holt_winters"]["test"]["rmse"]
    )
    assert "of 7." in text_of(at)  # the rank counts it
    at.pills(key="results_baselines").set_value(["holt_winters"]).run()
    lines = {trace["name"]: trace["y"] for trace in figure(at, "results_overview")["data"]}
    np.testing.assert_allclose(lines["Holt–Winters"][-40:], found.forecasts["test"][:, 0], rtol=1e-5)
    at.segmented_control(key="results_way").set_value("free").run()
    assert any("Not in this picture: Holt–Winters" in caption.value for caption in at.caption)


def test_pause_resume_stop_and_the_sentence_of_an_end(work_host: WorkHost) -> None:
    at = press(section("Baselines", opened()), "results_fit_sarima")
    job = work_host.all[0]
    work_host.begin(job, 0.5)
    press(at.run(), "results_sarima_pause")
    work_host.pause(job)
    press(at.run(), "results_sarima_resume")
    work_host.pause(job, False)
    press(at.run(), "results_sarima_stop")
    assert work_host.commands == ["pause", "resume", "stop"]
    work_host.end(job, "failed", sentence="It could not be done.")
    at.run()
    assert "SARIMA: It could not be done." in at.warning[0].value
    assert not at.button(key="results_fit_sarima").disabled


def test_what_is_not_on_offer_says_why_and_starts_nothing(work_host: WorkHost) -> None:
    still = sine(length=60)
    still = type(still)(np.full((60, 1), 2.0), still.index, still.names, "y", ("y",))
    at = section("Baselines", opened(random_run(Settings().change(units=2), still)))
    assert at.button(key="results_fit_holt_winters").disabled
    assert any("Holt–Winters cannot be fitted" in caption.value for caption in at.caption)


def test_another_series_does_not_inherit_a_baseline(work_host: WorkHost) -> None:
    at = press(section("Baselines", opened()), "results_fit_holt_winters")
    job = work_host.all[0]
    work_host.begin(job)
    work_host.end(job, "done", slow_baseline(job.arguments["run"], "holt_winters"))
    assert "Holt–Winters" in at.run().table[0].value.index
    at.session_state[slots.LOADED.key] = random_run(Settings().change(units=2), sine(seed=1))
    assert "Holt–Winters" not in at.run().table[0].value.index


def test_the_folds_are_drawn_before_anything_is_trained(work_host: WorkHost, shipped: Run) -> None:
    at = section("Backtest", opened())
    at.segmented_control(key="results_kind").set_value("sliding").run()
    at.slider(key="w_results_folds").set_value(4).run()
    planned = folds(200, shipped.settings, 4, "sliding")
    train, validation, block = figure(at, "results_fold_plan")["data"]
    assert train["x"][::3] == [fold.train.start for fold in planned]
    assert train["x"][1::3] == [fold.train.stop - 1 for fold in planned]
    assert validation["x"][::3] == [fold.validation.start for fold in planned]
    assert block["x"][1::3] == [fold.block.stop - 1 for fold in planned]
    assert work_host.all == []
    press(at, "results_backtest_go")
    assert work_host.all[0].arguments["planned"] == tuple(planned)


def test_folds_arrive_one_by_one_and_are_counted(work_host: WorkHost, shipped: Run) -> None:
    at = press(section("Backtest", opened()), "results_backtest_go")
    job = work_host.all[0]
    planned = job.arguments["planned"]
    work_host.begin(
        job, 0.4, Backtest(planned, tuple(scores(shipped, f, e) for f, e in zip(planned[:2], (0.5, 1.5), strict=True)))
    )
    at.run()
    assert "The backtest runs" in progress(at)
    assert at.button(key="results_backtest_go").disabled
    assert as_html("**2 of 5 folds** (expanding past)") in moving_text(at)
    done = Backtest(
        planned, tuple(scores(shipped, f, e) for f, e in zip(planned, (0.5, 1.5, 0.5, 3, 0.5), strict=True))
    )
    work_host.end(job, "done", done)
    at.run()
    assert "smaller than that of persistence in 3 of 5 folds" in text_of(at)
    assert "smaller than that of AR in 4 of 5 folds" in text_of(at)
    assert "is 1.20 on average, from 0.500 to 3.00" in text_of(at)
    lines = {trace["name"]: trace["y"] for trace in figure(at, "results_by_fold")["data"]}
    assert lines["network"] == [0.5, 1.5, 0.5, 3, 0.5]
    assert lines["persistence"] == [1] * 5


def test_a_reload_opens_the_backtest_that_runs_and_nobody_else_sees_it(work_host: WorkHost, monkeypatch) -> None:
    at = press(section("Backtest", opened()), "results_backtest_go")
    work_host.begin(work_host.all[0], 0.3)
    again = opened()
    assert again.segmented_control(key="results_section").value == "Backtest"
    assert "The backtest runs" in progress(again)
    monkeypatch.setattr("ui.state.server.token", lambda: "somebody else")
    other = opened()
    assert other.segmented_control(key="results_section").value == "Doctor"
    assert not bars(section("Backtest", other))
    assert at.segmented_control(key="results_section").value == "Backtest"
    # Its end closes nothing.
    work_host.end(work_host.all[0], "stopped")
    assert again.run().segmented_control(key="results_section").value == "Backtest"


def test_a_series_too_short_for_folds_is_said(work_host: WorkHost) -> None:
    at = section("Backtest", opened(random_run(Settings().change(units=2, window=40), sine(length=80))))
    assert any("80 points are too few for 5 folds" in info.value for info in at.info)
    assert "results_backtest_go" not in [button.key for button in at.button]


def leaky_run(**changes: object) -> Run:
    return random_run(Settings().change(units=3, **changes), sine())


def effect(leaky: tuple[float, ...], honest: tuple[float, ...]) -> LeakEffect:
    def side(values: tuple[float, ...]) -> tuple[SeedResult, ...]:
        return tuple(
            SeedResult(i, {}, [], {"rmse": v, "r2": v, "skill": v}, {}, "done", np.empty(0))
            for i, v in enumerate(values)
        )

    return LeakEffect(side(leaky), side(honest))


def test_a_leaky_run_shows_both_scores_side_by_side(work_host: WorkHost) -> None:
    assert not [button for button in opened().button if button.key == "results_leaks_go"]
    run = leaky_run(split="random", scaler="all")
    at = opened(run)
    assert "This run leaks: random split and scaler fitted on the whole series." in text_of(at)
    press(at, "results_leaks_go")
    job = work_host.all[0]
    assert (job.name, job.arguments["settings"], job.arguments["seeds"]) == (
        "leak_effect",
        run.settings,
        tuple(range(5)),
    )
    assert at.button(key="results_leaks_go").disabled
    work_host.end(job, "done", effect((0.9, 0.92, 0.91), (0.5, 0.52, 0.51)))
    at.run()
    table = next(t.value for t in at.table if "Honest" in t.value)
    assert table.index.name == "Metric"
    assert table.loc["R²"].tolist() == ["0.910 ± 0.0100", "0.510 ± 0.0100", "yes"]
    assert "R² with the leak: 0.910; honestly: 0.510" in text_of(at)


def test_a_leak_that_changes_nothing_is_said_to_change_nothing(work_host: WorkHost) -> None:
    at = press(opened(leaky_run(scaler="all")), "results_leaks_go")
    work_host.end(work_host.all[0], "done", effect((0.9, 0.92, 0.91), (0.91, 0.9, 0.92)))
    at.run()
    assert "by less than the spread over 3 seeds" in text_of(at)


def test_mixed_parts_leave_out_what_needs_an_order() -> None:
    at = section("Errors", opened(leaky_run(split="random")))
    assert "only copying" not in " ".join(header.value for header in at.header)
    assert "no neighbours" in text_of(at)
    assert not [one for one in at.segmented_control if one.key == "results_way"]
