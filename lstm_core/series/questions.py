"""What can be read in two ways: a question with the same cells under every reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reading:
    """One way to read the cells of a question.

    answer: the value of the question's setting that stands for it. title: what it takes the cells for.
    cells: the question's cells as this reading understands them, one by one.
    """

    answer: str
    title: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What a file leaves open.

    kind: what it is about, the kind of the finding that says so. setting: key of the setting that answers it.
    sentence: the question in words. cells: as they stand in the file. default: the answer in force without another.
    """

    kind: str
    setting: str
    sentence: str
    cells: tuple[str, ...]
    readings: tuple[Reading, ...]
    default: str
    column: str = ""


def shown(values: object) -> tuple[str, ...]:
    """Values as short texts, time stamps without a midnight that nobody wrote."""
    return tuple(str(value).removesuffix(" 00:00:00")[:40] for value in values)  # type: ignore[attr-defined]
