"""Results, leaks: the score that a leak gives beside the honest one, from the same seeds."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from lstm_core.experiments.leak_effect import LeakEffect
from lstm_core.host.work_job import WorkJob
from lstm_core.prepare import LEAKS
from lstm_core.runs.run import Run
from ui.format.metrics import METRIC_LABELS
from ui.format.text import fill
from ui.results.context import shown
from ui.results.works import leak_work, start_leak
from ui.widgets.sheet import Sheet
from ui.widgets.works import Bar, follow

SEEDS = 5
# What is shown of answers that are values, and of answers that are classes; the verdict is about the first.
VALUES, CLASSES = ("r2", "rmse", "skill"), ("accuracy", "macro_f1")


def leak_panel(run: Run) -> None:
    """What leaks in this run, and both scores; nothing where nothing leaks."""
    leaks = run.settings.preparation.leaks
    if not leaks:
        return
    with st.container(border=True, key="results_leaks"):
        names = " and ".join(LEAKS[leak].title for leak in leaks)
        st.markdown(fill("results/leaks", leaks=names, seeds=SEEDS))
        work = leak_work(run)
        busy = work is not None and not work.finished
        st.button(
            "Train it with and without the leak", icon=":material/water_drop:", key="results_leaks_go",
            on_click=start_leak, args=(run, SEEDS), disabled=busy,
        )  # fmt: skip
        shown_metrics = CLASSES if run.prepared.classes else VALUES
        if work is not None:
            follow("results_leaks", [work], lambda sheet: _draw(sheet, work, shown_metrics),
                   lambda: [Bar("The comparison", work, "results_leaks")])  # fmt: skip


def _draw(sheet: Sheet, work: WorkJob, metrics: tuple[str, ...]) -> None:
    if work.result is not None:
        _outcome(sheet, work.result, metrics)


def _outcome(sheet: Sheet, effect: LeakEffect, metrics: tuple[str, ...]) -> None:
    columns = {"With the leak": [], "Honest": [], "More than the seeds' spread": []}  # type: ignore[var-annotated]
    for metric in metrics:
        leaky, honest = effect.scores(metric)
        columns["With the leak"].append(f"{shown(leaky.mean())} ± {shown(leaky.std(ddof=1))}")
        columns["Honest"].append(f"{shown(honest.mean())} ± {shown(honest.std(ddof=1))}")
        columns["More than the seeds' spread"].append("yes" if effect.matters(metric) else "no")
    sheet.table(pd.DataFrame(columns, index=pd.Index([METRIC_LABELS[metric] for metric in metrics], name="Metric")))
    leaky, honest = effect.scores(metrics[0])
    if not effect.matters(metrics[0]):
        verdict = "results/leaks_nothing"
    else:
        verdict = "results/leaks_flatter" if leaky.mean() > honest.mean() else "results/leaks_hurt"
    sheet.show(
        verdict,
        metric=METRIC_LABELS[metrics[0]],
        leaky=shown(leaky.mean()),
        honest=shown(honest.mean()),
        seeds=len(leaky),
    )
    if "skill" in metrics:
        sheet.show("results/leaks_skill")
