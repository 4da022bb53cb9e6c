"""Series made from a formula: length, noise and seed in, `Series` out, the same every time.

Two kinds of noise appear. *Observation noise* is added to a finished curve and forgotten at the next
step (sine, square, logistic map, …). *Process noise* enters the rule itself, so that every later value
carries it on (AR, random walk, SETAR, sawtooth). Both have the standard deviation `data.noise`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from lstm_core.runtime.errors import DataError
from lstm_core.series.memory_tasks import adding, counter, hold, recall
from lstm_core.series.types import Series
from lstm_core.series.waveforms import waveforms
from lstm_core.settings import DataSettings

Make = Callable[[DataSettings], Series]

BURN_IN = 1000
SETAR_LOW = (0.3, 0.9)
SETAR_HIGH = (0.0, -0.9)
GOLDEN_RATIO = (1 + 5**0.5) / 2


@dataclass(frozen=True)
class Generator:
    """One entry of the registry.

    make: DataSettings → Series without its title. uses: setting keys it reads besides those of its size, noise and
        noise_seed. suggested: short setting key → value that suits it, for when a learner picks it.
    size: setting keys that say how much of it is made. story: id of its text.
    noise: what more noise does. "hides": it lies on top of a pattern. "scales": the series is nothing but noise that a
        linear rule passes on, so twice the noise is twice the series. "enters": it goes through a rule that bends.
    """

    key: str
    title: str
    make: Make
    uses: tuple[str, ...] = ()
    suggested: Mapping[str, Any] = field(default_factory=dict)
    size: tuple[str, ...] = ("length",)
    noise: str = "hides"

    @property
    def knobs(self) -> tuple[str, ...]:
        """Every setting key that its series depends on."""
        return (*self.uses, *self.size, "noise", "noise_seed")

    def series(self, data: DataSettings) -> Series:
        """The series that `data` describes. Raises DataError."""
        return replace(self.make(data), title=self.title)

    @property
    def story(self) -> str:
        """Id of its text: ``generators/<key>``."""
        return f"generators/{self.key}"


def _random(data: DataSettings) -> np.random.Generator:
    return np.random.default_rng(data.seed)


def _single(values: np.ndarray, floor: float | None) -> Series:
    return Series(
        values=np.asarray(values, dtype=float).reshape(-1, 1),
        index=pd.RangeIndex(len(values), name="step"),
        names=("value",),
        target="value",
        features=("value",),
        noise_floor=floor,
    )


def _observed(data: DataSettings, curve: np.ndarray) -> Series:
    """A curve that is known in advance, plus observation noise: no forecast can beat the noise."""
    return _single(curve + data.noise * _random(data).standard_normal(data.length), data.noise)


def _phase(data: DataSettings) -> np.ndarray:
    """Angle of each point, from 0 to 2π·cycles, both ends included, as in the article's example."""
    _validate_cycles(data)
    return np.linspace(0, 2 * np.pi * data.cycles, data.length)


def _validate_cycles(data: DataSettings) -> None:
    if 2 * data.cycles > data.length:
        raise DataError(
            f"{data.cycles:g} cycles in {data.length} points leave fewer than two points per cycle, too few to draw "
            f"one. Set the cycles to {data.length // 2} or fewer, or make the series longer."
        )


def sine(data: DataSettings) -> Series:
    """sin(t) + noise, t from 0 to 2π·cycles."""
    return _observed(data, np.sin(_phase(data)))


def two_sines(data: DataSettings) -> Series:
    """sin(t) + ½·sin(g·t) + noise; g is the golden ratio, so the sum never repeats exactly."""
    t = _phase(data)
    return _observed(data, np.sin(t) + 0.5 * np.sin(GOLDEN_RATIO * t))


def trend_season(data: DataSettings) -> Series:
    """A straight rise by `trend` from the first to the last point + sin(t) + noise."""
    return _observed(data, np.linspace(0, data.trend, data.length) + np.sin(_phase(data)))


def square(data: DataSettings) -> Series:
    """+1 in the first half of each cycle, −1 in the second, + noise."""
    # A little later than computed: rounding must not move a jump by one point.
    cycle = _phase(data) / (2 * np.pi) + 1e-9
    return _observed(data, np.where(cycle % 1 < 0.5, 1.0, -1.0))


