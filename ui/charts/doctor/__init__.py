"""Small pictures of the doctor's findings: the arrays of a finding in, figure out."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle

from lstm_core.diagnostics import Finding
from lstm_core.series import Series
from ui.charts.doctor.data import (
    marked,
    outside,
    parts_in_time,
    scaler_ranges,
    shared_targets,
    time_by_row,
    values_and_changes,
)
from ui.charts.doctor.errors import (
    autocorrelation,
    changes,
    error_bars,
    interval,
    lead,
    quantiles,
    shifted,
    spread,
)
from ui.charts.doctor.parts import layout_of, line_of
from ui.charts.doctor.training import gradient, losses, losses_as_seen, masks
from ui.format.palette import Figure, Theme, colors

__all__ = ["PICTURES", "Picture", "changes", "evidence", "interval", "quantiles", "shifted"]

Picture = Callable[[Finding, Theme, Series], tuple[Figure, str]]
"""(finding, theme, series) → the figure and what it shows in words."""


def evidence(finding: Finding, theme: Theme, _series: Series) -> tuple[Figure, str]:
    """For a check without a picture of its own: each array of numbers as a line, told apart by its dash."""
    layout, ink = layout_of(theme, "place", ""), colors(theme)["prediction"]
    lines = {
        name: values for name, values in finding.evidence.items() if values.ndim == 1 and values.dtype.kind in "fiub"
    }
    data = [
        line_of(list(range(1, len(values) + 1)), values, name.replace("_", " "), ink, dash)
        for (name, values), dash in zip(lines.items(), cycle(("solid", "dash", "dot", "dashdot")), strict=False)
    ]
    return {"data": data, "layout": layout}, f"The numbers behind this finding: {', '.join(lines)}."


# Check → its picture; `evidence` for all others.
PICTURES: dict[str, Picture] = {
    "backwards": time_by_row, "turned_backwards": time_by_row, "clock": marked, "missing_code": marked,
    "constant_part": marked, "averaged": marked, "level_shift": marked,
    "leak_split": parts_in_time, "leak_scaler": scaler_ranges, "leak_gap": shared_targets, "not_finite": gradient,
    "exploding": gradient, "outside_range": outside, "unit_root": values_and_changes,
    "worse_than_baseline": error_bars, "input_dropout": masks, "under_trained": losses, "still_falling": losses,
    "overfitting": losses, "not_learning": losses, "below_by_dropout": losses_as_seen,
    "below_by_easier_part": losses_as_seen, "short_window": autocorrelation, "structure_left": autocorrelation,
    "spread_changes": spread, "heavy_tails": quantiles, "intervals_narrow": interval, "intervals_wide": interval,
    "one_seed": lead,
}  # fmt: skip
