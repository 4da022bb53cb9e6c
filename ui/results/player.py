"""The player of a free-running forecast: everything is sent once, and the browser steps and plays by itself."""

from __future__ import annotations

import pandas as pd

from lstm_core.forecasting import FreeRun
from ui.charts.results_free import MOVING, path_message
from ui.format.palette import Figure
from ui.format.text import text
from ui.widgets.component import component

_ALT = "A free-running forecast from one origin beside the truth; the window's true and predicted values are marked."

_player = component("free_run", isolate_styles=False)


def player(figure: Figure, index: pd.Index, free: FreeRun, key: str) -> None:
    """Draw the figure of `free_running` with Play and a slider over its predictions, under a key that stays the same.

    It begins complete, at the last prediction.
    """
    count = len(figure["data"])
    data = path_message(index, free) | {
        "figure": figure, "height": figure["layout"]["height"], "alt": _ALT, "words": text("results/play"),
        "moving": list(range(count - len(MOVING), count)),
    }  # fmt: skip
    _player(key=key, data=data)
