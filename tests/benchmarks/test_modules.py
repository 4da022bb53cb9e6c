"""Every module of the bench can be loaded: the bench runs for long, and by hand."""

import importlib
import pkgutil

import pytest

import benchmarks

NAMES = [found.name for found in pkgutil.walk_packages(benchmarks.__path__, "benchmarks.")]


@pytest.mark.parametrize("name", [name for name in NAMES if not name.endswith("__main__")])
def test_it_loads(name: str) -> None:
    importlib.import_module(name)
