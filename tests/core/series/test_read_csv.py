"""Reading: encodings, separators, numbers, headers, units; and every bad file's sentence."""

import io

import numpy as np
import pytest

from lstm_core.runtime.errors import DataError
from lstm_core.series import fingerprint, read_csv, read_table, table_to_series
from lstm_core.settings import DataSettings

A = np.round(np.arange(1, 21) * 1.5, 2)
B = np.arange(1, 21) ** 2


def plain(separator=",", decimal=".", header=True, newline="\n"):
    rows = [f"2020-01-{k + 1:02}{separator}{a:.2f}{separator}{b}" for k, (a, b) in enumerate(zip(A, B, strict=True))]
    if decimal == ",":
        rows = [row.replace(".", ",") for row in rows]
    return newline.join([separator.join(["date", "a", "b"])] * header + rows) + newline


def column(text, **settings):
    data = text if isinstance(text, bytes) else text.encode()
    return table_to_series(read_table(data, DataSettings(**settings)), DataSettings(**settings)).y


@pytest.mark.parametrize(
    ("separator", "decimal"), [(s, d) for s in (",", ";", "\t", " ", "|") for d in (".", ",") if s != d]
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("header", [True, False])
def test_separators_and_decimal_marks(separator, decimal, newline, header):
    table = read_table(plain(separator, decimal, header, newline).encode())
    assert (table.separator, table.decimal, table.has_header, table.rows) == (separator, decimal, header, 20)
    assert table.date == ("date" if header else "column 1")
    series = table_to_series(table, DataSettings())
    np.testing.assert_array_equal(series.values, np.column_stack([A, B]))
    assert series.time_unit == "day"
    assert table.issues == ()


@pytest.mark.parametrize(
    ("codec", "name"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8 with BOM"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"),
     ("utf-16-be", "UTF-16"), ("latin-1", "Latin-1"), ("cp1252", "Latin-1")],
)  # fmt: skip
def test_encodings(codec, name):
    table = read_table(("date;Höhe (m)\n" + "".join(f"2020-01-0{k};{k * k}\n" for k in range(1, 6))).encode(codec))
    assert table.encoding == name
    assert (table.target, table.columns[1].unit) == ("Höhe", "m")


@pytest.mark.parametrize(("first", "separator"), [("sep=;", ";"), ('"sep=,"', ","), ("SEP=\t", "\t")])
def test_a_line_that_announces_the_separator_is_no_row(first, separator):
    table = read_table(f"{first}\r\n".encode() + plain(separator, ".", True, "\r\n").encode())
    assert (table.separator, table.has_header, table.rows, table.date) == (separator, True, 20, "date")
    assert table.lines[0] == 3


def test_windows_quotes_and_euro_are_read():
    assert (
        read_table("Preis (€)\n1,5\n2,5\n".encode("cp1252"), DataSettings(separator="semicolon")).columns[0].unit == "€"
    )


@pytest.mark.parametrize(
    ("cells", "decimal"),
    [(["1,234.5", "2,000.25", "12"], "."), (["1.234,5", "2.000,25", "12"], ","), (["1 234,5", "2 000,25", "12"], ","),
     (["1\u00a0234,5", "2\u202f000,25", "12"], ","), (["1'234.5", "2'000.25", "12"], "."),
     (["1’234.5", "2’000.25", "12"], "."), (["1234.5", "2000.25", "12"], "."), (["1.2345E3", "2.00025e+3", "12"], "."),
     (["+1234.5", "2000.25", "1.2e1"], ".")],
)  # fmt: skip
@pytest.mark.parametrize("separator", [";", "\t", "|", ","])
def test_thousands_marks(cells, decimal, separator):
    text = separator.join(["name", "v"]) + "\n" + "".join(f'x{separator}"{cell}"\n' for cell in cells)
    table = read_table(text.encode())
    assert table.decimal == decimal
    assert table.numbers["v"].tolist() == [1234.5, 2000.25, 12]


def test_a_mark_that_could_be_both_is_named():
    table = read_table(b"n;a\nx;1,234\ny;2,000\nz;12,500")
    assert table.numbers["a"].tolist() == [1.234, 2, 12.5]
    issue = table.issues[0]
    assert (issue.kind, issue.repair) == ("ambiguous_decimal", "decimal")
    fixed = read_table(b"n;a\nx;1,234\ny;2,000\nz;12,500", DataSettings(decimal="point"))
    assert fixed.numbers["a"].tolist() == [1234, 2000, 12500]
    assert [issue.kind for issue in fixed.issues] == ["text"]


