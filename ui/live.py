"""The chart that moves: a small component round ``Plotly.react`` that keeps zoom, legend and hover."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import streamlit as st

from ui.component import component
from ui.palette import Figure

_STATIC = Path(__file__).parent.parent / "static" / "plotly.min.js"


def serve_plotly() -> None:
    """Copy plotly.js out of the installed plotly package to where the server can hand it out."""
    spec = find_spec("plotly")
    source = Path(spec.origin or "").parent / "package_data" / "plotly.min.js" if spec else None
    if source is None or (_STATIC.exists() and _STATIC.stat().st_size == source.stat().st_size):
        return
    _STATIC.parent.mkdir(exist_ok=True)
    partial = _STATIC.with_suffix(".part")
    shutil.copyfile(source, partial)
    partial.replace(_STATIC)


serve_plotly()
_chart = component("live_chart", isolate_styles=False)


def live_chart(
    figure: Figure, key: str, height: int, alt: str = "", on_pick: Callable[[dict[str, Any]], None] | None = None,
    narrowest: int = 0,
) -> None:  # fmt: skip
    """Draw a figure dict in place, `height` pixels tall, under a key that stays the same from redraw to redraw.

    narrowest: pixels below which it is scrolled sideways and drawn no smaller.
    on_pick: called with ``{"x": …, "y": …, "name": trace name}`` when the learner clicks a point.
    """

    def picked() -> None:
        point = getattr(st.session_state.get(key), "pick", None)
        if point is not None and on_pick is not None:
            on_pick(point)

    data = {"figure": figure, "height": height, "alt": alt, "answers": on_pick is not None, "narrowest": narrowest}
    _chart(key=key, data=data, height=height, on_pick_change=picked)
