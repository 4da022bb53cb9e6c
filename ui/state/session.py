"""What one browser session works on: its settings, its series, its runs, and the address that carries them.

`settings()` is the only truth; widgets are views on it (`ui.widgets.settings`) and the address is its shadow.
Uploaded bytes live in the session's memory and nowhere else.
"""

from __future__ import annotations

import importlib
import secrets
import threading
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NoReturn

import streamlit as st
from streamlit.runtime.scriptrunner import RerunException

from lstm_core.host.client import Host
from lstm_core.host.training_job import Job
from lstm_core.notebook import Entry
from lstm_core.prepare import Prepared, prepare
from lstm_core.runs.run import Run
from lstm_core.runs.shipped import COUNTER, SINE
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series import UPLOAD, Series, fingerprint, load_series
from lstm_core.series.samples import FOLDER
from lstm_core.settings import DataSettings, Settings, specs
from ui.state import changes, places
from ui.state.browser_id import browser_digest
from ui.state.cache import Memo, cached
from ui.state.run_store import RunStore, keeper, run_store

SHIPPED = FOLDER / "shipped.lstmlab"
COUNTS = SHIPPED.with_name("counter.lstmlab")
RUN_LOST = (
    "The run in this address is no longer on this server, or it belongs to another browser. "
    "Its settings are all here, so you can train it yourself."
)
_SETTINGS, _NOTICES = "lab_settings", "lab_notices"
# What `components/history.js` adds to an address that Back or Forward leads to, another value each time; and the last
# one that was followed.
PAST, _FOLLOWED = "past", "lab_followed"
# Whether the address has led since the last page was drawn.
_LED = "lab_led"
_DRAWN = "lab_drawn"
# The page that the address was last written for.
_PAGE = "lab_page"
# What a run has drawn leaves the server within hundredths of a second, on a busy one within this.
LOST_SECONDS = 1.0
_UPLOAD, _JOB, _LOADED = "lab_upload", "lab_job", "lab_loaded"
_TOKEN, _RACE = "lab_token", "lab_race"
# The id of the run in _LOADED.
_OPENED = "lab_opened"


# What suits a series whose target names classes: ask for the class of each window's last step.
CLASSIFY = {"task": "label", "horizon": 0, "strategy": "direct"}


class UploadMissingError(DataError):
    """The settings ask for an uploaded file that this session does not have (any more)."""


@dataclass(frozen=True)
class Upload:
    """An uploaded file, in memory. `hash` is what a link names it by."""

    name: str
    content: bytes

    @cached_property
    def hash(self) -> str:
        """First 16 hex digits of the content's SHA-256."""
        return fingerprint(self.content)


class PageOverError(BaseException):
    """Nothing more comes on this page; no fault, and so no `Exception`."""


def end_page() -> NoReturn:
    """End the page here. After Streamlit's own stop nothing can be sent any more, not even the page's address."""
    raise PageOverError


@contextmanager
def drawing(page: str) -> Iterator[None]:
    """Round every page, by its name: settings and places from the address when it leads, else into it."""
    st.session_state[_DRAWN] = None
    _begin(page)
    try:
        with suppress(PageOverError):
            yield
    except RerunException:
        # Another run replaces this one, and what it had to say may be lost.
        raise
    except BaseException:
        _end(page)
        raise
    _end(page)


def may_be_lost() -> bool:
    """Whether the browser may not know what the last run drew: it was cut short, or ended a moment ago."""
    drawn: float | None = st.session_state.get(_DRAWN)
    return drawn is None or time.monotonic() - drawn < LOST_SECONDS


def _begin(page: str) -> None:
    _follow_past()
    if _SETTINGS not in st.session_state:
        read_url()
    led = st.session_state.pop(_LED, False)
    if led:
        places.read(page, st.query_params.to_dict())
    changes.compare(_standing(), led)
    # Another page's address waits for its end: until then the browser may stand on the page before, whose entry of the
    # history would take it.
    if st.session_state.get(_PAGE) == page:
        sync_url(page)
    keeper.drawn()
    kept().collect()


def _end(page: str) -> None:
    # What a page looks at may depend on what it has found.
    sync_url(page)
    st.session_state[_DRAWN] = time.monotonic()


def _follow_past() -> None:
    """Where Back or Forward has led, once: the browser says so until it has the answer, also with the next act.

    Any other address may be one that the browser has left already: only these and a first visit lead.
    """
    mark = st.query_params.get(PAST)
    if mark is not None and mark != st.session_state.get(_FOLLOWED):
        st.session_state[_FOLLOWED] = mark
        read_url()


def read_url() -> None:
    """Settings and run from the address; what is wrong there is kept as notices.

    What the page looks at is read when it is drawn (`ui.state.places`).
    """
    st.session_state[_LED] = True
    query = places.without(st.query_params.to_dict())
    query.pop(PAST, None)
    run_id = query.pop("run", None)
    st.session_state[_RACE] = query.pop("race", "")
    settings, problems = Settings.repair_query(query)
    st.session_state[_SETTINGS] = settings
    st.session_state[_NOTICES] = [f"In the address: {problem} It was left out." for problem in problems]
    if run_id is None:
        st.session_state.pop(_JOB, None)
    elif not _find(run_id):
        st.session_state.pop(_JOB, None)
        st.session_state[_NOTICES].append(RUN_LOST)


