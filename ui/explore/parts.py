"""The pictures and sentences of the Explore page."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lstm_core.explore import Study, explore
from lstm_core.recommend import Why
from lstm_core.runtime.errors import LabError
from lstm_core.series import Series
from ui.charts.common import one_step
from ui.charts.explore import parts_figure, stems
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, show, with_unit
from ui.state import places, session
from ui.state.places import Offer
from ui.widgets.chart import chart, theme
from ui.widgets.kept import place_slider
from ui.widgets.recommended import recommendation, steadier_transform

MOST_LAGS, FIRST_LAGS = 200, 40


def settle() -> None:
    """Look at what the address asks for; called before the page is drawn."""
    try:
        series = session.series()
    except LabError:
        return
    for problem in places.settle("explore", {} if series.sequence else {"lags": _lags_offer(series)}):
        session.notify(problem)


def _lags_offer(series: Series) -> Offer:
    most = _most_lags(series)
    return Offer("lags", range(2, most + 1), min(FIRST_LAGS, most), "number of lags")


def _most_lags(series: Series) -> int:
    return max(2, min(MOST_LAGS, len(series) - 1))


def study_of(series: Series) -> Study:
    """Everything at once, at the most lags that the slider offers, so that the slider only cuts."""
    with st.spinner("Studying the series…", show_time=False):
        study: Study = session.remember("study", session.settings().data, lambda: explore(series, _most_lags(series)))
    return study


def p_value(p: float, bound: str = "") -> str:
    """A p-value in words: never more digits than the test gives."""
    if bound == "above":
        return "above 0.1"
    if bound == "below" or p < 0.001:
        return "below 0.01" if bound else "below 0.001"
    return f"{p:.2g}"


def equal(p: str) -> str:
    """``p = 0.2``, ``p below 0.001``."""
    return f"p {p}" if p.startswith(("above", "below")) else f"p = {p}"


def correlations(series: Series, study: Study) -> None:
    """ACF and PACF up to the chosen lag."""
    unit = "" if series.time_unit == "step" else one_step(series.time_unit)
    lags = place_slider(
        with_unit("Lags", unit), _lags_offer(series), name="Lags", format="%d steps",
        help="Up to how many steps back the correlations are drawn.",
    )  # fmt: skip
    pacf = study.pacf[: lags + 1]
    left, right = st.columns(2)
    with left:
        acf = study.acf[: lags + 1]
        chart(
            stems(acf, study.acf_band[: lags + 1], theme(), title="ACF", unit="steps"), "explore_acf",
            f"Autocorrelation at lags 1 to {lags}; at lag 1 it is {acf[1]:.2f}.",
        )  # fmt: skip
    with right:
        chart(
            stems(pacf, np.full(len(pacf), study.pacf_band), theme(), title="PACF", unit="steps"), "explore_pacf",
            f"Partial autocorrelation at lags 1 to {len(pacf) - 1}; at lag 1 it is {pacf[1]:.2f}.",
        )  # fmt: skip
    if lags > study.lag_cap:
        show("explore/capped", cap=study.lag_cap, n=study.n)


def verdicts(series: Series, study: Study) -> None:
    """The tests in words."""
    left, right = st.columns(2, gap="large")
    with left:
        st.header("Is there anything to learn?", anchor=False)
        box = study.ljung_box
        answer = "yes" if box.p < 0.05 else "no"
        show(f"explore/learn_{answer}", lags=box.lags, p=equal(p_value(box.p)))
        if study.stationarity.verdict == "unit_root":
            changes = study.ljung_box_changes
            show(f"explore/learn_changes_{'yes' if changes.p < 0.05 else 'no'}", p=equal(p_value(changes.p)))
        if answer == "yes":
            show("explore/reading")
    with right:
        st.header("Does it keep its level?", anchor=False)
        tests = study.stationarity
        adf, kpss = p_value(tests.adf_p), p_value(tests.kpss_p, tests.kpss_bound)
        transform = steadier_transform(series) if tests.verdict in ("trend", "unit_root") else ""
        show(f"explore/level_{tests.verdict}", adf=equal(adf), kpss=equal(kpss), transform=transform)
        show("explore/tests")


def period(series: Series, study: Study) -> None:
    """The dominant period, and the series taken apart by it."""
    st.header("Does it repeat?", anchor=False)
    if study.period is None:
        show(f"explore/period_{study.period_reason}")
        return
    unit = "" if series.time_unit == "step" else f" ({one_step(series.time_unit)})"
    show("explore/period_yes", period=count(study.period, "step") + unit, strength=float(study.period_strength))
    if study.decomposition is not None:
        show("explore/parts")
        chart(
            parts_figure(series, study.decomposition, theme()), "explore_parts", "Trend, season and rest of the series."
        )


def suggestion(series: Series, study: Study) -> None:
    """The recommended window with its reason, and the button that takes it."""
    st.header("How far back should the network look?", anchor=False)
    now = session.settings().preparation
    if now.names_classes:
        show("classify/no_recommendation")
        return
    try:
        window, why = recommendation(series).window
    except LabError as error:
        st.caption(escape(refusal_text(error)))
        return
    read = ", ".join(map(escape, series.features))
    show(f"explore/{why.id}", **{**why.numbers, "window": window}, target=escape(series.target), features=read)
    _what_lags_say(window, why, study)
    in_use = now.window == window
    st.button(
        f"Window {window} is in use" if in_use else f"Use window = {window}", key="use_window",
        disabled=in_use, type="primary", on_click=session.change, kwargs={"window": window},
    )  # fmt: skip


def _what_lags_say(window: int, why: Why, study: Study) -> None:
    """How the pictures above go with a window that a trial has found."""
    lag = study.telling_lag
    if why.id == "window_short" and lag:
        show("explore/window_lag" if lag <= window else "explore/window_lag_beyond", lag=lag)
        if study.period is not None and study.period > window:
            show("explore/window_cycle", period=study.period)
