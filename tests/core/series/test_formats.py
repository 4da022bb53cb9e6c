"""Files that are no text: workbooks, Parquet, JSON, archives, Monash files, wide encodings."""

import gzip
import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import lstm_core as lab
from lstm_core.series import read_table
from lstm_core.series.formats import archives, names_of_tables, unpack, workbook
from lstm_core.settings import DataSettings

DAYS = pd.date_range("2021-03-01", periods=40, freq="D")
FLOW = np.round(100 + 10 * np.sin(np.arange(40) / 3), 3)
FRAME = pd.DataFrame({"day": DAYS, "flow": FLOW, "count": np.arange(40) % 7})
CSV = FRAME.to_csv(index=False).encode()


def same(data: bytes, sheet: str = "") -> None:
    """Read as FRAME says: names, dates, every value."""
    table = read_table(data, DataSettings(sheet=sheet))
    assert table.date == "day"
    assert list(table.stamps) == list(DAYS)
    np.testing.assert_array_equal(table.numbers["flow"], FLOW)
    np.testing.assert_array_equal(table.numbers["count"], FRAME["count"])


def book(**sheets: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


ROWS = [
    ["day", "flow", "count"],
    *([day.to_pydatetime(), float(flow), int(count)] for day, flow, count in FRAME.itertuples(index=False)),
]


def packed(**files: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return target.getvalue()


def parquet(frame: pd.DataFrame, **more: object) -> bytes:
    target = io.BytesIO()
    frame.to_parquet(target, **more)
    return target.getvalue()


RECORDS = json.loads(FRAME.to_json(orient="records", date_format="iso"))
MONASH = """# a comment
@relation demo
@attribute series_name string
@attribute start_timestamp date
@frequency daily
@missing true
@data
""" + "\n".join(f"{name}:2021-03-01 00-00-00:{','.join(map(str, column))}" for name, column in
                (("flow", FLOW), ("count", FRAME["count"])))  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        book(Daten=ROWS), parquet(FRAME), parquet(FRAME.set_index("day")), parquet(FRAME, index=False),
        json.dumps(RECORDS).encode(), json.dumps({"meta": 1, "rows": RECORDS}).encode(),
        "\n".join(map(json.dumps, RECORDS)).encode(), FRAME.to_json(orient="split", date_format="iso").encode(),
        FRAME.astype({"day": str}).to_json(orient="columns").encode(),
        json.dumps({"day": FRAME["day"].astype(str).tolist(), "flow": FLOW.tolist(), "count": FRAME["count"].tolist()}
                   ).encode(),
        gzip.compress(CSV), packed(a_csv=CSV), packed(notes_md=b"# notes", data__table_csv=CSV, __MACOSX__a_csv=b"x"),
        packed(b_xlsx=book(Daten=ROWS)), gzip.compress(parquet(FRAME)), packed(a_csv_gz=gzip.compress(CSV)),
        CSV.decode().encode("utf-16"), CSV.decode().encode("utf-16-le"), CSV.decode().encode("utf-16-be"),
        CSV.decode().encode("utf-32"), CSV.decode().encode("utf-32-le"), CSV.decode().encode("utf-32-be"),
        b"\xff\xfe\x00\x00" + CSV.decode().encode("utf-32-le"),
    ],
    ids=["xlsx", "parquet", "parquet index", "parquet plain", "records", "records in a dict", "lines", "split",
         "columns", "lists", "gzip", "zip", "zip beside others", "workbook in zip", "parquet in gzip", "gzip in zip",
         "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-32 mark"],
)  # fmt: skip
def test_every_kind_gives_the_same_series(data: bytes) -> None:
    same(data)


def test_a_monash_file_gives_its_series_side_by_side_or_one_of_them() -> None:
    table = read_table(MONASH.encode())
    assert (table.date, table.time_unit, table.rows) == ("date", "day", 40)
    assert list(table.stamps) == list(DAYS)
    np.testing.assert_array_equal(table.numbers["flow"], FLOW)
    np.testing.assert_array_equal(table.numbers["count"], FRAME["count"])
    one = read_table(MONASH.encode(), DataSettings(sheet="count"))
    assert one.choices == ("count",)
    assert names_of_tables(MONASH.encode())[1:] == ("flow", "count")


def test_monash_series_of_unequal_length_come_one_at_a_time() -> None:
    head = "@relation x\n@attribute series_name string\n@frequency monthly\n@data\n"
    table = read_table(f"{head}T1:1,2,?,4,7\nT2:9,8,7\nT1:5,4\n".encode())
    assert table.choices == ("T1",)
    assert table.stamps is None
    np.testing.assert_array_equal(table.numbers["T1"], [1, 2, np.nan, 4, 7])
    assert names_of_tables(f"{head}T1:1,2\nT2:9,8,7\nT1:5\n".encode()) == ("T1", "T2", "T1 (2)")


