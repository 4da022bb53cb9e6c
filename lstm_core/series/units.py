"""Units in a column's name."""

from __future__ import annotations

import re

MAX_UNIT = 20
_UNIT = re.compile(
    rf"(?P<name>.*\S)\s*(?:\((?P<round>[^()]{{1,{MAX_UNIT}}})\)|\[(?P<square>[^\[\]]{{1,{MAX_UNIT}}})\])"
)


def split_unit(header: str) -> tuple[str, str]:
    """Temp (°C) or Temp [°C] → ("Temp", "°C"); without brackets the unit is ""."""
    match = _UNIT.fullmatch(header)
    if match is None:
        return header, ""
    return match["name"], (match["round"] or match["square"]).strip()
