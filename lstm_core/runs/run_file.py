"""Save a run as one file and load it back.

The file is a zip with `run.json` (settings, names, ending) and plain `.npy` arrays (series, history,
weights over time): data only, no pickle, so opening a stranger's file can run nothing. Everything in
it is checked against its own settings before it is believed.
"""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
from collections.abc import Callable
from typing import IO, Any, TypeVar

import numpy as np
import pandas as pd

from lstm_core.models.build import weight_shapes
from lstm_core.prepare import prepare
from lstm_core.runs.run import ACCURACIES, ENDINGS, Run, Weights
from lstm_core.runtime.errors import DataError, LabError
from lstm_core.runtime.zip_errors import ZIP_ERRORS
from lstm_core.series.types import Series
from lstm_core.settings import Settings

Read = TypeVar("Read")

RUN_SUFFIX = ".lstmlab"
FORMAT = "lstm-lab-run-1"
MAX_FILE_BYTES = 100_000_000
MAX_UNPACKED_BYTES = 300_000_000
HISTORY = (
    "epoch", "updates", "train_loss", "validation_loss", "batch_loss", "gradient_norm", "learning_rate", "seconds",
)  # fmt: skip
# What unpacking and reading bytes that somebody else wrote can raise.
UNREADABLE = (*ZIP_ERRORS, KeyError, TypeError, AttributeError, RecursionError, MemoryError)
FOREIGN = "This file is not a run saved by LSTM Lab. Choose a file that ends in .lstmlab."
BROKEN = "This file is damaged or was changed by hand: {what}. Save it again and load the new file."
MAIN = "run.json"

# Name of a member without its ending → array.
Arrays = dict[str, np.ndarray]
Members = dict[str, bytes]


def save_run(run: Run, path: str | os.PathLike[str] | IO[bytes]) -> None:
    """Write a run to a path or an open binary file.

    Parameters
    ----------
    run : Run
        With the weights of every kept epoch.
    path : path-like or binary file
        Where to.

    Raises
    ------
    DataError
        When that cannot be written.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> lab.save_run(lab.shipped_run(), file)
    >>> len(file.getvalue()) > 100_000
    True
    """
    series, table = pack_series(run.series)
    training, arrays = pack_training(run)
    try:
        write_archive(path, MAIN, {"format": FORMAT, "series": series, **training}, table | arrays)
    except OSError as error:
        raise DataError(f"The run cannot be written: {error}. Choose another place for it.") from None


def load_run(path: str | os.PathLike[str] | IO[bytes]) -> Run:
    """Read a run; its predictions are identical to the saved one's.

    Parameters
    ----------
    path : path-like or binary file
        What `save_run` has written.

    Returns
    -------
    Run
        With every epoch's weights that were kept.

    Raises
    ------
    DataError
        For a forged, truncated, oversized or foreign file.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> lab.save_run(lab.shipped_run(), file)
    >>> lab.load_run(io.BytesIO(file.getvalue())).settings == lab.shipped_run().settings
    True
    """
    return read_archive(path, MAIN, FOREIGN, _read)


def pack_series(series: Series) -> tuple[dict[str, Any], Arrays]:
    """What `unpack_series` needs: plain data, and arrays by the names of their members."""
    kind, index = _pack_index(series.index)
    words = {
        "names": series.names, "target": series.target, "features": series.features, "title": series.title,
        "unit": series.unit, "time_unit": series.time_unit, "noise_floor": series.noise_floor,
        "sequence": series.sequence, "every_step": series.every_step, "classes": series.classes, "index": kind,
    }  # fmt: skip
    return words, {"values": series.values, "index": index}


def pack_training(run: Run) -> tuple[dict[str, Any], Arrays]:
    """What `unpack_training` needs besides the series: plain data, and arrays by the names of their members."""
    words = {
        "settings": run.settings.model_dump(mode="json"), "snapshots": sorted(run.snapshots), "ending": run.ending,
        "note": run.note,
    }  # fmt: skip
    arrays = {f"history/{name}": run.history[name] for name in _columns(run.settings)}
    for epoch, weights in run.snapshots.items():
        arrays |= {f"weights/{epoch}/{i}": w for i, w in enumerate(weights)}
    return words, arrays


