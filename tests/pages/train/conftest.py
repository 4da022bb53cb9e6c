import pytest

from lstm_core.host.training_job import Job
from lstm_core.prepare import prepare
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.pages.train import PlayedHost


@pytest.fixture
def job(played_host: PlayedHost) -> Job:
    """A training that waits for its turn."""
    settings = Settings()
    series = load_series(settings.data)
    return played_host.submit(settings, series, prepare(series, settings.preparation))
