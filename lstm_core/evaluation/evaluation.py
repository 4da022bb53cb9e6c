"""A run measured: the network beside the baselines that are fitted in a moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from lstm_core.evaluation.baselines import BASELINES, FAST, Basis, Fitted, find_season
from lstm_core.evaluation.baselines.simple import repeat_last
from lstm_core.evaluation.history import history_of
from lstm_core.evaluation.metrics import all_metrics, naive_error
from lstm_core.prepare import PARTS, PartName
from lstm_core.runs.run import Run, validate_classes
from lstm_core.runtime.cache import PerObject
from lstm_core.runtime.errors import DataError
from lstm_core.runtime.single_threaded_blas import single_threaded

ByPart = dict[str, np.ndarray]
Metrics = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Evaluation:
    """A run measured. Parts: "train", "validation", "test"; arrays (n, outputs) in the series' unit.

    truth, predictions, residuals (truth − prediction), times (positions in the series): by part.
    baselines: key → part → forecasts of the same points, NaN where too little is known at the start. "persistence" is
        always there; a baseline that could not be fitted is missing here and in `baseline_metrics`, and `notes` says
        why. The slow ones are added by `with_baseline`.
    metrics: part → name of `METRICS` → number, all outputs pooled; NaN where a metric is undefined.
    baseline_metrics: baseline → the same, over the points that it forecasts.
    naive_error: the denominator of MASE, mean |y_t − y_{t−1}| over the training part.
    basis: what the baselines were fitted on. noise_floor: RMSE of the best possible forecast, or None.
    notes: baseline → a sentence why it is missing. chosen: baseline → which model was fitted, such as "AR(9)".
    """

    truth: ByPart
    predictions: ByPart
    residuals: ByPart
    times: ByPart
    baselines: dict[str, ByPart]
    metrics: Metrics
    baseline_metrics: dict[str, Metrics]
    naive_error: float
    basis: Basis
    noise_floor: float | None
    notes: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)


def evaluate(run: Run) -> Evaluation:
    """Predictions of the trained network against the truth and the fast baselines, on every part.

    Parameters
    ----------
    run : Run
        A run that predicts values.

    Returns
    -------
    Evaluation
        Predictions, residuals and metrics by part, in the series' unit.

    Raises
    ------
    DataError
        For a run that names classes: `evaluate_classes` measures those.

    Examples
    --------
    >>> found = lab.evaluate(lab.shipped_run())
    >>> round(found.metrics["test"]["rmse"], 2), round(found.baseline_metrics["persistence"]["test"]["rmse"], 2)
    (0.12, 0.19)
    """
    validate_classes(run)
    known = _known.get(run.prepared, "background", lambda: _background(run))
    rows, truth = known.times, known.truth
    with single_threaded():
        predictions: ByPart = {part: run.predict(part).reshape(rows[part].shape) for part in PARTS}
    return Evaluation(
        truth=truth,
        predictions=predictions,
        residuals={part: truth[part] - predictions[part] for part in PARTS},
        times=rows,
        baselines=dict(known.baselines),
        metrics=yardstick(truth, known.baselines, known.basis)(predictions, False),
        baseline_metrics=dict(known.baseline_metrics),
        naive_error=naive_error(known.basis.train),
        basis=known.basis,
        noise_floor=run.series.floor_at(known.basis.horizon),
        notes=dict(known.notes),
        chosen=dict(known.chosen),
    )


def baselines_of(run: Run) -> dict[str, Metrics]:
    """`Evaluation.baseline_metrics` alone, which need no weights."""
    validate_classes(run)
    return dict(_known.get(run.prepared, "background", lambda: _background(run)).baseline_metrics)


def persistence_of(run: Run, part: PartName) -> np.ndarray:
    """The forecasts of persistence on one part, (n, outputs) in the series' unit; needs neither weights nor a fit."""
    known = history_of(run)
    times = known.times[part]
    return repeat_last(known.y, times[:, 0] - 1, times.shape[1])


@dataclass(frozen=True)
class _Background:
    """What an evaluation says that does not depend on the network, with the fields of `Evaluation`."""

    basis: Basis
    truth: ByPart
    times: ByPart
    baselines: dict[str, ByPart] = field(default_factory=dict)
    baseline_metrics: dict[str, Metrics] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)


_known: PerObject[str, _Background] = PerObject()


def _background(run: Run) -> _Background:
    rows = history_of(run).rows
    found = _Background(basis_of(run), {part: run.series.y[rows[part]] for part in PARTS}, rows)
    for key in FAST:
        try:
            fitted = BASELINES[key].fit(found.basis)
        except DataError as error:
            found.notes[key] = str(error)
            continue
        found.baselines[key] = forecasts_by_part(run, fitted)
        if fitted.chosen:
            found.chosen[key] = fitted.chosen
    measure = yardstick(found.truth, found.baselines, found.basis)
    for key, forecasts in found.baselines.items():
        found.baseline_metrics[key] = measure(forecasts, True)
    return found


def basis_of(run: Run) -> Basis:
    """What a baseline may know of a run while it is fitted."""
    train, settings = history_of(run).train, run.settings.preparation
    # Separate sequences that happen to stand one after the other have no season.
    season = None if run.series.sequence else find_season(train)
    return Basis(train, settings.window, season, settings.horizon)


def forecasts_by_part(run: Run, fitted: Fitted) -> ByPart:
    """Forecasts (n, outputs) of the points that the network predicts, by part."""
    known = history_of(run)
    first = [known.times[part][:, 0] for part in PARTS]
    # The value before the first target is the last one known.
    forecasts = fitted.forecast(known.y, np.concatenate(first) - 1, known.times["train"].shape[1])
    return dict(zip(PARTS, np.split(forecasts, np.cumsum([len(times) for times in first])[:-1]), strict=True))


def yardstick(truth: ByPart, baselines: dict[str, ByPart], basis: Basis) -> Callable[[ByPart, bool], Metrics]:
    """(forecasts, gaps) → every metric by part; `gaps`: leave out the points without a forecast."""
    previous, ar, naive = baselines["persistence"], baselines.get("ar"), naive_error(basis.train)

    def measure(forecasts: ByPart, gaps: bool) -> Metrics:
        metrics: Metrics = {}
        for part in PARTS:
            y = np.where(np.isnan(forecasts[part]), np.nan, truth[part]) if gaps else truth[part]
            metrics[part] = all_metrics(y, forecasts[part], previous[part], naive, ar[part] if ar else None)
        return metrics

    return measure
