"""Interventions against edited weights and shorter windows, which the Keras-checked forward pass understands alone."""

import io

import numpy as np
import pytest

from lstm_core import evaluate, load_run, save_run
from lstm_core.interpretation.trace import trace, trace_view
from lstm_core.models.forward import gates, predict
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.settings import NetworkSettings, Settings
from tests.support.examples import random_run, random_weights, sine, table

UNITS, STEPS = 4, 9
TWO_LAYERS = NetworkSettings(units=UNITS, layers=2)
# Keras' order of the gates in kernels and biases, and the inverse of each gate's activation.
COLUMN = {"input": 0, "forget": 1, "candidate": 2, "output": 3}
INVERSE = {"candidate": np.arctanh} | dict.fromkeys(("input", "forget", "output"), lambda v: np.log(v / (1 - v)))


def weights_and_windows() -> tuple[tuple[np.ndarray, ...], np.ndarray]:
    weights = random_weights(Settings(network=TWO_LAYERS).change(horizon=2), 3, seed=1)
    return weights, np.random.default_rng(2).standard_normal((300, STEPS, 3))


def deaf(weights: tuple[np.ndarray, ...], kind: str, layer: int, unit: int, value: float) -> tuple[np.ndarray, ...]:
    """The same weights, but one gate hears nothing and its bias alone gives `value`."""
    edited = [w.astype(float) for w in weights]
    column = COLUMN[kind] * UNITS + unit
    for array in edited[3 * layer : 3 * layer + 2]:
        array[:, column] = 0
    edited[3 * layer + 2][column] = INVERSE[kind](value)
    return tuple(edited)


@pytest.mark.parametrize("kind", COLUMN)
@pytest.mark.parametrize("layer", [0, 1])
def test_a_clamped_gate_is_a_gate_that_hears_nothing(kind: str, layer: int) -> None:
    weights, x = weights_and_windows()
    one = Intervention((Clamp(kind, 0.3, unit=2, layer=layer),))
    expected = predict(deaf(weights, kind, layer, 2, 0.3), x, TWO_LAYERS)
    np.testing.assert_allclose(predict(weights, x, TWO_LAYERS, one), expected, atol=1e-12)
    assert np.abs(expected - predict(weights, x, TWO_LAYERS)).max() > 1e-3

    every = Intervention((Clamp(kind, 0.3, layer=layer),))
    for unit in range(UNITS):
        weights = deaf(weights, kind, layer, unit, 0.3)
    np.testing.assert_allclose(
        predict(weights_and_windows()[0], x, TWO_LAYERS, every), predict(weights, x, TWO_LAYERS), atol=1e-12
    )


@pytest.mark.parametrize("layer", [0, 1])
def test_a_silenced_unit_is_a_unit_nobody_listens_to(layer: int) -> None:
    weights, x = weights_and_windows()
    edited = [w.copy() for w in weights]
    edited[3 * layer + 1][1] = 0
    edited[3 * layer + 3][1] = 0
    silenced = Intervention(silenced=((layer, 1),))
    np.testing.assert_allclose(predict(weights, x, TWO_LAYERS, silenced), predict(edited, x, TWO_LAYERS), atol=1e-12)
    traced = gates(weights, x, TWO_LAYERS, silenced)[layer]
    assert not traced["hidden"][:, :, 1].any()
    assert traced["cell"][:, :, 1].any()


def test_a_reset_is_a_window_that_starts_later() -> None:
    weights, x = weights_and_windows()
    reset = Intervention(reset_at=5)
    np.testing.assert_allclose(
        predict(weights, x, TWO_LAYERS, reset), predict(weights, x[:, 5:], TWO_LAYERS), atol=1e-12
    )
    before, after, late = (
        gates(weights, x, TWO_LAYERS), gates(weights, x, TWO_LAYERS, reset), gates(weights, x[:, 5:], TWO_LAYERS)
    )  # fmt: skip
    for layer in range(2):
        np.testing.assert_array_equal(after[layer]["cell"][:, :5], before[layer]["cell"][:, :5])
        np.testing.assert_allclose(after[layer]["cell"][:, 5:], late[layer]["cell"], atol=1e-12)
    np.testing.assert_array_equal(
        predict(weights, x, TWO_LAYERS, Intervention(reset_at=0)), predict(weights, x, TWO_LAYERS)
    )


