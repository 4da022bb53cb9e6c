"""What all sessions of a server share, and who asks: the training host, the runs that come with the app, browsers."""

from __future__ import annotations

import importlib
import secrets
import threading
from functools import lru_cache

from lstm_core.host.client import Host
from lstm_core.runs.run import Run
from lstm_core.series.samples import FOLDER
from ui.state import slots
from ui.state.browser_id import browser_digest

SHIPPED = FOLDER / "shipped.lstmlab"
COUNTS = SHIPPED.with_name("counter.lstmlab")


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
    known = slots.IDENTITY.get()
    if known is None:
        digest = browser_digest()
        known = (digest or secrets.token_urlsafe(16), bool(digest))
        slots.IDENTITY.set(known)
    return known
