"""The NumPy forward pass against Keras itself, and one cell by hand."""

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest

from lstm_core.interpretation.trace import trace
from lstm_core.models.build import build, layer_sizes, weight_shapes
from lstm_core.models.forward import gates, predict
from lstm_core.runtime.errors import DataError
from lstm_core.settings import NetworkSettings, Settings
from tests.support.examples import random_run, random_weights, sine, table
from tests.support.twins import assert_equal, reference


# Every kind, depth and width is asked about in test_cells; here the states of every layer.
@pytest.mark.parametrize("activation", ["tanh", "relu", "sigmoid"])
def test_equals_keras(keras: ModuleType, activation: str) -> None:
    network = NetworkSettings(units=7, layers=3, activation=activation, dropout=0.3, forget_bias="3")
    weights = random_weights(Settings(network=network).change(horizon=2), 3, seed=1)
    model = reference(network, 12, 3, 2, weights)
    x = np.random.default_rng(2).standard_normal((9, 12, 3))
    assert_equal(predict(weights, x, network), model(x, training=False))

    lstm_layers = [layer for layer in model.layers if isinstance(layer, keras.layers.LSTM)]
    signal = x
    for layer, traced in zip(lstm_layers, gates(weights, x, network), strict=True):
        inputs, layer.return_sequences = signal, True
        signal = layer(inputs).numpy()
        assert_equal(traced["hidden"], signal)
        # Keras hands out the cell state at the end of a window only: ask for shorter windows.
        layer.return_state = True
        for t in (0, 1, 6, 11):
            assert_equal(traced["cell"][:, t], layer(inputs[:, : t + 1])[2])
        layer.return_state = False


def test_the_four_gates_equal_keras_cell(keras: ModuleType) -> None:
    """Keras' cell, opened: its own kernels give f, i, c̃ and o; they must rebuild its c and h."""
    network = NetworkSettings(units=5)
    weights = random_weights(Settings(network=network), 2, seed=3)
    model = reference(network, 6, 2, 1, weights)
    x = np.random.default_rng(4).standard_normal((1, 6, 2))
    (traced,) = gates(weights, x, network)
    cell, h, c = model.get_layer("lstm_1").cell, np.zeros((1, 5)), np.zeros((1, 5))
    for t in range(6):
        z = np.split(x[:, t] @ cell.kernel.numpy() + h @ cell.recurrent_kernel.numpy() + cell.bias.numpy(), 4, 1)
        for name, value, activation in zip(
            ("input", "forget", "candidate", "output"), z, ("sigmoid", "sigmoid", "tanh", "sigmoid"), strict=True
        ):
            assert_equal(traced[name][0, t], keras.activations.get(activation)(keras.ops.convert_to_tensor(value))[0])
        h, c = (state.numpy() for state in cell(x[:, t], [h, c])[1])
        assert_equal(traced["cell"][0, t], c[0])


def test_one_unit_by_hand() -> None:
    """One unit, one feature, two steps, every number written down."""
    kernel, recurrent = np.array([[1.0, 2.0, 0.5, -1.0]]), np.array([[0.1, 0.2, 0.3, 0.4]])
    bias, dense = np.array([0.0, 1.0, 0.0, 0.5]), np.array([[2.0]])
    x = np.array([[[1.0], [-0.5]]])

    def sigmoid(z: float) -> float:
        return 1 / (1 + np.exp(-z))

    c1 = sigmoid(1.0) * np.tanh(0.5)
    h1 = sigmoid(-0.5) * np.tanh(c1)
    f2 = sigmoid(-1.0 + 0.2 * h1 + 1.0)
    c2 = f2 * c1 + sigmoid(-0.5 + 0.1 * h1) * np.tanh(-0.25 + 0.3 * h1)
    h2 = sigmoid(0.5 + 0.4 * h1 + 0.5) * np.tanh(c2)
    network = NetworkSettings(units=1)
    weights = (kernel, recurrent, bias, dense, np.array([0.25]))
    (traced,) = gates(weights, x, network)
    assert traced["forget"][0, 1, 0] == pytest.approx(f2, abs=1e-12)
    assert traced["cell"][0, :, 0] == pytest.approx([c1, c2], abs=1e-12)
    assert predict(weights, x, network)[0, 0] == pytest.approx(2 * h2 + 0.25, abs=1e-12)


