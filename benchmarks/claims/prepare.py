"""What the Prepare page says about splits and scalings."""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import FEW, each, listed, rmse


@claim(("prepare/split", "a random split would put the neighbours of every test point into the training part"))
def a_random_split_surrounds_every_test_point() -> Found:
    """Share of test targets that a training window reads, when a fifth of the windows is drawn at random."""
    settings = lab.Settings()
    window, length = settings.preparation.window, settings.data.length
    origins = np.arange(window - 1, length - 1)
    shares = []
    for seed in range(FEW):
        test = np.random.default_rng(seed).random(len(origins)) < 0.2
        read = np.zeros(length, bool)
        for origin in origins[~test]:
            read[origin - window + 1 : origin + 2] = True
        targets = origins[test] + 1
        beside = read[targets - 1] | read[np.minimum(targets + 1, length - 1)]
        shares.append(float(beside.mean()))
    return Found("test points whose neighbour is in the training part", min(shares), "", "= 1", min(shares) == 1)


@claim(("settings/scaling", "Brings the numbers into a range that the gates can handle."))
def large_numbers_need_a_scaling() -> Found:
    airline = lab.Settings().change(series="airpassengers", transform="difference")
    ratios = each(airline.change(scaling="none"), rmse) / each(airline, rmse)
    return Found("airline: RMSE without scaling ÷ with the z-score", ratios.min(), "×", "> 1", ratios.min() > 1,
                 f"each {listed(ratios)}")  # fmt: skip
