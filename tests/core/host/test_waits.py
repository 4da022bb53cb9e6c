"""The arithmetic of expected waits and of pace, on a clock of its own, against schedules worked out by hand."""

import math

import numpy as np
import pytest

from lstm_core.host.pace import MOST_KNOWN, OWN_EPOCHS, Course, Pace
from lstm_core.host.waits import Stretch, waits
from lstm_core.training.cost import Estimate


def training(seconds: float, turn: str = "") -> Stretch:
    training.count += 1  # type: ignore[attr-defined]
    return Stretch(turn or f"training {training.count}", False, seconds)  # type: ignore[attr-defined]


training.count = 0  # type: ignore[attr-defined]


def work(seconds: float) -> Stretch:
    training.count += 1  # type: ignore[attr-defined]
    return Stretch(f"work {training.count}", True, seconds)  # type: ignore[attr-defined]


def test_each_starts_when_the_first_core_is_free() -> None:
    running, waiting = [training(3), training(5)], [training(4), training(1), training(1)]
    # Core 1: 3, then 4 until 7. Core 2: 5, then 1 until 6, then 1.
    assert waits(running, waiting, 2) == pytest.approx([3, 5, 6])
    assert waits([], waiting, 2) == pytest.approx([0, 0, 1])
    assert waits(running, [], 2) == []


def test_many_alike_on_two_cores() -> None:
    """Twenty trainings of 2 s on two free cores: the k-th pair waits 2·k s."""
    assert waits([], [training(2) for _ in range(20)], 2) == pytest.approx(list(np.repeat(2.0 * np.arange(10), 2)))


def test_the_whole_takes_as_long_as_its_seconds_on_its_cores() -> None:
    """Cores are never idle while somebody waits: when the last one starts, at most three others are under way."""
    lengths = np.random.default_rng(0).uniform(0.5, 1.5, 300)
    last = waits([], [training(length) for length in lengths], 4)[-1]
    before = lengths[:-1].sum()
    assert (before - 3 * 1.5) / 4 <= last <= before / 4


def test_a_race_starts_whole_and_shares_the_cores() -> None:
    race = [training(2, "race") for _ in range(4)]
    # One core: four of 2 s side by side end together after 8 s.
    assert waits([], [*race, training(1)], 1) == pytest.approx([0, 0, 0, 0, 8])
    # Two cores: the race and another training share them, five at 2/5 of a core until the short one ends.
    after = waits([], [*race, training(1), training(1)], 2)
    assert after == pytest.approx([0, 0, 0, 0, 0, 2.5])


def test_works_get_what_trainings_leave() -> None:
    # A work of 10 s stands still beside the only core's training for 2 s; a training does not wait for it.
    assert waits([work(10)], [training(2), work(1)], 1) == pytest.approx([0, 12])
    assert waits([work(4), work(9)], [work(1), work(1)], 2) == pytest.approx([4, 5])


def test_what_nobody_knows_is_said_to_be_unknown() -> None:
    assert waits([training(math.inf), training(2)], [training(3), training(1)], 2) == pytest.approx([2, 5])
    assert waits([training(math.inf)], [training(3)], 1) == [None]
    assert waits([training(2)], [training(math.inf), training(1)], 1) == [2, None]
    # Trainings do not depend on works, of which less is known.
    assert waits([training(2), work(math.inf)], [training(1), work(1)], 1) == pytest.approx([2, None])


def course(seconds: float = 10.0, key: str = "small", known: bool = True, epochs: int = 10) -> Course:
    return Course(key, Estimate(100, seconds, 40, 0.5), epochs, handed=100.0, known=known)


def run(one: Course, start: float, epoch: float, until: int | None = None) -> Course:
    """It starts after `start` seconds, first epoch included, and takes `epoch` seconds for each of the others."""
    one.report(0, one.handed + start / 2)
    for number in range(1, (until or one.epochs) + 1):
        one.report(number, one.handed + start + epoch * (number - 1))
    return one


def expected(pace: Pace, one: Course) -> float:
    return pace.expected(one.key, one.estimate, one.epochs)


def test_what_took_three_times_as_long_is_expected_to_do_so_again() -> None:
    pace = Pace()
    assert math.isinf(expected(pace, course()))
    assert math.isinf(pace.left(course(), 101.0))
    pace.learn(run(course(), start=4.0, epoch=3.0))
    assert pace.knows("small")
    assert expected(pace, course()) == pytest.approx(4 + 9 * 3)
    # Of the same kind, with twice as many epochs.
    assert expected(pace, course(20, epochs=20)) == pytest.approx(4 + 19 * 3)
    # An architecture that nobody has trained yet: as all others.
    assert not pace.knows("large")
    assert expected(pace, course(100, "large")) == pytest.approx(4 + 9 * 30)
    # Each architecture has its own ratio, once there is one.
    pace.learn(run(course(100, "large"), start=1.0, epoch=10.0))
    assert expected(pace, course(100, "large")) == pytest.approx(1 + 9 * 10)
    assert expected(pace, course()) == pytest.approx(4 + 9 * 3)


