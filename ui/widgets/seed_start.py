"""Training a few ways from several seeds: the ways, the start, and how it ended."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from lstm_core.experiments.seeds import validate_seeds
from lstm_core.prepare import prepare
from lstm_core.runtime.errors import LabError
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from lstm_core.training.cost import estimate
from ui.format.refusal import refusal_text
from ui.format.text import count, duration, escape, fill
from ui.state import seed_pool
from ui.state.seed_pool import Pool, pool
from ui.widgets.sheet import Sheet


@dataclass(frozen=True)
class Side:
    """A way to train. name: what the learner knows it by. seconds: the most that one training may take."""

    name: str
    settings: Settings
    series: Series
    seconds: float = math.inf


def start_button(sides: Sequence[Side], seeds: Sequence[int], key: str, label: str) -> None:
    """Train what is missing of `seeds` for every side; what is refused says why, and what it costs is said before."""
    pools = [pool(side.settings, side.series, side.seconds) for side in sides]
    missing = sum(len(one.missing(seeds)) for one in pools)
    refusal, seconds = _cost(pools, seeds)
    st.button(
        label, type="primary", icon=":material/play_arrow:", key=key, on_click=seed_pool.start, args=(pools, seeds),
        disabled=bool(refusal) or not missing,
    )  # fmt: skip
    if refusal:
        st.warning(escape(refusal), icon=":material/info:")
    elif missing:
        time = duration(max(1.0, seconds))
        st.caption(fill("experiments/seeds_cost", trainings=count(missing, "training"), time=time))


def endings(sheet: Sheet, pools: Sequence[Pool], whose: str = "") -> None:
    """The sentences that works of these pools have ended with, after the words that say whose they are."""
    for sentence in seed_pool.endings(pools):
        sheet.warning(whose + escape(sentence))


def _cost(pools: Sequence[Pool], seeds: Sequence[int]) -> tuple[str, float]:
    """Why it cannot be trained, or "", and about how many seconds of one core are missing."""
    seconds = 0.0
    for one in pools:
        missing = one.missing(seeds)
        try:
            if missing:
                validate_seeds(one.settings, one.series, missing, seconds=one.seconds)
                prepared = prepare(one.series, one.settings.preparation)
                seconds += len(missing) * estimate(one.settings, prepared).from_nothing(one.seconds)
        except LabError as error:
            return refusal_text(error), 0.0
    return "", seconds
