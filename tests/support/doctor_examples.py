"""For every check of the doctor a case that it finds and a near miss, and how to look at one."""

from dataclasses import replace

import numpy as np
import pandas as pd

import lstm_core as lab
from rig.leaky import at_random, scaler_on_all, without_gap
from tests.support.doctor_cases import foretold, found, history, near_truth, one_series, walk, wave, with_prepared
from tests.support.examples import table

RNG = np.random.default_rng
N = 400


def noise(scale=0.1, seed=1, n=N):
    return RNG(seed).normal(0, scale, n)


def missed_by(errors):
    """A forecast whose residual at position t is errors[t]."""
    return lambda y, times: (y - errors)[times]


def rising(outside=0.5):
    """White noise, uniform, that leaves its range with this share of the test part."""
    y = RNG(0).uniform(-1, 1, N)
    last = round(0.2 * N)
    y[N - round(outside * last) :] = 1.5
    return y


def pulses(period=12):
    """A pattern within a season that no short window can tell: a pulse of a sign of its own at each place."""
    pattern = np.zeros(period)
    pattern[0] = 3
    return np.resize(pattern, N) + noise()


def season_missed(rest):
    """Residuals that repeat after 12 steps, so far as `rest` lets them."""
    return np.resize(RNG(5).standard_normal(12), N) * 0.1 + noise(rest)


def overfitted(rise):
    epoch = np.arange(61.0)
    train = 0.01 + np.exp(-epoch / 5)
    return history(np.where(epoch <= 25, 0.03 + np.exp(-epoch / 5), 0.03 + rise * (epoch - 25)), train)


def still_going(per_fifth):
    """A loss that is multiplied by `per_fifth` in each ten of fifty epochs."""
    return history(per_fifth ** (np.arange(51) / 10))


def copy(y, times):
    return y[times - 2]


def leaky(kind):
    y = walk()
    run = foretold(y, near_truth(1.0))
    if kind == "split":
        return with_prepared(run, at_random(run.prepared, run.series, 0))
    if kind == "scaler":
        return with_prepared(run, scaler_on_all(run.prepared, run.series, 0))
    far = foretold(y, near_truth(1.0), horizon=4)
    return with_prepared(far, without_gap(far.series, far.settings.preparation))


def dated(values, back=()):
    """Values with a time stamp each; at the rows in `back` time goes back."""
    index = pd.date_range("2021-01-01", periods=len(values), freq="h").to_numpy(copy=True)
    index[list(back)] = index[list(back)][::-1]
    return replace(one_series(values), index=pd.DatetimeIndex(index))


def newest_first(order):
    """What is made of a file whose newest row comes first."""
    days = pd.date_range("2021-03-03", periods=N, freq="D")[::-1]
    rows = "\n".join(f"{day:%Y-%m-%d},{value:.3f}" for day, value in zip(days, wave(), strict=True))
    return lab.read_csv(f"Date,Price\n{rows}".encode(), order=order)


def with_code(values, code, every=40):
    """Values with a code in every so many rows."""
    return np.where(np.arange(len(values)) % every == 7, code, values)


LEVELS = 10 + 4 * np.sin(np.arange(N) / 7)


