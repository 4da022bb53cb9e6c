"""JSON: records with a value for each column, columns with their values, or a record per line."""

from __future__ import annotations

import json
from typing import Any

from lstm_core.runtime.errors import DataError
from lstm_core.series.formats.kinds import MAX_NAMES, Unpacked, Writer, pick

# Objects in objects become columns such as "main.temp", so many deep.
_DEEPEST = 3
_WHITE = b" \t\r\n\xef\xbb\xbf"


def knows(data: bytes) -> bool:
    """Whether it begins as JSON does; a header in brackets does not."""
    start = data[:2000].lstrip(_WHITE)
    return start[:1] == b"{" or (start[:1] == b"[" and start[1:].lstrip(_WHITE)[:1] in (b"{", b"["))


def names(data: bytes) -> tuple[str, ...]:
    """The names of the tables."""
    return tuple(_tables(_parsed(data)))


def unpack(data: bytes, table: str) -> Unpacked:
    """The table called `table`, or the longest one."""
    tables = _tables(_parsed(data))
    if not tables:
        raise DataError(
            'This JSON holds no table: a list of records such as [{"date": "2024-01-01", "value": 1.5}, …] is '
            "expected. Save or export the table as CSV and take that."
        )
    name = pick(list(tables), table, max(tables, key=lambda key: len(tables[key])))
    writer = _written(tables[name])
    several = tuple(tables) if len(tables) > 1 else ()
    return Unpacked(writer.data, "JSON records", not writer.has_marked_text, name if several else "", several)


def _parsed(data: bytes) -> Any:
    try:
        return json.loads(data)
    except RecursionError:
        raise DataError("This JSON is nested too deeply to be a table. Save the table as CSV and take that.") from None
    except (json.JSONDecodeError, UnicodeDecodeError, ValueError) as error:
        lines = [line for line in data.splitlines() if line.strip()]
        try:
            return [json.loads(line) for line in lines]
        except (json.JSONDecodeError, UnicodeDecodeError, ValueError, RecursionError):
            raise DataError(
                f"This begins as JSON and cannot be read as such ({str(error)[:80]}). Save it again, or the table as "
                "CSV."
            ) from None


def _tables(found: Any) -> dict[str, list[Any]]:
    """Name → rows (records or lists) of every table; the name is "" where nothing names it."""
    rows = _rows(found)
    if rows:
        return {"": rows}
    if not isinstance(found, dict):
        return {}
    tables = {str(name)[:200]: rows for name, value in list(found.items())[:MAX_NAMES] if (rows := _rows(value))}
    if tables:
        return tables
    inner = [value for value in found.values() if isinstance(value, dict)]
    return _tables(inner[0]) if len(inner) == 1 else {}


def _rows(value: Any) -> list[Any]:
    """The rows of a value that is a table, else []."""
    if isinstance(value, list) and len(value) > 1:
        if all(isinstance(row, dict) for row in value):
            return value
        if all(isinstance(row, list) for row in value):
            return value
    if isinstance(value, dict):
        data, headers = value.get("data"), value.get("columns")
        if isinstance(data, list) and isinstance(headers, list) and _rows(data):  # pandas' "split"
            return _with_index(data, [str(h) for h in headers], value.get("index"))
        return _of_columns(value)
    return []


def _with_index(data: list[Any], headers: list[str], index: Any) -> list[Any]:
    if isinstance(index, list) and len(index) == len(data) and index != list(range(len(data))):
        return [["index", *headers], *([i, *row] for i, row in zip(index, data, strict=True))]
    return [headers, *data]


def _of_columns(value: dict[str, Any]) -> list[Any]:
    """{"a": [1, 2], "b": [3, 4]}, or pandas' {"a": {"0": 1, "1": 2}, …}, as rows."""
    columns = list(value.values())
    if columns and all(isinstance(c, list) for c in columns) and len({len(c) for c in columns}) == 1:
        if len(columns[0]) > 1 and not any(isinstance(cell, dict | list) for c in columns for cell in c[:20]):
            return [list(value), *map(list, zip(*columns, strict=True))]
        return []
    if len(columns) and all(isinstance(c, dict) and len(c) > 1 for c in columns):
        keys = list(columns[0])
        if all(list(c) == keys for c in columns) and not any(
            isinstance(v, dict | list) for c in columns for v in c.values()
        ):
            return [["index", *value], *([key, *(c[key] for c in columns)] for key in keys)]
    return []


def _written(rows: list[Any]) -> Writer:
    writer = Writer("The JSON file")
    if isinstance(rows[0], list):
        for row in rows:
            writer.row(_leaf(value) for value in row)
        return writer
    flat = [_flat(record) for record in rows]
    headers = list(dict.fromkeys(name for record in flat for name in record))
    writer.row(headers)
    for record in flat:
        writer.row(record.get(name) for name in headers)
    return writer


def _flat(record: dict[str, Any], prefix: str = "", depth: int = 1) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in record.items():
        if isinstance(value, dict) and depth < _DEEPEST:
            found |= _flat(value, f"{prefix}{key}.", depth + 1)
        else:
            found[f"{prefix}{key}"] = _leaf(value)
    return found


def _leaf(value: Any) -> Any:
    """A value that a cell can hold."""
    return "(nested)" if isinstance(value, dict | list) else value
