"""How a class goes: all press Train at once, a lesson with time to think, a day of classes that come and leave."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException

from benchmarks.classroom.figures import Figures
from benchmarks.classroom.machine import Reading, Watch
from benchmarks.classroom.student import (
    NoAnswerError,
    Student,
    look_around,
    look_at_results,
    other_units,
    train_and_wait,
    train_seeds,
)

# Seconds after a class has left until memory is read: sessions end, and what they held is given back.
SETTLE = 8.0
WARM_PATIENCE = 60.0
# Seconds after the bell in which an act that has begun may end.
OVERTIME = 30.0


@dataclass(frozen=True)
class ClassPlan:
    """One run.

    minutes: a lesson's length, and how long a burst waits for its trainings. rounds: trainings of each student in a
    class of a day. warm: the teacher has trained once before. works: every so many-th student of a lesson trains seeds,
    too (0: nobody).
    """

    script: str
    students: int
    think: float
    minutes: float
    seed: int = 0
    classes: int = 10
    rounds: int = 1
    files: bool = True
    warm: bool = True
    works: int = 0

    @property
    def seconds(self) -> float:
        """As `minutes`."""
        return 60 * self.minutes


@dataclass
class Outcome:
    """What a run has left: its figures, the machine's, and the span in which it was measured."""

    plan: ClassPlan
    figures: Figures
    watch: Watch
    begun: float = 0.0
    ended: float = 0.0
    first: Reading | None = None
    last: Reading | None = None
    entered: list[float] = field(default_factory=list)
    full: list[float] = field(default_factory=list)
    left: list[float] = field(default_factory=list)

    def begin(self) -> None:
        """What is measured begins here."""
        self.begun, self.first = time.perf_counter(), self.watch.now()

    def end(self) -> None:
        """And ends here."""
        self.ended, self.last = time.perf_counter(), self.watch.now()

    @property
    def server_mb(self) -> float:
        """Resident now; 0 for a server whose process is not known."""
        reading = self.watch.now()
        return reading.server_mb if reading is not None else 0.0


async def carry_out(plan: ClassPlan, url: str, pid: int | None) -> Outcome:
    """Carry out a plan on the server at `url`; it stops by itself."""
    outcome = Outcome(plan, Figures(), Watch(url, pid))
    if plan.warm:
        await _warm(url)
    outcome.watch.start()
    try:
        await {"burst": _burst, "lesson": _lesson, "day": _day}[plan.script](plan, url, outcome)
    finally:
        await outcome.watch.stop()
    return outcome


async def _warm(url: str) -> None:
    """What the first training of a server waits for is over before the class comes."""
    teacher = Student(url, -1, Figures(), think=0.5, seed=0)
    await teacher.come(files=False)
    await teacher.go("train")
    await train_and_wait(teacher, WARM_PATIENCE)
    await teacher.think()
    await teacher.leave()


async def _burst(plan: ClassPlan, url: str, outcome: Outcome) -> None:
    """Walk to Train, press it at the same moment, wait; who is done goes on while the others wait."""
    students = _class(plan, url, outcome, 0)
    await _together(outcome, students, lambda student: _walk_to_train(plan, student))
    await asyncio.sleep(plan.think)
    outcome.begin()
    going_on = asyncio.create_task(_together(outcome, students, lambda student: _train_and_go_on(plan, student)))
    deadline = time.perf_counter() + plan.seconds
    while time.perf_counter() < deadline and not going_on.done() and not _all_over(students):
        await asyncio.sleep(0.02)
    outcome.end()
    # Whatever they are at: the bell ends it.
    going_on.cancel()
    await asyncio.wait((going_on,))
    await _leave(students)


async def _walk_to_train(plan: ClassPlan, student: Student) -> None:
    await asyncio.sleep(0.1 * student.number)
    await student.come(plan.files)
    await student.think(0.3)
    for page in ("data", "prepare", "train"):
        await student.go(page)
        await student.think(0.3)


async def _train_and_go_on(plan: ClassPlan, student: Student) -> None:
    await train_and_wait(student, plan.seconds)
    while True:
        await look_at_results(student)
        await other_units(student)
        await look_around(student)


def _all_over(students: Sequence[Student]) -> bool:
    return all(student.training is not None and not student.waits for student in students)


async def _lesson(plan: ClassPlan, url: str, outcome: Outcome) -> None:
    """Everybody for themselves, until the bell."""
    students = _class(plan, url, outcome, 0)
    outcome.begin()
    bell = time.perf_counter() + plan.seconds
    lessons = asyncio.create_task(_together(outcome, students, lambda student: _lessons(plan, student, bell)))
    await asyncio.wait((lessons,), timeout=plan.seconds + OVERTIME)
    lessons.cancel()
    outcome.end()
    await _leave(students)


async def _lessons(plan: ClassPlan, student: Student, bell: float) -> None:
    await asyncio.sleep(plan.think * student.chance.uniform(0, 1))
    await student.come(plan.files)
    await student.think()
    while time.perf_counter() < bell:
        await _round(student, bell)
        if plan.works and student.number % plan.works == 0 and time.perf_counter() < bell:
            await train_seeds(student, bell - time.perf_counter())


async def _round(student: Student, bell: float) -> None:
    """The walk once, and a second training with another network; whoever hears the bell stops after the act."""
    patience, before = max(60.0, bell - time.perf_counter()), student.taken
    acts: list[Callable[[], Awaitable[None]]] = [
        lambda: look_around(student), lambda: student.go("train"), lambda: train_and_wait(student, patience),
        lambda: look_at_results(student), lambda: other_units(student), lambda: train_and_wait(student, patience),
        lambda: look_at_results(student),
    ]  # fmt: skip
    for act in acts:
        if time.perf_counter() >= bell:
            return
        await act()
    student.lesson_over(before)


async def _day(plan: ClassPlan, url: str, outcome: Outcome) -> None:
    """Classes one after the other, all of new students, and the memory when each has come, trained and left."""
    outcome.begin()
    for number in range(plan.classes):
        students = _class(plan, url, outcome, number)
        await _together(outcome, students, lambda student: _come_quietly(plan, student))
        outcome.entered.append(outcome.server_mb)
        await _together(outcome, students, lambda student: _some_rounds(plan, student))
        outcome.full.append(outcome.server_mb)
        await _leave(students)
        await asyncio.sleep(SETTLE)
        outcome.left.append(outcome.server_mb)
    outcome.end()


async def _come_quietly(plan: ClassPlan, student: Student) -> None:
    await asyncio.sleep(0.2 * (student.number % plan.students))
    await student.come(plan.files)


async def _some_rounds(plan: ClassPlan, student: Student) -> None:
    await look_around(student)
    for _ in range(plan.rounds):
        await other_units(student)
        await train_and_wait(student, plan.seconds)
        await look_at_results(student)


def _class(plan: ClassPlan, url: str, outcome: Outcome, number: int) -> list[Student]:
    first = number * plan.students
    return [Student(url, first + i, outcome.figures, plan.think, plan.seed) for i in range(plan.students)]


async def _together(outcome: Outcome, students: Sequence[Student], what: Callable[[Student], Awaitable[None]]) -> None:
    async def one(student: Student) -> None:
        try:
            await what(student)
        except NoAnswerError:
            return  # counted where it happened; this student sits there and waits for the bell
        except (OSError, EOFError, WebSocketException) as error:
            outcome.figures.trouble(f"line broken: {error!r}")

    await asyncio.gather(*map(one, students))


async def _leave(students: Sequence[Student]) -> None:
    await asyncio.gather(*(student.leave() for student in students))