def sawtooth(data: DataSettings) -> Series:
    """Climbs by cycles/length per step and falls to 0 where the next step would reach 1; process noise.

    x[t] = f(x[t−1]) + noise with f(x) = x + slope, or 0 from 1 − 1.5·slope on. Half a step of slack keeps
    rounding from shifting a reset.
    """
    _validate_cycles(data)
    slope = data.cycles / data.length

    def climb(x: float) -> float:
        return x + slope if x + slope < 1 - slope / 2 else 0.0

    return _single(_iterate(climb, 0.0, data.noise * _random(data).standard_normal(data.length)), data.noise)


def burst(data: DataSettings) -> Series:
    """A sine whose every cycle is switched on or off by a coin, + noise.

    Whether the next cycle is on cannot be known, so the best forecast has no closed form: no noise floor.
    """
    random, t = _random(data), _phase(data)
    noise = data.noise * random.standard_normal(data.length)
    coins = random.random(int(data.cycles) + 1) < 0.5
    curve = np.sin(t) * coins[(t / (2 * np.pi) + 1e-9).astype(int)]
    return _single(curve + noise, None)


def ar1(data: DataSettings) -> Series:
    """x[t] = φ·x[t−1] + noise, started from its stationary distribution."""
    shocks = data.noise * _random(data).standard_normal(data.length)
    start = shocks[0] / np.sqrt(1 - data.phi**2)
    return _single(np.append(start, _iterate(lambda x: data.phi * x, start, shocks[1:])), data.noise)


def ar2_coefficients(data: DataSettings) -> tuple[float, float]:
    """(a1, a2) of the AR(2) whose roots have modulus φ and angle 2π·cycles/length: 2φ·cos θ and −φ²."""
    angle = 2 * np.pi * data.cycles / data.length
    return 2 * data.phi * float(np.cos(angle)), -(data.phi**2)


def ar2(data: DataSettings) -> Series:
    """x[t] = a1·x[t−1] + a2·x[t−2] + noise, a swing that never keeps its rhythm for long."""
    _validate_cycles(data)
    a1, a2 = ar2_coefficients(data)
    values = [0.0, 0.0]
    for shock in data.noise * _random(data).standard_normal(BURN_IN + data.length):
        values.append(a1 * values[-1] + a2 * values[-2] + shock)
    return _single(np.array(values[-data.length :]), data.noise)


def random_walk(data: DataSettings) -> Series:
    """The running sum of the noise."""
    return _single(np.cumsum(data.noise * _random(data).standard_normal(data.length)), data.noise)


def setar_step(x: float) -> float:
    """The noise-free rule of the threshold AR: one line up to 0, another one above (Tong's SETAR(2; 1, 1))."""
    constant, slope = SETAR_LOW if x <= 0 else SETAR_HIGH
    return constant + slope * x


def setar(data: DataSettings) -> Series:
    """Threshold AR: climbs below 0, flips its sign above 0; process noise."""
    shocks = data.noise * _random(data).standard_normal(BURN_IN + data.length)
    return _single(_iterate(setar_step, 0.0, shocks)[BURN_IN:], data.noise)


def logistic(data: DataSettings) -> Series:
    """x[t] = r·x[t−1]·(1 − x[t−1]) from a random start in [0.1, 0.9], + observation noise.

    The noise hides the state, and the map stretches what is not known of it: a noise floor only without noise.
    """
    random = _random(data)
    noise = data.noise * random.standard_normal(data.length)
    states = _iterate(lambda x: data.growth * x * (1 - x), random.uniform(0.1, 0.9), np.zeros(BURN_IN + data.length))
    return _single(states[BURN_IN:] + noise, 0.0 if data.noise == 0 else None)


