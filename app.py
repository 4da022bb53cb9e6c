"""The front door: the page list, the look, nothing else."""

import streamlit as st

from ui.page import ICONS, WALK, path, title

st.set_page_config(page_title="LSTM Lab", page_icon="ui/icon.svg", layout="wide")
page = st.navigation(
    [st.Page(path(id), title=title(id), icon=ICONS[id], default=id == "start") for id in WALK], position="top"
)

from ui import session  # noqa: E402

session.begin()
try:
    page.run()
finally:
    session.warm()
