"""Gates: one window walks through the cells of a run; every gate, unit and step."""

import streamlit as st

from ui import gates_view as view
from ui import session
from ui.page import guard, page, way_on
from ui.run_line import run_line
from ui.text import fill, show

page("gates")
with guard():
    run = session.run()
    run_line(run)
    swing = view.swing_of(run)
    choice = view.choose(run, swing)
    found = view.trace_of(run, choice.window)
    if view.is_finite(found):
        view.window_view(run, found, swing, choice)
        left, right = st.columns([2, 3], gap="large")
        with left:
            view.unit_view(run, found, choice)
        with right:
            view.maps_view(run, found, choice)
        show("gates/legend")
    else:
        st.error(fill("gates/diverged"), icon=":material/error:")
left, right = st.columns(2)
with left:
    st.subheader("What it means", anchor=False)
    show("gates/meaning")
with right:
    st.subheader("One thing to try", anchor=False)
    show("gates/try")
way_on("gates")
