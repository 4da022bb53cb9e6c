"""A run survives its file; a forged, cut, oversized or foreign file is refused with a sentence."""

import contextlib
import io
import json
import pickle
import zipfile
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lstm_core.runs import run_file
from lstm_core.runs.run_file import load_run, save_run
from lstm_core.runtime.errors import DataError
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table


def saved(run=None) -> bytes:
    buffer = io.BytesIO()
    save_run(run or random_run(Settings().change(units=3), sine()), buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("index", [
    pd.RangeIndex(120),
    pd.Index(np.arange(120) + 0.5),
    pd.date_range("1700-01-01", periods=120, freq="YS"),
    pd.date_range("2020-03-28", periods=120, freq="h", tz="Europe/Berlin"),
])  # fmt: skip
def test_round_trip(index: pd.Index) -> None:
    source = table(3)
    series = Series(source.values, index, ("a", "b|c", "ü °C"), "a", ("b|c", "ü °C"), "Title", "°C", "hour", 0.5)
    run = random_run(Settings().change(units=3, layers=2, horizon=4, lr=0.007), series)
    loaded = load_run(io.BytesIO(saved(run)))
    assert loaded.settings == run.settings
    assert (loaded.ending, loaded.note) == (run.ending, run.note)
    for part in ("train", "validation", "test"):
        np.testing.assert_array_equal(loaded.predict(part), run.predict(part))
        np.testing.assert_array_equal(loaded.predict(part, epoch=0), run.predict(part, epoch=0))
    assert list(loaded.series.index) == list(index)
    for name in ("names", "target", "features", "title", "unit", "time_unit", "noise_floor"):
        assert getattr(loaded.series, name) == getattr(series, name)


def rewritten(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(saved())) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_json(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        members["run.json"] = json.dumps(json.loads(members["run.json"]) | changes).encode()

    return change


def with_series(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        description = json.loads(members["run.json"])
        with_json(series=description["series"] | changes)(members)

    return change


def renamed(old: str, new: str, **changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(members: dict[str, bytes]) -> None:
        for name in [name for name in members if name.startswith(old)]:
            members[name.replace(old, new)] = members.pop(name)
        with_json(**changes)(members)

    return change


def npy(array: np.ndarray, allow_pickle: bool = False) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=allow_pickle)
    return buffer.getvalue()


def huge_header(members: dict[str, bytes]) -> None:
    """A header that promises 8 TB: must be refused before anything of that size is allocated."""
    buffer = io.BytesIO()
    np.lib.format.write_array_header_1_0(buffer, {"descr": "<f8", "fortran_order": False, "shape": (10**12,)})
    members["index.npy"] = buffer.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.pop("run.json"),
        lambda m: m.pop("values.npy"),
        lambda m: m.pop("weights/2/0.npy"),
        lambda m: m.update({"weights/2/0.npy": npy(np.zeros((1, 16), "float32"))}),
        lambda m: m.update({"values.npy": npy(np.array([[{}]], dtype=object), allow_pickle=True)}),
        lambda m: m.update({"values.npy": pickle.dumps({"a": 1})}),
        lambda m: m.update({"history/train_loss.npy": npy(np.zeros(9))}),
        lambda m: m.update({"run.json": b"\xff not json"}),
        lambda m: m.update({"run.json": b"[]"}),
        lambda m: m.update({"run.json": b"[" * 100_000}),
        lambda m: m.update({f"history/{name}.npy": npy(np.zeros(0)) for name in run_file.HISTORY}),
        lambda m: m.update({"history/epoch.npy": npy(np.array([0, 1, np.nan]))}),
        lambda m: m.update({"history/epoch.npy": npy(np.array([2.0, 1.0, 0.0]))}),
        lambda m: m.update({"history/seconds.npy": npy(np.array([0, 1, np.inf]))}),
        lambda m: m.update({"values.npy": npy(np.full((200, 1), np.nan))}),
        lambda m: m.update({"values.npy": npy(np.ones((12, 1))), "index.npy": npy(np.arange(12))}),
        renamed("weights/2/", "weights/3/", snapshots=[0, 3]),
        renamed("weights/0/", "weights/-1/", snapshots=[-1, 2]),
        with_series(noise_floor=float("nan")),
        huge_header,
        with_json(format="other"),
        with_json(settings={"network": {"units": 10**9}}),
        with_json(settings=3),
        with_json(snapshots=[]),
        with_json(snapshots=["x"]),
        with_json(ending="exploded"),
        with_json(series={}),
    ],
)
def test_forged_files_are_refused(change: Callable[[dict[str, bytes]], None]) -> None:
    with pytest.raises(DataError, match=r"(not a run saved by LSTM Lab|damaged or was changed)"):
        load_run(io.BytesIO(rewritten(change)))


def test_rewriting_alone_changes_nothing() -> None:
    load_run(io.BytesIO(rewritten(lambda m: None)))


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = rewritten(lambda m: m.update({"values.npy": bytes(5_000_000)}))
    assert len(bomb) < 1_000_000
    monkeypatch.setattr(run_file, "MAX_UNPACKED_BYTES", 1_000_000)
    with pytest.raises(DataError, match="limit is 1 MB"):
        load_run(io.BytesIO(bomb))


@given(st.binary(max_size=300))
def test_foreign_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(DataError):
        load_run(io.BytesIO(data))


WHOLE = saved()


@given(st.integers(0, len(WHOLE) - 1), st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_cut_or_flipped_bytes_never_crash(cut: int, place: int, byte: int) -> None:
    with pytest.raises(DataError):
        load_run(io.BytesIO(WHOLE[:cut]))
    flipped = bytearray(WHOLE)
    flipped[place] = byte
    with contextlib.suppress(DataError):
        load_run(io.BytesIO(bytes(flipped)))


def test_an_archive_of_a_later_version_is_refused() -> None:
    later = bytearray(WHOLE)
    later[later.rindex(b"PK\x01\x02") + 6] = 64
    with pytest.raises(DataError, match="not a run saved by LSTM Lab"):
        load_run(io.BytesIO(bytes(later)))


def test_a_missing_file_or_folder_is_named() -> None:
    with pytest.raises(DataError, match="There is no file"):
        load_run("/nowhere/run.lstmlab")
    with pytest.raises(DataError, match=r"cannot be written.*/nowhere"):
        save_run(load_run(io.BytesIO(WHOLE)), "/nowhere/run.lstmlab")
