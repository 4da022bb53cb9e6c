"""Experiments, A/B test: two ways to train from the same seeds, and what the pairs allow to say."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lstm_core.experiments.comparison import FEWEST, validate_pair
from lstm_core.experiments.seeds import MAX_SEEDS
from lstm_core.notebook import settings_changed
from lstm_core.runtime.errors import LabError, SettingsError
from lstm_core.settings import specs
from ui.experiments.ab_test_result import ABTest, complete, control, outcome
from ui.experiments.context import words
from ui.experiments.sides import NOW, choose_metric, choose_side, kept_sides, now
from ui.format.metrics import METRIC_LABELS
from ui.format.refusal import refusal_text
from ui.format.text import escape, fill, show
from ui.state import seed_pool, slots
from ui.state.saved_choices import keep_choices, recall_choices
from ui.state.seed_pool import pool
from ui.state.works import same_series
from ui.widgets.seed_start import Side, endings, start_button
from ui.widgets.setting_value import setting_value
from ui.widgets.sheet import Sheet
from ui.widgets.sliders import kept_slider
from ui.widgets.works import Bar, follow

CHANGED = "changed"
# What decides which points are tested and what is asked about them must be the same in A and B.
FIXED = ("task", "threshold", "horizon", "train", "validation", "split", "gap", "seed")
AT_FIRST, FIRST_CHANGE = 10, "lr"
# What a reload finds again.
CHOICES = ("ab_changes", "ab_n", *(f"ab_value_{key}" for key in specs()))


def ab_section() -> None:
    """The choice of A and B, the start, and the result."""
    show("experiments/ab")
    recall_choices(*CHOICES)
    kept = kept_sides()
    left, right = st.columns(2)
    with left, st.container(border=True):
        st.markdown("**A**")
        a = choose_side("Settings of A", "ab_a", {NOW: now()} | kept)
        st.caption(f"{escape(a.name)}, on {escape(a.series.title)}")
    with right, st.container(border=True):
        st.markdown("**B**")
        b = _choose_b(a, kept)
    left, right = st.columns(2)
    with left:
        n = kept_slider("Pairs of seeds", FEWEST, MAX_SEEDS, AT_FIRST, state="ab_n",
                        help=fill("experiments/ab_fewest", fewest=FEWEST, least=2 / 2 ** (FEWEST - 1)))  # fmt: skip
    with right:
        metric = choose_metric(a, "ab_metric", "validation")
    keep_choices(*CHOICES)
    if b is not None and not _refused(a, b):
        _test(ABTest(a, b, range(n), metric))


def _choose_b(a: Side, kept: dict[str, Side]) -> Side | None:
    """A with other values, or a kept run; None, with the reason, where that cannot be."""
    sides = {CHANGED: Side("A, with changes", a.settings, a.series)} | kept
    b = choose_side("Settings of B", "ab_b", sides)
    if b is not sides[CHANGED]:
        st.caption(escape(_changes(a, b)) or "no change")
        return b
    try:
        return Side(b.name, a.settings.change(**_new_values(a)), a.series)
    except SettingsError as error:
        st.warning(escape(refusal_text(error)), icon=":material/info:")
        return None


def _new_values(a: Side) -> dict[str, Any]:
    """The settings that the learner changes for B: short key → value."""
    offered = [key for key, spec in specs().items() if spec.part not in ("data", "") and key not in FIXED]
    slots.AB_CHANGES.at_first([FIRST_CHANGE])
    chosen = st.multiselect(
        "What is different in B", offered, slots.AB_CHANGES.get(), key="ab_changes",
        format_func=lambda key: specs()[key].label,
        placeholder="Choose one setting or more", persist_state="session",
    )  # fmt: skip
    return {key: setting_value(key, a.settings.get(key), f"ab_value_{key}") for key in chosen}


def _changes(a: Side, b: Side) -> str:
    """``Units 50 → 64``, the seed left out."""
    return "; ".join(settings_changed(b.settings.change(seed=0), a.settings.change(seed=0), words))


def _refused(a: Side, b: Side) -> bool:
    """Say why A and B cannot be compared, if so."""
    try:
        if not same_series(a.series, b.series):
            raise SettingsError(["A and B learn from different series, so their errors cannot be compared."])
        validate_pair(a.settings, b.settings, a.series)
    except LabError as error:
        st.warning(escape(refusal_text(error)), icon=":material/info:")
        return True
    return False


def _test(test: ABTest) -> None:
    a, b, n = test.a, test.b, len(test.seeds)
    show("experiments/ab_hypotheses", metric=METRIC_LABELS[test.metric], series=escape(a.series.title),
         changes=escape(_changes(a, b)))  # fmt: skip
    start_button([a, b], test.seeds, "ab_go", f"Train A and B from {n} seeds")

    pools = pool(a.settings, a.series), pool(b.settings, b.series)

    def draw(sheet: Sheet) -> None:
        endings(sheet, pools)
        outcome(sheet, test, *pools)

    def bars() -> list[Bar]:
        return [] if complete(test, *pools) else [Bar("The test", seed_pool.group(pools, test.seeds), "ab")]

    follow("ab", seed_pool.works_of(pools, test.seeds), draw, bars)
    if complete(test, *pools):
        control(test, pools[0])
    show("experiments/ab_try")
