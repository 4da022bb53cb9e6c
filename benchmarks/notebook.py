"""The notebook of runs: what a kept run costs in memory, and how long the page takes with 200 of them."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import time
import tracemalloc
from datetime import UTC, datetime

import numpy as np
from streamlit.testing.v1 import AppTest

import lstm_core as lab
from benchmarks import report
from lstm_core.host.messages import End, Progress, QueuePosition
from lstm_core.host.training_job import Job
from lstm_core.models.build import weight_shapes
from lstm_core.notebook import MAX_RUNS, Notebook, add, entry_of
from lstm_core.runs.run import EpochReport, Run
from lstm_core.runtime import store
from rig.idle_host import IdleHost
from ui.format.pages import path
from ui.state import run_store as run_stores
from ui.state import server, session, slots
from ui.web import SCRIPT

ROUNDS = 7
CHOSEN = 8
# Students with so many runs each, and what one of them may take of the server's memory beyond the first page.
STUDENTS, TEN, STUDENT_MB = 5, 10, 2.0
# Units, so that the runs differ in a setting as a learner's do; 50 on average, the default size.
UNITS = range(40, 61)


def run() -> None:
    """In a process of its own: the pages must never see the TensorFlow that other benchmarks load."""
    report.section("The notebook of runs")
    subprocess.run([sys.executable, "-m", "benchmarks.notebook"], check=True)


def measure_all() -> None:
    """Print every line."""
    base = server.shipped()
    entry_of(base, "warm", datetime.now(UTC))  # imports what measuring needs
    tracemalloc.start()
    book = _kept_bytes(base)
    _server_bytes(base)
    tracemalloc.stop()
    _page(book)


def _kept_bytes(base: Run) -> Notebook:
    book, before = Notebook(), _allocated()
    for number in range(MAX_RUNS):
        book = add(book, entry_of(_another(base, number), f"run {number}", datetime.now(UTC)))
    grown = (_allocated() - before) / 1e6 / MAX_RUNS
    report.line("a kept run of the default size, all its objects", grown, "MB", "< 1", grown < 1)
    report.note(f"{len(book.entries)} runs hold {book.bytes / 1e6:.1f} MB of arrays, most of it in the temporary file.")
    return book


def _server_bytes(base: Run) -> None:
    """Students with ten trainings each, as the host delivers them, with the weights of every epoch."""
    jobs: list[Job] = []
    _train("warm", base, 1)
    grown, resting = [_allocated()], []
    for student in range(STUDENTS):
        jobs += _train(f"student {student}", base, TEN)
        grown.append(_allocated())
        for job in jobs:
            job.rest()
        resting.append(_allocated())
    awake = (grown[1] - grown[0]) / 1e6
    later = (resting[-1] - resting[0]) / 1e6 / (STUDENTS - 1)
    stored = store.used_bytes() / 1e6 / (STUDENTS * TEN + 1)
    report.line(
        "the server's memory for a student with ten runs", awake, "MB", "≤ 2", awake <= STUDENT_MB, _ratio(awake)
    )
    report.line("the same once nobody looks at them", later, "MB", "≤ 2", later <= STUDENT_MB, _ratio(later))
    report.note(f"That is {awake / TEN:.3f} MB per run, and {stored:.2f} MB in the temporary file.")


def _train(student: str, base: Run, number: int) -> list[Job]:
    jobs, store = [_job(_another(base, place), student) for place in range(number)], run_stores.run_store(student)
    for job in jobs:
        store.watch(job)
        store.book()
    return jobs


def _ratio(megabytes: float) -> str:
    return f"{megabytes / STUDENT_MB:.2f} of the bar"


def _page(book: Notebook) -> None:
    session.kept().change(lambda _: book)
    app = AppTest.from_file(SCRIPT, default_timeout=60).run()
    app.switch_page(path("experiments")).run()
    waits = []
    for first in range(ROUNDS):
        chosen = [f"run {number}" for number in range(first, first + CHOSEN)]
        app.session_state[slots.CHOSEN_RUNS.key] = chosen
        started = time.perf_counter()
        app.run()
        waits.append(time.perf_counter() - started)
        assert not app.exception
        assert len(app.dataframe[0].value) == MAX_RUNS + 1
    milliseconds = 1000 * statistics.median(waits)
    what = f"table of {MAX_RUNS} runs and overlay of {CHOSEN}: server time"
    report.line(what, milliseconds, "ms", "≤ 500", milliseconds <= 500)


def _another(base: Run, number: int) -> Run:
    """A run like the shipped one with arrays of its own."""
    settings = lab.Settings().change(units=UNITS[number % len(UNITS)], seed=number)
    rng = np.random.default_rng(number)
    _, timesteps, features = base.prepared.train.x.shape
    shapes = weight_shapes(settings.network, timesteps, features, base.prepared.outputs)
    weights = tuple(0.1 * rng.standard_normal(shape, np.float32) for shape in shapes)
    history = {name: values.copy() for name, values in base.history.items()}
    return Run(settings, base.series, history, {len(history["epoch"]) - 1: weights})


def _job(run: Run, owner: str) -> Job:
    """A training that has ended as this run did."""
    job = Job(run.settings, run.series, run.prepared, owner, print)
    job.receive(QueuePosition(job.id, -1))
    points = run.prepared.validation.y.shape
    for epoch in range(len(run.history["epoch"])):
        numbers = {name: float(values[epoch]) for name, values in run.history.items()}
        numbers |= {"epoch": epoch, "updates": int(numbers["updates"])}
        told = EpochReport(**numbers, validation_prediction=np.zeros(points, np.float32))  # type: ignore[arg-type]
        job.receive(Progress(job.id, told, tuple(weight.copy() for weight in run.weights), keep=True))
    job.receive(End(job.id, "done", run.weights))
    return job


def _allocated() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


if __name__ == "__main__":
    server.host = IdleHost  # type: ignore[assignment]
    server.token = lambda: "bench"
    measure_all()
