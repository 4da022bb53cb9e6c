"""How long trainings really take, beside what they were estimated at beforehand; all times on the host's clock."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

from lstm_core.training import Estimate

# A mean over about so many newest trainings: a class that fills the machine slows all of them.
MEMORY = 4
# Architectures that are remembered, each a few hundred bytes.
MOST_KNOWN = 300
# Epochs after which a training's own pace is better known than what others took.
OWN_EPOCHS = 3


@dataclass
class Mean:
    """A mean that forgets what is long ago; NaN before the first."""

    value: float = math.nan
    count: int = 0

    def add(self, number: float) -> None:
        """Take in one more."""
        self.count = min(self.count + 1, MEMORY)
        self.value = number if self.count == 1 else self.value + (number - self.value) / self.count


@dataclass
class Course:
    """One training on its way through a child.

    key: its architecture. handed: when the child got it. known: whether the child had compiled that architecture.
    begun, newest: when epoch 1 and the newest epoch were reported; what is compiled is compiled by then.
    steady: never paused.
    """

    key: Hashable
    estimate: Estimate
    epochs: int
    handed: float
    known: bool
    begun: float | None = None
    newest: float = 0.0
    epoch: int = 0
    steady: bool = True

    def report(self, epoch: int, now: float) -> None:
        """The child has reported an epoch."""
        self.epoch, self.newest = epoch, now
        if epoch == 1:
            self.begun = now

    @property
    def ratio(self) -> float | None:
        """How many times as long as estimated its epochs take; None while that says little."""
        if self.begun is None or not self.steady or self.epoch < min(OWN_EPOCHS, self.epochs) or self.epoch == 1:
            return None
        return (self.newest - self.begun) / (self.estimate.seconds * (self.epoch - 1) / self.epochs)


@dataclass
class Record:
    """What is known of trainings: real ÷ estimated seconds of their epochs, and seconds until the first is done."""

    ratio: Mean = field(default_factory=Mean)
    start: Mean = field(default_factory=Mean)


class Pace:
    """What the trainings so far tell about those to come: by architecture, and of all where that is new."""

    def __init__(self) -> None:
        self._all = Record()
        self._known: OrderedDict[Hashable, Record] = OrderedDict()

    def learn(self, course: Course) -> None:
        """Take in a training that has ended, or a first one that has shown its pace."""
        record = self._known.setdefault(course.key, Record())
        self._known.move_to_end(course.key)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        for one in (self._all, record):
            if course.ratio is not None:
                one.ratio.add(course.ratio)
            if course.known and course.begun is not None:
                one.start.add(course.begun - course.handed)

    def knows(self, key: Hashable) -> bool:
        """Whether a training of this architecture has shown its pace."""
        return key in self._known and self._known[key].ratio.count > 0

    def expected(self, key: Hashable, estimate: Estimate, epochs: int) -> float:
        """Seconds that a training will take in a child that has its architecture; infinite while nothing is known."""
        record = self._known.get(key, self._all)
        ratio = record.ratio if record.ratio.count else self._all.ratio
        start = record.start if record.start.count else self._all.start
        if not ratio.count:
            return math.inf
        epoch = ratio.value * estimate.seconds / epochs
        return (start.value if start.count else estimate.building + epoch) + epoch * (epochs - 1)

    def left(self, course: Course, now: float) -> float:
        """Seconds that a running training still needs; infinite while nothing is known."""
        if course.ratio is not None:
            whole = course.ratio * course.estimate.seconds
        else:
            whole = self.expected(course.key, course.estimate, course.epochs)
        if course.epoch == 0 and not course.known:
            whole += course.estimate.building
        since = now - (course.newest if course.epoch else course.handed)
        return max(0.0, whole * (1 - course.epoch / course.epochs) - (since if course.steady else 0.0))
