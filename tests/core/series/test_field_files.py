"""Files by rule: values and dates are what was written, or the right question is asked."""

import numpy as np
import pytest

from lstm_core.series import read_table, table_to_series
from lstm_core.settings import DataSettings
from tests.support.field_files import FORMS, Written, files, write

FILES = files()


def check(written: Written) -> None:
    """The file is read as it was written."""
    form = written.form
    settings = DataSettings(**form.read)
    table = read_table(written.data, settings)
    kinds = [question.kind for question in table.questions]
    if form.asks and not form.asks.endswith("?"):
        assert form.asks in kinds, kinds
    series = table_to_series(table, settings)
    assert table.target in written.names, (table.target, table.choices)
    assert set(series.names) == set(written.names), series.names
    want = written.values.copy()
    if form.values not in ("decimals", "thousands"):
        want[want == float(form.values)] = np.nan
    got = series.values[:, [series.names.index(name) for name in written.names]]
    np.testing.assert_allclose(got, want, rtol=1e-9)
    if not form.counted:
        assert list(series.index) == list(written.stamps)
        assert series.time_unit == form.unit


def test_there_are_enough_of_them():
    assert len(FILES) >= 200
    assert len({name for name, _ in FILES}) == len(FILES)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_file_is_read_as_it_was_written(form):
    for name, arguments in FILES:
        if arguments[0] is form:
            try:
                check(write(*arguments))
            except Exception as error:
                raise AssertionError(name) from error
