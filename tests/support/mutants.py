"""Files that were damaged on the way, and what reading one must not do: fail without a sentence, hang, eat memory.

    python -m tests.support.mutants FIRST COUNT [FOLDER…]

reads the mutants FIRST, FIRST + 1, … of the files by rule and of those in the folders, and says what became of them.
"""

from __future__ import annotations

import gzip
import io
import json
import re
import resource
import signal
import sys
import time
import traceback
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import FrameType

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series import Series, Table, read_table, table_to_series
from lstm_core.settings import DataSettings
from tests.support.field_files import DECIMALS, ENCODINGS, NEWLINES, SEPARATORS, write
from tests.support.field_forms import FORMS

# Processor time that a small file may take, and memory that a process may have which reads thousands of them.
MOST_SECONDS, MOST_MB = 2.0, 1500
REPAIRED = DataSettings(missing="interpolate", order="sort", duplicates="mean")
CHOICES = (DataSettings(), REPAIRED)
# Every so many mutants are read a second time.
AGAIN = 20
_MARKS = (b",", b";", b".", b'"', b"-", b"\n", b" ", b"\t", b"9", b":", b"|", b"\r", b"'", b"0")
_NOW = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_STRANGE = (
    b"\x00", b"\x00\x00\x00\x00", b"\xff\xfe", b"\xef\xbb\xbf", "Wärme".encode("cp1252"), "温度".encode("gb18030"),
    "温度".encode("shift_jis"), "уровень".encode("koi8-r"), "t,°C\n".encode("utf-16"), b"\x1a", b"\x85",
    b"\xe2\x80\xa8",
    b"1e400", b"9" * 400, b"-", b"NaN", b"inf", b"0001-01-01", b"9999-12-31", b"#", b"=", b'"""', b"\x0c", b"\xa0",
)  # fmt: skip


