"""Windows whose answer is a class: moves, labels, waveforms, and files that cannot be learned from."""

import io

import numpy as np
import pandas as pd
import pytest

import lstm_core as lab
from lstm_core.prepare import PARTS, prepare
from lstm_core.prepare.types import softmax
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.series import GENERATORS, Series, load_series, read_table, table_to_series
from lstm_core.series.waveforms import WAVEFORMS
from lstm_core.settings import DataSettings, PreparationSettings, Settings
from tests.support.examples import sine, table


def states(codes: np.ndarray | list[float], classes: tuple[str, ...] = ("calm", "wild")) -> Series:
    """A number beside its label, one row per step."""
    codes = np.asarray(codes, float)
    values = np.column_stack([np.random.default_rng(0).standard_normal(len(codes)), codes])
    return Series(values, pd.RangeIndex(len(codes)), ("x", "state"), "state", ("x",), classes=classes)


def by_hand(y: np.ndarray, horizon: int, threshold: float, train_end: int, window: int) -> list[str]:
    """The name of every window's move, one window after the other."""
    origins = range(window - 1, len(y) - horizon)
    known = [y[o + horizon] - y[o] for o in origins if o + horizon < train_end]
    least = threshold * (sum((m - sum(known) / len(known)) ** 2 for m in known) / len(known)) ** 0.5
    return ["up" if y[o + horizon] - y[o] > least else "down" if y[o + horizon] - y[o] < -least else "flat"
            for o in origins]  # fmt: skip


@pytest.mark.parametrize("horizon", [1, 4])
@pytest.mark.parametrize("scaling", ["zscore", "none"])
def test_moves_are_named_one_by_one(horizon: int, scaling: str) -> None:
    series, settings = table(3), PreparationSettings(task="direction", horizon=horizon, threshold=0.4, scaling=scaling)
    prepared = prepare(series, settings)
    expected = by_hand(series.y, horizon, 0.4, prepared.boundaries[0], settings.window)
    for part in PARTS:
        windows = prepared.part(part)
        names = [prepared.classes[int(code)] for code in windows.y[:, 0]]
        assert names == [expected[origin - settings.window + 1] for origin in windows.origins]
        np.testing.assert_array_equal(windows.times[:, 0], windows.origins + horizon)
        np.testing.assert_array_equal(prepared.truth(windows), windows.y)
    assert (prepared.classes, prepared.outputs) == (("down", "flat", "up"), 3)


def test_the_threshold_knows_the_training_part_only() -> None:
    series, settings = sine(), PreparationSettings(task="direction")
    changed = series.values.copy()
    changed[prepare(series, settings).boundaries[0] :] *= 50
    other = Series(changed, series.index, ("y",), "y", ("y",))
    assert prepare(series, settings).threshold == prepare(other, settings).threshold > 0


def test_without_a_threshold_a_move_is_up_or_down() -> None:
    prepared = prepare(sine(), PreparationSettings(task="direction", threshold=0))
    assert (prepared.classes, prepared.outputs) == (("down", "up"), 2)
    moved_up = np.diff(sine().y)[prepared.test.origins] > 0
    np.testing.assert_array_equal(prepared.test.y[:, 0], moved_up)


def test_moves_of_logarithms_count_by_their_share() -> None:
    y = np.exp(np.cumsum(np.random.default_rng(1).standard_normal(150)))
    series = Series(y[:, None], pd.RangeIndex(150), ("y",), "y", ("y",))
    settings = PreparationSettings(task="direction", log="yes", threshold=1.0)
    prepared = prepare(series, settings)
    expected = by_hand(np.log(y), 1, 1.0, prepared.boundaries[0], 10)
    named = [prepared.classes[int(code)] for code in prepared.train.y[:, 0]]
    assert named == expected[: len(named)]


@pytest.mark.parametrize("horizon", [0, 3])
@pytest.mark.parametrize("transform", ["level", "difference", "relative"])
def test_a_window_has_the_label_of_its_step(horizon: int, transform: str) -> None:
    codes = np.random.default_rng(3).integers(0, 2, 120)
    prepared = prepare(states(codes), PreparationSettings(task="label", horizon=horizon, transform=transform))
    for part in PARTS:
        windows = prepared.part(part)
        np.testing.assert_array_equal(windows.y[:, 0], codes[windows.origins + horizon])
    assert prepared.classes == ("calm", "wild")