@pytest.mark.parametrize("log", ["no", "yes"])
def test_trace_is_one_window_of_the_run(log: str) -> None:
    high = replace(table(2), values=table(2).values + 100)
    run = random_run(Settings().change(units=4, layers=2, horizon=3, transform="seasonal_relative", log=log), high)
    found = trace(run, window=-1)
    windows = run.prepared.test
    assert [g.shape for g in found.forget] == [(10, 4), (10, 4)]
    assert found.origin == windows.origins[-1]
    np.testing.assert_allclose(found.prediction, run.predict("test")[-1])
    np.testing.assert_allclose(found.truth, run.series.y[found.times])
    np.testing.assert_allclose(trace(run, 0, "train", epoch=0).prediction, run.predict("train", epoch=0)[0])
    assert not np.allclose(found.prediction, trace(run, epoch=0).prediction)


def test_what_a_run_does_not_hold_is_named() -> None:
    run = random_run(Settings().change(units=4), table(2))
    windows = len(run.prepared.test)
    with pytest.raises(DataError, match=f"no window {windows}: the test part has {windows}"):
        trace(run, window=windows)
    with pytest.raises(DataError, match=f"no window -{windows + 1}"):
        trace(run, window=-windows - 1)
    with pytest.raises(DataError, match="no part 'tset'"):
        run.predict("tset")  # type: ignore[arg-type]
    for read in (trace, lambda run, epoch: run.predict("test", epoch)):
        with pytest.raises(DataError, match=r"epoch 7 were not kept\. Choose one of: 0, 2"):
            read(run, epoch=7)


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "attention"])
@pytest.mark.parametrize(("units", "layers", "features", "outputs"), [(50, 1, 1, 1), (8, 3, 4, 6)])
def test_sizes_and_shapes_equal_keras(
    keras: ModuleType, kind: str, units: int, layers: int, features: int, outputs: int
) -> None:
    network = Settings().change(network=kind, units=units, layers=layers, dropout=0.2).network
    model = build(network, 10, features, outputs, seed=0)
    sizes = {size.name: size.parameters for size in layer_sizes(network, 10, features, outputs)}
    theirs = {layer.name: layer.count_params() for layer in model.layers}
    assert {name: theirs[name] for name in sizes} == sizes
    assert sum(theirs.values()) == sum(sizes.values())
    assert weight_shapes(network, 10, features, outputs) == [tuple(v.shape) for v in model.trainable_variables]


def test_article_network_has_10451_parameters() -> None:
    assert sum(size.parameters for size in layer_sizes(NetworkSettings(), 10, 1, 1)) == 10_451


@pytest.mark.parametrize("bias", ["0", "1", "3", "chrono"])
def test_forget_bias_at_start(keras: ModuleType, bias: str) -> None:
    model = build(NetworkSettings(units=40, forget_bias=bias), 30, 1, 1, seed=5)
    i, f, c, o = np.split(model.get_layer("lstm_1").cell.bias.numpy(), 4)
    if bias == "chrono":
        assert (f >= 0).all()
        assert (f <= np.log(29)).all()
        np.testing.assert_array_equal(i, -f)
    else:
        np.testing.assert_array_equal(f, float(bias))
        np.testing.assert_array_equal(i, 0)
    np.testing.assert_array_equal([c, o], 0)


def test_a_large_cell_state_is_not_clipped() -> None:
    """The cell state is unbounded; a hundred steps of +1 count to a hundred."""
    one, off = np.array([[0.0, 0.0, 0.0, 0.0]]), np.array([[0.0, 0.0, 0.0, 0.0]])
    weights = (one, off, np.array([50.0, 50.0, 50.0, 50.0]), np.array([[1.0]]), np.array([0.0]))
    (traced,) = gates(weights, np.zeros((1, 100, 1)), NetworkSettings(units=1))
    assert traced["cell"][0, -1, 0] == pytest.approx(100)


def test_predictions_do_not_depend_on_dropout() -> None:
    run = random_run(Settings().change(units=4), sine())
    other = random_run(Settings().change(units=4, dropout=0.5), sine())
    np.testing.assert_array_equal(run.predict("test"), other.predict("test"))
