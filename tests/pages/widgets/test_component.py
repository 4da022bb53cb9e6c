"""Components send their data, and of their scripts a line: the browser has fetched these once."""

import pytest

from tests.support.pages.page import arrive
from ui.widgets import component


@pytest.mark.parametrize("page", ["start", "train", "results", "gates"])
def test_no_script_and_no_style_goes_with_a_redraw(page: str) -> None:
    at = arrive(page)
    sent = [found.proto for found in at.get("bidi_component")]
    assert len(sent) > 1
    for proto in sent:
        assert len(proto.js_content) < 700, proto.component_name
        assert component.address() in proto.js_content
        assert proto.html_content == proto.css_content == ""
