"""Series: generate one, load a sample, read a CSV file, see what is wrong with it."""

from lstm_core.series.apart import is_large, make_ready, read_apart
from lstm_core.series.columns import Column
from lstm_core.series.csv_file import READING, Table, fingerprint, read_table
from lstm_core.series.findings import Problem, check_series
from lstm_core.series.formats import names_of_tables
from lstm_core.series.generators import GENERATORS, Generator
from lstm_core.series.load import UPLOAD, check_upload, load_series, series_names
from lstm_core.series.questions import Question, Reading
from lstm_core.series.repair import read_csv, table_to_series
from lstm_core.series.samples import SAMPLES, Sample, load_sample, sample_table
from lstm_core.series.stamps import NO_DATE
from lstm_core.series.types import Series

__all__ = [
    "GENERATORS",
    "NO_DATE",
    "READING",
    "SAMPLES",
    "UPLOAD",
    "Column",
    "Generator",
    "Problem",
    "Question",
    "Reading",
    "Sample",
    "Series",
    "Table",
    "check_series",
    "check_upload",
    "fingerprint",
    "is_large",
    "load_sample",
    "load_series",
    "make_ready",
    "names_of_tables",
    "read_apart",
    "read_csv",
    "read_table",
    "sample_table",
    "series_names",
    "table_to_series",
]
