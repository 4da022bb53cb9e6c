"""What the Gates page says about gates, memory and gradients."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import numpy as np

import lstm_core as lab
from benchmarks.claims.data import SINE
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import each, evaluation, listed, run, seeded, series
from lstm_core.models.forward import gates, last_steps

FORGET_START = 1 / (1 + np.exp(-1.0))
# Fewer epochs than by default: what the gates do shows early, and grows.
COUNTER = series("counter", epochs=15)
HOLD = series("hold", epochs=20)
# A GRU learns to let go later than an LSTM learns to forget.
GRU_SINE, GRU_COUNTER = SINE.change(network="gru"), series("counter", network="gru")
LONE_COUNTER = series("counter", units=1, lr=0.01)


@cache
def _ends(settings: lab.Settings) -> dict[str, np.ndarray]:
    """Gates (windows, units) at the last step of every test window."""
    found = run(settings)
    return last_steps(found.weights, found.prepared.test.x, settings.network)[0]


@claim(("gates/lstm/meaning", "Most gates swing gently with the phase of the wave"))
def most_gates_swing_gently_with_the_phase() -> Found:
    """Gates that move by less than 0.3 over the test part, half of it and more explained by sine and cosine."""
    shares = []
    for one in seeded(SINE):
        angle = 2 * np.pi * one.data.cycles * run(one).prepared.test.origins / (one.data.length - 1)
        wave = np.column_stack([np.ones_like(angle), np.sin(angle), np.cos(angle)])
        moved = np.hstack([_ends(one)[kind] for kind in ("forget", "input", "output")])
        rest = moved - wave @ np.linalg.lstsq(wave, moved, rcond=None)[0]
        shares.append(float(((np.ptp(moved, axis=0) < 0.3) & (rest.var(axis=0) < 0.5 * moved.var(axis=0))).mean()))
    return Found("sine: share of gates that swing gently with it, smallest", min(shares), "", "> 0.5",
                 min(shares) > 0.5, f"each {listed(shares)}")  # fmt: skip


@claim(("gates/lstm/meaning", "most forget gates stay near 0.73, where a bias of 1 starts them"))
def most_forget_gates_stay_where_they_start() -> Found:
    """Forget gates that never leave 0.73 ± 0.1 at the end of a test window."""
    shares = each(SINE, lambda s: float((np.abs(_ends(s)["forget"] - FORGET_START).max(axis=0) <= 0.1).mean()))
    return Found("sine: share of forget gates within 0.73 ± 0.1, smallest", shares.min(), "", "> 0.5",
                 shares.min() > 0.5, f"each {listed(shares)}")  # fmt: skip


@claim(("gates/lstm/try", "Where along the series do the rows of **C** change sign?"))
def cell_states_change_their_sign_along_the_wave() -> Found:
    def flips(settings: lab.Settings) -> float:
        cell = _ends(settings)["cell"]
        return float(((cell.min(axis=0) < 0) & (cell.max(axis=0) > 0)).mean())

    shares = each(SINE, flips)
    return Found("sine: share of units whose C takes both signs", shares.min(), "", "≥ 0.9", shares.min() >= 0.9,
                 f"each {listed(shares)}")  # fmt: skip


def _at_event(settings: lab.Settings, kind: str, event: str) -> tuple[np.ndarray, np.ndarray]:
    """A gate's mean (units,) where the event's channel is up, and everywhere else, over the test windows."""
    found = run(settings)
    x = found.prepared.test.x[::4]
    up = x[:, :, found.prepared.features.index(event)] > 0
    gate = gates(found.weights, x, settings.network)[0][kind]
    return gate[up].mean(axis=0), gate[~up].mean(axis=0)


@claim(
    ("gates/lstm/meaning", "Look for units whose **f** falls at that one step."),
    ("gates/lstm/try", "find a unit that forgets at the reset"),
    ("generators/counter", "look at the forget gate at each reset on the Gates page"),
)
def a_counter_has_units_that_forget_at_the_reset() -> Found:
    falls, units = [], []
    for one in seeded(COUNTER):
        at, else_ = _at_event(one, "forget", "reset")
        falls.append(float((else_ - at).max()))
        units.append(int((else_ - at > 0.3).sum()))
    return Found("counter: largest fall of f at the reset, smallest", min(falls), "", "≥ 0.3", min(falls) >= 0.3,
                 f"each {listed(falls)}; units that fall by 0.3: {', '.join(map(str, units))} of 50")  # fmt: skip


@claim(("gates/gru/meaning", "Most update gates stay near 0.5, where a bias of 0 starts them"))
def most_update_gates_stay_where_they_start() -> Found:
    """Update gates that never leave 0.5 ± 0.15 at the end of a test window."""
    shares = each(GRU_SINE, lambda s: float((np.abs(_ends(s)["update"] - 0.5).max(axis=0) <= 0.15).mean()))
    return Found("sine, GRU: share of update gates within 0.5 ± 0.15, smallest", shares.min(), "", "> 0.5",
                 shares.min() > 0.5, f"each {listed(shares)}")  # fmt: skip


@claim(
    ("gates/gru/meaning", "Look for units whose **z** falls at that one step"),
    ("gates/gru/try", "find a unit whose **z** falls at the reset"),
)
def a_gru_that_counts_has_units_that_let_go_at_the_reset() -> Found:
    falls = []
    for one in seeded(GRU_COUNTER):
        at, else_ = _at_event(one, "update", "reset")
        falls.append(float((else_ - at).max()))
    return Found("counter, GRU: largest fall of z at the reset, smallest", min(falls), "", "≥ 0.15", min(falls) >= 0.15,
                 f"each {listed(falls)}")  # fmt: skip


@claim(
    (
        "gates/weights_many",
        "A counter with reset, one unit and a learning rate of 0.01 is a good start; if its **f** does not fall",
    )
)
def one_unit_counts_and_forgets() -> Found:
    scores, falls = [], []
    for one in seeded(LONE_COUNTER):
        at, else_ = _at_event(one, "forget", "reset")
        falls.append(float(else_[0] - at[0]))
        scores.append(evaluation(one).metrics["test"]["r2"])
    good = sum(fall > 0.5 and score > 0.9 for fall, score in zip(falls, scores, strict=True))
    return Found("counter, one unit: seeds that count and forget", good, "of 5", "≥ 3", good >= 3,
                 f"R² {listed(scores)}; fall of f {listed(falls)}")  # fmt: skip


@claim(("generators/hold", "look for units whose forget gate closes there"))
def sample_and_hold_forgets_at_the_flag() -> Found:
    falls = []
    for one in seeded(HOLD):
        at, else_ = _at_event(one, "forget", "flag")
        falls.append(float((else_ - at).max()))
    return Found("hold: largest fall of f at the flag, smallest", min(falls), "", "≥ 0.3", min(falls) >= 0.3,
                 f"each {listed(falls)}")  # fmt: skip


@claim(
    ("gates/flow", "the gradient of an untrained LSTM fades about as fast as a SimpleRNN's"),
    ("gates/flow", "A forget bias of 3, or chrono, starts with a longer reach."),
    ("settings/forget_bias", "higher means it remembers longer at first"),
)
def the_default_lstm_fades_like_a_simple_rnn() -> Found:
    """Half-lives of the gradient before training, the page's own ten draws, at three sizes."""
    ratios, reach = [], []
    for units in (16, 32, 64):
        curves = lab.gradient_through_time(units=units, seeds=10)
        rate = {name: -np.log(curve.factor) for name, curve in curves.items()}
        ratios.append(rate["LSTM, forget bias 1"] / rate["SimpleRNN"])
        ordered = [rate[f"LSTM, {name}"] for name in ("forget bias 0", "forget bias 1", "chrono", "forget bias 3")]
        reach.append(all(a > b for a, b in pairwise(ordered)))
    holds = all(0.5 <= ratio <= 2 for ratio in ratios) and all(reach)
    detail = f"16, 32, 64 units: {listed(ratios)}; bias 0 fades fastest, then 1, chrono, 3: {all(reach)}"
    return Found("fade of the LSTM (bias 1) ÷ of the SimpleRNN, per step", ratios[1], "×", "0.5–2", holds, detail)