@cache
def packed() -> tuple[bytes, ...]:
    """Small files of every kind that is no text table."""
    stamps = pd.date_range("2021-03-01", periods=40, freq="D")
    frame = pd.DataFrame({"day": stamps, "flow": np.arange(40) % 7 + 0.5, "count": np.arange(40) * 3 % 11})
    text = frame.to_csv(index=False).encode()
    workbook, parquet = io.BytesIO(), io.BytesIO()
    frame.to_excel(workbook, index=False)
    frame.to_parquet(parquet)
    with zipfile.ZipFile(workbook) as source:
        sheets = {name: _NOW.sub(b"2021-03-01T00:00:00Z", source.read(name)) for name in source.namelist()}
    monash = "@relation x\n@attribute series_name string\n@attribute start_timestamp date\n@frequency daily\n@data\n"
    monash += "a:2021-03-01 00-00-00:" + ",".join(map(str, frame["flow"])) + "\n"
    return (
        _archive(sheets), parquet.getvalue(), _archive({"a.csv": text, "b.csv": text[: len(text) // 2]}),
        gzip.compress(text, mtime=0), monash.encode(),
        frame.to_json(orient="records", date_format="iso").encode(),
        json.dumps({"data": json.loads(frame.to_json(orient="records", date_format="iso"))}).encode(),
    )  # fmt: skip


def _archive(members: dict[str, bytes]) -> bytes:
    """The same bytes whenever it is written."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2021, 3, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def flipped(data: bytes, random: np.random.Generator) -> bytes:
    """With some bits the other way round."""
    broken = bytearray(data)
    for place in random.integers(0, len(data), random.integers(1, 30)):
        broken[place] ^= 1 << int(random.integers(8))
    return bytes(broken)


def cut(data: bytes, random: np.random.Generator) -> bytes:
    """Without a part."""
    first, last = sorted(random.integers(0, len(data), 2))
    return data[:first] + data[last:] if random.integers(2) else data[:last]


def joined(data: bytes, random: np.random.Generator) -> bytes:
    """With another file, or a part of itself, behind it."""
    other = start(int(random.integers(1_000_000)), ()) if random.integers(2) else data
    return data + other[int(random.integers(len(other))) :]


def lines_changed(data: bytes, random: np.random.Generator) -> bytes:
    """Lines doubled many times, left out, exchanged or wholly out of order."""
    lines = data.splitlines(keepends=True)
    place, other = (int(k) for k in random.integers(len(lines), size=2))
    kind = random.integers(4)
    if kind == 0:
        lines[place:place] = [lines[place]] * int(random.integers(1, 60))
    elif kind == 1:
        del lines[min(place, other) : max(place, other)]
    elif kind == 2:
        lines[place], lines[other] = lines[other], lines[place]
    else:
        lines = [lines[k] for k in random.permutation(len(lines))]
    return b"".join(lines)


def marks_changed(data: bytes, random: np.random.Generator) -> bytes:
    """One mark for another, some times or everywhere."""
    old, new = (_MARKS[k] for k in random.integers(len(_MARKS), size=2))
    return data.replace(old, new, int(random.choice([1, 5, 99, 100_000])))


def strange_inserted(data: bytes, random: np.random.Generator) -> bytes:
    """With NULs, bytes of other encodings or cells that nobody expects, in some places."""
    for _ in range(int(random.integers(1, 6))):
        place = int(random.integers(len(data) + 1))
        data = data[:place] + _STRANGE[random.integers(len(_STRANGE))] + data[place:]
    return data


def recoded(data: bytes, random: np.random.Generator) -> bytes:
    """The text in another encoding, or bytes of one taken for another."""
    names = ("utf-8", "latin-1", "utf-16", "utf-16-be", "utf-32", "cp1252", "cp437")
    old, new = (names[k] for k in random.integers(len(names), size=2))
    return data.decode(old, "replace").encode(new, "replace")


KINDS: tuple[Callable[[bytes, np.random.Generator], bytes], ...] = (
    flipped, cut, joined, lines_changed, lines_changed, marks_changed, strange_inserted, recoded,
)  # fmt: skip


def start(seed: int, more: Sequence[bytes]) -> bytes:
    """A sound file: one in eight is no text, and of all others half are of `more`."""
    if seed % 8 == 7:
        kinds = packed()
        return kinds[seed // 8 % len(kinds)]
    if more and seed % 2:
        return more[seed // 2 % len(more)]
    form = FORMS[seed % len(FORMS)]
    marks = SEPARATORS[seed % 4], DECIMALS[seed // 4 % 2], ENCODINGS[seed // 8 % 4], NEWLINES[seed // 32 % 3]
    return write(form, *marks, 20 + seed % 41, seed).data


def mutant(seed: int, more: Sequence[bytes] = ()) -> bytes:
    """The damaged file of this number: one to three damages to a sound one."""
    random = np.random.default_rng(seed)
    data = start(seed, more)
    for _ in range(int(random.choice([1, 1, 2, 3]))):
        data = KINDS[random.integers(len(KINDS))](data, random) or b"x"
    return data


def read(data: bytes) -> tuple[object, ...]:
    """What becomes of a file: the sentence that refuses it, or what its series hold. All other errors pass through."""
    try:
        table = read_table(data, DataSettings())
    except DataError as error:
        return ("refused", _sentence(error))
    return ("read", *(_series(table, choices) for choices in CHOICES))


def _series(table: Table, choices: DataSettings) -> object:
    try:
        series = table_to_series(table, choices)
    except DataError as error:
        return _sentence(error)
    if choices is REPAIRED:
        assert np.isfinite(series.values).all()
        assert not isinstance(series.index, pd.DatetimeIndex) or (
            series.index.is_unique and series.index.is_monotonic_increasing
        )
    return _held(series)


def _sentence(error: DataError) -> str:
    text = str(error)
    assert text.endswith("."), text
    return text


def _held(series: Series) -> tuple[object, ...]:
    return series.values.tobytes(), tuple(series.index), series.target, tuple(f.sentence for f in series.findings)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError("It takes too long.")


def main(first: int, count: int, more: Sequence[bytes]) -> int:
    """Read so many mutants; prints each that fails and a summary, and returns how many failed."""
    warnings.simplefilter("error")
    signal.signal(signal.SIGPROF, _stop)
    became: Counter[str] = Counter()
    slowest, failed = (0.0, 0), 0
    for seed in range(first, first + count):
        data = mutant(seed, more)
        signal.setitimer(signal.ITIMER_PROF, 5 * MOST_SECONDS)
        began = time.process_time()
        try:
            found = read(data)
            took = time.process_time() - began
            assert took < MOST_SECONDS, f"{took:.1f} s"
            assert seed % AGAIN or read(data) == found, "read another way the second time"
            became[str(found[0])] += 1
            slowest = max(slowest, (took, seed))
        except BaseException as error:
            failed += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            print(f"{seed}: {type(error).__name__}: {str(error)[:200]} ({where.filename}:{where.lineno})", flush=True)
            if isinstance(error, KeyboardInterrupt):
                break
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(
        f"{count:,} mutants from {first:,}: {became['read']:,} read, {became['refused']:,} refused in a sentence, "
        f"{failed} failed; slowest {slowest[0]:.2f} s ({slowest[1]}); {peak:.0f} MB", flush=True,
    )  # fmt: skip
    return failed + (peak > MOST_MB)


if __name__ == "__main__":
    paths = sorted(path for folder in sys.argv[3:] for path in Path(folder).rglob("*") if path.is_file())
    sys.exit(min(main(int(sys.argv[1]), int(sys.argv[2]), [path.read_bytes() for path in paths]), 1))
