"""Bring a file: read it before using it, and use it only on a click."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd
import streamlit as st

from lstm_core.runtime.errors import DataError
from lstm_core.series import (
    NO_DATE,
    READING,
    UPLOAD,
    Series,
    Table,
    check_series,
    is_large,
    names_of_tables,
    table_to_series,
)
from lstm_core.settings import DataSettings
from ui.data.bring import chosen_file
from ui.data.large import cost, read_in_sight
from ui.data.readings import questions
from ui.data.series import picture
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, show
from ui.state import data_choice, session, uploads
from ui.state.cache import cached
from ui.widgets.columns import choose_columns, repairs
from ui.widgets.settings import control

_BY_HAND = ("separator", "decimal", "header", "day_first")
_MARKS = {",": "comma", ";": "semicolon", "\t": "tab", " ": "space", "|": "bar"}


def own_file() -> None:
    """Uploader, what was understood, the learner's choices, and the button that commits to them."""
    show("data/upload")
    file = chosen_file()
    missing = _link_wants()
    if file is None:
        return
    if missing is not None and file.hash == missing.file_hash:
        data_choice.answer_link(file)
        st.rerun()
    if missing is not None:
        st.error(escape(data_choice.answer_link(file)), icon=":material/error:")
    data_choice.open_draft(file)
    which, understood, differently = st.container(), st.container(), st.expander("Read the file differently")
    try:
        with understood:
            table = _table(file, data_choice.draft())
    except DataError as error:
        with which:
            _table_choice(file, "")
        with understood:
            _refused(error)
        with differently:
            _reading_controls()
        return
    with which:
        _table_choice(file, table.source.table)
    with understood:
        _what_was_read(table)
        questions(table, lambda draft: _table(file, draft))
    with differently:
        _reading_controls({question.setting for question in table.questions})
    _date_choice(table)
    choose_columns(
        table.choices, data_choice.draft().target or table.target, data_choice.draft().features or table.features, True,
        tuple(table.classes),
    )  # fmt: skip
    asked = {question.kind for question in table.questions}
    repairs([issue for issue in table.issues if issue.kind not in asked], draft=True)
    _commit(file, table)


def _link_wants() -> DataSettings | None:
    """The data settings whose file this session lacks, or None; says so."""
    data = session.settings().data
    if data.series != UPLOAD:
        return None
    try:
        session.series()
    except uploads.UploadMissingError as error:
        st.warning(escape(refusal_text(error)), icon=":material/upload_file:")
        return data
    except DataError:
        return None
    return None


def _table(file: uploads.Upload, draft: DataSettings) -> Table:
    key = (file.hash, *(getattr(draft, name) for name in READING))
    # Some small ones, so that a choice can be taken back at once.
    keep = 1 if is_large(file.content) else 3
    return cached("table", key, lambda: read_in_sight(file, draft), keep=keep, private=True)


def _table_choice(file: uploads.Upload, taken: str) -> None:
    """Which sheet of a workbook or file of an archive is read, where there are several."""
    try:
        names: tuple[str, ...] = cached("tables", file.hash, lambda: names_of_tables(file.content), private=True)
    except DataError:
        return
    if names:
        control("sheet", options=names, value=taken or data_choice.draft().sheet or names[0], draft=True, kind="select")


def _refused(error: DataError) -> None:
    """Why the file cannot be used, and what stays."""
    st.error(escape(refusal_text(error)), icon=":material/error:")
    if not _stays("Your series stays as it was"):
        st.info("Choose another file, or read this one differently.")


def _stays(words: str) -> bool:
    """Say which series the other pages show meanwhile; False when there is none."""
    try:
        st.info(f"{words}: {escape(session.series().title)}.")
    except DataError:
        return False
    return True


def _reading_controls(asked: Collection[str] = ()) -> None:
    """What can be set by hand; what is asked above has its control there."""
    for column, key in zip(st.columns(4), [key for key in _BY_HAND if key not in asked], strict=False):
        with column:
            control(key, kind="select", draft=True)


def _date_choice(table: Table) -> None:
    names = [column.name for column in table.columns]
    control(
        "date", options=[NO_DATE, *names], value=data_choice.draft().date or table.date or NO_DATE, draft=True,
        kind="select",
        help="The column with the time stamps; without one, the rows are counted.",
    )  # fmt: skip


def _what_was_read(table: Table) -> None:
    """The first lines as they stand in the file, and what was understood of them."""
    source = table.source
    marks = f"separator {_MARKS.get(table.separator, table.separator)}, decimal {_mark(table)}"
    form = ", ".join(filter(None, [escape(source.container), "" if source.typed else f"{table.encoding}, {marks}"]))
    style = "" if table.date_style == "date" else f" ({escape(table.date_style)})"
    dates = f"dates in {escape(', '.join(table.dates))}{style}" if table.date else "no date column"
    first_line = "names in the first line" if table.has_header else "no line with names"
    st.markdown(
        f"**{count(table.rows, 'row')}, {count(len(table.columns), 'column')}**: {form}, "
        f"{first_line}, {dates}, one row per {escape(table.time_unit)}."
    )
    lines, columns = st.tabs(["First lines", "Columns"])
    names = [column.header or column.name for column in table.columns]
    with lines:
        rows = table.preview[1:] if table.has_header else table.preview
        st.dataframe(
            pd.DataFrame(list(rows), columns=_unique(names)), hide_index=True, height="content",
            alt="The first lines as they stand in the file.",
        )  # fmt: skip
    with columns:
        st.dataframe(
            pd.DataFrame({
                "Column": [c.name for c in table.columns], "Kind": [c.kind for c in table.columns],
                "Unit": [c.unit for c in table.columns], "Missing": [c.missing for c in table.columns],
                "Infinite": [c.infinite for c in table.columns], "Not a number": [c.text for c in table.columns],
                "For example": [c.example for c in table.columns],
            }), hide_index=True, alt="What was understood of each column.",
        )  # fmt: skip


def _mark(table: Table) -> str:
    return "comma" if table.decimal == "," else "point"


def _unique(names: list[str]) -> list[str]:
    """Headers that a data frame accepts: a repeated one gets its position."""
    return [name if names.index(name) == i else f"{name} ({i + 1})" for i, name in enumerate(names)]


def _commit(file: uploads.Upload, table: Table) -> None:
    """The series that these choices make, and the button that uses it."""
    draft = data_choice.draft()
    try:
        series = table_to_series(table, draft)
    except DataError as error:
        _refused(error)
        return
    picture(series, "data_draft")
    cost(series, draft)
    left = [finding for finding in check_series(series) if finding.kind in ("missing", "infinite")]
    if left:
        st.warning("Choose a repair above, or the network cannot train: " + " ".join(escape(f.sentence) for f in left))
    wanted = draft.model_copy(update={"file_rows": table.rows})
    suggested = session.CLASSIFY if series.classes else {}
    used = uploads.upload()
    in_use = used is not None and used.hash == file.hash and session.settings().data == wanted
    if in_use:
        st.success("This series is in use.", icon=":material/check:")
    else:
        _stays("Until you use this one, your series stays")
    st.button(
        "Use this series", type="primary", disabled=in_use, key="data_use",
        on_click=_use, args=(file, wanted, series, suggested),
    )  # fmt: skip


def _use(file: uploads.Upload, wanted: DataSettings, series: Series, suggested: dict[str, Any]) -> None:
    data_choice.use_upload(file, wanted, **suggested)
    session.know_series(wanted, series)
