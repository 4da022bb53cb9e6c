"""The chart that answers a click: like the live chart, and it tells which point was picked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

import ui.live  # noqa: F401 – serves plotly.js
from ui.palette import Figure

_FOLDER = Path(__file__).parent / "components"
_chart = st.components.v2.component(
    "pick_chart",
    html=(_FOLDER / "live_chart" / "live_chart.html").read_text(encoding="utf-8"),
    css=(_FOLDER / "live_chart" / "live_chart.css").read_text(encoding="utf-8"),
    js=(_FOLDER / "pick_chart" / "pick_chart.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def pick_chart(figure: Figure, key: str, height: int, alt: str, on_pick: Callable[[Any], None]) -> None:
    """Draw a figure dict in place; a click calls ``on_pick({"x": …, "y": …, "name": trace name})``."""

    def picked() -> None:
        point = getattr(st.session_state.get(key), "pick", None)
        if point is not None:
            on_pick(point)

    _chart(key=key, data={"figure": figure, "height": height, "alt": alt}, height=height, on_pick_change=picked)
