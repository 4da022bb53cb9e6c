"""Train: the earlier trainings that stay in the charts, to pin or to clear, and the trail of all of them."""

from __future__ import annotations

import streamlit as st

from lstm_core.host.training_job import Job
from lstm_core.settings import specs
from ui.charts.trail import TRAIL_HEIGHT, Step, trail_chart
from ui.format.text import show, text
from ui.state import current_run, server, session
from ui.train import trail
from ui.train.trail import QUICK, TRAIL, Tried
from ui.widgets.chart import theme
from ui.widgets.live import live_chart
from ui.widgets.training_view import View


def earlier_runs(job: Job | None, view: View) -> None:
    """One line in one place, whether there are earlier trainings or not."""
    with st.container(horizontal=True, vertical_alignment="center", key="train_earlier"):
        shown = trail.ghosts(view)
        if job is not None and job.id in QUICK.get() and not _is_pinned(job.id):
            st.button(
                "Keep this run", icon=":material/keep:", type="tertiary", on_click=trail.keep_run, args=(job.id,),
                key="train_keep_this", disabled=not job.finished, help=text("train/keep_run"),
            )  # fmt: skip
        if not shown:
            st.caption(text("train/no_ghosts"), width="content")
            return
        st.caption("Thin lines, earlier runs:", width="content")
        for number, one in enumerate(shown):
            st.button(
                trail.name(one, view.settings), icon=":material/check:" if one.pinned else ":material/keep:",
                type="tertiary", on_click=trail.keep_run, args=(one.id,), key=f"train_pin_{number}",
                disabled=_why_not(one) is not None, help=text(_why_not(one) or "train/keep_run"),
            )  # fmt: skip
        st.button("Clear", icon=":material/ink_eraser:", type="tertiary", on_click=trail.clear, key="train_clear")


def _why_not(one: Tried) -> str | None:
    """The text that says why it cannot be kept; None where it can."""
    if one.pinned:
        return "train/kept_run"
    return "train/run_gone" if server.host().job(one.id) is None else None


def _is_pinned(id: str) -> bool:
    return any(one.id == id and one.pinned for one in TRAIL.get())


def trail_panel(view: View) -> None:
    """All that was tried of late, in order; a click on a point goes back to it."""
    alike = [one for one in TRAIL.get() if trail.is_comparable(one, view)]
    panel = st.expander("Your trail: the last trainings", key="train_trail_panel", on_change="rerun")
    if not panel.open:
        return
    with panel:
        show("train/trail")
        if not alike:
            st.caption(text("train/no_trail"))
            return
        steps = [
            Step(trail.name(one, view.settings), float(one.losses[-1]), one.quick, one.id == view.key) for one in alike
        ]
        words = f"The last validation loss of {len(steps)} trainings in the order in which they were tried."
        live_chart(
            trail_chart(steps, view.loss, theme()), "train_trail", TRAIL_HEIGHT, alt=words,
            on_pick=lambda point: _back_to(alike[int(point["x"]) - 1]),
        )  # fmt: skip


def _back_to(one: Tried) -> None:
    job = server.host().job(one.id)
    if job is not None and job.has_weights:
        current_run.take(job)
    else:
        session.replace(one.settings, meant=specs())
