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
_SHOWN = 3


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
    with cells, st.container(key=f"reading_{question.kind}"):
        st.table(_side_by_side(question), hide_index=True)
    if compare:
        _pictures(question, read)


def _side_by_side(question: Question) -> pd.DataFrame:
    """A row for each cell: as it stands in the file, and as each reading takes it; the one in force is marked."""
    columns = [("In the file", question.cells)]
    columns += [
        (reading.title + (" (in force)" if reading.answer == question.default else ""), reading.cells)
        for reading in _first_readings(question)
    ]
    most = max(len(cells) for _, cells in columns)
    frame = pd.DataFrame(
        list(zip(*([*map(escape, cells), *[""] * (most - len(cells))] for _, cells in columns), strict=True))
    )
    # Two readings may have one title; a frame's columns may not.
    names = [escape(title) + "\u200b" * place for place, (title, _) in enumerate(columns)]
    return frame.set_axis(names, axis="columns")


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
