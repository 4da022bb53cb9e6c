"""What the learner looks at on Gates and what they changed there: a view on a run, kept over page switches."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from lstm_core.interpretation.trace import Trace, trace, trace_view
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runs.run import Run, Weights
from lstm_core.runtime.cache import Shelves
from ui.format.cell_display import KINDS, NAMES, Kind
from ui.format.cell_numbers import shown_value
from ui.format.text import number
from ui.state import session, slots
from ui.state.slots import Slot

T = TypeVar("T")
# (which array of Run.weights, place in it when flattened, value)
Edit = tuple[int, int, float]


@dataclass(frozen=True)
class Changes:
    """Everything that the learner changed in the network they look at."""

    intervention: Intervention = field(default_factory=Intervention)
    edits: tuple[Edit, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is changed."""
        return self.intervention.empty and not self.edits


_CHANGES = Slot("gates_changes", Changes())


@dataclass(frozen=True)
class GatesContext:
    """One look at a run.

    run: as it was trained, with all kept epochs. epoch: the one looked at. plain: the run at that epoch. shown: the
    same under the learner's changes, `plain` itself when there are none. pin: names the run in this session.
    """

    run: Run
    epoch: int
    changes: Changes
    plain: Run
    shown: Run
    pin: int

    @property
    def kind(self) -> Kind:
        """Words, letters and formulas of the run's kind of network."""
        return KINDS[self.run.settings.network.kind]

    @property
    def last(self) -> int:
        """The newest kept epoch."""
        return max(self.run.snapshots)

    def trace(self, window: int) -> Trace:
        """Gates of one test window, counted from 1, as shown."""
        return self.cached("trace", (window,), lambda: trace(self.shown, window - 1, "test"), keep=4)

    def cached(self, name: str, more: tuple[Hashable, ...], make: Callable[[], T], keep: int = 8) -> T:
        """`make()`, or what it gave before for this run, epoch, changes and `more`."""
        return _recall(name, (self.pin, self.epoch, self.changes, *more), make, keep)

    def recall_plain(self, name: str, more: tuple[Hashable, ...], make: Callable[[], T], keep: int = 8) -> T:
        """`cached`, whatever the learner changed: for what is made from `plain`."""
        return _recall(name, (self.pin, self.epoch, Changes(), *more), make, keep)

    def recall_run(self, name: str, more: tuple[Hashable, ...], make: Callable[[], T], keep: int = 8) -> T:
        """`cached`, whatever epoch and changes: for what is made from `run`."""
        return _recall(name, (self.pin, *more), make, keep)


@dataclass(frozen=True)
class Choice:
    """Which window, layer, unit and step every picture shows; counted from 1."""

    window: int
    layer: int
    unit: int
    step: int


def look() -> GatesContext:
    """The present look. Raises DataError when there is no run."""
    run, pin = _pinned(session.run())
    chosen = slots.GATES_EPOCH.get()
    epoch = chosen if chosen is not None and chosen in run.snapshots else max(run.snapshots)
    made = changes()
    plain = _recall("view", (pin, epoch, Changes()), lambda: trace_view(run, epoch), 8)
    shown = plain
    if not made.empty:
        shown = _recall(
            "view", (pin, epoch, made),
            lambda: trace_view(run, epoch, made.intervention, edited(run.snapshots[epoch], made.edits)), 8,
        )  # fmt: skip
    return GatesContext(run, epoch, made, plain, shown, pin)


def look_at(epoch: int | None) -> None:
    """Look at a kept epoch; None for the newest, whichever that will be."""
    slots.GATES_EPOCH.set(epoch)


def changes() -> Changes:
    """What the learner changed so far."""
    return _CHANGES.get()


def restore() -> None:
    """Take every change back."""
    _CHANGES.set(Changes())
    slots.GATES_GENERATION.set(generation() + 1)


def generation() -> int:
    """Grows with every `restore`, so that tables of weights start afresh."""
    return slots.GATES_GENERATION.get()


def clamp_of(kind: str, layer: int, unit: int | None) -> Clamp | None:
    """The clamp on this gate of this unit (from 0, None = every unit), if there is one."""
    same = (c for c in changes().intervention.clamps if (c.kind, c.layer, c.unit) == (kind, layer, unit))
    return next(same, None)


def clamp(kind: str, value: float | None, layer: int, unit: int | None) -> None:
    """Hold a gate at a value; None lets it go. A clamp on one unit overrules one on all."""
    others = [c for c in changes().intervention.clamps if (c.kind, c.layer, c.unit) != (kind, layer, unit)]
    if value is not None:
        others.append(Clamp(kind, value, unit, layer))
    _intervene(clamps=tuple(sorted(others, key=lambda c: (c.unit is not None, c.layer, c.unit or 0, c.kind))))


def silence(layer: int, unit: int, on: bool) -> None:
    """Hide a unit's (from 0) hidden state from everyone, or show it again."""
    others = set(changes().intervention.silenced) - {(layer, unit)}
    _intervene(silenced=tuple(sorted(others | {(layer, unit)} if on else others)))


def reset_before(step: int | None) -> None:
    """Empty all states before a step, counted from 1; None: never."""
    _intervene(reset_at=None if step is None else step - 1)


def edit_weights(edits: tuple[Edit, ...]) -> None:
    """Put these weights in place of the learned ones."""
    _CHANGES.set(replace(changes(), edits=edits))


def edited(weights: Weights, edits: tuple[Edit, ...]) -> Weights:
    """`weights` with the edits put in, float64, as typed; without edits the very same arrays."""
    if not edits:
        return weights
    # An attention network's scale is a single number, which must become an array before one can write into it.
    copies = [np.array(w, float) for w in weights]
    for array, place, value in edits:
        copies[array].flat[place] = value
    return tuple(copies)


def in_words(made: Changes, layers: int) -> list[str]:
    """What was changed, one phrase per change; layers: how many the network has."""

    def who(layer: int, unit: int | None) -> str:
        where = f" of layer {layer + 1}" if layers > 1 else ""
        return (f"unit {unit + 1}" if unit is not None else "every unit") + where

    change = made.intervention
    phrases = [f"{NAMES[c.kind]} of {who(c.layer, c.unit)} held at {shown_value(c.value)}" for c in change.clamps]
    phrases += [f"{who(layer, unit)} silenced" for layer, unit in change.silenced]
    if change.reset_at is not None:
        phrases.append(f"state emptied before step {change.reset_at + 1}")
    if len(made.edits) == 1:
        phrases.append(f"one weight set to {number(made.edits[0][2])}")
    elif made.edits:
        phrases.append(f"{len(made.edits)} weights edited")
    return phrases


def _intervene(**values: Any) -> None:
    now = changes()
    _CHANGES.set(replace(now, intervention=replace(now.intervention, **values)))


def _pinned(run: Run) -> tuple[Run, int]:
    """The same object as long as it is the same run, and its number in this session."""
    kept = slots.GATES_PIN.get()
    if kept is not None:
        before = kept[0]
        alike = before.settings == run.settings and before.series is run.series
        if before is run or (alike and before.weights is run.weights):
            return kept
        if not alike:
            restore()
            look_at(None)
    # What was made of another run is not asked for again.
    slots.GATES_KEPT.clear()
    fresh = (run, kept[1] + 1 if kept is not None else 1)
    slots.GATES_PIN.set(fresh)
    return fresh


def _recall(name: str, key: Hashable, make: Callable[[], T], keep: int) -> T:
    kept = slots.GATES_KEPT.get()
    if kept is None:
        kept = Shelves()
        slots.GATES_KEPT.set(kept)
    return kept.get(name, key, make, keep)
