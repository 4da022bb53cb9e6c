"""Experiments, Search: let many short trainings look for good settings, while the test part stays locked."""

from __future__ import annotations

import streamlit as st

from lstm_core.experiments.search import MOST_TRIALS, Method, SearchPlan, Space, seconds_of, validate_plan
from lstm_core.experiments.search.plan import FEWEST_ORIGINS, MOST_ORIGINS, known_part
from lstm_core.prepare import part_boundaries
from lstm_core.runtime.errors import LabError
from lstm_core.series import Series
from lstm_core.series.types import validate_sequences
from ui.experiments.search_live import live
from ui.experiments.search_space import choose_points, choose_space
from ui.format.refusal import refusal_text
from ui.format.text import count, duration, escape, fill, show
from ui.state import session
from ui.state.searches import begin, mine, running
from ui.widgets.explain import one_thing_to_try, what_it_means
from ui.widgets.sliders import kept_slider

METHODS: dict[Method, str] = {"tpe": "TPE", "random": "Random", "grid": "Grid", "manual": "By hand"}


def search_section() -> None:
    """What to search, the start, how far it is, and what came out."""
    series = session.series()
    show("experiments/search/intro")
    try:
        validate_sequences(series)
    except LabError as error:
        st.info(escape(refusal_text(error)), icon=":material/info:")
        return
    search = mine()
    with st.expander("What to search", expanded=search is None, key="search_setup", icon=":material/tune:"):
        _set_up(series)
    if search is not None:
        live(search)
    what_it_means("experiments/search/meaning")
    one_thing_to_try("experiments/search/try")


def _set_up(series: Series) -> None:
    settings = session.settings()
    points = part_boundaries(series, settings.preparation)[0]
    method = st.segmented_control(
        "How points are chosen", list(METHODS), format_func=METHODS.__getitem__, default="tpe", required=True,
        key="search_method", persist_state="session",
    )  # fmt: skip
    show(f"experiments/search/{method}")
    try:
        space = choose_space(settings, points)
        plan = _plan(space, method)
        validate_plan(plan, series)
    except LabError as error:
        st.error(escape(refusal_text(error)), icon=":material/error:")
        st.button("Start the search", type="primary", disabled=True, key="search_go", icon=":material/play_arrow:")
        return
    st.button(
        "Start the search", icon=":material/play_arrow:", type="primary", key="search_go", on_click=_start,
        args=(plan,), disabled=running(),
    )  # fmt: skip
    seconds = max(1.0, seconds_of(plan, known_part(series, settings)))
    st.caption(fill("experiments/search/cost", trials=count(plan.trials, "trial"), origins=plan.origins,
                    fits=count(plan.fits, "training"), time=duration(seconds)))  # fmt: skip


def _plan(space: Space, method: Method) -> SearchPlan:
    """The plan as the controls say."""
    table = choose_points(space) if method == "manual" else ()
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        budget = kept_slider(
            "Trials", 5, MOST_TRIALS, 30, state="search_budget", step=5, disabled=method in ("grid", "manual"),
            help="How many points are tried.",
        )  # fmt: skip
    with middle:
        origins = kept_slider(
            "Origins", FEWEST_ORIGINS, MOST_ORIGINS, FEWEST_ORIGINS, state="search_origins",
            help="On how many stretches of time each point is scored.",
        )  # fmt: skip
    with right:
        seed = st.number_input("Seed of the search", 0, 9999, 0, key="search_seed", persist_state="session",
                               help="Same seed, same points, where trials run one by one.")  # fmt: skip
    prune = st.toggle(
        "Prune: give up trials that are worse than the median after an origin", True, key="search_prune",
        persist_state="session",
    )  # fmt: skip
    return SearchPlan(session.settings(), space, method, budget, origins, prune, seed, table)


def _start(plan: SearchPlan) -> None:
    try:
        begin(plan)
    except LabError as error:
        session.notify(refusal_text(error))
