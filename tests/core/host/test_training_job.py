"""A training and a work as the server keeps them: what lies in the file comes back as it was."""

import gc
import pickle
import time

import numpy as np
import pytest

from lstm_core.evaluation import evaluate
from lstm_core.host import client
from lstm_core.host.client import Host
from lstm_core.host.messages import End, EpochProgress, Progress, QueuePosition, WorkProgress
from lstm_core.host.training_job import Job
from lstm_core.host.work_job import WorkJob
from lstm_core.prepare import prepare
from lstm_core.runs.film import frame
from lstm_core.runs.run import EpochReport, Run, Weights
from lstm_core.runtime import store
from lstm_core.settings import Settings
from lstm_core.training.loop import history
from tests.support.examples import random_weights, sine

SETTINGS = Settings().change(units=5)
EPOCHS = 12


@pytest.fixture(autouse=True)
def own_store(monkeypatch):
    monkeypatch.setattr(store, "_store", store.Store())


def weights(epoch: int) -> Weights:
    return random_weights(SETTINGS, 1, epoch)


def report(epoch: int, points: tuple[int, ...]) -> EpochReport:
    numbers = {"train_loss": 1 / 3 / (epoch + 1), "validation_loss": 0.1 + epoch / 7, "batch_loss": float("nan")}
    drawn = np.full(points, epoch / 9, np.float32)
    return EpochReport(epoch, 4 * epoch, gradient_norm=0.3, learning_rate=0.01, seconds=epoch / 10,
                  validation_prediction=drawn, **numbers)  # fmt: skip


def training(epochs: int = EPOCHS, end: bool = True) -> Job:
    series = sine()
    job = Job(SETTINGS, series, prepare(series, SETTINGS.preparation), "me", print)
    job.receive(QueuePosition(job.id, -1))
    for epoch in range(epochs + 1):
        told = report(epoch, job.prepared.validation.y.shape)
        job.receive(Progress(job.id, told, weights(epoch), keep=epoch % 3 == 0))
    if end:
        job.receive(End(job.id, "done", weights(epochs)))
    return job


def by_hand(job: Job) -> Run:
    """The run as it would be with everything in memory."""
    reports = [report(epoch, ()) for epoch in range(EPOCHS + 1)]
    kept = {epoch: weights(epoch) for epoch in range(0, EPOCHS + 1, 3)}
    return Run(SETTINGS, job.series, history(reports), kept, "done")


def equal(one: Run, other: Run) -> None:
    assert sorted(one.snapshots) == sorted(other.snapshots)
    for epoch in other.snapshots:
        for a, b in zip(one.snapshots[epoch], other.weights_at(epoch), strict=True):
            assert a.tobytes() == b.tobytes()
            assert a.dtype == b.dtype
    for name, column in other.history.items():
        assert one.history[name].tobytes() == column.tobytes()
    for part in ("train", "test"):
        assert one.predict(part, 6).tobytes() == other.predict(part, 6).tobytes()
    assert repr(evaluate(one).metrics) == repr(evaluate(other).metrics)


def test_how_far_a_long_epoch_is_counts_until_it_is_over() -> None:
    job = training(0, end=False)
    assert (job.done, job.updates, job.seconds_left) == (0, 0, None)
    job.receive(EpochProgress(job.id, 0.3, 6.0, 40))
    assert (job.epoch_done, job.updates) == (0.3, 40)
    epochs = SETTINGS.training.epochs
    assert job.done == pytest.approx(0.3 / epochs)
    assert job.seconds_left == pytest.approx(20 * (epochs - 0.3)), "an epoch takes 6 s ÷ 0.3"
    job.receive(Progress(job.id, report(1, job.prepared.validation.y.shape), None, keep=False))
    assert (job.epoch_done, job.updates, job.done) == (0, 4, 1 / epochs)
    # Two epochs tell their own pace: 0.1 s each.
    job.receive(Progress(job.id, report(2, job.prepared.validation.y.shape), None, keep=False))
    job.receive(EpochProgress(job.id, 0.5, 9.0, 10))
    assert job.seconds_left == pytest.approx(0.1 * (epochs - 2.5))


@pytest.mark.parametrize("rests", [False, True])
def test_a_run_read_from_the_file_equals_one_in_memory(rests: bool) -> None:
    job = training()
    if rests:
        job.rest()
    equal(job.run(), by_hand(job))


