"""What a search may change: bounds that settings hold, one sentence for each that they refuse."""

import pytest

from lstm_core.experiments.search import Dimension, Space, default_space
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings, specs


@pytest.mark.parametrize(("key", "wrong", "message"), [
    ("units", {"low": 0, "high": 10}, "Units must stay from 1 to 256, not 0 to 10"),
    ("units", {"low": 5, "high": 5}, "lowest value, 5, must be below the highest, 5"),
    ("units", {"low": 1.5, "high": 5}, "1.5 and 5 must be whole numbers"),
    ("units", {"low": None, "high": 5}, "give both a lowest and a highest"),
    ("units", {"low": 1, "high": float("nan")}, "give both a lowest and a highest"),
    ("dropout", {"low": 0, "high": 0.5, "log": True}, "on a log scale the lowest value must be above 0"),
    ("lr", {"low": 0.1, "high": 2}, "Learning rate must stay from 1e-05 to 1"),
    ("lr", {"low": 0.1, "high": 0.2, "points": 1}, "a grid takes 2 to 20 values, not 1"),
    ("schedule", {}, "choose at least one of constant"),
    ("schedule", {"options": ("constant", "stairs")}, "stairs is not offered"),
    ("horizon", {"low": 1, "high": 3}, "'horizon' cannot be searched"),
    ("split", {"options": ("random",)}, "'split' cannot be searched"),
])  # fmt: skip
def test_bounds_that_settings_refuse_are_refused_in_a_sentence(key: str, wrong: dict, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Dimension(key, **wrong)


def test_an_empty_space_and_one_key_twice_are_refused() -> None:
    with pytest.raises(SettingsError, match="at least one setting"):
        Space(())
    with pytest.raises(SettingsError, match="once only"):
        Space((Dimension("units", 2, 64), Dimension("units", 2, 64)))


@pytest.mark.parametrize("points", [30, 158, 640, 4000])
def test_the_default_space_holds_settings_only(points: int) -> None:
    space = default_space(Settings(), points)
    for dimension in space.dimensions:
        for value in dimension.values:
            assert Settings().change(**{dimension.key: value}).get(dimension.key) == value
    assert len({d.label for d in space.dimensions}) == len(space.dimensions)
    assert all(specs()[d.key].part in ("preparation", "network", "training") for d in space.dimensions)


def test_whole_grid_values_that_round_to_the_same_count_once() -> None:
    assert Dimension("layers", 1, 2, points=5).values == (1, 2)
