"""Look inside a run: the gates of its own cells on its own windows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.forward import GateTrace, gates, predict
from lstm_core.prepare import PartName
from lstm_core.run import Run

GateSteps = tuple[np.ndarray, ...]


@dataclass(frozen=True)
class Trace:
    """One window walking through the network.

    forget, input, candidate, output, cell, hidden: one array (timesteps, units) per layer.
    x: (timesteps, features) scaled. origin: position in the series of the window's last step.
    times: (outputs,) positions of the targets. prediction, truth: (outputs,) in the series' unit.
    """

    forget: GateSteps
    input: GateSteps
    candidate: GateSteps
    output: GateSteps
    cell: GateSteps
    hidden: GateSteps
    x: np.ndarray
    origin: int
    times: np.ndarray
    prediction: np.ndarray
    truth: np.ndarray


def trace(run: Run, window: int = -1, part: PartName = "test", epoch: int | None = None) -> Trace:
    """Every gate for one window of one part (default: the newest test window), at a kept epoch (default: the last).

    Raises IndexError when the part has no such window, KeyError when the epoch was not kept.
    """
    prepared = run.prepared
    windows = prepared.part(part)
    weights = run.weights if epoch is None else run.snapshots[epoch]
    network = run.settings.network
    chosen = range(len(windows))[window]
    x = windows.x[chosen : chosen + 1]
    layers = gates(weights, x, network)
    kinds = {name: tuple(getattr(layer, name)[0] for layer in layers) for name in GateTrace.__dataclass_fields__}
    own_unit = windows.base[chosen] + prepared.target_scaler.inverse(predict(weights, x, network)[0])
    return Trace(
        **kinds, x=x[0], origin=int(windows.origins[chosen]), times=windows.times[chosen], prediction=own_unit,
        truth=windows.base[chosen] + prepared.target_scaler.inverse(windows.y[chosen]),
    )  # fmt: skip
