"""The errors of the core. Each message is a sentence that a learner can act on.

It says what is wrong and what to do. Where on a screen that is done, only the screen knows: an error names the setting.
"""

from __future__ import annotations


class LabError(Exception):
    """Base of every error that the core raises on purpose.

    setting: short key of the setting that mends it, "" where no single one does.
    """

    def __init__(self, message: str, *, setting: str = "") -> None:
        super().__init__(message)
        self.setting = setting


class DataError(LabError):
    """A series, a file or a window cannot be used; the message says what, where and what to do."""


class SettingsError(LabError):
    """A setting is unknown or out of bounds.

    `problems` holds one sentence per bad setting; the message is all of them joined.
    """

    def __init__(self, problems: list[str], *, setting: str = "") -> None:
        super().__init__(" ".join(problems), setting=setting)
        self.problems = problems
