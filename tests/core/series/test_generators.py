import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.interpolate import CubicSpline

from lstm_core.runtime.errors import DataError
from lstm_core.series import GENERATORS, load_series
from lstm_core.series.generators import ar2_coefficients, setar_step
from lstm_core.settings import DataSettings, specs

LONG = 5000
# No closed form, or separate sequences (test_memory_tasks.py).
WITHOUT_FORMULA = ("burst", "logistic", "mackey_glass", "counter", "hold", "adding", "recall", "waveforms")


def make(key, **values):
    return load_series(DataSettings(series=key, **values))


def test_default_is_the_articles_series():
    expected = np.sin(np.linspace(0, 10 * np.pi, 200)) + 0.1 * np.random.default_rng(0).standard_normal(200)
    series = load_series(DataSettings())
    np.testing.assert_array_equal(series.y, expected)
    assert (series.target, series.features, series.noise_floor, series.time_unit) == ("value", ("value",), 0.1, "step")


@pytest.mark.parametrize("key", GENERATORS)
def test_length_seed_and_registry(key):
    generator = GENERATORS[key]
    assert generator.key == key
    size = {"length": 333, "sequences": 60, "steps": 7}
    first, again, other = make(key, **size), make(key, **size), make(key, **size, seed=1)
    assert len(first) == (60 * 7 if first.sequence else 333)
    assert first.values.dtype == np.float64
    assert np.isfinite(first.values).all()
    np.testing.assert_array_equal(first.values, again.values)
    assert not np.array_equal(first.y, other.y)
    assert first.title == generator.title
    keys = specs()
    assert set(generator.uses) <= {"cycles", "trend", "phi", "r"}
    for name, value in generator.suggested.items():
        assert value in keys[name].options or keys[name].low <= value <= keys[name].high, name
    suggested = {keys[name].name: value for name, value in generator.suggested.items() if keys[name].part == "data"}
    assert np.isfinite(make(key, **suggested).values).all()


@pytest.mark.parametrize("key", GENERATORS)
@pytest.mark.parametrize(
    ("setting", "name", "value"),
    [("cycles", "cycles", 7.0), ("trend", "trend", 5.0), ("phi", "phi", 0.5), ("r", "growth", 3.7)],
)  # fmt: skip
def test_uses_names_exactly_the_settings_that_matter(key, setting, name, value):
    changed = not np.array_equal(make(key).values, make(key, **{name: value}).values)
    assert changed == (setting in GENERATORS[key].uses)


def square_curve(data):
    # In whole numbers: twice the cycles are whole here.
    half_cycles = np.arange(data.length) * round(2 * data.cycles) // (data.length - 1)
    return np.where(half_cycles % 2 == 0, 1.0, -1.0)


def conditional_mean(key, data, series):
    """The best forecast of series.y[2:] by somebody who knows the formula and the past, but not the noise."""
    t = np.linspace(0, 2 * np.pi * data.cycles, data.length)
    before, before2 = series.y[1:-1], series.y[:-2]
    slope = data.cycles / data.length
    return {
        "sine": lambda: np.sin(t)[2:],
        "two_sines": lambda: (np.sin(t) + 0.5 * np.sin((1 + np.sqrt(5)) / 2 * t))[2:],
        "trend_season": lambda: (np.sin(t) + data.trend * np.arange(data.length) / (data.length - 1))[2:],
        "square": lambda: square_curve(data)[2:],
        "sawtooth": lambda: np.where(before + slope < 1 - slope / 2, before + slope, 0),
        "ar1": lambda: data.phi * before,
        "ar2": lambda: 2 * data.phi * np.cos(2 * np.pi * data.cycles / data.length) * before - data.phi**2 * before2,
        "random_walk": lambda: before,
        "setar": lambda: np.where(before <= 0, 0.3 + 0.9 * before, -0.9 * before),
    }[key]()


@pytest.mark.parametrize("key", [key for key in GENERATORS if key not in WITHOUT_FORMULA])
@pytest.mark.parametrize("noise", [0.0, 0.05, 0.3])
def test_noise_floor_is_the_error_of_the_true_conditional_mean(key, noise):
    data = DataSettings(series=key, length=LONG, cycles=47.5, noise=noise)
    series = load_series(data)
    errors = series.y[2:] - conditional_mean(key, data, series)
    assert series.noise_floor == noise
    # The RMSE of n normal errors scatters by sd/√(2n), one hundredth of the sd here.
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(noise, rel=0.04, abs=1e-9)
    if noise:
        assert abs(errors.mean()) < 4 * noise / np.sqrt(LONG)
        assert abs(np.corrcoef(errors[1:], errors[:-1])[0, 1]) < 4 / np.sqrt(LONG)


