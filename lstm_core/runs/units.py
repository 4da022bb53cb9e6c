"""What the units of a network say of one window, epoch by epoch, and the few weights that are drawn between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.models.backbones import RECURRENT, cell_of
from lstm_core.models.cells import walk
from lstm_core.models.forward import UNTOUCHED, last_steps, layers_of
from lstm_core.prepare import Prepared
from lstm_core.runs.run import Run
from lstm_core.settings import NetworkSettings

# Of each layer at most so many units are shown; of all of them it is known how many are above and below zero.
MAX_UNITS = 64
# Lines between more units, features or outputs than these are no longer told apart.
MOST_LINED_UNITS, MOST_LINED_ENDS = 16, 8
# A walk through a window of more states than these is not shown.
MAX_WALK = 4096


@dataclass(frozen=True)
class Units:
    """The units of a network's recurrent layers at the last step of one window.

    states: (layers, shown) hidden states h of the first units of each layer. signs: (layers, 2) how many of all its
    units are above and below zero. into, out: weights (features, units) of the first layer's candidate and (units,
    outputs) of the dense layer; None where they are too many to draw.
    """

    states: np.ndarray
    signs: np.ndarray
    into: np.ndarray | None = None
    out: np.ndarray | None = None


def probe(prepared: Prepared) -> np.ndarray:
    """The window that is shown, (1, timesteps, features) scaled: the newest of the validation part."""
    return prepared.validation.x[-1:]


def lined(network: NetworkSettings, features: int, outputs: int) -> bool:
    """Whether weights are drawn as lines. Attention reads all steps: there a line from a last state would mislead."""
    few = network.units <= MOST_LINED_UNITS and max(features, outputs) <= MOST_LINED_ENDS
    return few and not RECURRENT[network.kind].reads_all


def units_of(weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> Units:
    """The units after a walk through one window x (1, timesteps, features); weights as in `Run.weights`."""
    hidden = np.stack([state["hidden"][0] for state in last_steps(weights, x, network)])
    signs = np.stack([(hidden > 0).sum(axis=1), (hidden < 0).sum(axis=1)], axis=1)
    kernel, out = weights[0], weights[-2]
    if not lined(network, len(kernel), out.shape[1]):
        return Units(hidden[:, :MAX_UNITS], signs)
    return Units(hidden[:, :MAX_UNITS], signs, _candidate(kernel, network), out)


def _candidate(kernel: np.ndarray, network: NetworkSettings) -> np.ndarray:
    """What the features write: the candidate's block of an input kernel, of a SimpleRNN its only one."""
    order = cell_of(network.kind).order
    block = order.index("candidate") if "candidate" in order else 0
    return kernel[:, block * network.units : (block + 1) * network.units]


def units_over_time(run: Run, most: int) -> dict[int, Units]:
    """Epoch → its units, at no more than `most` of the epochs whose weights the run has kept, the last among them."""
    kept = sorted(run.snapshots)
    places = np.linspace(len(kept) - 1, 0, min(len(kept), most))
    x, network = probe(run.prepared), run.settings.network
    return {
        kept[place]: units_of(run.snapshots[kept[place]], x, network) for place in sorted({*places.round().astype(int)})
    }


def walk_of(weights: Sequence[np.ndarray], x: np.ndarray, network: NetworkSettings) -> np.ndarray | None:
    """Hidden states (timesteps, layers, shown) at each step of one window; None where they are too many."""
    if x.shape[1] * network.layers * min(network.units, MAX_UNITS) > MAX_WALK:
        return None
    steps = walk(layers_of(weights, network, UNTOUCHED), np.asarray(x, dtype=float))
    return np.stack([[state["hidden"][0, :MAX_UNITS] for state in states] for states in steps])