@pytest.mark.parametrize(
    ("frequency", "last"),
    [("yearly", "2023-01-31"), ("quarterly", "2020-10-31"), ("monthly", "2020-04-30"), ("weekly", "2020-02-21"),
     ("half_hourly", "2020-01-31 01:30"), ("10_minutes", "2020-01-31 00:30"), ("4_seconds", "2020-01-31 00:00:12")],
)  # fmt: skip
def test_monash_stamps_follow_the_frequency(frequency: str, last: str) -> None:
    text = f"@relation x\n@attribute a string\n@attribute b date\n@frequency {frequency}\n@data\nT:2020-01-31:1,2,3,5"
    written = unpack(text.encode()).data.decode().splitlines()
    assert pd.Timestamp(written[-1].split(",")[0]) == pd.Timestamp(last)


def test_several_sheets_are_named_and_one_of_them_can_be_asked_for() -> None:
    other = [["day", "rain"], *([day.to_pydatetime(), i / 4] for i, day in enumerate(DAYS))]
    data = book(About=[["Made by the weather office"]], Rain=other, Flow=ROWS, Empty=[])
    assert names_of_tables(data) == ("About", "Rain", "Flow")
    table = read_table(data)
    # The first sheet is a note; the first that looks like a table is read, and that is said.
    assert table.source.table == "Rain"
    said = next(issue for issue in table.issues if issue.kind == "several_tables")
    assert "About, Rain, Flow" in said.sentence
    assert "'Rain'" in said.sentence
    same(data, "Flow")
    assert lab.read_csv(data, sheet="Flow").names == ("flow", "count")
    with pytest.raises(lab.DataError, match=r"no table 'Snow'.*About, Rain, Flow"):
        read_table(data, DataSettings(sheet="Snow"))


def test_a_cell_of_a_workbook_is_found_by_its_row() -> None:
    rows = [list(row) for row in ROWS]
    rows[7][1] = "defekt"
    rows.insert(20, [])
    issue = next(issue for issue in read_table(book(A=rows)).issues if issue.kind == "text")
    assert "line 8" in issue.where


def test_text_numbers_of_a_workbook_are_read_as_in_a_text_file() -> None:
    rows = [["day", "flow"], *([str(day.date()), f"{1 + value / 7:.2f}".replace(".", ",")] for day, value in
                               zip(DAYS, FLOW, strict=True))]  # fmt: skip
    table = read_table(book(A=rows))
    assert table.decimal == ","
    assert table.numbers["flow"][0] == pytest.approx(round(1 + FLOW[0] / 7, 2))


def test_typed_numbers_leave_no_question_of_the_decimal_mark() -> None:
    rows = [["day", "flow"], *([day.to_pydatetime(), 1 + i / 1000] for i, day in enumerate(DAYS))]
    table = read_table(book(A=rows))
    assert table.numbers["flow"][-1] == 1.039
    assert not [issue for issue in table.issues if issue.kind == "ambiguous_decimal"]


def test_the_largest_table_of_an_archive_is_taken_and_that_is_said() -> None:
    data = packed(small_csv=b"a,b\n1,2\n2,3\n", large_csv=CSV)
    assert names_of_tables(data) == ("small.csv", "large.csv")
    same(data)
    assert read_table(data, DataSettings(sheet="small.csv")).choices == ("a", "b")
    assert "'large.csv' is read" in read_table(data).issues[0].sentence


def test_parquet_keeps_names_zones_gaps_and_categories() -> None:
    frame = FRAME.assign(
        flow=FLOW.astype("float32"), at=DAYS.tz_localize("Asia/Tokyo"),
        word=pd.Categorical(["a", "b"] * 20), gap=[None, *FLOW[1:]],
    )  # fmt: skip
    table = read_table(parquet(frame.drop(columns="day")))
    assert table.stamps[0] == pd.Timestamp("2021-03-01")
    assert table.classes == {"word": ("a", "b")}
    assert np.isnan(table.numbers["gap"][0])
    assert table.numbers["flow"][1] == FLOW[1]


def test_nested_records_become_columns_of_their_own() -> None:
    rows = [
        {"dt": str(day.date()), "main": {"temp": float(v)}, "tags": [1, 2]} for day, v in zip(DAYS, FLOW, strict=True)
    ]
    table = read_table(json.dumps(rows).encode())
    np.testing.assert_array_equal(table.numbers["main.temp"], FLOW)


def test_a_header_in_brackets_is_no_json() -> None:
    assert read_table(b"[t],[v]\n" + b"\n".join(b"%d,%d" % (i, i * i) for i in range(9))).choices == ("[t]", "[v]")


def locked() -> bytes:
    data = bytearray(packed(a_csv=CSV))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.index(mark) + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    return bytes(data)


