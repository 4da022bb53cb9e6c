"""What one browser session works on: its settings, its series, its trainings, and the address that carries them.

Which run the pages show, and whether it answers these settings, says `ui.state.current_run`.

`settings()` is the only truth; widgets are views on it (`ui.widgets.settings`) and the address is its shadow.
Uploaded bytes live in the session's memory and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar

import streamlit as st

from lstm_core.host.training_job import Job
from lstm_core.prepare import Prepared, prepare
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series import UPLOAD, Series, load_series
from lstm_core.settings import DataSettings, Settings, specs
from ui.state import changes, places, server, slots, uploads
from ui.state.cache import Memo
from ui.state.run_store import RunStore, run_store

RUN_LOST = (
    "The run in this address is no longer on this server, or it belongs to another browser. "
    "Its settings are all here, so you can train it yourself."
)
T = TypeVar("T")
# What `components/history.js` adds to an address that Back or Forward leads to, another value each time.
PAST = "past"
# What it takes off again: the page that the rest of an address is of.
PAGE = "on"
# What a run has drawn leaves the server within hundredths of a second, on a busy one within this.
LOST_SECONDS = 1.0
# What the browser alone makes of it, in every address: the presenter's look (`components/present.js`).
PRESENT = "present"
# What suits a series whose target names classes: ask for the class of each window's last step.
CLASSIFY = {"task": "label", "horizon": 0, "strategy": "direct"}


def may_be_lost() -> bool:
    """Whether the browser may not know what the last run drew: it was cut short, or ended a moment ago."""
    drawn = slots.DRAWN.get()
    return drawn is None or time.monotonic() - drawn < LOST_SECONDS


def follow_past() -> None:
    """Where Back or Forward has led, once: the browser says so until it has the answer, also with the next act.

    Any other address may be one that the browser has left already: only these and a first visit lead.
    """
    # Asked many times in a drawing, and nearly always for nothing: only what leads is read whole.
    if st.query_params.get(PAST) in (None, slots.FOLLOWED.get()):
        return
    address = address_now()
    mark = address.get(PAST)
    if mark is not None and mark != slots.FOLLOWED.get():
        slots.FOLLOWED.set(mark)
        read_url(address)


def address_now() -> dict[str, str]:
    """The query of the address, whole: the run that replaces this one writes its own into the same place meanwhile."""
    before: dict[str, str] | None = None
    while True:
        try:
            now = st.query_params.to_dict()
        except (KeyError, RuntimeError):  # it changed under the reading
            continue
        if now == before:
            return now
        before = now


def read_url(address: Mapping[str, str]) -> None:
    """Settings and run from the address' query; what is wrong there is kept as notices.

    What the page looks at is read when it is drawn (`ui.state.places`).
    """
    slots.LED.set(dict(address))
    query = places.without(address)
    for mark in (PAST, PAGE, PRESENT):
        query.pop(mark, None)
    run_id = query.pop("run", None)
    slots.RACE.set(query.pop("race", ""))
    settings, problems = Settings.repair_query(query)
    slots.SETTINGS.set(settings)
    slots.NOTICES.set([f"In the address: {problem} It was left out." for problem in problems])
    if run_id is None:
        slots.JOB.clear()
    elif not open_run(run_id):
        slots.JOB.clear()
        slots.NOTICES.get().append(RUN_LOST)


def open_run(run_id: str) -> bool:
    """Put one of this browser's runs in front of the pages: a training or a kept run. False where it is none."""
    found = server.host().job(run_id)
    if found is not None and found.owner == server.token():
        slots.JOB.set(run_id)
        put_away()
        return True
    entry = kept().find(run_id)
    if entry is not None:
        put_in_front(entry.open(), run_id)
    return entry is not None


def settings() -> Settings:
    """The experiment as it stands in this session."""
    follow_past()
    found = slots.SETTINGS.get()
    if found is None:
        found = Settings()
        slots.SETTINGS.set(found)
    return found


def change(**values: Any) -> None:
    """Change settings by their short keys; safe in callbacks. A refused change becomes a notice."""
    wanted = values
    if "target" in values:
        wanted = _task_for(str(values["target"])) | values
    try:
        replace(settings().change(**wanted), meant=values)
    except SettingsError as error:
        complain(error.problems)


