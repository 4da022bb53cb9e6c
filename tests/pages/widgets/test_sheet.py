"""Sheets of works: the road brings what a script run would draw, and needs none for it."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lstm_core.experiments.backtest import Backtest
from lstm_core.experiments.search import Searches
from lstm_core.runs.run_file import load_run
from tests.support.pages.experiments_search import play
from tests.support.pages.experiments_search import section as search_section
from tests.support.pages.experiments_seeds import HISTORY, opened, press, trained
from tests.support.pages.page import arrive, components, moving
from tests.support.pages.results import SHIPPED, figure, section, text_of
from tests.support.pages.results import opened as results
from tests.support.pages.results_works import scores
from tests.support.pages.works import WorkHost
from ui.format.markup import html_of, table_html
from ui.state import slots, views
from ui.state.views import View
from ui.widgets.sheet import RecordedSheet

ROOT = Path(__file__).parents[3]


def test_nothing_polls_by_rerunning_scripts() -> None:
    for folder in ("ui", "pages"):
        for file in (ROOT / folder).rglob("*.py"):
            assert "run_every" not in file.read_text(), file


def view_of(at: AppTest) -> tuple[View, int]:
    """The view of the page's sheet, and which of its drawings the page has."""
    sent = next(data for c in components(at) if "items" in (data := json.loads(c.proto.json)))
    found = views.find(sent["topic"])
    assert found is not None
    return found, sent["version"]


def news(view: View, since: int) -> dict[str, Any]:
    """What the road would send, asked for in a thread without a script."""
    answers: list[dict[str, Any]] = []
    asking = threading.Thread(target=lambda: answers.append(view.news(since)[1]))
    asking.start()
    asking.join()
    return answers[0]


def begun_seeds(host: WorkHost, seeds: int) -> AppTest:
    at = press(opened("Seeds"), "seeds_go")
    host.begin(host.all[0], 0.2 * seeds, trained(host.all[0], seeds=seeds))
    return at.run()


def begun_race(host: WorkHost) -> AppTest:
    at = press(opened("Race"), "race_seeds_go")
    for job in host.all[:3]:
        found = trained(job, seeds=2)
        for one in found:
            one.history.update(HISTORY)
        host.begin(job, 0.6, found)
    return at.run()


def begun_pairs(host: WorkHost) -> AppTest:
    at = opened("A/B test")
    at.multiselect(key="ab_changes").set_value(["network"]).run()
    at.selectbox(key="ab_value_network").set_value("gru").run()
    press(at, "ab_go")
    for job in host.all[:2]:
        host.begin(job, 0.6, trained(job, seeds=3))
    return at.run()


def begun_backtest(host: WorkHost) -> AppTest:
    at = press(section("Backtest", results()), "results_backtest_go")
    planned = host.all[0].arguments["planned"]
    run = load_run(SHIPPED)
    done = tuple(scores(run, fold, error) for fold, error in zip(planned[:2], (0.5, 1.5), strict=True))
    host.begin(host.all[0], 0.4, Backtest(planned, done))
    return at.run()


BEGUN: dict[str, Callable[[Any], AppTest]] = {
    "seeds": lambda played: begun_seeds(played, 3), "race": begun_race, "pairs": begun_pairs,
    "backtest": begun_backtest,
}  # fmt: skip
# Whether somebody still trains is told in other words.
OTHER_WORDS = ("experiments/race_running", "experiments/ab_waiting")


@pytest.mark.parametrize("name", BEGUN)
def test_what_moves_says_and_shows_what_stands_still_does(name: str, work_host: WorkHost) -> None:
    at = BEGUN[name](work_host)
    before = moving(at)
    assert any(item.get("kind") == "chart" for item in before.values())
    # Stopped with what there was: Streamlit draws it.
    for job in work_host.all:
        work_host.end(job, "stopped")
    at.run()
    assert not moving(at)
    still = {html_of(text) for text in text_of(at).split("\n") + [element.value for element in at.markdown]}
    for key, item in before.items():
        if item.get("kind") == "chart":
            assert figure(at, key) == item["figure"]
        if item.get("kind") == "text" and key not in OTHER_WORDS and "<table>" not in item["html"]:
            assert item["html"] in still


def test_the_table_of_a_race_keeps_its_numbers(work_host: WorkHost) -> None:
    at = begun_race(work_host)
    html = next(item["html"] for item in moving(at).values() if "<table>" in item.get("html", ""))
    for job in work_host.all:
        work_host.end(job, "stopped")
    at.run()
    still = next(html_of(element.value) for element in at.markdown if "| network | validation" in element.value)
    cells = [[[cell.text for cell in row][1] for row in ElementTree.fromstring(t).iter("tr")] for t in (html, still)]
    assert cells[0] == cells[1]
    assert "±" in str(cells[0])


