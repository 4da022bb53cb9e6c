"""The whole notebook as one file, and back: a zip of JSON and `.npy` arrays like a run file, each series once.

Metrics and forecasts are not stored: whoever reads the file measures its runs anew, so that no number is believed that
its weights do not give.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime
from typing import IO, Any

from lstm_core.notebook.book import MAX_BYTES, MAX_NOTE, MAX_RUNS, Notebook, add
from lstm_core.notebook.entry import Entry, entry_of
from lstm_core.runs.run_file import (
    BROKEN,
    Arrays,
    Members,
    pack_series,
    pack_training,
    read_archive,
    unpack_series,
    unpack_training,
    write_archive,
)
from lstm_core.runtime.errors import DataError
from lstm_core.runtime.progress import Reporter, silent
from lstm_core.series.types import Series

NOTEBOOK_SUFFIX = ".lstmbook"
FORMAT = "lstm-lab-notebook-1"
MAIN = "notebook.json"
FOREIGN = "This file is not a notebook saved by LSTM Lab. Choose a file that ends in .lstmbook."
TOO_LARGE = (
    f"The runs of this file and of the notebook take more than {MAX_BYTES / 1e6:.0f} MB. Delete some large runs first."
)
MAX_ID = 64


def save_notebook(book: Notebook, path: str | os.PathLike[str] | IO[bytes]) -> None:
    """Write the notebook to a path or an open binary file. Raises DataError when that cannot be written."""
    arrays: Arrays = {}
    series: dict[str, Any] = {}
    runs: list[dict[str, Any]] = []
    for entry in book.entries:
        if entry.series_id not in series:
            series[entry.series_id], table = pack_series(entry.series)
            arrays |= {f"series/{entry.series_id}/{name}": array for name, array in table.items()}
        training, found = pack_training(entry.open())
        arrays |= {f"runs/{len(runs)}/{name}": array for name, array in found.items()}
        runs.append({
            "id": entry.id, "name": entry.name, "note_of_learner": entry.note, "pinned": entry.pinned,
            "when": entry.when.isoformat(), "series": entry.series_id, **training,
        })  # fmt: skip
    try:
        write_archive(path, MAIN, {"format": FORMAT, "series": series, "runs": runs}, arrays)
    except OSError as error:
        raise DataError(f"The notebook cannot be written: {error}. Choose another place for it.") from None


def import_notebook(book: Notebook, path: str | os.PathLike[str] | IO[bytes], report: Reporter = silent) -> Notebook:
    """`book` with the runs of a file behind its own; those that it has already stay as they are.

    report: told the share of the runs that are measured.
    Raises DataError for a forged, truncated, oversized or foreign file, and where not all of it finds room: an import
    never lets a run go.
    """

    def read(members: Members) -> Notebook:
        description = json.loads(members[MAIN])
        if description["format"] != FORMAT:
            raise DataError(FOREIGN)
        fresh = {place: run for place, run in enumerate(description["runs"]) if book.find(run["id"]) is None}
        _refuse_too_many(len(book.entries), len(fresh))
        series = {
            key: unpack_series(words, _below(members, f"series/{key}/")) for key, words in description["series"].items()
        }
        fuller = book
        for done, (place, run) in enumerate(fresh.items(), 1):
            fuller = add(fuller, _read_entry(run, series[run["series"]], _below(members, f"runs/{place}/")))
            report(done / len(fresh))
        if fuller.dropped > book.dropped:
            raise DataError(TOO_LARGE)
        return fuller

    return read_archive(path, MAIN, FOREIGN, read)


def _read_entry(words: dict[str, Any], series: Series, members: Members) -> Entry:
    when = datetime.fromisoformat(words["when"])
    if not 0 < len(words["id"]) <= MAX_ID or when.tzinfo is None:
        raise DataError(BROKEN.format(what="a run has no id or no time"))
    run = unpack_training(words, series, members)
    if len(run.snapshots) > 1:
        raise DataError(BROKEN.format(what="a run has more than its last weights"))
    entry = entry_of(run, str(words["id"]), when, str(words["name"]))
    return replace(entry, note=str(words["note_of_learner"])[:MAX_NOTE], pinned=words["pinned"] is True)


def _below(members: Members, folder: str) -> Members:
    return {name.removeprefix(folder): data for name, data in members.items() if name.startswith(folder)}


def _refuse_too_many(here: int, coming: int) -> None:
    if here + coming > MAX_RUNS:
        raise DataError(
            f"The file brings {coming} runs and the notebook holds {here}; more than {MAX_RUNS} find no room. Delete "
            "some runs, or export the notebook and start an empty one."
        )
