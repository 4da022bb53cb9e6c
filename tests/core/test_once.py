"""What follows from an object is computed once, and never for another object."""

import gc

from lstm_core.once import Once


class Thing:
    pass


def test_an_object_is_asked_once_per_key() -> None:
    once, thing, calls = Once(), Thing(), []
    for _ in range(3):
        assert once(thing, "a", lambda: calls.append("a") or len(calls)) == 1
    assert once(thing, "b", lambda: "b") == "b"
    assert calls == ["a"]


def test_equal_objects_are_two() -> None:
    once, one, other = Once(), Thing(), Thing()
    assert once(one, "", lambda: 1) == 1
    assert once(other, "", lambda: 2) == 2


def test_results_go_with_their_object_even_where_its_place_is_taken_again() -> None:
    once = Once()
    for n in range(100):
        thing = Thing()
        assert once(thing, "", lambda n=n: n) == n
        del thing
    gc.collect()
    assert not once._kept
