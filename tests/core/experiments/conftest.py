"""What the tests of several seeds, races and searches share."""

import pytest

from lstm_core.experiments.search import study


@pytest.fixture
def one_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search keeps one trial going at a time."""
    monkeypatch.setattr(study, "_most_at_once", lambda: 1)
