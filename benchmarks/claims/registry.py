"""Which sentence of the app each check backs, and what a check answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lstm_core.settings import specs

TEXTS = Path(__file__).parents[2] / "ui" / "text"


@dataclass(frozen=True)
class Found:
    """What was measured: the figure that is compared with the bar, whether it holds, and the figures behind it."""

    what: str
    value: float
    unit: str
    bar: str
    holds: bool
    detail: str = ""


@dataclass(frozen=True)
class Claim:
    """A check and the sentences that rest on it, as (text id, words of that text)."""

    check: Callable[[], Found]
    quotes: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return f"{self.check.__module__.rpartition('.')[2]}.{self.check.__name__}"


CLAIMS: list[Claim] = []


def claim(*quotes: tuple[str, str]) -> Callable[[Callable[[], Found]], Callable[[], Found]]:
    """Register the function below as the check behind these sentences.

    A text id is the file's name under `ui/text/` without its ending, or `settings/<short key>` for a setting's help.
    """

    def register(check: Callable[[], Found]) -> Callable[[], Found]:
        CLAIMS.append(Claim(check, quotes))
        return check

    return register


def words_of(text_id: str) -> str | None:
    """The text behind an id, None when there is none."""
    room, _, key = text_id.partition("/")
    if room == "settings":
        return specs()[key].help if key in specs() else None
    file = TEXTS / f"{text_id}.md"
    return file.read_text(encoding="utf-8") if file.exists() else None
