"""The doctor, after a fix: did it help? Judged by the validation part; the test part stays out of it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import streamlit as st

from lstm_core.evaluation import Evaluation
from lstm_core.experiments.comparison import PAIRS, USUAL_GAP, Judged, incomparable, judge_runs, judge_seeds
from lstm_core.runs.run import Run
from lstm_core.settings import Settings
from ui.format.text import count, escape, fill, gap, measured, p_value, percent
from ui.state import seed_pool
from ui.state.saved_choices import keep_choices, recall_choices
from ui.state.seed_pool import Pool, pool
from ui.state.slots import Slot
from ui.widgets.seed_start import Side, endings, start_button
from ui.widgets.sheet import Sheet
from ui.widgets.works import Bar, follow

_SEEDS = range(PAIRS)


@dataclass(frozen=True)
class Tried:
    """A fix that the learner took. before: the run's settings without it, after: with it. rmse: before it, validation
    part, in the series' unit. change: in words.
    """

    before: Settings
    after: Settings
    change: str
    rmse: float


TRIED: Slot[Tried | None] = Slot("doctor_tried", None)


def remember_fix(run: Run, evaluation: Evaluation, after: Settings, change: str) -> None:
    """The learner takes a fix: what it is to be set beside, once it is trained."""
    TRIED.set(Tried(run.settings, after, change, _validation_rmse(evaluation)))
    keep_choices(TRIED.key)


def since_fix(run: Run, evaluation: Evaluation) -> None:
    """What the last fix did; nothing where `run` is not its training."""
    recall_choices(TRIED.key)
    tried = TRIED.get()
    if tried is None or tried.after != run.settings:
        return
    with st.container(border=True, key="doctor_tried_box"):
        st.markdown(fill("doctor/tried", change=escape(tried.change)))
        one_each = judge_runs(tried.rmse, _validation_rmse(evaluation))
        reason = incomparable(tried.before, tried.after, run.series)
        if not reason and not math.isfinite(one_each.gap):
            reason = "broken"
        if reason:
            st.markdown(fill(f"doctor/tried_{reason}", **_numbers(one_each)))
        else:
            _compare(tried, run, one_each)


def _validation_rmse(evaluation: Evaluation) -> float:
    return evaluation.metrics["validation"]["rmse"]


def _compare(tried: Tried, run: Run, one_each: Judged) -> None:
    """One run each, the button that trains seeds of both, and the verdict over the seeds."""
    sides = Side("before", tried.before, run.series), Side("after", tried.after, run.series)
    pools = [pool(side.settings, side.series) for side in sides]
    if not _complete(pools):
        st.markdown(fill(f"doctor/tried_{'inside' if one_each.usual else 'outside'}", **_numbers(one_each)))
        start_button(sides, _SEEDS, "doctor_tried_go", f"Train {PAIRS} seeds of both")

    points = count(len(run.prepared.validation), "window")

    def draw(sheet: Sheet) -> None:
        endings(sheet, pools)
        _outcome(sheet, pools, points)

    def bars() -> list[Bar]:
        return [] if _complete(pools) else [Bar("The comparison", seed_pool.group(pools, _SEEDS), "doctor_tried")]

    follow("doctor_tried", seed_pool.works_of(pools, _SEEDS), draw, bars)


def _complete(pools: list[Pool]) -> bool:
    return all(len(one.trained(_SEEDS)) == PAIRS for one in pools)


def _outcome(sheet: Sheet, pools: list[Pool], points: str) -> None:
    """The verdict comes with the last pair: a test that is read again and again finds a difference sooner or later."""
    if _complete(pools):
        judged = judge_seeds(*(one.trained(_SEEDS) for one in pools))
        sheet.box().show(f"doctor/tried_{judged.verdict.key}", **_numbers(judged), points=points)


def _numbers(judged: Judged) -> dict[str, object]:
    test = judged.verdict.test
    return {
        "before": measured(judged.before), "after": measured(judged.after), "gap": gap(judged.gap),
        "usual": percent(USUAL_GAP), "seeds": PAIRS, "scatter": measured(judged.scatter),
        "effect": "helps" if judged.after < judged.before else "does harm", "broken": judged.verdict.broken,
        "p": p_value(test.p) if test else "", "wilcoxon": p_value(test.wilcoxon_p) if test else "",
    }  # fmt: skip
