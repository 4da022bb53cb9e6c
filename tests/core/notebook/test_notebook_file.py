"""A notebook survives its file; what is forged, cut or foreign is refused, and nothing the learner had is lost."""

import contextlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_core.notebook import Notebook, add, annotate, entry_of, file, import_notebook, pin, save_notebook
from lstm_core.runs.run_file import save_run
from lstm_core.runtime.errors import DataError
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.fuzz import examples

WHEN = datetime(2026, 1, 31, 12, 30, tzinfo=UTC)


def small_book() -> Notebook:
    """Two runs on one series and one on another, with the learner's words."""
    book = Notebook()
    for number, (series, values) in enumerate(((sine(), {}), (sine(), {"lr": 0.01}), (table(), {"horizon": 2}))):
        run = random_run(Settings().change(units=2, **values), series)
        book = add(book, entry_of(run, f"id {number}", WHEN, f"Größe {number}"))
    return pin(annotate(book, "id 1", "faster | but?\nsecond line"), "id 2", True)


BOOK = small_book()


def saved(book: Notebook = BOOK) -> bytes:
    buffer = io.BytesIO()
    save_notebook(book, buffer)
    return buffer.getvalue()


WHOLE = saved()


def load(data: bytes, book: Notebook | None = None) -> Notebook:
    return import_notebook(book or Notebook(), io.BytesIO(data))


def test_round_trip() -> None:
    shares: list[float] = []
    loaded = import_notebook(Notebook(), io.BytesIO(WHOLE), lambda done, partial=None: shares.append(done))
    assert shares == pytest.approx([1 / 3, 2 / 3, 1])
    for found, entry in zip(loaded.entries, BOOK.entries, strict=True):
        same = ("id", "name", "note", "pinned", "when", "series_id", "settings", "metrics")
        assert all(getattr(found, name) == getattr(entry, name) for name in same)
        np.testing.assert_array_equal(found.measured.forecast, entry.measured.forecast)
        for name, column in entry.history.items():
            np.testing.assert_array_equal(found.history[name], column)
        for part in ("train", "validation", "test"):
            np.testing.assert_array_equal(found.open().predict(part), entry.open().predict(part))
    assert loaded.entries[0].series is loaded.entries[1].series


def test_each_series_is_written_once() -> None:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        assert sum(name.endswith("/values.npy") for name in archive.namelist()) == 2


def test_an_import_adds_what_is_new_and_leaves_the_rest() -> None:
    mine = annotate(Notebook(BOOK.entries[1:2], made=1), "id 1", "my words")
    both = load(WHOLE, mine)
    assert [entry.id for entry in both.entries] == ["id 1", "id 0", "id 2"]
    assert both.entries[0].note == "my words"
    assert load(WHOLE, both) == both


def test_an_import_that_finds_no_room_lets_nothing_go(monkeypatch: pytest.MonkeyPatch) -> None:
    mine = add(Notebook(), replace(BOOK.entries[0], id="mine"))
    monkeypatch.setattr(file, "MAX_RUNS", 3)
    with pytest.raises(DataError, match="brings 3 runs and the notebook holds 1"):
        load(WHOLE, mine)
    monkeypatch.undo()
    monkeypatch.setattr(file, "add", lambda book, entry: add(book, entry, most_bytes=BOOK.bytes))
    with pytest.raises(DataError, match="more than 60 MB"):
        load(WHOLE, mine)
    assert mine.find("mine") is not None


def rewritten(change: Callable[[dict[str, bytes]], None]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_json(change: Callable[[dict], object]) -> Callable[[dict[str, bytes]], None]:
    def rewrite(members: dict[str, bytes]) -> None:
        description = json.loads(members["notebook.json"])
        change(description)
        members["notebook.json"] = json.dumps(description).encode()

    return rewrite


def npy(array: np.ndarray) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=True)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.pop("notebook.json"),
        lambda m: m.pop("runs/1/weights/2/0.npy"),
        lambda m: m.update({"runs/1/weights/2/0.npy": npy(np.zeros((1, 4), "float32"))}),
        lambda m: m.update({"runs/1/history/epoch.npy": npy(np.array([2, 1, 0]))}),
        lambda m: m.update({"runs/1/history/epoch.npy": npy(np.array([{}], dtype=object))}),
        lambda m: m.update({"notebook.json": b"[" * 100_000}),
        with_json(lambda d: d.update(format="other")),
        with_json(lambda d: d.update(runs=3)),
        with_json(lambda d: d.update(series={})),
        with_json(lambda d: d["runs"][0].update(series="none")),
        with_json(lambda d: d["runs"][0].update(id="")),
        with_json(lambda d: d["runs"][0].update(id="x" * 99)),
        with_json(lambda d: d["runs"][0].update(when="yesterday")),
        with_json(lambda d: d["runs"][0].update(when="2026-01-31T12:30:00")),
        with_json(lambda d: d["runs"][0].update(snapshots=[])),
        with_json(lambda d: d["runs"][0].update(settings={"network": {"units": 10**9}})),
        with_json(lambda d: d["runs"][0].pop("name")),
    ],
)  # fmt: skip
def test_forged_files_are_refused(change: Callable[[dict[str, bytes]], None]) -> None:
    with pytest.raises(DataError, match=r"(not a notebook saved by LSTM Lab|damaged or was changed)"):
        load(rewritten(change), Notebook(BOOK.entries[2:]))


def test_numbers_come_from_the_weights_and_not_from_the_file() -> None:
    loaded = load(rewritten(with_json(lambda d: d["runs"][0].update(metrics={"test": {"rmse": 0}}))))
    assert loaded.entries[0].metrics == BOOK.entries[0].metrics


def test_words_are_cut_and_anything_but_true_is_no_pin() -> None:
    long = with_json(lambda d: d["runs"][0].update(name="n" * 999, note_of_learner="w" * 9999, pinned=1))
    first = load(rewritten(long)).entries[0]
    assert (len(first.name), len(first.note), first.pinned) == (60, 1000, False)


def test_a_run_file_is_no_notebook() -> None:
    buffer = io.BytesIO()
    save_run(BOOK.entries[0].open(), buffer)
    with pytest.raises(DataError, match=r"ends in \.lstmbook"):
        load(buffer.getvalue())


@settings(max_examples=examples(40))
@given(st.integers(0, len(WHOLE) - 1), st.integers(0, len(WHOLE) - 1), st.integers(0, 255))
def test_cut_or_flipped_bytes_never_crash(cut: int, place: int, byte: int) -> None:
    with pytest.raises(DataError):
        load(WHOLE[:cut])
    flipped = bytearray(WHOLE)
    flipped[place] = byte
    with contextlib.suppress(DataError):
        load(bytes(flipped))
