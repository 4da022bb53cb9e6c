"""`make test` asks the same questions each time: an example that nobody has seen must not turn it red by luck.

`make fuzz` looks for such examples: many more, drawn anew from the seed that it prints.
"""

import gc

import pytest
from hypothesis import HealthCheck, settings

from tests.support.fuzz import TIMES, examples

# How long it takes to draw and to try an example depends on what else the machine does.
settings.register_profile(
    "tests",
    derandomize=not TIMES,
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("tests")


@pytest.fixture(autouse=True, scope="module")
def settled() -> None:
    """As the server does when all is imported: collections pass by what stays, which takes most of their time."""
    gc.collect()
    gc.freeze()
