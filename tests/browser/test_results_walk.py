"""The walk through Results in a real Chromium on the shipped run: every section, and a backtest over a reload."""

import re

import pytest
from playwright.sync_api import Page, expect

from lstm_core.evaluation import rank
from lstm_core.evaluation.evaluation import evaluate
from lstm_core.evaluation.intervals import intervals
from lstm_core.forecasting import forecast_future
from lstm_core.runs.run import Run
from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, button, heading, once, slider
from tests.support.by_hand import shipped


@pytest.fixture(scope="module")
def run() -> Run:
    return shipped()


def section(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def test_from_the_verdict_to_a_backtest_that_survives_a_reload(page: Page, server: AppServer, run: Run) -> None:
    page.goto(f"{server.url}/results")
    heading(page, "Results")
    found = rank(evaluate(run))
    assert found.verdict == "worse_than_ar"
    verdict = page.get_by_role("heading", name=re.compile("Behind AR, perhaps by chance"))
    expect(verdict).to_contain_text(f"AR is {found.against_rmse:#.3g}, that of the network {found.rmse:#.3g}")

    # The player steps by keyboard and plays without the server.
    section(page, "Free-running")
    told = page.locator(".free-run output")
    expect(told).to_contain_text("Prediction 20 of 20.")
    expect(told).to_contain_text("100 % of it is predicted")
    scrubber = page.get_by_role("slider", name="Prediction", exact=True)
    scrubber.press("Home")
    expect(told).to_contain_text("Prediction 1 of 20. In its window: true values (circles) 10")
    scrubber.press("ArrowRight")
    scrubber.press("ArrowRight")
    expect(told).to_contain_text("predictions (diamonds) 2. 20 % of it is predicted")
    button(page, "Play")
    expect(told).not_to_contain_text("Prediction 3 of 20.")
    button(page, "Pause")
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()

    # A slow baseline joins the table.
    section(page, "Baselines")
    button(page, "Fit Holt–Winters")
    expect(page.get_by_role("row").filter(has_text="Holt–Winters")).to_be_visible(timeout=PATIENCE)

    # Beyond the end of the data.
    section(page, "Ahead")
    steps = page.get_by_role("spinbutton", name="Steps after the last value")
    steps.fill("7")
    steps.press("Enter")
    expect(page.get_by_text("7 steps that nobody knows yet")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download the forecast")).click()
    names, *rows = (line.split(",") for line in download.value.path().read_text(encoding="utf-8").splitlines())
    assert names[:4] == ["time", "prediction", "lower", "upper"]
    assert [row[0] for row in rows] == [str(position) for position in range(200, 207)]
    assert [float(row[1]) for row in rows] == pytest.approx(forecast_future(run, 7).prediction.tolist(), rel=1e-5)

    # The level moves the coverage.
    section(page, "Intervals")
    row = page.get_by_role("row").filter(has_text="Rolling conformal")
    for level, key in ((0.9, ""), (0.91, "ArrowRight")):
        if key:
            slider(page, "Level", key)
        expect(row).to_contain_text(f"{100 * level:.0f} %")
        expect(row).to_contain_text(f"{100 * intervals(run, 'rolling', level).coverage:.3g} %")

    # A backtest is found again after a reload, and what it has found is kept when it is stopped.
    section(page, "Backtest")
    slider(page, "Folds", "End")
    expect(page.get_by_text(re.compile("^20 trainings"))).to_be_visible()
    button(page, "Train all folds")
    some = page.get_by_text(re.compile(r"^\d+ of 20 folds"))
    once(some)
    button(page, "Pause")
    expect(page.get_by_role("button", name="Resume")).to_be_visible(timeout=PATIENCE)
    page.reload()
    heading(page, "Results")
    once(some)
    button(page, "Stop")
    expect(page.get_by_role("button", name="Train all folds again")).to_be_enabled(timeout=PATIENCE)
    once(page.get_by_text(re.compile(r"smaller than that of persistence in \d+ of \d+ folds?")))
    assert_clean(page, server)