def test_headers_units_and_names():
    table = read_table(b"Temp (C),price [USD],Temp (F), ,n\n1,5,2,3,x\n2,6,3,4,y\n4,7,9,1,z\n")
    assert [c.name for c in table.columns] == ["Temp (C)", "price", "Temp (F)", "column 4", "n"]
    assert [c.unit for c in table.columns] == ["C", "USD", "F", "", ""]
    assert [c.kind for c in table.columns] == ["number"] * 4 + ["text"]
    series = table_to_series(table, DataSettings(target="price [USD]", features=("Temp (C)", "column 4")))
    assert (series.target, series.unit, series.features) == ("price", "USD", ("Temp (C)", "column 4"))
    assert table.preview[0] == ("Temp (C)", "price [USD]", "Temp (F)", "", "n")
    assert table.preview[1] == ("1", "5", "2", "3", "x")


def test_header_can_be_forced_either_way():
    assert read_table(b"1990,1991\n1,2\n3,4\n").has_header is False
    table = read_table(b"1990,1991\n1,2\n3,4\n", DataSettings(header="yes"))
    assert (table.choices, table.rows) == (("1990", "1991"), 2)
    assert read_table(b"5\n7\n3\n9.5\n").numbers["column 1"].tolist() == [5, 7, 3, 9.5]


def test_empty_trailing_column_and_row_numbers_are_left_out():
    assert read_table(b"a,b,\n1,2,\n3,4,\n5,6,\n").choices == ("a", "b")
    assert read_table(b"a,b\n1,2,\n3,4,\n5,6,\n").choices == ("a", "b")
    table = read_table(b",v\n0,5\n1,7\n2,3\n3,9")
    assert (table.target, table.features) == ("v", ("v",))


def test_quoted_cells_may_hold_separators_and_line_ends():
    table = read_table(b'a,note,b\n1,"x, y",3\n2,"two\nlines",5\n4,"say ""hi""",9\n')
    assert table.numbers["b"].tolist() == [3, 5, 9]
    assert table.lines.tolist() == [2, 4, 5]


def test_counts_of_missing_infinite_and_text_cells():
    words = ["1", "n/a", "?", "error", "inf", "-inf", "", "NaN", "4"]
    table = read_table(("t,a\n" + "".join(f"2020-01-0{k + 1},{word}\n" for k, word in enumerate(words))).encode())
    described = table.column("a")
    assert (described.kind, described.missing, described.infinite, described.text) == ("number", 4, 2, 1)
    assert described.example == "'error' in line 5"
    found = {issue.kind: (issue.count, issue.repair) for issue in table.issues}
    assert found == {"missing": (5, "missing"), "infinite": (2, "missing"), "text": (1, "missing")}
    series = table_to_series(table, DataSettings())
    assert np.isnan(series.y).sum() == 5
    assert np.isinf(series.y).sum() == 2


def test_constant_and_text_columns_are_shown_and_refused():
    table = read_table(b"x,flat,word\n1,7,a\n2,7,b\n4,7,c\n")
    assert {issue.column: issue.kind for issue in table.issues} == {"flat": "constant", "word": "text"}
    assert table.choices == ("x",)
    for name, reason in (("flat", "never changes"), ("word", "holds text, for example 'a' in line 2")):
        with pytest.raises(DataError, match=reason):
            table_to_series(table, DataSettings(target=name))
        with pytest.raises(DataError, match="Choose one of: x"):
            table_to_series(table, DataSettings(features=(name,)))


@pytest.mark.parametrize("source", ["path", "text path", "bytes", "binary file", "text file"])
def test_read_csv_takes_paths_and_buffers(source, tmp_path):
    data = plain().encode()
    path = tmp_path / "x.csv"
    path.write_bytes(data)
    given = {
        "path": path, "text path": str(path), "bytes": data, "binary file": io.BytesIO(data),
        "text file": io.StringIO(plain()),
    }[source]  # fmt: skip
    series = read_csv(given, target="b", features=["a"], date="date")
    assert (series.target, series.features, series.names) == ("b", ("a",), ("a", "b"))
    np.testing.assert_array_equal(series.y, B)


