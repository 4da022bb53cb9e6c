"""Gates, change it: every weight of a small network as a number that can be edited."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.run import Weights
from lstm_core.settings import NetworkSettings
from ui import gates_state as state
from ui.gates_state import Look
from ui.text import show

# With more units the numbers no longer fit on a screen.
MOST_UNITS = 4
GATE_ORDER = ("i", "f", "c", "o")
_MOUNTED = "gates_tables"


def collect() -> None:
    """Take in what the learner typed into the tables; before anything is drawn, so that every picture knows it."""
    mounted: dict[str, Any] | None = st.session_state.get(_MOUNTED)
    if mounted is None or mounted["generation"] != state.generation():
        return
    edits = {(array, place): value for array, place, value in mounted["edits"]}
    seen = False
    for number, places in enumerate(mounted["places"]):
        typed = st.session_state.get(_key(mounted, number))
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


def weights_editor(now: Look) -> None:
    """One table per LSTM layer and one for the output layer."""
    network, features = now.run.settings.network, now.run.prepared.features
    own = now.run.snapshots[now.epoch]
    places = [_layer_places(own, layer) for layer in range(network.layers)] + [_dense_places(own)]
    names = [_layer_names(network, features, layer) for layer in range(network.layers)]
    names.append(_dense_names(network, own[-1].size))
    mounted = st.session_state.get(_MOUNTED)
    same = (now.pin, now.epoch, state.generation())
    # Coming back from another page finds the tables empty: what was typed before moves into them.
    alive = mounted is not None and mounted["same"] == same and _key(mounted, 0) in st.session_state
    if not alive:
        turn = 0 if mounted is None else mounted["turn"] + 1
        mounted = {"same": same, "generation": state.generation(), "turn": turn, "edits": now.changes.edits,
                   "places": places, "columns": [columns for _, columns in names]}  # fmt: skip
        st.session_state[_MOUNTED] = mounted
    assert mounted is not None
    st.markdown("#### Every weight")
    show("gates/weights")
    values = state.edited(own, mounted["edits"])
    for number, ((rows, columns), where) in enumerate(zip(names, places, strict=True)):
        title = "Output layer" if number == network.layers else f"LSTM layer {number + 1}"
        st.markdown(f"**{title}**" if network.layers > 1 or number == network.layers else "**LSTM cell**")
        numbers = [[float(values[array].flat[place]) for array, place in row] for row in where]
        table = pd.DataFrame(numbers, rows, columns).rename_axis("from")
        config = {column: st.column_config.NumberColumn(column, format="%.3f", step=None) for column in columns}
        st.data_editor(table, key=_key(mounted, number), column_config=config, num_rows="fixed")


def _key(mounted: dict[str, Any], number: int) -> str:
    return f"gates_table_{mounted['turn']}_{number}"


def _layer_places(weights: Weights, layer: int) -> list[list[tuple[int, int]]]:
    """Where each cell of a layer's table lies: (array of `Run.weights`, place); kernel, recurrent, then bias rows."""
    first = 3 * layer
    rows = []
    for array in (first, first + 1):
        inputs, columns = weights[array].shape
        rows += [[(array, row * columns + column) for column in range(columns)] for row in range(inputs)]
    return [*rows, [(first + 2, column) for column in range(weights[first + 2].size)]]


def _dense_places(weights: Weights) -> list[list[tuple[int, int]]]:
    kernel, bias = len(weights) - 2, len(weights) - 1
    units, outputs = weights[kernel].shape
    rows = [[(kernel, unit * outputs + output) for output in range(outputs)] for unit in range(units)]
    return [*rows, [(bias, output) for output in range(outputs)]]


def _layer_names(network: NetworkSettings, features: tuple[str, ...], layer: int) -> tuple[list[str], list[str]]:
    """Rows (what is read) and columns (which gate of which unit)."""
    units = range(1, network.units + 1)
    below = [f"x {name}" for name in features] if layer == 0 else [f"h{unit} of layer {layer}" for unit in units]
    columns = [f"{gate}{unit}" if network.units > 1 else gate for gate in GATE_ORDER for unit in units]
    return [*below, *(f"h{unit} before" for unit in units), "bias"], columns


def _dense_names(network: NetworkSettings, outputs: int) -> tuple[list[str], list[str]]:
    columns = [f"ŷ{output}" if outputs > 1 else "ŷ" for output in range(1, outputs + 1)]
    return [*(f"h{unit}" for unit in range(1, network.units + 1)), "bias"], columns
