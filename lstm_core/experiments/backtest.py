"""Rolling-origin backtest: train again and again on what was known, and predict the block that came next.

One split tells how a network did in one stretch of time; several tell how far that can be trusted (Tashman 2000).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from lstm_core.evaluation import evaluate
from lstm_core.prepare import Prepared, first_position, prepare
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.runtime.progress import Reporter, silent
from lstm_core.series.types import Series, validate_sequences
from lstm_core.settings import PreparationSettings, Settings
from lstm_core.training.cost import estimate
from lstm_core.training.loop import history, validate, validate_hours, walk

Kind = Literal["expanding", "sliding"]
FEWEST_FOLDS, MOST_FOLDS = 3, 20
NETWORK = "network"


@dataclass(frozen=True)
class Fold:
    """One training and the block that it is scored on: positions in the series, one part after the other.

    train: the weights, the scalers and the baselines are fitted on it. validation: steers early stopping.
    block: what is predicted.
    """

    train: range
    validation: range
    block: range


@dataclass(frozen=True)
class Scores:
    """What came out of one fold. In the series' unit.

    times: (n, steps ahead) positions of the targets in the whole series. truth: (n, steps ahead).
    predictions: "network" or name of a baseline → (n, steps ahead). rmse: the same name → (steps ahead,).
    epochs: how many were trained.
    """

    fold: Fold
    times: np.ndarray
    truth: np.ndarray
    predictions: dict[str, np.ndarray]
    rmse: dict[str, np.ndarray]
    epochs: int


@dataclass(frozen=True)
class Backtest:
    """The folds that are done, in their order, of all that were planned."""

    planned: tuple[Fold, ...]
    done: tuple[Scores, ...]

    @property
    def complete(self) -> bool:
        """Whether every planned fold is done."""
        return len(self.done) == len(self.planned)

    @property
    def names(self) -> tuple[str, ...]:
        """ "network" and the baselines that could be fitted in every fold that is done."""
        return tuple(
            name for name in (self.done[0].rmse if self.done else ()) if all(name in s.rmse for s in self.done)
        )

    def by_fold(self, name: str) -> np.ndarray:
        """RMSE (folds done, steps ahead) in the series' unit."""
        return np.array([scores.rmse[name] for scores in self.done])

    def rmse(self, name: str) -> np.ndarray:
        """RMSE (steps ahead,) in the series' unit over the windows of all folds that are done."""
        errors = [scores.truth - scores.predictions[name] for scores in self.done]
        return _rmse(np.concatenate(errors))


def folds(length: int, settings: Settings, n: int = 5, kind: Kind = "expanding") -> list[Fold]:
    """Folds of a series, whose blocks follow each other and fill its last half.

    Parameters
    ----------
    length : int
        Points of the series.
    settings : Settings
        Whose windows must fit; the validation part takes the same share of a fold's past as here.
    n : int
        How many, 3 to 20.
    kind : {"expanding", "sliding"}
        Every fold starts at the beginning, or has as long a past as the first one.

    Returns
    -------
    list of Fold
        In order of time.

    Raises
    ------
    DataError
        For fewer than 3 or more than 20 folds, and when a part is too short for a window.

    Examples
    --------
    >>> [fold.block for fold in lab.folds(200, lab.Settings(), 4)]
    [range(100, 125), range(125, 150), range(150, 175), range(175, 200)]
    """
    if not FEWEST_FOLDS <= n <= MOST_FOLDS:
        raise DataError(f"A backtest has {FEWEST_FOLDS} to {MOST_FOLDS} folds, not {n}.")
    block = length // (2 * n)
    shares = settings.preparation.train_share, settings.preparation.validation_share
    planned = []
    for origin in range(length - n * block, length, block) if block else ():
        start = 0 if kind == "expanding" else origin - (length - n * block)
        known = origin - round((origin - start) * shares[1] / sum(shares))
        planned.append(Fold(range(start, known), range(known, origin), range(origin, origin + block)))
    _validate_lengths(planned, length, settings.preparation, n)
    return planned


def validate_folds(settings: Settings, prepared: Prepared, planned: Sequence[Fold]) -> None:
    """Raises SettingsError when one fold cannot be trained, or all of them would take too many hours.

    prepared: of the whole series, whose training part no fold exceeds by much.
    """
    validate(settings, prepared)
    validate_hours(len(planned), estimate(settings, prepared).from_nothing() * len(planned), "folds")


