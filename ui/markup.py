"""Markdown → HTML for texts that change without a script run; all others are Streamlit's to draw."""

from __future__ import annotations

from functools import lru_cache

from markdown_it import MarkdownIt

_reader = MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=512)
def html_of(markdown: str) -> str:
    """The text as HTML; HTML in it stays text, so that names from files do no harm."""
    found: str = _reader.render(markdown)
    return found.strip()
