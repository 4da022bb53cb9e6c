"""Input gradients against TensorFlow's tape and, under interventions, against finite differences."""

from types import ModuleType

import numpy as np
import pytest

from lstm_core.models import gradients
from lstm_core.models.forward import predict
from lstm_core.models.gradients import input_gradients
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.runtime.errors import DataError
from lstm_core.settings import NetworkSettings, Settings
from tests.support.examples import random_weights
from tests.support.twins import assert_equal, reference


# Every kind, depth and width is asked about in test_cells; here a deep network with dropout, far back in the window.
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
@pytest.mark.parametrize("kind", ["lstm", "attention"])
def test_equals_the_tape(keras: ModuleType, kind: str, activation: str) -> None:
    import tensorflow as tf

    network = Settings().change(network=kind, units=7, layers=3, activation=activation, dropout=0.3).network
    weights = random_weights(Settings(network=network).change(horizon=2), 3, seed=1)
    model = reference(network, 12, 3, 2, weights)
    x = np.random.default_rng(2).standard_normal((9, 12, 3))
    for output in range(2):
        with tf.GradientTape() as tape:
            inputs = tf.constant(x)
            tape.watch(inputs)
            answer = model(inputs, training=False)[:, output]
        assert_equal(input_gradients(weights, x, network, output), tape.gradient(answer, inputs))


INTERVENTIONS = {
    "nothing": Intervention(),
    "every gate of one layer": Intervention(
        (Clamp("forget", 0.9), Clamp("input", 0.4), Clamp("candidate", 0.2, unit=1), Clamp("output", 0.7, unit=3))
    ),
    "second layer": Intervention((Clamp("output", 0.3, layer=1), Clamp("candidate", -0.5, unit=0, layer=1))),
    "silenced": Intervention(silenced=((0, 1), (1, 2))),
    "reset": Intervention(reset_at=3),
    "all at once": Intervention((Clamp("forget", 1.0, unit=2, layer=1),), ((0, 0),), 2),
}


OTHER_CELLS = {
    ("gru", "every gate"): Intervention(
        (Clamp("update", 0.8), Clamp("reset", 0.4, unit=2), Clamp("candidate", 0.2, unit=1, layer=1))
    ),
    ("gru", "all at once"): Intervention((Clamp("reset", 0.0, unit=2, layer=1),), ((0, 0), (1, 3)), 2),
    ("rnn", "silenced and reset"): Intervention((), ((0, 0), (1, 3)), 2),
    ("attention", "all at once"): Intervention((Clamp("forget", 1.0, unit=2, layer=1),), ((0, 0), (1, 1)), 2),
}
CASES = {("lstm", name): changed for name, changed in INTERVENTIONS.items()} | OTHER_CELLS


@pytest.mark.parametrize(("kind", "name"), CASES)
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_equals_finite_differences_under_an_intervention(kind: str, name: str, activation: str) -> None:
    changed = CASES[kind, name]
    network = Settings().change(network=kind, units=5, layers=2, activation=activation).network
    weights = random_weights(Settings(network=network), 2, seed=3)
    x = np.random.default_rng(4).standard_normal((4, 7, 2))
    found = input_gradients(weights, x, network, intervention=changed)
    assert np.abs(found[:, -1]).max() > 1e-4
    for t in range(7):
        for feature in range(2):
            step = np.zeros_like(x)
            step[:, t, feature] = 1e-6
            up, down = (predict(weights, x + s, network, changed)[:, 0] for s in (step, -step))
            np.testing.assert_allclose(found[:, t, feature], (up - down) / 2e-6, atol=1e-7)
    # Attention still reads the steps before a reset; nothing else does.
    if changed.reset_at is not None and kind != "attention":
        assert not found[:, : changed.reset_at].any()


def test_windows_do_not_see_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    network = NetworkSettings(units=6)
    weights = random_weights(Settings(network=network), 1, seed=5)
    x = np.random.default_rng(6).standard_normal((23, 8, 1))
    at_once = input_gradients(weights, x, network)
    monkeypatch.setattr(gradients, "CHUNK_NUMBERS", 4 * 8 * 6)
    np.testing.assert_allclose(input_gradients(weights, x, network), at_once, atol=1e-12)
    np.testing.assert_allclose(input_gradients(weights, x[20:], network), at_once[20:], atol=1e-12)


def test_an_output_that_does_not_exist_is_refused() -> None:
    network = NetworkSettings(units=3)
    weights = random_weights(Settings(network=network), 1)
    with pytest.raises(DataError, match="no output 1: this network has 1"):
        input_gradients(weights, np.zeros((1, 4, 1)), network, output=1)
