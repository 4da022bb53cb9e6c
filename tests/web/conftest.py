"""What the server hands out is asked without a page and without a training process."""

import pytest

from tests.support.pages.train import PlayedHost
from ui.state import server


@pytest.fixture
def played_host(monkeypatch: pytest.MonkeyPatch) -> PlayedHost:
    """Trainings happen as the test says."""
    played = PlayedHost()
    monkeypatch.setattr(server, "host", lambda: played)
    return played
