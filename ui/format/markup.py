"""Markdown and tables → HTML for what changes without a script run; all else is Streamlit's to draw."""

from __future__ import annotations

import html
import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    import pandas as pd

# Column → what writes its numbers.
Formats = Mapping[str, Callable[[float], str]]
_reader = MarkdownIt("commonmark", {"html": False}).enable("table")


@lru_cache(maxsize=512)
def html_of(markdown: str) -> str:
    """The text as HTML; HTML in it stays text, so that names from files do no harm."""
    found: str = _reader.render(markdown)
    return found.strip()


@lru_cache(maxsize=512)
def line_html(markdown: str) -> str:
    """A line of Markdown as HTML without a paragraph round it."""
    found: str = _reader.renderInline(markdown)
    return found


def table_html(frame: pd.DataFrame, *, index: bool, formats: Formats | None = None) -> str:
    """A table as HTML. index: with the names of its rows; formats: column → what writes its numbers.

    Texts are Markdown with `index`, as Streamlit's tables have it, and plain without, as in its data frames.
    """
    formats = formats or {}
    numbers = {column for column in frame.columns if frame[column].dtype.kind in "if"}
    head = [_cell("th", "", False, line_html(str(column))) for column in frame.columns]
    rows = []
    for name, values in zip(frame.index, frame.itertuples(index=False, name=None), strict=True):
        cells = [_cell("th", ' scope="row"', False, line_html(str(name)))] if index else []
        for column, value in zip(frame.columns, values, strict=True):
            cells.append(_cell("td", "", column in numbers, _written(value, formats.get(column), plain=not index)))
        rows.append(cells)
    corner = [_cell("th", "", False, line_html(str(frame.index.name or "")))] if index else []
    body = "".join(_row(cells) for cells in rows)
    return f"<table><thead>{_row([*corner, *head])}</thead><tbody>{body}</tbody></table>"


def _row(cells: Sequence[str]) -> str:
    return f"<tr>{''.join(cells)}</tr>"


def _cell(tag: str, more: str, right: bool, content: str) -> str:
    side = ' class="lab-number"' if right else ""
    return f"<{tag}{more}{side}>{content}</{tag}>"


def _written(value: Any, form: Callable[[float], str] | None, *, plain: bool) -> str:
    if isinstance(value, float) and math.isnan(value):
        return "–"
    if form is not None:
        return form(value)
    return html.escape(str(value)) if plain else line_html(str(value))
