"""The front door: Streamlit's server with our own roads beside it. ``streamlit run app.py`` finds `app` by itself."""

import streamlit as st

from ui.web import SCRIPT, lifespan, logs, middleware, routes

logs.set_up()
app = st.App(SCRIPT, routes=routes(), middleware=middleware(), lifespan=lifespan)
