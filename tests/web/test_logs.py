"""Each line on stderr is an object when the switch says so, whoever logs; else nothing changes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from typing import Any

TALK = """
import logging, warnings
from streamlit.logger import get_logger
before = get_logger("streamlit.before")
from ui.web import logs
logs.set_up()
before.info("said by %s", "Streamlit")
get_logger("streamlit.after").warning('two\\nlines and a "quote"')
get_logger("uvicorn.error").error("the server")
get_logger("uvicorn.access").info("GET /gates?run=secret")
logging.getLogger("lstm_core.host.client").info("too low to be shown")
warnings.warn("a warning", stacklevel=1)
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("lstm_core.host.client").exception("lost %d", 3)
"""


def said(**environment: str) -> list[str]:
    clean = {name: value for name, value in os.environ.items() if name != "LSTM_LAB_LOG"}
    found = subprocess.run(
        [sys.executable, "-c", TALK], env=clean | environment, capture_output=True, text=True, timeout=60, check=True
    )
    assert found.stdout == ""
    return found.stderr.splitlines()


def test_json_lines() -> None:
    lines: list[dict[str, Any]] = [json.loads(line) for line in said(LSTM_LAB_LOG="json")]
    assert [(line["level"], line["logger"]) for line in lines] == [
        ("INFO", "streamlit.before"), ("WARNING", "streamlit.after"), ("ERROR", "uvicorn.error"),
        ("WARNING", "py.warnings"), ("ERROR", "lstm_core.host.client"),
    ]  # fmt: skip
    assert [line["message"] for line in lines[:3]] == [
        "said by Streamlit", 'two\nlines and a "quote"', "the server",
    ]  # fmt: skip
    assert lines[4]["message"] == "lost 3"
    assert lines[4]["exc"].startswith("Traceback")
    assert lines[4]["exc"].endswith("ZeroDivisionError: division by zero")
    assert "exc" not in lines[0]
    assert all(datetime.fromisoformat(line["time"]).utcoffset() is not None for line in lines)


def test_plain_without_the_switch() -> None:
    lines = said()
    assert any(line.endswith("said by Streamlit") and not line.startswith("{") for line in lines)
    assert "lost 3" in lines
    assert lines[-1] == "ZeroDivisionError: division by zero"
