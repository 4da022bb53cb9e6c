"""The doctor on the Results page: what was found, worst first; the open finding with its picture and a fix to try."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import streamlit as st

from lstm_core.diagnostics import Finding, Severity, examined
from lstm_core.diagnostics import doctor as find
from lstm_core.evaluation import Evaluation
from lstm_core.runs.run import Run
from lstm_core.settings import Settings, specs
from ui.charts import doctor as charts
from ui.format.pages import path
from ui.format.text import count, escape, fill, gap, measured, number, show, text_exists
from ui.results.tried import remember_fix, since_fix
from ui.state import current_run, session, slots
from ui.state.slots import Slot
from ui.state.turn import page_part
from ui.widgets.chart import chart, theme
from ui.widgets.live import watch
from ui.widgets.settings import option_label
from ui.widgets.sliders import kept_slider
from ui.widgets.through_door import through_door
from ui.widgets.training_view import stages_of

ICONS = {
    Severity.INVALID: ":material/dangerous:", Severity.FAULT: ":material/error:",
    Severity.WARNING: ":material/warning:", Severity.NOTE: ":material/info:",
}  # fmt: skip
WORDS = {Severity.INVALID: "Error", Severity.FAULT: "Fault", Severity.WARNING: "Warning", Severity.NOTE: "Note"}
# More changes than this have no room in a button.
_IN_BUTTON = 2
# Facts that are counts of something, and facts that are probabilities.
_COUNTED = {
    "lag": "step", "steps": "step", "horizon": "step", "window": "step", "period": "step", "shared": "target",
    "targets": "target", "updates": "update", "epochs": "epoch", "back": "epoch", "lags": "lag", "windows": "window",
}  # fmt: skip
_PROBABILITIES = ("p", "adf")
# Facts that stand on the same page in other sentences, with as many digits.
_MEASURED = ("rmse", "baseline_rmse", "skill", "r2")


@dataclass(frozen=True)
class _Examination:
    """What the doctor found in one run. number: counts the examinations of this session."""

    run: Run
    findings: tuple[Finding, ...]
    checks: tuple[str, ...]
    number: int


_SEEN: Slot[_Examination | None] = Slot("doctor_seen", None)


def doctor(run: Run, evaluation: Evaluation) -> None:
    """The findings of a finished run, worst first: the first one open, the others folded."""
    st.header("The doctor", anchor=False)
    job = session.job()
    # Asked once: a training that ends between two questions would be waited for in vain.
    stages = stages_of(job) if job is not None and job.has_weights else {}
    if job is not None and stages:
        show("doctor/wait")
        job.touch()
        watch("doctor", stages)
        return
    since_fix(run, evaluation)
    _list(run, evaluation)


@page_part
def _list(run: Run, evaluation: Evaluation) -> None:
    """Opening a finding draws the list again, not the page."""
    through_door(slots.DOCTOR_DOOR)
    seen = _examine(run, evaluation)
    show("doctor/intro")
    if seen.findings:
        show("doctor/found", found=count(len(seen.findings), "finding"), checks=len(seen.checks))
    else:
        st.success(fill("doctor/nothing", checks=len(seen.checks)), icon=":material/check_circle:")
    for place, finding in enumerate(seen.findings):
        _entry(finding, run, evaluation, f"doctor_{seen.number}_{finding.key}", first=place == 0)
    asked = st.expander("What was examined", key="doctor_examined", icon=":material/checklist:", on_change="rerun")
    if asked.open:
        with asked:
            show("doctor/levels")
            st.markdown("\n".join(f"- {fill(f'doctor/asked/{key}')}" for key in seen.checks))


def _examine(run: Run, evaluation: Evaluation) -> _Examination:
    """The doctor's findings, once per run and session."""
    kept = _SEEN.get()
    if kept is not None and kept.run is run:
        return kept
    before = kept.number if kept else 0
    findings = find(run, evaluation, looks=_count_look(run))
    seen = _Examination(run, findings, examined(run, evaluation), before + 1)
    _SEEN.set(seen)
    return seen


def _count_look(run: Run) -> int:
    """How many of the learner's own runs on this series have shown their test score in this session, this one
    included."""
    if current_run.is_shipped():
        return 1
    looks = slots.DOCTOR_LOOKS.at_first({})
    runs = looks.setdefault(run.settings.data, set())
    runs.add(hash((run.settings, *(weights.tobytes() for weights in run.weights))))
    return len(runs)


