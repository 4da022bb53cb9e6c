"""A race: the same budget for every network, in epochs, seconds or weights; and in the host, one of them killed."""

import math
import os
import signal

import pytest

from lstm_core.experiments.race import CONTENDERS, Budget, weights_of
from lstm_core.experiments.seeds import validate_seeds
from lstm_core.host.client import Host
from lstm_core.models.build import parameters
from lstm_core.prepare import prepare
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from lstm_core.training.loop import train, validate
from tests.support.examples import sine
from tests.support.hosts import PATIENCE, children, finished, linux_only

SHARED = Settings()
PREPARED = prepare(sine(), SHARED.preparation)


def test_epochs_are_the_same_for_all() -> None:
    for contender in CONTENDERS.values():
        settings = Budget("epochs", 7).settings(contender, SHARED, PREPARED)
        assert settings == contender.settings(SHARED).change(epochs=7)


@pytest.mark.parametrize("key", sorted(CONTENDERS.keys() - {"linear"}))
@pytest.mark.parametrize("weights", [300, 10_451, 60_000])
def test_no_other_units_come_nearer_to_the_weights(key: str, weights: int) -> None:
    settings = Budget("weights", weights).settings(CONTENDERS[key], SHARED, PREPARED)
    away = abs(weights_of(settings, PREPARED) - weights)
    for units in range(1, 257):
        other = settings.change(units=units).network
        assert away <= abs(parameters(other, 10, 1, 1) - weights)


def test_the_weights_of_the_default_lstm_give_it_its_own_units() -> None:
    own = weights_of(SHARED, PREPARED)
    assert Budget("weights", own).settings(CONTENDERS["lstm"], SHARED, PREPARED).network.units == SHARED.network.units


def test_a_network_without_units_keeps_its_weights() -> None:
    settings = Budget("weights", 9999).settings(CONTENDERS["linear"], SHARED, PREPARED)
    assert weights_of(settings, PREPARED) == 10 + 1  # a window of 10 steps, and the bias


def test_seconds_end_a_training_after_the_epoch_in_which_they_are_used_up(keras: object) -> None:
    heard: list[float] = []
    settings = SHARED.change(units=2, epochs=1000)
    run = train(settings, sine(), lambda done, partial=None: heard.append(done), seconds=0.05)
    assert run.history["seconds"][-1] >= 0.05 > run.history["seconds"][-2]
    assert run.ending == "done"
    assert max(run.snapshots) == run.history["epoch"][-1] < 1000
    assert heard[-1] == 1.0
    assert heard == sorted(heard)
    plain = train(settings.change(epochs=1), sine(), seconds=math.inf)
    assert plain.history["epoch"][-1] == 1


def test_compiling_takes_none_of_the_time(keras: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is a second further at every look, and a minute further after the first epoch of all."""
    from lstm_core.training import trainer

    ticks = iter([0.0, 60.0, *(60.0 + second for second in range(1, 100))])
    # However long an epoch seems to take by this clock, it is one piece.
    monkeypatch.setattr(trainer, "PIECE_SECONDS", math.inf)
    monkeypatch.setattr(trainer.time, "perf_counter", lambda: next(ticks))
    settings = SHARED.change(network="gru", units=2, epochs=30)
    limited = train(settings, sine(), seconds=4)
    monkeypatch.undo()
    assert limited.history["seconds"].tolist() == [0, 1, 2, 3, 4]
    # The epoch for nothing leaves no trace.
    plain = train(settings, sine())
    assert limited.history["train_loss"].tolist() == plain.history["train_loss"][:5].tolist()


def test_a_limit_in_seconds_lets_slow_trainings_in() -> None:
    slow = SHARED.change(units=256, layers=3, window=60, epochs=1000, length=5000, batch=1)
    series = sine(length=5000)
    prepared = prepare(series, slow.preparation)
    with pytest.raises(SettingsError, match="would take about"):
        validate(slow, prepared)
    validate(slow, prepared, seconds=5)
    validate_seeds(slow, series, range(3), seconds=5)


@linux_only
def test_a_race_goes_on_when_one_is_killed(host: Host) -> None:
    """Three networks from two seeds each; the process of one of them dies in the middle."""
    keys, seeds = ("linear", "mlp", "lstm"), (0, 1)
    # The victim trains until it is killed, the others are short.
    sizes = {"lstm": {"units": 128, "epochs": 1000}}
    jobs = {
        key: host.submit_work("train_seeds", {
            "settings": CONTENDERS[key].settings(SHARED.change(**sizes.get(key, {"units": 3, "epochs": 2}))),
            "series": sine(), "seeds": seeds,
        })
        for key in keys
    }  # fmt: skip
    victim = jobs["lstm"]
    assert victim.wait(lambda job: job.state == "running" and job.done > 0, PATIENCE)
    others = [job for job in jobs.values() if job is not victim]
    assert all(job.wait(lambda j: j.finished, PATIENCE) for job in others)
    # Only the victim still works: the other children rest.
    for child in children(host.process_id or 0):
        os.kill(child, signal.SIGKILL)
    for key, job in jobs.items():
        finished(job)
        if job is victim:
            assert job.state == "failed"
            assert "killed" in job.message
        else:
            assert (key, job.state) == (key, "done")
            assert [result.seed for result in job.result] == list(seeds)
