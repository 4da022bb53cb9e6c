"""A page with nothing but the cell explorer.

In its address: `run=` a run file, several times for several; `hold=` gate:value, `silence=` unit, `reset=` step.
"""

import streamlit as st

from lstm_core.interpretation.trace import trace, trace_view
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runs.run_file import load_run
from ui.widgets.cell_explorer import CellPosition, cell_explorer

st.set_page_config(layout="wide")
asked = st.query_params
files = asked.get_all("run")
file = st.radio("Run", files, horizontal=True) if len(files) > 1 else files[0]
change = Intervention(
    tuple(Clamp(kind, float(value)) for kind, value in (held.split(":") for held in asked.get_all("hold"))),
    tuple((0, int(unit) - 1) for unit in asked.get_all("silence")),
    int(asked["reset"]) - 1 if "reset" in asked else None,
)
run = trace_view(load_run(file), intervention=change)
found = trace(run)
places = st.session_state.setdefault("places", {})
place = places.setdefault(file, CellPosition(layer=run.settings.network.layers - 1, unit=0, step=len(found.x) - 1))
cell_explorer(
    found, run.weights, run.settings.network, run.prepared.features,
    place["layer"], place["unit"], place["step"], "cell", place.update, change,
)  # fmt: skip
st.write(f"Layer {place['layer'] + 1}, unit {place['unit'] + 1}, step {place['step'] + 1}")
