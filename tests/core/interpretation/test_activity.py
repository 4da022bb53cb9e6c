"""When a unit is on, against a walk through every window; orders, against courses made by hand."""

import itertools

import numpy as np
import pytest

from lstm_core.interpretation.activity import over_series, peak_order, similarity_order, where_on
from lstm_core.interpretation.trace import trace, trace_view
from lstm_core.models.backbones import cell_of
from lstm_core.models.interventions import Clamp, Intervention
from lstm_core.prepare import PARTS
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table


def by_position(run: Run, layer: int, unit: int, kind: str) -> dict[int, float]:
    """The unit's value at the last step, window after window."""
    values = {}
    for part in PARTS:
        for window in range(len(run.prepared.part(part))):
            seen = trace(run, window, part)
            values[seen.origin] = getattr(seen, kind)[layer][-1, unit]
    return values


@pytest.mark.parametrize(
    ("network", "kind"), [(kind, name) for kind in ("lstm", "gru", "rnn") for name in cell_of(kind).names]
)
def test_values_over_the_series_are_those_of_each_window(network: str, kind: str) -> None:
    run = random_run(Settings().change(network=network, units=4, layers=2, window=6), table(2))
    positions, values = over_series(run, 1, kind)
    expected = by_position(run, 1, 2, kind)
    assert positions.tolist() == list(expected) == sorted(expected)
    np.testing.assert_allclose(values[:, 2], list(expected.values()), atol=1e-12)
    assert values.shape == (len(positions), 4)
    # Over the border between the parts, too.
    for newest in (3, len(run.prepared.test), len(run.prepared.test) + 1, len(positions), 10_000):
        some, few = over_series(run, 1, kind, newest)
        np.testing.assert_array_equal(some, positions[-newest:])
        np.testing.assert_allclose(few, values[-newest:])


def test_stretches_hold_exactly_the_positions_above_the_threshold() -> None:
    run = random_run(Settings().change(units=4, window=6), sine())
    expected = by_position(run, 0, 1, "cell")
    threshold = float(np.median(list(expected.values())))
    stretches = where_on(run, 0, 1, "cell", threshold)
    inside = [position for start, end in stretches for position in range(start, end + 1)]
    assert inside == [position for position, value in expected.items() if value > threshold]
    assert len(stretches) > 2
    assert all(later[0] - earlier[1] > 1 for earlier, later in itertools.pairwise(stretches))


def test_always_on_never_on_and_nothing_claimed_between_the_parts() -> None:
    run = random_run(Settings().change(units=4, window=6, horizon=4), sine())
    always = where_on(run, 0, 0, "forget", 0.0)
    first, second = run.prepared.boundaries
    # A target 4 steps ahead: three windows before each boundary have targets on both sides.
    assert always == [(5, first - 5), (first - 1, second - 5), (second - 1, 195)]
    assert where_on(run, 0, 0, "forget", 1.0) == []
    with pytest.raises(DataError, match="no unit 5"):
        where_on(run, 0, 4, "forget", 0.5)
    with pytest.raises(DataError, match="no 'forget' in layer 2"):
        where_on(run, 1, 0, "forget", 0.5)
    with pytest.raises(DataError, match="no 'update' in layer 1: this network has forget, input"):
        where_on(run, 0, 0, "update", 0.5)


def test_an_intervention_is_seen() -> None:
    run = random_run(Settings().change(units=4, window=6), sine())
    held = trace_view(run, intervention=Intervention((Clamp("forget", 0.8, unit=1),)))
    assert where_on(held, 0, 1, "forget", 0.79) == [(5, 198)]
    assert where_on(held, 0, 1, "forget", 0.81) == []


def test_units_that_behave_alike_become_neighbours() -> None:
    rng = np.random.default_rng(0)
    courses = rng.standard_normal((60, 3))
    family = rng.permutation(np.repeat([0, 1, 2], 5))
    # Scale and level differ within a family: only the course counts.
    values = courses[:, family] * rng.uniform(0.1, 5, 15) + rng.uniform(-3, 3, 15)
    values += 0.01 * rng.standard_normal(values.shape)
    order = similarity_order(values)
    assert sorted(order.tolist()) == list(range(15))
    assert np.count_nonzero(np.diff(family[order])) == 2


def test_odd_units_do_not_break_the_order() -> None:
    values = np.column_stack([np.arange(5.0), np.full(5, 0.3), np.arange(5.0) * 2, [0, np.nan, 0, np.inf, 1]])
    order = similarity_order(values).tolist()
    assert sorted(order) == [0, 1, 2, 3]
    assert abs(order.index(0) - order.index(2)) == 1
    assert similarity_order(np.zeros((5, 1))).tolist() == [0]
    assert sorted(similarity_order(np.zeros((1, 3))).tolist()) == [0, 1, 2]


def test_peak_order_goes_by_the_time_of_the_largest_value() -> None:
    values = np.array([[0.1, 0.2, -0.9], [0.3, 0.8, 0.1], [-0.7, 0.1, 0.2]])
    assert peak_order(values).tolist() == [2, 1, 0]
