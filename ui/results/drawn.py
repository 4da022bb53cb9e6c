"""How many of the sequences of a set a picture shows: at first as many of the newest as can be told apart."""

from __future__ import annotations

import numpy as np
import streamlit as st

from lstm_core.series.types import Series
from ui.charts.common import few_sequences
from ui.format.text import fill
from ui.state.places import Offer
from ui.widgets.kept import place_slider


def drawn_offer(series: Series) -> dict[str, Offer]:
    """What an address can ask for: how many of the newest sequences the picture shows; nothing for one long series."""
    if not series.sequence:
        return {}
    return {
        "drawn": Offer("results_drawn", range(1, series.sequences + 1), few_sequences(series), "number of sequences")
    }


def choose_drawn(series: Series) -> np.ndarray:
    """Positions of the answers in the picture: of separate sequences as many of the newest as the learner wants."""
    offers = drawn_offer(series)
    if not offers:
        return series.answered
    each = series.sequence if series.every_step else 1
    many = place_slider("Newest sequences in the picture", offers["drawn"])
    words = "results/drawn" if series.every_step else "results/drawn_one"
    st.caption(
        fill(words, sequences=f"{many:,}", all=f"{series.sequences:,}", points=f"{many * each:,}",
             of=f"{len(series.answered):,}")
    )  # fmt: skip
    return series.answered[-many * each :]
