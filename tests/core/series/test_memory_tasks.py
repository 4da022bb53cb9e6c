"""Tasks whose answer lies in the past, against loops that follow their rule step by step."""

import numpy as np
import pytest

from lstm_core.prepare import prepare
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series import GENERATORS, Series, load_series
from lstm_core.series.memory_tasks import FLAG_RATE, PULSE_RATE, RESET_RATE
from lstm_core.settings import DataSettings, Settings
from tests.support.examples import random_run

TASKS = ("counter", "hold", "adding", "recall")


def task(key: str, noise: float = 0.0, **values: object) -> Series:
    return load_series(DataSettings(series=key, noise=noise, **{"sequences": 400, "steps": 25, **values}))


def answers(key: str, channels: np.ndarray) -> list[float]:
    """What somebody who follows the rule says at each step of one sequence, channels (steps, 2)."""
    said, count, held, total = [], 0, None, 0.0
    for first, second in channels:
        count = 0 if second else count + first
        held = first if second else held
        total += first * second
        said.append({"counter": count, "hold": held, "adding": total, "recall": channels[0, 0]}[key])
    return said


@pytest.mark.parametrize("key", TASKS)
def test_the_answer_follows_from_the_channels(key: str) -> None:
    series = task(key)
    assert (series.sequence, series.sequences, len(series)) == (25, 400, 10_000)
    assert series.target not in series.features
    assert GENERATORS[key].suggested["horizon"] == 0
    truth = series.y.reshape(400, 25)
    expected = np.array([answers(key, one) for one in series.x.reshape(400, 25, 2)])
    assert series.every_step == (key in ("counter", "hold"))
    if series.every_step:
        np.testing.assert_allclose(truth, expected)
    else:
        np.testing.assert_allclose(truth[:, -1], expected[:, -1])


@pytest.mark.parametrize("key", TASKS)
def test_the_noise_floor_is_the_noise(key: str) -> None:
    noisy = task(key, noise=0.3, sequences=4000, steps=10)
    clean = task(key, noise=0.0, sequences=4000, steps=10)
    np.testing.assert_array_equal(noisy.x, clean.x)
    errors = (noisy.y - clean.y).reshape(4000, 10)[:, -1]
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(noisy.floor_at(0), rel=0.05)
    assert noisy.floor_at(1) is None


def test_channels_are_as_frequent_as_they_say() -> None:
    counter, hold, adding = (task(key, sequences=2000).x.reshape(2000, 25, 2) for key in ("counter", "hold", "adding"))
    for channel, rate in ((counter[..., 0], PULSE_RATE), (counter[..., 1], RESET_RATE), (hold[:, 1:, 1], FLAG_RATE)):
        assert set(np.unique(channel)) == {0, 1}
        assert channel.mean() == pytest.approx(rate, abs=4 * np.sqrt(rate / channel.size))
    assert hold[:, 0, 1].all()
    marks = adding[..., 1]
    assert (marks[:, :12].sum(axis=1) == 1).all()
    assert (marks[:, 12:].sum(axis=1) == 1).all()
    assert set(np.flatnonzero(marks.any(axis=0))) == set(range(25))


@pytest.mark.parametrize(("key", "window"), [("adding", 25), ("adding", 8), ("counter", 25), ("counter", 8)])
def test_each_sequence_is_one_window_and_never_cut_in_two(key: str, window: int) -> None:
    series = task(key)
    prepared = prepare(series, Settings().change(horizon=0, window=window, scaling="none").preparation)
    x, y = series.x.reshape(400, 25, 2), series.y.reshape(400, 25)
    first, second = prepared.boundaries
    assert first % 25 == second % 25 == 0
    parts = [prepared.part(name) for name in ("train", "validation", "test")]
    assert sum(map(len, parts)) == 400
    np.testing.assert_array_equal(np.concatenate([part.x for part in parts]), x[:, -window:])
    truth = np.concatenate([prepared.truth(part) for part in parts])
    np.testing.assert_array_equal(truth, y[:, -window:] if series.every_step else y[:, -1:])
    assert parts[1].origins[0] == first + 24
    line = prepared.line(prepared.truth(prepared.test))
    np.testing.assert_array_equal(line, series.y[prepared.line(prepared.test.times)])


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"horizon": 1}, "set the horizon to 0"),
        ({"horizon": 0, "window": 26}, "set the window to 25 or less"),
    ],
)
def test_what_sequences_cannot_be_is_said(changes: dict, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        prepare(task("adding"), Settings().change(**changes).preparation)
    with pytest.raises(DataError, match="no whole number of sequences"):
        Series(task("adding").values[:30], task("adding").index[:30], ("value", "mark", "sum"), "sum", ("value",),
               sequence=25)  # fmt: skip


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_an_answer_at_every_step_is_that_of_each_shorter_window(kind: str) -> None:
    """The network answers step by step as it would if each step were the window's last."""
    from lstm_core.models.forward import predict
    from lstm_core.models.gradients import input_gradients

    settings = Settings().change(network=kind, units=3, horizon=0, window=25, layers=2)
    run: Run = random_run(settings, task("counter", sequences=50))
    x = run.prepared.test.x
    together = predict(run.weights, x, settings.network, every_step=True)
    for step in (0, 7, 24):
        np.testing.assert_allclose(
            together[:, step], predict(run.weights, x[:, : step + 1], settings.network)[:, 0], atol=1e-12
        )
        slopes = input_gradients(run.weights, x, settings.network, step, every_step=True)
        shorter = input_gradients(run.weights, x[:, : step + 1], settings.network)
        np.testing.assert_allclose(slopes[:, : step + 1], shorter, atol=1e-12)
        assert not slopes[:, step + 1 :].any()
    np.testing.assert_allclose(run.predict("test"), run.prepared.to_unit(run.prepared.test, together))


def test_training_on_answers_at_every_step_equals_model_fit(keras) -> None:  # type: ignore[no-untyped-def]
    from lstm_core.training.loop import epochs, validate
    from tests.support.keras_fit import fit_with_keras

    series = task("counter", sequences=60, steps=12)
    for kind in ("lstm", "gru"):
        settings = Settings().change(network=kind, units=4, horizon=0, window=12, epochs=3, dropout=0.0)
        ours = [(r.batch_loss, r.train_loss, r.validation_loss) for r in list(epochs(settings, series))[1:]]
        np.testing.assert_allclose(ours, fit_with_keras(keras, settings, series), rtol=1e-4, atol=1e-6)
    attention = Settings().change(network="attention", horizon=0, window=12)
    with pytest.raises(SettingsError, match="choose lstm, gru or rnn"):
        validate(attention, prepare(series, attention.preparation))


def test_baselines_of_sequences_know_earlier_answers_only() -> None:
    from lstm_core.evaluation import evaluate

    one_each = random_run(Settings().change(units=3, horizon=0, window=25), task("adding"))
    found = evaluate(one_each)
    given = one_each.series.y[24::25]
    np.testing.assert_allclose(
        found.baselines["persistence"]["test"][:, 0], given[-len(one_each.prepared.test) - 1 : -1]
    )
    assert found.naive_error == pytest.approx(np.abs(np.diff(given[: one_each.prepared.boundaries[0] // 25])).mean())
    every = evaluate(random_run(Settings().change(units=3, horizon=0, window=25), task("counter")))
    assert every.predictions["test"].shape == every.truth["test"].shape == (80 * 25, 1)
