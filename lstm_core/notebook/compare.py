"""What differs between kept runs, as setting keys and in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

import numpy as np

from lstm_core.notebook.entry import Entry
from lstm_core.series import GENERATORS, UPLOAD
from lstm_core.settings import Settings, specs

# How a value reads: (short key of a setting or name of a metric, value) → words.
Words = Callable[[str, object], str]
# The metric that a sentence tells, and its name there.
TOLD = {"rmse": "RMSE", "accuracy": "accuracy"}
MOST_TOLD = 6
# What is asked of a window, and which windows are asked.
_ASKED = ("task", "threshold", "horizon", "train_share", "validation_share", "split", "gap")

# Settings that only some generators read, and those that only a file has.
_KNOBS = frozenset(key for generator in GENERATORS.values() for key in generator.knobs)
_OF_FILES = frozenset({"file_rows", "file_hash"})


def plain_words(_key: str, value: object) -> str:
    """A value as the address writes it; numbers with three digits."""
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "all"
    return f"{value:.3g}" if isinstance(value, float) else str(value) or "none"


def differing(entries: Sequence[Entry]) -> list[str]:
    """Short keys of the settings in which not all of the runs agree, in the order of the walk."""
    read = {key: {e.settings.get(key) for e in entries if reads(e.settings, key)} for key in specs()}
    return [key for key, values in read.items() if len(values) > 1]


def reads(settings: Settings, key: str) -> bool:
    """Whether an experiment has a use for a setting of its series: a sine is not made of sequences."""
    series = settings.data.series
    if key in _KNOBS:
        return series in GENERATORS and key in GENERATORS[series].knobs
    return key not in _OF_FILES or series == UPLOAD


def settings_changed(
    new: Settings, old: Settings, words: Words = plain_words, keys: Collection[str] | None = None
) -> list[str]:
    """What differs between two experiments, as ``Units 50 → 64``.

    keys: the settings to look at, by default all that both have a use for.
    """
    return [
        f"{specs()[key].label} {words(key, old.get(key))} → {words(key, new.get(key))}"
        for key in changed_keys(new, old, keys)
    ]


def changed_keys(new: Settings, old: Settings, keys: Collection[str] | None = None) -> list[str]:
    """Short keys of the settings in which two experiments differ; keys: as of `settings_changed`."""
    if keys is None:
        keys = [key for key in specs() if reads(new, key) and reads(old, key)]
    return [key for key in specs() if key in keys and old.get(key) != new.get(key)]


def same_task(a: Entry, b: Entry) -> bool:
    """Whether both were asked the same about the same points of the same series, so that their errors compare."""
    one, other = a.settings.preparation, b.settings.preparation
    asked = all(getattr(one, name) == getattr(other, name) for name in _ASKED)
    same_points = one == other or (not one.names_classes and np.array_equal(a.measured.times, b.measured.times))
    return a.series_id == b.series_id and asked and same_points


def what_changed(a: Entry, b: Entry, words: Words = plain_words) -> str:
    """One sentence: what is set differently in `b` than in `a`, what stayed, and what their errors say."""
    changes = settings_changed(b.settings, a.settings, words)
    left = len(changes) - MOST_TOLD
    told = "; ".join(changes[:MOST_TOLD]) + (f"; and {left} more" if left > 0 else "")
    kept = "all other settings stayed" if changes else "no setting changed"
    if a.settings.seed == b.settings.seed and changes:
        kept = f"{kept}, the seed too"
    if a.series_id != b.series_id and a.settings.data == b.settings.data:
        kept = f"{kept}, but the numbers of the series differ"
    what = f"{told}; {kept}" if changes else kept
    return f"From {a.name} to {b.name}: {what}; {_outcome(a, b, words)}."


def _outcome(a: Entry, b: Entry, words: Words) -> str:
    if not same_task(a, b):
        return "they were not asked the same about the same points, so their errors do not compare"
    metric = next(name for name in TOLD if name in a.metrics["test"])
    by_part = [
        f"from {words(metric, a.metrics[part][metric])} to {words(metric, b.metrics[part][metric])} on the {part} part"
        for part in ("validation", "test")
    ]
    return f"the {TOLD[metric]} went {by_part[0]} and {by_part[1]}"
