"""Experiments, Sweep: what one knob and two have in common, from the start button to the picture as it grows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from lstm_core.experiments.sweep import SEEDS, judged_by
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from ui.format.text import count
from ui.state import seed_pool, session
from ui.state.cache import Memo
from ui.state.seed_pool import Pool, pool
from ui.widgets.live import Pick
from ui.widgets.seed_start import Side, endings, start_button
from ui.widgets.sheet import Sheet
from ui.widgets.works import Bar, follow

Value = TypeVar("Value")


class Plan(Protocol[Value]):
    """What is trained: value → an experiment."""

    @property
    def settings(self) -> Mapping[Value, Settings]:
        """As `lstm_core.experiments.sweep.SweepPlan.settings`."""


AnyPlan = TypeVar("AnyPlan", bound=Plan[Any])


@dataclass(frozen=True)
class Swept(Generic[AnyPlan]):
    """What was asked for. pools: value → what there is of its trainings. now: the session's settings."""

    plan: AnyPlan
    pools: Mapping[Any, Pool]
    metric: str
    now: Settings
    series: Series
    memo: Memo


def train_and_follow(
    plan: AnyPlan, named: Callable[[Any], str], one: str, place: Any, draw: Callable[[Sheet, Swept[AnyPlan]], None],
    on_pick: Pick,
) -> bool:  # fmt: skip
    """The start, and the picture as it grows; returns whether anything has been asked for.

    named: a value in words. one: what a value is called. place: the container of the start.
    """
    settings, series = session.settings(), session.series()
    sides = {value: Side(named(value), experiment, series) for value, experiment in plan.settings.items()}
    with place:
        label = f"Sweep: {count(len(sides), one)} × {len(SEEDS)} trainings"
        start_button(list(sides.values()), SEEDS, "sweep_go", label)
    pools = {value: pool(side.settings, side.series) for value, side in sides.items()}
    swept = Swept(plan, pools, judged_by(settings), settings, series, session.memo())

    def drawn(sheet: Sheet) -> None:
        endings(sheet, list(pools.values()))
        draw(sheet, swept)

    works = seed_pool.works_of(list(pools.values()), SEEDS)
    follow(
        "sweep", works, drawn,
        lambda: [Bar("The sweep", seed_pool.group(list(pools.values()), SEEDS), "sweep")], on_pick,
    )  # fmt: skip
    return bool(works)