def mackey_glass(data: DataSettings, delay: int = 17, per_step: int = 10, burn_in: int = 300) -> Series:
    """dx/dt = 0.2·x(t−τ) / (1 + x(t−τ)¹⁰) − 0.1·x(t), τ = 17 (Mackey & Glass, Science 197, 1977), + observation noise.

    Runge–Kutta of fourth order with `per_step` steps per time unit; one point per time unit is kept. The
    history before the start is a constant in [0.9, 1.3] drawn from the seed. Noise floor only without noise.
    """
    random = _random(data)
    noise = data.noise * random.standard_normal(data.length)
    lag, h = delay * per_step, 1 / per_step
    states = [random.uniform(0.9, 1.3)] * (lag + 1)

    def produced(x: float) -> float:
        return 0.2 * x / (1 + x**10)

    inflow = [produced(x) for x in states]
    for k in range((burn_in + data.length) * per_step):
        start, end = inflow[k], inflow[k + 1]
        x, middle = states[-1], (start + end) / 2
        k1 = start - 0.1 * x
        k2 = middle - 0.1 * (x + h / 2 * k1)
        k3 = middle - 0.1 * (x + h / 2 * k2)
        k4 = end - 0.1 * (x + h * k3)
        x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        states.append(x)
        inflow.append(produced(x))
    kept = np.array(states[lag + 1 :][::per_step])[burn_in:]
    return _single(kept + noise, 0.0 if data.noise == 0 else None)


def _iterate(rule: Callable[[float], float], start: float, shocks: np.ndarray) -> np.ndarray:
    """x[t] = rule(x[t−1]) + shocks[t], (len(shocks),); `start` stands before the first value."""
    values, x = np.empty(len(shocks)), float(start)
    for t, shock in enumerate(shocks.tolist()):
        x = rule(x) + shock
        values[t] = x
    return values


# What the published demonstrations of memory train with: one unit can count and hold, 32 units add and recall.
_SEQUENCES = {
    "task": "regression", "noise": 0.0, "transform": "level", "log": "no", "strategy": "direct", "horizon": 0,
    "window": 50, "scaling": "none", "clip": 1.0,
}  # fmt: skip
_ONE_UNIT = {**_SEQUENCES, "sequences": 800, "units": 1, "lr": 0.03, "epochs": 60, "schedule": "cosine"}
_MANY_UNITS = {**_SEQUENCES, "units": 32, "lr": 0.01, "batch": 64, "epochs": 40}
# Loud enough that single steps say little: a nearest neighbour names three of five rightly.
_WAVEFORMS = {
    **_MANY_UNITS, "task": "label", "noise": 0.3, "scaling": "zscore", "sequences": 1000, "schedule": "cosine",
}  # fmt: skip
_OF_SEQUENCES = ("sequences", "steps")

GENERATORS: dict[str, Generator] = {
    g.key: g
    for g in (
        Generator("sine", "Sine", sine, ("cycles",)),
        Generator("two_sines", "Two sines", two_sines, ("cycles",), {"length": 400, "cycles": 8.0}),
        Generator("trend_season", "Trend and season", trend_season, ("cycles", "trend")),
        Generator("square", "Square wave", square, ("cycles",)),
        Generator(
            "sawtooth",
            "Sawtooth with resets",
            sawtooth,
            ("cycles",),
            {"length": 1000, "cycles": 50.0, "noise": 0.02},
            noise="enters",
        ),
        Generator("burst", "Burst sine", burst, ("cycles",), {"length": 1000, "cycles": 50.0}),
        Generator("ar1", "AR(1)", ar1, ("phi",), {"length": 500}, noise="scales"),
        Generator("ar2", "AR(2)", ar2, ("cycles", "phi"), {"length": 500, "cycles": 25.0, "phi": 0.95}, noise="scales"),
        Generator("random_walk", "Random walk", random_walk, (), {"length": 500}, noise="scales"),
        Generator("setar", "Threshold AR (SETAR)", setar, (), {"length": 1000}, noise="enters"),
        Generator("logistic", "Logistic map", logistic, ("r",), {"length": 1000, "noise": 0.02}),
        Generator("mackey_glass", "Mackey–Glass", mackey_glass, (), {"length": 1000, "noise": 0.0}),
        Generator("counter", "Counter with reset", counter, (), {**_ONE_UNIT, "scaling": "minmax"}, _OF_SEQUENCES),
        Generator("hold", "Sample and hold", hold, (), _ONE_UNIT, _OF_SEQUENCES),
        Generator("adding", "Adding problem", adding, (), _MANY_UNITS, _OF_SEQUENCES),
        Generator(
            "recall", "Recall of a cued value", recall, (), {**_MANY_UNITS, "lr": 0.005, "epochs": 30}, _OF_SEQUENCES
        ),
        Generator("waveforms", "Waveforms to tell apart", waveforms, (), _WAVEFORMS, _OF_SEQUENCES),
    )
}
