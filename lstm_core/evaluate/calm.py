"""How much arithmetic on small matrices is done: one at a time, on one thread, silently."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_ONE_AT_A_TIME = threading.Lock()


@contextmanager
def calm() -> Iterator[None]:
    """For fits and predictions: two BLAS threads that wait for each other make small matrices 10 to 50 times slower.

    Both the number of threads and the warnings belong to the whole process, hence the lock. No warnings, because an
    exact line or cycle leaves no error to estimate, and a fit that stops short of its optimum is still a forecast:
    its metrics say how good. Not to be entered twice.
    """
    # Its first import adds warning filters of its own, which must not come on top of ours.
    import statsmodels.tools.sm_exceptions  # noqa: F401
    from threadpoolctl import threadpool_limits

    with _ONE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with threadpool_limits(1, user_api="blas"):
            yield
