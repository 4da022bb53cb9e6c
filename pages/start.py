"""Start: what memory is for, one cell that counts, three doors, and a wave that needs no memory."""

import streamlit as st

from ui.format.text import show
from ui.shell.layout import page
from ui.start.parts import counter_at_work, doors, settle, wave_at_work
from ui.state import slots
from ui.widgets.guard import guard
from ui.widgets.through_door import through_door
from ui.widgets.way_on import way_on

settle()
page("start")
through_door(slots.START_DOOR)
show("start/memory")
with guard():
    st.header("A memory that counts", anchor=False)
    counter_at_work()
    st.header("Where to go from here", anchor=False)
    doors()
    st.header("A wave needs less", anchor=False)
    wave_at_work()
way_on("start")
