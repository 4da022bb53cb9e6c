"""How fast forecasts get worse with the horizon: the network's own and baselines, from the same origins."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lstm_core.evaluation import AHEAD, BASELINES, Basis, history_of
from lstm_core.evaluation.metrics import rmse
from lstm_core.forecasting.free_run import check_steps, free_run, predicted_positions
from lstm_core.prepare import PartName
from lstm_core.runs.recursion import history, own_outputs
from lstm_core.runs.run import Run, validate_classes
from lstm_core.runtime.errors import DataError

# Origins · steps · window · units² · layers that half a second allows; fewer origins are a glance, not an average.
MAX_WORK = 200_000_000
MIN_ORIGINS = 50


@dataclass(frozen=True)
class ByHorizon:
    """Errors by steps ahead, all from the same origins, in the series' unit.

    horizons: (steps,) 1, 2, … origins: (n,) positions in the series. rmse: name → (steps,), NaN where a forecast does
        not reach: "recursive", "direct" (the network's own outputs) and the baselines of `AHEAD` that can be fitted,
        "seasonal_naive" only where a season was given. notes: name → a sentence why a recursion is missing.
    predicted_share: (steps,) share of the window that is predicted rather than true.
    spread_ratio: spread of the recursive forecast along its path, over that of the truth at the same points, counted
        from the first window that holds predictions only; near 0 the forecast has gone flat, far above 1 it runs away.
        NaN with fewer than two such steps.
    worse_than_mean: first horizon where the recursive forecast errs no less than the training mean; None where there is
        none.
    """

    horizons: np.ndarray
    origins: np.ndarray
    rmse: dict[str, np.ndarray]
    predicted_share: np.ndarray
    spread_ratio: float
    worse_than_mean: int | None
    notes: dict[str, str] = field(default_factory=dict)


# A forecast may run away: its error then is inf or NaN, and that is the answer.
@np.errstate(over="ignore", invalid="ignore")
def by_horizon(
    run: Run, steps: int, part: PartName = "test", season: int | None = None, epoch: int | None = None
) -> ByHorizon:
    """RMSE 1 … `steps` ahead over the windows of a part whose `steps` targets lie in that part.

    Origins beyond what half a second allows are thinned evenly, to 50 at least.

    Parameters
    ----------
    run : Run
        A run that predicts values.
    steps : int
        How far ahead, from 1.
    part : {"train", "validation", "test"}
        Whose windows are asked.
    season : int, optional
        Steps of the seasonal naive forecast; None to leave it out.
    epoch : int, optional
        A kept epoch, by default the last.

    Returns
    -------
    ByHorizon
        One RMSE per step ahead, of the network and of the baselines, in the series' unit.

    Raises
    ------
    DataError
        For horizon 0, for steps out of bounds, for a part that is too short, and for an epoch that was not kept.

    Examples
    --------
    >>> lab.by_horizon(lab.shipped_run(), 5).rmse["recursive"].shape
    (5,)
    """
    validate_classes(run)
    check_steps(steps)
    if run.settings.preparation.horizon == 0:
        raise DataError("At horizon 0 nothing lies ahead to measure. Train a network with a horizon of 1 or more.")
    y, origins = run.series.y, _origins(run, steps, part, season)
    truth = y[origins[:, None] + np.arange(1, steps + 1)]
    forecasts = {"direct": _direct(run, origins, steps, epoch), **_baselines(run, origins, steps, season)}
    notes = {}
    try:
        forecasts["recursive"] = free_run(run, origins, steps, epoch).prediction
    except DataError as error:
        notes["recursive"] = str(error)
    errors = {name: np.array([rmse(t, p) for t, p in zip(truth.T, f.T, strict=True)]) for name, f in forecasts.items()}
    window = run.settings.preparation.window
    return ByHorizon(
        np.arange(1, steps + 1), origins, errors, predicted_positions(window, steps).mean(axis=1),
        _spread_ratio(forecasts.get("recursive"), truth, window), _first_worse(errors), notes,
    )  # fmt: skip


def _origins(run: Run, steps: int, part: PartName, season: int | None) -> np.ndarray:
    """Where to start from: positions in the series."""
    if season is not None and season < 1:
        raise DataError(f"A season has at least 1 step, not {season}.")
    origins = run.prepared.part(part).origins
    train, validation = run.prepared.boundaries
    end = {"train": train, "validation": validation, "test": len(run.series)}[part]
    origins = origins[(origins + steps < end) & (origins + 1 >= (season or 1))]
    if not len(origins):
        before = f" and a season of {season} before it" if season else ""
        raise DataError(
            f"The {part} part has no origin with {steps} steps after it{before}: take fewer steps, or make that part "
            "larger."
        )
    network = run.settings.network
    affordable = MAX_WORK // (steps * run.settings.preparation.window * network.units**2 * network.layers)
    count = min(len(origins), max(MIN_ORIGINS, affordable))
    return origins[np.linspace(0, len(origins) - 1, count).round().astype(int)]


def _baselines(run: Run, origins: np.ndarray, steps: int, season: int | None) -> dict[str, np.ndarray]:
    """What each baseline that the training part allows says after each origin: (n, steps)."""
    known, settings = history_of(run), run.settings.preparation
    basis = Basis(known.train, settings.window, season, settings.horizon)
    fitted = {key: BASELINES[key].fit(basis) for key in AHEAD if not BASELINES[key].why_not(basis)}
    return {key: one.forecast(known.y, origins, steps) for key, one in fitted.items()}


def _direct(run: Run, origins: np.ndarray, steps: int, epoch: int | None) -> np.ndarray:
    """What the network itself says after each origin: (n, steps), NaN beyond its outputs."""
    settings = run.settings.preparation
    past_x, past_y = history(run.series.x, origins, settings), history(run.series.y, origins, settings)
    own = own_outputs(past_x, past_y, run.prepared, settings, run.network_at(epoch))[:, :steps]
    return np.pad(own, ((0, 0), (0, steps - own.shape[1])), constant_values=np.nan)


def _spread_ratio(forecast: np.ndarray | None, truth: np.ndarray, window: int) -> float:
    """Root mean variance along the paths (n, steps) from step `window` + 1 on, over that of the truth."""
    if forecast is None or truth.shape[1] < window + 2:
        return float("nan")
    spread, wanted = (np.sqrt(path[:, window:].var(axis=1).mean()) for path in (forecast, truth))
    return float(spread / wanted) if wanted > 0 else float("nan")


def _first_worse(errors: dict[str, np.ndarray]) -> int | None:
    worse = np.flatnonzero(~(errors["recursive"] < errors["mean"])) if "recursive" in errors else np.empty(0)
    return int(worse[0]) + 1 if len(worse) else None
