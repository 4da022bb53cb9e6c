"""Finding the date column, reading every way to write a date, and naming the time step."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.runtime.errors import DataError
from lstm_core.series import NO_DATE, read_csv, read_table
from lstm_core.settings import DataSettings

DAYS = pd.date_range("2020-01-25 14:30", periods=40, freq="D")
MONTHS = pd.date_range("2020-01-01", periods=40, freq="MS")


def file(cells, separator=";", name="when"):
    rows = [f'"{cell}"{separator}{k * 7 % 11}' for k, cell in enumerate(cells)]
    return "\n".join([f"{name}{separator}y", *rows]).encode()


@pytest.mark.parametrize(
    "style",
    ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%y", "%m/%d/%Y", "%m-%d-%y",
     "%d %b %Y", "%d. %B %Y", "%B %d, %Y", "%b %d %Y", "%d-%b-%y", "%d-%b-%Y", "%Y-%b-%d"],
)  # fmt: skip
@pytest.mark.parametrize("time", ["", " %H:%M", " %H:%M:%S", " %I:%M %p"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_written_days(style, time, separator):
    if style == "%Y%m%d" and time:
        style = "%Y-%m-%d"
    table = read_table(file(DAYS.strftime(style + time), separator))
    expected = DAYS if time else DAYS.normalize()
    assert table.date == "when"
    assert list(table.stamps) == list(expected)
    assert table.time_unit == "day"
    assert table.issues == ()
    assert table.columns[0].kind == "date"


@pytest.mark.parametrize("style", ["%Y-%m", "%b %Y", "%B %Y", "%m/%Y", "%d/%m/%Y", "%m/%d/%Y", "%b-%y", "%Y %b"])
def test_written_months(style):
    table = read_table(file(MONTHS.strftime(style)))
    assert list(table.stamps) == list(MONTHS)
    assert table.time_unit == "month"
    assert table.issues == ()


@pytest.mark.parametrize(
    ("cells", "expected", "unit"),
    [
        ([1_600_000_000 + 3600 * k for k in range(9)], "2020-09-13 12:26:40", "hour"),
        ([1_600_000_000.0 + 60 * k for k in range(9)], "2020-09-13 12:26:40", "minute"),
        ([(1_600_000_000 + 900 * k) * 1000 for k in range(9)], "2020-09-13 12:26:40", "15 minutes"),
        ([1_600_000_000_000_000_000 + 10**9 * k for k in range(9)], "2020-09-13 12:26:40", "second"),
        (list(range(1700, 1710)), "1700-01-01", "year"),
        (["2020Q1", "2020Q2", "2020Q3", "2020Q4"], "2020-01-01", "quarter"),
        (["2020-01-05", "2020-01-12", "2020-01-19", "2020-01-26"], "2020-01-05", "week"),
        (["2020-01-31", "2020-02-29", "2020-03-31", "2020-04-30"], "2020-01-31", "month"),
        ([f"2020-01-01T{k:02}:00:00Z" for k in range(9)], "2020-01-01", "hour"),
        ([f"2020-01-01 {k:02}:30:00.250" for k in range(9)], "2020-01-01 00:30:00.250", "hour"),
        ([f"2020-07-01T{k:02}:00:00+02:00" for k in range(2, 9)], "2020-07-01 02:00", "hour"),
    ],
)
def test_other_time_stamps(cells, expected, unit):
    table = read_table(file(cells))
    assert table.stamps[0] == pd.Timestamp(expected)
    assert table.stamps.tz is None
    assert table.time_unit == unit
    assert table.stamps.is_monotonic_increasing


def test_the_24th_after_a_weekday_is_no_midnight():
    """DAYS hold a 24th of a month, which stands after a blank as the hour 24 would."""
    assert (DAYS.day == 24).any()
    names = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    table = read_table(file([f"{names[day.weekday()]}, {day:%d.%m.%Y}" for day in DAYS]))
    assert list(table.stamps) == list(DAYS.normalize())
    hours = pd.date_range("2020-01-25 01:00", periods=60, freq="h")
    ending = [f"{(h - pd.Timedelta(hours=1)):%d.%m.%Y} {(h - pd.Timedelta(hours=1)).hour + 1:02d}.00.00" for h in hours]
    assert list(read_table(file(ending)).stamps) == list(hours)


def test_hour_ending_is_an_hour():
    hours = pd.date_range("2020-01-25 00:00", periods=60, freq="h")
    rows = "\n".join(f"{h:%Y-%m-%d},{h.hour + 1},{k * 7 % 11}" for k, h in enumerate(hours))
    table = read_table(f"Date,HE,MW\n{rows}\n".encode())
    assert table.time_unit == "hour"
    assert list(table.stamps) == list(hours + pd.Timedelta(hours=1))


def test_clock_change_is_no_gap():
    stamps = ["2020-03-29T00:00:00+01:00", "2020-03-29T01:00:00+01:00", "2020-03-29T03:00:00+02:00"]
    table = read_table(file(stamps))
    assert table.time_unit == "hour"
    assert [(issue.kind, issue.repair) for issue in table.issues] == [("zone", "zone")]
    assert list(table.stamps) == list(pd.date_range("2020-03-29", periods=3, freq="h"))
    assert list(read_table(file(stamps), DataSettings(zone="utc")).stamps) == list(
        pd.date_range("2020-03-28 23:00", periods=3, freq="h")
    )


def test_years_without_a_header_are_found_and_other_numbers_are_not():
    rows = "".join(f"{1900 + k},{k * 7 % 11}\n" for k in range(20)).encode()
    assert read_table(rows).date == "column 1"
    assert read_table(b"1500,3\n1700,4\n1600,5\n1900,1\n").date == ""
    assert read_table(b"price,y\n1500,3\n1700,4\n1600,5\n").date == ""
    assert read_table(b"lap time,y\n1500,3\n1700,4\n1600,5\n").date == ""
    decades = read_table(b"Year,y\n1700,3\n1710,4\n1720,5\n1730,5\n")
    assert (decades.date, decades.time_unit) == ("Year", "10 years")
    assert read_table(b"height\n1500\n1501\n1502\n").target == "height"


def test_day_or_month_first():
    later_unclear = ["01/02/2020", "02/02/2020", "03/02/2020", "13/02/2020"]
    assert read_table(file(later_unclear)).day_first is True
    unclear = file(["01/02/2020", "02/03/2020", "05/06/2020"])
    table = read_table(unclear)
    assert table.day_first is True
    issue = table.issues[0]
    assert (issue.kind, issue.repair) == ("ambiguous_dates", "day_first")
    assert table.stamps[0] == pd.Timestamp("2020-02-01")
    american = read_table(unclear, DataSettings(day_first="no"))
    assert american.stamps[0] == pd.Timestamp("2020-01-02")
    assert "ambiguous_dates" not in {issue.kind for issue in american.issues}
    # The evenly spaced reading wins: first days of twelve months, not twelve days of Januaries.
    assert list(read_table(file(MONTHS.strftime("%m/%d/%y"))).stamps) == list(MONTHS)


def test_date_and_clock_in_two_columns_belong_together():
    rows = "".join(f"2020-01-{1 + k // 24:02};{k % 24:02}:00;{k % 7}\n" for k in range(72))
    table = read_table(("Date;Time;y\n" + rows).encode())
    assert list(table.stamps) == list(pd.date_range("2020-01-01", periods=72, freq="h"))
    assert [column.kind for column in table.columns] == ["date", "date", "number"]
    assert table.time_unit == "hour"


def test_the_learner_chooses_the_date_column():
    data = b"a,b,y\n2020-01-01,2021-01-01,1\n2020-01-02,2021-01-02,3\n2020-01-03,2021-01-03,4\n"
    assert read_table(data).date == "a"
    assert read_table(data, DataSettings(date="b")).stamps[0] == pd.Timestamp("2021-01-01")
    series = read_csv(data, date=NO_DATE)
    assert isinstance(series.index, pd.RangeIndex)
    assert [c.kind for c in read_table(data).columns] == ["date", "date", "number"]


def test_trading_days_have_no_weekend_gaps():
    days = pd.bdate_range("2020-01-01", periods=60).delete([10, 30])
    table = read_table(file(days.strftime("%Y-%m-%d")))
    assert table.time_unit == "trading day"
    assert [(i.kind, i.count) for i in table.issues] == [("gaps", 2)]


def test_order_duplicates_and_gaps_are_counted():
    cells = [f"2020-01-{d:02}" for d in (2, 1, 3, 3, 3, 7, 8, 9, 10)]
    issues = {i.kind: i for i in read_table(file(cells)).issues}
    assert {kind: (i.count, i.repair) for kind, i in issues.items()} == {
        "unsorted": (1, "order"), "duplicates": (2, "duplicates"), "gaps": (3, "resample"),
    }  # fmt: skip
    assert issues["unsorted"].where == "2020-01-01"
    assert issues["gaps"].where == "2020-01-03"
    assert "one every day is expected" in issues["gaps"].sentence


def test_uneven_time_stamps_have_no_unit():
    rng = np.random.default_rng(0)
    stamps = pd.Timestamp("2020-01-01") + pd.to_timedelta(np.cumsum(rng.integers(1, 9999, 50)), unit="s")
    table = read_table(file(stamps.astype(str)))
    assert table.time_unit == "step"
    assert [i.kind for i in table.issues] == ["gaps"]
    assert "unevenly spaced" in table.issues[0].sentence


def test_rows_without_a_time_stamp():
    cells = [f"2020-01-{d:02}" for d in range(1, 21)]
    cells[4], cells[9] = "", "2020-02-31"
    data = file(cells)
    issue = read_table(data).issues[0]
    assert (issue.kind, issue.count, issue.where) == ("unstamped", 2, "line 6")
    with pytest.raises(DataError, match="2 rows have no readable time stamp; the first, line 6, is empty"):
        read_csv(data)


@pytest.mark.parametrize("stamp", ["2024-01-01", "2024-01-01 12:30", "05.03.2024"])
def test_a_date_that_never_changes_is_said_once_and_is_no_repeat(stamp):
    data = "when;value\n" + "".join(f"{stamp};{number}\n" for number in (1, 4, 2, 8, 5))
    table = read_table(data.encode())
    about = [issue for issue in table.issues if issue.column == ""]
    assert [(issue.kind, issue.count, issue.repair) for issue in about] == [("constant", 5, "")]
    assert "in all 5 rows, so it says nothing about time" in about[0].sentence
    assert f"'{NO_DATE}'" in about[0].sentence
    counted = read_table(data.encode(), DataSettings(date=NO_DATE))
    assert (counted.stamps, counted.issues) == (None, ())


def test_a_date_that_changes_once_is_a_repeat():
    data = "when;value\n" + "".join(f"2024-01-01;{number}\n" for number in (1, 4, 2, 8)) + "2025-01-01;3\n"
    assert "duplicates" in [issue.kind for issue in read_table(data.encode()).issues]
