"""The Train page as the tests see it, and a host whose trainings the test plays."""

import json
from collections import Counter

import numpy as np
from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import Control, End, Progress, QueuePosition
from lstm_core.host.training_job import Job
from lstm_core.models.build import weight_shapes
from lstm_core.runs.run import EpochReport
from lstm_core.settings import Settings
from lstm_core.training.loop import validate
from tests.support.examples import random_weights
from tests.support.pages.page import arrive


class PlayedHost:
    """A host that trains nothing: the test says what happened."""

    def __init__(self) -> None:
        self.jobs: dict[str, Job] = {}
        self.sent: list[Control] = []
        self.rehearsed: list[Settings] = []
        self.ready = True

    def warm(self) -> None:
        pass

    def rehearse(self, settings, prepared):
        self.rehearsed.append(settings)

    def submit(self, settings, series, prepared, owner="", group=""):
        validate(settings, prepared)
        job = Job(settings, series, prepared, owner, self.sent.append)
        self.jobs[job.id] = job
        return job

    def job(self, job_id):
        return self.jobs.get(job_id)

    def forget(self, job_id):
        self.jobs.pop(job_id, None)

    def counts(self):
        return Counter(("training", job.state) for job in self.jobs.values())

    def works(self, owner):
        return []

    @property
    def newest(self) -> Job:
        return list(self.jobs.values())[-1]

    @property
    def commands(self) -> list[str]:
        return [control.command for control in self.sent]


def report(job: Job, epoch: int, **numbers: float) -> EpochReport:
    values = {
        "epoch": epoch, "updates": 4 * epoch, "train_loss": 1 / (epoch + 1), "validation_loss": 1.1 / (epoch + 1),
        "batch_loss": 1.0, "gradient_norm": 0.5, "learning_rate": 0.001, "seconds": 0.1 * epoch,
    } | numbers  # fmt: skip
    return EpochReport(**values, validation_prediction=np.zeros(job.prepared.validation.y.shape))


def weights_for(job: Job) -> tuple[np.ndarray, ...]:
    _, timesteps, features = job.prepared.train.x.shape
    shapes = weight_shapes(job.settings.network, timesteps, features, job.prepared.outputs)
    return tuple(np.zeros(shape) for shape in shapes)


def begin(job: Job, epochs: int) -> None:
    job.receive(QueuePosition(job.id, -1))
    for epoch in range(epochs + 1):
        job.receive(Progress(job.id, report(job, epoch), weights_for(job), keep=True))


def open_train(query: dict[str, str] | None = None) -> AppTest:
    return arrive("train", query)


def all_settings(at: AppTest) -> AppTest:
    """Opens what is folded: closed, it is not even drawn."""
    at.session_state["train_more"] = True
    return at.run()


def by_hand(at: AppTest) -> AppTest:
    """Nothing trains unless a button asks for it."""
    return at.toggle(key="train_every").set_value(False).run()


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=f"train_{key}").click().run()
    assert not at.exception
    return at


def sent(at: AppTest) -> dict[str, dict]:
    """Key → data of every component."""
    found = [element.proto for element in at.get("bidi_component")]
    return {proto.id.split("-", 2)[2]: json.loads(proto.json) for proto in found if proto.json}


def progress(at: AppTest) -> str:
    """The progress line of a training, or of the page before one."""
    line = sent(at).get("train_progress")
    return line["item"]["text"] if line else at.get("progress")[0].proto.text


def chart(at: AppTest, name: str) -> dict:
    figures = [data["figure"] for data in sent(at).values() if "figure" in data]
    found = next(figure for figure in figures if any(trace["name"] == name for trace in figure["data"]))
    return next(trace for trace in found["data"] if trace["name"] == name)


def texts(at: AppTest) -> str:
    still = [element.value for kind in (at.markdown, at.caption, at.error, at.warning) for element in kind]
    return "\n".join([*still, *(data["item"].get("html", "") for data in sent(at).values() if "item" in data)])


def finish(job, epochs: int = 2, seed: int = 0) -> None:
    """The training ends, with weights of its own."""
    begin(job, epochs)
    outputs = len(weights_for(job)[-1])
    weights = random_weights(job.settings, len(job.prepared.features), seed, outputs)
    job.receive(End(job.id, "done", weights))
