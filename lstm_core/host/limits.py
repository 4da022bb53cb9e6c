"""How many trainings and works may wait, for one learner and in all; beyond that there is a sentence.

Everything that waits keeps its series and windows in two processes, some 0.1 MB each for the shipped series.
"""

from __future__ import annotations

from dataclasses import dataclass

from lstm_core.runtime.errors import SettingsError


@dataclass(frozen=True)
class Limit:
    """each: how many of one learner may wait. total: of all. what: how they are called."""

    what: str
    each: int
    total: int


# Three races of five; in all a class of thirty that races twice at once.
TRAININGS = Limit("trainings", 15, 300)
# Thirteen contenders from thirty seeds each are 78 pieces of five; beside them an A/B test's twelve and a search, which
# keeps as many as there are cores. In all a class of thirty that races three contenders from thirty seeds each.
WORKS = Limit("tasks", 150, 600)


def validate_more(limit: Limit, mine: int, waiting: int) -> None:
    """Raises SettingsError when one more would be one too many. mine: how many of the learner's wait."""
    if mine >= limit.each:
        raise SettingsError([f"{mine} of your {limit.what} wait already: let some of them end, or stop some, first."])
    if waiting >= limit.total:
        raise SettingsError([f"{waiting} {limit.what} of the whole class wait already: try again in a few minutes."])
