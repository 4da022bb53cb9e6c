"""How long work says how far it is, and how it is told to end."""

from __future__ import annotations

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