def test_a_training_that_rests_keeps_neither_weights_nor_reports_in_memory() -> None:
    job = training()
    job.rest()
    gc.collect()
    pickled = store.used_bytes()
    assert pickled > (EPOCHS // 3 + 1) * store.BLOCK
    held = [value for value in gc.get_objects() if isinstance(value, EpochReport) and value.epoch == EPOCHS]
    assert held == []
    assert [r.epoch for r in job.reports] == list(range(EPOCHS + 1))
    assert job.reports[-1].validation_prediction.shape == job.prepared.validation.y.shape
    again = store.used_bytes()
    job.rest()
    assert store.used_bytes() == again


def test_only_the_newest_report_has_its_prediction() -> None:
    job = training(end=False)
    assert [r.validation_prediction.size > 0 for r in job.reports] == [False] * EPOCHS + [True]
    np.testing.assert_array_equal(job.reports[-1].validation_prediction, np.float32(EPOCHS / 9))


def test_what_runs_does_not_rest_and_has_its_newest_weights_at_hand() -> None:
    job = training(end=False)
    before = job.reports
    job.rest()
    assert job.reports is before
    assert job.run().weights is job.run().weights


def test_thin_leaves_the_first_and_the_last() -> None:
    job = training()
    before = store.used_bytes()
    job.thin()
    assert sorted(job.run().snapshots) == [0, EPOCHS]
    # Four sets of weights and thirteen predictions.
    assert store.used_bytes() == before - 17 * store.BLOCK
    assert not job.has_frames
    assert list(job.frames()) == [EPOCHS]
    assert [r.train_loss for r in job.reports] == [report(e, ()).train_loss for e in range(EPOCHS + 1)]


def test_some_predictions_over_time_are_kept_and_always_the_newest() -> None:
    job = training(EPOCHS, end=False)
    assert list(job.frames()) == list(range(EPOCHS + 1))
    shape = job.prepared.validation.y.shape
    for epoch, kept in job.frames().items():
        assert kept.tobytes() == frame(job.prepared, report(epoch, shape).validation_prediction).tobytes()
    # So many epochs that not all predictions are kept: every 17th of 1,000, and the newest.
    job.settings = SETTINGS.change(epochs=1000)
    for epoch in range(EPOCHS + 1, 40):
        job.receive(Progress(job.id, report(epoch, shape), None, keep=False))
    assert list(job.frames())[-2:] == [34, 39]
    job.receive(End(job.id, "done", weights(39)))
    before = {epoch: kept.tobytes() for epoch, kept in job.frames().items()}
    job.rest()
    assert {epoch: kept.tobytes() for epoch, kept in job.frames().items()} == before


def test_what_a_forgotten_training_left_in_the_file_is_given_back() -> None:
    jobs = [training() for _ in range(5)]
    for job in jobs:
        job.rest()
    assert store.used_bytes() > 0
    run = jobs[0].run()
    del jobs, job
    assert run.weights_at(3)[0].shape
    del run
    gc.collect()
    assert store.used_bytes() == 0


def test_a_work_that_rests_gives_back_what_it_found() -> None:
    found = {"seeds": [weights(1), weights(2)], "share": 1 / 3}
    work = WorkJob("train_seeds", {"series": sine()}, "me", print)
    work.receive(WorkProgress(work.id, 0.5, 1.0, pickle.dumps(found)))
    work.rest()
    assert work.partial["share"] == 1 / 3
    work.receive(End(work.id, "done", result=pickle.dumps(found)))
    work.rest()
    gc.collect()
    for again, before in zip(work.result["seeds"], found["seeds"], strict=True):
        assert all(a.tobytes() == b.tobytes() for a, b in zip(again, before, strict=True))
    assert work.partial["share"] == 1 / 3


def test_the_reaper_lets_rest_what_nobody_looks_at() -> None:
    host, job = Host(), training()
    try:
        host._jobs[job.id] = job
        host.reap(job.last_seen + client.REST_SECONDS - 1)
        # Its weights at every third epoch and the last, its predictions at every one.
        held = (EPOCHS // 3 + 2 + EPOCHS + 1) * store.BLOCK
        assert store.used_bytes() == held
        host.reap(job.last_seen + client.REST_SECONDS + 1)
        assert store.used_bytes() > held
        job.last_seen = 0.0
        assert job.reports
        # Whoever woke it looks at it.
        assert time.monotonic() - job.last_seen < client.REST_SECONDS
        assert host.job(job.id) is job
    finally:
        host.close()
