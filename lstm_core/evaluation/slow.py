"""Baselines that take seconds: made on demand, outside of whatever must answer at once."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from lstm_core.evaluation.baselines import BASELINES, SLOW, Progress
from lstm_core.evaluation.evaluation import ByPart, Evaluation, Metrics, basis_of, forecasts_by_part, yardstick
from lstm_core.evaluation.history import history_of
from lstm_core.runs.run import Run, validate_classes
from lstm_core.runtime.errors import DataError


@dataclass(frozen=True)
class SlowBaseline:
    """One slow baseline of one run.

    forecasts, metrics: as in `Evaluation.baselines` and `Evaluation.baseline_metrics`, by part. note: which model was
    fitted. seconds: how long it took.
    """

    key: str
    forecasts: ByPart
    metrics: Metrics
    note: str
    seconds: float


def slow_baseline(run: Run, key: str, report: Progress | None = None) -> SlowBaseline:
    """Fit a slow baseline on the training part of a run and forecast the points that the network predicts.

    Parameters
    ----------
    run : Run
        A run that predicts values.
    key : {"holt_winters", "sarima"}
        Which one.
    report : callable, optional
        Told the share done, from 0 to 1; what it raises ends the work.

    Returns
    -------
    SlowBaseline
        Its forecasts and metrics by part.

    Raises
    ------
    DataError
        For another key, and with the sentence of `offers` where the baseline is not on offer.

    Examples
    --------
    >>> run = lab.shipped_run()
    >>> sorted(lab.slow_baseline(run, "holt_winters").forecasts)
    ['test', 'train', 'validation']
    """
    if key not in SLOW:
        raise DataError(f"There is no slow baseline '{key[:40]}'. The slow baselines are: {', '.join(SLOW)}.")
    validate_classes(run)
    started, basis = time.perf_counter(), basis_of(run)
    report = report or (lambda _done: None)
    fitted = BASELINES[key].fit(basis, report)
    forecasts = forecasts_by_part(run, fitted)
    references = {
        name: forecasts_by_part(run, BASELINES[name].fit(basis))
        for name in ("persistence", "ar")
        if not BASELINES[name].why_not(basis)
    }
    truth: ByPart = {part: run.series.y[rows] for part, rows in history_of(run).rows.items()}
    metrics = yardstick(truth, references, basis)(forecasts, True)
    report(1.0)
    return SlowBaseline(key, forecasts, metrics, fitted.chosen, time.perf_counter() - started)


def offers(evaluation: Evaluation) -> dict[str, str]:
    """Slow baseline → "" where it is worth offering, else a sentence why not. Cheap."""
    return {key: BASELINES[key].why_not(evaluation.basis) for key in SLOW}


def with_baseline(evaluation: Evaluation, slow: SlowBaseline) -> Evaluation:
    """The same evaluation with a slow baseline among the others."""
    return replace(
        evaluation,
        baselines=evaluation.baselines | {slow.key: slow.forecasts},
        baseline_metrics=evaluation.baseline_metrics | {slow.key: slow.metrics},
        chosen=evaluation.chosen | {slow.key: slow.note},
    )
