"""Large files on the Data page: the first rows at once, how far reading is, and what training on so much will cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.prepare import prepare
from lstm_core.runtime.errors import LabError, SettingsError
from lstm_core.series import Series, Table, is_large, make_ready, read_apart, read_table
from lstm_core.settings import DataSettings, Settings
from lstm_core.training.cost import estimate
from lstm_core.training.loop import validate
from ui.charts.series import is_long
from ui.format.text import count, duration, escape, show
from ui.state import session, uploads

# As much of a text as is read in a few hundredths of a second.
_HEAD = 60_000


def read_in_sight(file: uploads.Upload, draft: DataSettings) -> Table:
    """The table of a file; of a large one the first rows and a bar are shown until it is there. Raises DataError."""
    if not is_large(file.content):
        return read_table(file.content, draft)
    # It loads its libraries while the first rows are read here, and the next one waits for another way to read.
    make_ready()
    bar, rows = st.empty(), st.empty()
    try:
        bar.progress(0.0, "Reading the file")
        with rows:
            _first_rows(file.content, draft)

        def tell(stage: str, share: float) -> None:
            bar.progress(share, stage)

        return read_apart(file.content, draft, tell)
    finally:
        bar.empty()
        rows.empty()
        make_ready()


def _first_rows(data: bytes, draft: DataSettings) -> None:
    """The first rows of a large text as they stand there; nothing where they are no table of their own."""
    head = data[: data.rfind(b"\n", 0, _HEAD) + 1]
    try:
        table = read_table(head, draft)
    except LabError:
        return
    rows = table.preview[1:] if table.has_header else table.preview
    names = [f"{place}. {column.header}" for place, column in enumerate(table.columns, start=1)]
    st.dataframe(
        pd.DataFrame(list(rows), columns=names), hide_index=True, height="content",
        alt="The first lines as they stand in the file.",
    )  # fmt: skip


def cost(series: Series, data: DataSettings) -> None:
    """How many windows a long series makes and how long they will train, before it is used."""
    if not is_long(series):
        return
    now = session.settings()
    settings = Settings(**(now.model_dump() | {"data": data.model_dump()}))
    try:
        prepared = prepare(series, settings.preparation)
    except LabError as error:
        # Missing values have a warning of their own.
        if np.isfinite(series.values).all():
            st.warning(escape(str(error)), icon=":material/hourglass_top:")
        return
    windows, training = len(prepared.train), settings.training
    found = estimate(settings, prepared)
    show(
        "data/cost", points=f"{len(series):,}", windows=f"{windows:,}",
        window=count(settings.preparation.window, "step"), updates=f"{found.updates // training.epochs:,}",
        epoch=duration(found.seconds / training.epochs), epochs=count(training.epochs, "epoch"),
        all=duration(found.seconds),
    )  # fmt: skip
    try:
        validate(settings, prepared)
    except SettingsError as error:
        st.warning(escape(str(error)), icon=":material/hourglass_top:")
