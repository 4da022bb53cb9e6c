"""Train, side by side: several networks on the same series, windows and seed, live."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st

from lstm_core.evaluation.metrics import r2
from lstm_core.experiments.race import CONTENDERS, MOST_CONTENDERS, usual, weights_of
from lstm_core.host.training_job import Job
from lstm_core.models.backbones import has_cells
from lstm_core.runs.run import EpochReport
from lstm_core.runtime.errors import LabError
from ui.charts.classify import race_accuracies
from ui.charts.race import race_losses, race_predictions
from ui.format.pages import ICONS, path
from ui.format.refusal import refusal_text
from ui.format.text import duration, escape, fill, measured, show, text_exists
from ui.state import races as race_state
from ui.state import session, slots
from ui.state.places import Offer
from ui.widgets.chart import theme
from ui.widgets.class_views import majority_accuracy
from ui.widgets.kept import chosen, took
from ui.widgets.live import Moving, live_chart, training_feed
from ui.widgets.shown import show_value
from ui.widgets.through_door import through_door
from ui.widgets.training_view import STATES, loss_of, value_title


def race_panel() -> None:
    """Who runs, the buttons, the live pictures, and the way into each trained network."""
    through_door(slots.RACE_DOOR)
    jobs, active = _in_front(), race_state.running()
    # Asked before the answer is there.
    show("race/answered" if jobs and not active else "race/question")
    story = f"race/{session.settings().data.series}"
    if text_exists(story):
        show(story)
    keys = _choose()
    with st.container(horizontal=True, key="race_buttons"):
        st.button(
            "Train side by side", icon=":material/play_arrow:", type="primary", key="race_go", on_click=_start,
            args=(keys,), disabled=active or len(keys) < 2,
            help="Each starts from the same seed, on the same windows, for the same epochs.",
        )  # fmt: skip
        st.button("Stop all", icon=":material/stop:", key="race_stop", on_click=race_state.stop, disabled=not active)
    _live(jobs)
    if active and not race_state.running():
        # It has ended while it was drawn.
        st.rerun()
    if jobs and not active:
        _ended(jobs)


def _in_front() -> dict[str, Job]:
    """The race of this session, where it still runs or is about the present series."""
    jobs, data = race_state.jobs(), session.settings().data
    return jobs if race_state.running() or all(job.settings.data == data for job in jobs.values()) else {}


def contenders() -> Offer:
    """Who may run; another series brings its usual ones back."""
    series = session.settings().data.series
    if slots.RACE_KEYS_FOR.get() != series:
        slots.RACE_KEYS_FOR.set(series)
        slots.RACE_KEYS.clear()
    usually = list(usual(session.settings()))
    return Offer(slots.RACE_KEYS.key, tuple(CONTENDERS), usually, "set of networks", MOST_CONTENDERS)


def _choose() -> list[str]:
    keys: list[str] = chosen(contenders())
    show_value("w_race", keys)
    st.multiselect(
        "Networks", list(CONTENDERS), default=keys, key="w_race", on_change=took,
        args=("w_race", slots.RACE_KEYS.key), format_func=lambda key: CONTENDERS[key].title,
        max_selections=MOST_CONTENDERS,
    )  # fmt: skip
    return keys


def _start(keys: list[str]) -> None:
    try:
        race_state.start(keys)
    except LabError as error:
        session.notify(refusal_text(error))
        return


def _open(job: Job) -> None:
    """Take the run; the page switch itself is not for callbacks."""
    session.take(job)
    slots.RACE_DOOR.set(path(_door(job)))


def _door(job: Job) -> str:
    """Where a network is looked into: one without cells shows what it predicts."""
    return "gates" if has_cells(job.settings.network.kind) else "results"


def _live(jobs: dict[str, Job]) -> None:
    """Pictures and table; while somebody trains, the road keeps them up to date."""
    if not jobs:
        show("race/none")
        return
    runs, first = list(jobs.values()), next(iter(jobs.values()))
    for job in runs:
        job.touch()
    titles = {key: CONTENDERS[key].title for key in jobs}
    revision = " ".join(job.id for job in runs)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Validation loss** after each epoch")
        losses = {titles[key]: np.array([r.validation_loss for r in job.reports]) for key, job in jobs.items()}
        epochs = first.settings.training.epochs
        figure = race_losses(theme(), losses, epochs, loss_of(first.settings), mean_loss(first), revision)
        live_chart(figure, "race_losses", figure["layout"]["height"], "Validation loss of each network by epoch.",
                   feed=_feed(runs, "validation_loss"))  # fmt: skip
    with right:
        if first.prepared.classes:
            _accuracies(runs, list(titles.values()), revision)
        else:
            _predictions(runs, list(titles.values()), revision)
    Moving("race", runs, lambda: {"table": _table(jobs)}, lambda: str(_ended_all(runs))).text("table")


def _ended_all(runs: list[Job]) -> bool:
    return all(job.finished for job in runs)


def _feed(runs: list[Job], column: str) -> dict[str, Any] | None:
    return training_feed(runs, [{"at": place, "topic": place, "y": column} for place in range(len(runs))])


def _predictions(runs: list[Job], titles: list[str], revision: str) -> None:
    st.markdown("**Their answers** on the same points")
    first = runs[0]
    truth = first.prepared.line(first.prepared.truth(first.prepared.validation))
    answers = {
        title: _answers(job, job.reports[-1]) if job.reports else np.array([])
        for title, job in zip(titles, runs, strict=True)
    }
    figure = race_predictions(theme(), truth, answers, value_title(first.series), revision)
    feed = training_feed(runs, lines=[{"at": 1 + place, "topic": place} for place in range(len(runs))])
    words = "Truth and the answer of each network."
    live_chart(figure, "race_answers", figure["layout"]["height"], words, feed=feed)


def _accuracies(runs: list[Job], titles: list[str], revision: str) -> None:
    st.markdown("**Validation accuracy** after each epoch")
    found = {
        title: np.array([r.validation_accuracy for r in job.reports]) for title, job in zip(titles, runs, strict=True)
    }
    majority, epochs = majority_accuracy(runs[0].prepared, "validation"), runs[0].settings.training.epochs
    figure = race_accuracies(theme(), found, epochs, majority, revision)
    words = "Validation accuracy of each network by epoch."
    feed = _feed(runs, "validation_accuracy")
    live_chart(figure, "race_accuracies", figure["layout"]["height"], words, feed=feed)


def mean_loss(job: Job) -> float | None:
    """Scaled validation loss of always predicting the mean of the training targets; only for MSE and MAE."""
    if job.prepared.classes:
        return None
    error = job.prepared.validation.y - job.prepared.train.y.mean(axis=0)
    losses = {"mse": np.mean(error**2), "mae": np.mean(np.abs(error))}
    found = losses.get(job.settings.training.loss)
    return None if found is None else float(found)


def explained(job: Job, report: EpochReport) -> float:
    """R² of a report's predictions on the validation part, all outputs pooled; of classes the accuracy."""
    if job.prepared.classes:
        return report.validation_accuracy
    windows = job.prepared.validation
    return r2(job.prepared.truth(windows), job.prepared.to_unit(windows, report.validation_prediction))


