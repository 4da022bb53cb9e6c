"""The forms of files as they come: how time stamps, numbers and tables are spelled, one `Form` each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

MONTHS = {
    "german": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "french": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "spanish": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "portuguese": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
}
SHORT = {
    "german": "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "french": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "spanish": "ene feb mar abr may jun jul ago sep oct nov dic",
    "portuguese": "jan fev mar abr mai jun jul ago set out nov dez",
}
DAYS = {
    "german": "Mo Di Mi Do Fr Sa So",
    "french": "lun mar mer jeu ven sam dim",
    "spanish": "lun mar mié jue vie sáb dom",
    "portuguese": "seg ter qua qui sex sáb dom",
}


@dataclass(frozen=True)
class Form:
    """How a series stands in a file.

    freq, start: of its time stamps. stamps: the stamps (n,) → columns of cells by name. values: which numbers.
    unit: the step that must be found. read: settings that the reading needs. asks: kind of the question that must be
    there. table: writes the whole table itself, from header and rows. counted: the rows have no dates.
    """

    name: str
    freq: str
    stamps: Callable[[pd.DatetimeIndex], dict[str, list[str]]]
    start: str = "2021-03-03"
    unit: str = ""
    values: str = "decimals"
    asks: str = ""
    read: dict[str, Any] = field(default_factory=dict)
    table: Callable[[list[list[str]]], list[list[str]]] | None = None
    number: Callable[[float], str] | None = None
    counted: bool = False


def strftime(pattern: str, name: str = "date") -> Callable[[pd.DatetimeIndex], dict[str, list[str]]]:
    """A column of stamps written by a pattern."""
    return lambda stamps: {name: list(stamps.strftime(pattern))}


def each(
    write: Callable[[pd.Timestamp], str], name: str = "date"
) -> Callable[[pd.DatetimeIndex], dict[str, list[str]]]:
    """A column of stamps written one by one."""
    return lambda stamps: {name: [write(stamp) for stamp in stamps]}


def several(**columns: Callable[[pd.Timestamp], object]) -> Callable[[pd.DatetimeIndex], dict[str, list[str]]]:
    """Several columns that make the stamps."""
    return lambda stamps: {name: [str(write(stamp)) for stamp in stamps] for name, write in columns.items()}


def _hour_ending(stamp: pd.Timestamp) -> str:
    before = stamp - pd.Timedelta(hours=1)
    return f"{before:%d.%m.%Y} {before.hour + 1:02}:00"


def _named(language: str, short: bool) -> Callable[[pd.Timestamp], str]:
    names = (SHORT if short else MONTHS)[language].split()
    glue = {"german": ". {} ", "french": " {} ", "spanish": " de {} de ", "portuguese": " de {} de "}[language]
    return lambda t: f"{t.day}" + (" {} " if short else glue).format(names[t.month - 1]) + f"{t.year}"


def _with_weekday(language: str) -> Callable[[pd.Timestamp], str]:
    days, names = DAYS[language].split(), SHORT[language].split()
    return lambda t: f"{days[t.day_of_week]}, {t.day} {names[t.month - 1]} {t.year}"


def _iso_week(mark: str) -> Callable[[pd.Timestamp], str]:
    return lambda t: f"{t.isocalendar().year}{mark}{t.isocalendar().week:02}"


def _decimal_year(t: pd.Timestamp) -> str:
    return f"{t.year + (t.month - 0.5) / 12:.4f}"


def _spreadsheet_day(t: pd.Timestamp) -> str:
    return f"{(t - pd.Timestamp('1899-12-30')) / pd.Timedelta(days=1):.6f}"


def _titled(rows: list[list[str]]) -> list[list[str]]:
    return [
        ["Mean level of some harbour", *[""] * (len(rows[0]) - 1)],
        ["Missing: -99", *[""] * (len(rows[0]) - 1)],
        *rows,
    ]


def _narrow_title(rows: list[list[str]]) -> list[list[str]]:
    return [["Mean level of some harbour"], *rows]


def _commented(rows: list[list[str]]) -> list[list[str]]:
    return [["# made by a station"], ["# level in metres"], *rows]


def _with_units(rows: list[list[str]]) -> list[list[str]]:
    return [rows[0], ["", *["[°C]"] * (len(rows[0]) - 1)], *rows[1:]]


def _with_footer(rows: list[list[str]]) -> list[list[str]]:
    return [*rows, ["Source: the harbour office", *[""] * (len(rows[0]) - 1)]]


def _empty_end(rows: list[list[str]]) -> list[list[str]]:
    return [*rows, *[[""] * len(rows[0])] * 3]


def _row_names(rows: list[list[str]]) -> list[list[str]]:
    return [rows[0], *([str(k), *row] for k, row in enumerate(rows[1:], start=1))]


def _row_numbers(rows: list[list[str]]) -> list[list[str]]:
    return [["", *rows[0]], *([str(3 * k), *row] for k, row in enumerate(rows[1:]))]


def _newest_first(rows: list[list[str]]) -> list[list[str]]:
    return [rows[0], *rows[:0:-1]]


def _counted_header(rows: list[list[str]]) -> list[list[str]]:
    return [[str(k) for k in range(len(rows[0]))], *rows[1:]]


def _numbered_names(rows: list[list[str]]) -> list[list[str]]:
    return [[f"probe{k:02}" for k in range(1, len(rows[0]) + 1)], *rows[1:]]


def _none(stamps: pd.DatetimeIndex) -> dict[str, list[str]]:
    return {}


FORMS = (
    Form("iso", "D", strftime("%Y-%m-%d"), unit="day"),
    Form("iso hour", "h", strftime("%Y-%m-%dT%H:%M:%SZ"), unit="hour"),
    Form("points", "D", strftime("%d.%m.%Y"), unit="day"),
    Form("american", "D", strftime("%m/%d/%Y"), unit="day"),
    Form("am and pm", "h", strftime("%m/%d/%Y %I:%M %p"), unit="hour"),
    Form("yyyymm", "MS", strftime("%Y%m"), "1931-01-01", unit="month"),
    Form("yyyymmdd", "D", strftime("%Y%m%d"), unit="day"),
    Form("yyyymmddhh", "h", strftime("%Y%m%d%H", "MESS_DATUM"), unit="hour"),
    Form("yyyymmddhhmm", "10min", strftime("%Y%m%d%H%M", "time"), unit="10 minutes"),
    Form("yyyymmddhhmmss", "30min", strftime("%Y%m%d%H%M%S", "time"), unit="30 minutes"),
    Form("compact with a space", "h", strftime("%Y%m%d %H%M%S"), unit="hour"),
    Form("unix s", "15min", each(lambda t: str(int(t.timestamp())), "timestamp"), unit="15 minutes"),
    Form("unix ms", "h", each(lambda t: str(int(t.timestamp() * 1000)), "timestamp"), unit="hour"),
    Form("unix us", "D", each(lambda t: str(int(t.timestamp() * 1e6)), "timestamp"), unit="day"),
    Form("spreadsheet days", "h", each(_spreadsheet_day, "Date"), unit="hour"),
    Form("decimal year", "MS", each(_decimal_year, "decimal year"), "1960-01-01", unit="month"),
    Form("years", "YS", strftime("%Y", "year"), "1871-01-01", unit="year"),
    Form("year and month", "MS", several(Jahr=lambda t: t.year, Monat=lambda t: t.month), "1988-01-01", unit="month"),
    Form("year and month name", "MS",
         several(Year=lambda t: t.year, Month=lambda t: t.strftime("%B")), "1988-01-01", unit="month"),
    Form("year, month, day", "D", several(ano=lambda t: t.year, mes=lambda t: t.month, dia=lambda t: t.day),
         unit="day"),
    Form("nasa", "h", several(YEAR=lambda t: t.year, MO=lambda t: t.month, DY=lambda t: t.day, HR=lambda t: t.hour),
         unit="hour"),
    Form("year and period", "MS", several(year=lambda t: t.year, period=lambda t: f"M{t.month:02}"), "1990-01-01",
         unit="month"),
    Form("date and clock", "30min", several(Datum=lambda t: f"{t:%d.%m.%Y}", Zeit=lambda t: f"{t:%H:%M}"),
         unit="30 minutes"),
    Form("clock with points", "h", several(Date=lambda t: f"{t:%d/%m/%Y}", Time=lambda t: f"{t:%H.%M.%S}"),
         unit="hour"),
    Form("clock as a range", "h",
         several(Tag=lambda t: f"{t:%d.%m.%Y}", Uhrzeit=lambda t: f"{t:%H}:00 - {(t.hour + 1) % 24:02}:00"),
         unit="hour"),
    Form("hour number", "h", several(day=lambda t: f"{t:%Y-%m-%d}", hr=lambda t: t.hour), unit="hour"),
    Form("hour 1 to 24", "h", several(
        day=lambda t: f"{t - pd.Timedelta(hours=1):%Y-%m-%d}", hour=lambda t: (t - pd.Timedelta(hours=1)).hour + 1,
    ), "2021-03-03 01:00", unit="hour"),
    Form("hhmm", "h", several(date=lambda t: f"{t:%Y%m%d}", time=lambda t: t.hour * 100), unit="hour"),
    Form("range", "h", each(lambda t: f"{t:%d.%m.%Y %H:%M} - {t + pd.Timedelta(hours=1):%d.%m.%Y %H:%M}"), unit="hour"),
    Form("utc", "D", strftime("%Y-%m-%d %H:%M:%S UTC"), unit="day"),
    Form("offset", "B", strftime("%Y-%m-%d 00:00:00+09:00"), unit="trading day", asks="zone"),
    Form("24:00", "h", each(_hour_ending), "2021-03-03 01:00", unit="hour"),
    Form("quarter first", "QS", each(lambda t: f"Q{t.quarter} {t.year}"), "1975-01-01", unit="quarter"),
    Form("quarter after", "QS", each(lambda t: f"{t.year}:Q{t.quarter}"), "1975-01-01", unit="quarter"),
    Form("trimestre", "QS", each(lambda t: f"T{t.quarter} {t.year}"), "1975-01-01", unit="quarter"),
    Form("2000-M01", "MS", strftime("%Y-M%m"), "1975-01-01", unit="month"),
    Form("weeks", "W-MON", each(_iso_week("-W")), "2018-12-31", unit="week"),
    Form("bare weeks", "W-MON", each(_iso_week("-"), "year_week"), "2018-12-31", unit="week"),
    Form("two digits long ago", "MS", strftime("%b-%y"), "1951-01-01", unit="month"),
    Form("two digits over 1969", "MS", strftime("%b-%y"), "1964-01-01", unit="month"),
    Form("two digits now", "D", strftime("%d.%m.%y"), unit="day"),
    *(Form(f"{language} months", "D", each(_named(language, False)), unit="day") for language in MONTHS),
    *(Form(f"{language} short months", "D", each(_named(language, True)), unit="day") for language in MONTHS),
    *(Form(f"{language} weekdays", "D", each(_with_weekday(language)), unit="day") for language in MONTHS),
    Form("title filled up", "D", strftime("%Y-%m-%d"), unit="day", table=_titled),
    Form("title line", "D", strftime("%Y-%m-%d"), unit="day", table=_narrow_title),
    Form("comments", "D", strftime("%Y-%m-%d"), unit="day", table=_commented),
    Form("units below", "D", strftime("%Y-%m-%d"), unit="day", table=_with_units),
    Form("footer", "D", strftime("%Y-%m-%d"), unit="day", table=_with_footer),
    Form("empty rows at the end", "D", strftime("%d.%m.%Y"), unit="day", table=_empty_end),
    Form("header of R", "h", strftime("%Y-%m-%d %H:%M:%S"), unit="hour", table=_row_names),
    Form("old row numbers", "D", strftime("%Y-%m-%d"), unit="day", table=_row_numbers),
    Form("newest first", "B", strftime("%d.%m.%Y"), unit="trading day", table=_newest_first),
    Form("header of counts", "D", _none, table=_counted_header, counted=True, asks="header"),
    Form("numbered names", "D", _none, table=_numbered_names, counted=True),
    Form("thousands", "D", strftime("%d.%m.%Y"), unit="day", values="thousands", asks="ambiguous_decimal?"),
    Form("per cent", "D", strftime("%Y-%m-%d"), unit="day", number=lambda v: f"{v:.2f}%"),
    Form("currency", "D", strftime("%Y-%m-%d"), unit="day", number=lambda v: f"${v:.2f}"),
    Form("code -999", "D", strftime("%Y-%m-%d"), unit="day", values="-999", asks="codes"),
    Form("code -9999", "h", strftime("%Y-%m-%d %H:%M"), unit="hour", values="-9999", asks="codes"),
    Form("code -200", "h", strftime("%Y-%m-%d %H:%M"), unit="hour", values="-200", asks="codes"),
    Form("code 9999.9", "D", strftime("%Y%m%d"), unit="day", values="9999.9", asks="codes"),
)  # fmt: skip
