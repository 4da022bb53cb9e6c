"""Months, weekdays and parts of a date in the languages of school files, as the English that formats know."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

_MONTHS = {
    "Jan": "january jan januar janner jaenner jan janvier janv enero ene janeiro januari gennaio gen",
    "Feb": "february feb februar fevrier fevr fev febrero fevereiro februari febbraio",
    "Mar": "march mar marz maerz mrz mars marts marzo marco maart mrt",
    "Apr": "april apr avril avr abril abr aprile",
    "May": "may mai maj mayo maio mei maggio mag",
    "Jun": "june jun juni juin junio junho giugno giu",
    "Jul": "july jul juli juillet juil julio julho luglio lug",
    "Aug": "august augusti aug aout agosto ago augustus",
    "Sep": "september sept sep septembre septiembre setiembre setembro set settembre",
    "Oct": "october oct oktober okt octobre octubre outubro out ottobre ott",
    "Nov": "november nov novembre noviembre novembro",
    "Dec": "december dec dezember dez decembre diciembre dic dezembro dicembre",
}
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag mo di mi do fr sa so "
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim "
    "lunes martes miercoles jueves viernes sabado domingo mie jue vie sab dom "
    "segunda terca quarta quinta sexta feira seg ter qua qui sex"
)
_FILLERS = "de del do the of le el den am er st nd rd th uhr um"
_ENGLISH = {word: month for month, words in _MONTHS.items() for word in words.split()}
_DROPPED = frozenset((_DAYS + " " + _FILLERS).split())
_MARKS_OF_TIME = frozenset(
    {
        *("t", "z", "utc", "gmt", "cet", "cest", "mez", "mesz", "am", "pm", "a", "p", "m", "q", "w", "kw", "h", "s"),
        *("to", "bis", "week", "quarter", "quartal", "trimestre"),
    }
)
_DAY = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?"
_ONE = rf"(?:{_DAY}(?:[T ,]+{_TIME})?|{_TIME}|\d{{8}}[T _-]\d{{4,6}}|\d{{4}}:\d{{1,2}})"
_FIGURES = re.compile(rf"{_ONE}(?:\s*[-–—/]\s*{_ONE})?(?:\s*[+-]\d{{2}}:?\d{{2}})?")
_WORD = re.compile(r"[^\W\d_]+")

# What a column's name says that its numbers are.
_ROLES = {
    "year": "year years yr yrs yyyy jahr jahre annee an ano anio ar aar jaar rok",
    "quarter": "quarter qtr quartal trimestre trim",
    "month": "month months mo mon mm mnth monat mois mes manad maned maaned maand miesiac",
    "week": "week weeks wk isoweek woche kw semaine semana",
    "day": "day days dy dd tag jour dia mday",
    "doy": "doy dayofyear yday jday julianday",
    "hour": "hour hours hr hrs hh he hourending stunde stunden std heure heures hora horas",
    "minute": "minute minutes min mins mi minuten minuto minutos",
    "second": "second seconds sec secs ss sekunde sekunden seconde secondes segundo segundos",
    "clock": "time clock hhmm hhmmss uhrzeit zeit heure hora horario",
    "period": "period periode periodo",
}
_ROLE = {word: role for role, words in reversed(_ROLES.items()) for word in words.split()}
_BESIDE = frozenset(
    [
        "of",
        "the",
        "utc",
        "gmt",
        "local",
        "lst",
        "lt",
        "obs",
        "start",
        "begin",
        "end",
        "no",
        "num",
        "number",
        "nr",
        "iso",
        "date",
        "tiempo",
    ]
)


def plain(text: str) -> str:
    """Lower case, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))


def role_of(name: str) -> str:
    """Which part of a date a column's name says it holds: "year", "month", …, "clock", or ""."""
    words = _WORD.findall(plain(name))
    if "".join(words) in ("dayofyear", "julianday", "isoweek"):
        return _ROLE["".join(words)]
    telling = [word for word in words if word not in _BESIDE]
    return _ROLE.get(telling[0], "") if len(telling) == 1 else ""


def month_number(cell: str) -> float:
    """1 to 12 for the name of a month, NaN for any other word."""
    words = _WORD.findall(plain(cell))
    month = _ENGLISH.get(words[0]) if len(words) == 1 else None
    return float(list(_MONTHS).index(month) + 1) if month else float("nan")


def speaks_of_time(cell: str, digits: int) -> bool:
    """Whether all words of a cell with so many digits belong to dates: months, weekdays, zones, quarters, AM and PM."""
    words = _WORD.findall(plain(cell))
    if not words:
        return _FIGURES.fullmatch(cell) is not None
    months = any(len(word) >= 3 and word in _ENGLISH for word in words)
    known = all(word in _ENGLISH or word in _DROPPED or word in _MARKS_OF_TIME for word in words)
    return known and (months or digits >= 4)


def to_english(cells: pd.Series) -> pd.Series:
    """Cells with the English short name in place of a month, weekdays and fillers such as "de" left out."""
    codes, words = pd.factorize(cells)
    return pd.Series([_english(str(word)) for word in words], dtype=object).take(codes).set_axis(cells.index)


def _english(cell: str) -> str:
    cell = plain(cell)
    months = [word for word in _WORD.findall(cell) if word in _ENGLISH]
    # "mar. 3 mars": what is both a weekday and a month is a weekday where a month follows.
    left = len(months)

    def swap(match: re.Match[str]) -> str:
        nonlocal left
        word = match.group()
        if word in _ENGLISH:
            left -= 1
            return "" if left else _ENGLISH[word]
        return "" if word in _DROPPED else word

    cell = _WORD.sub(swap, re.sub(r"(?<=\d)(st|nd|rd|th|er|º|ª)\b", "", cell))
    cell = re.sub(r"(?<=[A-Z][a-z]{2})\.", "", cell)
    return re.sub(r"\s+", " ", cell).strip(" ,.-")
