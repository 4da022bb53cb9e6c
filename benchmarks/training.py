"""Training speed as ratios in one run: against `model.fit`, against PyTorch eager."""

from __future__ import annotations

import importlib.util
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import lstm_core as lab
from benchmarks import report
from lstm_core.host.client import Host
from lstm_core.prepare import Prepared, prepare
from lstm_core.runs.run import EpochReport
from lstm_core.training.trainer import Trainer

ROUNDS = 5
SHAPES = {"180 × 10": (200, 10), "1,770 × 30": (2200, 30)}


def run() -> float:
    """Print the figures; returns the seconds that `model.fit` takes for the article's example."""
    report.section("Training")
    fit = _reference_fit()
    host = Host()
    _against_model_fit(host, fit)
    host.close()
    _against_pytorch()
    return fit


def _reference_fit() -> float:
    """Median seconds of plain `model.fit`, in a process of its own."""
    environment = {**os.environ, "TF_ENABLE_ONEDNN_OPTS": "1"}
    command = [sys.executable, "-m", "benchmarks.reference_fit"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    return statistics.median(json.loads(done.stdout))


def _against_model_fit(host: Host, fit: float) -> None:
    """The article's example, from the submit to the report of the last epoch, host warm."""
    settings = lab.Settings()
    series = lab.load_series(settings.data)
    prepared = prepare(series, settings.preparation)
    host.warm()
    _train(host, settings, series, prepared)
    first, total = [], []
    for _ in range(ROUNDS):
        host.rehearse(settings, prepared)  # as the Train page does
        time.sleep(2)  # let the next spare child warm up, as it would while a learner looks at the result
        a, b = _train(host, settings, series, prepared)
        first.append(a)
        total.append(b)
    ratio = fit / statistics.median(total)
    detail = f"model.fit {fit:.2f} s, ours {statistics.median(total):.2f} s"
    report.line("article's example, submit → last epoch, × model.fit", ratio, "×", "≥ 8", ratio >= 8, detail)
    report.note(f"submit → first epoch reported: {statistics.median(first):.2f} s (the browser adds its own time)")


def _train(host: Host, settings: lab.Settings, series: lab.Series, prepared: Prepared) -> tuple[float, float]:
    started = time.perf_counter()
    job = host.submit(settings, series, prepared)
    job.wait(lambda j: len(j.reports) > 1 or j.finished, 120)
    first = time.perf_counter() - started
    job.wait(lambda j: j.finished, 120)
    if job.state != "done":
        raise RuntimeError(job.message)
    return first, time.perf_counter() - started


def _against_pytorch() -> None:
    if importlib.util.find_spec("torch") is None:
        report.note("PyTorch is not installed: the comparison of epoch times was left out.")
        return
    for name, (length, window) in SHAPES.items():
        y = np.sin(np.linspace(0, 10 * np.pi, length)) + 0.1 * np.random.default_rng(0).standard_normal(length)
        series = lab.Series(y[:, None], pd.RangeIndex(length), ("y",), "y", ("y",))
        # As the bar is stated: that many training windows, the smallest parts beside them.
        share = {"180 × 10": 0.95, "1,770 × 30": 1800 / 2200}[name]
        settings = lab.Settings().change(window=window, train=round(min(share, 0.9), 3), validation=0.05, epochs=1000)
        prepared = prepare(series, settings.preparation)
        ours, torch_epoch = _our_epoch(settings, prepared), _torch_epoch(settings, prepared)
        a, b = [], []
        for _ in range(15 if window == 10 else 5):
            a.append(_timed(ours))
            b.append(_timed(torch_epoch))
        ratio = statistics.median(a) / statistics.median(b)
        detail = f"ours {1e3 * statistics.median(a):.1f} ms, PyTorch {1e3 * statistics.median(b):.1f} ms"
        report.line(
            f"epoch of {len(prepared.train)} windows × {window}, ÷ PyTorch eager",
            ratio,
            "×",
            "≤ 1.0",
            ratio <= 1,
            detail,
        )


def _our_epoch(settings: lab.Settings, prepared: Prepared) -> Callable[[], EpochReport]:
    trainer = Trainer(settings, prepared)
    trainer.untrained()
    trainer.next_epoch()
    return trainer.next_epoch


def _torch_epoch(settings: lab.Settings, prepared: Prepared) -> Callable[[], None]:
    """The same work in PyTorch eager: updates over all batches, then both losses in evaluation mode."""
    import torch

    torch.set_num_threads(1)
    units, size = settings.network.units, settings.training.batch_size

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.lstm = torch.nn.LSTM(1, units, batch_first=True)
            self.dense = torch.nn.Linear(units, 1)

        def forward(self, x: torch.Tensor) -> torch.Tensor:
            return self.dense(self.lstm(x)[0][:, -1])

    network, mse = Network(), torch.nn.MSELoss()
    adam = torch.optim.Adam(network.parameters(), settings.training.learning_rate)
    parts = [torch.tensor(a, dtype=torch.float32) for p in (prepared.train, prepared.validation) for a in (p.x, p.y)]
    x, y, x_validation, y_validation = parts

    def epoch() -> None:
        for chosen in torch.randperm(len(x)).split(size):
            adam.zero_grad()
            mse(network(x[chosen]), y[chosen]).backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), float("inf"))
            adam.step()
        with torch.no_grad():
            float(mse(network(x), y)), float(mse(network(x_validation), y_validation))

    epoch()
    return epoch


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
