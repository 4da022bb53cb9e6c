"""Repairs happen only when chosen, each compared with numbers made by hand."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.runtime.errors import DataError
from lstm_core.series import Series, check_series, fingerprint, load_series, read_table, table_to_series
from lstm_core.settings import DataSettings

NAN = np.nan
DIRTY = b"t,a,b\n2020-01-02,1,10\n2020-01-01,4,20\n2020-01-03,5,\n2020-01-03,7,40\n2020-01-06,inf,50\n2020-01-07,9,60\n"
HOLES = b"t,a\n2020-01-01,\n2020-01-02,2\n2020-01-03,x\n2020-01-05,5\n2020-01-06,\n"


def repaired(data, **choices):
    settings = DataSettings(**choices)
    return table_to_series(read_table(data, settings), settings)


def days(series):
    return [stamp.day for stamp in series.index]


def test_nothing_is_repaired_unasked():
    series = repaired(DIRTY)
    assert days(series) == [2, 1, 3, 3, 6, 7]
    np.testing.assert_array_equal(series.values, [[1, 10], [4, 20], [5, NAN], [7, 40], [np.inf, 50], [9, 60]])
    assert {f.kind: f.count for f in check_series(series)} == {
        "unsorted": 1, "duplicates": 1, "gaps": 2, "missing": 1, "infinite": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("choices", "expected_days", "expected"),
    [
        ({"order": "sort"}, [1, 2, 3, 3, 6, 7], [4, 1, 5, 7, np.inf, 9]),
        ({"duplicates": "first"}, [2, 1, 3, 6, 7], [1, 4, 5, np.inf, 9]),
        ({"duplicates": "last"}, [2, 1, 3, 6, 7], [1, 4, 7, np.inf, 9]),
        ({"duplicates": "mean"}, [2, 1, 3, 6, 7], [1, 4, 6, np.inf, 9]),
        ({"missing": "drop"}, [2, 1, 3, 3, 7], [1, 4, 5, 7, 9]),
        ({"missing": "forward"}, [2, 1, 3, 3, 6, 7], [1, 4, 5, 7, 7, 9]),
        ({"resample": "regular"}, [1, 2, 3, 4, 5, 6, 7], [4, 1, 6, NAN, NAN, np.inf, 9]),
        ({"resample": "regular", "duplicates": "last"}, [1, 2, 3, 4, 5, 6, 7], [4, 1, 7, NAN, NAN, np.inf, 9]),
        ({"resample": "regular", "missing": "forward"}, [1, 2, 3, 4, 5, 6, 7], [4, 1, 6, 6, 6, 6, 9]),
        ({"resample": "regular", "missing": "interpolate"}, [1, 2, 3, 4, 5, 6, 7], [4, 1, 6, 6.75, 7.5, 8.25, 9]),
    ],
)
def test_each_repair_does_its_own_work(choices, expected_days, expected):
    series = repaired(DIRTY, target="a", features=("a",), **choices)
    assert days(series) == expected_days
    np.testing.assert_allclose(series.y, expected)
    remaining = {f.kind for f in check_series(series)}
    assert "duplicates" not in remaining or not {"duplicates", "resample"} & set(choices)
    assert not {"missing", "infinite"} & remaining or choices.get("missing", "keep") == "keep"


def test_only_the_chosen_columns_count_for_dropping():
    assert len(repaired(DIRTY, target="a", features=("a",), missing="drop")) == 5
    assert len(repaired(DIRTY, target="a", features=("b",), missing="drop")) == 4


def test_interpolation_is_in_time_and_holds_the_ends():
    np.testing.assert_allclose(repaired(HOLES, missing="interpolate").y, [2, 2, 3, 5, 5])
    np.testing.assert_allclose(repaired(HOLES, missing="forward").y, [2, 2, 5, 5])
    assert days(repaired(HOLES, missing="forward")) == [2, 3, 5, 6]
    rows = repaired(b"a\n1\nNA\n4\n", missing="interpolate")
    np.testing.assert_allclose(rows.y, [1, 2.5, 4])


def test_rows_without_a_stamp_go_with_the_missing_repair():
    data = b"t,a\n2020-01-01,1\n2020-01-02,4\n,5\n2020-01-04,1\n" + b"".join(
        b"2020-01-%02d,7\n" % day for day in range(5, 20)
    )
    assert len(repaired(data, missing="forward")) == 18


@pytest.mark.parametrize(("freq", "unit"), [("MS", "month"), ("ME", "month"), ("QS", "quarter"), ("YS", "year")])
def test_month_grids(freq, unit):
    full = pd.date_range("2019-01-01", periods=30, freq=freq)
    kept = full.delete([3, 4, 17])
    data = ("t,a\n" + "".join(f"{day.date()},{k * 3 % 7}\n" for k, day in enumerate(kept))).encode()
    series = repaired(data, resample="regular")
    assert list(series.index) == list(full)
    assert np.flatnonzero(np.isnan(series.y)).tolist() == [3, 4, 17]
    assert series.time_unit == unit
    assert {f.kind: f.count for f in check_series(repaired(data))} == {"gaps": 3}


def test_trading_day_grid():
    full = pd.bdate_range("2020-01-01", periods=40)
    data = ("t,a\n" + "".join(f"{day.date()},{k * 3 % 7}\n" for k, day in enumerate(full.delete(12)))).encode()
    series = repaired(data, resample="regular")
    assert list(series.index) == list(full)
    assert series.time_unit == "trading day"


def test_rows_off_the_grid_are_averaged():
    data = b"t,a\n2020-01-01 00:00,1\n2020-01-01 01:00,2\n2020-01-01 01:20,4\n2020-01-01 02:00,5\n2020-01-01 03:00,6\n"
    assert repaired(data, resample="regular").y.tolist() == [1, 3, 5, 6]


def test_a_grid_too_large_is_refused():
    data = b"t,a\n1990-01-01 00:00:00,1\n1990-01-01 00:00:01,2\n1990-01-01 00:00:02,4\n2030-01-01 00:00:00,5\n"
    with pytest.raises(DataError, match=r"every second.*the limit is 1,000,000"):
        repaired(data, resample="regular")


def test_a_grid_needs_a_time_step():
    with pytest.raises(DataError, match="Fewer than three different time stamps"):
        repaired(b"t,a\n2020-01-01,1\n2020-01-01,2\n2020-01-02,5\n", resample="regular")


def test_nothing_left_is_an_error():
    with pytest.raises(DataError, match="rows are left"):
        repaired(b"a,b\n1,\n,2\n3,\n,5\n", missing="drop")


def test_a_column_without_numbers_cannot_be_interpolated():
    data = b"t,a,b\n2020-01-01,,1\n2020-01-02,1,3\n2020-01-02,2,4\n2020-01-02,,5\n"
    with pytest.raises(DataError, match="'a' has no number left"):
        repaired(data, duplicates="last", missing="interpolate")


def test_check_series_names_the_place():
    values = np.array([[1.0, 5.0], [NAN, 5.0], [-np.inf, 5.0], [2.0, 5.0]])
    series = Series(values, pd.RangeIndex(4), ("a", "b"), "a", ("a",))
    found = check_series(series)
    assert [(f.kind, f.column, f.count, f.where, f.repair) for f in found] == [
        ("missing", "a", 1, "step 1", "missing"),
        ("infinite", "a", 1, "step 2", "missing"),
        ("constant", "b", 4, "", ""),
    ]


def test_an_upload_is_found_again_by_its_fingerprint():
    data = b"t,a\n2020-01-01,1\n2020-01-02,4\n2020-01-03,2\n"
    choice = DataSettings(series="upload", file_name="x.csv", file_rows=3, file_hash=fingerprint(data))
    series = load_series(choice, data)
    assert series.y.tolist() == [1, 4, 2]
    assert series.title == "x.csv"
    with pytest.raises(DataError, match=rf"'x.csv' \(3 rows, fingerprint {fingerprint(data)}\).*Bring that file"):
        load_series(choice)
    with pytest.raises(DataError, match=rf"fingerprint is {fingerprint(data + b' ')}, wanted is.*{fingerprint(data)}"):
        load_series(choice, data + b" ")
    with pytest.raises(DataError, match="a CSV file of your own"):
        load_series(DataSettings(series="upload"))
    assert load_series(DataSettings(series="upload"), data).title == "Your file"