def _answers(job: Job, report: EpochReport) -> np.ndarray:
    return job.prepared.line(job.prepared.to_unit(job.prepared.validation, report.validation_prediction))


def _table(jobs: dict[str, Job]) -> str:
    judged = "accuracy" if next(iter(jobs.values())).prepared.classes else "R²"
    # The result comes second: on a phone the last columns lie outside the screen.
    rows = [f"| network | validation {judged} | epoch | time | weights |", "|---|---|---|---|---|"]
    for key, job in jobs.items():
        last = job.reports[-1] if job.reports else None
        state = escape(job.message) if job.message else STATES[job.state]
        epoch = f"{last.epoch} of {job.settings.training.epochs}, {state}" if last else state
        cells = [f"**{CONTENDERS[key].title}**", measured(explained(job, last)) if last else "–", epoch]
        cells += [duration(last.seconds) if last else "–", f"{weights_of(job.settings, job.prepared):,}"]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _ended(jobs: dict[str, Job]) -> None:
    """What came out, and a door into each network."""
    scores = {CONTENDERS[key].title: explained(job, job.reports[-1]) for key, job in jobs.items() if job.reports}
    finite = {title: score for title, score in scores.items() if np.isfinite(score)}
    if len(finite) > 1:
        best, worst = max(finite, key=finite.__getitem__), min(finite, key=finite.__getitem__)
        ended = "classify/race_ended" if next(iter(jobs.values())).prepared.classes else "race/ended"
        st.markdown(fill(ended, best=best, most=measured(finite[best]), worst=worst,
                         least=measured(finite[worst])))  # fmt: skip
    with st.container(horizontal=True, key="race_doors"):
        for key, job in jobs.items():
            if job.has_weights:
                st.button(
                    f"Look into {CONTENDERS[key].title}", icon=ICONS[_door(job)], key=f"race_door_{key}",
                    on_click=_open, args=(job,),
                )  # fmt: skip
    show("race/try")
