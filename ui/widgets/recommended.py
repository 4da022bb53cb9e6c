"""Prepare's recommendation: one button, and beside it the reasons."""

from __future__ import annotations

import streamlit as st

from lstm_core.recommend import Recommendation, explain_recommendation, steadier
from lstm_core.runtime.errors import LabError
from lstm_core.series import Series
from lstm_core.settings import Settings
from ui.format.refusal import refusal_text
from ui.format.text import escape, fill, show
from ui.state import session
from ui.widgets.settings import option_label


def recommended(series: Series) -> None:
    """The button that takes the recommended preparation, and why it is recommended."""
    now = session.settings()
    st.header("The recommended preparation", anchor=False)
    if now.preparation.names_classes:
        show("classify/no_recommendation")
        return
    try:
        found = recommendation(series)
    except LabError as error:
        st.caption(escape(refusal_text(error)))
        return
    wanted = _with(now, found.settings)
    in_use = wanted == now
    st.button(
        "The recommended preparation is in use" if in_use else "Use the recommended preparation",
        key="use_recommended", disabled=in_use, on_click=session.replace, args=(wanted,), icon=":material/tune:",
    )  # fmt: skip
    show("prepare/recommended")
    with st.expander("Why these settings?", key="why_recommended"):
        st.markdown("\n".join(f"- {fill(f'prepare/why_{why.id}', **why.numbers)}" for why in found.reasons.values()))


def recommendation(series: Series) -> Recommendation:
    """What is recommended for the session's series and horizon. Raises LabError as `explain_recommendation`."""
    now = session.settings()
    key = (now.data, now.preparation.horizon)
    found: Recommendation = session.remember(
        "recommended", key, lambda: explain_recommendation(series, now.preparation.horizon)
    )
    return found


def steadier_transform(series: Series) -> str:
    """What to try where the level wanders, in the words of its control; what the doctor suggests, too."""
    try:
        wanted = steadier(recommendation(series).settings)
    except LabError:
        wanted = "difference"
    label = option_label("transform", wanted)
    return label[0].lower() + label[1:]


def _with(now: Settings, wanted: Settings) -> Settings:
    """The learner's data, seed and kind of network with everything that is recommended."""
    network = wanted.network.model_copy(update={"kind": now.network.kind})
    parts = {"preparation": wanted.preparation, "network": network, "training": wanted.training}
    return now.model_copy(update=parts)
