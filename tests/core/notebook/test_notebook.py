"""The notebook: what it keeps, what it lets go, what it says differs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import mean_squared_error

from lstm_core.evaluation import evaluate
from lstm_core.notebook import (
    Notebook,
    add,
    annotate,
    delete,
    differing,
    entry_of,
    pin,
    rename,
    same_task,
    what_changed,
)
from lstm_core.notebook.entry import identify
from lstm_core.prepare import Prepared
from lstm_core.runs.run import Run
from lstm_core.series import GENERATORS, load_series
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table

WHEN = datetime(2026, 1, 31, 12, tzinfo=UTC)


def kept(number: int = 0, series=None, **settings: object):
    run = random_run(Settings().change(**({"units": 2} | settings)), series or sine())
    return entry_of(run, f"id {number}", WHEN + timedelta(minutes=number))


ENTRIES = [kept(number, lr=0.001 * (number + 1)) for number in range(6)]


def book_of(*entries) -> Notebook:
    book = Notebook()
    for entry in entries:
        book = add(book, entry)
    return book


def test_an_entry_keeps_the_last_weights_and_its_predictions() -> None:
    run = random_run(Settings().change(units=3, horizon=2), table())
    entry = entry_of(run, "a", WHEN)
    assert list(entry.open().snapshots) == [2]
    for part in ("train", "validation", "test"):
        np.testing.assert_array_equal(entry.open().predict(part), run.predict(part))
    assert entry.epochs == 2
    # The windows of a run that somebody looks at are no part of the notebook.
    entry.open().predict("test")
    assert not [kept for kept in vars(entry).values() if isinstance(kept, Prepared | Run)]


def test_metrics_are_those_of_the_predictions() -> None:
    run = random_run(Settings().change(units=3), sine())
    entry = entry_of(run, "a", WHEN)
    for part in ("train", "validation", "test"):
        truth = run.series.y[run.prepared.part(part).times[:, 0]]
        assert entry.metrics[part]["mse"] == pytest.approx(mean_squared_error(truth, run.predict(part)[:, 0]))
    assert entry.metrics["test"] == evaluate(run).metrics["test"]
    np.testing.assert_array_equal(entry.measured.times, run.prepared.test.times[:, 0])
    np.testing.assert_allclose(entry.measured.forecast, run.predict("test")[:, 0], rtol=1e-6)


def test_a_run_that_names_classes_has_their_metrics_and_no_forecast() -> None:
    settings = Settings().change(series="waveforms", **GENERATORS["waveforms"].suggested).change(units=2, sequences=50)
    run = random_run(settings, load_series(settings.data))
    run.history.update(train_accuracy=np.zeros(3), validation_accuracy=np.zeros(3))
    entry = entry_of(run, "a", WHEN)
    named = run.predict("test").argmax(axis=1)
    assert entry.metrics["test"]["accuracy"] == pytest.approx(np.mean(named == run.prepared.test.y[:, 0]))
    assert set(entry.metrics["train"]) == {"accuracy", "macro_f1", "cross_entropy"}
    assert len(entry.measured.forecast) == 0


def test_runs_are_numbered_and_no_id_comes_twice() -> None:
    book = book_of(*ENTRIES[:3], ENTRIES[1])
    assert [entry.name for entry in book.entries] == ["Run 1", "Run 2", "Run 3"]
    book = add(delete(book, "id 2"), ENTRIES[4])
    assert [entry.name for entry in book.entries] == ["Run 1", "Run 2", "Run 4"]


def test_names_notes_and_pins_change_one_entry_of_a_new_notebook() -> None:
    before = book_of(*ENTRIES[:2])
    after = pin(annotate(rename(before, "id 1", "  with   a longer\nwindow "), "id 1", " better? "), "id 1", True)
    first, second = after.entries
    assert (second.name, second.note, second.pinned) == ("with a longer window", "better?", True)
    assert (first.name, first.note, first.pinned) == ("Run 1", "", False)
    assert before.entries[1].name == "Run 2"
    assert rename(after, "id 1", "  ") == after
    assert len(rename(after, "id 1", "x" * 999).find("id 1").name) == 60


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=14), st.integers(1, 4))
def test_the_oldest_unpinned_go_first_and_pins_stay(steps: list[tuple[int, bool]], most: int) -> None:
    book, here, pins, dropped, known = Notebook(), [], set(), 0, 0
    for number, pinned in steps:
        entry = ENTRIES[number]
        book = add(book, entry, most)
        if entry.id not in here:
            known += 1
            here = [*here, entry.id]
            if len(here) > most:
                # By hand: whoever has been here longest without a pin; the new one where all the others have one.
                here.remove(next(name for name in here if name not in pins))
                dropped += 1
        if pinned and entry.id in here:
            book, pins = pin(book, entry.id, True), pins | {entry.id}
        pins &= set(here)
    assert [entry.id for entry in book.entries] == here
    assert {entry.id for entry in book.entries if entry.pinned} == pins
    assert (book.made, book.dropped) == (known, dropped)


def test_bytes_count_each_series_once_and_are_a_bound() -> None:
    one, two = book_of(ENTRIES[0]), book_of(*ENTRIES[:2])
    table_bytes = 200 * 8
    assert two.bytes - one.bytes == one.bytes - table_bytes - ENTRIES[0].series.index.memory_usage()
    book = add(one, ENTRIES[1], most_bytes=one.bytes)
    assert [entry.id for entry in book.entries] == ["id 1"]
    assert add(pin(one, "id 0", True), ENTRIES[1], most_bytes=one.bytes).find("id 1") is None


def test_equal_series_are_one_object_and_others_are_not() -> None:
    again, noisier = kept(7, sine()), kept(8, sine(seed=1))
    assert again.series is not ENTRIES[0].series
    book = book_of(ENTRIES[0], again, noisier)
    assert book.entries[0].series is book.entries[1].series
    assert book.entries[2].series is not book.entries[0].series
    assert identify(replace(sine(), unit="°C")) != identify(sine())


def test_a_kept_run_of_the_default_size_takes_less_than_a_tenth_of_a_megabyte() -> None:
    settings = Settings()
    run = random_run(settings, load_series(settings.data))
    longest = {name: np.arange(float(settings.training.epochs + 1)) for name in run.history}
    entry = entry_of(replace(run, history=longest, snapshots={50: run.weights}), "a", WHEN)
    # 10,451 weights, and 51 rows of a history, in 4 bytes each.
    assert 4 * 10_451 < entry.own_bytes < 50_000


def test_differing_names_the_settings_that_not_all_share() -> None:
    a, b, c = kept(0), kept(1, units=3, seed=4), kept(2, units=3, optimizer="sgd")
    assert differing([a, b]) == ["units", "seed"]
    assert differing([a, b, c]) == ["units", "optimizer", "seed"]
    assert differing([b, b]) == differing([a]) == differing([]) == []


def test_what_changed_is_one_sentence_with_both_errors() -> None:
    first, second = book_of(kept(0), kept(1, units=3, lr=0.01)).entries
    before, after = (
        {part: f"{entry.metrics[part]['rmse']:.3g}" for part in ("validation", "test")} for entry in (first, second)
    )
    assert what_changed(first, second) == (
        "From Run 1 to Run 2: Units 2 → 3; Learning rate 0.001 → 0.01; all other settings stayed, the seed too; "
        f"the RMSE went from {before['validation']} to {after['validation']} on the validation part "
        f"and from {before['test']} to {after['test']} on the test part."
    )
    assert "no setting changed" in what_changed(first, replace(first, name="Run 9"))
    other_seed = add(book_of(first), kept(2, seed=1)).entries[1]
    assert "the seed too" not in what_changed(first, other_seed)


@pytest.mark.parametrize(
    ("entry", "compares"),
    [
        (kept(1, lr=0.01), True), (kept(1, transform="difference"), True), (kept(1, horizon=2), False),
        (kept(1, train=0.5), False), (kept(1, train=0.5, validation=0.3), False),
        (kept(1, sine(seed=1)), False), (kept(1, task="direction"), False),
    ],
    ids=["training", "transform", "horizon", "split", "validation", "series", "task"],
)  # fmt: skip
def test_errors_compare_only_where_the_same_was_asked(entry, compares: bool) -> None:
    assert same_task(kept(0), entry) == compares
    assert ("errors do not compare" in what_changed(kept(0), entry)) != compares


def test_a_series_that_changed_under_equal_settings_is_said() -> None:
    assert "the numbers of the series differ" in what_changed(kept(0), kept(1, sine(seed=1)))


def test_settings_that_a_series_has_no_use_for_make_no_difference() -> None:
    def of(number: int, **settings: object):
        return replace(kept(number), settings=kept(number).settings.change(**settings))

    wave, counter = of(0), of(1, series="counter", sequences=800)
    assert differing([wave, counter]) == ["series"]
    assert "Sequences" not in what_changed(wave, counter)
    assert "sequences" in differing([wave, counter, of(2, series="counter", sequences=400)])
    mine = of(3, series="upload", file="a.csv", file_rows=300, file_hash="0" * 16)
    assert differing([wave, mine]) == ["series", "file"]
    assert differing([mine, of(4, series="upload", file="a.csv", file_rows=301)]) == ["file_rows", "file_hash"]
