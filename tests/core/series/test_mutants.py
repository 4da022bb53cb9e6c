"""Damaged files: a series or a sentence, in bounded time and memory; and what a damage must not do without a word."""

import time

import numpy as np
import pytest

from lstm_core.series import read_table
from lstm_core.settings import DataSettings
from tests.support.field_files import write
from tests.support.field_forms import FORMS
from tests.support.fuzz import TIMES
from tests.support.mutants import MOST_SECONDS, mutant, read

MUTANTS = 30
# The lines of these are rows of one time stamp each, below one line of names.
PLAIN = [
    form for form in FORMS if form.table is None and not form.counted and not form.number and form.values == "decimals"
]


@pytest.mark.parametrize("part", range(8))
def test_a_damaged_file_gives_a_series_or_a_sentence(part):
    start = int(time.time()) if TIMES else 0
    for number in range(MUTANTS * max(1, TIMES)):
        seed = start + 8 * number + part
        data = mutant(seed)
        began = time.process_time()
        found = read(data)
        assert time.process_time() - began < 10 * MOST_SECONDS, seed
        if number % 10 == 0:
            assert read(data) == found, seed


@pytest.mark.parametrize("form", PLAIN, ids=lambda form: form.name)
def test_lines_that_come_twice_are_left_out_or_exchanged_are_told(form):
    written = write(form, ";", ".", "utf-8", "\n", 60, 5)
    names, *rows = written.data.splitlines()
    kinds = {}
    for damage, changed in (
        ("duplicates", [*rows[:20], rows[19], *rows[20:]]),
        ("gaps", [*rows[:20], *rows[25:]]),
        ("unsorted", [*rows[:20], rows[30], *rows[21:30], rows[20], *rows[31:]]),
    ):
        table = read_table(b"\n".join([names, *changed]), DataSettings())
        kinds[damage] = {issue.kind for issue in table.issues}
        assert len(table.stamps) == len(changed)
        np.testing.assert_allclose(
            np.sort(table.numbers[written.names[0]]), np.sort([float(row.split(b";")[-2]) for row in changed])
        )
    assert all(damage in found for damage, found in kinds.items()), kinds
