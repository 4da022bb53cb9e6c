"""Whose turn it is, on machines of one, two and four cores."""

import pytest

from lstm_core.host.scheduling import Load, Served, Waiting, next_turn, order, places, rounds

TRAINING, WORK = False, True


@pytest.mark.parametrize(
    ("slots", "trainings", "works", "training_may", "work_may"),
    [
        (4, 0, 0, True, True),
        (4, 0, 2, True, True),
        (4, 0, 3, True, True),
        (4, 0, 4, True, False),  # a training does not wait for one of them to end
        (4, 1, 3, True, False),
        (4, 4, 0, False, False),
        (4, 3, 4, True, False),
        (4, 0, 5, True, False),  # works were resumed
        (2, 0, 0, True, True),
        (2, 0, 1, True, True),
        (2, 0, 2, True, False),
        (2, 1, 1, True, False),
        (2, 2, 0, False, False),
        (1, 0, 0, True, True),
        (1, 0, 1, True, False),  # the only core is shared, for a search may take an hour
        (1, 1, 0, False, False),
    ],
)
def test_works_take_all_cores_and_a_training_starts_all_the_same(
    slots: int, trainings: int, works: int, training_may: bool, work_may: bool
) -> None:
    load = Load(trainings, works, slots)
    assert (load.has_room_for(TRAINING), load.has_room_for(WORK)) == (training_may, work_may)


def test_first_come_first_served_among_those_with_room() -> None:
    assert next_turn([WORK, TRAINING], Load(0, 0, 2)) == 0
    assert next_turn([TRAINING, WORK], Load(0, 0, 2)) == 0
    assert next_turn([WORK, WORK, TRAINING], Load(0, 1, 2)) == 0
    assert next_turn([WORK, WORK, TRAINING], Load(0, 2, 2)) == 2
    assert next_turn([WORK, TRAINING], Load(1, 1, 2)) == 1
    assert next_turn([WORK, TRAINING], Load(2, 1, 2)) is None
    assert next_turn([], Load(0, 0, 2)) is None


def served_in(waiting: list[Waiting], served: dict[tuple[str, bool], Served] | None = None) -> list[int]:
    return order(waiting, served or {})


def test_owners_take_turns_and_each_of_them_is_served_as_they_came() -> None:
    a, b, c = Waiting("a"), Waiting("b"), Waiting("c")
    assert served_in([a, a, a, b, b, c]) == [0, 3, 5, 1, 4, 2]
    # Who had a turn in this round comes after those who had none.
    assert served_in([a, b], {a.queue: Served(0, 5)}) == [1, 0]


def test_who_comes_late_does_not_get_the_turns_of_before() -> None:
    a, late = Waiting("a"), Waiting("late", since=4, came=9)
    # Four of a's were served, the last of them before the late one came.
    assert rounds([a, a, late, late], {a.queue: Served(3, 5)}) == [4, 5, 4, 5]
    assert served_in([a, a, late, late], {a.queue: Served(3, 5)}) == [0, 2, 1, 3]


def test_nobody_waits_longer_than_a_round() -> None:
    """Nine others press Train again as soon as they have had their turn; one has asked for five trainings at once."""
    others = [Waiting(f"other {number}", came=number) for number in range(9)]
    waiting = [*others, *(Waiting("me", came=number) for number in range(9, 14))]
    served, mine = dict[tuple[str, bool], Served](), []
    for step in range(50):
        at = order(waiting, served)[0]
        turn = rounds(waiting, served)[at]
        one = waiting.pop(at)
        served[one.queue] = Served(turn, 100 + 2 * step)
        if one.owner == "me":
            mine.append(step)
        else:
            waiting.append(Waiting(one.owner, since=turn, came=101 + 2 * step))
    assert mine == [9, 19, 29, 39, 49]


def test_a_race_is_one_turn_and_trainings_go_before_works() -> None:
    race, other, work = Waiting("a", group="race"), Waiting("b"), Waiting("a", work=True)
    assert rounds([race, race, Waiting("a"), other], {}) == [0, 0, 1, 0]
    assert served_in([work, race, race, Waiting("a"), other]) == [1, 2, 4, 3, 0]
    # Works take turns of their own: a learner who has trained a lot is not last with their first work.
    assert served_in([work, Waiting("b", work=True)], {("a", False): Served(9, 9)}) == [0, 1]


def test_what_lost_its_child_is_the_next() -> None:
    again = Waiting("a", again=True)
    assert served_in([Waiting("b"), Waiting("a"), again], {("a", False): Served(0, 9)}) == [2, 0, 1]


def test_places_count_the_turns_that_go_before() -> None:
    assert places(["x", "race", "race", "y"]) == [0, 1, 1, 2]
    assert places([]) == []