# key → (triggers, near miss); each makes a run, or a run and what else the doctor is told.
CASES = {
    "backwards": (lambda: foretold(dated(wave(), back=range(200, 210))), lambda: foretold(dated(wave()))),
    "turned_backwards": (lambda: foretold(newest_first("keep")), lambda: foretold(newest_first("as_is"))),
    "clock": (lambda: foretold(np.resize(np.arange(24.0), N)), lambda: foretold(np.cumsum(RNG(0).integers(0, 3, N)))),
    "missing_code": (
        lambda: foretold(with_code(wave() * 5 + 90, -200)), lambda: foretold(with_code(wave() * 5 + 90, 82)),
    ),
    "constant_part": (
        lambda: foretold(np.where(np.arange(N) < 0.8 * N, wave(), 3.0)),
        lambda: foretold(np.where(np.arange(N) < 0.8 * N, wave(), 0.1 * wave())),
    ),
    "averaged": (
        lambda: foretold(wave(), series="upload", duplicates="mean", file_rows=2 * N),
        lambda: foretold(wave(), series="upload", duplicates="mean", file_rows=2 * N - 1),
    ),
    "level_shift": (
        lambda: foretold(wave() + 6 * (np.arange(N) >= 250)), lambda: foretold(wave() + np.linspace(0, 60, N)),
    ),
    "not_finite": (
        lambda: foretold(wave(), losses=history(gradient=np.inf)),
        lambda: foretold(wave(), losses=history(gradient=900)),
    ),
    "leak_split": (lambda: leaky("split"), lambda: foretold(walk(), near_truth(1.0))),
    "leak_scaler": (lambda: leaky("scaler"), lambda: foretold(walk(), near_truth(1.0), scaling="minmax")),
    "leak_gap": (lambda: leaky("gap"), lambda: foretold(walk(), near_truth(1.0), horizon=4)),
    "exploding": (
        lambda: foretold(wave(), losses=history(gradient=1100)),
        lambda: foretold(wave(), losses=history(gradient=900)),
    ),
    "outside_range": (lambda: foretold(rising(0.07)), lambda: foretold(rising(0.04))),
    "unit_root": (lambda: foretold(walk(seed=1)), lambda: foretold(walk(seed=1), transform="difference")),
    "echo": (
        lambda: foretold(walk(), copy),
        lambda: foretold(walk(), lambda y, times: y[times - 2] + 0.3 * (y[times] - y[times - 1])),
    ),
    "limit": (lambda: foretold(walk(), lambda y, times: y[times - 1]), lambda: foretold(walk(), copy)),
    "input_dropout": (
        lambda: foretold(wave(), input_dropout=0.2),
        lambda: foretold(table(3, N), input_dropout=0.2),
    ),
    "under_trained": (
        lambda: foretold(wave(), losses=history(updates=1)),
        lambda: foretold(wave(), losses=history(updates=2)),
    ),
    "overfitting": (
        lambda: foretold(wave(), losses=overfitted(0.002)),
        lambda: foretold(wave(), losses=overfitted(0.0001)),
    ),
    "worse_than_baseline": (
        lambda: foretold(wave(), near_truth(0.2)),
        lambda: foretold(wave(), near_truth(0.1)),
    ),
    "not_learning": (
        lambda: foretold(wave(), near_truth(1), history([1, *[0.97] * 50])),
        lambda: foretold(wave(), near_truth(1), history([1, *[0.9] * 50])),
    ),
    "still_falling": (
        lambda: foretold(wave(), losses=still_going(0.85)),
        lambda: foretold(wave(), losses=still_going(0.95)),
    ),
    "short_window": (
        lambda: foretold(pulses(), missed_by(season_missed(0.05)), window=5),
        lambda: foretold(pulses(), missed_by(noise()), window=5),
    ),
    "structure_left": (
        lambda: foretold(wave(), missed_by(np.convolve(noise(), [1, 1, 1], "same"))),
        lambda: foretold(wave(), missed_by(np.convolve(noise(), [1, 0.1], "same"))),
    ),
    "spread_changes": (
        lambda: foretold(LEVELS, missed_by(noise(0.01) * LEVELS**2 / 10)),
        lambda: foretold(LEVELS, missed_by(noise(0.01))),
    ),
    "heavy_tails": (
        lambda: foretold(wave(), missed_by(0.05 * RNG(3).standard_t(2, N))),
        lambda: foretold(wave(), missed_by(noise())),
    ),
    "intervals_narrow": (
        lambda: foretold(wave(), missed_by(noise() * np.where(np.arange(N) >= 320, 2.2, 1))),
        lambda: foretold(wave(), missed_by(noise())),
    ),
    "intervals_wide": (
        lambda: foretold(wave(), missed_by(noise() * np.where(np.arange(N) >= 320, 0.2, 1))),
        lambda: foretold(wave(), missed_by(noise())),
    ),
    "looks": (lambda: (foretold(wave()), {"looks": 2}), lambda: (foretold(wave()), {"looks": 1})),
    "one_seed": (
        lambda: (foretold(wave(), near_truth(0.1)), {"rivals": (0.08, 0.1, 0.12)}),
        lambda: (foretold(wave(), near_truth(0.1)), {"rivals": (0.0999, 0.1, 0.1001)}),
    ),
    "below_by_dropout": (
        lambda: foretold(wave(), losses=history(batch=history()["train_loss"] * 1.3), dropout=0.2),
        lambda: foretold(wave(), losses=history(batch=history()["train_loss"] * 1.1), dropout=0.2),
    ),
    "below_by_easier_part": (
        lambda: foretold(wave(), losses=history(0.8 * history()["train_loss"], history()["train_loss"])),
        lambda: foretold(wave(), losses=history(0.95 * history()["train_loss"], history()["train_loss"])),
    ),
}  # fmt: skip


def examine(made):
    run, more = made if isinstance(made, tuple) else (made, {})
    return found(run, **more)
