"""Earlier trainings behind the newest one: thinner and paler the older they are, and named."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ui.charts.common import numbers

# The newest ghost, and what each older one loses.
WIDTH, THINNER = 2.0, 0.4
OPACITY, PALER = 0.6, 0.13
DASHES = ("solid", "dash", "dashdot", "longdash", "dot", "longdashdot")


@dataclass(frozen=True)
class Ghost:
    """An earlier training in a chart: what sets it apart, and its line (points,)."""

    name: str
    x: np.ndarray
    y: np.ndarray


def ghost_traces(ghosts: Sequence[Ghost], color: str) -> list[dict[str, Any]]:
    """Their lines, the newest ghost first, behind everything else."""
    return [
        {
            "type": "scatter", "name": html.escape(ghost.name), "mode": "lines", "x": ghost.x.tolist(),
            "y": numbers(ghost.y), "opacity": max(OPACITY - PALER * age, PALER), "zorder": -1,
            "line": {"color": color, "width": max(WIDTH - THINNER * age, THINNER), "dash": DASHES[age % len(DASHES)]},
        }
        for age, ghost in enumerate(ghosts)
    ]  # fmt: skip
