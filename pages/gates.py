"""Gates: one window walks through the cells of a run, whatever their kind; every gate, unit and step."""

import numpy as np
import streamlit as st

from lstm_core.models.backbones import has_cells
from ui.format.text import fill, show
from ui.gates import view as view
from ui.gates.activity import activity_tab
from ui.gates.change import change_tab
from ui.gates.context import look
from ui.gates.controls import bar, choose, no_cells, status, tabs
from ui.gates.epochs import epochs_tab
from ui.gates.memory import memory_tab
from ui.gates.places import settle
from ui.gates.weights import collect
from ui.shell.layout import page
from ui.state import address, current_run
from ui.widgets.explain import one_thing_to_try, what_it_means
from ui.widgets.guard import guard
from ui.widgets.run_caption import run_line
from ui.widgets.untrained import untrained
from ui.widgets.way_on import way_on

settle()
page("gates", asks=False)
# A network that overflows, by itself or by a learner's hand, is shown and said; it is no warning in the log.
with guard(), np.errstate(over="ignore", invalid="ignore"):
    if untrained("gates"):
        way_on("gates")
        address.end_page()
    if not has_cells(current_run.run().settings.network.kind):
        no_cells()
    collect()
    now = look()
    show(f"gates/{now.kind.words}/question")
    with bar():
        choice = choose(now, view.liveliest(now), view.first_window(now))
        status(now)
    trace = now.trace(choice.window)
    finite = view.is_finite(trace)
    with st.container(key="gates_picture"):
        if finite:
            view.window_view(now, trace, choice)
    run_line(now.run)
    what_it_means(f"gates/{now.kind.words}/meaning")
    if finite:
        view.attention_view(now, trace, choice)
        view.explorer_view(now, trace, choice)
        left, right = st.columns([2, 3], gap="large")
        with left:
            view.unit_view(now, trace, choice)
        with right:
            view.maps_view(now, trace, choice)
        show(f"gates/{now.kind.words}/legend")
    else:
        st.error(fill("gates/diverged" if now.changes.empty else "gates/diverged_by_change"), icon=":material/error:")
    remembers, on, epochs, change = tabs()
    with remembers:
        if remembers.open and finite:
            memory_tab(now, choice)
        elif remembers.open:
            show("gates/diverged_tab")
    with on:
        if on.open:
            activity_tab(now, choice)
    with epochs:
        if epochs.open:
            epochs_tab(now, choice)
    with change:
        if change.open:
            change_tab(now, choice)
# Sequences have no series to move along, and need not be sent to a counter.
tried = "try_sequences" if now.run.series.sequence else "try"
one_thing_to_try(f"gates/{now.kind.words}/{tried}")
way_on("gates")
