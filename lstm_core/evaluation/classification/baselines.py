"""What names classes without a network: the most frequent one, the nearest training window, the last known class."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lstm_core.prepare import PartName
from lstm_core.prepare.classes import labels
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.settings import PreparationSettings

# Products of two numbers: some seconds of one core.
MOST_PRODUCTS = 5e9


def always(_settings: PreparationSettings) -> bool:
    """For a baseline that every run can be compared with."""
    return True


@dataclass(frozen=True)
class ClassBaseline:
    """name: (run, part) → place of the class of every window (n,). Raises DataError where it makes no sense.

    fits: whether it makes sense for such a preparation.
    """

    title: str
    name: Callable[[Run, PartName], np.ndarray]
    fits: Callable[[PreparationSettings], bool] = always


def majority(run: Run, part: PartName) -> np.ndarray:
    """The class that most training windows have, for every window."""
    from sklearn.dummy import DummyClassifier

    train, asked = run.prepared.train, run.prepared.part(part)
    dummy = DummyClassifier(strategy="most_frequent").fit(_flat(train.x), train.y[:, 0])
    return np.asarray(dummy.predict(_flat(asked.x))).astype(int)


def nearest(run: Run, part: PartName) -> np.ndarray:
    """The class of the training window whose scaled inputs lie nearest (Euclidean), step by step."""
    from sklearn.neighbors import KNeighborsClassifier

    train, asked = run.prepared.train, run.prepared.part(part)
    if len(train) * len(asked) * train.x[0].size > MOST_PRODUCTS:
        raise DataError(
            f"Comparing {len(asked):,} windows with {len(train):,} training windows step by step would take too long, "
            "so the nearest training window is not asked."
        )
    neighbours = KNeighborsClassifier(n_neighbors=1, algorithm="brute").fit(_flat(train.x), train.y[:, 0])
    return np.asarray(neighbours.predict(_flat(asked.x))).astype(int)


def lies_ahead(settings: PreparationSettings) -> bool:
    """Whether a label is asked for that comes after the window's last step."""
    return settings.task == "label" and settings.horizon > 0


def last_label(run: Run, part: PartName) -> np.ndarray:
    """The class at the window's own last step, where the one asked for lies ahead."""
    if not lies_ahead(run.settings.preparation):
        raise DataError("The class of the window's last step is what is asked for, or there is none.")
    return labels(run.series)[1][run.prepared.part(part).origins]


BASELINES = {
    "majority": ClassBaseline("most frequent class", majority),
    "nearest": ClassBaseline("nearest training window", nearest),
    "last": ClassBaseline("last known class", last_label, lies_ahead),
}


def offered(run: Run) -> tuple[str, ...]:
    """Keys of the baselines that make sense for this run."""
    return tuple(key for key, baseline in BASELINES.items() if baseline.fits(run.settings.preparation))


def _flat(x: np.ndarray) -> np.ndarray:
    return x.reshape(len(x), -1)
