"""What an act changed besides the setting that it was meant for: told in one line, and taken back by one button.

Nothing reports its changes. What stands when a page begins to be drawn is compared with what stood when the page
before it began; what lies between is one act, whatever it called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from lstm_core.runs.run import Run
from lstm_core.settings import Settings, specs
from ui.state import slots

if TYPE_CHECKING:
    from ui.state.uploads import Upload

# How a file is named to a link; the series that goes with it says what changed.
_FILE = {"file", "file_rows", "file_hash"}


@dataclass(frozen=True)
class Standing:
    """What an act may put in place of something else: the settings, the file, the run in front of the pages."""

    settings: Settings
    upload: Upload | None
    job_id: str | None
    opened: str | None
    loaded: Run | None = field(compare=False)


@dataclass(frozen=True)
class Changes:
    """What an act changed. keys: short keys of the settings that no control was moved for, in the order of the walk.

    over: another act has come since; the line only keeps its place until the page is left, so that nothing jumps.
    """

    before: Standing
    after: Settings
    keys: tuple[str, ...]
    over: bool = False


def meant(keys: Iterable[str]) -> None:
    """The act that goes on now is about these settings; the learner sees them change and need not be told."""
    slots.OWN.set(slots.OWN.get() | frozenset(keys))


def compare(now: Standing, led: bool, another: bool) -> None:
    """Note what changed since the page before; one whose address led (led: True) starts afresh.

    another: whether it is another page, not the same one drawn again.
    """
    own = slots.OWN.pop()
    stood = slots.STOOD.get()
    slots.STOOD.set(now)
    if another or led:
        slots.TURNED.clear()
    elif own and stood is not None and stood.settings != now.settings:
        slots.TURNED.set(True)
    told = changes()
    if told is not None and told.over and another:
        slots.CHANGES.clear()
    if stood == now and not led:
        return
    if told is not None and not another and not led:
        slots.CHANGES.set(replace(told, over=True))
    else:
        slots.CHANGES.clear()
    if stood is None or led:
        return
    keys = tuple(
        key for key in specs()
        if stood.settings.get(key) != now.settings.get(key) and key not in own and key not in _FILE
    )  # fmt: skip
    if keys:
        slots.CHANGES.set(Changes(stood, now.settings, keys))


def changes() -> Changes | None:
    """What the last act changed besides what it was meant for, until the next one; None where there is nothing."""
    return slots.CHANGES.get()
