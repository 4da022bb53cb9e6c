"""Whatever the bytes: a series or a DataError with a sentence, never another exception or a warning."""

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lstm_core.runtime.errors import DataError
from lstm_core.series import check_series, read_table, table_to_series
from lstm_core.settings import DataSettings
from tests.support.fuzz import examples

QUIET = settings(max_examples=examples(100), suppress_health_check=list(HealthCheck))
ODD = [
    "",
    "NA",
    "inf",
    "-inf",
    "1e999",
    "1e308",
    "-1e308",
    "abc",
    '"',
    '"x,y"',
    "∞",
    "−4",
    "٣",
    "²",
    "1_0",
    "#",
    "9" * 25,
]
NUMBERS = ["1", "2", "-3.5", "1,5", "1.234,5", "1'234", "1 234", "0", "1e18", "True"]
DATES = [
    "2020-01-01", "2020-01-02", "2020-02-30", "01/02/2020", "31.12.1999", "Jan 2020", "1999", "19991231", "1600000000",
    "12:30", "9999-12-31", "0001-01-01", "2020Q3", "2020-01-01T00:00:00+25:00", "2020-01-01T00:00:00.123456789Z",
]  # fmt: skip
CHOICES = st.builds(
    DataSettings,
    separator=st.sampled_from(["auto", "auto", "auto", "comma", "semicolon", "tab", "space", "pipe"]),
    decimal=st.sampled_from(["auto", "point", "comma"]),
    header=st.sampled_from(["auto", "yes", "no"]),
    day_first=st.sampled_from(["auto", "yes", "no"]),
    order=st.sampled_from(["keep", "sort", "as_is"]),
    duplicates=st.sampled_from(["keep", "first", "last", "mean"]),
    missing=st.sampled_from(["keep", "drop", "interpolate", "forward"]),
    resample=st.sampled_from(["keep", "regular"]),
    date=st.sampled_from(["", "", "column 1", "(none)"]),
)


@st.composite
def wild_files(draw):
    """Rows of any cells under any separator, line end and encoding."""
    cell = st.one_of(st.sampled_from(ODD + NUMBERS + DATES), st.text(max_size=6))
    separator, newline = draw(st.sampled_from([",", ";", "\t", " ", "|"])), draw(st.sampled_from(["\n", "\r\n", "\r"]))
    width = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width), max_size=8))
    return newline.join(separator.join(row) for row in rows).encode(
        draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])), "replace"
    )


@st.composite
def plausible_files(draw):
    """A date column and number columns with some odd cells: most of these become a series."""
    days = draw(st.lists(st.integers(0, 20_000), min_size=3, max_size=12))
    style = draw(st.sampled_from(["D", "h", "month", "bad"]))
    stamps = {
        "D": lambda d: str(np.datetime64("1970-01-01") + d),
        "h": lambda d: str(np.datetime64("1970-01-01T00:00") + d * 60),
        "month": lambda d: str(np.datetime64("1970-01") + d % 500),
        "bad": lambda d: str(np.datetime64("1970-01-01") + d) if d % 9 else "?",
    }
    width = draw(st.integers(1, 3))
    number = st.one_of(
        st.floats(-1e6, 1e6).map(lambda x: f"{x:.3f}"), st.integers(-9, 9).map(str), st.sampled_from(["", "inf", "x"])
    )
    rows = [[stamps[style](day), *(draw(number) for _ in range(width))] for day in days]
    return "\n".join(";".join(row) for row in [["t", *"abc"[:width]], *rows]).encode()


def to_series(data, choices):
    """A series that keeps its promises, or None where a DataError said why not; all else fails the test."""
    try:
        table = read_table(data, choices)
        series = table_to_series(table, choices)
    except DataError as error:
        if not str(error).endswith(".") or len(str(error)) > 700:
            raise
        return None
    assert series.values.shape == (len(series.index), len(series.names))
    assert series.values.dtype == np.float64
    if choices.missing != "keep":
        assert np.isfinite(series.values).all()
    if table.stamps is not None and (choices.duplicates != "keep" or choices.resample == "regular"):
        assert series.index.is_unique
    if table.stamps is not None and choices.order == "sort":
        assert series.index.is_monotonic_increasing
    check_series(series)
    return series


@QUIET
@given(st.binary(max_size=300), CHOICES)
def test_any_bytes(data, choices):
    to_series(data, choices)


@QUIET
@example(b",\r\t,\r,", DataSettings(separator="space"))
@given(wild_files(), CHOICES)
def test_any_table(data, choices):
    to_series(data, choices)


@QUIET
@given(plausible_files(), CHOICES)
def test_dirty_tables(data, choices):
    to_series(data, choices)


@pytest.mark.parametrize(
    "data",
    [
        b"inf\ninf\n0\n1",
        # Two infinities side by side, in a column whose largest number may be a code.
        b"a\n0\n0\n0\n999999\n2\n0\n1\n0\ninf\ninf",
        # An infinite month, year, day of a spreadsheet and hour.
        b"month,a\n202101,1\n202102,2\ninf,4\n202104,3\n202105,1\n202106,2",
        b"year,a\n1990.04,1\n1990.12,2\ninf,4\n1990.29,3\n1990.37,1\n1990.46,2",
        b"date,a\n44197.5,1\n44198.5,2\ninf,4\n44200.5,3\n44201.5,1\n44202.5,2",
        b"date,hour,a\n2021-01-01,0,1\n2021-01-01,1,2\n2021-01-01,inf,4\n2021-01-01,3,3\n2021-01-01,4,1",
        # A shop whose number is larger than any float, where dates come twice.
        b"day,shop,a\n"
        + b"".join(
            b"2021-01-%02d,%s,%d\n" % (k % 28 + 1, b"9" * 400 if k == 5 else b"%d" % (1 + k // 28), 178 + k % 7)
            for k in range(84)
        ),
        # More comments than a search that tries each in two ways can pass.
        b"# level in metres\r\n" * 60 + b"day,a\r\n2021-01-01,1\r\n2021-01-02,3\r\n2021-01-03,2\r\n",
        b"t,a\n0001-01-01,1\n9999-12-31,2\n5000-01-01,4\n5000-01-02,4",
        b"\xff\xfe\x00",
        b"\x00a\x00,",
    ],
)
def test_files_that_broke_once(data):
    for resample in ("keep", "regular"):
        to_series(data, DataSettings(resample=resample))
