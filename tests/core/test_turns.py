"""Whose turn it is, on machines of one, two and four cores."""

import pytest

from lstm_core.host.turns import Load, next_turn, places

TRAINING, WORK = False, True


@pytest.mark.parametrize(
    ("slots", "trainings", "works", "training_may", "work_may"),
    [
        (4, 0, 0, True, True),
        (4, 0, 2, True, True),
        (4, 0, 3, True, True),
        (4, 0, 4, True, False),  # a training does not wait for one of them to end
        (4, 1, 3, False, False),
        (4, 4, 0, False, False),
        (4, 1, 4, False, False),
        (4, 0, 5, True, False),  # works were resumed
        (2, 0, 0, True, True),
        (2, 0, 1, True, True),
        (2, 0, 2, True, False),
        (2, 1, 1, False, False),
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
    assert next_turn([WORK, TRAINING], Load(1, 1, 2)) is None
    assert next_turn([], Load(0, 0, 2)) is None


def test_places_count_those_that_go_before() -> None:
    queue = [WORK, TRAINING, WORK, TRAINING, WORK]
    # All cores train: what came first goes first.
    assert places(queue, Load(4, 0, 4)) == [0, 1, 2, 3, 4]
    # A work runs: one more may start and goes before the trainings behind it, the second has to wait for it.
    assert places(queue, Load(1, 1, 2)) == [0, 1, 2, 2, 4]
    # As many works as cores: no other may start, so the trainings overtake all of them.
    assert places(queue, Load(1, 2, 2)) == [0, 0, 2, 1, 4]