def _find(run_id: str) -> bool:
    """Put one of this browser's runs in front of the pages: a training of the host, or a kept run."""
    found = host().job(run_id)
    if found is not None and found.owner == token():
        st.session_state[_JOB] = run_id
        _put_away()
        return True
    entry = kept().find(run_id)
    if entry is not None:
        _show(entry.open(), run_id)
    return entry is not None


def address() -> dict[str, str]:
    """What differs from the default, the run and the race, as the address of any page carries them."""
    query = settings().to_query()
    shown = st.session_state.get(_JOB) or st.session_state.get(_OPENED)
    if shown:
        query["run"] = shown
    if race():
        query["race"] = race()
    return query


def sync_url(page: str) -> None:
    """Write settings, run, and what the page looks at into the address."""
    query = address() | places.to_query(page)
    # The browser gives another page the settings of the one before, of which the script is not told.
    another = st.session_state.get(_PAGE) != page
    st.session_state[_PAGE] = page
    if another or query != st.query_params.to_dict():
        st.query_params.from_dict(query)


def settings() -> Settings:
    """The experiment as it stands in this session."""
    _follow_past()
    found: Settings = st.session_state.setdefault(_SETTINGS, Settings())
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
    file = upload()
    return file.content if file else None


def replace(new: Settings, meant: Iterable[str] = ()) -> None:
    """Put a whole experiment in place of the present one; what changes besides the keys in `meant` is told."""
    _follow_past()
    changes.meant(meant)
    st.session_state[_SETTINGS] = new
    st.session_state[_NOTICES] = []


def undo() -> None:
    """Put back what stood before the last act that was told: its settings, its file, its run."""
    told = changes.changes()
    if told is None:
        return
    before = told.before
    now = job()
    if now is None or now.finished:
        for key, value in ((_JOB, before.job_id), (_OPENED, before.opened), (_LOADED, before.loaded)):
            _put(key, value)
    _put(_UPLOAD, before.upload)
    replace(before.settings, meant=specs())


def _put(key: str, value: Any) -> None:
    if value is None:
        st.session_state.pop(key, None)
    else:
        st.session_state[key] = value


def _standing() -> changes.Standing:
    state = st.session_state
    return changes.Standing(settings(), upload(), state.get(_JOB), state.get(_OPENED), state.get(_LOADED))


def notices() -> list[str]:
    """Sentences to show above the page until the next change."""
    found: list[str] = st.session_state.get(_NOTICES, [])
    return found


def complain(problems: list[str]) -> None:
    """Show why a change was refused, in place of all other notices."""
    st.session_state[_NOTICES] = problems


def notify(sentence: str) -> None:
    """Show a sentence above the next page that is drawn."""
    st.session_state[_NOTICES] = [*notices(), sentence]


def upload() -> Upload | None:
    """The file that this session has committed to, if any."""
    return st.session_state.get(_UPLOAD)


def keep_upload(file: Upload) -> None:
    """Commit to a file, which the settings name already or will."""
    st.session_state[_UPLOAD] = file


def is_upload() -> bool:
    """Whether the series comes from a file of the learner's."""
    return settings().data.series == UPLOAD


def remember(name: str, key: Hashable, make: Callable[[], Any], keep: int = 16) -> Any:
    """`make()`, or what it gave before for this key: process-wide for public series, per session for uploads."""
    return memo().cached(name, key, make, keep)


def memo() -> Memo:
    """Where `remember` keeps things, for threads that have no session."""
    return Memo(private=is_upload())


def series() -> Series:
    """The series that the settings describe. Raises DataError: UploadMissingError when a file must be brought."""
    data = settings().data
    if not is_upload():
        found: Series = remember("series", data, lambda: load_series(data))
        return found
    file = upload()
    if file is None or (data.file_hash and file.hash != data.file_hash):
        for mine in (job(), st.session_state.get(_LOADED)):
            if mine is not None and mine.settings.data == data:
                its: Series = mine.series
                return its
        raise UploadMissingError(
            f"This experiment uses your file {data.file_name or '(no name)'} with {data.file_rows:,} rows. "
            "Files are kept only while a page is open: choose it again here."
        )
    own: Series = remember("series", data, lambda: load_series(data, file.content), keep=4)
    return own


def know_series(data: DataSettings, its: Series) -> None:
    """The series of these settings is there already: a large file need not be read again."""
    if settings().data == data:
        remember("series", data, lambda: its, keep=4)


def prepared() -> Prepared:
    """The series cut, scaled and split as the settings say. Raises DataError."""
    now = settings()
    key = (now.data, now.preparation)
    found: Prepared = remember(
        "prepared", key, lambda: prepare(series(), now.preparation), keep=4 if is_upload() else 16
    )
    return found


def start_job() -> Job:
    """Hand the present experiment to the training host. Raises LabError when it cannot be trained."""
    new = submit(settings(), series(), prepared())
    st.session_state[_JOB] = new.id
    st.session_state[_NOTICES] = [sentence for sentence in notices() if sentence != RUN_LOST]
    _put_away()
    return new


