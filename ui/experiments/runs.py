"""Experiments, Runs: every run of this browser, side by side."""

from __future__ import annotations

import streamlit as st

from lstm_core.notebook import MAX_BYTES, MAX_RUNS, Entry, what_changed
from ui.experiments.context import listed, words
from ui.experiments.file import file_panel
from ui.experiments.one_change import door, one_run
from ui.experiments.overlay import overlays, setting_against_metric
from ui.experiments.table import runs_table
from ui.format.pages import ICONS, path
from ui.format.text import count, escape, show
from ui.state import session
from ui.state.run_store import WHOLE
from ui.widgets.explain import one_thing_to_try, what_it_means
from ui.widgets.live import watch
from ui.widgets.picture_first import controls_above, picture_first
from ui.widgets.training_view import stages_of


def runs_section() -> None:
    """The table, the chosen runs over each other, one run to act on, and the way in and out as a file."""
    door()
    _follow()
    with st.spinner("Measuring the runs"):
        entries = listed()
    with picture_first():
        with controls_above():
            chosen = runs_table(entries)
        if chosen:
            overlays(chosen)
    if len(entries) == 1:
        _empty()
    _difference(chosen)
    one_run(entries, chosen)
    if len(entries) > 2:
        st.header("A setting against a metric", anchor=False)
        setting_against_metric(entries, chosen)
    _bounds()
    file_panel()
    what_it_means("experiments/meaning")
    one_thing_to_try("experiments/try")


def _follow() -> None:
    """Say what trains; the page is drawn anew when one of them has ended."""
    stages: dict[str, str] = {}
    for job in session.kept().coming():
        job.touch()
        stages |= stages_of(job)
    watch("runs", stages)
    line = st.empty()
    if stages:
        line.markdown(f":material/hourglass_top: {count(len(stages), 'training')} of yours will come in at the end.")


def _bounds() -> None:
    """How much the notebook holds, what was let go, and when it is lost."""
    st.header("The notebook", anchor=False)
    show("experiments/runs")
    book = session.kept().book()
    if book.dropped:
        st.warning(f"{count(book.dropped, 'run')} had to go to make room.", icon=":material/info:")
    used = max(book.bytes / 1e6, 0.01) if book.entries else 0.0
    show("experiments/bounds", runs=count(len(book.entries), "run"), used=used, most=MAX_RUNS,
         size=MAX_BYTES // 1_000_000, whole=WHOLE)  # fmt: skip


def _empty() -> None:
    show("experiments/empty")
    st.page_link(path("train"), label="Go to Train", icon=ICONS["train"])


def _difference(chosen: list[Entry]) -> None:
    """What changed between the two chosen runs, from the older to the newer one."""
    if len(chosen) != 2:
        show("experiments/choose_two")
        return
    newer, older = chosen
    st.info(escape(what_changed(older, newer, words)), icon=":material/compare_arrows:")
    show("experiments/one_seed")
