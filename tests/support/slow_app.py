"""The app on a machine that has much else to do: pages stop for a moment here and there, so that script runs overtake
each other and are cut short."""

import random
import time

import streamlit as st

from ui.state import turn
from ui.web import SCRIPT, lifespan, middleware, routes
from ui.widgets import settings as controls

LONGEST = 0.15
chance = random.Random(0)
in_time, show_value = turn.turn, controls.show_value


def slow_turn():
    time.sleep(chance.uniform(0, LONGEST))
    return in_time()


def slow_value(key, value):
    time.sleep(chance.uniform(0, LONGEST / 10))
    show_value(key, value)


turn.turn, controls.show_value = slow_turn, slow_value
app = st.App(SCRIPT, routes=routes(), middleware=middleware(), lifespan=lifespan)
