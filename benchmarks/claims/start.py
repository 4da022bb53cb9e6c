"""What the Start page says of the cell that counts and of the wave, and what learners are sent to try."""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks.claims.data import SINE
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import FEW, MANY, each, listed, over_ar, run, seeded
from lstm_core.models.forward import gates
from lstm_core.runs.shipped import COUNTER

DIRECTION = {"task": "direction"}
WALK = lab.Settings().change(series="random_walk", **DIRECTION)
WAVE = SINE.change(length=2000, cycles=50.0, **DIRECTION)


@claim(
    ("start/try", "**f** falls at every reset; does it ever fall at a step without one?"),
    ("start/memory", "decide at every step what it forgets"),
)
def one_cell_that_counts_forgets_at_resets_alone() -> Found:
    """The forget gate at every reset of every test sequence, and at every other step: the worst of each."""
    shut, kept = [], []
    for one in seeded(COUNTER):
        found = run(one)
        x = found.prepared.test.x
        reset = found.prepared.input_scaler.inverse(x)[..., found.prepared.features.index("reset")] > 0.5
        forget = gates(found.weights, x, one.network)[0]["forget"][..., 0]
        shut.append(float(forget[reset].max()))
        kept.append(float(forget[~reset].min()))
    holds = max(shut) < 0.3 and min(kept) > 0.6
    return Found("counter, one unit: f at a reset, highest", max(shut), "", "< 0.3, elsewhere > 0.6", holds,
                 f"each {listed(shut)}; elsewhere lowest {listed(kept)}")  # fmt: skip


@claim(("start/wave", "about as much. With other noise or other start weights the order can turn."))
def a_straight_line_does_about_as_well_on_the_wave() -> Found:
    """The network's test RMSE as a multiple of AR's, over seeds of noise and weights."""
    ratios = each(SINE, over_ar, MANY)
    holds = ratios.min() >= 0.8 and ratios.max() <= 1.25 and ratios.min() < 1 < ratios.max()
    return Found("sine: network's RMSE ÷ AR's, mean", ratios.mean(), "×", "each 0.8–1.25, on both sides of 1", holds,
                 f"each {listed(ratios)}")  # fmt: skip


def _gain(settings: lab.Settings) -> float:
    """Test accuracy minus that of always naming the most frequent class."""
    found = run(settings)
    truth = found.prepared.test.y[:, 0].astype(int)
    most = np.bincount(found.prepared.train.y[:, 0].astype(int)).argmax()
    return float((found.predict("test").argmax(axis=1) == truth).mean() - (truth == most).mean())


@claim(("classify/try_direction", "Whose direction can be told, and what does this page say of the other?"))
def the_direction_of_a_wave_can_be_told_and_that_of_a_walk_cannot() -> Found:
    wave, walk = each(WAVE, _gain, FEW), each(WALK, _gain, FEW)
    holds = wave.min() >= 0.1 and abs(walk.mean()) <= 0.1
    return Found("direction: accuracy above the majority's, sine, smallest", wave.min(), "", "≥ 0.1, walk ± 0.1", holds,
                 f"sine {listed(wave)}; random walk {listed(walk)}")  # fmt: skip