def test_whole_numbers_are_labels_too() -> None:
    codes = np.random.default_rng(3).choice([-1, 4, 20], 120)
    prepared = prepare(states(codes, ()), PreparationSettings(task="label", horizon=0))
    assert prepared.classes == ("-1", "4", "20")
    np.testing.assert_array_equal(
        np.array([-1, 4, 20])[prepared.test.y[:, 0].astype(int)], codes[prepared.test.times[:, 0]]
    )


@pytest.mark.parametrize(
    ("series", "changes", "words"),
    [
        (states(np.arange(100.0) % 2), {}, "names classes .* no number to predict"),
        (states(np.arange(100.0) % 2), {"task": "direction"}, "does not move up or down"),
        (states(np.zeros(100)), {"task": "label", "horizon": 0}, "nothing to tell apart"),
        (states(np.arange(100.0) > 90), {"task": "label", "horizon": 0}, "nothing to tell apart"),
        (states(np.minimum(np.arange(100.0) // 45, 2), ("a", "b", "c")), {"task": "label", "horizon": 0},
         "no window of the class 'c' of 'state'"),
        (states(np.arange(100.0), ()), {"task": "label", "horizon": 0}, "100 different numbers; .* most 12"),
        (states(np.arange(100) % 2 + 0.5, ()), {"task": "label", "horizon": 0}, "not all of them whole"),
        (sine(), {"task": "direction", "threshold": 3.0}, "is 'down'.*threshold smaller"),
        (load_series(DataSettings(series="adding")), {"task": "direction"}, "separate sequences"),
        (load_series(DataSettings(series="counter", noise=0)), {"task": "label", "horizon": 0}, "answer at every step"),
    ],
)  # fmt: skip
def test_what_cannot_be_learned_is_said(series: Series, changes: dict, words: str) -> None:
    with pytest.raises(DataError, match=words):
        prepare(series, PreparationSettings(**changes))


def test_a_label_may_not_stand_in_its_own_window() -> None:
    series = states(np.arange(120.0) % 2, ())
    readable = Series(series.values, series.index, series.names, "state", ("x", "state"))
    with pytest.raises(DataError, match="answer would stand in the window"):
        prepare(readable, PreparationSettings(task="label", horizon=0))
    assert prepare(readable, PreparationSettings(task="label", horizon=1)).outputs == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"task": "direction", "horizon": 0}, "no move to come"),
        ({"task": "label", "strategy": "recursive"}, "set strategy to direct"),
        ({"task": "other"}, "regression, direction, label"),
        ({"threshold": -1}, "Threshold must be from 0 to 3"),
    ],
)
def test_settings_say_what_does_not_fit(changes: dict, words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        Settings().change(**changes)


def test_the_address_carries_the_task() -> None:
    settings = Settings().change(task="direction", threshold=0.25, horizon=3)
    assert settings.to_query() == {"task": "direction", "threshold": "0.25", "horizon": "3"}
    assert Settings.from_query(settings.to_query()) == settings
    assert settings.preparation.outputs == 1


def test_softmax_is_a_share_of_one_and_never_overflows() -> None:
    outputs = np.array([[0.0, np.log(3.0)], [1000.0, 0.0]])
    np.testing.assert_allclose(softmax(outputs), [[0.25, 0.75], [1, 0]])


def clean_waveforms(**values: object) -> tuple[np.ndarray, np.ndarray]:
    """Sequences (400, 60) without noise and their classes (400,)."""
    data = DataSettings(series="waveforms", noise=0, **{"sequences": 400, "steps": 60, **values})
    series = load_series(data)
    return series.x.reshape(400, 60), series.y.reshape(400, 60)[:, -1].astype(int)


def test_waveforms_are_what_their_class_says() -> None:
    values, codes = clean_waveforms()
    of = {name: values[codes == place] for place, name in enumerate(WAVEFORMS)}
    assert all(len(found) > 40 for found in of.values())
    assert all(len(np.unique(np.abs(one).round(9))) == 1 for one in of["square"])
    # A sine obeys y[t+1] + y[t−1] = 2·cos(ω)·y[t]; a sawtooth climbs by the same step except where it falls.
    for one in of["sine"]:
        pairs = one[2:] + one[:-2]
        assert np.abs(pairs - one[1:-1] * (pairs @ one[1:-1]) / (one[1:-1] @ one[1:-1])).max() < 1e-9
    for one in of["sawtooth"]:
        steps = np.diff(one)
        climbs = steps[steps > 0]
        assert np.ptp(climbs) < 1e-9
        assert 1 <= (steps < 0).sum() <= 6
    silent = [(one == 0).mean() for one in of["burst"]]
    assert 0.45 < min(silent) < max(silent) < 0.85
    after = of["noise"][:, 1:].ravel(), of["noise"][:, :-1].ravel()
    assert abs(np.corrcoef(*after)[0, 1]) < 0.06


def test_waveforms_are_equally_loud() -> None:
    values, codes = clean_waveforms(sequences=400)
    power = [np.sqrt(np.mean(values[codes == place] ** 2)) for place in range(5)]
    # The square root of the mean of uniform amplitudes squared is √(1 + 1/12) = 1.04.
    np.testing.assert_allclose(power, 1.04, rtol=0.12)


def test_waveforms_are_a_preset_of_their_own() -> None:
    suggested = GENERATORS["waveforms"].suggested
    settings = Settings().change(series="waveforms", **suggested)
    series = load_series(settings.data)
    prepared = prepare(series, settings.preparation)
    assert (prepared.classes, prepared.train.x.shape[1:]) == (WAVEFORMS, (50, 1))
    assert len(prepared.train) + len(prepared.validation) + len(prepared.test) == series.sequences == 1000


FILE = "day,level,weather\n" + "\n".join(
    f"2024-01-{1 + i:02d},{i * 7 % 5 + 0.5},{('sun', ' rain ', 'fog')[i % 3]}" for i in range(30)
)


def test_a_column_of_few_texts_names_classes() -> None:
    series = lab.read_csv(io.StringIO(FILE), target="weather")
    assert (series.classes, series.features) == (("fog", "rain", "sun"), ("level",))
    assert [series.classes[int(code)] for code in series.y[:4]] == ["sun", "rain", "fog", "sun"]
    assert lab.read_csv(io.StringIO(FILE)).target == "level"
    with pytest.raises(DataError, match=r"'weather' names classes and can only be the target\. Choose one of: level"):
        lab.read_csv(io.StringIO(FILE), features="weather")


def test_texts_that_never_return_are_no_classes() -> None:
    rows = "\n".join(f"{i}.5,note {i}" for i in range(30))
    with pytest.raises(DataError, match="'remark' holds text"):
        lab.read_csv(io.StringIO(f"level,remark\n{rows}"), target="remark")


def repaired(text: str, **repairs: str) -> Series:
    found = read_table(text.encode())
    return table_to_series(found, DataSettings(target="weather", **repairs))


def test_repairs_never_average_labels() -> None:
    lines = FILE.split("\n")
    lines[4] = "2024-01-04,0.5,"
    gap = "\n".join(lines[:8] + lines[10:])
    filled = repaired(gap, missing="interpolate", resample="regular")
    assert set(filled.y) <= {0.0, 1.0, 2.0}
    assert [filled.classes[int(code)] for code in filled.y[2:4]] == ["fog", "fog"]
    doubled = repaired(FILE + "\n2024-01-30,9.5,sun", duplicates="mean")
    assert (doubled.classes[int(doubled.y[-1])], doubled.x[-1, 0]) == (
        "fog",
        pytest.approx((9.5 + 29 * 7 % 5 + 0.5) / 2),
    )


def test_a_missing_label_is_counted_and_a_class_that_repairs_lose_is_gone() -> None:
    rows = [f"{'' if i % 4 == 3 else i}.5,{'abcd'[i % 4]}" if i % 4 != 3 else ",d" for i in range(40)]
    text = "level,kind\n" + "\n".join(rows)
    found = read_table(text.encode())
    assert found.targets == ("level", "kind")
    kept = table_to_series(found, DataSettings(target="kind", missing="drop"))
    assert (kept.classes, set(kept.y)) == (("a", "b", "c"), {0.0, 1.0, 2.0})
    holed = read_table((text + "\n7.5,").encode())
    assert [(issue.kind, issue.count) for issue in holed.issues if issue.column == "kind"] == [("missing", 1)]


@pytest.mark.parametrize("code", [2.0, -1.0, 0.5])
def test_a_series_holds_no_class_without_a_name(code: float) -> None:
    with pytest.raises(DataError, match="other numbers than their places"):
        states(np.array([0.0, 1.0, code]))


@pytest.mark.parametrize("leak", [{"split": "random"}, {"scaler": "all"}])
def test_leaks_work_with_classes_and_a_gap_is_none(leak: dict) -> None:
    settings = Settings().change(task="direction", horizon=3, gap="no", **leak).preparation
    assert settings.leaks == tuple(leak)
    prepared = prepare(sine(), settings)
    windows = prepared.test
    moves = sine().y[windows.times[:, 0]] - sine().y[windows.origins]
    expected = 1 + (moves > prepared.threshold).astype(int) - (moves < -prepared.threshold)
    np.testing.assert_array_equal(windows.y[:, 0], expected)
