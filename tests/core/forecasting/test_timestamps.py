"""What comes after the last time stamp, against calendars written by hand."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.forecasting.timestamps import next_stamps
from lstm_core.runtime.errors import DataError
from lstm_core.series.samples import load_sample


@pytest.mark.parametrize(("index", "expected"), [
    (pd.date_range("2019-01-01", "2020-12-01", freq="MS"), ["2021-01-01", "2021-02-01", "2021-03-01"]),
    (pd.date_range("2019-01-31", "2020-12-31", freq="ME"), ["2021-01-31", "2021-02-28", "2021-03-31"]),
    # A missing month, and a day that is neither the first nor the last: pandas knows no frequency.
    (pd.date_range("2019-01-31", "2020-11-30", freq="ME").delete(5), ["2020-12-31", "2021-01-31", "2021-02-28"]),
    (pd.DatetimeIndex([pd.Timestamp(2020, month, 15) for month in range(1, 13)]), ["2021-01-15", "2021-02-15"]),
    (pd.date_range("2000-03-31", periods=8, freq="QE"), ["2002-03-31", "2002-06-30"]),
    (pd.date_range("1700-01-01", periods=320, freq="YS"), ["2020-01-01", "2021-01-01"]),
    (pd.bdate_range("2024-01-01", "2024-03-01"), ["2024-03-04", "2024-03-05", "2024-03-06", "2024-03-07"]),
    # With holidays it stays a series of trading days.
    (pd.bdate_range("2024-01-01", "2024-02-29").delete([4, 20]), ["2024-03-01", "2024-03-04", "2024-03-05"]),
    (pd.date_range("2024-02-28 23:50", periods=2, freq="5min").append(pd.DatetimeIndex(["2024-02-29 00:00"])),
     ["2024-02-29 00:05", "2024-02-29 00:10"]),
    (pd.date_range("2024-02-28", periods=40, freq="5min").delete([3, 4, 9]), ["2024-02-28 03:20", "2024-02-28 03:25"]),
    # Nothing is usual here: the median step of 2 days.
    (pd.DatetimeIndex(["2024-01-01", "2024-01-02", "2024-01-04", "2024-01-09"]), ["2024-01-11", "2024-01-13"]),
    (pd.DatetimeIndex(["2024-01-01", "2024-01-03"]), ["2024-01-05", "2024-01-07"]),
    (pd.DatetimeIndex(["2024-01-01", "2024-01-02", "2024-01-02", "2024-01-03"]), ["2024-01-04"]),
], ids=str)  # fmt: skip
def test_time_stamps_go_on_as_the_calendar_does(index: pd.DatetimeIndex, expected: list[str]) -> None:
    found = next_stamps(index.rename("when"), len(expected))
    assert list(found) == [pd.Timestamp(stamp) for stamp in expected]
    assert found.name == "when"


def test_hours_keep_their_time_zone_over_the_clock_change() -> None:
    index = pd.date_range("2024-03-30", "2024-03-31 01:00", freq="h", tz="Europe/Berlin")
    assert [str(stamp) for stamp in next_stamps(index, 2)] == ["2024-03-31 03:00:00+02:00", "2024-03-31 04:00:00+02:00"]


@pytest.mark.parametrize(("numbers", "expected"), [
    (pd.RangeIndex(5), [5, 6]), (pd.Index([0, 7, 14]), [21, 28]), (pd.Index([0.5, 0.75, 1.0]), [1.25, 1.5]),
    (pd.Index([1, 2, 2, 3]), [4, 5]), (pd.Index([0, 1, 3]), [4.5, 6.0]),
])  # fmt: skip
def test_numbers_go_on(numbers: pd.Index, expected: list[float]) -> None:
    found = next_stamps(numbers, 2)
    assert found.tolist() == expected
    assert (found.dtype == numbers.dtype) == (float(expected[0]).is_integer() or numbers.dtype == np.float64)


@pytest.mark.parametrize("index", [pd.Index([3, 2, 1]), pd.Index([1, 1]), pd.date_range("2020", periods=5)[::-1]])
def test_an_index_that_does_not_run_forward_is_refused(index: pd.Index) -> None:
    with pytest.raises(DataError, match="do not run forward"):
        next_stamps(index, 1)


def test_dates_that_no_calendar_holds_are_refused() -> None:
    index = pd.DatetimeIndex(np.array(["0001-01-01", "9999-01-01"], "datetime64[us]"))
    with pytest.raises(DataError, match="500 steps after 9999"):
        next_stamps(index, 500)


@pytest.mark.parametrize(("sample", "expected"), [
    ("airpassengers", "1961-01-01"), ("sunspots", "2009-01-01"), ("co2", "2002-01-05"), ("stock", "2013-03-04"),
    ("sst", "2016-08-21 00:00"),
])  # fmt: skip
def test_samples_go_on(sample: str, expected: str) -> None:
    assert next_stamps(load_sample(sample).index, 1)[0] == pd.Timestamp(expected)
