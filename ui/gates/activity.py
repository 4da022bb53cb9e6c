"""Gates, where is it on: the stretches of the whole series where the chosen unit is above a threshold."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lstm_core.interpretation.activity import over_series, over_steps, stretches
from lstm_core.prepare import PARTS
from lstm_core.runs.run import Run
from ui.charts import gates_activity as charts
from ui.charts.common import breaks, readable, stamps, thin, time_title
from ui.format.cell_display import NAMES
from ui.format.text import count, fill, number, show, with_unit
from ui.gates.context import Choice, GatesContext
from ui.gates.controls import keep_within
from ui.state import slots
from ui.state.places import Offer
from ui.widgets.chart import chart, theme
from ui.widgets.class_views import plain
from ui.widgets.gates_cost import affordable
from ui.widgets.kept import place_slider
from ui.widgets.sliders import slider

# A learner waits no longer for all windows to walk through the network; fewer windows than this tell nothing.
SECONDS, FEW_WINDOWS = 0.25, 20
# Sequences whose every step is looked at: at first, and at most.
_FEW_SEQUENCES, _MOST_SEQUENCES = 6, 60


def drawn_offer(run: Run) -> dict[str, Offer]:
    """What an address can ask for: how many of the newest sequences the picture shows; nothing for one long series."""
    if not run.series.sequence:
        return {}
    windows = sum(len(run.prepared.part(part)) for part in PARTS)
    most = min(windows, _MOST_SEQUENCES)
    return {"drawn": Offer("gates_drawn", range(1, most + 1), min(most, _FEW_SEQUENCES), "number of sequences")}


def activity_tab(now: GatesContext, choice: Choice) -> None:
    """Gate, threshold, and where on the series it is exceeded."""
    layer, unit, series = choice.layer - 1, choice.unit - 1, plain(now.run.series)
    windows = sum(len(now.run.prepared.part(part)) for part in PARTS)
    newest = min(windows, affordable(now.run, SECONDS))
    if newest < min(windows, FEW_WINDOWS):
        show("gates/on_too_large")
        return
    left, right = st.columns([3, 2])
    with left:
        kind = _kind(now, choice.unit)
    if series.sequence:
        newest = min(place_slider("Newest sequences in the picture", drawn_offer(now.run)["drawn"]), newest)
        positions, values = now.cached(
            "over_steps", (layer, kind, newest), lambda: over_steps(now.shown, layer, kind, newest), keep=3
        )
    else:
        positions, values = now.cached(
            "over_series", (layer, kind), lambda: over_series(now.shown, layer, kind, newest), keep=3
        )
    course = values[:, unit]
    if not np.isfinite(course).all():
        show("gates/on_diverged")
        return
    with right:
        threshold = _threshold(kind, layer, unit, course)
    on = positions[course > threshold]
    found = stretches(on, series.sequence)
    shown = positions if series.sequence else np.arange(len(series))
    drawn = np.union1d(shown[thin(series.y[shown])], np.array([end for stretch in found for end in stretch], int))
    gaps = breaks(series, drawn)
    figure = charts.activity_picture(
        theme(), stamps(series.index, np.insert(drawn, gaps, drawn[gaps])), np.insert(series.y[drawn], gaps, np.nan),
        np.insert(np.isin(drawn, on), gaps, False),
        [(a, b) for a, b in zip(*(stamps(series.index, np.array([s[i] for s in found], int)) for i in (0, 1)),
                                strict=True)],
        f"{now.kind.letters[kind]} above {number(threshold)}",
        (time_title(series), with_unit(series.target, series.unit)),
    )  # fmt: skip
    what = f"{NAMES[kind]} of unit {choice.unit}"
    chart(figure, "gates_activity", f"The series; the stretches where the {what} is above the threshold are marked.")
    st.markdown(_words(now, what, threshold, found, len(on), len(positions), course, newest))
    if newest < windows and not series.sequence:
        show("gates/on_newest", newest=f"{newest:,}", windows=f"{windows:,}")


def _kind(now: GatesContext, unit: int) -> str:
    """By which of its values the unit counts as on; asked only where it has several."""
    names, words = now.kind.cell.names, f"Unit {unit} counts as on by its"
    if len(names) == 1:
        st.markdown(f"{words} **{now.kind.name(names[0])}**")
        return names[0]
    keep_within("gates_kind", names, names[0])
    return str(
        st.segmented_control(
            words, names, default=slots.GATES_KIND.get(), required=True, key="gates_kind",
            format_func=now.kind.name, persist_state="session",
        )
    )  # fmt: skip


def _threshold(kind: str, layer: int, unit: int, course: np.ndarray) -> float:
    """The slider, between the lowest and the highest value; it starts in the upper half of what this unit does."""
    low, high = float(np.floor(course.min() * 100) / 100), float(np.ceil(course.max() * 100) / 100)
    if high - low < 0.02:
        low, high = low - 0.01, high + 0.01
    kept = slots.GATES_THRESHOLDS.at_first({})
    start = kept.get((kind, layer, unit), (course.min() + course.max()) / 2)
    shown = round(float(np.clip(start, low, high)), 2)

    def took(threshold: float) -> None:
        kept[(kind, layer, unit)] = threshold

    slider("Threshold", round(low, 2), round(high, 2), shown, step=0.01, key="gates_threshold", took=took)
    return shown


def _words(
    now: GatesContext,
    what: str,
    threshold: float,
    found: list[tuple[int, int]],
    on: int,
    places: int,
    course: np.ndarray,
    newest: int,
) -> str:
    """places: windows of one long series, steps of the newest of separate sequences."""
    series, text = now.run.series, "gates/on"
    common = {"what": what, "threshold": number(threshold), "low": float(course.min()), "high": float(course.max())}
    if series.sequence:
        text = "gates/on_steps"
        common |= {"steps": f"{places:,}", "sequences": f"{newest:,}", "all": f"{series.sequences:,}"}
    else:
        common["windows"] = f"{places:,}"
    if not found:
        return fill(f"{text}_never", **common)
    longest = max(found, key=lambda stretch: stretch[1] - stretch[0])
    first, last = readable(series.index[list(longest)])
    long = {"longest" if series.sequence else "steps": count(longest[1] - longest[0] + 1, "step")}
    return fill(
        text, on=f"{on:,}", stretches=count(len(found), "stretch", "stretches"), first=first, last=last,
        **common, **long,
    )  # fmt: skip
