"""When ended runs are measured: in a quiet moment, at once where a page asks, never twice."""

import threading

from ui.state.keeper import MOST_SECONDS, QUIET_SECONDS, Keeper


class Played:
    """A keeper whose clock and trainings the test moves, without its thread."""

    def __init__(self) -> None:
        self.now, self.training, self.done = 0.0, False, []
        self.keeper = Keeper(lambda: self.training, lambda: self.now)
        self.keeper._started.acquire()

    def later(self, name: str):
        return self.keeper.later(lambda: self.done.append(name))


def test_it_waits_until_nobody_draws_and_nobody_trains() -> None:
    played = Played()
    played.later("a")
    played.later("b")
    played.now = QUIET_SECONDS / 2
    assert not played.keeper.step()
    played.now, played.training = 2 * QUIET_SECONDS, True
    assert not played.keeper.step()
    assert played.done == []
    played.training = False
    assert not played.keeper.step()
    assert played.done == ["a"]
    played.keeper.drawn()
    assert not played.keeper.step()
    played.now += 2 * QUIET_SECONDS
    assert played.keeper.step()
    assert played.done == ["a", "b"]


def test_no_run_waits_for_ever() -> None:
    played = Played()
    played.training = True
    played.later("a")
    played.now = MOST_SECONDS - 1
    played.later("b")
    played.keeper.drawn()
    assert not played.keeper.step()
    played.now = MOST_SECONDS + 1
    assert not played.keeper.step()
    assert played.done == ["a"]
    assert not played.keeper.step()
    assert played.done == ["a"]


def test_a_page_does_not_wait_for_a_quiet_moment_and_nothing_is_done_twice() -> None:
    played = Played()
    played.training = True
    later = [played.later(name) for name in "ab"]
    later[1]()
    later[1]()
    assert played.done == ["b"]
    assert [once.done for once in later] == [False, True]
    played.training, played.now = False, 2 * QUIET_SECONDS
    played.keeper.step()
    assert played.keeper.step()
    assert played.done == ["b", "a"]


def test_whoever_comes_second_waits_for_the_first() -> None:
    played, begun, go_on = Played(), threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait(30)
        played.done.append("slow")

    once = played.keeper.later(slow)
    seen: list[bool] = []
    first = threading.Thread(target=once)
    first.start()
    assert begun.wait(30)
    second = threading.Thread(target=lambda: (once(), seen.append(once.done)))
    second.start()
    go_on.set()
    first.join(30)
    second.join(30)
    assert (played.done, seen) == (["slow"], [True])


def test_what_fails_does_not_keep_the_others(caplog) -> None:
    played = Played()
    played.keeper.later(lambda: 1 / 0)
    played.later("b")
    played.now = 2 * QUIET_SECONDS
    played.keeper.step()
    played.keeper.step()
    assert played.done == ["b"]
    assert "could not be kept" in caplog.text


def test_the_thread_does_what_is_left() -> None:
    done = threading.Event()
    clock = iter(range(10**6))
    keeper = Keeper(lambda: False, lambda: float(next(clock)))
    keeper.later(done.set)
    assert done.wait(30)
    again = threading.Event()
    keeper.later(again.set)
    assert again.wait(30)