def test_a_search_brings_trials_without_a_script_run(
    work_host: WorkHost, searches: Searches, complaints: list[str],
) -> None:  # fmt: skip
    at = press(search_section(arrive("experiments")), "search_go")
    search = searches.of("me")
    play(work_host, search, 6)
    view, since = view_of(at.run())
    stage = view.stage
    complaints.clear()
    play(work_host, search, 8)
    told = news(view, since)
    assert complaints == []
    assert told["stage"] == stage
    sent = {name: found["item"] for name, found in told["items"].items()}
    assert len(sent["rest/search_history"]["figure"]["data"][1]["x"]) == 8
    assert "Best of 8 finished trials" in sent["best/experiments/search/best"]["html"]
    assert sent["bar"]["text"].startswith("The search runs: 8 of 30 trials")
    rows = ElementTree.fromstring(sent["rest/search_trials"]["html"]).iter("tr")
    assert [next(iter(row)).text for row in rows][:4] == ["Trial", "yours", "9", "8"]
    # What says the same as before does not travel.
    assert "rest/experiments/search/history" not in sent
    assert "rest/" not in sent


def test_a_view_brings_new_seeds_without_a_script_run(work_host: WorkHost) -> None:
    at = begun_seeds(work_host, 2)
    assert len(moving(at)["seeds_strip"]["figure"]["data"][0]["x"]) == 2
    view, since = view_of(at)
    stage = view.stage
    work_host.begin(work_host.all[0], 0.7)
    told = news(view, since)
    # A share of a training moves the bar and nothing else.
    assert list(told["items"]) == ["seeds"]
    assert told["items"]["seeds"]["item"]["share"] == pytest.approx((2 + 1.5) / 10)
    work_host.begin(work_host.all[0], 0.8, trained(work_host.all[0], seeds=4))
    told = news(view, since)
    assert (told["stage"], told["finished"]) == (stage, False)
    drawn = told["items"]["sheet/seeds_strip"]["item"]
    assert len(drawn["figure"]["data"][0]["x"]) == 4
    assert "4 seeds" in drawn["alt"]
    for job in work_host.all:
        work_host.end(job, "done", trained(job))
    told = news(view, since)
    assert told["finished"]
    assert told["stage"] != stage
    assert told["items"]["seeds"]["item"] is None
    assert len(told["items"]["sheet/seeds_strip"]["item"]["figure"]["data"][0]["x"]) == 10
    # Nobody is left to be told once the page stands still, and what moves next has another name.
    at.run()
    assert not moving(at)
    assert view.id not in {kept.id for kept in at.session_state[slots.VIEWS.key].values()}


class Complaints(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record.getMessage())


@pytest.fixture
def complaints() -> Any:
    """What Streamlit says of code that uses it outside a script run."""
    names = [name for name in logging.root.manager.loggerDict if name.startswith("streamlit")]
    handler = Complaints()
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield handler.found
    for name in names:
        logging.getLogger(name).removeHandler(handler)


@pytest.mark.parametrize("name", BEGUN)
def test_drawing_needs_no_script_run(
    name: str, work_host: WorkHost, complaints: list[str], monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    view, _ = view_of(BEGUN[name](work_host))

    def forbidden(*_: object) -> str:
        raise AssertionError("there is no session in the road's threads")

    for function in ("server.token", "session.settings", "session.series", "session.remember"):
        monkeypatch.setattr(f"ui.state.{function}", forbidden)
    monkeypatch.setattr("ui.widgets.chart.theme", forbidden)
    complaints.clear()
    for job in work_host.all:
        work_host.end(job, "stopped")
    told = news(view, 0)
    assert told["finished"]
    assert [name for name, found in told["items"].items() if found["item"] is None]  # the bar is gone
    assert "could not be drawn" not in caplog.text
    assert complaints == []
    # The same thread would have been heard.
    asking = threading.Thread(target=lambda: st.markdown("not here"))
    asking.start()
    asking.join()
    assert any("ScriptRunContext" in complaint for complaint in complaints)


def test_a_text_keeps_its_name_when_another_comes_above_it() -> None:
    def draw(warned: bool) -> RecordedSheet:
        sheet = RecordedSheet("light")
        if warned:
            sheet.warning("Careful.")
        sheet.show("experiments/race_none")
        left, right = sheet.columns(2)
        left.markdown("one")
        right.markdown("two")
        sheet.box().caption("three")
        return sheet

    calm, warned = draw(False), draw(True)
    assert calm.items.items() <= warned.items.items()
    assert calm.layout == [
        "experiments/race_none", {"columns": [["text"], ["text 2"]], "gap": "small"}, {"box": ["caption"]},
    ]  # fmt: skip
    assert warned.layout == ["warning", *calm.layout]


def test_names_from_files_do_no_harm_in_tables() -> None:
    frame = pd.DataFrame(
        {"<b>": ["<i>x</i> & **y**", "z"], "n": [1.23456, np.nan]}, index=pd.Index(["<u>", "b"], name="row")
    )
    plain = ElementTree.fromstring(table_html(frame, index=False, formats={"n": "{:.2g}".format}))
    assert ["".join(cell.itertext()) for cell in plain.iter("td")] == ["<i>x</i> & **y**", "1.2", "z", "–"]
    marked = ElementTree.fromstring(table_html(frame, index=True))
    assert {tag.tag for tag in marked.iter()} == {"table", "thead", "tbody", "tr", "td", "th", "strong"}
    assert "".join(marked.find("tbody/tr/th").itertext()) == "<u>"
    assert [cell.text for cell in marked.findall("thead/tr/th")] == ["row", "<b>", "n"]
