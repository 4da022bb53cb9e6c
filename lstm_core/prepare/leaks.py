"""Ways to let the training know something of what it is measured on, in one registry.

Each is switched by a setting of its own that says `leak=` in `lstm_core/settings/parts/`; its default is the honest
way. What the setting does to split and scaler is written in `lstm_core.prepare.cut`, what it does to the features here.
A new one is a setting, a function and a line at the end of `LEAKS` (docs/extending.md).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lstm_core.prepare.types import PartName
from lstm_core.series.types import Series
from lstm_core.settings import PreparationSettings


def as_they_are(features: np.ndarray, _settings: PreparationSettings) -> np.ndarray:
    """For a leak that leaves the features alone."""
    return features


def never(_series: Series, _settings: PreparationSettings) -> bool:
    """For a leak that can be switched on with any series."""
    return False


@dataclass(frozen=True)
class Leak:
    """An entry of the registry.

    key: short key of its setting. title: its name in a sentence. features: what the network reads (length, features)
    when it is on, before logarithm, transform and scaling. idle: whether there is nothing to switch with this series
    and these settings. part: the part whose targets the training has seen. Its texts are `prepare/leak_<key>`, with the
    places {seen} and {targets}, and, where it may be idle, `prepare/leaks_<key>_idle`.
    """

    key: str
    title: str
    features: Callable[[np.ndarray, PreparationSettings], np.ndarray] = as_they_are
    idle: Callable[[Series, PreparationSettings], bool] = never
    part: PartName = "test"


def _no_neighbours(series: Series, settings: PreparationSettings) -> bool:
    """Separate sequences share no value, so a random split has nothing to give away."""
    return bool(series.sequence) and settings.split == "chronological"


def _one_target(_series: Series, settings: PreparationSettings) -> bool:
    """Without targets that reach into the next part there is nothing to keep free."""
    return settings.horizon <= 1 or settings.names_classes or settings.split != "chronological"


LEAKS: dict[str, Leak] = {
    leak.key: leak
    for leak in (
        Leak("split", "random split", idle=_no_neighbours),
        Leak("scaler", "scaler fitted on the whole series"),
        Leak("gap", "missing gap", idle=_one_target, part="validation"),
    )
}


def features_of(series: Series, settings: PreparationSettings) -> np.ndarray:
    """The features (length, features) as the network gets to read them, with the leaks that are on."""
    features = series.x
    for key in settings.leaks:
        features = LEAKS[key].features(features, settings)
    return features
