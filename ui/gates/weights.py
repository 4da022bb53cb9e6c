"""Gates, change it: every weight of a small network as a number that can be edited."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.models.backbones import RECURRENT
from lstm_core.models.backbones.base import LayerSize
from lstm_core.models.build import LAYER_TITLES
from lstm_core.runs.run import Weights
from lstm_core.settings import NetworkSettings
from ui.format.cell_display import Kind
from ui.format.text import show, text_exists
from ui.gates import context as state
from ui.gates.context import GatesContext
from ui.state import slots
from ui.state.slots import under

# Name of a layer behind the cells → what its one weight is called, and its letter.
_READERS = {"attention": ("scale", "s")}
# With more units the numbers no longer fit on a screen.
MOST_UNITS = 4


@dataclass(frozen=True)
class Table:
    """One layer's weights. places: per cell of the table which array of `Run.weights`, and where in it when flat."""

    title: str
    rows: list[str]
    columns: list[str]
    places: list[list[tuple[int, int]]]


def collect() -> None:
    """Take in what the learner typed into the tables; before anything is drawn, so that every picture knows it."""
    mounted = slots.GATES_TABLES.get()
    if mounted is None or mounted["generation"] != state.generation():
        return
    edits = {(array, place): value for array, place, value in mounted["edits"]}
    seen = False
    for number, places in enumerate(mounted["places"]):
        typed = under(_key(mounted, number)).get()
        if typed is None:
            continue
        seen = True
        for row, cells in typed["edited_rows"].items():
            for column, value in cells.items():
                place = places[int(row)][mounted["columns"][number].index(column)]
                if value is not None and np.isfinite(value):
                    edits[place] = float(value)
    if seen:
        state.edit_weights(tuple((array, place, value) for (array, place), value in sorted(edits.items())))


def weights_editor(now: GatesContext) -> None:
    """One table per layer."""
    own, tables = now.run.snapshots[now.epoch], _tables(now)
    mounted = slots.GATES_TABLES.get()
    same = (now.pin, now.epoch, state.generation())
    # Coming back from another page finds the tables empty: what was typed before moves into them.
    alive = mounted is not None and mounted["same"] == same and under(_key(mounted, 0)).filled
    if not alive:
        turn = 0 if mounted is None else mounted["turn"] + 1
        mounted = {"same": same, "generation": state.generation(), "turn": turn, "edits": now.changes.edits,
                   "places": [table.places for table in tables],
                   "columns": [table.columns for table in tables]}  # fmt: skip
        slots.GATES_TABLES.set(mounted)
    assert mounted is not None
    st.markdown("## Every weight")
    show(f"gates/{now.kind.words}/weights")
    more = f"gates/weights_{now.run.settings.network.kind}"
    if text_exists(more):
        show(more)
    values = state.edited(own, mounted["edits"])
    for number, table in enumerate(tables):
        st.markdown(f"**{table.title}**")
        numbers = [[float(values[array].flat[place]) for array, place in row] for row in table.places]
        frame = pd.DataFrame(numbers, table.rows, table.columns).rename_axis("from")
        config = {name: st.column_config.NumberColumn(name, format="%.3f", step=None) for name in table.columns}
        st.data_editor(
            frame, key=_key(mounted, number), column_config=config, num_rows="fixed", alt=f"Weights: {table.title}."
        )


def _key(mounted: dict[str, Any], number: int) -> str:
    return f"gates_table_{mounted['turn']}_{number}"


def _tables(now: GatesContext) -> list[Table]:
    network, weights = now.run.settings.network, now.run.snapshots[now.epoch]
    tables = [_layer_table(now.kind, network, now.run.prepared.features, weights, n) for n in range(network.layers)]
    sizes = RECURRENT[network.kind].layers(network, now.run.settings.preparation.window, len(now.run.prepared.features))
    readers = [size for size in sizes[network.layers :] if size.shapes]
    tables += [_reader_table(size, 3 * network.layers + place) for place, size in enumerate(readers)]
    return [*tables, _dense_table(network, weights)]


def _layer_table(kind: Kind, network: NetworkSettings, features: tuple[str, ...], weights: Weights, n: int) -> Table:
    """Rows: what is read. Columns: which gate of which unit."""
    title, units = LAYER_TITLES[network.kind], range(1, network.units + 1)
    below = [f"x {name}" for name in features] if n == 0 else [f"h{unit} of layer {n}" for unit in units]
    rows = [*below, *(f"h{unit} before" for unit in units), *kind.biases]
    letters = [kind.letters[name] for name in kind.cell.order]
    columns = [f"{letter}{unit}" if network.units > 1 else letter for letter in letters for unit in units]
    places = [
        [(array, row * len(columns) + column) for column in range(len(columns))]
        for array in range(3 * n, 3 * n + 3)
        for row in range(weights[array].size // len(columns))
    ]
    return Table(f"{title} layer {n + 1}" if network.layers > 1 else f"{title} cell", rows, columns, places)


def _reader_table(size: LayerSize, array: int) -> Table:
    """A layer with one weight between the cells and the dense layer."""
    name, letter = _READERS.get(size.name, ("weight", "w"))
    return Table(size.called, [name], [letter], [[(array, 0)]])


def _dense_table(network: NetworkSettings, weights: Weights) -> Table:
    kernel, bias, units = len(weights) - 2, len(weights) - 1, range(1, network.units + 1)
    outputs = weights[bias].size
    # A letter takes its number at once, a word after a space.
    read = (name if len(name) == 1 else f"{name} " for name in RECURRENT[network.kind].reads)
    rows = [f"{name}{unit}" for name in read for unit in units]
    columns = [f"ŷ{output}" if outputs > 1 else "ŷ" for output in range(1, outputs + 1)]
    places = [[(kernel, row * outputs + output) for output in range(outputs)] for row in range(len(rows))]
    return Table("Output layer", [*rows, "bias"], columns, [*places, [(bias, output) for output in range(outputs)]])
