"""From a column of text cells to time stamps: ISO, day or month first, month names, periods, ranges, zones."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import product

import numpy as np
import pandas as pd

from lstm_core.series.questions import Question, Reading, shown
from lstm_core.series.stamps import century, zones
from lstm_core.series.stamps.periods import find_period, read_period
from lstm_core.series.stamps.types import ENOUGH, Stamps, evenness, repeats, share
from lstm_core.series.stamps.words import to_english
from lstm_core.settings import DataSettings

SAMPLE = 200
_TIMES = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I %p", " %H")
_DAY_FIRST = ("%d-%m-%Y", "%d-%m-%y")
_MONTH_FIRST = ("%m-%d-%Y", "%m-%d-%y")
_PLAIN = (
    "%Y-%m-%d", "%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%b-%d-%Y", "%B-%d-%Y", "%b-%Y", "%B-%Y", "%b-%y", "%Y-%b",
    "%Y-%b-%d", "%m-%Y", "%Y%m%d", "%Y-%m", "%Y-%j",
)  # fmt: skip
_COMPACT = ("%Y%m%d-%H%M%S", "%Y%m%d-%H%M", "%Y%m%d-%H", "%Y-%m-%d-%H", "%d%b%Y", "%d%b%y", "%b%y", "%b%Y")
_MARKS = re.compile(r"(?<=[\w.,])[-/., _]+(?=\w)")
_CLOCK = re.compile(r"[ T,]+(\d{1,2}(?::\d{2}).*|\d{1,2} [AaPp][Mm])$")
_ISO = re.compile(r"\d{4}-\d{2}(-\d{2})?([T ]\d{2}(:?\d{2}(:?\d{2}([.,]\d+)?)?)?)?\s*Z?")
# No day of a month follows with the month 00, so that the 24th of one is never meant.
_MIDNIGHT = re.compile(r"([T ,]+)24([:.]00)(?!\d)")
_LETTERS = re.compile(r"(?![AaPp]\.?[Mm]\b)[^\W\d_]{2,}|\d(?:st|nd|rd|th|º)\b")
# What a cell is brought to before a format is tried: pattern, what becomes of it.
_TIDY: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"^(\d{4})\s*年\s*(\d{1,2})\s*月(?:\s*(\d{1,2})\s*日)?"),
        lambda m: f"{m[1]}-{int(m[2]):02}" + (f"-{int(m[3]):02}" if m[3] else ""),
    ),
    # A stretch of time is known by its beginning.
    (re.compile(r"^(.*\d.{4,}?)\s+(?:-|–|—|to|bis|until|a|à|au|até|al|hasta)\s+\S*\d.*$"), r"\1"),
    (re.compile(r"^(\d{4}-\d{2}-\d{2}[^/]*)/\d{4}-.*$"), r"\1"),
    (
        re.compile(r"(?<=\d)[T ,;]+(\d{1,2})\.(\d{2})(?:\.(\d{2}))?$"),
        lambda m: " " + ":".join(g for g in m.groups() if g),
    ),
    (re.compile(r"[T ,]+(\d{1,2})\s?[hH]\s?(\d{2})(?:\s?min)?$"), r" \1:\2"),
    (re.compile(r"[T ,]+(\d{1,2})\s?[hH]$"), r" \1:00"),
    (re.compile(r"^(\d{8})[T_ -]+(\d{4}|\d{6})$"), r"\1-\2"),
    (re.compile(r"^(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})[:_](\d{1,2}:\d{2}.*)$"), r"\1 \2"),
    (re.compile(r"(?i)([ap])\.\s?m\.?$"), r"\1m"),
    (re.compile(r"(?i)(?<=\d)([ap]m)$"), r" \1"),
)


def stamps_from_text(cells: pd.Series, how: DataSettings, name: str = "") -> Stamps | None:
    """A text column (n,) as time stamps, or None when fewer than 9 of 10 cells are dates.

    `how` may say day_first, century and zone. Where 03/04 could be both, the reading that makes the stamps sorted and
    evenly spaced wins; where even that leaves both, day first, and the question is asked.
    """
    known = cells.dropna().astype(str).str.strip()
    if not len(known):
        return None
    sample = _sample(known)
    if share(sample, r"\d") < ENOUGH or sample.str.len().max() > 80:
        return None
    bare, minutes = zones.split_zone(known, sample)
    bare, nights = _before_midnight(bare)
    read = _read(bare, how, name)
    if read is None:
        return None
    index, style, day_first, questions = read
    if nights is not None:
        index = index + pd.to_timedelta(nights.astype(float), unit="D")
    index, offset, about = zones.settle(pd.DatetimeIndex(index), minutes, known, how.zone)
    spread = pd.DatetimeIndex(pd.Series(index, index=known.index).reindex(cells.index)).as_unit("us")
    if not spread.notna().any():
        return None
    return Stamps(spread, style, day_first, offset, questions + about)


def _sample(known: pd.Series) -> pd.Series:
    return known.iloc[np.unique(np.linspace(0, len(known) - 1, SAMPLE).astype(int))]


def _before_midnight(cells: pd.Series) -> tuple[pd.Series, np.ndarray | None]:
    """24:00 as 00:00, and which cells (n,) therefore belong to the next day; None where none does."""
    nights = np.zeros(len(cells), dtype=bool)
    for mark in (" 24:00", "T24:00", " 24.00"):
        nights |= cells.str.contains(mark, regex=False).to_numpy(dtype=bool)
    if not nights.any():
        return cells, None
    return cells.str.replace(_MIDNIGHT, r"\g<1>00\g<2>", regex=True), nights


_Parsed = dict[str, tuple[pd.DatetimeIndex, tuple[Question, ...]]]
_Read = tuple[pd.DatetimeIndex, str, bool | None, tuple[Question, ...]]


def _read(known: pd.Series, how: DataSettings, name: str) -> _Read | None:
    sample = _sample(known)
    period = find_period(sample, name, known)
    if period is not None:
        index, short = read_period(known, *period)
        index, asked = century.settle(index, known, how.century) if short else (index, ())
        return index, period[0], None, asked
    if sample.str.fullmatch(_ISO).mean() >= ENOUGH:
        return _iso(known), "ISO", None, ()
    for pattern, becomes in _TIDY:
        if share(sample, pattern) >= 0.5:
            known = known.str.replace(pattern, becomes, regex=True)
            sample = _sample(known)
    if share(sample, _LETTERS) >= 0.5:
        known = to_english(known)
        sample = _sample(known)
        period = find_period(sample, name, known)
        if period is not None:
            return read_period(known, *period)[0], period[0], None, ()
    if sample.str.fullmatch(_ISO).mean() >= ENOUGH:
        return _iso(known), "ISO", None, ()
    return _by_format(known, sample, how)


def _by_format(known: pd.Series, sample: pd.Series, how: DataSettings) -> _Read | None:
    plain = _normalise(sample)
    fitting = {kind: fmt for kind in ("plain", "yes", "no") if (fmt := _fitting_format(plain, kind)) is not None}
    if not fitting:
        return None
    if "plain" in fitting:
        fitting = {"plain": fitting["plain"]}
    known_plain = _normalise(known)
    parsed: _Parsed = {}
    for kind, fmt in fitting.items():
        index = _parse(known_plain, fmt)
        parsed[kind] = century.settle(index, known, how.century) if "%y" in fmt else (index, ())
    if "plain" in parsed:
        return parsed["plain"][0], "date", None, parsed["plain"][1]
    points = share(sample, r"\d\.\d+\.") == 1
    return _choose_order(parsed, known, how.day_first, points)


def _choose_order(parsed: _Parsed, known: pd.Series, wanted: str, points: bool) -> _Read | None:
    """Day or month first. Dates with points are written day first wherever they are written."""
    if wanted in ("yes", "no"):
        if wanted not in parsed:
            return None
        best, tied = wanted, not points and _tied(parsed)
    elif points and "yes" in parsed:
        best, tied = "yes", False
    else:
        ranks = _ranks(parsed)
        # Days that share their rows with hours follow each other rather than months.
        best = max(ranks, key=lambda kind: (ranks[kind], _close(parsed[kind][0]), kind == "yes"))
        tied = _tied(parsed)
    index, questions = parsed[best]
    if tied:
        questions = (_which_first(parsed, known, best), *questions)
    return index, "date", best == "yes", questions


def _ranks(parsed: _Parsed) -> dict[str, tuple[int, tuple[bool, float]]]:
    # Hours of one day share its date: how even the days are, their changes say.
    return {
        kind: (int(index.notna().sum()), evenness(index[np.append(True, index[1:] != index[:-1])]))
        for kind, (index, _) in parsed.items()
    }


def _close(index: pd.DatetimeIndex) -> float:
    """How near repeated stamps lie to each other, as minus the seconds between them; 0 where they do not repeat."""
    if repeats(index) <= 0.5:
        return 0.0
    apart = np.abs(np.diff(index.unique().dropna().to_numpy()) / np.timedelta64(1, "s"))
    return -float(np.median(apart)) if len(apart) else 0.0


def _tied(parsed: _Parsed) -> bool:
    ranks = _ranks(parsed)
    return len(ranks) == 2 and ranks["yes"] == ranks["no"]


def _which_first(parsed: _Parsed, known: pd.Series, best: str) -> Question:
    places = np.unique(np.linspace(0, len(known) - 1, 3).astype(int))
    titles = {"yes": "day first", "no": "month first"}
    readings = tuple(Reading(kind, title, shown(parsed[kind][0][places])) for kind, title in titles.items())
    text = f"Each date can be read with the day or with the month first; {titles[best]} was taken."
    return Question("ambiguous_dates", "day_first", text, shown(known.iloc[places]), readings, best)


def _normalise(cells: pd.Series) -> pd.Series:
    """One spelling for all marks: "3. Jan 2020, 14:05" → "3-Jan-2020 14:05"."""
    clock = cells.str.extract(_CLOCK, expand=False).fillna("").str.strip()
    day = cells.str.replace(_CLOCK, "", regex=True).str.replace(_MARKS, "-", regex=True)
    return (day + " " + clock).str.strip()


def _fitting_format(sample: pd.Series, kind: str) -> str | None:
    """The format that reads most of the sample, at least 9 of 10; None if there is none."""
    days = {"plain": _PLAIN, "yes": _DAY_FIRST, "no": _MONTH_FIRST}[kind]
    formats = [day + time for day, time in product(days, _TIMES)] + list(_COMPACT if kind == "plain" else ())
    best, most = None, ENOUGH * len(sample)
    for fmt in formats:
        if not _may_fit(sample, fmt):
            continue
        read = int(_parse(sample, fmt).notna().sum())
        if read == len(sample):
            return fmt
        if read >= most and (best is None or read > most):
            best, most = fmt, read
    return best


# What a directive may stand for at most; to rule a format out takes a hundredth of the time of trying it.
_DIRECTIVES = {
    "%Y": r"\d{4}", "%y": r"\d{2}", "%m": r" ?\d{1,2}", "%d": r" ?\d{1,2}", "%H": r" ?\d{1,2}", "%I": r" ?\d{1,2}",
    "%M": r"\d{1,2}", "%S": r"\d{1,2}", "%f": r"\d{1,9}", "%j": r"\d{1,3}", "%b": r"[^\W\d_]+\.?",
    "%B": r"[^\W\d_]+\.?", "%p": r"\w+",
}  # fmt: skip


@cache
def _widest(fmt: str) -> re.Pattern[str]:
    parts = re.split(r"(%[A-Za-z]| +)", fmt)
    return re.compile(
        "".join(_DIRECTIVES.get(part) or (r"\s+" if part[:1] == " " else re.escape(part)) for part in parts)
    )


def _may_fit(sample: pd.Series, fmt: str) -> bool:
    """Whether 9 of 10 cells have the form of a format at all."""
    fits, left = _widest(fmt).fullmatch, (1 - ENOUGH) * len(sample)
    for cell in sample:
        if fits(cell) is None:
            left -= 1
            if left < -1e-9:
                return False
    return True


def _parse(cells: pd.Series, fmt: str) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(pd.to_datetime(cells, format=fmt, errors="coerce")).as_unit("us")


def _iso(cells: pd.Series) -> pd.DatetimeIndex:
    index = pd.DatetimeIndex(pd.to_datetime(cells, format="ISO8601", errors="coerce", utc=True))
    return index.tz_localize(None).as_unit("us")
