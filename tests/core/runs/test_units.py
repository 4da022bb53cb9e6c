"""What the units of a network say of one window: beside Keras' own states and beside the trace."""

from types import ModuleType

import numpy as np
import pytest

from lstm_core.interpretation.trace import trace
from lstm_core.prepare import prepare
from lstm_core.runs.run import Run
from lstm_core.runs.units import MAX_UNITS, MAX_WALK, lined, probe, units_of, units_over_time, walk_of
from lstm_core.settings import Settings
from tests.support.examples import random_weights, sine, table
from tests.support.twins import assert_equal, reference


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn"])
def test_states_are_what_keras_says_after_the_last_step(keras: ModuleType, kind: str) -> None:
    network = Settings().change(network=kind, units=5, layers=2).network
    model = reference(network, timesteps=7, features=3, outputs=2)
    rng = np.random.default_rng(1)
    weights = [0.7 * rng.standard_normal(w.shape) for w in model.get_weights()]
    model.set_weights(weights)
    recurrent = [layer for layer in model.layers if isinstance(layer, keras.layers.RNN)]
    states = keras.Model(model.inputs, [layer.output for layer in recurrent])
    x = rng.standard_normal((1, 7, 3))
    first, second = (np.asarray(found)[0] for found in states([x]))
    found = units_of(weights, x, network)
    assert_equal(found.states[0], first[-1])
    assert_equal(found.states[1], second)
    # Keras' own names of the blocks: i, f, c, o; z, r, h; one.
    cell = recurrent[0].cell
    block = {"lstm": 2, "gru": 2, "rnn": 0}[kind]
    expected = np.split(np.asarray(cell.kernel), np.asarray(cell.kernel).shape[1] // 5, axis=1)[block]
    np.testing.assert_array_equal(found.into, expected)
    np.testing.assert_array_equal(found.out, np.asarray(model.layers[-1].kernel))


def over_time(settings: Settings, epochs: int, series=None) -> Run:
    series = series if series is not None else sine()
    outputs = settings.preparation.outputs
    snapshots = {epoch: random_weights(settings, len(series.features), epoch, outputs) for epoch in range(epochs)}
    return Run(settings, series, {}, snapshots, cut=prepare(series, settings.preparation))


@pytest.mark.parametrize("kind", ["lstm", "gru", "rnn", "attention"])
def test_over_time_they_are_those_of_the_trace_of_the_newest_validation_window(kind: str) -> None:
    run = over_time(Settings().change(network=kind, units=9, layers=2), 4)
    found = units_over_time(run, 60)
    assert list(found) == [0, 1, 2, 3]
    for epoch, units in found.items():
        hidden = [layer[-1] for layer in trace(run, -1, "validation", epoch).hidden]
        np.testing.assert_allclose(units.states, hidden, rtol=1e-12)
        assert units.signs.tolist() == [[sum(layer > 0), sum(layer < 0)] for layer in hidden]
    assert len({units.states.tobytes() for units in found.values()}) == 4
    steps = walk_of(run.weights, probe(run.prepared), run.settings.network)
    assert steps is not None
    expected = np.stack(trace(run, -1, "validation").hidden, axis=1)
    np.testing.assert_allclose(steps, expected, rtol=1e-12)
    np.testing.assert_array_equal(steps[-1], found[3].states)


@pytest.mark.parametrize(("most", "chosen"), [(0, []), (1, [39]), (2, [0, 39]), (5, [0, 10, 20, 29, 39])])
def test_of_many_epochs_some_are_computed_and_always_the_last(most: int, chosen: list[int]) -> None:
    assert list(units_over_time(over_time(Settings().change(units=2), 40), most)) == chosen


def test_of_a_wide_layer_the_first_units_are_shown_and_all_are_counted() -> None:
    run = over_time(Settings().change(units=MAX_UNITS + 40, window=20), 1)
    [units] = units_over_time(run, 9).values()
    hidden = trace(run, -1, "validation").hidden[0][-1]
    np.testing.assert_allclose(units.states, [hidden[:MAX_UNITS]], rtol=1e-12)
    assert units.signs.sum() == MAX_UNITS + 40
    assert walk_of(run.weights, probe(run.prepared), run.settings.network).size == 20 * MAX_UNITS
    long = np.zeros((1, MAX_WALK // MAX_UNITS + 1, 1))
    assert walk_of(run.weights, long, run.settings.network) is None


@pytest.mark.parametrize(
    ("changes", "columns", "drawn"),
    [
        ({"units": 16}, 1, True), ({"units": 17}, 1, False), ({"units": 4}, 3, True),
        ({"units": 4, "horizon": 8}, 1, True), ({"units": 4, "horizon": 9}, 1, False),
        ({"units": 4, "network": "attention"}, 1, False),
    ],
)  # fmt: skip
def test_lines_are_drawn_where_they_can_be_told_apart(changes: dict[str, object], columns: int, drawn: bool) -> None:
    run = over_time(Settings().change(**changes), 1, table(columns))
    [units] = units_over_time(run, 1).values()
    assert (units.into is not None) is (units.out is not None) is drawn
    assert lined(run.settings.network, columns, run.prepared.outputs) is drawn
    assert not lined(run.settings.network, 9, 1)
