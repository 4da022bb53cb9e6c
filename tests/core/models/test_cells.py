"""The recurrent cells against Keras over random shapes; start weights against Keras' initialisers."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lstm_core.models.backbones import cell_of
from lstm_core.models.backbones.attention import attention
from lstm_core.models.build import weight_shapes
from lstm_core.models.cells import sigmoid, start_bias, start_weights
from lstm_core.models.forward import gates, predict, read_out
from lstm_core.models.gradients import input_gradients
from lstm_core.settings import NetworkSettings
from tests.support.fuzz import examples
from tests.support.twins import assert_equal, float64, reference

SHAPES = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["rnn", "gru", "gru before", "lstm", "attention"]),
        "activation": st.sampled_from(["tanh", "relu", "sigmoid"]),
        "units": st.integers(1, 6),
        "layers": st.integers(1, 3),
        "features": st.integers(1, 4),
        "timesteps": st.integers(1, 8),
        "windows": st.integers(1, 5),
        "outputs": st.integers(1, 3),
        "seed": st.integers(0, 10**6),
    }
)


def network_of(shape: dict[str, Any]) -> NetworkSettings:
    kind = shape["kind"].split()[0]
    return NetworkSettings(kind=kind, units=shape["units"], layers=shape["layers"], activation=shape["activation"])


def keras_network(keras: ModuleType, shape: dict[str, Any]) -> Any:
    """The app's network in float64; "gru before", which resets before it multiplies, is none that the app builds."""
    if shape["kind"] != "gru before":
        return reference(network_of(shape), shape["timesteps"], shape["features"], shape["outputs"])
    with float64():
        stack = [
            keras.layers.GRU(shape["units"], activation=shape["activation"], reset_after=False, return_sequences=more)
            for more in [True] * (shape["layers"] - 1) + [False]
        ]
        source = keras.Input((shape["timesteps"], shape["features"]))
        return keras.Sequential([source, *stack, keras.layers.Dense(shape["outputs"])])


# With one step to read, attention has nothing to choose from, and Keras says so.
@pytest.mark.filterwarnings("ignore:You are using a softmax over axis")
@settings(max_examples=examples(60))
@given(shape=SHAPES)
def test_outputs_and_input_gradients_equal_keras(keras: ModuleType, shape: dict[str, Any]) -> None:
    import tensorflow as tf

    model = keras_network(keras, shape)
    rng = np.random.default_rng(shape["seed"])
    weights = [0.5 * rng.standard_normal(w.shape) for w in model.get_weights()]
    model.set_weights(weights)
    x = rng.standard_normal((shape["windows"], shape["timesteps"], shape["features"]))
    output = shape["outputs"] - 1
    with tf.GradientTape() as tape:
        inputs = tf.constant(x)
        tape.watch(inputs)
        answer = model(inputs)
        chosen = answer[:, output]
    expected = tape.gradient(chosen, inputs).numpy()
    network = network_of(shape)
    assert_equal(predict(weights, x, network), answer)
    assert_equal(input_gradients(weights, x, network, output), expected)
    # The first layer's hidden states, step by step, from Keras' own layer.
    layer = next(layer for layer in model.layers if isinstance(layer, keras.layers.RNN))
    layer.return_sequences = True
    assert_equal(gates(weights, x, network)[0]["hidden"], layer(x))


@pytest.mark.parametrize("reset_after", [True, False])
def test_the_gru_gates_equal_keras_cell(keras: ModuleType, reset_after: bool) -> None:
    """Keras' cell, opened: its own kernels give z, r and h̃ from its own hidden states, which they must rebuild."""
    rng, u = np.random.default_rng(1), 4
    layer = keras.layers.GRU(u, reset_after=reset_after, return_sequences=True, dtype="float64")
    x = rng.standard_normal((3, 6, 2))
    layer(x)
    layer.set_weights([0.5 * rng.standard_normal(w.shape) for w in layer.get_weights()])
    kernel, recurrent, bias = layer.get_weights()
    hidden = layer(x).numpy()
    dense = [np.ones((u, 1)), np.zeros(1)]
    (traced,) = gates([kernel, recurrent, bias, *dense], x, NetworkSettings(kind="gru", units=u))
    before = np.concatenate([np.zeros((3, 1, u)), hidden[:, :-1]], axis=1)
    outer, inner = bias if reset_after else (bias, np.zeros(3 * u))
    z, r = (
        sigmoid((x @ kernel + outer + before @ recurrent + inner)[..., block]) for block in (slice(u), slice(u, 2 * u))
    )
    product = (
        r * (before @ recurrent[:, 2 * u :] + inner[2 * u :]) if reset_after else (r * before) @ recurrent[:, 2 * u :]
    )
    candidate = np.tanh((x @ kernel + outer)[..., 2 * u :] + product)
    for found, expected in (
        (traced["update"], z), (traced["reset"], r), (traced["candidate"], candidate), (traced["hidden"], hidden),
        (traced["hidden"], z * before + (1 - z) * candidate),
    ):  # fmt: skip
        np.testing.assert_allclose(found, expected, atol=1e-12)


