"""The server's memory has a ceiling: what goes first, what is refused, and what is never touched."""

from datetime import UTC, datetime, timedelta

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.notebook import Notebook, add, entry_of, pin
from lstm_core.series import fingerprint
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine
from tests.support.pages.data import BYTES, your_file
from ui.experiments.file import notebook_bytes
from ui.state import memory_ceiling as ceiling
from ui.state import run_store as run_stores
from ui.state import server, slots
from ui.train.file import run_bytes

START = datetime(2026, 1, 31, 12, tzinfo=UTC)


class PlayedMemory:
    """A server that takes `base` MB, and some for each kept run, job that is awake and weights over time."""

    def __init__(self, monkeypatch, base: float = 80.0, limit: float = 100.0) -> None:
        self.base, self.limit = base, limit
        self.awake, self.whole, self.collected = 0, 0, 0
        monkeypatch.setattr(ceiling, "resident_mb", lambda: self.mb)
        monkeypatch.setattr(ceiling, "ceiling_mb", lambda: self.limit)
        monkeypatch.setattr(ceiling, "give_back", self._give_back)
        monkeypatch.setattr(ceiling, "RUNS", 2)

    @property
    def mb(self) -> float:
        runs = sum(len(one._book.entries) for one in run_stores._stores.values())
        return self.base + 10 * runs + 5 * self.awake + 3 * self.whole

    def _give_back(self) -> None:
        self.collected += 1

    def rest(self) -> int:
        found, self.awake = self.awake, 0
        return found

    def thin(self) -> int:
        found, self.whole = self.whole, 0
        return found


@pytest.fixture
def memory(monkeypatch) -> PlayedMemory:
    return PlayedMemory(monkeypatch)


RUN = random_run(Settings().change(units=2), sine())


def fill(owner: str, *minutes: int, pinned: tuple[int, ...] = ()) -> None:
    book = Notebook()
    for minute in minutes:
        book = add(book, entry_of(RUN, f"{owner} {minute}", START + timedelta(minutes=minute)))
    for minute in pinned:
        book = pin(book, f"{owner} {minute}", True)
    run_stores.run_store(owner).change(lambda _: book)


def here() -> list[str]:
    return sorted(entry.id for one in run_stores._stores.values() for entry in one.book().entries)


def test_below_the_ceiling_nothing_goes(memory) -> None:
    fill("ann", 1)
    memory.awake = 1
    assert ceiling.relieve(memory) == 0
    assert (here(), memory.awake, memory.collected) == (["ann 1"], 1, 0)


def test_what_has_ended_rests_before_any_run_goes(memory) -> None:
    fill("ann", 1, 2)
    memory.awake = 3
    assert ceiling.relieve(memory) == 0
    assert (here(), memory.awake) == (["ann 1", "ann 2"], 0)


def test_the_oldest_unpinned_of_all_learners_go_first_some_at_a_time(memory, caplog) -> None:
    fill("ann", 1, 4, 5, pinned=(1,))
    fill("bob", 2, 3, 6)
    assert ceiling.relieve(memory) == 2
    assert here() == ["ann 1", "ann 4", "ann 5", "bob 6"]
    assert run_stores.run_store("bob").book().dropped == 2
    assert "let 2 runs go" in caplog.text
    ceiling.relieve(memory)
    assert here() == ["ann 1", "bob 6"]
    assert ceiling.relieve(memory) == 0
    assert here() == ["ann 1", "bob 6"]
    assert memory.collected == 2


def test_weights_over_time_go_last_and_pins_never(memory) -> None:
    fill("ann", 1, 2, 3, pinned=(1, 2, 3))
    memory.whole = 4
    assert ceiling.relieve(memory) == 4
    assert memory.whole == 0
    assert ceiling.relieve(memory) == 0
    assert here() == ["ann 1", "ann 2", "ann 3"]
    assert ceiling.above()


