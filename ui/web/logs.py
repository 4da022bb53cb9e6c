"""One JSON object per line on stderr, for machines that collect logs: `LSTM_LAB_LOG=json`.

It begins when the app is loaded; what Streamlit says before comes in its own way.
"""

from __future__ import annotations

import json
import logging
import os
from datetime import UTC, datetime

import streamlit.logger as streamlit_logs

SWITCH = "LSTM_LAB_LOG"


class JsonLines(logging.Formatter):
    """A record as JSON: time (UTC), level, logger, message, and exc where there is an exception."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "logger": record.name, "message": record.getMessage(),
        }  # fmt: skip
        if record.exc_info:
            line["exc"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def set_up() -> None:
    """Log as the environment says: JSON lines, or in Streamlit's and Python's own way."""
    if os.environ.get(SWITCH) != "json":
        return
    lines = logging.StreamHandler()
    lines.setFormatter(JsonLines())
    # As in the plain form: a line per request is the proxy's business, and would hold the addresses of runs.
    lines.addFilter(lambda record: record.levelno >= logging.WARNING or not record.name.startswith("uvicorn"))
    logging.basicConfig(handlers=[lines], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    # Streamlit gives every logger a handler of its own, whose format is a template and cannot be JSON.
    streamlit_logs.setup_formatter = _to_root
    streamlit_logs.update_formatter()


def _to_root(logger: logging.Logger) -> None:
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
    logger.propagate = True
