"""Experiments, A/B test: pairs as they come, and after the last one verdict, tests, control and two given forecasts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from lstm_core.experiments.comparison import Paired, Verdict, compare_forecasts, false_alarms, verdict
from lstm_core.runtime.errors import LabError
from ui.charts import seeds as charts
from ui.format.metrics import METRIC_LABELS, metric_title
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, mean_and_spread, measured, number, p_value, show
from ui.state import seed_pool
from ui.state.seed_pool import Pool, scores, test_scores
from ui.widgets.seed_start import Side
from ui.widgets.sheet import Sheet
from ui.widgets.works import Bar, follow

SHUFFLES = 1000


@dataclass(frozen=True)
class ABTest:
    """What is compared, from which seeds, by which metric of the validation part."""

    a: Side
    b: Side
    seeds: Sequence[int]
    metric: str

    @property
    def label(self) -> str:
        """The metric as a sentence names it."""
        return METRIC_LABELS[self.metric]


def complete(test: ABTest, a: Pool, b: Pool) -> bool:
    """Whether both have trained from all seeds, so that there is a verdict."""
    return _both(test, a, b) == list(test.seeds)


def _both(test: ABTest, a: Pool, b: Pool) -> list[int]:
    ours, theirs = a.results, b.results
    return [seed for seed in test.seeds if seed in ours and seed in theirs]


def outcome(sheet: Sheet, test: ABTest, a: Pool, b: Pool) -> None:
    """The pairs that are there; with the last one the verdict and the tests."""
    both = _both(test, a, b)
    if not both:
        return
    one, other = (scores(side.trained(both), test.metric) for side in (a, b))
    judged = verdict(one, other, test.metric) if len(both) == len(test.seeds) else None
    if judged is not None:
        _say(sheet.box(), test, judged)
    else:
        waiting = "experiments/ab_waiting" if a.active or b.active else "experiments/ab_incomplete"
        sheet.show(waiting, done=len(both), pairs=len(test.seeds))
    title = metric_title(test.metric, test.a.series)
    left, right = sheet.columns(2)
    figure = charts.pairs(sheet.theme, both, one, other, title, len(test.seeds))
    left.chart(figure, "ab_pairs", f"{test.label} of A and B from {count(len(both), 'seed')}.")
    figure = charts.differences(sheet.theme, both, other - one, judged.test if judged else None, f"B − A: {title}")
    right.chart(figure, "ab_differences", f"B minus A of {count(len(both), 'seed')}, and zero.")
    if judged is None:
        return
    if judged.test is not None:
        _tests(sheet, judged.test)
        on_test = (mean_and_spread(test_scores(side.trained(both), test.metric)) for side in (a, b))
        sheet.show("experiments/ab_report", **dict(zip(("a", "b"), on_test, strict=True)), metric=test.label)
    _forecasts(sheet, test, a, b)


def _say(sheet: Sheet, test: ABTest, judged: Verdict) -> None:
    numbers: dict[str, object] = {"metric": test.label, "n": judged.pairs, "broken": judged.broken}
    if judged.test is not None:
        numbers |= _numbers(judged.test) | {"better": judged.better, "series": escape(test.a.series.title)}
    sheet.show(f"experiments/ab_{judged.key}", **numbers)


def _numbers(test: Paired) -> dict[str, object]:
    share = f", {100 * abs(test.mean / test.mean_a):.2g} % of A's" if test.mean_a else ""
    return {
        "a": measured(test.mean_a), "b": measured(test.mean_b), "size": measured(abs(test.mean)), "share": share,
        "direction": "higher" if test.mean > 0 else "lower", "low": measured(test.low), "high": measured(test.high),
        "p": p_value(test.p), "wilcoxon": p_value(test.wilcoxon_p), "least": f"{test.wilcoxon_least:.2g}",
    }  # fmt: skip


def _tests(sheet: Sheet, pairs: Paired) -> None:
    """The tests in a table: what each asks, its number, its p."""
    t, d_z = (number(value) if math.isfinite(value) else "∞" for value in (pairs.t, pairs.d_z))
    rows = {
        "Paired t-test": ("the mean difference is 0", f"t = {t}, {pairs.n - 1} degrees of freedom", pairs.p),
        "Wilcoxon's signed ranks": ("differences lie evenly about 0", f"smallest p possible {pairs.wilcoxon_least:.2g}",
                                    pairs.wilcoxon_p),
    }  # fmt: skip
    columns = {
        "H0": [row[0] for row in rows.values()], "Number": [row[1] for row in rows.values()],
        "p": [p_value(row[2]).removeprefix("= ") for row in rows.values()],
    }  # fmt: skip
    sheet.table(pd.DataFrame(columns, index=pd.Index(rows, name="Test")))
    sheet.show("experiments/ab_effect", d=d_z)


def _forecasts(sheet: Sheet, test: ABTest, a: Pool, b: Pool) -> None:
    """For the report: the Diebold–Mariano test of the two networks from the first seed, or why there is none."""
    seed = test.seeds[0]
    sheet.heading("Two given forecasts")
    try:
        compared = compare_forecasts((a.settings, a.results[seed]), (b.settings, b.results[seed]), test.a.series)
    except LabError as error:
        sheet.caption(escape(refusal_text(error)))
        return
    sheet.show("experiments/ab_forecasts", seed=seed)
    if not math.isfinite(compared.p):
        sheet.show("experiments/ab_forecasts_unknown", steps=count(compared.horizon, "step"))
        return
    better = "A" if compared.difference < 0 else "B"
    answer = "experiments/ab_forecasts_differ" if compared.p < 0.05 else "experiments/ab_forecasts_alike"
    sheet.show(answer, better=better, n=compared.n, steps=count(compared.horizon, "step"), p=p_value(compared.p),
         statistic=number(compared.statistic) if math.isfinite(compared.statistic) else "∞")  # fmt: skip


def control(test: ABTest, a: Pool) -> None:
    """A against itself: started by one click, then judged by the same test."""
    n = len(test.seeds)
    fresh = range(n, 2 * n)
    st.header("Can the test be trusted?", anchor=False)
    show("experiments/ab_control", n=n)
    missing = a.missing(fresh)
    st.button(
        "Run the A/A control", icon=":material/balance:", key="ab_control_go", on_click=seed_pool.start,
        args=([a], fresh), disabled=not missing,
    )  # fmt: skip
    done = len(a.trained(fresh)) == n
    follow(
        "ab_control", seed_pool.works_of([a], fresh), lambda sheet: _control_outcome(sheet, test, a) if done else None,
        lambda: [] if done else [Bar("The control", seed_pool.group([a], fresh), "ab_control")],
    )  # fmt: skip


def _control_outcome(sheet: Sheet, test: ABTest, a: Pool) -> None:
    n = len(test.seeds)
    fresh = range(n, 2 * n)
    values = scores(a.trained([*test.seeds, *fresh]), test.metric)
    judged = verdict(values[:n], values[n:], test.metric)
    if judged.test is None:
        sheet.show(f"experiments/ab_{judged.key}", broken=judged.broken, n=judged.pairs)
        return
    alarm = judged.key in ("differs", "differs_weakly")
    sheet.show("experiments/ab_control_alarm" if alarm else "experiments/ab_control_quiet", p=p_value(judged.test.p))
    share = false_alarms(values, n, SHUFFLES)
    sheet.show(
        "experiments/ab_control_share", trainings=2 * n, n=n, shuffles=f"{SHUFFLES:,}", share=f"{100 * share:.2g}"
    )
