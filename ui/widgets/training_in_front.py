"""The training that the pages are about, ready to draw, and its charts where there is none yet."""

from __future__ import annotations

from lstm_core.host.training_job import Job
from ui.charts.untrained import faded
from ui.format.palette import Figure
from ui.state import current_run, session
from ui.widgets.chart import theme
from ui.widgets.training_view import View, view_job, view_run, view_untrained


def view_in_front(job: Job | None) -> View:
    """What the charts show: the learner's training, an opened or the shipped run, or an experiment without one."""
    if job is not None:
        return view_job(job)
    if current_run.is_trained():
        return view_run(current_run.run())
    return view_untrained(session.settings(), session.series(), session.prepared())


def honest(figure: Figure, view: View) -> Figure:
    """The figure, which says so where there is nothing trained to draw."""
    return figure if view.trained else faded(figure, theme())
