"""What can be read in two ways: the same cells under every reading, and the choice between them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from lstm_core.runtime.errors import DataError
from lstm_core.series import Question, Reading, Table, table_to_series
from lstm_core.series.findings import WHY
from lstm_core.settings import DataSettings
from ui.data.series import picture
from ui.format.text import escape, show
from ui.state import data_choice
from ui.widgets.settings import control

# More readings are in the select only: a table of fifty shops would hide the question.
_SHOWN = 4


def questions(table: Table, read: Callable[[DataSettings], Table]) -> None:
    """Every question of a table with its readings side by side. read: the file under other settings."""
    if not table.questions:
        return
    show("data/readings")
    for question in table.questions:
        with st.container(border=True):
            _question(question, read)


def _question(question: Question, read: Callable[[DataSettings], Table]) -> None:
    st.markdown(f"**{escape(question.sentence)}** {escape(WHY.get(question.kind, ''))}")
    cells, choice = st.columns([3, 2], vertical_alignment="center")
    titles = {reading.answer: reading.title for reading in question.readings}
    with choice:
        control(
            question.setting, options=list(titles), value=question.default, kind="select", draft=True,
            format_func=lambda answer: titles.get(answer, answer),
        )  # fmt: skip
        compare = st.toggle("Compare as pictures", key=f"data_compare_{question.kind}")
    with cells:
        st.dataframe(_side_by_side(question), hide_index=True, height="content", alt="Some cells under each reading.")
    if compare:
        _pictures(question, read)


def _side_by_side(question: Question) -> pd.DataFrame:
    """A row for the file and one for each reading, the one in force marked."""
    shown = _first_readings(question)
    rows = [("In the file", question.cells)]
    rows += [(r.title + (" (in force)" if r.answer == question.default else ""), r.cells) for r in shown]
    most = max(len(cells) for _, cells in rows)
    return pd.DataFrame(
        [[title, *cells, *[""] * (most - len(cells))] for title, cells in rows],
        columns=["Reading", *(f"Cell {place + 1}" for place in range(most))],
    )


def _first_readings(question: Question) -> list[Reading]:
    """The first few readings, the one in force among them."""
    shown = list(question.readings[:_SHOWN])
    if question.default not in {reading.answer for reading in shown}:
        shown[-1] = next(r for r in question.readings if r.answer == question.default)
    return shown


def _pictures(question: Question, read: Callable[[DataSettings], Table]) -> None:
    """The series under the reading in force and under the likeliest other one."""
    other = next((r for r in question.readings if r.answer != question.default), None)
    now = next(r for r in question.readings if r.answer == question.default)
    for side, reading in zip(st.columns(2), [now, other], strict=True):
        if reading is None:
            continue
        with side:
            st.caption(escape(reading.title) + (" (in force)" if reading is now else ""))
            draft = data_choice.draft().model_copy(
                update={question.setting: reading.answer, "target": "", "features": ()}
            )
            try:
                picture(table_to_series(read(draft), draft), f"data_{question.kind}_{reading.answer}")
            except DataError as error:
                st.info(escape(str(error)))