def write_archive(
    path: str | os.PathLike[str] | IO[bytes], main: str, description: dict[str, Any], arrays: Arrays
) -> None:
    """Write a zip of one JSON member `main` and `.npy` members. Raises OSError when that is impossible."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(main, json.dumps(description, ensure_ascii=False))
        for name, array in arrays.items():
            buffer = io.BytesIO()
            np.save(buffer, array, allow_pickle=False)
            archive.writestr(f"{name}.npy", buffer.getvalue())


def read_archive(
    path: str | os.PathLike[str] | IO[bytes], main: str, foreign: str, read: Callable[[Members], Read]
) -> Read:
    """What `read` makes of the members of a zip that holds `main`.

    Raises DataError: `foreign` for what is no such file, `BROKEN` where `read` stumbles, and what `read` raises itself.
    """
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        raise DataError(f"There is no file {path}.") from None
    except ZIP_ERRORS:
        raise DataError(foreign) from None
    with archive:
        try:
            members = _members(archive)
            if main not in members:
                raise DataError(foreign)
            return read(members)
        except UNREADABLE:
            raise DataError(BROKEN.format(what="its parts do not fit together")) from None


def _members(archive: zipfile.ZipFile) -> Members:
    """All members, unpacked, after their sizes were checked."""
    infos = archive.infolist()
    packed, unpacked = sum(i.compress_size for i in infos), sum(i.file_size for i in infos)
    if packed > MAX_FILE_BYTES or unpacked > MAX_UNPACKED_BYTES:
        raise DataError(
            f"This file unpacks to {unpacked / 1e6:.0f} MB; the limit is {MAX_UNPACKED_BYTES / 1e6:.0f} MB."
        )
    members = {}
    for info in infos:
        with archive.open(info) as member:
            # Never trust the directory's size: read at most that much and one byte more.
            members[info.filename] = member.read(info.file_size + 1)
        if len(members[info.filename]) != info.file_size:
            raise DataError(BROKEN.format(what=f"{info.filename[:60]} is incomplete"))
    return members


def _read(members: Members) -> Run:
    description = json.loads(members[MAIN])
    if description["format"] != FORMAT:
        raise DataError(FOREIGN)
    return unpack_training(description, unpack_series(description["series"], members), members)


def unpack_training(description: dict[str, Any], series: Series, members: Members) -> Run:
    """The run that `pack_training` described, its windows cut. Raises DataError or one of `UNREADABLE`."""
    try:  # a series without a window in every part was never trained on
        settings = Settings(**description["settings"])
        prepared = prepare(series, settings.preparation)
    except LabError as error:
        raise DataError(BROKEN.format(what=str(error).rstrip("."))) from None
    history = {name: _array(members, f"history/{name}", 1) for name in _columns(settings)}
    if len({len(column) for column in history.values()}) != 1:
        raise DataError(BROKEN.format(what="the columns of its history differ in length"))
    _, timesteps, features = prepared.train.x.shape
    shapes = weight_shapes(settings.network, timesteps, features, prepared.outputs)
    snapshots = {int(epoch): _read_weights(members, int(epoch), shapes) for epoch in description["snapshots"]}
    if not snapshots or description["ending"] not in ENDINGS:
        raise DataError(BROKEN.format(what="it holds no weights or no ending"))
    _check_epochs(history, snapshots)
    return Run(settings, series, history, snapshots, description["ending"], str(description["note"]), cut=prepared)


def _columns(settings: Settings) -> tuple[str, ...]:
    """The columns of a history under these settings."""
    return (*HISTORY, *ACCURACIES) if settings.preparation.names_classes else HISTORY


def _check_epochs(history: dict[str, np.ndarray], snapshots: dict[int, Weights]) -> None:
    """Losses may have diverged, but epochs are counted from 0 and the weights of the last one are there."""
    epochs = len(history["epoch"])
    counted = epochs > 0 and np.array_equal(history["epoch"], np.arange(epochs))
    finite = all(np.isfinite(history[name]).all() for name in ("updates", "learning_rate", "seconds"))
    if not (counted and finite and min(snapshots) >= 0 and max(snapshots) == epochs - 1):
        raise DataError(BROKEN.format(what="its epochs and its weights do not fit together"))


def unpack_series(description: dict[str, Any], members: Members) -> Series:
    """The series that `pack_series` described. Raises DataError or one of `UNREADABLE`."""
    floor = description["noise_floor"]
    try:
        return Series(
            values=_array(members, "values", 2).astype(float),
            index=_unpack_index(description["index"], _array(members, "index", 1)),
            names=tuple(map(str, description["names"])), target=str(description["target"]),
            features=tuple(map(str, description["features"])), title=str(description["title"]),
            unit=str(description["unit"]), time_unit=str(description["time_unit"]),
            noise_floor=None if floor is None else _finite(floor), sequence=int(description.get("sequence", 0)),
            every_step=bool(description.get("every_step", False)),
            classes=tuple(map(str, description.get("classes", ()))),
        )  # fmt: skip
    except LabError as error:
        raise DataError(BROKEN.format(what=str(error).rstrip("."))) from None


def _finite(number: Any) -> float:
    if not math.isfinite(number):
        raise ValueError(number)
    return float(number)


def _read_weights(members: Members, epoch: int, shapes: list[tuple[int, ...]]) -> Weights:
    weights = tuple(_array(members, f"weights/{epoch}/{i}", len(shape)) for i, shape in enumerate(shapes))
    if [w.shape for w in weights] != shapes:
        raise DataError(BROKEN.format(what=f"the weights of epoch {epoch} do not fit its settings"))
    return weights


def _array(members: Members, name: str, dimensions: int) -> np.ndarray:
    """One `.npy` member, its header checked against its bytes before anything is allocated."""
    buffer = io.BytesIO(members[f"{name}.npy"])
    if np.lib.format.read_magic(buffer) != (1, 0):
        raise ValueError(name)
    shape, fortran, dtype = np.lib.format.read_array_header_1_0(buffer)
    body = members[f"{name}.npy"][buffer.tell() :]
    if dtype.kind not in "fi" or len(shape) != dimensions or math.prod(shape) * dtype.itemsize != len(body):
        raise ValueError(name)
    return np.frombuffer(body, dtype).reshape(shape, order="F" if fortran else "C").copy()


def _pack_index(index: pd.Index) -> tuple[str, np.ndarray]:
    """Time stamps become microseconds since 1970 UTC and the name of their time zone."""
    if isinstance(index, pd.DatetimeIndex):
        zone = "" if index.tz is None else str(index.tz)
        stamps = index.tz_convert("UTC").tz_localize(None) if zone else index
        return f"time {zone}", stamps.as_unit("us").asi8
    return "number", index.to_numpy()


def _unpack_index(kind: str, values: np.ndarray) -> pd.Index:
    if kind == "number":
        return pd.Index(values)
    stamps = pd.DatetimeIndex(values.astype("datetime64[us]"))
    zone = kind.removeprefix("time ")
    return stamps.tz_localize("UTC").tz_convert(zone) if zone else stamps
