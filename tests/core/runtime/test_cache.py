"""What follows from an object is computed once, and never for another object."""

import gc
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from lstm_core.runtime.cache import Cache, PerObject


class Thing:
    pass


def test_an_object_is_asked_once_per_key() -> None:
    once, thing, calls = PerObject(), Thing(), []
    for _ in range(3):
        assert once.get(thing, "a", lambda: calls.append("a") or len(calls)) == 1
    assert once.get(thing, "b", lambda: "b") == "b"
    assert calls == ["a"]


def test_equal_objects_are_two() -> None:
    once, one, other = PerObject(), Thing(), Thing()
    assert once.get(one, "", lambda: 1) == 1
    assert once.get(other, "", lambda: 2) == 2


def test_results_go_with_their_object_even_where_its_place_is_taken_again() -> None:
    once = PerObject()
    for n in range(100):
        thing = Thing()
        assert once.get(thing, "", lambda n=n: n) == n
        del thing
    gc.collect()
    assert not once._caches


def test_a_class_that_asks_at_once_has_it_computed_once() -> None:
    once, thing, calls = PerObject(), Thing(), []
    begun, finish = threading.Event(), threading.Event()

    def make() -> int:
        calls.append("")
        begun.set()
        assert finish.wait(30)
        return 7

    with ThreadPoolExecutor(8) as pool:
        first = pool.submit(once.get, thing, "", make)
        assert begun.wait(30)
        others = [pool.submit(once.get, thing, "", make) for _ in range(7)]
        # Another result of the same object does not wait for it.
        assert once.get(thing, "another", lambda: 3) == 3
        finish.set()
        assert [future.result(30) for future in (first, *others)] == [7] * 8
    assert calls == [""]


def test_what_failed_is_tried_again() -> None:
    once, thing = PerObject(), Thing()
    with pytest.raises(ZeroDivisionError):
        once.get(thing, "", lambda: 1 // 0)
    assert once.get(thing, "", lambda: 5) == 5


def test_of_many_objects_those_asked_for_last_are_kept() -> None:
    once, things = PerObject(keep=2), [Thing() for _ in range(3)]
    for number in (0, 1, 0, 2):
        once.get(things[number], "", lambda number=number: number)
    assert [once.get(things[number], "", lambda: 9) for number in (0, 2)] == [0, 2]
    assert once.get(things[1], "", lambda: 9) == 9


def test_the_latest_asked_for_are_kept() -> None:
    cache: Cache[str, int] = Cache(keep=2)
    for number, key in enumerate("aba"):
        cache.get(key, lambda number=number: number)
    cache.get("c", lambda: 3)
    assert [cache.get(key, lambda: 9) for key in "ac"] == [0, 3]
    assert cache.get("b", lambda: 9) == 9
