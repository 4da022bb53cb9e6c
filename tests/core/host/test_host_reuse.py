"""What a child did before, rehearsed or does beside it changes no number of a training."""

import numpy as np

from lstm_core.host.client import Host
from lstm_core.prepare import prepare
from lstm_core.settings import Settings
from tests.support.examples import sine
from tests.support.hosts import children, finished, linux_only, long_training, submit, trained


def test_identical_losses_whatever_else_trains(host: Host) -> None:
    alone = finished(submit(host, epochs=20, dropout=0.2))
    others = [submit(host, epochs=60, seed=seed, units=20) for seed in range(4)]
    crowded = finished(submit(host, epochs=20, dropout=0.2))
    assert [r.train_loss for r in crowded.reports] == [r.train_loss for r in alone.reports]
    assert {finished(job).state for job in others} == {"done"}


def test_a_rehearsed_training_gives_the_same_losses(host: Host) -> None:
    """Rehearsed for exactly these settings, for others, or not at all: the numbers are the same."""
    settings = Settings().change(epochs=5, dropout=0.2)
    prepared = prepare(sine(), settings.preparation)
    plain = finished(host.submit(settings, sine(), prepared))
    for rehearsed in (settings, settings.change(units=20), settings.change(layers=2)):
        host.rehearse(rehearsed, prepared)
        again = finished(host.submit(settings, sine(), prepared))
        assert [r.train_loss for r in again.reports] == [r.train_loss for r in plain.reports]
        assert [r.gradient_norm for r in again.reports[1:]] == [r.gradient_norm for r in plain.reports[1:]]


def test_other_data_under_the_same_settings_is_not_taken_for_the_rehearsed(host: Host) -> None:
    settings = Settings().change(epochs=3)
    mine, other = (prepare(sine(seed), settings.preparation) for seed in (0, 1))
    plain = finished(host.submit(settings, sine(0), mine))
    host.rehearse(settings, other)
    again = finished(host.submit(settings, sine(0), mine))
    assert [r.train_loss for r in again.reports] == [r.train_loss for r in plain.reports]


def test_a_training_of_long_epochs_does_not_keep_the_spare_busy() -> None:
    host = Host()
    settings = Settings().change(units=128, window=500)
    series = sine(length=5000)
    host.rehearse(settings, prepare(series, settings.preparation))
    assert host._link is None, "the host was asked to rehearse it"
    host.close()


def test_start_over_has_the_same_weights(host: Host) -> None:
    first = trained(long_training(host), 2)
    first.stop()
    again = trained(host.submit(first.settings, first.series, first.prepared), 2)
    again.stop()
    for a, b in zip(finished(first).run().snapshots[0], finished(again).run().snapshots[0], strict=True):
        np.testing.assert_array_equal(a, b)
    assert again.reports[2].train_loss == first.reports[2].train_loss


@linux_only
def test_trainings_of_one_architecture_follow_each_other_in_one_child(host: Host, keras: object) -> None:
    """Another learner's, with another seed, rate, dropout, batch, other windows; the numbers are as of a new one."""
    from lstm_core.training.loop import train

    first = finished(submit(host, units=7, epochs=3, owner="me"))
    before = set(children(host.process_id or 0))
    changes = {"units": 7, "epochs": 5, "seed": 9, "lr": 0.02, "dropout": 0.3, "batch": 16}
    settings = Settings().change(**changes)
    series = sine(seed=3, length=150)
    second = finished(host.submit(settings, series, prepare(series, settings.preparation), owner="you"))
    assert set(children(host.process_id or 0)) <= before, "a new child was started"
    here = train(settings, series)
    np.testing.assert_array_equal(second.run().history["train_loss"], here.history["train_loss"])
    np.testing.assert_array_equal(second.run().weights[0], here.weights[0])
    assert first.reports[1].train_loss != second.reports[1].train_loss