def _task_for(target: str) -> dict[str, Any]:
    """What a new target column wants besides itself: classes are named, numbers are predicted."""
    now = settings()
    try:
        classes = load_series(now.data.model_copy(update={"target": target}), _bytes()).classes
    except DataError:
        return {}
    if classes:
        return dict(CLASSIFY)
    return {"task": "regression", "horizon": 1} if now.preparation.task == "label" else {}


def _bytes() -> bytes | None:
    file = uploads.upload()
    return file.content if file else None


def replace(new: Settings, meant: Iterable[str] = ()) -> None:
    """Put a whole experiment in place of the present one; what changes besides the keys in `meant` is told."""
    follow_past()
    changes.meant(meant)
    slots.SETTINGS.set(new)
    slots.NOTICES.set([])


def undo() -> None:
    """Put back what stood before the last act that was told: its settings, its file, its run."""
    told = changes.changes()
    if told is None or told.over:
        return
    before = told.before
    now = job()
    if now is None or now.finished:
        slots.JOB.put(before.job_id)
        slots.OPENED.put(before.opened)
        slots.LOADED.put(before.loaded)
    slots.UPLOAD.put(before.upload)
    replace(before.settings, meant=specs())


def standing() -> changes.Standing:
    """What stands now, to compare with what an act leaves behind."""
    return changes.Standing(settings(), uploads.upload(), slots.JOB.get(), slots.OPENED.get(), slots.LOADED.get())


def notices() -> list[str]:
    """Sentences to show above the page until the next change."""
    return slots.NOTICES.get()


def complain(problems: list[str]) -> None:
    """Show why a change was refused, in place of all other notices."""
    slots.NOTICES.set(problems)


def notify(sentence: str) -> None:
    """Show a sentence above the next page that is drawn."""
    slots.NOTICES.set([*notices(), sentence])


def is_upload() -> bool:
    """Whether the series comes from a file of the learner's."""
    return settings().data.series == UPLOAD


def remember(name: str, key: Hashable, make: Callable[[], T], keep: int = 16) -> T:
    """`make()`, or what it gave before for this key: process-wide for public series, per session for uploads."""
    return memo().cached(name, key, make, keep)


def memo() -> Memo:
    """Where `remember` keeps things, for threads that have no session."""
    return Memo(private=is_upload())


def series() -> Series:
    """The series that the settings describe. Raises DataError: UploadMissingError when a file must be brought."""
    data = settings().data
    if not is_upload():
        return remember("series", data, lambda: load_series(data))
    file = uploads.upload()
    if file is None or (data.file_hash and file.hash != data.file_hash):
        for mine in (job(), slots.LOADED.get()):
            if mine is not None and mine.settings.data == data:
                return mine.series
        raise uploads.UploadMissingError(
            f"This experiment uses your file {data.file_name or '(no name)'} with {data.file_rows:,} rows. "
            "Files are kept only while a page is open: choose it again here."
        )
    return remember("series", data, lambda: load_series(data, file.content), keep=4)


def know_series(data: DataSettings, its: Series) -> None:
    """The series of these settings is there already: a large file need not be read again."""
    if settings().data == data:
        remember("series", data, lambda: its, keep=4)


def prepared() -> Prepared:
    """The series cut, scaled and split as the settings say. Raises DataError."""
    now = settings()
    key = (now.data, now.preparation)
    return remember("prepared", key, lambda: prepare(series(), now.preparation), keep=4 if is_upload() else 16)


def submit(settings: Settings, series: Series, prepared: Prepared, group: str = "", keep: bool = True) -> Job:
    """Hand a training of this learner's to the host. Raises SettingsError as `Host.submit`.

    keep: whether the notebook keeps it once it has ended.
    """
    new = server.host().submit(settings, series, prepared, owner=server.token(), group=group)
    if keep:
        kept().watch(new)
    return new


def kept() -> RunStore:
    """Where this browser's runs are kept."""
    return run_store(server.token())


def job() -> Job | None:
    """The learner's latest training, running or ended."""
    job_id = slots.JOB.get()
    return server.host().job(job_id) if job_id else None


def put_in_front(run: Run, id: str) -> None:
    """A run that no training stands behind any more: kept, or from a file."""
    slots.LOADED.set(run)
    slots.OPENED.set(id)
    slots.JOB.clear()


def put_away() -> None:
    """No loaded run stands before the shipped one any more."""
    slots.LOADED.clear()
    slots.OPENED.clear()
