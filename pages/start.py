"""Start: a cell that counts, at work; a training to press; three doors; what memory is for, and a wave without need."""

import streamlit as st

from ui.format.text import show
from ui.shell.layout import page
from ui.start.parts import cell_at_work, counter_at_work, doors, settle, wave_at_work
from ui.start.training import train_here
from ui.state import slots
from ui.widgets.guard import guard
from ui.widgets.through_door import through_door
from ui.widgets.way_on import way_on

settle()
page("start")
through_door(slots.START_DOOR)
with guard():
    left, right = st.columns([2, 1], gap="large")
    with left:
        cell_at_work()
    with right:
        train_here()
    doors()
    st.header("A memory that counts", anchor=False)
    show("start/memory")
    counter_at_work()
    st.header("A wave needs less", anchor=False)
    wave_at_work()
way_on("start")
