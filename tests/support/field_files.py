"""Files as they come, written by rule: a form of the time stamps or of the table, under any marks and encoding.

`write` makes bytes of a `Form`'s cells, and `check` reads them and compares.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from lstm_core.series import read_table, table_to_series
from lstm_core.settings import DataSettings
from tests.support.field_forms import FORMS, Form

SEPARATORS = (",", ";", "\t", "|")
DECIMALS = (".", ",")
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
NEWLINES = ("\n", "\r\n", "\r")


@dataclass(frozen=True)
class Written:
    """A file with what is right for it."""

    data: bytes
    form: Form
    stamps: pd.DatetimeIndex
    values: np.ndarray
    names: tuple[str, ...]


def numbers(form: Form, n: int, seed: int) -> np.ndarray:
    """Values (n, 2): waves with noise, of two decimal places; whole thousands or with codes where the form says so."""
    random = np.random.default_rng(seed)
    wave = np.sin(np.arange(n)[:, None] / np.array([5.0, 8.0])) * 6 + np.array([30.0, 55.0])
    values = np.round(wave + random.normal(0, 0.5, (n, 2)), 2)
    if form.values == "thousands":
        return np.round(900 + 40 * np.arange(n)[:, None] + random.integers(0, 30, (n, 2))).astype(float)
    if form.values != "decimals":
        values[random.choice(np.arange(1, n - 1), max(3, n // 12), replace=False), 0] = float(form.values)
    return values


def write(form: Form, separator: str, decimal: str, encoding: str, newline: str, n: int, seed: int) -> Written:
    """One file of a form. Cells that hold the separator are quoted."""
    stamps = pd.date_range(form.start, periods=n, freq=form.freq)
    values = numbers(form, n, seed)
    columns = form.stamps(stamps)
    names = ("level", "flow")
    spell = form.number or (lambda v: f"{v:.2f}")
    if form.values == "thousands":
        thousands = "." if decimal == "," else ","
        spell = lambda v: f"{v:,.0f}".replace(",", thousands)  # noqa: E731
    cells = [
        [spell(v) if thousands_or(form) else spell(v).replace(".", decimal) for v in column] for column in values.T
    ]
    cells = [[c.removesuffix(f"{decimal}00") if form.values[:1] == "-" else c for c in column] for column in cells]
    if "spreadsheet" in form.name or "decimal year" in form.name:
        columns = {name: [c.replace(".", decimal) for c in column] for name, column in columns.items()}
    rows = [[*columns, *names], *(list(row) for row in zip(*columns.values(), *cells, strict=True))]
    rows = form.table(rows) if form.table else rows
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=newline).writerows(rows)
    if form.counted:
        names = tuple(rows[0])
    return Written(out.getvalue().encode(encoding), form, stamps, values, names)


def thousands_or(form: Form) -> bool:
    """Whether the numbers are spelled with their own marks already."""
    return form.values == "thousands"


def files() -> list[tuple[str, tuple[Any, ...]]]:
    """The arguments of `write` for every file, with a name: each form under all separators and decimal marks, with
    encodings, line ends and lengths in turn."""
    found = []
    for number, (form, (separator, decimal)) in enumerate(product(FORMS, product(SEPARATORS, DECIMALS))):
        if separator == "," and decimal == "," and number % 2:
            continue
        encoding, newline = ENCODINGS[number % len(ENCODINGS)], NEWLINES[number // 3 % len(NEWLINES)]
        name = f"{form.name} {separator!r} {decimal} {encoding} {newline!r}"
        found.append((name, (form, separator, decimal, encoding, newline, 60 + number % 90, number)))
    return found


def check(written: Written) -> None:
    """The file is read as it was written."""
    form = written.form
    settings = DataSettings(**form.read)
    table = read_table(written.data, settings)
    kinds = [question.kind for question in table.questions]
    if form.asks and not form.asks.endswith("?"):
        assert form.asks in kinds, kinds
    series = table_to_series(table, settings)
    assert table.target in written.names, (table.target, table.choices)
    assert set(series.names) == set(written.names), series.names
    want = written.values.copy()
    if form.values not in ("decimals", "thousands"):
        want[want == float(form.values)] = np.nan
    got = series.values[:, [series.names.index(name) for name in written.names]]
    np.testing.assert_allclose(got, want, rtol=1e-9)
    if not form.counted:
        assert list(series.index) == list(written.stamps)
        assert series.time_unit == form.unit