def _entry(finding: Finding, run: Run, evaluation: Evaluation, key: str, first: bool) -> None:
    title, *rest = paragraphs(finding)
    entry = st.expander(
        f"**{WORDS[finding.severity]}** · {title}", expanded=first, key=key, icon=ICONS[finding.severity],
        on_change="rerun",
    )  # fmt: skip
    if entry.open:
        with entry:
            _body(finding, rest, run, evaluation, key)


def paragraphs(finding: Finding) -> list[str]:
    """Title, what, why, threshold and what to try, filled."""
    facts = {name: _fact(name, value) for name, value in finding.facts.items()}
    values = {"number": float(finding.number), "threshold": float(finding.threshold), **facts}
    filled = fill(f"doctor/{finding.key}", **values)
    return (filled[0].upper() + filled[1:]).split("\n\n")


def _fact(name: str, value: Any) -> object:
    if isinstance(value, str):
        return escape(value)
    if name in _MEASURED:
        return measured(value)
    if name == "gap":
        return gap(value)
    if name in _COUNTED:
        return count(round(value), _COUNTED[name])
    return value if name not in _PROBABILITIES else "< 0.001" if value < 0.001 else f"= {number(value)}"


def _body(finding: Finding, words: list[str], run: Run, evaluation: Evaluation, key: str) -> None:
    what, why, threshold, advice = words
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.markdown(what)
        st.markdown(why)
        st.caption(threshold)
    with right:
        if finding.evidence:
            _MOVING.get(finding.key, _picture)(finding, run, key)
    if not finding.fix and text_exists(f"doctor/{finding.key}_as_is"):
        advice = fill(f"doctor/{finding.key}_as_is")
    st.markdown(f"**What to try.** {advice}")
    if finding.fix:
        _fix(finding, run, evaluation, key)


def _picture(finding: Finding, run: Run, key: str) -> None:
    figure, alt = charts.PICTURES.get(finding.key, charts.evidence)(finding, theme(), run.series)
    chart(figure, f"{key}_picture", alt)


@page_part
def _shift(finding: Finding, run: Run, key: str) -> None:
    """The forecast moved back step by step, and predicted against true changes."""
    lags, errors = finding.evidence["lags"], finding.evidence["rmse"]
    best = int(lags[int(np.nanargmin(errors))])
    shift = kept_slider(
        "Shift the forecast back by (steps)", int(lags[0]), int(lags[-1]), 0, state=f"{key}_shift", name="The shift"
    )
    over_time, by_change = st.columns([3, 2])
    with over_time:
        chart(
            charts.shifted(finding, theme(), run.series, shift), f"{key}_shifted",
            f"Truth, persistence and the forecast moved back by {count(shift, 'step')}.",
        )  # fmt: skip
    with by_change:
        chart(charts.changes(finding, theme(), run.series), f"{key}_changes", "Predicted against true changes.")
    error = float(errors[list(lags).index(shift)])
    st.caption(fill("doctor/shift", rmse=measured(error), best=count(best, "step")))


# Check → what draws its evidence where that is no still picture.
_MOVING = {"echo": _shift, "limit": _shift}


def _fix(finding: Finding, run: Run, evaluation: Evaluation, key: str) -> None:
    """The change in words, and the button that makes it and leads to Train."""
    changes = [_words(name, value, run.settings) for name, value in finding.fix.items()]
    if len(changes) > _IN_BUTTON:
        st.markdown(" · ".join(escape(words) for words in changes))
    short = ", ".join(changes) if len(changes) <= _IN_BUTTON else f"these {len(changes)} settings"
    st.button(
        f"Try this: {short}", key=f"{key}_try", icon=":material/healing:", type="primary", on_click=_take,
        args=(finding.fix, ", ".join(changes), run, evaluation),
    )  # fmt: skip


def _words(key: str, value: Any, now: Settings) -> str:
    """``Window 10 → 20``."""
    return f"{specs()[key].label} {_shown(key, now.get(key))} → {_shown(key, value)}"


def _shown(key: str, value: Any) -> str:
    if isinstance(value, str):
        return option_label(key, value)
    return number(value)


def _take(fix: Mapping[str, Any], change: str, run: Run, evaluation: Evaluation) -> None:
    """The run's own settings with the fix become the session's; the page switch itself is not for callbacks."""
    wanted = run.settings.change(**fix)
    remember_fix(run, evaluation, wanted, change)
    session.replace(wanted)
    slots.DOCTOR_DOOR.set(path("train"))
