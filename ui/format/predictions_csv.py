"""The predictions of a run as one table, and as lines over the whole series."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from lstm_core.evaluation import Evaluation
from lstm_core.prepare import PARTS
from lstm_core.runs.run import Run


def table(run: Run, evaluation: Evaluation) -> pd.DataFrame:
    """One row per prediction: time, part, (step,) truth, prediction, each baseline, residual; in the series' unit.

    The column `step` (steps ahead) is there only when the horizon is longer than one.
    """
    blocks = []
    for part in PARTS:
        times = evaluation.times[part]
        columns = {
            "time": run.series.index[times.ravel()],
            "part": part,
            "step": np.tile(np.arange(1, times.shape[1] + 1), len(times)),
            "truth": evaluation.truth[part].ravel(),
            "prediction": evaluation.predictions[part].ravel(),
            **{name: forecast[part].ravel() for name, forecast in evaluation.baselines.items()},
            "residual": evaluation.residuals[part].ravel(),
        }
        blocks.append(pd.DataFrame(columns))
    rows = pd.concat(blocks, ignore_index=True)
    return rows if evaluation.times["test"].shape[1] > 1 else rows.drop(columns="step")


def as_csv(run: Run, evaluation: Evaluation) -> bytes:
    """`table` as UTF-8 CSV."""
    return table(run, evaluation).to_csv(index=False).encode()


def over_series(times: Mapping[str, np.ndarray], forecasts: Mapping[str, np.ndarray], step: int, n: int) -> np.ndarray:
    """Forecasts of one output, all parts, laid on the whole series (n,); NaN where there is none. step from 0."""
    line = np.full(n, np.nan)
    for part in PARTS:
        line[times[part][:, step]] = forecasts[part][:, step]
    return line
