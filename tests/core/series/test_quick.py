"""Large files: the short ways give what the careful ones give."""

import numpy as np
import pandas as pd
import pytest

from lstm_core.series import quick, read_table
from lstm_core.series.stamps import Stamps, choose
from lstm_core.settings import DataSettings

N = 300
HOURS = pd.date_range("2021-01-28 22:00", periods=N, freq="h")


@pytest.fixture(autouse=True)
def small_is_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "LONG", 100)


def table(stamps: list[str], line_end: str = "\n", separator: str = ",", last: str = "\n") -> bytes:
    rows = [f"{stamp}{separator}{i % 17}.5{separator}{i}" for i, stamp in enumerate(stamps)]
    return (line_end.join([separator.join(("when", "v", "w")), *rows]) + last).encode()


def carefully(data: bytes, monkeypatch: pytest.MonkeyPatch, **settings: str):
    with monkeypatch.context() as patch:
        patch.setattr(quick, "LONG", 10**9)
        return read_table(data, DataSettings(**settings))


@pytest.mark.parametrize(
    "style",
    ["%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d.%m.%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%d/%m/%Y, %H:%M", "%Y-%m-%d",
     "%d %b %Y %H:%M", "%B %d, %Y %H:%M", "%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S+02:00"],
)  # fmt: skip
@pytest.mark.parametrize("order", ["auto", "yes", "no"])
def test_dates_are_those_of_the_careful_reader(style: str, order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = table(list(HOURS.strftime(style)), separator=";")
    quickly, slowly = read_table(data, DataSettings(day_first=order)), carefully(data, monkeypatch, day_first=order)
    assert (quickly.date, quickly.date_style, quickly.day_first) == (slowly.date, slowly.date_style, slowly.day_first)
    assert quickly.issues == slowly.issues
    if slowly.stamps is None:
        assert quickly.stamps is None
    else:
        np.testing.assert_array_equal(quickly.stamps.asi8, slowly.stamps.asi8)


@pytest.mark.parametrize("spoiled", ["", "soon", "31.02.2021 10:00", "12.02.2021", "12.02.2021 25:00", "3.2.21 9:05"])
def test_a_cell_that_is_no_date_is_no_date_either_way(spoiled: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stamps = list(HOURS.strftime("%d.%m.%Y %H:%M"))
    stamps[200] = spoiled
    quickly, slowly = read_table(table(stamps)), carefully(table(stamps), monkeypatch)
    np.testing.assert_array_equal(quickly.stamps.asi8, slowly.stamps.asi8)
    assert quickly.issues == slowly.issues


def test_dates_that_repeat_are_asked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    real = choose.stamps_from_text
    monkeypatch.setattr(choose, "stamps_from_text", lambda text, *how: asked.append(len(text)) or real(text, *how))
    read_table(table(list(HOURS.strftime("%d.%m.%Y %H:%M"))))
    # 14 days and 24 hours instead of 300 cells.
    assert asked[:2] == [14, 24]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "\n", "\n\n", "\r\n"])
def test_lines_are_counted_as_carefully(line_end: str, last: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = table(list(HOURS.strftime("%Y-%m-%d %H:%M")), line_end, last=last)
    quickly, slowly = read_table(data), carefully(data, monkeypatch)
    np.testing.assert_array_equal(quickly.lines, slowly.lines)
    np.testing.assert_array_equal(quickly.numbers["v"], slowly.numbers["v"])
    assert quickly.columns == slowly.columns


def test_plain_lines_are_counted_without_splitting_them() -> None:
    text = table(list(HOURS.strftime("%Y-%m-%d %H:%M"))).decode()
    assert list(quick.plain_lines(text, ",", 3)) == list(range(1, N + 2))


@pytest.mark.parametrize(
    "spoil",
    [lambda t: t.replace("3.5", '"3,5"', 1), lambda t: t.replace("\n", "\n\n", 1),
     lambda t: t.replace("3.5,", "3.5", 1),
     lambda t: t.replace("3.5,", "3.5", 1).replace("4.5", "4,5", 1), lambda t: t.replace("\n", "\r", 1)],
)  # fmt: skip
def test_what_is_not_plain_is_left_to_the_careful_way(spoil) -> None:
    text = spoil(table(list(HOURS.strftime("%Y-%m-%d %H:%M"))).decode())
    assert quick.plain_lines(text, ",", 3) is None


def test_a_cell_that_only_the_whole_column_explains_is_read_with_it() -> None:
    cells, asked = pd.Series(HOURS.strftime("%Y-%m-%d %H:%M")), []

    def read(text: pd.Series) -> Stamps:
        asked.append(len(text))
        index = pd.DatetimeIndex(pd.to_datetime(text))
        return Stamps(index if len(text) == N else index.where(~text.str.endswith("05:00")), "date")

    assert not quick.read_stamps(cells, read).index.isna().any()
    assert asked[-1] == N
