"""What the server hands out is asked without a page and without a training process."""

import pytest

from lstm_core.host.training_job import Job
from lstm_core.prepare import prepare
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.pages.train import PlayedHost
from ui.state import server


@pytest.fixture
def played_host(monkeypatch: pytest.MonkeyPatch) -> PlayedHost:
    """Trainings happen as the test says."""
    played = PlayedHost()
    monkeypatch.setattr(server, "host", lambda: played)
    return played


@pytest.fixture
def job(played_host: PlayedHost) -> Job:
    """A small training of the browser whose key is me."""
    settings = Settings().change(units=2)
    series = load_series(settings.data)
    return played_host.submit(settings, series, prepare(series, settings.preparation), owner="me")
