"""Windows that leak on purpose, made by hand from honest ones: what the doctor must find, whatever caused it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from lstm_core.prepare import PARTS, Prepared, Scaler, Windows, prepare
from lstm_core.series import Series
from lstm_core.settings import PreparationSettings


def at_random(prepared: Prepared, _series: Series, seed: int) -> Prepared:
    """All windows dealt to the parts by chance, in the same shares."""
    parts = [prepared.part(part) for part in PARTS]
    order = np.random.default_rng(seed).permutation(sum(map(len, parts)))
    rows = np.split(order, np.cumsum([len(part) for part in parts])[:-1])
    names = ("x", "y", "origins", "times", "base")
    everything = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    dealt = {
        part: replace(prepared.part(part), **{name: values[chosen] for name, values in everything.items()})
        for part, chosen in zip(PARTS, rows, strict=True)
    }
    return replace(prepared, train=dealt["train"], validation=dealt["validation"], test=dealt["test"])


def scaler_on_all(prepared: Prepared, series: Series, _seed: int) -> Prepared:
    """The same windows of values, scaled by the mean and the spread of the whole series."""
    scaler = Scaler.fit("zscore", series.values)
    new = replace(prepared, input_scaler=scaler, target_scaler=scaler)
    train, validation, test = (_scaled_by(prepared.part(part), prepared, new) for part in PARTS)
    return replace(new, train=train, validation=validation, test=test)


def without_gap(series: Series, settings: PreparationSettings) -> Prepared:
    """The training part keeps the windows whose targets reach into the validation part."""
    honest = prepare(series, settings)
    end, test = honest.boundaries
    longer = prepare(series, settings, (end + settings.horizon - 1, test))
    return replace(honest, train=_scaled_by(longer.train, longer, honest))


def _scaled_by(windows: Windows, old: Prepared, new: Prepared) -> Windows:
    """Windows of `old` as the scalers of `new` see them."""
    x = new.input_scaler.transform(old.input_scaler.inverse(windows.x))
    y = new.target_scaler.transform(old.target_scaler.inverse(windows.y))
    return replace(windows, x=x, y=y)
