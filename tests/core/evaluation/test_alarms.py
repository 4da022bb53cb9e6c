from pathlib import Path

import numpy as np
import pytest

from lstm_core.evaluation import alarms
from lstm_core.runs.run import EpochReport
from lstm_core.settings import Settings, specs

TEXTS = Path(__file__).parents[3] / "ui" / "text" / "alarms"


def training(validation, train=None, gradient=1.5, updates=4):
    """Reports from a list of validation losses, beginning with the untrained network."""
    train = validation if train is None else train
    gradients = np.broadcast_to(gradient, len(validation))
    return [
        EpochReport(
            epoch, epoch * updates, train[epoch], loss, train[epoch] if epoch else np.nan,
            gradients[epoch] if epoch else np.nan, 1e-3, epoch * 0.01, np.full((32, 1), loss),
        )
        for epoch, loss in enumerate(validation)
    ]  # fmt: skip


def healthy(epochs=50):
    return 0.03 + np.exp(-np.arange(epochs + 1) / 5) + 0.001 * np.sin(np.arange(epochs + 1))


def ids(reports, done=True, **settings):
    return [alarm.id for alarm in alarms(reports, Settings().change(**settings), done)]


def test_a_healthy_training_is_quiet_all_the_way():
    reports = training(healthy())
    assert [ids(reports[:n], done=False) for n in range(52)] == [[]] * 52
    assert ids(reports) == []


@pytest.mark.parametrize(("norm", "fired"), [(42.0, []), (999.0, []), (1001.0, ["exploding"]), (1e13, ["exploding"])])
def test_exploding_gradient(norm, fired):
    gradient = np.full(51, 2.0)
    gradient[7] = norm
    assert ids(training(healthy(), gradient=gradient)) == fired


def test_exploding_names_epoch_evidence_and_the_knobs_that_still_can_help():
    gradient = np.full(51, 2.0)
    gradient[7] = 5e4
    reports = training(healthy(), gradient=gradient)
    (alarm,) = alarms(reports, Settings(), done=False)
    assert (alarm.evidence, alarm.threshold, alarm.epoch, alarm.knobs) == (5e4, 1e3, 7, ("clip", "lr"))
    (alarm,) = alarms(reports, Settings().change(activation="relu", scaling="none", clip=1.0), done=False)
    assert alarm.knobs == ("activation", "scaling", "lr")


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_numbers_that_broke(bad):
    losses = healthy()
    losses[20:] = bad
    (alarm,) = alarms(training(losses), Settings(), done=True)
    assert (alarm.id, alarm.epoch, alarm.evidence) == ("not_finite", 20, 31)
    assert ids(training(healthy(), gradient=np.where(np.arange(51) == 9, bad, 1.0))) == ["not_finite"]


def test_a_broken_prediction_is_enough():
    reports = training(healthy())
    reports[30].validation_prediction[3, 0] = np.nan
    assert ids(reports) == ["not_finite"]


@pytest.mark.parametrize(
    ("epochs", "updates", "done", "fired"),
    [
        (50, 1, False, ["under_trained"]),  # 50 updates planned
        (50, 2, False, []),  # 100 planned
        (50, 4, False, []),
        (50, 4, True, ["under_trained"]),  # ended after 10 of them
    ],
)
def test_under_trained_by_plan_and_in_fact(epochs, updates, done, fired):
    reports = training(healthy(10), updates=updates)
    assert ids(reports, done, epochs=epochs) == fired
    if fired:
        (alarm,) = alarms(reports, Settings().change(epochs=epochs), done)
        assert (alarm.evidence, alarm.threshold) == (40 if done else 50, 100)


def test_the_untrained_network_alone_raises_nothing():
    assert ids(training(healthy())[:1], done=False) == []
    assert alarms([], Settings(), done=False) == []


def overfitted():
    epoch = np.arange(101)
    train = 0.01 + np.exp(-epoch / 5)
    return training(np.where(epoch <= 25, healthy(100), 0.03 + 0.002 * (epoch - 25)), train)


def test_overfitting():
    (alarm,) = alarms(overfitted(), Settings().change(epochs=100), done=True)
    assert (alarm.id, alarm.threshold) == ("overfitting", 1.5)
    assert 20 <= alarm.epoch <= 27
    assert alarm.evidence == pytest.approx(0.176 / 0.01, rel=0.05)
    assert ids(overfitted()[:30], done=False, epochs=100) == []
    assert "dropout" not in alarms(overfitted(), Settings().change(epochs=100, dropout=0.2), True)[0].knobs


def test_a_harder_validation_part_alone_is_no_overfitting():
    losses = healthy()
    assert ids(training(losses * 3, losses)) == []


def test_training_and_validation_rising_together_is_no_overfitting():
    epoch = np.arange(101)
    losses = np.where(epoch <= 25, healthy(100), 0.03 + 0.002 * (epoch - 25))
    assert ids(training(losses, losses / 1.4), epochs=100) == []


def test_a_hump_that_is_worked_off_is_no_overfitting():
    epoch = np.arange(51)
    hump = 0.15 + 0.4 * np.exp(-(((epoch - 8) / 6) ** 2))
    hump[:3] = 5.0, 1.7, 0.14
    reports = training(hump, 0.01 + np.exp(-epoch / 3))
    assert [n for n in range(16, 52) if ids(reports[:n], done=False)] == []


@pytest.mark.parametrize(("low", "fired"), [(1.02, True), (0.97, True), (0.9, False)])
def test_not_learning(low, fired):
    losses = np.full(51, 1.05)
    losses[0], losses[18] = 1.0, low
    assert ids(training(losses)) == (["not_learning"] if fired else [])
    assert ids(training(losses)[:11], done=False, epochs=50) == []


@pytest.mark.parametrize("id", ["not_finite", "exploding", "under_trained", "overfitting", "not_learning"])
def test_every_alarm_has_a_text_that_names_a_knob(id):
    text = (TEXTS / f"{id}.md").read_text(encoding="utf-8")
    assert text.startswith("**")
    examples = {
        "not_finite": training(np.where(np.arange(51) > 9, np.nan, 1.0)),
        "exploding": training(healthy(), gradient=5e4),
        "under_trained": training(healthy(5)),
        "overfitting": overfitted(),
        "not_learning": training(np.full(51, 1.0)),
    }
    (alarm,) = alarms(examples[id], Settings(), done=True)
    assert alarm.id == id
    assert any(f"**{specs()[knob].label.lower()}**" in text for knob in alarm.knobs)