def test_read_csv_names_what_is_not_there(tmp_path):
    with pytest.raises(DataError, match=r"cannot be read.*path"):
        read_csv(tmp_path / "absent.csv")
    for choice, message in (
        ({"target": "q"}, "no column 'q'"),
        ({"features": ["q"]}, "no column 'q'"),
        ({"date": "q"}, "no column 'q' to take the dates from"),
        ({"date": "b"}, "'b' cannot be read as dates"),
        ({"target": "date"}, "'date' holds dates"),
    ):
        with pytest.raises(DataError, match=message):
            read_csv(plain().encode(), **choice)


BAD = {
    "empty": (b"", "file is empty"),
    "blank": (b" \n\n \r\n", "file is empty"),
    "zip": (b"PK\x03\x04\x14\x00", "ZIP archive is damaged.*take it as it is"),
    "png": (b"\x89PNG\r\n", "PNG image"),
    "zero byte": (b"a,b\n1,2\n3,\x00\n", "Line 3, character 3"),
    "noise": (bytes(range(256)) * 20, "Line 1, character"),
    "broken utf-16": (b"\xff\xfea\x00\n\x00\x00\xd8b\x00", "damaged or binary"),
    "long row": (b"a,b\n1,2\n3,4,5\n6,7\n", "Line 3: the row has 3 cells, but 2 are expected"),
    "short row": (b"a,b,c\n1,2,3\n4,5,6\n7,8\n", "Line 4: the row has 2 cells, but 3 are expected"),
    "after quotes": (b'a,b\n"x\ny",2\n3\n', "Line 4: the row has 1 cell,"),
    "one row": (b"a,b\n1,2\n", "single row of data .line 2."),
    "header only": (b"a,b\n", "no rows below it"),
    "all text": (b"a,b\nx,y\nz,w\nq,r\n", "No column holds numbers.*'a', for example, holds 'x' in line 2"),
    "constant": (b"a,b\n1,2\n1,2\n1,2\n", "Every number column is constant .a, b."),
    "double name": (b"a,b,a\n1,2,3\n4,5,6\n", "Columns 1 and 3 are both called 'a'"),
    "wide": ((",".join(["1"] * 201) + "\n").encode() * 3, "201 columns; the limit is 200"),
    "long": (b"a\n" + b"1\n2\n" * 500_001, "more than 1,000,000 rows.*line 1,000,002"),
    "endless line": (b"a,b\n1,2\n" + b"3" * 200_000 + b",4\n5,6\n", "Line 3 has 200,002 characters"),
    "open quote": (b'a,b\n1,2\n"3,4\n' + b"5,6\n" * 50_000, "field larger.*quotation marks"),
    "large": (b"1\n" * (25 * 2**20 + 1), "more than the 50 MB allowed"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_files_get_a_sentence(case):
    data, message = BAD[case]
    with pytest.raises(DataError, match=message) as error:
        read_table(data)
    # What is wrong, and then what to do.
    assert str(error.value).endswith(".")
    assert len(str(error.value).split(". ")) + str(error.value).count(";") >= 2


@pytest.mark.parametrize(("cell", "shown"), [("-3e60", "3e[+]60"), ("1.7e308", "1.7e[+]308"), ("2e-310", "2e-310")])
def test_numbers_that_arithmetic_cannot_hold_are_refused(cell, shown):
    data = f"a,b\n0,1\n{cell},inf\n0,3\n".encode()
    with pytest.raises(DataError, match=f"numbers of 'a' go up to {shown}.*larger or smaller unit"):
        read_csv(data)
    assert read_csv(data, target="b", features="b").values[1, 0] == np.inf


def test_wrong_overrides_get_a_sentence():
    with pytest.raises(DataError, match=r"decimal mark '\.'"):
        read_table(b"a;b\n1,5;x\n2,5;y\n3,55;z\n", DataSettings(decimal="point"))
    with pytest.raises(DataError, match=r"separator is taken to be '\|'"):
        read_table(b"a,b\nx,2\ny,4\nz,5\n", DataSettings(separator="pipe"))


def test_limits_are_inclusive():
    assert len(read_table((",".join(map(str, range(200))) + "\n").encode() * 2 + b"9," * 199 + b"9\n").columns) == 200
    assert read_table(b"a\n" + b"1\n2\n" * 500_000).rows == 1_000_000


def test_fingerprint_is_the_start_of_sha256():
    assert fingerprint(b"abc") == "ba7816bf8f01cfea"
    assert read_table(plain().encode()).fingerprint == fingerprint(plain().encode())
