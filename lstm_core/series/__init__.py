"""Series: generate one, load a sample, read a CSV file, see what is wrong with it."""

from lstm_core.series.columns import Column
from lstm_core.series.csv_file import READING, Table, fingerprint, read_table
from lstm_core.series.findings import Problem, check_series
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
    "load_sample",
    "load_series",
    "read_csv",
    "read_table",
    "sample_table",
    "series_names",
    "table_to_series",
]