def test_a_later_clamp_overrules_an_earlier_one() -> None:
    weights, x = weights_and_windows()
    both = Intervention((Clamp("forget", 0.0), Clamp("forget", 1.0, unit=1)))
    forget = gates(weights, x, TWO_LAYERS, both)[0]["forget"]
    assert (forget[..., 1] == 1).all()
    assert (forget[..., [0, 2, 3]] == 0).all()


def test_gates_and_predictions_tell_the_same_under_an_intervention() -> None:
    """A hundred windows walk in chunks for predictions and at once for gates."""
    weights, x = weights_and_windows()
    changed = Intervention((Clamp("input", 0.9, layer=1),), ((0, 0), (1, 3)), 4)
    hidden = gates(weights, x, TWO_LAYERS, changed)[-1]["hidden"][:, -1]
    np.testing.assert_allclose(predict(weights, x, TWO_LAYERS, changed), hidden @ weights[-2] + weights[-1], atol=1e-12)


@pytest.mark.parametrize(
    ("intervention", "sentence"),
    [
        (Intervention((Clamp("forget", 1.0, unit=4),)), "no unit 5 in layer 1: this network has 2 × 4 units"),
        (Intervention((Clamp("forget", 1.0, layer=2),)), "no unit 1 in layer 3"),
        (Intervention((Clamp("forget", float("nan")),)), "cannot be held at nan"),
        (Intervention((Clamp("peephole", 1.0),)), "no gate 'peephole'"),
        (Intervention(silenced=((0, -1),)), "no unit 0 in layer 1"),
        (Intervention(reset_at=STEPS), "no time step 10 in a window of 9"),
    ],
)
def test_what_the_network_does_not_have_is_named(intervention: Intervention, sentence: str) -> None:
    weights, x = weights_and_windows()
    for read in (predict, gates):
        with pytest.raises(SettingsError, match=sentence):
            read(weights, x, TWO_LAYERS, intervention)


def test_a_view_changes_what_is_seen_and_never_the_run() -> None:
    run = random_run(Settings().change(units=4), sine())
    untouched, kept = run.predict("test"), dict(run.snapshots)
    changed = Intervention((Clamp("forget", 0.0),), reset_at=3)
    seen = trace_view(run, intervention=changed)
    assert not np.allclose(seen.predict("test"), untouched)
    np.testing.assert_allclose(trace(seen).prediction, seen.predict("test")[-1])
    assert (trace(seen).forget[0] == 0).all()
    np.testing.assert_allclose(evaluate(seen).predictions["test"], seen.predict("test"))
    assert seen.prepared is run.prepared
    assert run.intervention.empty
    assert run.snapshots == kept
    np.testing.assert_array_equal(run.predict("test"), untouched)
    np.testing.assert_array_equal(trace_view(seen).predict("test"), untouched)


def test_a_view_at_an_epoch_and_with_edited_weights() -> None:
    run = random_run(Settings().change(units=4), table(2))
    early = trace_view(run, epoch=0)
    np.testing.assert_array_equal(early.predict("test"), run.predict("test", epoch=0))
    assert list(early.snapshots) == [0]
    edited = (*run.weights[:-1], run.weights[-1] + 1)
    moved = trace_view(run, weights=edited).predict("test") - run.predict("test")
    np.testing.assert_allclose(moved, run.prepared.target_scaler.scale[0])
    with pytest.raises(ValueError, match="shapes"):
        trace_view(run, weights=run.weights[:-1])
    with pytest.raises(DataError, match="epoch 1"):
        trace_view(run, epoch=1)
    with pytest.raises(SettingsError, match="no unit 9"):
        trace_view(run, intervention=Intervention(silenced=((0, 8),)))


def test_a_saved_view_comes_back_without_its_intervention() -> None:
    run = random_run(Settings().change(units=4), sine())
    buffer = io.BytesIO()
    save_run(trace_view(run, intervention=Intervention((Clamp("forget", 0.0),))), buffer)
    back = load_run(buffer)
    assert back.intervention.empty
    np.testing.assert_array_equal(back.predict("test"), run.predict("test"))
