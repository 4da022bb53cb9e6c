"""The doors of `lstm_core`: each tells what it takes and gives, and its example runs."""

import doctest
import inspect
from types import ModuleType

import numpy as np
import pytest

import lstm_core as lab

SECTIONS = ("Parameters", "Returns", "Yields", "Raises", "Examples")


def door(name: str) -> object:
    """What stands behind a decorator, too."""
    return inspect.unwrap(getattr(lab, name))


def sections(name: str) -> dict[str, str]:
    """Title → text of the numpydoc sections of a door."""
    parts = inspect.cleandoc(door(name).__doc__ or "").split("\n\n")
    split = [part.split("\n", 2) for part in parts]
    return {lines[0]: lines[2] for lines in split if lines[0] in SECTIONS and set(lines[1]) == {"-"}}


@pytest.mark.parametrize("name", lab.__all__)
def test_every_parameter_is_told(name: str) -> None:
    found, told = door(name), sections(name)
    own = isinstance(found, type) and issubclass(found, lab.LabError) and "__init__" not in vars(found)
    parameters = set() if own else set(inspect.signature(found).parameters)
    heads = [line for line in told.get("Parameters", "").splitlines() if not line.startswith(" ")]
    assert {name.lstrip("*") for head in heads for name in head.split(" : ")[0].split(", ")} == parameters
    if inspect.isfunction(found) and inspect.signature(found).return_annotation not in ("None", None):
        assert told.keys() & {"Returns", "Yields"}


@pytest.mark.parametrize("name", lab.__all__)
def test_the_example_runs(name: str, keras: ModuleType) -> None:
    assert ">>> " in sections(name)["Examples"]
    (example,) = doctest.DocTestFinder(recurse=False).find(door(name), name, globs={"lab": lab, "np": np})
    runner = doctest.DocTestRunner()
    said: list[str] = []
    assert runner.run(example, out=said.append).failed == 0, "".join(said)
