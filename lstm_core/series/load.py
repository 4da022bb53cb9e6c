"""The one door to every series: generator, sample or upload, as the settings say."""

from __future__ import annotations

from dataclasses import replace

from lstm_core.runtime.errors import DataError
from lstm_core.series.apart import read_apart
from lstm_core.series.csv_file import fingerprint
from lstm_core.series.generators import GENERATORS
from lstm_core.series.repair import table_to_series
from lstm_core.series.samples import SAMPLES, load_sample
from lstm_core.series.types import Series
from lstm_core.settings import DataSettings

UPLOAD = "upload"


def series_names() -> dict[str, str]:
    """Key → title of every generator and sample, and of the upload, in the order of a picker."""
    generated = {key: generator.title for key, generator in GENERATORS.items()}
    return generated | {key: sample.title for key, sample in SAMPLES.items()} | {UPLOAD: "Your own file"}


def load_series(data: DataSettings, upload: bytes | None = None) -> Series:
    """The series that the settings describe.

    Parameters
    ----------
    data : DataSettings
        `Settings.data`.
    upload : bytes, optional
        The file, when `data.series` is "upload".

    Returns
    -------
    Series
        Generated, shipped or from the file.

    Raises
    ------
    DataError
        For an unknown key, a column that is not there, and a file that is absent or another one.

    Examples
    --------
    >>> len(lab.load_series(lab.Settings().change(series="nile").data))
    100
    """
    if data.series in GENERATORS:
        return _choose(GENERATORS[data.series].series(data), data)
    if data.series in SAMPLES:
        return load_sample(data.series, data)
    if data.series == UPLOAD:
        return _load_upload(data, upload)
    raise DataError(f"There is no series '{data.series[:40]}'. Choose one of: {', '.join(series_names())}.")


def check_upload(data: DataSettings, upload: bytes) -> None:
    """Raises DataError when the settings name a fingerprint and the file has another one."""
    found = fingerprint(upload)
    if data.file_hash and data.file_hash != found:
        raise DataError(
            f"This is not the file that the link wants: its fingerprint is {found}, wanted is {_wanted(data)}. "
            "Bring that file, or start from the file you have."
        )


def _load_upload(data: DataSettings, upload: bytes | None) -> Series:
    if upload is None:
        raise DataError(f"This experiment needs {_wanted(data)}. Bring that file.", setting="file")
    check_upload(data, upload)
    return table_to_series(read_apart(upload, data), data)


def _wanted(data: DataSettings) -> str:
    if not (data.file_name or data.file_hash):
        return "a CSV file of your own"
    facts = [f"{data.file_rows:,} rows"] if data.file_rows else []
    facts += [f"fingerprint {data.file_hash}"] if data.file_hash else []
    name = f"the file '{data.file_name}'" if data.file_name else "a file"
    return f"{name} ({', '.join(facts)})" if facts else name


def _choose(series: Series, data: DataSettings) -> Series:
    """The target and features that `data` asks for; the noise floor belongs to the generator's own choice."""
    target = data.target or series.target
    features = tuple(dict.fromkeys(data.features)) or series.features
    if (target, features) == (series.target, series.features):
        return series
    floor = series.noise_floor if target == series.target and set(features) >= set(series.features) else None
    return replace(series, target=target, features=features, noise_floor=floor)
