"""A training seen again: what its network predicted on the validation part, at as many epochs as the eye needs."""

from __future__ import annotations

import math

import numpy as np

from lstm_core.models.forward import predict
from lstm_core.prepare import Prepared
from lstm_core.runs.run import Run

# At most so many epochs after the first one are kept, evenly spread, and of each line its newest points.
MAX_FRAMES = 60
MAX_POINTS = 500


def frame_stride(epochs: int) -> int:
    """Every how many of so many epochs the prediction is kept."""
    return math.ceil(epochs / MAX_FRAMES)


def frame(prepared: Prepared, outputs: np.ndarray) -> np.ndarray:
    """What is kept of the network's outputs (n, outputs) for the validation part, scaled as they are.

    The first step ahead of the newest windows (rows, 1); where the targets are per step, all of them
    (rows, timesteps).
    """
    steps = outputs.shape[1] if prepared.every_step else 1
    return outputs[-math.ceil(MAX_POINTS / steps) :, :steps].astype(np.float32)


def frame_line(prepared: Prepared, kept: np.ndarray) -> np.ndarray:
    """A `frame` as the line that it draws: its newest points (points,), in the series' own unit."""
    windows = prepared.validation[-len(kept) :]
    return prepared.line(prepared.to_unit(windows, kept))[-MAX_POINTS:]


def frames_of(run: Run, most: int = MAX_FRAMES) -> dict[int, np.ndarray]:
    """Epoch → `frame`, computed from the weights that the run has kept, at no more than `most` + 1 of its epochs."""
    kept, prepared = sorted(run.snapshots), run.prepared
    chosen = {kept[round(place)] for place in np.linspace(0, len(kept) - 1, min(len(kept), most + 1))}
    rows = len(frame(prepared, prepared.validation.y))
    x, network = prepared.validation.x[-rows:], run.settings.network
    return {
        epoch: frame(prepared, predict(run.snapshots[epoch], x, network, every_step=prepared.every_step))
        for epoch in sorted(chosen)
    }
