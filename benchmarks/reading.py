"""What reading a large file costs: seconds until the first rows and the whole table are there, and memory.

420,551 rows of 15 columns, as a weather station writes them every ten minutes for eight years.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import report
from lstm_core.series import make_ready, read_apart, read_table, table_to_series
from lstm_core.series.stamps.text import stamps_from_text
from lstm_core.settings import DataSettings
from ui.state.give_back import give_back
from ui.state.memory_ceiling import resident_mb

ROWS, COLUMNS = 420_551, 14
HEAD = 60_000
# How long the process that reads takes to load its libraries, with some to spare.
STARTING = 5.0


def run() -> None:
    report.section(f"Reading a file of {ROWS:,} rows and {COLUMNS + 1} columns")
    data = weather()
    report.note(f"{len(data) / 1e6:.0f} MB")
    head = data[: data.rfind(b"\n", 0, HEAD) + 1]
    first = _fastest(lambda: read_table(head))
    report.line("the first rows", first, "s", "≤ 0.5", first <= 0.5)
    cold = _seconds(lambda: read_apart(data, DataSettings()))
    report.note(f"in a process that has to load its libraries: {cold:.2f} s")
    make_ready()
    time.sleep(STARTING)
    # What making the file has left free would hide what reading takes.
    give_back()
    before = resident_mb()
    _forget_peak()
    began = time.perf_counter()
    table = read_apart(data, DataSettings())
    seconds = time.perf_counter() - began
    report.line("the whole table, read apart", seconds, "s", "≤ 2", seconds <= 2)
    size = sum(column.nbytes for column in table.numbers.values()) / 1e6
    kept = resident_mb() - before
    report.line("what it leaves in the server", kept, "MB", f"≤ {1.5 * size:.0f}", kept <= 1.5 * size,
                f"the table itself {size:.0f} MB")  # fmt: skip
    peak = _peak_mb() - before
    report.line("the most that it takes in the server meanwhile", peak, "MB", f"≤ {2 * size:.0f}", peak <= 2 * size)
    _forget_peak()
    series = table_to_series(table, DataSettings())
    report.note(f"a series of all {len(series.names)} columns takes {_peak_mb() - before - kept:.0f} MB more at most")
    reader = _reader_mb(data)
    report.line("peak of the process that reads", reader, "MB", "≤ 600", reader <= 600)
    sample = pd.Series(pd.date_range("2009-01-01 00:10", periods=20_000, freq="10min").strftime("%d.%m.%Y %H:%M:%S"))
    careful = _seconds(lambda: stamps_from_text(sample, DataSettings())) * ROWS / len(sample)
    report.note(f"dates read one by one would take {careful:.1f} s")


def weather() -> bytes:
    """The file: a time stamp and columns that drift, with two decimals."""
    random = np.random.default_rng(0)
    index = pd.date_range("2009-01-01 00:10", periods=ROWS, freq="10min").strftime("%d.%m.%Y %H:%M:%S")
    values = {f"v{i} (u)": np.round(10 * i + random.normal(0, 0.1, ROWS).cumsum(), 2) for i in range(COLUMNS)}
    return pd.DataFrame({"Date Time": index, **values}).to_csv(index=False).encode()


def _forget_peak() -> None:
    """From now on this process's peak is counted anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) * 1024 / 1e6


def _reader_mb(data: bytes) -> float:
    """The most memory that a process took which reads this file."""
    script = (
        "import pickle, sys; from lstm_core.series import read_table; read_table(pickle.load(sys.stdin.buffer)); "
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", script], input=pickle.dumps(data), capture_output=True, check=True)
    return float(done.stdout) * 1024 / 1e6


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _fastest(work: Callable[[], object]) -> float:
    return min(_seconds(work) for _ in range(3))
