"""How much arithmetic on small matrices is done: one at a time, on one thread, silently."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from lstm_core.runtime.warning_filter import warnings_are


@contextmanager
def single_threaded() -> Iterator[None]:
    """For fits and predictions: two threads that wait for each other make small matrices 10 to 50 times slower.

    Both the number of threads and the warnings belong to the whole process, hence one at a time. No warnings, because
    an exact line or cycle leaves no error to estimate, and a fit that stops short of its optimum is still a forecast:
    its metrics say how good.
    """
    # Its first import adds warning filters of its own, which must not come on top of ours.
    import statsmodels.tools.sm_exceptions  # noqa: F401
    from threadpoolctl import get_cached_controller

    # To look for the process's libraries anew takes 3 ms, and a page asks some times in each drawing.
    with warnings_are("ignore"), get_cached_controller().limit(limits=1):
        yield