def misplaced() -> bytes:
    """A directory that says that it stands 4,096 bytes further on: the members then begin before the file does."""
    data = bytearray(packed(a_csv=CSV))
    at = data.rindex(b"PK\x05\x06") + 16
    data[at : at + 4] = (int.from_bytes(data[at : at + 4], "little") + 4096).to_bytes(4, "little")
    return bytes(data)


def of_a_later_version() -> bytes:
    data = bytearray(packed(a_csv=CSV))
    data[data.rindex(b"PK\x01\x02") + 6] = 64
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "password.*without one"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Excel workbook.*xlsx or CSV"),
        (packed(content_xml=b"<x/>", mimetype=b"application/vnd.oasis"), "OpenDocument.*xlsx or CSV"),
        (packed(word__document_xml=b"<x/>"), "Word document"),
        (locked(), "password.*Unpack it"),
        (packed(), "holds no file"),
        (packed(a_csv=CSV)[:-30], "damaged"),
        (misplaced(), "ZIP archive is damaged"),
        (of_a_later_version(), "ZIP archive is damaged.*version 6.4"),
        (gzip.compress(CSV)[:-30], "gzip archive is damaged"),
        (book(A=ROWS)[:-900], "damaged|cannot be read"),
        (book(A=[]), "no sheet with cells"),
        (parquet(FRAME)[:-20], "Parquet file cannot be read"),
        (b"PARE" + bytes(40), "encrypted"),
        (b'[{"a": 1}, {"a": ', "begins as JSON"),
        (b'{"a": 1, "b": {"c": 2}}', "holds no table.*list of records"),
        (b"[" * 50_000, "No column|nested|single|cannot be split|has a header"),
        (b'{"a":' * 50_000, "nested|begins as JSON"),
        (b"@relation x\n@data\n", "no series below"),
        (b"<!DOCTYPE html><table><tr><td>1</td></tr></table>", "document of HTML"),
        (gzip.compress(gzip.compress(gzip.compress(CSV))), "archive inside an archive"),
        (b"\x89PNG\r\n" + bytes(50), "a PNG image"),
        (b"\xff\xfe\x00\x00" + b"abc", "UTF-32"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(lab.DataError, match=f"(?s){words}"):
        read_table(data)


def test_what_unpacks_to_too_much_is_refused_before_it_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_TEXT", 100_000)
    for bomb in (gzip.compress(bytes(10_000_000)), packed(a_csv=b"1,2\n" * 1_000_000)):
        with pytest.raises(lab.DataError, match=r"holds more than .* MB of text"):
            unpack(bomb)
    monkeypatch.setattr(workbook, "MAX_CELLS", 100)
    with pytest.raises(lab.DataError, match="more than 100 cells"):
        unpack(book(A=ROWS))
    monkeypatch.setattr(workbook, "MAX_XML", 100)
    with pytest.raises(lab.DataError, match="once it is unpacked"):
        unpack(book(A=ROWS))


KINDS = [book(A=ROWS), parquet(FRAME), gzip.compress(CSV), packed(a_csv=CSV, b_csv=CSV), json.dumps(RECORDS).encode(),
         MONASH.encode(), CSV.decode().encode("utf-16"), CSV.decode().encode("utf-32")]  # fmt: skip


@given(st.sampled_from(KINDS), st.integers(0, 2**31), st.integers(1, 30), st.booleans())
def test_a_damaged_file_is_read_or_refused_in_a_sentence(data: bytes, seed: int, hits: int, cut: bool) -> None:
    random = np.random.default_rng(seed)
    spoiled = bytearray(data)
    for place in random.integers(0, len(data), hits):
        spoiled[place] ^= 1 << int(random.integers(8))
    if cut:
        spoiled = spoiled[: int(random.integers(len(data)))]
    try:
        table = read_table(bytes(spoiled))
        names_of_tables(bytes(spoiled))
    except lab.DataError as refused:
        table, sentence = None, str(refused)
        assert sentence.endswith(".")
    assert table is None or table.rows > 1


def test_separators_inside_the_cells_of_a_workbook_separate_nothing() -> None:
    rows = [["day", "flow; total", "note"], *([f"{day:%Y-%m-%d}", i * 0.5, "5;6;7;8"] for i, day in enumerate(DAYS))]
    table = read_table(book(A=rows))
    assert [column.name for column in table.columns] == ["day", "flow; total", "note"]
    assert table.numbers["flow; total"][-1] == 19.5


def test_an_archive_that_lost_its_beginning_is_refused():
    data = packed(a_csv=CSV, b_csv=CSV)
    first = data.index(b"PK\x03\x04", 4)
    # The first file is gone, so that its directory speaks of a place before the beginning.
    with pytest.raises(lab.DataError, match="ZIP archive is damaged"):
        read_table(data[first:], DataSettings(sheet="a.csv"))
