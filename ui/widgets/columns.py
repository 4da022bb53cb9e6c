"""Which column to predict and which to read, and the choices that repair what was found in them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lstm_core.series import Problem
from ui.format.text import escape, show
from ui.state import data_choice, session
from ui.widgets.settings import control


def choose_columns(
    names: Sequence[str], target: str, features: Sequence[str], draft: bool = False, labels: Sequence[str] = ()
) -> None:
    """Target and features; `target` and `features` are the present ones, whoever chose them.

    labels: columns that name classes, and can be the target only.
    """
    show("data/columns")
    left, right = st.columns([1, 2])
    with left:
        control(
            "target", options=[*names, *labels], value=target, kind="select", help="What the network predicts.",
            draft=draft,
        )  # fmt: skip
    with right:
        control("features", options=names, value=tuple(features), help="What the network reads.", draft=draft)
    for label in labels:
        show("classify/labels_column", column=escape(label))


def repairs(findings: Sequence[Problem], draft: bool = False) -> None:
    """Every finding in a sentence, beside it the choice that repairs it; one choice may serve several findings."""
    if not findings:
        show("data/clean")
        return
    show("data/repair")
    data = data_choice.draft() if draft else session.settings().data
    keys = list(dict.fromkeys(finding.repair for finding in findings))
    for key in keys:
        words, choice = st.columns([3, 2], vertical_alignment="center")
        with words:
            st.markdown(
                "\n".join(f"- {escape(f.sentence)} {escape(f.why)}".rstrip() for f in findings if f.repair == key)
            )
        if key and hasattr(data, key):
            with choice:
                control(key, kind="select", draft=draft)
