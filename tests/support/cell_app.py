"""The server of `cell_page.py`: a page alone, with the files that its component asks for."""

from pathlib import Path

import streamlit as st

from ui.web import routes

app = st.App(Path(__file__).with_name("cell_page.py"), routes=routes())
