"""What the host can do besides one training: names and where their functions live.

A work is a pure function of a core module, ``work(**arguments, report=report) -> result``, whose last parameter is a
`Reporter`; the `Stopped` that it may raise passes through. Arguments, partial and result are plain, picklable data:
numbers, arrays, the core's own dataclasses. A work runs in a process with one thread, at low priority, in which others
may have run before it, and must not start processes. It reports where a step ends; a step longer than a second is given
up when somebody presses Stop.

A new work is a line in `WORKS`. Its module is imported in the child that does it.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

WORKS = {
    "train_seeds": "lstm_core.experiments.seeds:train_seeds",
    "backtest": "lstm_core.experiments.backtest:backtest",
    "slow_baseline": "lstm_core.evaluation.slow:slow_baseline",
    "leak_effect": "lstm_core.experiments.leak_effect:leak_effect",
    "search_trial": "lstm_core.experiments.search.trial:search_trial",
    "search_test": "lstm_core.experiments.search.trial:search_test",
}


def validate_unknown(name: str) -> None:
    """Raises LookupError for a name that is not in `WORKS`."""
    if name not in WORKS:
        raise LookupError(f"There is no work '{name}'; there are: {', '.join(WORKS)}.")


def load(name: str) -> Callable[..., Any]:
    """The function behind a name. Raises LookupError for another name."""
    validate_unknown(name)
    module, function = WORKS[name].split(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), function)
    return found
