"""How long work says how far it is, and how it is told to end."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol


class Stopped(BaseException):
    """A reporter raises it where the work shall end; what was reported before is kept.

    Like KeyboardInterrupt a wish and not an Exception, so that no ``except Exception`` on the way holds it back.
    """


class Reporter(Protocol):
    """What a long function calls between two of its steps."""

    def __call__(self, done: float, partial: Any = None) -> None:
        """done: share of all the work, 0…1. partial: all that was found so far, None where nothing is new.

        Returns late where the work is paused. Raises Stopped where it shall end.
        """


def silent(done: float, partial: Any = None) -> None:
    """The reporter of a call that nobody watches."""


def piece(report: Reporter, index: int, count: int) -> Reporter:
    """The reporter for piece `index`, counted from 0, of `count` equally long pieces of a work."""

    def of_the_whole(done: float, partial: Any = None) -> None:
        report((index + done) / count, partial)

    return of_the_whole


class Timed:
    """A function that is called now and then during some work, and how many seconds that has taken so far."""

    def __init__(self, tell: Callable[..., None] | None) -> None:
        """tell: what is called; None for nobody."""
        self.seconds, self._tell = 0.0, tell

    def __call__(self, *told: Any) -> None:
        """Tell it."""
        if self._tell is not None:
            before = time.perf_counter()
            self._tell(*told)
            self.seconds += time.perf_counter() - before
