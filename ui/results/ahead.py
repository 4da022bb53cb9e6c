"""Results, Ahead: how the error grows with the horizon, and what comes after the end of the data."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np
import streamlit as st

from lstm_core.forecasting import MAX_STEPS, ByHorizon, by_horizon
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from ui.charts.results_ahead import FORECASTS, errors_by_horizon
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, fill, number, show
from ui.results.context import ResultsContext, outputs, shown
from ui.results.future import LEVEL, beyond_offer, beyond_view
from ui.state import address
from ui.state.places import Offer
from ui.state.turn import page_part
from ui.widgets.chart import chart, theme
from ui.widgets.kept import place_slider

# A path that moves so much less, or more, than the truth is called flat, or running away.
FLAT, RUNS_AWAY = 0.5, 2.0
MOST_STRETCHES = 4
# Steps · window of the longest path; it is run once per network, and the slider cuts it.
_WORK = 3_000


def ahead_offers(run: Run) -> dict[str, Offer]:
    """What an address can ask of this section: how far the errors go, and the forecast after the last value."""
    if not run.prepared.in_order or run.series.sequence:
        return {}
    return {"ahead": _horizon_offer(run), "beyond": beyond_offer(run), "beyond-level": LEVEL}


def _horizon_offer(run: Run) -> Offer:
    most = _most_steps(run)
    usual = min(2 * run.settings.preparation.window, most)
    return Offer("results_horizon_steps", range(1, most + 1), usual, "number of steps ahead")


def ahead_section(look: ResultsContext) -> None:
    """Errors by steps ahead, then the forecast of what has not happened yet."""
    if look.broken:
        show("results/diverged_short")
        return
    st.header("Error by steps ahead", anchor=False)
    page_part(horizon_view)(look)
    st.header("Beyond the end of the data", anchor=False)
    page_part(beyond_view)(look)


def horizon_view(look: ResultsContext) -> None:
    """Recursive, direct and plain forecasts from the same origins of the test part."""
    offer = _horizon_offer(look.run)
    most = len(offer.options)
    try:
        with st.spinner("Running ahead from many origins"):
            whole: ByHorizon = look.cached("by_horizon", (), lambda: measured_ahead(look, most))
    except DataError as error:
        st.info(escape(refusal_text(error)), icon=":material/info:")
        return
    steps = place_slider("Steps ahead, at most", offer) if most > 1 else 1
    # Drawn alone, it has nobody else to write the address.
    address.sync_url("results")
    ahead = up_to(whole, steps)
    show("results/horizon", origins=count(len(ahead.origins), "origin"), steps=count(steps, "step"))
    chart(
        errors_by_horizon(theme(), ahead, look.series.unit), "results_horizon",
        "RMSE on the test part by steps ahead: recursive, direct, and the plain forecasts.",
    )  # fmt: skip
    for sentence in sentences(ahead, look.run.settings.preparation.window):
        st.markdown(sentence)
    for note in ahead.notes.values():
        st.caption(escape(note))


def _most_steps(run: Run) -> int:
    """As far as a second allows, and no farther than half the test part, so that the other half are origins."""
    room, preparation = len(run.series) - run.prepared.boundaries[1], run.settings.preparation
    return int(np.clip(_WORK // preparation.window, max(1, preparation.horizon), max(1, min(room // 2, MAX_STEPS))))


def up_to(ahead: ByHorizon, steps: int) -> ByHorizon:
    """The first `steps` horizons, from the same origins."""
    worse = ahead.worse_than_mean
    return replace(
        ahead, horizons=ahead.horizons[:steps], rmse={name: errors[:steps] for name, errors in ahead.rmse.items()},
        predicted_share=ahead.predicted_share[:steps],
        worse_than_mean=worse if worse is not None and worse <= steps else None,
    )  # fmt: skip


def measured_ahead(look: ResultsContext, steps: int) -> ByHorizon:
    """`by_horizon`; a single direct output is the recursion's first step and needs no line."""
    ahead = by_horizon(look.run, steps, season=look.evaluation.basis.season)
    errors = dict(ahead.rmse)
    if "recursive" in errors and outputs(look.evaluation) == 1:
        del errors["direct"]
    return replace(ahead, rmse=errors)


def sentences(ahead: ByHorizon, window: int) -> list[str]:
    """What the errors by horizon say here: who is best where, from where a mean does better, whether the path lives."""
    told = [fill("results/horizon_best", best=best_where(ahead))]
    if "recursive" not in ahead.rmse:
        return told
    worse = ahead.worse_than_mean
    told.append(fill("results/horizon_mean_never") if worse is None else fill("results/horizon_mean", step=worse))
    ratio = ahead.spread_ratio
    if np.isfinite(ratio):
        kind = "flat" if ratio < FLAT else "away" if ratio > RUNS_AWAY else "alive"
        told.append(fill(f"results/path_{kind}", ratio=shown(ratio), after=window))
    return told


def best_where(ahead: ByHorizon) -> str:
    """Who has the smallest RMSE at which steps ahead, in words."""
    names = list(ahead.rmse)
    table = np.array([np.where(np.isfinite(ahead.rmse[name]), ahead.rmse[name], np.inf) for name in names])
    best = [names[i] for i in table.argmin(axis=0)]
    stretches = [(name, [step for step, _ in group]) for name, group in groupby(enumerate(best, 1), key=lambda p: p[1])]
    if len(stretches) <= MOST_STRETCHES:
        return "; ".join(f"{_stretch(steps)} **{FORECASTS[name]}**" for name, steps in stretches)
    counts = sorted(((best.count(name), name) for name in set(best)), reverse=True)
    total = len(best)
    return "; ".join(f"**{FORECASTS[name]}** at {n} of {number(float(total))} horizons" for n, name in counts)


def _stretch(steps: list[int]) -> str:
    return f"at step {steps[0]}" if len(steps) == 1 else f"at steps {steps[0]} to {steps[-1]}"