def test_a_cold_start_says_nothing_of_the_starts_to_come() -> None:
    pace = Pace()
    pace.learn(run(course(known=False), start=30.0, epoch=1.0))
    assert expected(pace, course()) == pytest.approx(0.5 + 10)
    pace.learn(run(course(), start=2.0, epoch=0.5))
    assert expected(pace, course()) == pytest.approx(2 + 9 * 0.5)
    # Nor do the epochs of a short one, beside which others were started, or of a long one where better is known.
    fresh = Pace()
    fresh.learn(run(course(known=False), start=30.0, epoch=0.4))
    assert math.isinf(expected(fresh, course()))
    pace.learn(run(course(known=False), start=30.0, epoch=9.0))
    assert expected(pace, course()) == pytest.approx(2 + 9 * 0.5)


def test_who_has_to_compile_first_is_expected_to_take_as_long_as_others_that_did() -> None:
    pace = Pace()
    pace.learn(run(course(), start=2.0, epoch=1.0))
    new = course(20, "new", known=False)

    def cold() -> float:
        return pace.expected(new.key, new.estimate, new.epochs, ready=False)

    # Nobody has compiled yet: half a second, as estimated, and the first epoch.
    assert cold() == pytest.approx(0.5 + 2 + 9 * 2)
    pace.learn(run(course(10, "other", known=False), start=8.0, epoch=1.0))
    assert cold() == pytest.approx(8 + 9 * 2)
    assert expected(pace, new) == pytest.approx(2 + 9 * 2)


def test_the_pace_follows_a_class_that_fills_the_machine_and_not_one_training() -> None:
    pace = Pace()
    for epoch in [*[1.0] * 30, 9.0, 1.0]:
        pace.learn(run(course(), start=epoch, epoch=epoch))
    assert expected(pace, course()) == pytest.approx(10)
    for epoch in [2.0] * 3:
        pace.learn(run(course(), start=epoch, epoch=epoch))
    assert expected(pace, course()) == pytest.approx(20)


def test_what_runs_is_judged_by_its_own_pace_as_soon_as_it_has_one() -> None:
    pace = Pace()
    pace.learn(run(course(), start=1.0, epoch=1.0))
    just_handed = course()
    assert pace.left(just_handed, 100.0) == pytest.approx(10)
    assert pace.left(just_handed, 102.5) == pytest.approx(7.5)
    assert pace.left(just_handed, 200.0) == 0
    slow = run(course(), start=2.0, epoch=2.0, until=OWN_EPOCHS)
    # Three of ten epochs at 2 s, expected at 1 s: 1.3 s for each of the seven to come.
    assert pace.left(slow, slow.newest) == pytest.approx(1.3 * (10 - OWN_EPOCHS))
    assert pace.left(slow, slow.newest + 1) == pytest.approx(1.3 * (10 - OWN_EPOCHS) - 1)
    assert Pace().left(slow, slow.newest) == pytest.approx(2 * (10 - OWN_EPOCHS))


def test_handing_over_the_run_counts_until_the_child_is_free() -> None:
    pace = Pace()
    whole = run(course(), start=1.0, epoch=1.0)
    whole.over = whole.newest + 0.4
    pace.learn(whole)
    assert pace.tail == pytest.approx(0.4)
    assert expected(pace, course()) == pytest.approx(10.4)
    # At its last epoch it is not over; half-way, half of its epochs and the handing over are to come.
    last = run(course(), start=1.0, epoch=1.0)
    assert pace.left(last, last.newest) == pytest.approx(0.4)
    assert pace.left(last, last.newest + 0.1) == pytest.approx(0.3)
    half = run(course(), start=1.0, epoch=1.0, until=5)
    assert pace.left(half, half.newest) == pytest.approx(5.4)
    # One that was stopped says nothing of it.
    stopped = run(course(), start=1.0, epoch=1.0, until=5)
    stopped.over = stopped.newest + 9
    pace.learn(stopped)
    assert pace.tail == pytest.approx(0.4)


def test_a_pause_is_no_pace() -> None:
    pace = Pace()
    pace.learn(run(course(), start=1.0, epoch=1.0))
    paused = run(course(), start=1.0, epoch=100.0, until=5)
    paused.steady = False
    pace.learn(paused)
    assert expected(pace, course()) == pytest.approx(10)
    assert pace.left(paused, 9999.0) == pytest.approx(5)


def test_a_training_of_one_epoch_and_many_architectures_are_no_trouble() -> None:
    pace = Pace()
    pace.learn(run(course(epochs=1), start=1.0, epoch=0.0))
    for number in range(2 * MOST_KNOWN):
        pace.learn(run(course(key=str(number)), start=1.0, epoch=1.0))
    assert expected(pace, course(epochs=1)) == pytest.approx(1.0)
    assert not pace.knows("0")
    assert pace.knows(str(2 * MOST_KNOWN - 1))
