"""Baselines share a colour; a dash and a mark of its own tells each of them apart, in every picture."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from lstm_core.evaluate import BASELINES
from lstm_core.forecast import ByHorizon
from ui.charts.results import baseline, overview
from ui.charts.results_ahead import FORECASTS, errors_by_horizon
from ui.charts.results_backtest import errors_by_step
from ui.palette import colors


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
