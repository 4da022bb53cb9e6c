"""Pictures of a long run are thinned, and no peak is lost: neither the truth's nor the network's own."""

import json

import numpy as np
from scipy.stats import norm

from lstm_core.diagnostics import Finding, Severity
from lstm_core.evaluation import diagnose
from tests.support.doctor_cases import foretold, one_series, wave
from tests.support.pages.page import components
from tests.support.pages.results import opened
from ui.charts.common import MOST_POINTS, thin
from ui.charts.doctor import changes, interval, quantiles, shifted
from ui.charts.results_errors import residual_shape

N = 8000


def test_peaks_of_truth_and_forecast_are_drawn() -> None:
    y = wave(N)
    y[5001], y[7003] = 9.5, -8.25

    def forecast(y: np.ndarray, times: np.ndarray) -> np.ndarray:
        return np.where(times == 7777, 12.25, y[times] + 0.01)

    at = opened(foretold(y, forecast))
    drawn = next(c for c in components(at) if "results_overview" in c.proto.id)
    lines = {line["name"]: line for line in json.loads(drawn.proto.json)["figure"]["data"]}
    truth, network = lines["truth"]["y"], next(line for name, line in lines.items() if name.startswith("network"))["y"]
    assert MOST_POINTS - 10 < len(truth) <= 2 * MOST_POINTS
    assert {9.5, -8.25} <= set(truth)
    assert 12.25 in network


def test_thinning_keeps_gaps_ends_and_every_single_peak() -> None:
    values = np.random.default_rng(0).normal(0, 1, 420_551)
    values[123_457], values[300_001], values[200_000:210_000] = 50, -50, np.nan
    kept = thin(values)
    assert len(kept) <= MOST_POINTS
    assert {0, 123_457, 300_001, len(values) - 1} <= set(kept.tolist())
    assert np.isnan(values[kept]).any()


def test_pictures_of_errors_have_fewer_points_than_a_long_test_part() -> None:
    errors = np.random.default_rng(0).normal(0, 1, 20_000)
    errors[77] = 31.0
    found = diagnose(errors, np.zeros(len(errors)))
    dots = residual_shape("light", found, "")["data"][2]
    assert len(dots["y"]) <= MOST_POINTS
    assert max(dots["y"]) == 31
    series, times = one_series(np.zeros(len(errors))), np.arange(len(errors))
    sample = np.sort(errors)
    line = norm.ppf((np.arange(len(errors)) + 0.5) / len(errors))
    tails = Finding("heavy_tails", Severity.WARNING, 5, 1, {"theoretical": line, "sample": sample, "line": line})
    echo = Finding("echo", Severity.FAULT, 0, 0, {
        "truth": errors, "prediction": errors, "previous": np.roll(errors, 1), "times": times,
    })  # fmt: skip
    narrow = Finding("intervals_narrow", Severity.WARNING, 0, 0, {
        "truth": errors, "lower": errors - 1, "upper": errors + 1, "times": times, "inside": np.abs(errors) < 3,
    })  # fmt: skip
    figures = [
        quantiles(tails, "light", series)[0], changes(echo, "light", series), shifted(echo, "light", series, 1),
        interval(narrow, "light", series)[0],
    ]  # fmt: skip
    for figure in figures:
        assert max(len(trace["x"]) for trace in figure["data"]) <= MOST_POINTS
    assert max(figures[0]["data"][0]["y"]) == 31
    assert max(figures[2]["data"][0]["y"]) == 31
