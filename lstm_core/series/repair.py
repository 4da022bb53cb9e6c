"""From a table to a series: the chosen columns, and only the repairs that were chosen."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import IO, Any

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series.columns import Column
from lstm_core.series.csv_file import Table, read_bytes, read_table
from lstm_core.series.findings import runs_backwards
from lstm_core.series.steps import infer_step
from lstm_core.series.types import Series
from lstm_core.settings import DataSettings, Settings

MIN_ROWS = 2


def read_csv(
    path_or_buffer: str | os.PathLike[str] | bytes | IO[bytes] | IO[str],
    target: str | None = None,
    features: list[str] | tuple[str, ...] | str | None = None,
    date: str | None = None,
    sheet: str | None = None,
    **answers: Any,
) -> Series:
    r"""A CSV file as a series, nothing repaired: missing cells stay NaN, rows stay where they are.

    Parameters
    ----------
    path_or_buffer : path-like, bytes or file
        The file, or what stands in it.
    target : str, optional
        Column to predict, by default the likeliest; a column of labels gives `Series.classes`.
    features : list of str, optional
        Columns the network reads, by default all number columns that say something.
    date : str, optional
        Column with the time stamps, by default found.
    sheet : str, optional
        Which table of a workbook or an archive with several.
    **answers
        Settings by their short keys, such as ``decimal="comma"``, ``codes="keep"``, ``pick="Store 2"`` or
        ``order="as_is"``: how what can be read in two ways is read.

    Returns
    -------
    Series
        With the columns of the file. Its `findings` say what was found and how it was read; a file that runs from the
        newest row to the oldest is turned round.

    Raises
    ------
    DataError
        When the file cannot be read as a table of numbers over time.
    SettingsError
        When an answer is none.

    Examples
    --------
    >>> lab.read_csv(b"day,sales\n2024-01-01,3\n2024-01-02,4\n2024-01-03,6\n").y.tolist()
    [3.0, 4.0, 6.0]
    """
    chosen = (features,) if isinstance(features, str) else tuple(features or ())
    settings = Settings().change(**answers).data
    settings = settings.model_copy(
        update={"date": date or "", "sheet": sheet or "", "target": target or "", "features": chosen}
    )
    return table_to_series(read_table(read_bytes(path_or_buffer), settings), settings)


def table_to_series(table: Table, settings: DataSettings) -> Series:
    """The chosen target and features of a table as a series, with the chosen repairs and no others.

    The repairs run in this order: `order`, `duplicates`, `resample`, `missing`. With `missing` at "keep",
    NaN and ±inf stay and rows without a time stamp are an error. Raises DataError.
    """
    target = _pick(table, settings.target or table.target, table.targets)
    features = tuple(dict.fromkeys(_pick(table, name, table.choices) for name in settings.features or table.features))
    names = tuple(name for name in table.numbers if name == target or name in features)
    index: pd.Index = pd.RangeIndex(table.rows, name="step")
    if table.stamps is not None:
        index = table.stamps.rename(table.date)
    frame = pd.DataFrame({name: table.numbers[name] for name in names}, index=index, copy=True)
    if isinstance(index, pd.DatetimeIndex):
        frame = _repair_stamps(_drop_unstamped(frame, table, settings), settings, table.classes)
    frame = _repair_missing(frame, settings, table.classes)
    if len(frame) < MIN_ROWS:
        raise DataError(
            f"{len(frame)} of {table.rows:,} rows are left after the repairs. Choose columns with fewer missing "
            "values, or another repair."
        )
    column = table.column(target)
    classes: tuple[str, ...] = ()
    if target in table.classes:
        frame[target], classes = _occurring(frame[target], table.classes[target])
    return Series(
        values=frame.to_numpy(dtype=float),
        index=frame.index,
        names=names,
        target=target,
        features=features,
        title=settings.file_name or "Your file",
        unit=column.unit if column else "",
        time_unit=_time_unit(frame.index, table),
        sequence=table.sequence if len(frame) == table.rows else 0,
        classes=classes,
        findings=table.issues,
    )


def _occurring(codes: pd.Series, names: tuple[str, ...]) -> tuple[pd.Series, tuple[str, ...]]:
    """Codes and names of the classes that the repairs have left."""
    kept = sorted({int(code) for code in codes.dropna()})
    return codes.map({code: float(place) for place, code in enumerate(kept)}), tuple(names[code] for code in kept)


def _pick(table: Table, name: str, choices: tuple[str, ...]) -> str:
    """The name of the column that the learner means. Raises DataError for one that is not among the choices."""
    column = table.column(name)
    if column is None:
        raise DataError(f"There is no column '{name}'. The number columns are: {', '.join(table.choices)}.")
    if column.name not in choices:
        raise DataError(f"'{column.name}' {_why_not(column)}. Choose one of: {', '.join(choices)}.")
    return column.name


def _why_not(column: Column) -> str:
    return {
        "label": "names classes and can only be the target",
        "text": f"holds text, for example {column.example}, and cannot be target or feature",
        "date": "holds dates and cannot be target or feature",
        "constant": "never changes and cannot be target or feature",
        "empty": "is empty and cannot be target or feature",
        "number": "",
    }[column.kind]


def _drop_unstamped(frame: pd.DataFrame, table: Table, settings: DataSettings) -> pd.DataFrame:
    lost = frame.index.isna()
    if lost.any() and settings.missing == "keep":
        finding = next(issue for issue in table.issues if issue.kind == "unstamped")
        raise DataError(f"{finding.sentence} Choose one, or another date column.")
    return frame[~lost]


def _repair_stamps(frame: pd.DataFrame, settings: DataSettings, labels: Collection[str]) -> pd.DataFrame:
    """Sort, resolve duplicates, put on a regular grid, each only if chosen. The grid is sorted by nature."""
    if settings.order == "keep" and runs_backwards(pd.DatetimeIndex(frame.index)):
        # Rows of one stamp ran backwards, too.
        frame = frame.iloc[::-1].sort_index(kind="stable")
    elif settings.order == "sort":
        frame = frame.sort_index(kind="stable")
    if settings.duplicates == "mean":
        frame = frame.groupby(level=0, sort=False).agg(_averages(frame, labels))
    elif settings.duplicates in ("first", "last"):
        frame = frame[~frame.index.duplicated(keep="first" if settings.duplicates == "first" else "last")]
    return frame if settings.resample == "keep" else _on_a_grid(frame, labels)


def _averages(frame: pd.DataFrame, labels: Collection[str]) -> dict[str, str]:
    """How rows of one time stamp become one: numbers by their mean, of labels the first."""
    return {name: "first" if name in labels else "mean" for name in frame.columns}


def _on_a_grid(frame: pd.DataFrame, labels: Collection[str]) -> pd.DataFrame:
    stamps = pd.DatetimeIndex(frame.index)
    step = infer_step(stamps)
    if step is None:
        raise DataError(
            "Fewer than three different time stamps do not show a time step, so there is no regular grid. "
            "Keep the gaps, or choose another date column."
        )
    grid = step.grid(stamps)
    # Rows that share a place on the grid are averaged; a place without a row stays empty.
    regular = frame.groupby(step.slots(stamps)).agg(_averages(frame, labels)).reindex(range(len(grid)))
    return regular.set_axis(grid.rename(frame.index.name), axis=0)


def _repair_missing(frame: pd.DataFrame, settings: DataSettings, labels: Collection[str]) -> pd.DataFrame:
    """drop: rows with any gap. interpolate: straight lines in time, the nearest value at the ends; a label lasts.
    forward: the last known value; rows before the first one are dropped. ±inf counts as missing."""
    if settings.missing == "keep":
        return frame
    frame = frame.replace([np.inf, -np.inf], np.nan)
    if settings.missing == "drop":
        return frame.dropna()
    if settings.missing == "forward":
        return frame.ffill().dropna()
    empty = frame.columns[frame.isna().all()]
    if len(empty):
        raise DataError(
            f"'{empty[0]}' has no number left after the repairs, so there is nothing to interpolate from. Leave it "
            "out, or resolve duplicate time stamps in another way."
        )
    named = [name for name in frame.columns if name in labels]
    frame[named] = frame[named].ffill().bfill()
    timed = isinstance(frame.index, pd.DatetimeIndex) and frame.index.is_monotonic_increasing and frame.index.is_unique
    return frame.interpolate("time" if timed else "linear", limit_direction="both")


def _time_unit(index: pd.Index, table: Table) -> str:
    if not isinstance(index, pd.DatetimeIndex):
        return "step"
    step = infer_step(index)
    return step.label if step and step.clear else table.time_unit
