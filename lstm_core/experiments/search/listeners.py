"""Who wants to be told when something has changed."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)


class Listeners:
    """Functions that are called at every change; one that raises ends up in the log and disturbs nobody."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._callbacks: tuple[Callable[[], None], ...] = ()

    def add(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call it at every `tell`, until the function returned here is called."""
        with self._lock:
            self._callbacks = (*self._callbacks, callback)

        def leave() -> None:
            with self._lock:
                self._callbacks = tuple(other for other in self._callbacks if other is not callback)

        return leave

    def tell(self) -> None:
        """Call them all, in this thread."""
        for callback in self._callbacks:
            try:
                callback()
            except Exception:  # whoever listens must not end what is listened to
                log.exception("A listener failed.")