@pytest.mark.parametrize(("text", "expected"), [("700", 700.0), (" 1e3 ", 1000.0)])
def test_the_ceiling_is_what_the_server_was_told(monkeypatch, text, expected) -> None:
    monkeypatch.setenv(ceiling.VARIABLE, text)
    ceiling.ceiling_mb.cache_clear()
    assert ceiling.ceiling_mb() == expected
    ceiling.ceiling_mb.cache_clear()


@pytest.mark.parametrize("text", ["", "much", "-1", "0", "nan"])
def test_half_of_the_machine_where_nobody_said(monkeypatch, caplog, text) -> None:
    monkeypatch.setenv(ceiling.VARIABLE, text)
    monkeypatch.setattr(ceiling, "_machine_mb", lambda: 4000.0)
    ceiling.ceiling_mb.cache_clear()
    assert ceiling.ceiling_mb() == 2000.0
    assert (ceiling.VARIABLE in caplog.text) == bool(text)
    ceiling.ceiling_mb.cache_clear()


def test_the_reading_is_the_systems(monkeypatch) -> None:
    before = ceiling.resident_mb()
    ballast = bytearray(60_000_000)
    ballast[::4096] = b"x" * len(ballast[::4096])
    assert 40 < ceiling.resident_mb() - before < 80
    assert ceiling._machine_mb() > ceiling.resident_mb()


def full(monkeypatch, is_full: bool = True) -> None:
    monkeypatch.setattr(ceiling, "above", lambda: is_full)


def test_a_new_file_is_refused_in_a_sentence_and_all_else_stays(visit, monkeypatch) -> None:
    app = your_file(visit("data"))
    app.file_uploader(key="data_file").upload("mine.csv", BYTES).run()
    app.button(key="data_use").click().run()
    before, file = app.session_state[slots.SETTINGS.key], app.session_state[slots.UPLOAD.key]
    # The page that it is sent from was drawn before there was no room.
    full(monkeypatch)
    app.file_uploader(key="data_file").upload("another.csv", BYTES.replace(b"gut", b"bad")).run()
    assert not app.exception
    assert ceiling.FULL in [warning.value for warning in app.warning]
    assert app.file_uploader(key="data_file").disabled
    assert app.session_state[slots.SETTINGS.key] == before
    assert app.session_state[slots.UPLOAD.key] is file
    assert app.session_state[slots.DATA_CANDIDATE.key].content == BYTES
    assert any("in use" in success.value for success in app.success)
    full(monkeypatch, False)
    app.run()
    assert ceiling.FULL not in [warning.value for warning in app.warning]
    assert not app.file_uploader(key="data_file").disabled


def test_the_file_of_a_link_is_refused_too(visit, monkeypatch) -> None:
    link = {"series": "upload", "file": "shop.csv", "file_rows": "120", "file_hash": fingerprint(BYTES)}
    app = visit("train", **link)
    full(monkeypatch)
    app.file_uploader(key="link_file").upload("shop.csv", BYTES).run()
    assert ceiling.FULL in [warning.value for warning in app.warning]
    assert slots.UPLOAD.key not in app.session_state
    full(monkeypatch, False)
    app.run().file_uploader(key="link_file").upload("shop.csv", BYTES).run()
    assert app.session_state[slots.UPLOAD.key].content == BYTES


def test_runs_and_notebooks_are_refused_too(visit, monkeypatch) -> None:
    app: AppTest = visit("train")
    full(monkeypatch)
    app.file_uploader(key="train_file").upload("mine.lstmlab", run_bytes(server.shipped())).run()
    assert ceiling.FULL in [warning.value for warning in app.warning]
    assert "run" not in app.query_params
    fill("me", 1)
    monkeypatch.setattr(server, "token", lambda: "me")
    content = notebook_bytes()
    monkeypatch.setattr(server, "token", lambda: "somebody else")
    full(monkeypatch, False)
    app = visit("experiments")
    full(monkeypatch)
    app.file_uploader(key="runs_file").upload("all.lstmbook", content).run()
    assert ceiling.FULL in [warning.value for warning in app.warning]
    assert not run_stores.run_store("somebody else").book().entries
