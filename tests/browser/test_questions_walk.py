"""A file with three troubles in a real Chromium: asked, answered, trained, and forecast with the right dates."""

import re
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, button, choose, go, heading, once

HOURS = pd.date_range("2021-03-03", periods=120, freq="h")
VALUES = np.round(20 + 5 * np.sin(np.arange(120) / 4), 1)


def stations() -> str:
    """Two stations below each other, hours as numbers, a code for what was not measured."""
    rows = [
        f"{station};{hour:%Y%m%d%H};{'-999,0' if k % 31 == 7 else f'{value + warmer:.1f}'.replace('.', ',')}"
        for station, warmer in ((44, 0), (73, 100))
        for k, (hour, value) in enumerate(zip(HOURS, VALUES, strict=True))
    ]
    return "\n".join(["STATION;MESS_DATUM;TT", *rows])


def test_a_file_with_three_troubles_is_asked_about_and_forecast(page: Page, server: AppServer, tmp_path: Path) -> None:
    file = tmp_path / "stations.csv"
    file.write_text(stations(), encoding="utf-8")
    page.goto(f"{server.url}/data")
    heading(page, "Data")
    page.get_by_role("radio", name="Your file").click()
    page.get_by_test_id("stFileUploader").filter(visible=True).locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("dates in MESS_DATUM (year month day hour), one row per hour")).to_be_visible(
        timeout=PATIENCE
    )
    expect(page.get_by_text("-999 occurs in 4 cells of 'TT'")).to_be_visible()
    expect(page.get_by_text("told apart by 'STATION'")).to_be_visible()

    choose(page, "Which series", "73")
    once(page.get_by_text("120 rows, 3 columns"))
    choose(page, "Missing values", "Interpolate")
    expect(page.get_by_text("Choose a repair above")).to_have_count(0, timeout=PATIENCE)
    button(page, "Use this series")
    page.wait_for_url(re.compile("pick=73"), timeout=PATIENCE)

    go(page, "Train")
    button(page, "Train")
    once(page.get_by_text(re.compile(r"^Epoch 50 of 50.*done")))
    go(page, "Results")
    page.get_by_role("radio", name="Ahead", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("button", name=re.compile("Download the forecast")).click(timeout=PATIENCE)
    names, *rows = (line.split(",") for line in download.value.path().read_text(encoding="utf-8").splitlines())
    assert names[0] == "time"
    assert [pd.Timestamp(row[0]) for row in rows[:3]] == list(pd.date_range("2021-03-08", periods=3, freq="h"))
    # Station 73 lies between 115 and 125; 44 is a hundred below, the code a thousand.
    assert 100 < float(rows[0][1]) < 140
    assert_clean(page, server)
