"""The errors of the core. Each message is a sentence that a learner can act on."""

from __future__ import annotations


class LabError(Exception):
    """Base of every error that the core raises on purpose.

    Examples
    --------
    >>> issubclass(lab.DataError, lab.LabError) and issubclass(lab.SettingsError, lab.LabError)
    True
    """


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

    Examples
    --------
    >>> try:
    ...     lab.Settings().change(units=0)
    ... except lab.SettingsError as error:
    ...     print(error.problems)
    ['units=0 is out of bounds; Units must be a whole number from 1 to 256.']
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__(" ".join(problems))
        self.problems = problems
