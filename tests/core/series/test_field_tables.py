"""Tables that lie another way, hold several series, or leave something open: named, asked, read as answered."""

import numpy as np
import pandas as pd
import pytest

import lstm_core as lab
from lstm_core.runtime.errors import DataError
from lstm_core.series import read_csv, read_table, table_to_series
from lstm_core.series.entities import AS_COLUMNS
from lstm_core.settings import DataSettings

RANDOM = np.random.default_rng(5)
V = np.round(40 + 9 * np.sin(np.arange(400) / 7) + RANDOM.normal(0, 0.4, 400), 2)
DAYS = pd.date_range("2020-02-01", periods=400)


def text(header, rows, separator=","):
    return "\n".join([header, *(separator.join(map(str, row)) for row in rows)]).encode()


def kinds(table):
    return [question.kind for question in table.questions]


WIDE = {
    "years": (
        text("Land,Code," + ",".join(map(str, range(1970, 2010))),
             [(f"Land {c}", c, *(V[:40] * 10 + 500 * k)) for k, c in enumerate("ABCDEF")]),
        ("Land A", 40, V[0] * 10, "1970-01-01", "year"),
    ),
    "days": (
        text("State,Country,Lat,Long," + ",".join(f"{d.month}/{d.day}/{d:%y}" for d in DAYS[:50]),
             [("", f"Land {c}", 4.5, 7.25, *np.cumsum(np.arange(50) % 5 + k)) for k, c in enumerate("ABCDEF")]),
        ("Land A", 50, 0, "2020-02-01", "day"),
    ),
    "months": (
        text("place;" + ";".join(f"{d:%Y-%m}" for d in pd.date_range("2010-01-01", periods=60, freq="MS")),
             [(f"P{k}", *(V[k : k + 60])) for k in range(5)], ";"),
        ("P0", 60, V[0], "2010-01-01", "month"),
    ),
    "numbered": (
        text(",".join(f'"V{k}"' for k in range(1, 50)), [(f'"H{k}"', *(900 * k + V[:48])) for k in range(1, 30)]),
        ("H1", 48, 900 + V[0], None, "step"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WIDE)
def test_time_along_the_columns_is_turned_and_asked(name):
    data, (target, rows, first, start, unit) = WIDE[name]
    table = read_table(data)
    assert kinds(table)[0] == "turn"
    assert any("turn the table" in issue.sentence for issue in table.issues)
    series = table_to_series(table, DataSettings())
    assert (series.target, len(series), series.time_unit) == (target, rows, unit)
    assert series.y[0] == pytest.approx(first)
    assert start is None or series.index[0] == pd.Timestamp(start)
    as_it_lies = read_table(data, DataSettings(turn="down"))
    assert as_it_lies.rows < rows
    assert kinds(as_it_lies)[0] == "turn"


@pytest.mark.parametrize("steps", [60, 96, 300])
@pytest.mark.parametrize("separator", ["\t", ","])
def test_rows_with_a_label_are_sequences_to_classify(steps, separator):
    waves = [np.round(np.sin(np.arange(steps) / (4 + k % 3)) + RANDOM.normal(0, 0.05, steps), 4) for k in range(45)]
    data = "\n".join(separator.join([str(1 + k % 3), *map(str, wave)]) for k, wave in enumerate(waves)).encode()
    table = read_table(data)
    assert kinds(table)[0] == "turn"
    series = table_to_series(table, DataSettings())
    assert (series.sequence, series.sequences) == (steps, 45)
    assert series.classes == ("class 1", "class 2", "class 3")
    np.testing.assert_allclose(series.x[:steps, 0], waves[0])
    assert series.y[series.answered].astype(int).tolist()[:4] == [0, 1, 2, 0]


def test_a_table_of_sensors_is_not_turned():
    data = text(
        "time," + ",".join(f"s{k}" for k in range(30)),
        [(d.date(), *(v + np.arange(30))) for d, v in zip(DAYS, V, strict=True)],
    )
    assert kinds(read_table(data)) == []


def stacked(keys, rows=60):
    header = ",".join(["date", *(f"key{k}" for k in range(len(keys[0]))), "sales"])
    return text(header, [
        (DAYS[row].date(), *key, V[row] + 100 * place) for place, key in enumerate(keys) for row in range(rows)
    ])  # fmt: skip


@pytest.mark.parametrize("keys", [[("north",), ("south",)], [(1,), (2,), (3,)], [(1, 1), (1, 2), (2, 1), (2, 2)]])
def test_several_series_are_named_and_never_averaged(keys):
    data = stacked(keys)
    assert read_table(data).rows == 60 * len(keys)
    table = read_table(data, DataSettings())
    assert table.target == "sales"
    assert kinds(table) == ["several_series"]
    found = {issue.kind for issue in table.issues}
    assert "several_series" in found
    assert not {"duplicates", "unsorted", "gaps"} & found
    names = [" · ".join(map(str, key)) for key in keys]
    one = read_csv(data, pick=names[1])
    np.testing.assert_allclose(one.y, V[:60] + 100)
    assert list(one.index) == list(DAYS[:60])
    every = read_csv(data, pick=AS_COLUMNS)
    assert every.names == tuple(names)
    np.testing.assert_allclose(every.values, V[:60, None] + 100 * np.arange(len(keys)))


def test_of_several_series_the_longest_is_read_and_said():
    rows = [(DAYS[k].date(), place, V[k] + 100 * i) for i, (place, n) in enumerate([("A", 50), ("B", 70), ("C", 70)])
            for k in range(n)]  # fmt: skip
    data = text("date,place,sales", rows)
    series = read_csv(data)
    np.testing.assert_allclose(series.y, V[:70] + 100)
    assert [f.kind for f in series.findings] == ["several_series"]
    assert "the longest: 'B' with 70 rows" in series.findings[0].sentence
    assert [f.kind for f in read_csv(data, pick="A").findings] == []
    assert read_table(data, DataSettings()).questions[0].readings[0].answer == "B"


def test_a_series_that_is_not_there_is_said():
    data = stacked([("north",), ("south",)])
    series = read_csv(data, pick="west")
    assert len(series) == 60
    assert series.findings[0].sentence.startswith("There is no series 'west' that changes. The table holds")
    assert series.findings[0].repair == "pick"


def test_a_series_that_never_changes_is_not_offered():
    rows = [(DAYS[k].date(), place, 5 if place == "A" else V[k]) for place in "ABC" for k in range(40)]
    data = text("date,place,flow", rows)
    question = read_table(data, DataSettings()).questions[0]
    assert [reading.answer for reading in question.readings] == ["B", AS_COLUMNS, "C"]
    assert read_csv(data, pick="A").findings[0].sentence.startswith("There is no series 'A' that changes.")
    constant = text("date,place,flow", [(d, p, ord(p)) for d, p, _ in rows])
    with pytest.raises(DataError, match="none of them changes"):
        read_csv(constant)
    assert len(read_csv(constant, date="(none)")) == 120


def test_codes_are_counted_in_the_series_that_is_read():
    rows = [(DAYS[k].date(), place, -999 if k % every == 2 else V[k]) for place, every in (("A", 10), ("B", 99))
            for k in range(90)]  # fmt: skip
    data = text("date,place,flow", rows)
    for place, count in (("A", "9 cells"), ("B", "1 cell")):
        table = read_table(data, DataSettings(pick=place))
        codes = next(question for question in table.questions if question.kind == "codes")
        assert f"-999 occurs in {count} of 'flow'" in codes.sentence
        assert "missing" in codes.readings[0].cells
    assert "codes" in kinds(read_table(data, DataSettings(pick=AS_COLUMNS)))
    clean = text("date,place,flow", [(d, p, V[3] if p == "B" and v == -999 else v) for d, p, v in rows])
    assert "codes" not in kinds(read_table(clean, DataSettings(pick="B")))


@pytest.mark.parametrize("header", ["day,hour", "year,month,day,hour"])
def test_hours_to_24_are_asked(header):
    hours = pd.date_range("2021-03-03", periods=200, freq="h")
    stamp = (lambda h: [h.date()]) if header.startswith("day") else (lambda h: [h.year, h.month, h.day])
    data = text(header + ",load", [(*stamp(h), h.hour + 1, v) for h, v in zip(hours, V[:200], strict=True)])
    for answer, first in (("auto", "01:00"), ("ending", "01:00"), ("beginning", "00:00")):
        table = read_table(data, DataSettings(hours=answer))
        assert kinds(table) == ["hours"]
        assert list(table.stamps) == list(hours + pd.Timedelta(hours=int(answer != "beginning")))
        assert [issue.kind for issue in table.issues] == ["hours"] * (answer == "auto")
        assert (
            f"2021-03-03 {first}:00"
            in {r.answer: r.cells for r in table.questions[0].readings}["ending" if answer == "auto" else answer]
        )
    from_zero = text("day,hour,load", [(h.date(), h.hour, v) for h, v in zip(hours, V[:200], strict=True)])
    assert kinds(read_table(from_zero)) == []


def test_rows_beyond_the_most_columns_are_said():
    years = range(1990, 2010)
    data = text("name," + ",".join(map(str, years)), [
        (f"place {k}", *(V[place] + k for place in range(len(years)))) for k in range(230)
    ])  # fmt: skip
    table = read_table(data)
    assert len(table.choices) == 199
    assert "230 are more than a table may have: the first 199 are read, 31 are left out" in " ".join(
        issue.sentence for issue in table.issues
    )


def test_columns_that_are_not_spread_are_said():
    data = text("date,place," + ",".join(f"v{k}" for k in range(9)), [
        (DAYS[k].date(), f"p{place}", *(V[k + c] + place for c in range(9))) for place in range(30) for k in range(10)
    ])  # fmt: skip
    readings = {r.answer: r.title for r in read_table(data).questions[0].readings}
    assert readings[AS_COLUMNS] == "each series a column, only of 'v0', 'v1', 'v2' and 3 more"


def test_repeats_that_no_column_explains_are_repeats():
    data = text("date,sales", [(DAYS[k // 2].date(), v) for k, v in enumerate(V)])
    assert [issue.kind for issue in read_table(data).issues] == ["duplicates"]


def test_codes_are_offered_as_missing_and_can_be_kept():
    data = text(
        "date,flow,level",
        [(d.date(), -999 if k % 15 == 3 else v, v) for k, (d, v) in enumerate(zip(DAYS, V, strict=True))],
    )
    series = read_csv(data)
    assert np.isnan(series.y).sum() == sum(k % 15 == 3 for k in range(400))
    assert [f.kind for f in series.findings] == ["codes", "missing"]
    assert series.findings[0].why
    assert read_csv(data, codes="keep").y.min() == -999


@pytest.mark.parametrize("low", [-250, -200, -99])
def test_numbers_among_others_are_no_codes(low):
    data = text("date,balance", [(d.date(), low + 51 * (k % 9)) for k, d in enumerate(DAYS)])
    table = read_table(data)
    assert kinds(table) == []
    assert table.issues == ()


def test_a_code_of_minus_one_is_told_from_a_change_of_minus_one():
    counts = text(
        "date,count",
        [(d.date(), -1 if k % 40 == 7 else round(3 * v)) for k, (d, v) in enumerate(zip(DAYS, V, strict=True))],
    )
    changes = text("date,change", [(d.date(), k * 7 % 5 - 1) for k, d in enumerate(DAYS)])
    assert kinds(read_table(counts)) == ["codes"]
    assert kinds(read_table(changes)) == []


def test_newest_first_is_turned_round_and_said():
    data = text("Date,Price", [(d.date(), v) for d, v in zip(DAYS[::-1], V, strict=True)])
    series = read_csv(data)
    assert list(series.index) == list(DAYS)
    np.testing.assert_allclose(series.y, V[::-1])
    assert [f.kind for f in series.findings] == ["backwards"]
    assert read_csv(data, order="as_is").index[0] == DAYS[-1]


def test_read_csv_takes_answers_and_names_bad_ones():
    with pytest.raises(lab.SettingsError, match="order=sideways is not offered"):
        read_csv(text("a,b", [(1, 2), (3, 5)]), order="sideways")
    with pytest.raises(DataError, match="no column 'q'"):
        read_csv(text("a,b", [(1, 2), (3, 5)]), target="q")


@pytest.mark.parametrize(
    ("header", "cells", "target"),
    [
        ("Time,Voltage", [(f"{k / 360:.3f}", v) for k, v in enumerate(V)], "Voltage"),
        ("id,value", [(1000 + 7 * k, v) for k, v in enumerate(V)], "value"),
        ("store_id,week,units", [(k % 7, k % 52, v) for k, v in enumerate(V)], "units"),
        ("decimal year,level", [(f"{1950 + k / 12:.3f}", v) for k, v in enumerate(V)], "level"),
        ("Time (s),x (m/s^2)", [(f"{k * 0.0101 + (k % 3) * 1e-4:.5f}", v) for k, v in enumerate(V)], "x"),
    ],
)
def test_the_target_is_no_clock_and_no_counter(header, cells, target):
    assert read_table(text(header, cells)).target == target


def test_two_numbers_for_one_date_are_asked():
    # 44197 is the first day of 2021 in a spreadsheet, and nothing else that makes a calendar.
    table = read_table(text("Date,v", [(44197 + k, v) for k, v in enumerate(V)]))
    assert table.stamps[0] == pd.Timestamp("2021-01-01")
    as_unix = read_table(text("time,v", [(1_600_000_000 + 60 * k, v) for k, v in enumerate(V)]))
    assert as_unix.stamps[0] == pd.Timestamp("2020-09-13 12:26:40")


def test_without_names_years_and_months_are_found():
    months = pd.date_range("1749-01-01", periods=400, freq="MS")
    data = "\n".join(
        f"{m.year};{m.month:02};{m.year + (m.month - 0.5) / 12:.3f};{v}" for m, v in zip(months, V, strict=True)
    ).encode()
    table = read_table(data)
    assert table.target == "column 4"
    assert list(table.stamps) == list(months)


def test_two_lines_of_names_are_joined():
    data = (
        b"Price,Close,Close\nTicker,AB,CD\nDate,,\n"
        + "\n".join(f"{d.date()},{v},{v + 1}" for d, v in zip(DAYS, V, strict=True)).encode()
    )
    table = read_table(data)
    assert table.choices == ("Close AB", "Close CD")
    assert table.date == "Date"
