"""Results, Baselines: every metric of every forecast on every part, and the slow baselines on a click."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.evaluation import BASELINES, METRICS, SLOW, offers
from lstm_core.host.work_job import WorkJob
from lstm_core.prepare import PARTS
from ui.format.metrics import METRIC_LABELS
from ui.format.text import escape, fill, measured, show
from ui.results.context import NAMES, ResultsContext, shown
from ui.results.works import baseline_work, start_baseline
from ui.state.places import Offer
from ui.widgets.kept import kept_segments
from ui.widgets.sheet import Sheet
from ui.widgets.works import Bar, follow

BEST = "▲"
TABLE_PART = Offer("results_table_part_chosen", PARTS, "test", "part of the table")
# Explanations of metrics in a row.
_BESIDE = 3


def baselines_section(look: ResultsContext) -> None:
    """The table of one part at a time, the slow baselines, and what each metric means."""
    part = kept_segments("Part", TABLE_PART, "results_table_part")
    st.table(table(look, part), border="horizontal")
    st.caption(fill("results/table", mark=BEST, part=part))
    for note in look.evaluation.notes.values():
        st.caption(escape(note))
    for name, model in look.evaluation.chosen.items():
        st.caption(fill("results/chosen", name=NAMES[name], model=escape(model)))
    slow_baselines(look)
    with st.expander("What the other metrics say"):
        explained = [metric for metric in METRICS if metric not in ("skill", "rmse")]
        rows = [explained[first : first + _BESIDE] for first in range(0, len(explained), _BESIDE)]
        for column, metric in chain.from_iterable(zip(st.columns(_BESIDE), row, strict=False) for row in rows):
            with column:
                value = look.evaluation.metrics["test"][metric]
                on_test = f" = {measured(value)} on the test part" if np.isfinite(value) else ""
                st.markdown(f"**{METRIC_LABELS[metric]}**{on_test}")
                show(f"results/metrics/{metric}")


def table(look: ResultsContext, part: str) -> pd.DataFrame:
    """Every forecast's metrics on a part, the smallest RMSE first; the best of each column is marked."""
    forecasts = {"network": look.evaluation.metrics[part]}
    forecasts |= {name: metrics[part] for name, metrics in look.evaluation.baseline_metrics.items()}
    numbers = pd.DataFrame(forecasts, index=list(METRICS)).T.sort_values("rmse", kind="stable", na_position="last")
    rows = {}
    for metric in METRICS:
        column = numbers[metric]
        best = column.max() if METRICS[metric].more_is_better else column.min()
        rows[METRIC_LABELS[metric]] = [f"{BEST} {shown(v)}" if v == best else shown(v) for v in column]
    return pd.DataFrame(rows, index=pd.Index([NAMES[name] for name in numbers.index], name="forecast"))


def slow_baselines(look: ResultsContext) -> None:
    """Holt–Winters and SARIMA: a button each, or a sentence why not, and how far a fit is."""
    st.markdown(f"**{fill('results/slow_title')}**")
    show("results/slow")
    why_not = offers(look.evaluation)
    with st.container(horizontal=True, key="results_slow_buttons"):
        for key in SLOW:
            work = baseline_work(look.run, key)
            busy = work is not None and (not work.finished or work.result is not None)
            st.button(
                f"Fit {BASELINES[key].title}", icon=":material/functions:", key=f"results_fit_{key}",
                on_click=start_baseline, args=(look.run, key), disabled=bool(why_not[key]) or busy,
            )  # fmt: skip
    for sentence in filter(None, why_not.values()):
        st.caption(escape(sentence))
    works = {key: work for key in SLOW if (work := baseline_work(look.run, key)) is not None}
    follow("results_slow", list(works.values()), lambda sheet: _draw(sheet, works),
           lambda: [Bar(BASELINES[key].title, work, f"results_{key}") for key, work in works.items()])  # fmt: skip


def _draw(sheet: Sheet, works: Mapping[str, WorkJob]) -> None:
    for key, work in works.items():
        if work.result is not None:
            sheet.caption(fill("results/slow_done", name=BASELINES[key].title, seconds=float(work.result.seconds),
                               rmse=shown(work.result.metrics["test"]["rmse"])))  # fmt: skip
