"""Prepare's leaks: three switches, and how many targets the training has seen through them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from lstm_core.prepare import PartName, Prepared, Scaler, prepare, seen_targets
from lstm_core.series import Series
from ui.format.text import escape, fill, number, show
from ui.state import session
from ui.widgets.settings import control


def leak_switches(series: Series) -> None:
    """Three switches that let the training know more than it may."""
    now = session.settings().preparation
    with st.expander("Leaks, on purpose", expanded=bool(now.leaks), icon=":material/water_drop:", key="leaks"):
        show("prepare/leaks")
        if series.sequence and now.split == "chronological":
            show("prepare/leaks_sequences")
        else:
            control("split")
        control("scaler")
        if now.horizon > 1 and not now.names_classes and now.split == "chronological":
            control("gap")
        else:
            show("prepare/leaks_gap_idle")


def leak_words(series: Series, prepared: Prepared) -> None:
    """What leaks now, each with its measure."""
    preparation = session.settings().preparation
    for leak in preparation.leaks:
        st.warning(fill(f"prepare/leak_{leak}", **_MEASURES[leak](series, prepared)), icon=":material/water_drop:")


def _scalers(series: Series, prepared: Prepared) -> dict[str, str]:
    """Centre and scale of the target's scaler, as it is and as the training part alone gives it.

    Where classes are named, of the first feature's: a class is not scaled.
    """
    now = session.settings()
    key = (now.data, now.preparation)
    own = session.remember("honest_scaler", key, lambda: _scaler(prepare(series, now.preparation.honest)))
    pairs = {"": _scaler(prepared), "own_": own}
    column = escape(prepared.features[0]) if prepared.classes else "the target"
    return {"column": column} | {
        f"{name}{what}": number(float(getattr(found, what)[0])) for name, found in pairs.items()
        for what in ("center", "scale")
    }  # fmt: skip


def _scaler(prepared: Prepared) -> Scaler:
    return prepared.input_scaler if prepared.classes else prepared.target_scaler


def _counts(part: PartName, prepared: Prepared) -> dict[str, str]:
    """How many of a part's targets the training has seen."""
    targets = np.unique(prepared.part(part).times)
    return {"seen": f"{len(seen_targets(prepared, part)):,}", "targets": f"{len(targets):,}"}


_MEASURES: dict[str, Callable[[Series, Prepared], dict[str, str]]] = {
    "split": lambda _series, prepared: _counts("test", prepared),
    "scaler": _scalers,
    "gap": lambda _series, prepared: _counts("validation", prepared),
}
