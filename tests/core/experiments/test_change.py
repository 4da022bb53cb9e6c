"""A change judged by the validation part, and when it cannot be."""

import numpy as np
import pytest

from lstm_core.experiments.comparison import PAIRS, USUAL_GAP, incomparable, judge_runs, judge_seeds
from lstm_core.experiments.seeds import SeedResult
from lstm_core.settings import Settings
from tests.support.examples import sine


@pytest.mark.parametrize(
    ("fix", "why"),
    [
        ({"window": 20}, ""), ({"transform": "difference", "units": 9}, ""), ({"seed": 4}, "seed"),
        ({"scaler": "all"}, "leak"), ({"split": "random"}, "leak"), ({"horizon": 3}, "points"),
        ({"validation": 0.3}, "points"),
    ],
)  # fmt: skip
def test_only_the_same_points_without_a_leak_are_compared(fix: dict[str, object], why: str) -> None:
    before = Settings()
    assert incomparable(before, before.change(**fix), sine()) == why
    assert incomparable(before.change(**fix), before, sine()) == why


def test_one_run_each_has_no_verdict_but_a_usual_gap() -> None:
    # Twice the standard error of a difference of two runs, 1.8 % each.
    assert pytest.approx(2 * 0.018 * 2**0.5) == USUAL_GAP
    near, far = judge_runs(0.100, 0.105), judge_runs(0.100, 0.106)
    assert (near.verdict.key, near.usual, far.usual) == ("one_run", True, False)
    assert near.gap == pytest.approx(0.05)


def results(validation: list[float], test: list[float]) -> list[SeedResult]:
    return [
        SeedResult(i, {}, [], {"rmse": test[i]}, {"rmse": value}, "done", np.empty(0))
        for i, value in enumerate(validation)
    ]


def test_seeds_are_judged_by_their_validation_errors() -> None:
    before = results([1.0, 1.1, 0.9, 1.05, 0.95, 1.0], [9.0] * 6)
    after = results([0.9, 1.01, 0.79, 0.96, 0.84, 0.91], [99.0] * 6)
    assert len(before) == PAIRS
    found = judge_seeds(before, after)
    assert (found.verdict.key, found.verdict.better) == ("differs", "B")
    assert (found.before, found.after) == pytest.approx((1.0, np.mean([0.9, 1.01, 0.79, 0.96, 0.84, 0.91])))
    assert found.scatter == pytest.approx(
        max(np.std([one.validation["rmse"] for one in s], ddof=1) for s in (before, after))
    )
