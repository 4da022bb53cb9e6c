"""A race on the Train page: started, ended, and the link that names it."""

from dataclasses import replace

from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import End, Progress, QueuePosition
from lstm_core.series import GENERATORS
from lstm_core.settings import Settings
from tests.support.pages.train import PlayedHost, report, weights_for


def link(series: str) -> dict[str, str]:
    return Settings().change(series=series).change(**GENERATORS[series].suggested).to_query()


def start(at: AppTest) -> AppTest:
    at.button(key="race_go").click().run()
    assert not at.exception
    return at


def finish(played: PlayedHost, errors: dict[str, float]) -> None:
    """Every contender ends with predictions that miss the truth by a constant, scaled."""
    for key, job in zip(errors, played.jobs.values(), strict=True):
        windows = job.prepared.validation
        missed = windows.y + errors[key]
        last = replace(report(job, 40, validation_loss=errors[key] ** 2), validation_prediction=missed)
        job.receive(QueuePosition(job.id, -1))
        job.receive(Progress(job.id, report(job, 0), weights_for(job), keep=True))
        job.receive(Progress(job.id, last, None, keep=False))
        job.receive(End(job.id, "done", weights_for(job)))
