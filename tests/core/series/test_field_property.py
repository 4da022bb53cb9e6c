"""Any series in any form comes back as it was; a damaged file gives a series or a sentence."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_core.runtime.errors import DataError
from lstm_core.series import read_table, table_to_series
from lstm_core.settings import DataSettings
from tests.support.field_files import DECIMALS, ENCODINGS, NEWLINES, SEPARATORS, check, write
from tests.support.field_forms import FORMS
from tests.support.fuzz import TIMES, examples

MUTANTS = 30
ALL = {"missing": "interpolate", "order": "sort", "duplicates": "mean"}


@settings(max_examples=examples(60))
@given(
    st.sampled_from(FORMS), st.sampled_from(SEPARATORS), st.sampled_from(DECIMALS), st.sampled_from(ENCODINGS),
    st.sampled_from(NEWLINES), st.integers(40, 300), st.integers(0, 10_000),
)  # fmt: skip
def test_what_is_written_is_read(form, separator, decimal, encoding, newline, rows, seed):
    check(write(form, separator, decimal, encoding, newline, rows, seed))


def mutated(data: bytes, random: np.random.Generator) -> bytes:
    """A file with flipped bits, without a part, with lines twice or in another order, or joined to itself."""
    kind = random.integers(6)
    if kind == 0:
        broken = bytearray(data)
        for place in random.integers(0, len(data), random.integers(1, 30)):
            broken[place] ^= 1 << int(random.integers(8))
        return bytes(broken)
    if kind == 1:
        first, last = sorted(random.integers(0, len(data), 2))
        return data[:first] + data[last:]
    if kind == 2:
        return data + data[int(random.integers(len(data))) :]
    lines = data.splitlines(keepends=True)
    if kind == 3:
        place = int(random.integers(len(lines)))
        return b"".join([*lines[:place], *([lines[place]] * int(random.integers(2, 60))), *lines[place:]])
    if kind == 4:
        return b"".join(lines[k] for k in random.permutation(len(lines)))
    marks = [b",", b";", b".", b'"', b"-", b"\n", b" ", b"\t", b"9"]
    return data.replace(
        marks[random.integers(len(marks))], marks[random.integers(len(marks))], int(random.integers(1, 99))
    )


def read_or_refused(data: bytes, choices: DataSettings) -> bool:
    """Whether a file becomes a series, or a sentence says why not; any other exception passes through."""
    try:
        series = table_to_series(read_table(data, choices), choices)
    except DataError as error:
        return str(error).endswith(".")
    return len(series) == len(series.index)


@pytest.mark.parametrize("part", range(8))
def test_a_damaged_file_gives_a_series_or_a_sentence(part):
    start = int(time.time()) if TIMES else 0
    for number in range(MUTANTS * max(1, TIMES)):
        seed = start + 8 * number + part
        random = np.random.default_rng(seed)
        form = FORMS[seed % len(FORMS)]
        data = write(form, SEPARATORS[seed % 4], DECIMALS[seed % 2], ENCODINGS[seed // 4 % 4], "\n", 60, seed).data
        for _ in range(int(random.integers(1, 4))):
            data = mutated(data, random) or b"x"
        for choices in (DataSettings(), DataSettings(**ALL)):
            assert read_or_refused(data, choices), seed
