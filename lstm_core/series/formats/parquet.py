"""Parquet: columns with their types, as data frames are saved."""

from __future__ import annotations

from typing import Any

from lstm_core.runtime.errors import DataError
from lstm_core.series.formats.kinds import MAX_TEXT, Unpacked, too_large

# Decoded, before it is written as text.
MAX_DECODED = 400 * 1024 * 1024
# What pandas calls the index of a frame that has no name for it.
_INDEX = "__index_level_"


def knows(data: bytes) -> bool:
    """Whether it is a Parquet file."""
    return data.startswith((b"PAR1", b"PARE"))


def names(_data: bytes) -> tuple[str, ...]:
    """A Parquet file holds one table."""
    return ()


def unpack(data: bytes, _table: str) -> Unpacked:
    """The table as text; an index that pandas kept comes first, and without a name where it had none."""
    if data.startswith(b"PARE"):
        raise DataError("The Parquet file is encrypted. Save the table as CSV and take that.")
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    try:
        file = pa.parquet.ParquetFile(pa.BufferReader(data))
        meta = file.metadata
        if sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups)) > MAX_DECODED:
            raise too_large("The Parquet file")
        table = _plain(file.read(use_threads=False))
        sink = pa.BufferOutputStream()
        pa.csv.write_csv(table, sink)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise DataError(
            f"The Parquet file cannot be read ({' '.join(str(error).split())[:80]}). Save the table as CSV and take "
            "that."
        ) from None
    text = sink.getvalue()
    if text.size > MAX_TEXT:
        raise too_large("The Parquet file")
    return Unpacked(text.to_pybytes(), "Parquet file", True)


def _plain(table: Any) -> Any:
    """The table with columns that a cell can hold, the index in front."""
    import pyarrow as pa

    names = [name for name in table.column_names if name.startswith(_INDEX)]
    kept = (table.schema.pandas_metadata or {}).get("index_columns", [])
    names += [name for name in kept if isinstance(name, str) and name in table.column_names and name not in names]
    table = table.select([*names, *(name for name in table.column_names if name not in names)])
    columns, headers = [], []
    for name, column in zip(table.column_names, table.columns, strict=True):
        if pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        if pa.types.is_nested(column.type):
            column = pa.array(["(nested)"] * len(column))
        elif pa.types.is_decimal(column.type):
            column = column.cast(pa.float64())
        elif pa.types.is_timestamp(column.type):
            column = _seconds(column)
        columns.append(column)
        headers.append("" if name.startswith(_INDEX) else name)
    return pa.table(columns, names=headers)


def _seconds(column: Any) -> Any:
    """Time stamps as ISO text, on the clock that they were written with."""
    import pyarrow as pa
    import pyarrow.compute

    local = pa.compute.local_timestamp(column) if column.type.tz else column
    return pa.compute.strftime(local.cast(pa.timestamp("us"), safe=False), format="%Y-%m-%d %H:%M:%S")
