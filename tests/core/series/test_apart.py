"""Large files are read in a process of their own, which is gone afterwards."""

import dataclasses
import os
import signal

import numpy as np
import pandas as pd
import pytest

import lstm_core as lab
from lstm_core.series import apart, is_large, read_apart, read_table
from lstm_core.series.csv_file import STAGES
from lstm_core.settings import DataSettings

HOURS = pd.date_range("2021-01-01", periods=500, freq="h")
CSV = ("when,v\n" + "\n".join(f"{hour},{i % 24}.5" for i, hour in enumerate(HOURS))).encode()


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apart, "LARGE_TEXT", 100)
    yield
    while apart._READY:
        process = apart._READY.pop()
        process.kill()
        process.communicate()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_the_table_is_the_same_and_its_reader_is_gone() -> None:
    apart.make_ready()
    pid = apart._READY[0].pid
    apart.make_ready()
    assert [process.pid for process in apart._READY] == [pid]
    told: list[tuple[str, float]] = []
    table = read_apart(CSV, DataSettings(), lambda stage, share: told.append((stage, share)))
    assert not apart._READY
    assert not alive(pid)
    here = read_table(CSV)
    for field in dataclasses.fields(here):
        mine, other = getattr(table, field.name), getattr(here, field.name)
        if field.name in ("numbers", "stamps", "lines"):
            continue
        assert mine == other, field.name
    np.testing.assert_array_equal(table.numbers["v"], here.numbers["v"])
    assert list(table.stamps) == list(here.stamps)
    assert [stage for stage, _ in told] == list(STAGES)
    assert told[0][1] == 0
    assert told[-1][1] < 1


def test_a_refusal_is_the_same_sentence() -> None:
    broken = CSV + b"\n1,2,3,4,5"
    with pytest.raises(lab.DataError) as here:
        read_table(broken)
    with pytest.raises(lab.DataError) as there:
        read_apart(broken, DataSettings())
    assert str(there.value) == str(here.value)


def test_a_reader_that_dies_is_told_in_a_sentence() -> None:
    apart.make_ready()
    process = apart._READY[0]
    # It stops before it has read anything, and is killed as the machine would.
    os.kill(process.pid, signal.SIGSTOP)
    real = process.poll
    process.poll = lambda: os.kill(process.pid, signal.SIGKILL) or None
    try:
        with pytest.raises(lab.DataError, match=r"could not be read to its end.*memory"):
            read_apart(CSV, DataSettings())
    finally:
        process.poll = real
    # The next one reads again.
    assert read_apart(CSV, DataSettings()).rows == 500


def test_small_files_need_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "LARGE_TEXT", 4_000_000)
    monkeypatch.setattr(apart, "_start", lambda: pytest.fail("a process was started"))
    assert not is_large(CSV)
    assert read_apart(CSV, DataSettings()).rows == 500


def test_the_series_of_a_large_upload_is_read_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    real = apart._start
    monkeypatch.setattr(apart, "_start", lambda: started.append(1) or real())
    series = lab.load_series(DataSettings(series="upload"), CSV)
    assert (len(series), started) == (500, [1])
