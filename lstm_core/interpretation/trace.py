"""Look inside a run: the gates of its own cells on its own windows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from lstm_core.models.backbones import RECURRENT
from lstm_core.models.forward import UNTOUCHED, gates, read_out
from lstm_core.models.interventions import Intervention
from lstm_core.prepare import PartName
from lstm_core.runs.run import Run
from lstm_core.runtime.cache import PerObject
from lstm_core.runtime.errors import DataError

GateSteps = tuple[np.ndarray, ...]
# Every redraw of Start asks it of the two shipped runs, and each time the network would answer all windows twice.
_typical: PerObject[str, int] = PerObject()


@dataclass(frozen=True)
class Trace:
    """One window walking through the network.

    values: name → one array (timesteps, units) per layer; each is an attribute, too: forget, input, candidate, output,
        cell, hidden for an LSTM; update, reset, candidate, hidden for a GRU; hidden for a SimpleRNN.
    x: (timesteps, features) scaled. origin: position in the series of the window's last step.
    times: (outputs,) positions of the targets. prediction, truth: (outputs,) in the series' unit. Where classes are
        named: prediction (classes,) their probabilities, truth (1,) the place of the true one.
    attention: (timesteps,) weights of an attention network, None for all others.
    """

    values: dict[str, GateSteps]
    x: np.ndarray
    origin: int
    times: np.ndarray
    prediction: np.ndarray
    truth: np.ndarray
    attention: np.ndarray | None = None

    def __getattr__(self, name: str) -> GateSteps:
        """The steps of one gate or state. Raises AttributeError, with what there is, for another kind of cell's."""
        if name == "values":  # a copy that is being made has none yet
            raise AttributeError(name)
        if name not in self.values:
            raise AttributeError(f"This network has no '{name}'. It has: {', '.join(self.values)}.")
        return self.values[name]


def trace_view(
    run: Run,
    epoch: int | None = None,
    intervention: Intervention = UNTOUCHED,
    weights: Sequence[np.ndarray] | None = None,
) -> Run:
    """A run as it was after a kept epoch, under an intervention; the run itself stays as it is.

    The view holds that one epoch's weights only; everything that takes a run (predict, evaluate, trace, memory_profile,
    …) takes the view.

    Parameters
    ----------
    run : Run
        Of any kind of network.
    epoch : int, optional
        A kept epoch, by default the last.
    intervention : Intervention
        What is changed inside the cells.
    weights : sequence of numpy.ndarray, optional
        Edited weights that stand in for that epoch's.

    Returns
    -------
    Run
        The view.

    Raises
    ------
    DataError
        When the epoch was not kept.
    ValueError
        When edited weights have other shapes.
    SettingsError
        When the intervention does not fit the network.

    Examples
    --------
    >>> sorted(lab.trace_view(lab.shipped_run(), epoch=10).snapshots)
    [10]
    """
    kept = run.weights_at(epoch)
    epoch = max(run.snapshots) if epoch is None else epoch
    chosen = kept if weights is None else tuple(weights)
    if [w.shape for w in chosen] != [w.shape for w in kept]:
        raise ValueError("Edited weights must keep the shapes of the run's own.")
    intervention.check(run.settings.network, run.settings.preparation.window)
    # The windows are the same: cut them once for the run and all its views.
    return replace(run, snapshots={epoch: chosen}, intervention=intervention, cut=run.prepared)


def window_index(run: Run, window: int, part: PartName) -> int:
    """Position of a window in its part, negative ones counted from the end. Raises DataError when there is none."""
    count = len(run.prepared.part(part))
    if not -count <= window < count:
        raise DataError(f"There is no window {window}: the {part} part has {count}, counted from 0.")
    return range(count)[window]


def trace(run: Run, window: int = -1, part: PartName = "test", epoch: int | None = None) -> Trace:
    """Every gate for one window of one part.

    Parameters
    ----------
    run : Run
        Of a network with cells.
    window : int
        Place among the windows of the part; −1 for the newest.
    part : {"train", "validation", "test"}
        Whose window.
    epoch : int, optional
        A kept epoch, by default the last.

    Returns
    -------
    Trace
        Gates and states of every layer, step and unit.

    Raises
    ------
    DataError
        When there is no such part or window, or when the epoch was not kept.

    Examples
    --------
    >>> lab.trace(lab.shipped_run()).forget[0].shape
    (10, 50)
    """
    prepared = run.prepared
    windows = prepared.part(part)
    weights = run.weights_at(epoch)
    network = run.settings.network
    chosen = window_index(run, window, part)
    one = windows[chosen : chosen + 1]
    layers = gates(weights, one.x, network, run.intervention)
    hidden = layers[-1]["hidden"]
    scaled = read_out(weights, network, hidden, every_step=prepared.every_step)
    prediction = prepared.answer(one, scaled)[0]
    # The steps ahead that follow by recursion are no answer of this window.
    own = slice(len(prediction))
    backbone = RECURRENT[network.kind]
    attention = backbone.attention(weights, hidden)
    return Trace(
        values={name: tuple(layer[name][0] for layer in layers) for name in backbone.cell.names},
        x=one.x[0], origin=int(one.origins[0]), times=one.times[0, own], truth=prepared.truth(one)[0, own],
        prediction=prediction,
        attention=None if attention is None else attention[0],
    )  # fmt: skip


def typical_window(run: Run) -> int:
    """The test window, from 0, on which training has changed about as much as it did on most: where to look first.

    For every window, how much nearer the last kept epoch comes to the truth than the first one: the mean absolute error
    before minus that after, or how much more probable the true class has become. The window with the median of these;
    of an even number the lower of the two in the middle, of equal ones the earliest. The newest window where a number
    is not finite, or where one epoch alone was kept.
    """
    return _typical.get(run, "window", lambda: _typical_window(run))


def _typical_window(run: Run) -> int:
    first, last = min(run.snapshots), max(run.snapshots)
    windows = run.prepared.test
    before, after = (_misses(run, epoch) for epoch in (first, last))
    gained = before - after
    if first == last or not np.isfinite(gained).all():
        return len(windows) - 1
    return int(np.argsort(gained, kind="stable")[(len(gained) - 1) // 2])


def _misses(run: Run, epoch: int) -> np.ndarray:
    """How far off every test window's answer is, (n,)."""
    truth, answer = run.prepared.truth(run.prepared.test), run.predict("test", epoch)
    if run.prepared.classes:
        return 1 - np.take_along_axis(answer, truth.astype(int), axis=1)[:, 0]
    return np.abs(truth - answer).mean(axis=1)
