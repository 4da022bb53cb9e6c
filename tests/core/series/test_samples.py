import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from statsmodels.datasets import co2, elnino, nile, sunspots

from lstm_core.runtime.errors import DataError
from lstm_core.series import GENERATORS, SAMPLES, check_series, load_sample, load_series, sample_table, series_names
from lstm_core.settings import DataSettings

ROOT = Path(__file__).resolve().parents[3]
ROWS = {
    "airpassengers": 144, "sunspots": 309, "co2": 2284, "elnino": 732, "nile": 100, "seattle": 1461, "stock": 1047,
    "sst": 4000,
}  # fmt: skip


def kinds(series):
    return {finding.kind: finding.count for finding in check_series(series)}


@pytest.mark.parametrize("key", SAMPLES)
def test_sample_is_what_its_entry_says(key):
    sample, series = SAMPLES[key], load_sample(key)
    assert len(series) == ROWS[key]
    assert (series.target, series.features) == (sample.target, sample.features)
    assert (series.unit, series.time_unit, series.title) == (sample.unit, sample.time_unit, sample.title)
    assert series.index.is_monotonic_increasing
    assert series.index.is_unique
    assert sample.source
    assert sample.licence
    assert sample.file in (ROOT / "lstm_core" / "sample_data" / "README.md").read_text("utf-8")
    assert (ROOT / "lstm_core" / "sample_data" / sample.file).stat().st_size < 100_000


@pytest.mark.parametrize("story", [entry.story for entry in (*SAMPLES.values(), *GENERATORS.values())])
def test_every_series_has_a_short_story(story):
    text = (ROOT / "ui" / "text" / f"{story}.md").read_text("utf-8").strip()
    assert 1 <= len(re.findall(r"[.?](?:\s|$)", text)) <= 2
    assert 60 < len(text) < 320


def test_values_are_the_sources_own():
    np.testing.assert_array_equal(load_sample("sunspots").y, sunspots.load_pandas().data.SUNACTIVITY)
    np.testing.assert_array_equal(load_sample("nile").y, nile.load_pandas().data.volume)
    np.testing.assert_array_equal(load_sample("elnino").y, elnino.load_pandas().data.iloc[:, 1:].to_numpy().ravel())
    weekly = co2.load_pandas().data.co2
    series = load_sample("co2")
    np.testing.assert_array_equal(series.y, weekly)
    assert list(series.index) == list(weekly.index)


def test_known_first_and_last_values():
    air = load_sample("airpassengers")
    assert (air.y[0], air.y[-1], air.y.sum()) == (112, 432, 40363)
    assert air.index[-1] == pd.Timestamp("1960-12-01")
    stock = load_sample("stock")
    assert stock.values[-1].tolist() == [430.47, 19730300]
    assert stock.index[-1] == pd.Timestamp("2013-03-01")
    seattle = load_sample("seattle")
    assert seattle.x[0].tolist() == [12.8, 5.0, 0.0, 4.7]


def test_findings_are_counted_and_nothing_is_repaired():
    found = {key: kinds(load_sample(key)) for key in SAMPLES}
    assert found["co2"] == {"missing": 59}
    assert found["sst"] == {"gaps": 24}
    assert found["stock"] == {"gaps": 39}
    assert all(found[key] == {} for key in ("airpassengers", "sunspots", "elnino", "nile", "seattle"))
    assert sample_table("seattle").issues == ()
    missing = next(issue for issue in sample_table("co2").issues if issue.kind == "missing")
    assert (missing.count, missing.where, missing.repair) == (59, "line 8", "missing")


def test_repairs_reach_the_samples():
    weekly = co2.load_pandas().data.co2
    for repair, expected in (
        ("interpolate", weekly.interpolate("time")),
        ("forward", weekly.ffill()),
        ("drop", weekly.dropna()),
    ):
        series = load_series(DataSettings(series="co2", missing=repair))
        np.testing.assert_allclose(series.y, expected, rtol=1e-12)
        assert len(series.index) == len(expected)
    regular = load_series(DataSettings(series="sst", resample="regular"))
    assert len(regular) == 4024
    assert np.isnan(regular.y).sum() == 24
    assert set(np.diff(regular.index)) == {np.timedelta64(30, "m")}
    original = load_sample("sst")
    np.testing.assert_array_equal(regular.y[regular.index.isin(original.index)], original.y)


def test_columns_can_be_chosen():
    series = load_series(DataSettings(series="stock", target="volume", features=("price",)))
    assert (series.target, series.features, series.unit) == ("volume", ("price",), "shares")
    assert series.x.shape == (1047, 1)
    weather = load_series(DataSettings(series="seattle", target="weather"))
    assert weather.classes == ("drizzle", "fog", "rain", "snow", "sun")
    with pytest.raises(DataError, match="'weather' names classes and can only be the target"):
        load_series(DataSettings(series="seattle", features=("weather",)))
    with pytest.raises(DataError, match="no column 'snow'"):
        load_series(DataSettings(series="seattle", features=("snow",)))


def test_file_settings_do_not_touch_samples():
    odd = DataSettings(series="nile", separator="pipe", decimal="comma", header="no", date="nothing")
    np.testing.assert_array_equal(load_series(odd).y, load_sample("nile").y)


def test_names_and_unknown_keys():
    names = series_names()
    assert next(iter(names)) == "sine"
    assert list(names)[-1] == "upload"
    assert set(names) == {*GENERATORS, *SAMPLES, "upload"}
    assert len(set(names.values())) == len(names)
    with pytest.raises(DataError, match=r"no series 'moon'.*sine.*nile.*upload"):
        load_series(DataSettings(series="moon"))
    with pytest.raises(DataError, match="no sample 'moon'"):
        load_sample("moon")
