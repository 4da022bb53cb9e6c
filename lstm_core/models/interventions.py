"""What a learner changes inside the cell: a clamped gate, a silenced unit, a reset of the state.

An intervention is a view on a run, never a change to it: the weights stay as they are.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from lstm_core.models.backbones import BACKBONES, cell_of, has_cells
from lstm_core.models.cells import LayerIntervention
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import NetworkSettings


@dataclass(frozen=True)
class Clamp:
    """One gate held at `value` at every time step, whatever its inputs say.

    Parameters
    ----------
    kind : str
        A gate of the network's cell (`Cell.gates`), for an LSTM "input", "forget" or "output".
    value : float
        What the gate gives instead.
    unit : int, optional
        0-based; None for every unit of the layer.
    layer : int
        0-based.

    Examples
    --------
    >>> shut = lab.Intervention((lab.Clamp("forget", 0.0),))
    >>> run = lab.trace_view(lab.shipped_run(), intervention=shut)
    >>> lab.evaluate(run).metrics["test"]["rmse"] > lab.evaluate(lab.shipped_run()).metrics["test"]["rmse"]
    True
    """

    kind: str
    value: float
    unit: int | None = None
    layer: int = 0


@dataclass(frozen=True)
class Intervention:
    """Everything that is changed at once.

    Parameters
    ----------
    clamps : tuple of Clamp
        A later clamp overrules an earlier one on the same gate and unit.
    silenced : tuple of (int, int)
        (layer, unit), both 0-based: whoever reads this unit's hidden state (its own layer at the next time step, the
        layer above, the output) reads 0; an LSTM's cell state goes on.
    reset_at : int, optional
        0-based time step before which cell and hidden state of every layer are set to 0.

    Examples
    --------
    >>> lab.Intervention(silenced=((0, 3),)).empty
    False
    """

    clamps: tuple[Clamp, ...] = ()
    silenced: tuple[tuple[int, int], ...] = ()
    reset_at: int | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is changed."""
        return not self.clamps and not self.silenced and self.reset_at is None

    def check(self, network: NetworkSettings, timesteps: int) -> None:
        """Raise SettingsError when a layer, unit, time step or value does not exist in this network."""
        if self.empty:
            return
        if not has_cells(network.kind):
            raise SettingsError(["This network has no cells to look into, so nothing in it can be held or silenced."])
        problems, gates, title = [], cell_of(network.kind).gates, BACKBONES[network.kind].title
        for clamp in self.clamps:
            if clamp.kind not in gates:
                offered = f"The gates are: {', '.join(gates)}." if gates else f"A {title} has no gates."
                problems.append(f"There is no gate '{clamp.kind}'. {offered}")
            if not math.isfinite(clamp.value):
                problems.append(f"The {clamp.kind} gate cannot be held at {clamp.value}: choose a finite number.")
        places = [(clamp.layer, clamp.unit or 0) for clamp in self.clamps]
        size = f"{network.layers} × {network.units} units"
        problems += [
            f"There is no unit {unit + 1} in layer {layer + 1}: this network has {size}."
            for layer, unit in (*places, *self.silenced)
            if not (0 <= layer < network.layers and 0 <= unit < network.units)
        ]
        if self.reset_at is not None and not 0 <= self.reset_at < timesteps:
            problems.append(f"There is no time step {self.reset_at + 1} in a window of {timesteps}.")
        if problems:
            raise SettingsError(problems)

    def of_layer(self, layer: int) -> LayerIntervention:
        """What concerns one layer."""
        held = dict.fromkeys(clamp.kind for clamp in self.clamps if clamp.layer == layer)
        return LayerIntervention(
            {
                kind: tuple((c.unit, c.value) for c in self.clamps if (c.layer, c.kind) == (layer, kind))
                for kind in held
            },
            [unit for where, unit in self.silenced if where == layer],
        )
