"""The file that seldom read values lie in: equal when they come back, no name, room used again."""

import gc
import os
import pickle
import tempfile
import threading

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_core.runtime.store import BLOCK, Snapshots, Store
from tests.support.fuzz import examples


def some(seed: int, size: int = 100) -> tuple[np.ndarray, ...]:
    rng = np.random.default_rng(seed)
    return (
        rng.standard_normal((size, 4)).astype(np.float32),
        np.asfortranarray(rng.standard_normal((3, 5))),
        np.array(7.0),
    )


def test_what_comes_back_equals_what_was_put_in_to_the_last_bit() -> None:
    store = Store()
    values = [some(seed, 10 + 300 * seed) for seed in range(5)]
    kept = [store.put(value) for value in values]
    for value, stored in zip(values, kept, strict=True):
        for a, b in zip(value, stored.load(), strict=True):
            assert a.tobytes() == b.tobytes()
            assert (a.dtype, a.shape, a.flags.f_contiguous) == (b.dtype, b.shape, b.flags.f_contiguous)
            assert b.flags.writeable
    kept[0].load()[0][:] = 0
    assert kept[0].load()[0].any()


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 5 * BLOCK)), max_size=40))
def test_room_that_was_let_go_is_used_again(steps: list[tuple[int, int]]) -> None:
    store, held = Store(), {}
    for place, size in steps:
        held.pop(place, None)
        held[place] = (os.urandom(size), None)
        held[place] = (held[place][0], store.put(held[place][0]))
        assert all(stored.load() == value for value, stored in held.values())
        blocks = sum(-(-len(pickle.dumps(value, -1)) // BLOCK) for value, _ in held.values())
        assert store.used_bytes == blocks * BLOCK <= store.file_bytes
    held.clear()
    assert store.file_bytes == store.used_bytes == 0


def test_a_day_of_classes_leaves_the_file_as_it_was() -> None:
    store = Store()
    sizes = []
    for _ in range(10):
        lesson = [store.put(some(seed, 50 + seed)) for seed in range(60)]
        del lesson[::2]
        lesson += [store.put(some(seed, 50 + seed)) for seed in range(30)]
        sizes.append(store.file_bytes)
        del lesson
    assert max(sizes) == sizes[0]
    assert store.file_bytes == 0


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="reads /proc")
def test_the_file_has_no_name(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    store = Store()
    stored = store.put(b"a learner's own numbers")
    assert list(tmp_path.iterdir()) == []
    opened = [
        os.readlink(f"/proc/self/fd/{fd}")
        for fd in os.listdir("/proc/self/fd")
        if os.path.islink(f"/proc/self/fd/{fd}")
    ]
    assert any(str(tmp_path) in path and "(deleted)" in path for path in opened)
    assert stored.load() == b"a learner's own numbers"


def test_a_full_disk_costs_memory_and_loses_nothing(monkeypatch) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError("No space left on device")

    store = Store()
    monkeypatch.setattr(tempfile, "TemporaryFile", full)
    kept = store.put(some(1))
    assert np.array_equal(kept.load()[0], some(1)[0])
    assert store.file_bytes == 0


def test_many_threads_get_their_own() -> None:
    store, wrong = Store(), []

    def work(number: int) -> None:
        for turn in range(40):
            value = bytes([number]) * (100 + 977 * turn)
            if store.put(value).load() != value:
                wrong.append((number, turn))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    gc.collect()
    assert store.used_bytes == 0


def test_snapshots_read_like_a_dict_of_weights() -> None:
    store, values = Store(), {epoch: some(epoch) for epoch in (7, 0, 3)}
    found = Snapshots({epoch: store.put(value) for epoch, value in values.items()} | {9: some(9)})
    assert list(found) == sorted(found) == [0, 3, 7, 9]
    assert (max(found), len(found), 3 in found, 4 in found) == (9, 4, True, False)
    with pytest.raises(KeyError):
        found[4]
    assert np.array_equal({**found}[7][0], values[7][0])
    travelled = pickle.loads(pickle.dumps(found))
    assert type(travelled) is dict
    assert np.array_equal(travelled[3][1], values[3][1])
    with pytest.raises(TypeError):
        pickle.dumps(store.put(1))
