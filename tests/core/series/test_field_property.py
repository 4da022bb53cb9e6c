"""Any series in any form comes back as it was."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.field_files import DECIMALS, ENCODINGS, NEWLINES, SEPARATORS, check, write
from tests.support.field_forms import FORMS
from tests.support.fuzz import examples


@settings(max_examples=examples(60))
@given(
    st.sampled_from(FORMS), st.sampled_from(SEPARATORS), st.sampled_from(DECIMALS), st.sampled_from(ENCODINGS),
    st.sampled_from(NEWLINES), st.integers(40, 300), st.integers(0, 10_000),
)  # fmt: skip
def test_what_is_written_is_read(form, separator, decimal, encoding, newline, rows, seed):
    check(write(form, separator, decimal, encoding, newline, rows, seed))
