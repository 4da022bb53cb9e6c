"""How much memory the server may take, what goes when it takes more, and what is refused until it is below again."""

from __future__ import annotations

import logging
import math
import os
from functools import lru_cache
from pathlib import Path

import streamlit as st

from lstm_core.host.client import Host
from ui.state import run_store as run_stores
from ui.state.give_back import give_back

# Of the machine's memory where nobody set LSTM_LAB_MEMORY: the other half is for the training host.
SHARE = 0.5
# So many runs go in one step, so that a short peak does not cost all of them.
RUNS = 50
VARIABLE = "LSTM_LAB_MEMORY"
FULL = (
    "This server has no room for another file at the moment; everything you have is still here, so try again in some "
    "minutes."
)

log = logging.getLogger(__name__)


@lru_cache(maxsize=1)
def ceiling_mb() -> float:
    """The most that the server process should take, in MB: LSTM_LAB_MEMORY, else half of the machine's memory."""
    wanted = os.environ.get(VARIABLE, "").strip()
    if wanted:
        try:
            if 0 < (found := float(wanted)) < math.inf:
                return found
        except ValueError:
            pass
        log.warning("%s=%s is no number of megabytes; half of the machine's memory is used.", VARIABLE, wanted)
    return SHARE * _machine_mb()


def resident_mb() -> float:
    """What the server process takes now, in MB; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def above() -> bool:
    """Whether the server takes more than it should, so that nothing new comes in."""
    return resident_mb() > ceiling_mb()


def refused() -> bool:
    """Whether nothing new comes in; says so on the page."""
    full = above()
    if full:
        st.warning(FULL, icon=":material/memory:")
    return full


def relieve(host: Host) -> int:
    """One step down where the server is above its ceiling; returns how many runs and trainings were let go.

    First whatever has ended rests, which costs nobody anything. Then the oldest unpinned runs of all notebooks go, some
    at a time; then the weights over time of trainings that have ended. Where that is not enough, refusing has to help.
    """
    if not above():
        return 0
    if host.rest():
        give_back()
    if not above():
        return 0
    went = run_stores.let_go(RUNS) or host.thin()
    if went:
        log.warning("The server takes %.0f MB of %.0f; it let %d runs go.", resident_mb(), ceiling_mb(), went)
        give_back()
    return went


def _machine_mb() -> float:
    """Memory of the machine, or of the container where that is less."""
    machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e6 if hasattr(os, "sysconf") else 4000.0
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:
        return machine
    return min(machine, int(limit) / 1e6) if limit.isdigit() else machine
