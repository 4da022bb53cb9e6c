"""Results, Ahead: the forecast of what has not happened yet, with its interval, table and file."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.forecasting import MAX_STEPS, Future, forecast_future
from lstm_core.forecasting.interval import ForecastInterval, forecast_interval
from lstm_core.prepare import foreign_features
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from ui.charts.common import readable, time_title
from ui.charts.results_ahead import beyond_the_end
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, fill, show, whole_percent, with_unit
from ui.results.context import ResultsContext
from ui.state import address
from ui.state.places import Offer
from ui.widgets.chart import chart, theme
from ui.widgets.kept import kept_number, kept_segments

LEVEL = Offer("results_beyond_level_chosen", (50, 80, 90, 95), 90, "level of the interval in %")
USUAL_STEPS = 20


def beyond_offer(run: Run) -> Offer:
    """The steps after the last value; at first no more than the network predicts at once where others are not known."""
    ahead = max(1, run.settings.preparation.horizon)
    usual = ahead if foreign_features(run.series) else max(ahead, USUAL_STEPS)
    return Offer("results_beyond_chosen", range(1, MAX_STEPS + 1), usual, "number of steps")


def beyond_view(look: ResultsContext) -> None:
    """Any number of steps after the last value, with real time stamps, in the series' own unit."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        steps = kept_number("Steps after the last value", beyond_offer(look.run), "results_beyond_steps")
    with right:
        level = kept_segments("Interval", LEVEL, "results_beyond_level", lambda share: whole_percent(share / 100)) / 100
    # Drawn alone, it has nobody else to write the address.
    address.sync_url("results")
    try:
        future: Future = look.cached("beyond", steps, lambda: forecast_future(look.run, steps))
    except DataError as error:
        st.info(escape(refusal_text(error)), icon=":material/info:")
        return
    try:
        around: ForecastInterval | None = look.cached(
            "outlook", (steps, level), lambda: forecast_interval(look.run, steps, level)
        )
        refusal = ""
    except DataError as error:
        around, refusal = None, refusal_text(error)
    dates = readable(future.index)
    when = f"at {dates[0]}" if steps == 1 else f"from {dates[0]} to {dates[-1]}"
    show("results/beyond", steps=count(steps, "step"), when=when, way=_way(future, steps))
    half = None if around is None else around.half
    titles = (time_title(look.series), with_unit(look.series.target, look.series.unit))
    window = look.run.settings.preparation.window
    figure = beyond_the_end(
        theme(), look.series, future, half, whole_percent(level), max(3 * window, 2 * steps), titles
    )
    chart(figure, "results_beyond", "The end of the series and the forecast after it, with its interval.")
    if around is None:
        st.caption(escape(refusal))
    else:
        st.caption(
            fill("results/beyond_interval", level=whole_percent(level), origins=count(len(around.origins), "forecast"))
        )
    rows = table(look, future, half)
    with st.expander("The numbers"):
        st.dataframe(rows, hide_index=True, alt="The forecast after the end, step by step.")
    st.download_button(
        "Download the forecast (CSV)", rows.to_csv(index=False).encode(), "forecast.csv", "text/csv",
        icon=":material/download:", on_click="ignore", key="results_beyond_download",
    )  # fmt: skip


def _way(future: Future, steps: int) -> str:
    if future.direct == steps:
        return fill("results/beyond_one" if steps == 1 else "results/beyond_direct")
    if future.direct == 1:
        return fill("results/beyond_recursive", share=whole_percent(future.predicted[-1].mean()))
    return fill(
        "results/beyond_both", direct=future.direct, share=whole_percent(future.predicted[-1].mean())
    )  # fmt: skip


def table(look: ResultsContext, future: Future, half: np.ndarray | None) -> pd.DataFrame:
    """One row per step: time, prediction, the interval's bounds where it has one, share of its window predicted."""
    columns = {"time": _plain(future.index), "prediction": future.prediction}
    if half is not None:
        columns |= {"lower": future.prediction - half, "upper": future.prediction + half}
    columns["predicted share of the window"] = future.predicted.mean(axis=1)
    return pd.DataFrame(columns).rename(columns={"prediction": with_unit("prediction", look.series.unit)})


def _plain(index: pd.Index) -> list[str]:
    """Time stamps or step numbers for a file that programs read."""
    return readable(index) if isinstance(index, pd.DatetimeIndex) else [str(step) for step in index]
