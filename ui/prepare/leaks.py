"""Prepare's leaks: a switch each, and how many targets the training has seen through them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import streamlit as st

from lstm_core.prepare import LEAKS, PartName, Prepared, Scaler, prepare, seen_targets
from lstm_core.series import Series
from ui.format.text import escape, fill, number, show
from ui.state import session
from ui.widgets.settings import control


def leak_switches(series: Series) -> None:
    """Switches that let the training know more than it may; a sentence where one has nothing to switch."""
    now = session.settings().preparation
    with st.expander("Leaks, on purpose", expanded=bool(now.leaks), icon=":material/water_drop:", key="leaks"):
        show("prepare/leaks")
        for key, leak in LEAKS.items():
            if leak.idle(series, now):
                show(f"prepare/leaks_{key}_idle")
            else:
                control(key)


def leak_words(series: Series, prepared: Prepared) -> None:
    """What leaks now, each with its measure."""
    preparation = session.settings().preparation
    for leak in preparation.leaks:
        measure = _MEASURES.get(leak, _counts)
        st.warning(fill(f"prepare/leak_{leak}", **measure(leak, series, prepared)), icon=":material/water_drop:")


def _scalers(_leak: str, series: Series, prepared: Prepared) -> dict[str, str]:
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


def _counts(leak: str, _series: Series, prepared: Prepared) -> dict[str, str]:
    """How many targets of the leak's part the training has seen."""
    part: PartName = LEAKS[leak].part
    targets = np.unique(prepared.part(part).times)
    return {"seen": f"{len(seen_targets(prepared, part)):,}", "targets": f"{len(targets):,}"}


# Leak → what its text tells; of all others the targets that the training has seen.
_MEASURES: dict[str, Callable[[str, Series, Prepared], dict[str, str]]] = {"scaler": _scalers}
