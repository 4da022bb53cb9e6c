"""Windows to classify: separate sequences, each one of five waveforms, and the network says which.

All have the same power before the noise, so that size gives nothing away; phase, frequency and amplitude are random,
so that two sequences of a class seldom agree step by step. What tells them apart is the shape.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lstm_core.series.types import Series
from lstm_core.settings import DataSettings

WAVEFORMS = ("burst", "noise", "sawtooth", "sine", "square")
CYCLES = (2.0, 6.0)
AMPLITUDES = (0.5, 1.5)
# A burst sounds for so long a stretch of its sequence.
BURST_SHARES = (0.25, 0.5)


def waveforms(data: DataSettings) -> Series:
    """Sequences of `data.steps` steps, each a waveform with a random phase, frequency and amplitude, + noise.

    The power of a waveform is 1 before its amplitude (root mean square, uniform in [0.5, 1.5]) and the noise. A
    sequence holds 2 to 6 cycles; "noise" is Gaussian, and a burst a sine that sounds in a quarter to a half of it.
    """
    random = np.random.default_rng(data.seed)
    column = (data.sequences, 1)
    codes = random.integers(0, len(WAVEFORMS), data.sequences)
    cycles, phase = random.uniform(*CYCLES, column), random.random(column)
    turn = (cycles * np.arange(data.steps) / data.steps + phase) % 1
    share = random.uniform(*BURST_SHARES, column)
    start = random.random(column) * (1 - share)
    place = np.arange(data.steps) / data.steps
    sounding = (place >= start) & (place < start + share)
    sine = np.sqrt(2) * np.sin(2 * np.pi * turn)
    shapes = {
        "burst": sine * sounding / np.sqrt(share),
        "noise": random.standard_normal(turn.shape),
        "sawtooth": np.sqrt(3) * (2 * turn - 1),
        "sine": sine,
        "square": np.where(turn < 0.5, 1.0, -1.0),
    }
    clean = np.stack([shapes[name] for name in WAVEFORMS])[codes, np.arange(data.sequences)]
    values = random.uniform(*AMPLITUDES, column) * clean + data.noise * random.standard_normal(clean.shape)
    return Series(
        values=np.column_stack([values.ravel(), np.repeat(codes.astype(float), data.steps)]),
        index=pd.RangeIndex(values.size, name="step"),
        names=("value", "waveform"),
        target="waveform",
        features=("value",),
        sequence=data.steps,
        classes=WAVEFORMS,
    )
