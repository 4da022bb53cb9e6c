"""When a unit is on, and which units behave alike."""

from __future__ import annotations

import numpy as np

from lstm_core.models.backbones import cell_of
from lstm_core.models.forward import gates, last_steps
from lstm_core.prepare import PARTS
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError


def over_series(run: Run, layer: int, kind: str, newest: int | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Every unit's value at the last time step of each window, over the whole series.

    Returns positions in the series (n,), ascending, and values (n, units). The first window − 1 positions
    have no window, nor have those whose targets lie in two parts or after the series.
    kind: a name of the network's cell (`Cell.names`). newest: only so many windows (1 or more), the newest ones.
    Raises DataError when there is no such layer or kind.
    """
    network = run.settings.network
    _validate_names(run, layer, kind)
    parts = [run.prepared.part(name) for name in PARTS]
    left_out = 0 if newest is None else max(0, sum(map(len, parts)) - newest)
    positions, values = [], []
    for part in parts:
        first = min(left_out, len(part))
        left_out -= first
        if first < len(part):
            positions.append(part.origins[first:])
            values.append(last_steps(run.weights, part.x[first:], network, run.intervention)[layer][kind])
    return np.concatenate(positions), np.concatenate(values)


def over_steps(run: Run, layer: int, kind: str, newest: int) -> tuple[np.ndarray, np.ndarray]:
    """Every unit's value at every step of the newest windows, which share no step: those of separate sequences.

    Returns positions in the series (n,), ascending, and values (n, units). kind: as of `over_series`.
    """
    _validate_names(run, layer, kind)
    parts = [run.prepared.part(name) for name in PARTS]
    origins = np.concatenate([part.origins for part in parts])
    chosen = np.argsort(origins, kind="stable")[-newest:]
    x = np.concatenate([part.x for part in parts])[chosen]
    values = gates(run.weights, x, run.settings.network, run.intervention)[layer][kind]
    positions = origins[chosen][:, None] + np.arange(1 - x.shape[1], 1)
    return positions.ravel(), values.reshape(-1, values.shape[-1])


def _validate_names(run: Run, layer: int, kind: str) -> None:
    network, names = run.settings.network, cell_of(run.settings.network.kind).names
    if not 0 <= layer < network.layers or kind not in names:
        raise DataError(
            f"There is no '{kind}' in layer {layer + 1}: this network has {', '.join(names)} in layers 1 to "
            f"{network.layers}."
        )


def where_on(run: Run, layer: int, unit: int, kind: str, threshold: float) -> list[tuple[int, int]]:
    """Stretches (start, end), both included, of series positions where the unit's value is above `threshold`.

    The value at a position is the one at the last step of the window that ends there (`over_series`).
    Raises DataError when there is no such layer, unit or kind.
    """
    if not 0 <= unit < run.settings.network.units:
        raise DataError(f"There is no unit {unit + 1}: each layer has {run.settings.network.units}.")
    positions, values = over_series(run, layer, kind)
    return stretches(positions[values[:, unit] > threshold])


def stretches(positions: np.ndarray, sequence: int = 0) -> list[tuple[int, int]]:
    """Ascending positions (n,) as runs (start, end) without a gap, both ends included.

    sequence: steps of each of separate sequences, over whose ends no run goes on.
    """
    if not len(positions):
        return []
    apart = np.diff(positions) > 1
    if sequence:
        apart |= np.diff(positions // sequence) > 0
    breaks = np.flatnonzero(apart)
    starts, ends = positions[np.r_[0, breaks + 1]], positions[np.r_[breaks, len(positions) - 1]]
    return list(zip(starts.tolist(), ends.tolist(), strict=True))


def similarity_order(values: np.ndarray) -> np.ndarray:
    """Order (units,) in which neighbours behave alike over `values` (steps, units).

    Average linkage on the distance between standardised courses, which grows as their correlation falls;
    leaves in the optimal order of Bar-Joseph et al. 2001. A unit that never changes counts as a zero course.
    """
    from scipy.cluster.hierarchy import leaves_list, linkage

    values = np.nan_to_num(np.asarray(values, dtype=float), posinf=0.0, neginf=0.0)
    if values.shape[1] < 2:
        return np.arange(values.shape[1])
    spread = values.std(axis=0)
    courses = (values - values.mean(axis=0)) / np.where(spread > 1e-12, spread, 1.0)
    return leaves_list(linkage(courses.T, "average", optimal_ordering=True))


def peak_order(values: np.ndarray) -> np.ndarray:
    """Order (units,) by the time step at which each unit's |value| peaks, over `values` (steps, units)."""
    return np.argsort(np.abs(values).argmax(axis=0), kind="stable")
