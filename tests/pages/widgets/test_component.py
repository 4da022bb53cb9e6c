"""Components send their data, and of their scripts a line: the browser has fetched these once."""

import pytest
from streamlit.testing.v1 import AppTest

from ui.format.pages import path
from ui.web import SCRIPT
from ui.widgets import component


@pytest.mark.parametrize("page", ["start", "train", "results", "gates"])
def test_no_script_and_no_style_goes_with_a_redraw(page: str) -> None:
    at = AppTest.from_file(str(SCRIPT), default_timeout=300).run()
    if page != "start":
        at.switch_page(path(page)).run()
    assert not at.exception
    sent = [found.proto for found in at.get("bidi_component")]
    assert len(sent) > 1
    for proto in sent:
        assert len(proto.js_content) < 700, proto.component_name
        assert component.address() in proto.js_content
        assert proto.html_content == proto.css_content == ""
