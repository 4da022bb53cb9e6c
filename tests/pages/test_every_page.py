"""Every page opens with the defaults and with each sample, and none of them needs TensorFlow."""

import sys
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.series import SAMPLES
from ui.format.pages import PAGES


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("series", ["", *SAMPLES])
def test_page_opens(visit: Callable[..., AppTest], page: str, series: str) -> None:
    app = visit(page, **({"series": series} if series else {}))
    assert not app.exception
    assert app.title
    assert "tensorflow" not in sys.modules
