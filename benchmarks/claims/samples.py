"""What the Data page says about its samples: one series each, so that no seed is drawn."""

from __future__ import annotations

import numpy as np
import pandas as pd

import lstm_core as lab
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import FEW, baseline, evaluation, listed
from lstm_core.series.samples import load_sample


def _sample(key: str) -> tuple[np.ndarray, pd.Index]:
    found = load_sample(key)
    return found.y, found.index


@claim(("samples/airpassengers", "The level rises, and the yearly swing rises with it"))
def the_airlines_swing_rises_with_the_level() -> Found:
    years = _sample("airpassengers")[0].reshape(-1, 12)
    rho = float(np.corrcoef(years.mean(axis=1), np.ptp(years, axis=1))[0, 1])
    return Found("airline: correlation of a year's mean and swing", rho, "", "≥ 0.9", rho >= 0.9)


@claim(
    ("samples/co2", "The level climbs, plants draw it down every summer, and 59 weeks have no value"),
)
def co2_climbs_and_falls_every_summer() -> Found:
    y, index = _sample("co2")
    weeks = pd.Series(y, index)
    missing = int(weeks.isna().sum())
    months = weeks.interpolate().resample("MS").mean()
    falls = [bool(months[f"{year}-10"].iloc[0] < months[f"{year}-05"].iloc[0]) for year in range(1959, 2001)]
    means = months["1959":"2000"].resample("YS").mean()  # type: ignore[misc]
    holds = missing == 59 and all(falls) and bool((means.diff().dropna() > 0).all())
    return Found(
        "CO₂: summers with a fall from May to October", sum(falls), "", "= 42", holds, f"{missing} weeks empty"
    )


@claim(
    ("samples/elnino", "Most of it is the yearly season; look for the warm years 1982–83 and 1997–98"),
)
def the_pacific_follows_its_season_except_in_two_warm_spells() -> Found:
    y, index = _sample("elnino")
    months = pd.Series(y, index)
    season = months.groupby(months.index.month).transform("mean")
    share = float(season.var() / months.var())
    warmest = (months - season).resample("YS").max().nlargest(4).index.year  # type: ignore[attr-defined]
    holds = share > 0.5 and set(warmest) == {1982, 1983, 1997, 1998}
    return Found("El Niño: share of the variance in the season", share, "", "> 0.5", holds,
                 "warmest: " + ", ".join(map(str, sorted(warmest))))  # fmt: skip


@claim(("samples/nile", "The level drops around 1898"))
def the_nile_drops_around_1898() -> Found:
    """The split into two levels with the smallest squared error."""
    y, index = _sample("nile")
    errors = [y[:k].var() * k + y[k:].var() * (len(y) - k) for k in range(5, len(y) - 5)]
    best = 5 + int(np.argmin(errors))
    year = index[best].year  # type: ignore[union-attr]
    off = abs(year - 1898)
    return Found("Nile: years between 1898 and the first of the lower level", off, "", "≤ 2", off <= 2,
                 f"mean {y[:best].mean():.0f} before, {y[best:].mean():.0f} after")  # fmt: skip


@claim(("samples/sst", "Day and night, tides and storms leave their marks; 24 time stamps are absent, in two gaps."))
def the_buoy_knows_day_and_tide() -> Found:
    """Peaks of the periodogram near 24 h and near 12.4 h, against the median of the band around them."""
    y, index = _sample("sst")
    steps = pd.Series(y, index).asfreq("30min")
    gap = steps.isna()
    gaps = int((gap & ~gap.shift(fill_value=False)).sum())
    filled = steps.interpolate().to_numpy()
    power = np.abs(np.fft.rfft((filled - filled.mean()) * np.hanning(len(filled)))) ** 2
    hours = 0.5 * len(filled) / np.maximum(np.arange(len(power)), 0.5)

    def stands_out(period: float) -> float:
        near, around = np.abs(hours / period - 1) < 0.03, np.abs(np.log(hours / period)) < np.log(1.5)
        return float(power[near].max() / np.median(power[around]))

    day, tide = stands_out(24.0), stands_out(12.42)
    holds = min(day, tide) >= 5 and int(gap.sum()) == 24 and gaps == 2
    return Found("buoy: power at a day and at a tide, smaller", min(day, tide), "×", "≥ 5", holds,
                 f"day {day:.0f}, tide {tide:.0f}; {int(gap.sum())} stamps absent in {gaps} gaps")  # fmt: skip


@claim(
    ("samples/stock", "Tomorrow's price is close to today's, and next to nothing of what is left can be forecast"),
)
def hardly_anything_of_a_share_price_can_be_forecast() -> Found:
    """Skill against "same as today" of AR and of networks that read the changes."""
    share = lab.Settings().change(series="stock", features=("price",), transform="difference", epochs=20)
    skills = np.array([evaluation(share.change(seed=s)).metrics["test"]["skill"] for s in range(FEW)])
    ar = baseline("ar", "skill")(share)
    y = load_sample("stock").y
    step = float(np.median(np.abs(np.diff(y)) / y[:-1]))
    best = max(float(skills.max()), ar)
    return Found("Apple: skill against the same as today, largest", best, "", "≤ 0.02", best <= 0.02 and step <= 0.02,
                 f"AR {ar:.2f}, networks {listed(skills)}; median change {100 * step:.1f} %")  # fmt: skip


@claim(
    (
        "samples/sunspots",
        "The cycles last about 11 years, some 9 and some 14, and no two are equally high: look at how fast they climb "
        "and how slowly they fall.",
    ),
)
def sunspots_climb_faster_than_they_fall() -> Found:
    """Lows and highs of the yearly series, at least seven years apart."""
    from scipy.signal import find_peaks

    y = _sample("sunspots")[0]
    lows, highs = (find_peaks(sign * y, distance=7)[0] for sign in (-1, 1))
    inner = highs[(highs > lows[0]) & (highs < lows[-1])]
    rises = [int(high - lows[lows < high][-1]) for high in inner]
    falls = [int(lows[lows > high][0] - high) for high in inner]
    lengths = np.diff(lows)
    ratio = float(np.mean(rises) / np.mean(falls))
    differ = len(set(y[highs])) == len(highs)
    holds = ratio < 0.8 and differ and round(lengths.mean()) == 11 and (lengths.min(), lengths.max()) == (9, 14)
    return Found("sunspots: years of climb ÷ years of fall", ratio, "×", "< 0.8", holds,
                 f"cycles of {lengths.min()} to {lengths.max()} years, mean {lengths.mean():.1f}")  # fmt: skip
