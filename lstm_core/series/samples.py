"""The real series in `sample_data/`: what they are, where they come from, how they are read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from lstm_core.runtime.errors import DataError
from lstm_core.series.csv_file import Table, read_table
from lstm_core.series.repair import table_to_series
from lstm_core.series.types import Series
from lstm_core.settings import DataSettings

FOLDER = Path(__file__).resolve().parents[1] / "sample_data"


@dataclass(frozen=True)
class Sample:
    """One entry of the registry.

    file: name inside `sample_data/`. target, features: the sample's own choice of columns. unit: of the
    target. time_unit: what one step is. source, licence: one line each; `sample_data/README.md` has the whole.
    """

    key: str
    title: str
    file: str
    target: str
    features: tuple[str, ...]
    unit: str
    time_unit: str
    source: str
    licence: str

    @property
    def story(self) -> str:
        """Id of its text: ``samples/<key>``."""
        return f"samples/{self.key}"


_PUBLIC = "Public domain"

SAMPLES: dict[str, Sample] = {
    s.key: s
    for s in (
        Sample(
            "airpassengers", "Airline passengers", "airpassengers.csv", "passengers", ("passengers",), "thousands",
            "month", "Box & Jenkins, Time Series Analysis (1976), series G", "Published data, freely reproduced",
        ),
        Sample(
            "sunspots", "Sunspots", "sunspots.csv", "sunspots", ("sunspots",), "", "year",
            "US National Geophysical Data Center, by way of statsmodels", _PUBLIC,
        ),
        Sample(
            "co2", "CO₂ on Mauna Loa", "co2.csv", "co2", ("co2",), "ppm", "week",
            "Keeling & Whorf (2004), Scripps and CDIAC, by way of statsmodels", _PUBLIC,
        ),
        Sample(
            "elnino", "El Niño sea surface", "elnino.csv", "temperature", ("temperature",), "°C", "month",
            "NOAA, ERSST.V3B, region Niño 1+2, by way of statsmodels", _PUBLIC,
        ),
        Sample(
            "nile", "Nile flow", "nile.csv", "flow", ("flow",), "10⁸ m³", "year",
            "Cobb, Biometrika 65 (1978), by way of statsmodels", _PUBLIC,
        ),
        Sample(
            "seattle", "Seattle weather", "seattle.csv", "temp_max",
            ("temp_max", "temp_min", "precipitation", "wind"), "°C", "day",
            "NOAA daily observations, by way of vega-datasets", _PUBLIC,
        ),
        Sample(
            "stock", "Apple share", "stock.csv", "price", ("price", "volume"), "USD", "trading day",
            "Quandl WIKI Prices, AAPL, by way of bokeh-sampledata", _PUBLIC,
        ),
        Sample(
            "sst", "Gulf of Maine sea surface", "sst.csv", "temperature", ("temperature",), "°C", "30 minutes",
            "NERACOOS buoy B01, University of Maine, by way of bokeh-sampledata", "Free to use and redistribute",
        ),
    )
}  # fmt: skip


def load_sample(key: str, data: DataSettings | None = None) -> Series:
    """A sample as a series, with the target, features and repairs of `data`; by default its own choice,
    nothing repaired. Raises DataError for an unknown key or column."""
    if key not in SAMPLES:
        raise DataError(f"There is no sample '{key[:40]}'. The samples are: {', '.join(SAMPLES)}.")
    series = table_to_series(sample_table(key), data or DataSettings())
    return replace(series, title=SAMPLES[key].title)


@lru_cache(maxsize=len(SAMPLES))
def sample_table(key: str) -> Table:
    """The file of a sample, read like an uploaded one; its counted issues are on it."""
    sample = SAMPLES[key]
    table = read_table((FOLDER / sample.file).read_bytes())
    return replace(table, target=sample.target, features=sample.features)
