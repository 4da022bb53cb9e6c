"""Files by rule: values and dates are what was written, or the right question is asked."""

import pytest

from tests.support.field_files import check, files, write
from tests.support.field_forms import FORMS

FILES = files()


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
