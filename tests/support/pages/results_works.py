"""The works of the Results page: pressed, on their way, and what they would bring."""

import numpy as np

from lstm_core.experiments.backtest import Scores
from lstm_core.runs.run import Run
from tests.support.pages.page import bars


def press(at, key):
    at.button(key=key).click().run()
    assert not at.exception
    return at


def progress(at) -> str:
    return bars(at)[0]


def scores(run: Run, fold, error: float) -> Scores:
    """A fold whose network misses by `error` everywhere, persistence by 1 and AR by 2."""
    times = np.arange(fold.block.start, fold.block.stop)[:, None]
    truth = run.series.y[times]
    misses = {"network": error, "persistence": 1.0, "ar": 2.0}
    return Scores(fold, times, truth, {name: truth + by for name, by in misses.items()},
                  {name: np.array([by]) for name, by in misses.items()}, 50)  # fmt: skip
