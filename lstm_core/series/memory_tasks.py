"""Series whose answer lies in the past: count, hold, add, recall. The network reads the channels, never the answer.

All are sets of separate sequences. Counter and sample-and-hold want an answer at every step, adding and recall at the
last one. The answer belongs to the step itself (horizon 0), and there holds the noise floor: what comes next is chance.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm_core.series.types import Series
from lstm_core.settings import DataSettings

PULSE_RATE = 0.25
RESET_RATE = 0.06
FLAG_RATE = 0.08


def counter(data: DataSettings) -> Series:
    """Pulses (p = 0.25) and resets (p = 0.06); the target counts the pulses since the last reset, + noise.

    A reset wins over a pulse at the same step.
    """
    random, shape = np.random.default_rng(data.seed), (data.sequences, data.steps)
    pulse, reset = random.random(shape) < PULSE_RATE, random.random(shape) < RESET_RATE
    counted = np.cumsum(pulse, axis=1)
    at_reset = np.maximum.accumulate(np.where(reset, counted, 0), axis=1)
    answers = counted - at_reset + data.noise * random.standard_normal(shape)
    return _sequences(data, {"pulse": pulse, "reset": reset}, "count", answers)


def hold(data: DataSettings) -> Series:
    """A random value in [−1, 1] per step and a flag (p = 0.08); the target is the value at the last flag, + noise.

    The first step of each sequence is always flagged.
    """
    random, shape = np.random.default_rng(data.seed), (data.sequences, data.steps)
    value, flag = random.uniform(-1, 1, shape), random.random(shape) < FLAG_RATE
    flag[:, 0] = True
    last = np.maximum.accumulate(np.where(flag, np.arange(data.steps), 0), axis=1)
    answers = np.take_along_axis(value, last, axis=1) + data.noise * random.standard_normal(shape)
    return _sequences(data, {"value": value, "flag": flag}, "held", answers)


def adding(data: DataSettings) -> Series:
    """The adding problem (Hochreiter & Schmidhuber 1997): the sum of the two marked values of each sequence, + noise.

    Values are uniform in [0, 1]; one mark lies anywhere in the first half of the steps, the other in the second.
    """
    random, rows = np.random.default_rng(data.seed), np.arange(data.sequences)
    value = random.random((data.sequences, data.steps))
    mark, half = np.zeros_like(value), data.steps // 2
    mark[rows, random.integers(0, half, data.sequences)] = 1
    mark[rows, random.integers(half, data.steps, data.sequences)] = 1
    answer = (value * mark).sum(axis=1) + data.noise * random.standard_normal(data.sequences)
    return _sequences(data, {"value": value, "mark": mark}, "sum", answer)


def recall(data: DataSettings) -> Series:
    """A value in [−1, 1] that is cued at the first step and asked for at the last, + noise; all others distract."""
    random = np.random.default_rng(data.seed)
    value = random.uniform(-1, 1, (data.sequences, data.steps))
    cue = np.zeros_like(value)
    cue[:, 0] = 1
    answer = value[:, 0] + data.noise * random.standard_normal(data.sequences)
    return _sequences(data, {"value": value, "cue": cue}, "recalled", answer)


def _sequences(data: DataSettings, channels: dict[str, np.ndarray], target: str, answers: np.ndarray) -> Series:
    """Channels name → (sequences, steps) that the network reads, and the answers that it does not.

    answers: (sequences, steps), or one per sequence (sequences,), which then stands at every step of it.
    """
    every_step = answers.ndim == 2
    table = {**channels, target: answers if every_step else np.repeat(answers[:, None], data.steps, axis=1)}
    return Series(
        values=np.column_stack([np.asarray(column, dtype=float).ravel() for column in table.values()]),
        index=pd.RangeIndex(data.sequences * data.steps, name="step"),
        names=tuple(table),
        target=target,
        features=tuple(channels),
        noise_floor=data.noise,
        sequence=data.steps,
        every_step=every_step,
    )
