"""The errors of the core. Each message is a sentence that a learner can act on."""

from __future__ import annotations


class LabError(Exception):
    """Base of every error that the core raises on purpose."""


class DataError(LabError):
    """A series, a file or a window cannot be used; the message says what, where and what to do."""


class SettingsError(LabError):
    """A setting is unknown or out of bounds.

    `problems` holds one sentence per bad setting; the message is all of them joined.
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
