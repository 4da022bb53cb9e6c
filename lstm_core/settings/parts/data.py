"""Which series is learned from, and how a file of the learner's is read."""

from __future__ import annotations

from typing import Literal

from lstm_core.settings.parts.field import Name, Names, Part, setting


class DataSettings(Part):
    """Which series: a generator with its sliders, a shipped sample, or an uploaded file."""

    series: Name = setting("sine", "Series", "The series that the network learns from.", key="series")
    length: int = setting(
        200, "Length", "How many points the generator makes.", key="length", step=10, ge=50, le=5000, unit="points"
    )
    sequences: int = setting(
        1600, "Sequences", "How many separate sequences the generator makes.", key="sequences", step=50, ge=50, le=4000
    )
    steps: int = setting(
        50, "Steps per sequence", "How long each sequence is, and so how far back the answer lies.", key="steps",
        step=5, ge=4, le=200, unit="steps",
    )  # fmt: skip
    noise: float = setting(
        0.1, "Noise", "Standard deviation of the random part.", key="noise", step=0.01, ge=0.0, le=1.0
    )
    cycles: float = setting(
        5.0, "Cycles", "How many full cycles fit into the series.", key="cycles", step=0.5, ge=1.0, le=100.0
    )
    trend: float = setting(
        2.0, "Trend", "How far the level rises from the first point to the last.", key="trend", step=0.1, ge=-10, le=10
    )
    phi: float = setting(
        0.9, "Persistence φ", "How much of a value carries over to the next one.", key="phi", step=0.01, ge=0.0, le=0.99
    )
    growth: float = setting(
        3.9, "Growth rate r", "The r of the logistic map; above 3.57 it is mostly chaotic.", key="r", step=0.01,
        ge=2.5, le=4.0,
    )  # fmt: skip
    seed: int = setting(
        0, "Noise seed", "Same seed, same random numbers, same series.", key="noise_seed", step=1, ge=0, le=9999
    )
    target: Name = setting("", "Target", "The column to predict; empty means the series' own choice.", key="target")
    features: Names = setting(
        (), "Features", "The columns that the network reads; empty means the series' own choice.", key="features"
    )
    date: Name = setting("", "Date column", "The column with the time stamps; empty means: find it.", key="date")
    sheet: Name = setting(
        "", "Table in the file", "Which sheet of a workbook, file of an archive or list of records is read; empty "
        "means the likeliest.", key="sheet",
    )  # fmt: skip
    separator: Literal["auto", "comma", "semicolon", "tab", "space", "pipe"] = setting(
        "auto", "Separator", "What stands between two columns.", key="separator"
    )
    decimal: Literal["auto", "point", "comma"] = setting(
        "auto", "Decimal mark", "What stands between units and tenths.", key="decimal"
    )
    header: Literal["auto", "yes", "no"] = setting(
        "auto", "Header", "Whether the first line holds the column names.", key="header"
    )
    day_first: Literal["auto", "yes", "no"] = setting(
        "auto", "Day first", "Whether 03/04 means 3 April (yes) or March 4 (no).", key="day_first"
    )
    century: Literal["auto", "1800", "1900", "2000"] = setting(
        "auto", "Century", "The century of the first row, where years have two digits.", key="century"
    )
    date_as: Literal["auto", "year", "calendar", "decimal_year", "spreadsheet", "unix"] = setting(
        "auto", "Dates as numbers", "What the numbers of the date column count.", key="date_as"
    )
    zone: Literal["auto", "local", "utc"] = setting(
        "auto", "Clock", "Whether time stamps with an offset show the clock of their place or UTC.", key="zone"
    )
    hours: Literal["auto", "ending", "beginning"] = setting(
        "auto", "Hours 1 to 24", "Whether hour 1 ends at 01:00, and is stamped so, or begins at 00:00.", key="hours"
    )
    codes: Literal["auto", "missing", "keep"] = setting(
        "auto", "Codes", "Whether numbers far from all others stand for missing values.", key="codes"
    )
    turn: Literal["auto", "down", "along", "sequences"] = setting(
        "auto", "Time runs", "Down the rows, or along the columns; or each row is a sequence of its own.", key="turn"
    )
    pick: Name = setting(
        "", "Which series", "Which of several series below each other is read; empty means the longest.", key="pick"
    )
    order: Literal["keep", "sort", "as_is"] = setting(
        "keep", "Order of the rows", "Sort the rows by time, or keep them as they came; a file that runs from the "
        "newest row to the oldest is turned round, unless it shall stay as it is.", key="order",
    )  # fmt: skip
    duplicates: Literal["keep", "first", "last", "mean"] = setting(
        "keep", "Duplicate time stamps", "Which row to keep when several share a time stamp.", key="duplicates"
    )
    missing: Literal["keep", "drop", "interpolate", "forward"] = setting(
        "keep", "Missing values", "How to repair cells without a number.", key="missing"
    )
    resample: Literal["keep", "regular"] = setting(
        "keep", "Gaps in time", "Put the rows on a regular time grid; new rows start out empty.", key="resample"
    )
    file_name: Name = setting("", "File", "Name of the uploaded file that a link asks for.", key="file")
    file_rows: int = setting(0, "Rows", "Number of rows of that file.", key="file_rows", ge=0, le=10_000_000)
    file_hash: Name = setting("", "Fingerprint", "First 16 hex digits of the file's SHA-256.", key="file_hash")
