"""The steps of an experiment under the title: series, window, network, run and skill, each a link to its page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from lstm_core.runtime.errors import LabError
from ui.format.networks import network_size
from ui.format.pages import path
from ui.format.text import count, escape, measured
from ui.state import current_run, session, slots

DONE, MOVES, STALE, OPEN = ":material/check:", ":material/autorenew:", ":material/history:", ":material/circle:"

STEPS = 5


@dataclass(frozen=True)
class Step:
    """One of them. page: where it is made. words: its key figure. mark: an icon that says how it stands."""

    page: str
    words: str
    mark: str = DONE


def places_of_steps() -> Sequence[DeltaGenerator]:
    """A row of places, one for each step: what is drawn anew is one element, never a row."""
    with st.container(horizontal=True, vertical_alignment="center", gap=None, key="stepper"):
        return [st.empty() for _ in range(STEPS)]


def stepper(places: Sequence[DeltaGenerator]) -> None:
    """Draw the steps into their places."""
    for place, step in zip(places, _steps(), strict=True):
        place.page_link(path(step.page), label=step.words, icon=step.mark)


def _steps() -> Iterator[Step]:
    now = session.settings()
    try:
        series = session.series()
        yield Step("data", f"{escape(series.title)}, {count(len(series), 'point')}")
    except LabError:
        yield Step("data", "series: needs your attention", OPEN)
    ahead = f"{count(now.preparation.horizon, 'step')} ahead" if now.preparation.horizon else "horizon 0"
    yield Step("prepare", f"window {now.preparation.window}, {ahead}")
    yield Step("train", network_size(now.network))
    words, mark = _run()
    yield Step("train", words, mark)
    skill = _skill()
    yield Step("results", skill or "results", mark if skill else OPEN)


def _run() -> tuple[str, str]:
    """Which run answers these settings, and whether what it was trained with has changed since."""
    job = session.job()
    if job is not None and not job.finished:
        return f"run: yours, {'paused' if job.state == 'paused' else 'training'}", MOVES
    if not current_run.is_trained():
        return "not trained yet", OPEN
    if current_run.is_shipped():
        return "run: the shipped example", DONE
    run = current_run.run()
    return ("run: yours", DONE) if run.settings == session.settings() else ("run: yours, before the change", STALE)


def _skill() -> str:
    """The kept run's skill on the test part, as Results shows it; nothing where it is not known yet."""
    shown = slots.JOB.get() or slots.OPENED.get()
    entry = session.kept().known(shown) if shown and current_run.is_trained() else None
    if entry is None or "skill" not in entry.metrics["test"]:
        return ""
    leaky = "leaky " if entry.settings.preparation.leaks else ""
    return f"{leaky}skill {measured(entry.metrics['test']['skill'])}"
