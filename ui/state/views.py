"""Parts of a page that are drawn without a script run: texts, bars and charts by name, made anew when a job moves."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol
from weakref import WeakValueDictionary, ref

from ui.format.markup import html_of

log = logging.getLogger(__name__)

# Seconds between two drawings of one view; those who follow it share them.
PACE = 0.25
Frame = Mapping[str, Any]
_views: WeakValueDictionary[str, View] = WeakValueDictionary()


class Moves(Protocol):
    """What a view draws: a job, or something with news of its own."""

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""

    def touch(self) -> None:
        """Somebody looks at it."""

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` at every news until the returned function is called."""


class View:
    """One part of one learner's page. The cursor counts its drawings.

    A page keeps it in its session and gives it new jobs and another `draw` with each script run; the browser goes on
    with the same id.
    """

    quick = False

    def __init__(self, owner: str) -> None:
        self.id, self.owner = f"v{secrets.token_urlsafe(16)}", owner
        self._lock = threading.RLock()
        self._jobs: Sequence[Moves] = ()
        self._draw: Callable[[], Frame] = dict
        self._stage: Callable[[], str] = str
        self._leave: list[Callable[[], None]] = []
        self._wakes: list[Callable[[], None]] = []
        self._stale, self._drawn_at = True, 0.0
        self._version = 0
        self._items: dict[str, Any] = {}
        # Name → the version in which the item became what it is.
        self._since: dict[str, int] = {}
        _views[self.id] = self

    def show(self, jobs: Sequence[Moves], draw: Callable[[], Frame], stage: Callable[[], str]) -> tuple[Frame, int]:
        """Follow these jobs from now on, and draw them once. Returns what is drawn, and the number of the drawing.

        draw: name → text, bar or chart as JSON; called in any thread, so it must not use Streamlit.
        stage: what the rest of the page depends on; when it changes, the page is drawn anew.
        """
        with self._lock:
            for unsubscribe in self._leave:
                unsubscribe()
            self._jobs, self._draw, self._stage = jobs, draw, stage
            self._leave = [job.subscribe(_weakly(self)) for job in jobs if not job.finished]
            self._redraw()
            return self._items, self._version

    @property
    def finished(self) -> bool:
        """Whether all of its jobs are."""
        return all(job.finished for job in self._jobs)

    @property
    def stage(self) -> str:
        """What the rest of the page depends on, as it is now."""
        return self._stage()

    @property
    def due(self) -> float:
        """Seconds until it may be drawn again; those who ask wait so long without a thread."""
        return max(0.0, self._drawn_at + PACE - time.monotonic()) if self._stale else 0.0

    def touch(self) -> None:
        """Somebody looks at all of its jobs."""
        for job in self._jobs:
            job.touch()

    def subscribe(self, wake: Callable[[], None]) -> Callable[[], None]:
        """Call `wake` at every news until the returned function is called."""
        self._wakes = [*self._wakes, wake]

        def leave() -> None:
            self._wakes = [other for other in self._wakes if other is not wake]

        return leave

    def news(self, since: int) -> tuple[int, dict[str, Any]]:
        """The stage, and the items that changed after drawing number `since`; None for one that is gone."""
        with self._lock:
            finished = self.finished
            if self._stale:
                try:
                    self._redraw()
                except Exception:  # what is on the screen stays there, and the other views must go on
                    log.exception("A view could not be drawn.")
            items = {
                name: {"version": version, "item": _sent(self._items.get(name))}
                for name, version in self._since.items() if version > since or since > self._version
            }  # fmt: skip
            return self._version, {"finished": finished, "stage": self.stage, "items": items}

    def _moved(self) -> None:
        self._stale = True
        for wake in self._wakes:
            wake()

    def _redraw(self) -> None:
        self._stale, self._drawn_at = False, time.monotonic()
        items = dict(self._draw())
        changed = [name for name in {*items, *self._items} if items.get(name) != self._items.get(name)]
        if changed:
            self._version += 1
            self._since |= dict.fromkeys(changed, self._version)
        self._items = items


def _sent(item: Any) -> Any:
    return {"html": html_of(item)} if isinstance(item, str) else item


def _weakly(view: View) -> Callable[[], None]:
    """Wake a view that is still on somebody's page; a job alone keeps none in memory."""
    found = ref(view)

    def wake() -> None:
        here = found()
        if here is not None:
            here._moved()

    return wake


def find(id: str) -> View | None:
    """The view with this id, None when its session is gone."""
    return _views.get(id)
