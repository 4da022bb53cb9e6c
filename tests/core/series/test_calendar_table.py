"""Tables that are calendars, and further forms that measuring services and other languages write."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.series import read_csv, read_table

MONTHS = ["Year", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
MONATE = ["Jahr", "Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]
YEARS = list(range(1950, 1959))
VALUES = np.round(40 + 9 * np.sin(np.arange(480) / 7) + np.cos(np.arange(480)), 2)
DAYS = pd.date_range("2018-02-11", periods=20, freq="D")


def table(header: list[str], starts: list[object], mark: str = ",", decimal: str = ".") -> bytes:
    """A row for each start, filled with the values one after the other."""
    wide = len(header) - 1
    rows = [
        mark.join([str(start), *(f"{value:.2f}".replace(".", decimal) for value in VALUES[k * wide : (k + 1) * wide])])
        for k, start in enumerate(starts)
    ]
    return "\n".join([mark.join(header), *rows]).encode()


CALENDARS = {
    "months": (table(MONTHS, YEARS), "1950-01-01", "month", 108),
    "German months": (table(MONATE, YEARS, ";", ","), "1950-01-01", "month", 108),
    "quarters": (table(["Year", "Q1", "Q2", "Q3", "Q4"], range(1950, 1970)), "1950-01-01", "quarter", 80),
    "hours": (table(["Date", *(f"H{h}" for h in range(1, 25))], [f"{day:%d/%m/%Y}" for day in DAYS]),
              "2018-02-11", "hour", 480),
    "clock": (table(["Datum", *(f"{h:02d}:00" for h in range(24))], [f"{day:%d.%m.%Y}" for day in DAYS], ";", ","),
              "2018-02-11", "hour", 480),
}  # fmt: skip


@pytest.mark.parametrize("name", CALENDARS)
def test_a_calendar_is_one_series_and_a_question(name):
    data, start, unit, length = CALENDARS[name]
    found = read_table(data)
    assert [question.kind for question in found.questions] == ["turn"]
    assert found.questions[0].cells[0] == data.decode().splitlines()[1].replace(";", ",").split(",")[0]
    series = read_csv(data)
    assert series.index[0] == pd.Timestamp(start)
    assert series.time_unit == unit
    np.testing.assert_allclose(series.y, VALUES[:length])


def test_years_may_come_newest_first_and_what_is_to_come_is_no_gap():
    months = MONTHS[1:]
    rows = [f"{1990 - k}," + ",".join("" if k == 0 and m > 6 else str(100 * (1990 - k) + m) for m in range(12))
            for k in range(5)]  # fmt: skip
    series = read_csv("\n".join([",".join(["Year", *months]), *rows]).encode())
    assert (series.index[0], series.index[-1]) == (pd.Timestamp("1986-01-01"), pd.Timestamp("1990-07-01"))
    assert list(series.y[:2]) == [198600, 198601]
    assert len(series) == 4 * 12 + 7


def test_columns_of_months_without_years_are_no_calendar():
    months = MONTHS[1:]
    rows = [",".join(str(VALUES[k * 12 + m]) for m in range(12)) for k in range(30)]
    found = read_table("\n".join([",".join(months), *rows]).encode())
    assert found.rows == 30
    assert found.choices == tuple(months)


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["39,44 °C", "38,20 °C", "37,05 °C"], 39.44),
        (["1013.2 hPa", "1012.8 hPa", "1010.0 hPa"], 1013.2),
        (["1,23,000.50", "1,23,037.50", "11,24,000.50"], 123000.5),
    ],
)
def test_numbers_with_units_and_indian_groups(cells, first):
    rows = "\n".join(f"{DAYS[k]:%Y-%m-%d};{cell}" for k, cell in enumerate(cells * 6))
    series = read_csv(f"day;x\n{rows}\n".encode())
    assert series.y[0] == first
    assert series.time_unit == "day"


def test_days_with_hours_beside_them_follow_each_other():
    hours = pd.date_range("2019-05-02", periods=150, freq="h")
    rows = "\n".join(f"{h:%m/%d/%Y},{h:%I:%M %p},{VALUES[k]}" for k, h in enumerate(hours))
    found = read_table(f"Date,Time,kW\n{rows}\n".encode())
    assert list(found.stamps) == list(hours)
    assert [question.setting for question in found.questions] == ["day_first"]


def test_spreadsheet_days_with_the_hour_as_a_fraction():
    rows = "\n".join(f"{43142 + k / 24:.6f},{VALUES[k]}" for k in range(100))
    found = read_table(f"t,x\n{rows}\n".encode())
    assert found.target == "x"
    assert list(found.stamps) == list(pd.date_range("2018-02-11", periods=100, freq="h"))


def test_clocks_in_digits_with_their_zone():
    hours = pd.date_range("2018-02-11", periods=60, freq="h")
    rows = "\n".join(f"{h:%Y/%m/%d};{h:%H%M} UTC;{VALUES[k]}" for k, h in enumerate(hours))
    assert list(read_table(f"Data;Hora UTC;TEMP\n{rows}\n".encode()).stamps) == list(hours)


@pytest.mark.parametrize(("word", "month"), [("maart", 3), ("mei", 5), ("augustus", 8), ("gennaio", 1), ("luglio", 7)])
def test_dutch_and_italian_months(word, month):
    rows = "\n".join(f"{day} {word} 2018;{VALUES[day]}" for day in range(1, 29))
    found = read_table(f"Datum;x\n{rows}\n".encode())
    assert list(found.stamps) == list(pd.date_range(f"2018-{month:02d}-01", periods=28, freq="D"))
