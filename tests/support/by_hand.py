"""The shipped run recomputed from its weights with nothing but NumPy: an LSTM layer, a dense layer, an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from lstm_core.interpretation.trace import typical_window
from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run

COLUMN = {"input": 0, "forget": 1, "candidate": 2, "output": 3}


def shipped() -> Run:
    return load_run("lstm_core/sample_data/shipped.lstmlab")


def sigmoid(z: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-z))


def walk(
    weights: Sequence[np.ndarray], x: np.ndarray, held: Mapping[str, float] | None = None
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Gates (steps, n, units) of one layer over windows x (n, steps, features); hidden states before each step.

    held: gate → the value at which every unit's is held.
    """
    kernel, recurrent, bias = (w.astype(float) for w in weights[:3])
    cell = hidden = np.zeros((len(x), len(recurrent)))
    rows: dict[str, list[np.ndarray]] = {kind: [] for kind in (*COLUMN, "cell", "hidden")}
    before = []
    for now in np.swapaxes(x, 0, 1):
        before.append(hidden)
        z = np.split(now @ kernel + hidden @ recurrent + bias, 4, axis=1)
        gate = {kind: np.tanh(z[at]) if kind == "candidate" else sigmoid(z[at]) for kind, at in COLUMN.items()}
        gate |= {kind: np.full_like(hidden, value) for kind, value in (held or {}).items()}
        cell = gate["forget"] * cell + gate["input"] * gate["candidate"]
        hidden = gate["output"] * np.tanh(cell)
        for kind, values in {**gate, "cell": cell, "hidden": hidden}.items():
            rows[kind].append(values)
    return {kind: np.array(values) for kind, values in rows.items()}, np.array(before)


def opening_window(
    run: Run, epoch: int | None = None, held: Mapping[str, float] | None = None
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """The first test window on Gates: its gates (steps, units), inputs and the hidden states before each step."""
    weights = run.weights if epoch is None else run.snapshots[epoch]
    first = typical_window(run)
    x = run.prepared.test.x[first : first + 1]
    rows, before = walk(weights, x, held)
    return {kind: values[:, 0] for kind, values in rows.items()}, x[0], before[:, 0]


def forecast(run: Run, epoch: int | None = None, held: Mapping[str, float] | None = None) -> np.ndarray:
    """(n, 1) forecasts of the test part in the series' unit; the shipped run reads plain values."""
    weights = run.weights if epoch is None else run.snapshots[epoch]
    last = walk(weights, run.prepared.test.x, held)[0]["hidden"][-1]
    kernel, bias = (w.astype(float) for w in weights[-2:])
    scaler = run.prepared.target_scaler
    return (last @ kernel + bias) * scaler.scale + scaler.center


def rmse(run: Run, forecasts: np.ndarray) -> float:
    truth = run.series.values[run.prepared.test.times[:, 0], run.series.names.index(run.series.target)]
    return float(np.sqrt(np.mean((truth - forecasts[:, 0]) ** 2)))
