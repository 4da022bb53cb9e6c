"""The right side of the Train page: its buttons, what they start, and what came of it.

A part of its own: Train, Pause, Step and the end of a training draw it alone, and not the page with all its controls.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st
from streamlit.errors import StreamlitInvalidLayoutContextError

from lstm_core.host.training_job import Job
from lstm_core.prepare import Prepared
from lstm_core.runtime.errors import SettingsError
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate
from ui.format.refusal import refusal_text
from ui.format.text import count, duration, escape, fill
from ui.state import current_run, server, session
from ui.state.changes import changes
from ui.state.run_store import keeper
from ui.state.turn import page_part, turn
from ui.train.file import file_panel
from ui.train.live import live
from ui.train.transport import transport
from ui.widgets.chart import theme
from ui.widgets.network_diagram import network_picture
from ui.widgets.training_view import stages_of


@page_part
def training_side(
    prepared: Prepared, drawn_for: object, line: Any, stepper: Callable[[Any], None], question: Any
) -> None:  # fmt: skip
    """Draw it, now and whenever something in it is used.

    drawn_for: `around` as the page began to be drawn. line, question: places further up whose words tell of the
    training, too. stepper: draws into those of `line`.
    """
    keeper.drawn()
    with turn():
        job = current_run.job_in_front()
        stages = stages_of(job)
        # After the job: what ends from here on is told by the road.
        if around() != drawn_for:
            st.rerun()
        try:
            stepper(line)
            question.markdown(_question(bool(stages)))
        except StreamlitInvalidLayoutContextError:
            # The last drawing of the whole page was cut short before it came to these places.
            st.rerun()
        _draw(job, stages, prepared)


def around() -> object:
    """What the rest of the page shows besides the training: where it has changed, the whole page is drawn."""
    told, job = changes(), session.job()
    # The line that tells of a change has a Train button of its own.
    begun = told is not None and job is not None and not job.finished
    return replace(session.standing(), job_id=None), tuple(session.notices()), told, begun


def _question(active: bool) -> str:
    # Asked before the answer is there: what has ended has answered already.
    answered = current_run.is_trained() and not active
    return fill(f"train/{'answered' if answered else 'running' if active else 'question'}")


def _draw(job: Job | None, stages: dict[str, str], prepared: Prepared) -> None:
    settings = session.settings()
    cost = estimate(settings, prepared)
    refusal = ""
    try:
        validate(settings, prepared)
    except SettingsError as error:
        refusal = refusal_text(error)
    transport(job, startable=not refusal)
    if refusal:
        st.error(escape(refusal), icon=":material/error:")
    planned = count(settings.training.epochs, "epoch"), count(cost.updates, "weight update")
    idle = f"{'Too large' if refusal else 'Ready'}: {' · '.join(planned)} · about {duration(cost.seconds)}"
    live(job, stages, idle, network_picture(settings, prepared, theme()))
    active = job is not None and not job.finished
    if not active and not refusal:
        # While the learner still looks, the host compiles what Train will need.
        server.host().rehearse(settings, prepared)
    file_panel(None if active or not current_run.is_trained() else current_run.run())