def backtest(
    settings: Settings,
    series: Series,
    planned: Sequence[Fold],
    report: Reporter = silent,
) -> Backtest:
    """Train every fold in this process and score it on its block, by steps ahead, beside the baselines.

    A fold never sees a value after its block, and is trained without its block.

    Parameters
    ----------
    settings : Settings
        Trained once per fold.
    series : Series
        One long series.
    planned : sequence of Fold
        As `folds` gives them.
    report : callable, optional
        Called after every epoch with the share that is done, and after every fold with the folds so far.

    Returns
    -------
    Backtest
        Every fold's errors, and those of the baselines on the same points.

    Raises
    ------
    DataError
        When the series does not fit the settings, is a set of separate sequences, or classes are named.

    Examples
    --------
    >>> settings = lab.Settings().change(units=2, epochs=1, window=5)
    >>> series = lab.load_series(settings.data)
    >>> found = lab.backtest(settings, series, lab.folds(len(series), settings, 3))
    >>> found.complete
    True
    """
    validate_sequences(series)
    if settings.preparation.names_classes:
        raise DataError(
            "A backtest measures errors of predicted values, and this task names classes. Set the task to 'Value'."
        )
    # A fold is about the time that follows: whatever the settings leak on purpose stays out of it.
    settings = settings.model_copy(update={"preparation": settings.preparation.honest})
    result = Backtest(tuple(planned), ())
    for fold, run in zip(planned, train_folds(settings, series, planned, report), strict=True):
        result = replace(result, done=(*result.done, _scores(run, fold)))
        report(len(result.done) / len(planned), result)
    return result


def train_folds(
    settings: Settings, series: Series, planned: Sequence[Fold], report: Reporter = silent
) -> Iterator[Run]:
    """Train the folds in this process, one after the other: runs on what was known, whose test part is the block.

    The series of a run begins with its fold and ends with the block. report: called after every epoch with the share
    that is done, never with a partial.
    """
    from lstm_core.training.trainer import Trainer

    trainer, epochs = None, settings.training.epochs
    for place, fold in enumerate(planned):
        seen, prepared = _prepared(settings, series, fold)
        if trainer is None:
            trainer = Trainer(settings, prepared)
        else:
            trainer.restart(prepared)
        reports = []
        for epoch in walk(trainer):
            reports.append(epoch)
            if epoch.epoch:
                report((place + epoch.epoch / (epochs + 1)) / len(planned))
        # The parts of a fold are not those that the settings' shares would give.
        yield Run(settings, seen, history(reports), {reports[-1].epoch: trainer.weights}, cut=prepared)


def _prepared(settings: Settings, series: Series, fold: Fold) -> tuple[Series, Prepared]:
    """The series from the fold's first point to the end of its block, and its windows."""
    start, stop = fold.train.start, fold.block.stop
    seen = replace(series, values=series.values[start:stop], index=series.index[start:stop])
    return seen, prepare(seen, settings.preparation, (fold.validation.start - start, fold.block.start - start))


def _scores(run: Run, fold: Fold) -> Scores:
    evaluation = evaluate(run)
    truth = evaluation.truth["test"]
    baselines = {name: forecasts["test"] for name, forecasts in evaluation.baselines.items()}
    predictions = {NETWORK: evaluation.predictions["test"], **baselines}
    errors = {name: _rmse(truth - prediction) for name, prediction in predictions.items()}
    times = evaluation.times["test"] + fold.train.start
    return Scores(fold, times, truth, predictions, errors, int(run.history["epoch"][-1]))


def _rmse(errors: np.ndarray) -> np.ndarray:
    """(n, steps ahead) → (steps ahead,)."""
    return np.sqrt(np.mean(errors**2, axis=0))


def _validate_lengths(planned: Sequence[Fold], length: int, settings: PreparationSettings, n: int) -> None:
    ahead = max(1, settings.horizon)
    needed = first_position(settings) + settings.window + settings.horizon
    if planned and len(planned[0].train) >= needed and min(len(planned[0].validation), len(planned[0].block)) >= ahead:
        return
    raise DataError(
        f"{length} points are too few for {n} folds with window {settings.window} and horizon {settings.horizon}: the "
        "training part, the validation part and the block of the first fold must each hold a window's targets. Take "
        "fewer folds, a shorter window or horizon, or a longer series."
    )
