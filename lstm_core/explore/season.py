"""Does the series repeat? Dominant period and decomposition."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.explore.dependence import is_constant, is_line

# A peak counts when noise with the same lag-1 correlation would show one as high in fewer than 1 of 1,000 series.
FALSE_ALARM = 1e-3
MIN_ECHO = 0.35
# A multiple is the true period only of something that repeats closely; noise reaches 0.35 at one of many lags.
MIN_MULTIPLE_ECHO = 0.5
# A smooth series of few cycles looks like red noise; a random walk does not repeat this closely.
MIN_SMOOTH_ECHO, MIN_SMOOTH_CYCLES = 0.9, 3
FEW_CYCLES = 8
# The periodogram names a period more exactly than the ACF, unless a neighbouring lag repeats clearly better.
CLEARLY = 0.05
MULTIPLES = 8


@dataclass(frozen=True)
class Period:
    """steps: dominant period or None; strength: correlation one period later, 0…1; reason: see `Study`."""

    steps: int | None
    strength: float
    reason: str


@dataclass(frozen=True)
class Decomposition:
    """y = trend + seasonal + rest by STL; three arrays (n − start,) in the series' unit.

    start: position in the series of their first value.
    """

    trend: np.ndarray
    seasonal: np.ndarray
    rest: np.ndarray
    start: int


def find_period(y: np.ndarray) -> Period:
    """The dominant period of y (n,): it stands out, and the ACF confirms that the series repeats.

    The line through y is taken off. Candidates, in this order:
    the frequency whose peak in the periodogram stands out most from red noise, the spectrum of an AR(1) with the same
    lag-1 correlation (Torrence & Compo 1998), because a random walk alone makes high peaks at low frequencies;
    the lag that stands out in the ACF of what that AR(1) leaves, because short pulses spread over all frequencies;
    the strongest frequency of a series that repeats almost exactly.
    A noisy period of 2 is not told apart from an AR(1) that alternates, and is not reported.
    """
    from scipy.signal import detrend

    if is_constant(y):
        return Period(None, 0.0, "constant")
    if is_line(y):
        return Period(None, 0.0, "no_peak")
    level = detrend(y)
    phi = float(level[1:] @ level[:-1] / (level @ level))
    candidates = [_spectral_peak(level, phi), _echo_peak(level, phi), _smooth_cycle(level)]
    found = [candidate for candidate in candidates if candidate is not None]
    for candidate in found:
        steps, echo = _confirm(level, candidate)
        if steps is not None:
            return Period(steps, min(1.0, echo), "confirmed")
    return Period(None, 0.0, "no_echo" if found else "no_peak")


def _confirm(level: np.ndarray, candidate: float) -> tuple[int | None, float]:
    """Steps and echo of the candidate or a multiple of it, with two cycles or more in the series; or (None, 0).

    Multiples, because a train of pulses is strongest at a harmonic.
    """
    longest = len(level) // 2
    lags = {round(candidate * k): MIN_ECHO if k == 1 else MIN_MULTIPLE_ECHO for k in range(MULTIPLES, 0, -1)}
    echoes = {lag: _echo(level, lag) for lag in lags if 2 <= lag <= longest}
    echoes = {lag: echo for lag, echo in echoes.items() if echo >= max(lags[lag], 1.96 / np.sqrt(len(level)))}
    if not echoes:
        return None, 0.0
    # Every multiple of a period is a period too; the shortest that is about as good is the one meant.
    shortest = min(lag for lag, echo in echoes.items() if echo >= 0.8 * max(echoes.values()))
    around = {lag: _echo(level, lag) for lag in range(max(2, shortest - 1), min(shortest + 1, longest) + 1)}
    steps = max(around, key=lambda lag: around[lag] + CLEARLY * (lag == shortest))
    return steps, around[steps]


def decompose(y: np.ndarray, period: int | None, start: int) -> Decomposition | None:
    """STL (Cleveland et al. 1990) of y (n,), or None without a period or with fewer than two cycles."""
    from statsmodels.tsa.seasonal import STL

    if period is None or len(y) < 2 * period:
        return None
    parts = STL(y, period=period).fit()
    return Decomposition(np.asarray(parts.trend), np.asarray(parts.seasonal), np.asarray(parts.resid), start)


def _spectral_peak(level: np.ndarray, phi: float) -> float | None:
    """Period in steps (a fraction) where the periodogram stands out most from red noise, or None."""
    from scipy.signal import periodogram

    n = len(level)
    frequencies, power = periodogram(level)
    usable = frequencies >= 2 / n
    frequencies, power = frequencies[usable], power[usable]
    ratio = power / (2 * level.var() * _red_noise(frequencies, phi))
    if len(ratio) * np.exp(-ratio.max()) > FALSE_ALARM:
        return None
    return _exact_period(level, float(frequencies[ratio.argmax()]))


def _smooth_cycle(level: np.ndarray) -> float | None:
    """Period in steps of the strongest frequency, if the series repeats almost exactly after it, or None."""
    from scipy.signal import periodogram

    frequencies, power = periodogram(level)
    period = _exact_period(level, float(frequencies[power.argmax()]))
    steps = round(period)
    if not 2 <= steps <= len(level) // MIN_SMOOTH_CYCLES or _echo(level, steps) < MIN_SMOOTH_ECHO:
        return None
    return period


def _exact_period(level: np.ndarray, coarse: float) -> float:
    """Period in steps (a fraction) of the peak near the frequency `coarse`, whose bins lie 1/n apart.

    With few cycles the series is tapered: its ends would pull the peak aside.
    """
    from scipy.signal import periodogram

    n = len(level)
    window = "hann" if coarse * n < FEW_CYCLES else "boxcar"
    frequencies, power = periodogram(level, window=window, nfft=16 * n)
    near = np.flatnonzero(np.abs(frequencies - coarse) <= 0.5 / n)
    return float(1 / frequencies[near[power[near].argmax()]])


def _red_noise(frequencies: np.ndarray, phi: float) -> np.ndarray:
    """Spectrum of an AR(1) with mean 1: (1 − φ²) / (1 + φ² − 2φ cos 2πf)."""
    return (1 - phi**2) / (1 + phi**2 - 2 * phi * np.cos(2 * np.pi * frequencies))


def _echo_peak(level: np.ndarray, phi: float) -> float | None:
    """Lag that stands out in the ACF of the AR(1) residuals, or None; white noise stays within ±1/√n."""
    from scipy.stats import norm
    from statsmodels.tsa.stattools import acf

    longest = len(level) // 2
    values = acf(level[1:] - phi * level[:-1], nlags=longest, result_object=False)
    lag = 2 + int(values[2:].argmax())
    return float(lag) if values[lag] > norm.isf(FALSE_ALARM / longest) / np.sqrt(len(level)) else None


def _echo(level: np.ndarray, period: int) -> float:
    """Autocorrelation at one period of `level` minus its centred moving average over one period."""
    from statsmodels.tsa.seasonal import seasonal_decompose
    from statsmodels.tsa.stattools import acf

    trend = seasonal_decompose(level, period=period, extrapolate_trend=period).trend
    rest = level - np.asarray(trend)
    if np.ptp(rest) <= 1e-9 * np.ptp(level):
        return 0.0
    return float(acf(rest, nlags=period, adjusted=True, result_object=False)[period])
