"""How long trainings really take, beside what they were estimated at beforehand; all times on the host's clock."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from statistics import median

from lstm_core.training.cost import Estimate

# So many newest trainings count: a class that fills the machine slows all of them.
MEMORY = 5
# Architectures that are remembered, each a few hundred bytes.
MOST_KNOWN = 300
# Epochs after which a training's own pace is better known than what others took.
OWN_EPOCHS = 3
# While a child is new, others warm up beside it; what its epochs took says something once they took longer than that.
COLD_SECONDS = 5.0


class Recent:
    """The median of the newest numbers; one training that was slow for a reason of its own changes nothing."""

    def __init__(self) -> None:
        self._numbers: deque[float] = deque(maxlen=MEMORY)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._numbers)

    def add(self, number: float) -> None:
        """Take in one more."""
        self._numbers.append(number)

    @property
    def value(self) -> float:
        """The median. Raises StatisticsError before the first."""
        return median(self._numbers)


@dataclass
class Course:
    """One training on its way through a child.

    key: its architecture. handed: when the child got it. known: whether the child had compiled that architecture.
    begun, newest: when epoch 1 and the newest epoch were reported; what is compiled is compiled by then. over: when the
    child was free again. steady: never paused.
    """

    key: Hashable
    estimate: Estimate
    epochs: int
    handed: float
    known: bool
    begun: float | None = None
    newest: float = 0.0
    epoch: int = 0
    over: float | None = None
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
        seconds = self.newest - self.begun
        if not self.known and seconds < COLD_SECONDS:
            return None
        return seconds / (self.estimate.seconds * (self.epoch - 1) / self.epochs)


@dataclass
class Record:
    """What is known of trainings: real ÷ estimated seconds of their epochs, and seconds until the first is done.

    start: of those whose child had their architecture. The ratio of others, beside which children are started and
    compile, counts until there is a better one. warm: there is.
    """

    ratio: Recent = field(default_factory=Recent)
    start: Recent = field(default_factory=Recent)
    warm: bool = False

    def learn(self, course: Course) -> None:
        """Take in a training."""
        if course.known and course.begun is not None:
            self.start.add(course.begun - course.handed)
        if course.ratio is None or (self.warm and not course.known):
            return
        if course.known and not self.warm:
            self.ratio, self.warm = Recent(), True
        self.ratio.add(course.ratio)


class Pace:
    """What the trainings so far tell about those to come: by architecture, and of all where that is new."""

    def __init__(self) -> None:
        self._all = Record()
        # Seconds between a last epoch and the child that is free again: it hands over the run.
        self._handing_over = Recent()
        # Seconds until the first epoch where the child had to compile, and often to start, before.
        self._cold = Recent()
        self._known: OrderedDict[Hashable, Record] = OrderedDict()

    def learn(self, course: Course) -> None:
        """Take in a training that has ended, or a first one that has shown its pace."""
        record = self._known.setdefault(course.key, Record())
        self._known.move_to_end(course.key)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        self._all.learn(course)
        record.learn(course)
        if not course.known and course.begun is not None:
            self._cold.add(course.begun - course.handed)
        if course.over is not None and course.epoch == course.epochs:
            self._handing_over.add(course.over - course.newest)

    @property
    def tail(self) -> float:
        """Seconds that a child needs after a training's last epoch; 0 while nothing is known."""
        return self._handing_over.value if self._handing_over else 0.0

    def knows(self, key: Hashable) -> bool:
        """Whether a training of this architecture has shown its pace."""
        return key in self._known and bool(self._known[key].ratio)

    def expected(self, key: Hashable, estimate: Estimate, epochs: int, *, ready: bool = True) -> float:
        """Seconds that a training will take; infinite while nothing is known.

        ready: in a child that has its architecture; else in one that compiles it first.
        """
        return self._until_last_epoch(key, estimate, epochs, ready=ready) + self.tail

    def _until_last_epoch(self, key: Hashable, estimate: Estimate, epochs: int, *, ready: bool = True) -> float:
        record = self._known.get(key, self._all)
        ratio = record.ratio or self._all.ratio
        start = record.start or self._all.start
        if not ratio:
            return math.inf
        epoch = ratio.value * estimate.seconds / epochs
        first = start.value if start else estimate.building + epoch
        if not ready:
            first = max(first, self._cold.value if self._cold else estimate.building + epoch)
        return first + epoch * (epochs - 1)

    def left(self, course: Course, now: float) -> float:
        """Seconds that a running training still needs; infinite while nothing is known."""
        whole = self._until_last_epoch(course.key, course.estimate, course.epochs)
        if course.ratio is not None:
            # Its own pace, the more the longer it lasts: a few epochs may all lie between two turns on the core.
            own, share = course.ratio * course.estimate.seconds, course.epoch / course.epochs
            whole = own if math.isinf(whole) else own * share + whole * (1 - share)
        if course.epoch == 0 and not course.known:
            whole += course.estimate.building
        since = now - (course.newest if course.epoch else course.handed)
        to_come = whole * (1 - course.epoch / course.epochs) + self.tail
        return max(0.0, to_come - (since if course.steady else 0.0))
