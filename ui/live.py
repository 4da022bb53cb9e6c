"""The chart that moves: a small component round ``Plotly.react`` that keeps zoom, legend and hover."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from ui.component import component
from ui.palette import Figure

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
