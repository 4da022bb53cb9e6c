"""Experiments, Race: several networks on the same data, from the same seeds, with the same budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import get_args

import streamlit as st

from lstm_core.experiments.race import CONTENDERS, MOST_EPOCHS, Budget, Measure, weights_of
from lstm_core.experiments.seeds import MAX_SEEDS
from lstm_core.models.backbones import BACKBONES
from lstm_core.prepare import Prepared
from lstm_core.runtime.errors import LabError
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate
from ui.experiments.race_result import Race, References, result
from ui.experiments.sides import choose_metric
from ui.format.refusal import refusal_text
from ui.format.text import duration, escape, show, text_exists
from ui.state import seed_pool, session, slots
from ui.state.saved_choices import keep_choices, recall_choices
from ui.state.seed_pool import pool
from ui.state.slots import under
from ui.widgets.seed_start import Side, endings, start_button
from ui.widgets.sheet import Sheet
from ui.widgets.sliders import kept_slider
from ui.widgets.works import Bar, follow

AT_FIRST, SEEDS_AT_FIRST, FEWEST_SEEDS = ("linear", "mlp", "lstm", "gru", "tcn"), 3, 2
MOST = 6
BUDGETS: dict[Measure, str] = {"epochs": "Epochs", "seconds": "Seconds of training", "weights": "Weights"}
HIGHEST: dict[Measure, int] = {"epochs": MOST_EPOCHS, "seconds": 300, "weights": 1_000_000}
SECONDS_AT_FIRST = 1
METRICS_CHOSEN = ("race_metric_values", "race_metric_classes")
# What a reload finds again.
CHOICES = ("race_who", "race_measure", *(f"race_{measure}" for measure in BUDGETS), "race_seeds_n", *METRICS_CHOSEN)


@dataclass(frozen=True)
class RacePlan:
    """Who races. sides: key of the contender → what it trains; refused: key → why it cannot."""

    sides: dict[str, Side]
    refused: dict[str, str]


def race_section() -> None:
    """The choice, what it costs, the start, and the race as it stands."""
    show("experiments/race")
    prepared = session.prepared()
    recall_choices(*CHOICES)
    slots.RACE_WHO.at_first(list(AT_FIRST))
    keys = st.multiselect(
        "Networks", list(CONTENDERS), slots.RACE_WHO.get(), key="race_who",
        format_func=lambda key: CONTENDERS[key].title, max_selections=MOST, persist_state="session",
    )  # fmt: skip
    budget, seeds, metric = _conditions(prepared)
    keep_choices(*CHOICES)
    plan = _plan(keys, budget, prepared)
    for key, why in plan.refused.items():
        st.warning(f"{CONTENDERS[key].title}: {escape(why)}", icon=":material/info:")
    if budget.measure == "weights":
        show("experiments/race_weights")
    if budget.measure == "seconds":
        show("experiments/race_seconds", epochs=f"{MOST_EPOCHS:,}")
        if session.settings().training.schedule in ("exponential", "cosine"):
            show("experiments/race_schedule", epochs=f"{MOST_EPOCHS:,}")
    if len(plan.sides) < 2:
        show("experiments/race_two")
        return
    st.markdown(_costs(plan, budget, prepared))
    start_button(list(plan.sides.values()), seeds, "race_seeds_go", f"Race: {len(plan.sides)} × {len(seeds)} trainings")
    pools = {key: pool(side.settings, side.series, side.seconds) for key, side in plan.sides.items()}
    race = Race(plan.sides, pools, seeds, metric, budget)
    references = References(session.settings().data, session.memo())

    def draw(sheet: Sheet) -> None:
        for key, one in pools.items():
            endings(sheet, [one], f"{CONTENDERS[key].title}: ")
        result(sheet, race, prepared, references)

    follow(
        "race_seeds", [work for one in pools.values() for work in one.works], draw,
        lambda: [Bar("The race", seed_pool.group(list(pools.values()), seeds), "race_seeds")],
    )  # fmt: skip
    with st.expander("What each of them is good for", key="race_about"):
        for key, side in plan.sides.items():
            st.markdown(f"**{CONTENDERS[key].title}**")
            show(f"networks/{key if text_exists(f'networks/{key}') else side.settings.network.kind}")
    show("experiments/race_try")
    if not prepared.classes:
        show("experiments/race_try_ar")


def _conditions(prepared: Prepared) -> tuple[Budget, range, str]:
    """What is the same for all: budget and seeds, and the metric that judges."""
    now = session.settings()
    first, second, third, fourth = st.columns(4)
    with first:
        measure: Measure = st.selectbox(
            "The same for all", get_args(Measure), format_func=BUDGETS.__getitem__, key="race_measure",
            persist_state="session",
        )  # fmt: skip
    with second:
        usual = {"epochs": now.training.epochs, "seconds": SECONDS_AT_FIRST, "weights": weights_of(now, prepared)}
        highest = HIGHEST[measure]
        under(f"race_{measure}").at_first(min(usual[measure], highest))
        amount = st.number_input(BUDGETS[measure], 1, highest, key=f"race_{measure}", persist_state="session")
    with third:
        n = kept_slider("Seeds", FEWEST_SEEDS, MAX_SEEDS, SEEDS_AT_FIRST, state="race_seeds_n")
    with fourth:
        metric = choose_metric(Side("", now, session.series()), "race_metric", "validation")
    return Budget(measure, int(amount)), range(n), metric


def _plan(keys: list[str], budget: Budget, prepared: Prepared) -> RacePlan:
    """The trainings of the chosen networks; one that cannot be trained says why and stays out."""
    sides: dict[str, Side] = {}
    refused: dict[str, str] = {}
    for key in keys:
        contender = CONTENDERS[key]
        try:
            settings = budget.settings(contender, session.settings(), prepared)
            validate(settings, prepared, seconds=budget.seconds)
        except LabError as error:
            refused[key] = refusal_text(error)
            continue
        same = next((side.name for side in sides.values() if side.settings == settings), None)
        if same is not None:
            refused[key] = f"With your settings this is the same training as {same}."
            continue
        sides[key] = Side(contender.title, settings, session.series(), budget.seconds)
    return RacePlan(sides, refused)


def _costs(plan: RacePlan, budget: Budget, prepared: Prepared) -> str:
    """A table: how large each network is, and about how long one training takes."""
    rows = ["| network | units | weights | one training, about |", "|---|---|---|---|"]
    for key, side in plan.sides.items():
        uses = BACKBONES[side.settings.network.kind].uses
        units = str(side.settings.network.units) if "units" in uses else "–"
        seconds = estimate(side.settings, prepared).from_nothing(budget.seconds)
        cells = [CONTENDERS[key].title, units, f"{weights_of(side.settings, prepared):,}", duration(seconds)]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