def test_no_floor_is_claimed_where_none_is_known():
    assert make("burst").noise_floor is None
    assert make("logistic").noise_floor is None
    assert make("mackey_glass").noise_floor is None
    assert make("mackey_glass", noise=0).noise_floor == 0
    clean = make("logistic", noise=0)
    assert clean.noise_floor == 0
    np.testing.assert_allclose(clean.y[1:], 3.9 * clean.y[:-1] * (1 - clean.y[:-1]), rtol=1e-12)


def test_mackey_glass_obeys_its_equation():
    series = make("mackey_glass", noise=0, length=400)
    x = series.y
    # Continue from the middle with another integrator; the delayed value comes from a spline through the series.
    past = CubicSpline(np.arange(400), x)

    def slope(t, y):
        delayed = past(t - 17)
        return 0.2 * delayed / (1 + delayed**10) - 0.1 * y

    solved = solve_ivp(slope, (200, 230), [x[200]], t_eval=np.arange(200, 231), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(solved.y[0], x[200:231], atol=2e-3)
    assert 0.2 < x.min() < 0.6
    assert 1.2 < x.max() < 1.5


def test_stationary_series_have_the_textbook_spread():
    ar1 = make("ar1", length=LONG, phi=0.6, noise=0.2).y
    assert ar1.std() == pytest.approx(0.2 / np.sqrt(1 - 0.36), rel=0.06)
    starts = [make("ar1", length=50, phi=0.9, noise=0.1, seed=seed).y[0] for seed in range(400)]
    assert np.std(starts) == pytest.approx(0.1 / np.sqrt(1 - 0.81), rel=0.12)
    a1, a2 = ar2_coefficients(DataSettings(length=100, cycles=25, phi=0.8))
    roots = np.roots([1, -a1, -a2])
    np.testing.assert_allclose(np.abs(roots), 0.8)
    np.testing.assert_allclose(np.abs(np.angle(roots)), np.pi / 2)


def test_sawtooth_repeats_exactly_without_noise():
    y = make("sawtooth", noise=0, length=400, cycles=10).y
    assert y.min() == 0
    assert y.max() == pytest.approx(1 - 10 / 400)
    assert np.flatnonzero(np.diff(y) < 0).tolist() == list(range(38, 399, 40))


def test_burst_cycles_are_whole_and_either_on_or_off():
    data = DataSettings(series="burst", noise=0, length=1001, cycles=50)
    y = load_series(data).y
    full = np.sin(np.linspace(0, 100 * np.pi, 1001))
    on = [np.allclose(y[20 * k : 20 * k + 20], full[20 * k : 20 * k + 20]) for k in range(50)]
    off = [np.abs(y[20 * k : 20 * k + 20]).max() < 1e-9 for k in range(50)]
    assert all(a != b for a, b in zip(on, off, strict=True))
    assert 10 < sum(on) < 40


def test_setar_rule_has_two_lines():
    assert setar_step(-1.0) == pytest.approx(-0.6)
    assert setar_step(0.0) == pytest.approx(0.3)
    assert setar_step(1.0) == pytest.approx(-0.9)


def test_too_many_cycles_are_refused_with_a_number_to_use():
    with pytest.raises(DataError, match="25 or fewer"):
        make("sine", length=50, cycles=26)
    assert len(make("sine", length=50, cycles=25)) == 50


def test_choosing_other_columns_drops_the_floor():
    assert make("counter").noise_floor == 0.1
    assert make("counter", target="pulse").noise_floor is None
    assert make("counter", features=("pulse",)).noise_floor is None
    with pytest.raises(DataError, match="no column 'q'"):
        make("counter", target="q")


def test_a_feature_named_twice_is_read_once():
    assert make("counter", features=("pulse", "reset", "pulse")).features == ("pulse", "reset")


@pytest.mark.parametrize("key", GENERATORS)
def test_what_more_noise_does_is_what_the_registry_says(key):
    size = {"length": 400, "sequences": 60, "steps": 7}
    clean, once, twice = (make(key, noise=noise, **size).values for noise in (0.0, 0.1, 0.2))
    if GENERATORS[key].noise == "scales":
        assert not clean.any()
        np.testing.assert_allclose(twice, 2 * once, atol=1e-12)
    elif GENERATORS[key].noise == "hides":
        np.testing.assert_allclose(twice - clean, 2 * (once - clean), atol=1e-12)
        assert clean.any()
    else:
        assert GENERATORS[key].noise == "enters"
        assert not np.allclose(twice - clean, 2 * (once - clean), atol=0.05)
