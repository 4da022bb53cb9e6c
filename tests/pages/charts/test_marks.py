"""No two lines, points or bars of a picture are told apart by colour alone: a dash, mark or pattern says it, too."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lstm_core.evaluation import BASELINES
from lstm_core.forecasting import ByHorizon
from tests.support.pictures import pictures
from ui.charts.common import readable
from ui.charts.results import baseline, overview
from ui.charts.results_ahead import FORECASTS, errors_by_horizon
from ui.charts.results_backtest import errors_by_step
from ui.format.palette import base_layout, colors
from ui.gates.view import _span


def assert_told_apart(figure: dict, least: int) -> None:
    lines = [
        trace for trace in figure["data"]
        if trace.get("line", {}).get("color") == colors("light")["baseline"]
    ]  # fmt: skip
    assert len(lines) >= least
    assert all("markers" in trace["mode"] for trace in lines)
    assert len({trace["line"]["dash"] for trace in lines}) == len(lines)
    assert len({trace["marker"]["symbol"] for trace in lines}) == len(lines)


def test_every_baseline_has_its_own_dash_and_mark() -> None:
    looks = [baseline([0, 1], np.zeros(2), name, name, "#000000") for name in BASELINES]
    for one, other in combinations(looks, 2):
        assert one["line"]["dash"] != other["line"]["dash"]
        assert one["marker"]["symbol"] != other["marker"]["symbol"]


def test_the_pictures_of_results_use_them() -> None:
    x, y = list(range(50)), np.arange(50.0)
    parts = {"train": (0, 30), "validation": (31, 40), "test": (41, 49)}
    assert_told_apart(overview("light", x, y, y, dict.fromkeys(BASELINES, y), parts, ("t", "y")), len(BASELINES))
    steps = np.arange(1, 6)
    found = ByHorizon(steps, steps, dict.fromkeys(FORECASTS, np.ones(5)), steps / 5, 1.0, None)
    assert_told_apart(errors_by_horizon("light", found, ""), 4)
    errors = dict.fromkeys(("network", "persistence", "ar"), np.ones(3))
    assert_told_apart(errors_by_step("light", errors, ""), 2)


def signs(trace: dict[str, Any]) -> tuple[Any, ...]:
    """All that tells a trace apart from another one besides its colour, as far as it is drawn."""
    mode, line, marker = trace.get("mode", ""), trace.get("line", {}), trace.get("marker", {})
    filled = bool(trace.get("fill"))
    dash = line.get("dash", "solid") if "lines" in mode and line.get("width") != 0 else ""
    marked = "markers" in mode
    symbol = str(marker.get("symbol", "circle")) if marked else ""
    return trace["type"], filled, dash, symbol, str(marker.get("pattern", {}).get("shape", ""))


def alike(figure: dict[str, Any]) -> list[tuple[str, str]]:
    """The names of those that only a colour tells apart; traces in other axes, or that go together, are no pair."""
    if figure["layout"].get("showlegend") is False:
        return []  # each in a row of its own, which the axis names
    named = [trace for trace in figure["data"] if trace.get("showlegend") is not False]
    return [
        (one["name"], other["name"])
        for one, other in combinations(named, 2)
        if one.get("yaxis") == other.get("yaxis")
        and one.get("legendgroup", one["name"]) != other.get("legendgroup", other["name"])
        and signs(one) == signs(other)
    ]


@pytest.mark.parametrize("n", [2, 50, 200])
def test_nothing_is_told_apart_by_colour_alone(n: int) -> None:
    found = {name: alike(figure) for name, figure in pictures(n).items()}
    assert {name: pairs for name, pairs in found.items() if pairs} == {}


def test_numbers_along_an_axis_are_written_like_those_in_sentences() -> None:
    layout = base_layout("light")
    for name in ("xaxis", "yaxis"):
        assert layout[name]["separatethousands"] is True
        # 12,000 and not 12k, which no sentence says.
        assert layout[name]["minexponent"] == 5


def test_steps_of_a_long_series_are_written_with_separators() -> None:
    assert readable(pd.RangeIndex(32_650, 32_652)) == ["32,650", "32,651"]
    assert _span([32_650, 32_699]) == "from 32,650 to 32,699"
    assert _span(["2020-01-02T00:00:00"]) == "at 2020-01-02"
