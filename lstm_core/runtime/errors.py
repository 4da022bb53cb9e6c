"""The errors of the core. Each message is a sentence that a learner can act on.

It says what is wrong and what to do. Where on a screen that is done, only the screen knows: an error names the setting.
"""

from __future__ import annotations


class LabError(Exception):
    """Base of every error that the core raises on purpose.

    Parameters
    ----------
    message : str
        What is wrong.
    setting : str
        Short key of the setting that mends it, "" where no single one does.

    Examples
    --------
    >>> issubclass(lab.DataError, lab.LabError) and issubclass(lab.SettingsError, lab.LabError)
    True
    """

    def __init__(self, message: str, *, setting: str = "") -> None:
        super().__init__(message)
        self.setting = setting


class DataError(LabError):
    """A series, a file or a window cannot be used; the message says what, where and what to do.

    Examples
    --------
    >>> try:
    ...     lab.read_csv(b"")
    ... except lab.DataError as error:
    ...     print(error)
    The file is empty. Choose a file with a header line and one row per time step.
    """


class SettingsError(LabError):
    """A setting is unknown or out of bounds.

    Parameters
    ----------
    problems : list of str
        One sentence per bad setting; the message is all of them joined.
    setting : str
        Short key of the setting that mends it.

    Examples
    --------
    >>> try:
    ...     lab.Settings().change(units=0)
    ... except lab.SettingsError as error:
    ...     print(error.problems)
    ['units=0 is out of bounds; Units must be a whole number from 1 to 256.']
    """

    def __init__(self, problems: list[str], *, setting: str = "") -> None:
        super().__init__(" ".join(problems), setting=setting)
        self.problems = problems
