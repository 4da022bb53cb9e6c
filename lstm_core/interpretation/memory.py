"""What a network remembers: how far back its answer reaches."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from lstm_core.models.backbones import cell_of
from lstm_core.models.cells import start_weights
from lstm_core.models.gradients import input_gradients
from lstm_core.prepare import PartName
from lstm_core.runs.run import Run
from lstm_core.settings import NetworkSettings

# More windows than this change the average by less than the width of a line; fewer are a glance, not an average.
MAX_WINDOWS, MIN_WINDOWS = 400, 8
# timesteps · units² · layers over all windows that half a second allows.
MAX_WORK = 150_000_000
# Windows of noise per network; more of them do not move the curves.
NOISE_WINDOWS = 8
# Name in the picture → kind of network and forget bias before training.
STARTS: dict[str, tuple[str, str]] = {
    "SimpleRNN": ("rnn", "0"),
    "GRU": ("gru", "0"),
    "LSTM, forget bias 0": ("lstm", "0"),
    "LSTM, forget bias 1": ("lstm", "1"),
    "LSTM, forget bias 3": ("lstm", "3"),
    "LSTM, chrono": ("lstm", "chrono"),
}


@dataclass(frozen=True)
class MemoryProfile:
    """∂ŷ/∂x by lag, averaged over the windows of one part.

    lags: (timesteps,) ascending, steps from the input to the target, as on the PACF's axis: with horizon 1
        the newest input step has lag 1.
    mean_abs, mean: (timesteps, features) in the order of `lags`, scaled output per scaled input.
    windows: how many windows the averages are over.
    """

    lags: np.ndarray
    mean_abs: np.ndarray
    mean: np.ndarray
    windows: int


def memory_profile(run: Run, part: PartName = "test", output: int = 0, epoch: int | None = None) -> MemoryProfile:
    """How much each lag moves the prediction.

    Averages over all windows of the part, or over 8 to 400 spread evenly when there are more than fit in about half a
    second.

    Parameters
    ----------
    run : Run
        Of any kind of network.
    part : {"train", "validation", "test"}
        Whose windows.
    output : int
        0-based place among the network's outputs.
    epoch : int, optional
        A kept epoch, by default the last.

    Returns
    -------
    MemoryProfile
        Mean of the gradient and of its size by lag.

    Raises
    ------
    DataError
        When there is no such part, epoch or output.

    Examples
    --------
    >>> profile = lab.memory_profile(lab.shipped_run())
    >>> profile.lags
    array([ 1,  2,  3,  4,  5,  6,  7,  8,  9, 10])
    """
    windows = run.prepared.part(part)
    gradients = _gradients(run, part, output, epoch)[:, ::-1]
    # An answer at a step is as old as that step: its newest input has lag 0.
    ahead = 0 if run.prepared.classes else output
    newest = 0 if run.prepared.every_step else int(windows.times[0, ahead] - windows.origins[0])
    return MemoryProfile(
        lags=newest + np.arange(gradients.shape[1]),
        mean_abs=np.abs(gradients).mean(axis=0),
        mean=gradients.mean(axis=0),
        windows=len(gradients),
    )


def _gradients(run: Run, part: PartName, output: int, epoch: int | None) -> np.ndarray:
    """∂ŷ/∂x (n, timesteps, features) for the windows of a part, or for a sample spread evenly."""
    x, network = run.prepared.part(part).x, run.settings.network
    affordable = MAX_WORK // (x.shape[1] * network.units**2 * network.layers)
    count = min(len(x), max(MIN_WINDOWS, min(affordable, MAX_WINDOWS)))
    chosen = np.linspace(0, len(x) - 1, count).round().astype(int)
    every_step = run.prepared.every_step
    found = input_gradients(run.weights_at(epoch), x[chosen], network, output, run.intervention, every_step=every_step)
    # An answer at a step knows nothing of the steps after it.
    return found[:, : output + 1] if every_step else found


@dataclass(frozen=True)
class GradientCurve:
    """How a gradient fades on its way back through time.

    relative: (timesteps,) ‖∂ŷ/∂x_{T−k}‖ / ‖∂ŷ/∂x_T‖ for k = 0 … timesteps − 1.
    factor: what each further step back multiplies it by, fitted to log(relative).
    half_life: steps until half of it is left; infinite when it does not fade.
    Both are NaN where nothing can be fitted: a single step, or a gradient of 0.
    """

    relative: np.ndarray
    factor: float
    half_life: float


def gradient_through_time(timesteps: int = 100, units: int = 32, seeds: int = 10) -> dict[str, GradientCurve]:
    """How far gradients reach before training, by name of network.

    One recurrent layer, one feature of standard normal noise.

    Parameters
    ----------
    timesteps : int
        Length of a window.
    units : int
        Of the layer.
    seeds : int
        Draws of the weights.

    Returns
    -------
    dict of str to GradientCurve
        The norm is over the windows of noise; `relative` is the geometric mean over the draws.

    Examples
    --------
    >>> curves = lab.gradient_through_time(timesteps=10, units=4, seeds=2)
    >>> curves["SimpleRNN"].relative.shape
    (10,)
    """
    return {name: _at_start(kind, bias, timesteps, units, seeds) for name, (kind, bias) in STARTS.items()}


def own_gradient(run: Run, part: PartName = "test", output: int = 0, epoch: int | None = None) -> GradientCurve:
    """How far gradients reach in the run's own network on its own windows.

    Parameters
    ----------
    run : Run
        Of any kind of network.
    part : {"train", "validation", "test"}
        Whose windows; the same ones as in `memory_profile`.
    output : int
        0-based place among the network's outputs.
    epoch : int, optional
        A kept epoch, by default the last.

    Returns
    -------
    GradientCurve
        The norm is over features and windows.

    Raises
    ------
    DataError
        When there is no such part, epoch or output.

    Examples
    --------
    >>> len(lab.own_gradient(lab.shipped_run()).relative)
    10
    """
    return _curve(_relative(_gradients(run, part, output, epoch)))


def _at_start(kind: str, bias: str, timesteps: int, units: int, seeds: int) -> GradientCurve:
    logs = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        weights = start_weights(cell_of(kind), units, 1, rng, forget_bias=bias, timesteps=timesteps)
        x = rng.standard_normal((NOISE_WINDOWS, timesteps, 1))
        gradients = input_gradients(weights, x, NetworkSettings(kind=kind, units=units))
        logs.append(np.log(_relative(gradients)))
    return _curve(np.exp(np.mean(logs, axis=0)))


def _relative(gradients: np.ndarray) -> np.ndarray:
    """(n, timesteps, features) → norms (timesteps,), newest step first, divided by the newest; NaN when that is 0."""
    norms = np.linalg.norm(gradients, axis=(0, 2))[::-1]
    return norms / norms[0] if norms[0] > 0 else np.full_like(norms, np.nan)


def _curve(relative: np.ndarray) -> GradientCurve:
    fitted = np.flatnonzero(np.isfinite(relative) & (relative > 0))
    if len(fitted) < 2:
        return GradientCurve(relative, math.nan, math.nan)
    rate = float(np.polyfit(fitted, np.log(relative[fitted]), 1)[0])
    return GradientCurve(relative, math.exp(rate), math.log(0.5) / rate if rate < 0 else math.inf)