def test_one_simple_rnn_unit_by_hand() -> None:
    weights = [np.array([[0.5]]), np.array([[-2.0]]), np.array([0.1]), np.array([[3.0]]), np.array([1.0])]
    x = np.array([[[1.0], [2.0]]])
    first = np.tanh(0.6)
    second = np.tanh(1.0 + 0.1 - 2 * first)
    network = NetworkSettings(kind="rnn", units=1)
    (traced,) = gates(weights, x, network)
    assert traced["hidden"][0, :, 0] == pytest.approx([first, second])
    assert predict(weights, x, network)[0, 0] == pytest.approx(3 * second + 1)
    by_hand = [3 * (1 - second**2) * -2 * (1 - first**2) * 0.5, 3 * (1 - second**2) * 0.5]
    assert input_gradients(weights, x, network)[0, :, 0] == pytest.approx(by_hand)


@pytest.mark.parametrize("kind", ["rnn", "gru", "gru before", "lstm"])
def test_start_weights_are_shaped_and_spread_as_keras_draws_them(keras: ModuleType, kind: str) -> None:
    shape = {"kind": kind, "activation": "tanh", "units": 20, "layers": 2, "features": 3, "timesteps": 4, "outputs": 2}
    theirs = keras_network(keras, shape).get_weights()
    rng = np.random.default_rng(0)
    ours = start_weights(cell_of(kind.split()[0]), 20, 3, rng, layers=2, outputs=2, reset_after=kind == "gru")
    assert [w.shape for w in ours] == [w.shape for w in theirs]
    for index, (mine, keras_own) in enumerate(zip(ours, theirs, strict=True)):
        if mine.ndim == 1 or index in (2, 5):
            np.testing.assert_array_equal(mine, keras_own)
        elif index in (1, 4):
            for matrix in (mine, keras_own):
                np.testing.assert_allclose(matrix @ matrix.T, np.eye(20), atol=1e-9)
        else:
            limit = np.sqrt(6 / sum(mine.shape))
            assert np.abs(mine).max() <= limit
            assert np.abs(keras_own).max() <= limit
            assert mine.std() == pytest.approx(limit / np.sqrt(3), rel=0.2)


def test_orthogonal_matrices_prefer_no_direction() -> None:
    """Without the sign of R's diagonal the QR of LAPACK would favour one half of all rotations."""
    rng = np.random.default_rng(3)
    traces = [np.trace(start_weights(cell_of("rnn"), 3, 1, rng)[1]) for _ in range(2000)]
    assert np.mean(traces) == pytest.approx(0, abs=0.1)
    assert np.var(traces) == pytest.approx(1, abs=0.15)


def test_chrono_biases() -> None:
    i, f, c, o = np.split(start_bias("chrono", 4000, 50, np.random.default_rng(0)), 4)
    np.testing.assert_array_equal(i, -f)
    assert np.exp(f).min() >= 1
    assert np.exp(f).max() <= 49
    assert np.exp(f).mean() == pytest.approx(25, abs=0.7)
    assert not c.any()
    assert not o.any()
    assert np.split(start_bias("3", 2, 50, np.random.default_rng(0)), 4)[1].tolist() == [3, 3]


def test_attention_reads_what_keras_reads(keras: ModuleType) -> None:
    """The weights over the window add up to 1 and rebuild the context that Keras' own layer gives."""

    network, rng = NetworkSettings(kind="attention", units=5, layers=2), np.random.default_rng(2)
    weights = [0.7 * rng.standard_normal(shape) for shape in weight_shapes(network, 7, 2, 3)]
    model, x = reference(network, 7, 2, 3, weights), rng.standard_normal((4, 7, 2))
    hidden = gates(weights, x, network)[-1]["hidden"]
    query, layer = hidden[:, -1:], model.get_layer("attention")
    context, scores = layer([query, hidden], return_attention_scores=True)
    found = attention(weights, hidden)
    assert_equal(found, scores[:, 0])
    np.testing.assert_allclose(found.sum(axis=1), 1)
    assert_equal((found[:, :, None] * hidden).sum(axis=1), context[:, 0])
    assert_equal(read_out(weights, network, hidden), model(x))
