"""What the core refuses is told with the page on which it is mended."""

import numpy as np
import pytest

from lstm_core.prepare import prepare
from lstm_core.runtime.errors import DataError, SettingsError
from lstm_core.settings import Settings, specs
from tests.support.examples import sine
from ui.format.pages import PAGES, title
from ui.format.refusal import refusal_text


def test_the_screen_adds_the_place() -> None:
    series = sine()
    series.values[17, 0] = np.nan
    with pytest.raises(DataError) as refused:
        prepare(series, Settings().preparation)
    assert "page" not in str(refused.value)
    assert refusal_text(refused.value) == f"{refused.value} You find 'Missing values' on the Data page."


def test_what_no_single_setting_mends_is_told_as_it_is() -> None:
    assert refusal_text(DataError("The file is empty.")) == "The file is empty."
    assert refusal_text(SettingsError(["One.", "Two."])) == "One. Two."


@pytest.mark.parametrize("key", specs())
def test_every_setting_has_a_page(key: str) -> None:
    sentence = refusal_text(DataError("It cannot be.", setting=key))
    assert sentence.removeprefix(f"It cannot be. You find '{specs()[key].label}' on the ").removesuffix(" page.") in [
        title(page) for page in PAGES
    ]