def submit(settings: Settings, series: Series, prepared: Prepared, group: str = "") -> Job:
    """Hand a training of this learner's to the host; the notebook keeps it. Raises SettingsError as `Host.submit`."""
    new = host().submit(settings, series, prepared, owner=token(), group=group)
    kept().watch(new)
    return new


def kept() -> RunStore:
    """Where this browser's runs are kept."""
    return run_store(token())


def race() -> str:
    """Trainings that run side by side, as the address carries them (`ui.state.races` reads and writes it)."""
    found: str = st.session_state.get(_RACE, "")
    return found


def set_race(text: str) -> None:
    """Put another race in place of the present one."""
    st.session_state[_RACE] = text


def take(chosen: Job) -> None:
    """Put one of this browser's trainings in front of Train, Results and Gates, with its settings."""
    st.session_state[_JOB] = chosen.id
    _put_away()
    replace(chosen.settings)


def job() -> Job | None:
    """The learner's latest training, running or ended."""
    job_id = st.session_state.get(_JOB)
    return host().job(job_id) if job_id else None


def load(run: Run, id: str) -> None:
    """Put a run from a file in front of the pages, with its settings, and keep it in the notebook under `id`."""
    kept().keep(run, id)
    _show(run, id)
    replace(run.settings)


def look_at(entry: Entry) -> None:
    """Put a kept run in front of the pages, with its settings; whole where its training is still there."""
    if not _find(entry.id):
        _show(entry.open(), entry.id)
    replace(entry.settings)


def look_at_shipped(experiment: Settings = SINE) -> None:
    """Put a run that comes with the app in front of the pages, with its settings."""
    st.session_state.pop(_JOB, None)
    _put_away()
    replace(experiment)


def _show(run: Run, id: str) -> None:
    st.session_state[_LOADED], st.session_state[_OPENED] = run, id
    st.session_state.pop(_JOB, None)


def _put_away() -> None:
    """No loaded run stands before the shipped one any more."""
    st.session_state.pop(_LOADED, None)
    st.session_state.pop(_OPENED, None)


def run() -> Run:
    """The learner's latest run, else one that comes with the app. Raises DataError when that file is missing."""
    mine = job()
    if mine is not None and mine.has_weights:
        if not mine.finished:
            return mine.run()
        finished: Run = cached("run", mine.id, mine.run, keep=2, private=True)
        return finished
    loaded: Run | None = st.session_state.get(_LOADED)
    return loaded or (counter() if settings() == COUNTER else shipped())


def is_shipped() -> bool:
    """Whether `run()` comes with the app because the learner has none yet."""
    mine = job()
    return st.session_state.get(_LOADED) is None and (mine is None or not mine.has_weights)


def is_trained() -> bool:
    """Whether `run()` answers the experiment in front of the pages, so that its numbers may stand there as its own.

    A learner's run stays theirs when they move a slider, but not for another series. The runs that come with the app
    answer their own settings alone.
    """
    mine = job()
    if mine is not None and mine.has_weights:
        return job_in_front() is not None
    loaded: Run | None = st.session_state.get(_LOADED)
    return settings() in (SINE, COUNTER) if loaded is None else loaded.settings.data == settings().data


def job_in_front() -> Job | None:
    """The learner's latest training where it moves, or has ended and is about the present series."""
    mine = job()
    return mine if mine is None or not mine.finished or mine.settings.data == settings().data else None


@lru_cache(maxsize=1)
def shipped() -> Run:
    """The run that comes with the project. Raises DataError when its file is missing."""
    from lstm_core.runs.run_file import load_run

    return load_run(SHIPPED)


@lru_cache(maxsize=1)
def counter() -> Run:
    """The run of one memory cell that counts, which comes with the project, too. Raises DataError as `shipped`."""
    from lstm_core.runs.run_file import load_run

    return load_run(COUNTS)


@lru_cache(maxsize=1)
def host() -> Host:
    """The one training host of this server process."""
    return Host()


def warm() -> None:
    """Start what later pages need, in the background: the training host and the statistics library."""
    host().warm()
    _import_statistics()


@lru_cache(maxsize=1)
def _import_statistics() -> None:
    names = ("statsmodels.tsa.stattools", "statsmodels.tsa.seasonal", "statsmodels.stats.diagnostic")
    threading.Thread(target=lambda: [importlib.import_module(name) for name in names], daemon=True).start()


def token() -> str:
    """Who this browser is, so that a run can be found again after a reload and by nobody else."""
    return _identity()[0]


def road_key() -> str:
    """What the live road knows this session by where its browser sends no cookie; "" where it does."""
    who, cookie = _identity()
    return "" if cookie else who


def _identity() -> tuple[str, bool]:
    """Who this browser is, and whether its cookie says so; read once, for a connection's cookies do not change."""
    if _TOKEN not in st.session_state:
        digest = browser_digest()
        st.session_state[_TOKEN] = (digest or secrets.token_urlsafe(16), bool(digest))
    found: tuple[str, bool] = st.session_state[_TOKEN]
    return found
