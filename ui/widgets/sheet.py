"""A sheet: what a section says of works. Written once, drawn by Streamlit where nothing moves, else by the live road.

A section has a function `draw(sheet)`. Where something moves it is called in the road's threads, too, so it must use
neither Streamlit nor the session: what it needs of them it is given before.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Literal

import pandas as pd
import streamlit as st

from ui.format.markup import Formats, html_of, table_html
from ui.format.palette import Figure, Theme
from ui.format.text import fill
from ui.widgets.live import Pick, live_chart

Gap = Literal["small", "medium"]
Item = dict[str, Any]
# Pixels of a row of a data frame, and the most that one is high.
ROW, MOST_HIGH = 35, 320


class Sheet(ABC):
    """Where a section writes. theme: for the charts on it."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme

    def show(self, id: str, **values: object) -> None:
        """A text of ``ui/text``, its ``{name}`` places filled."""
        self.markdown(fill(id, **values))

    @abstractmethod
    def markdown(self, text: str) -> None:
        """A text or a table in Markdown."""

    @abstractmethod
    def caption(self, text: str) -> None:
        """A small text."""

    @abstractmethod
    def heading(self, text: str) -> None:
        """What the following is about."""

    @abstractmethod
    def info(self, text: str, icon: str = "info") -> None:
        """A sentence in a blue box. icon: its name among the Material symbols."""

    @abstractmethod
    def warning(self, text: str, icon: str = "info") -> None:
        """A sentence in a yellow box."""

    @abstractmethod
    def chart(self, figure: Figure, key: str, alt: str, *, answers: bool = False) -> None:
        """A chart that keeps its place and zoom under its key. `alt` says it in words.

        answers: whether a click on a point of it is told to whoever draws the sheet (`Following.sheet`).
        """

    @abstractmethod
    def table(self, frame: pd.DataFrame) -> None:
        """All rows of a small table with their names; its cells are Markdown."""

    @abstractmethod
    def grid(self, frame: pd.DataFrame, key: str, alt: str, formats: Formats) -> None:
        """A long table that scrolls. formats: column → what writes its numbers; NaN is a dash."""

    @abstractmethod
    def columns(self, n: int, gap: Gap = "small") -> Sequence[Sheet]:
        """Sheets side by side, below each other on a phone."""

    @abstractmethod
    def box(self) -> Sheet:
        """A sheet in a frame."""


Draw = Callable[[Sheet], None]


class StillSheet(Sheet):
    """Streamlit draws at once. place: the container, by default where the script is. on_pick: as of `live_chart`."""

    def __init__(self, theme: Theme, place: Any = None, on_pick: Pick | None = None) -> None:
        super().__init__(theme)
        self._place, self._on_pick = place or nullcontext(), on_pick

    def markdown(self, text: str) -> None:
        """As of `Sheet`."""
        with self._place:
            st.markdown(text)

    def caption(self, text: str) -> None:
        """As of `Sheet`."""
        with self._place:
            st.caption(text)

    def heading(self, text: str) -> None:
        """As of `Sheet`."""
        with self._place:
            st.header(text, anchor=False)

    def info(self, text: str, icon: str = "info") -> None:
        """As of `Sheet`."""
        with self._place:
            st.info(text, icon=f":material/{icon}:")

    def warning(self, text: str, icon: str = "info") -> None:
        """As of `Sheet`."""
        with self._place:
            st.warning(text, icon=f":material/{icon}:")

    def chart(self, figure: Figure, key: str, alt: str, *, answers: bool = False) -> None:
        """As of `Sheet`."""
        with self._place:
            live_chart(figure, key, figure["layout"]["height"], alt, self._on_pick if answers else None)

    def table(self, frame: pd.DataFrame) -> None:
        """As of `Sheet`."""
        with self._place:
            st.table(frame)

    def grid(self, frame: pd.DataFrame, key: str, alt: str, formats: Formats) -> None:
        """As of `Sheet`."""
        with self._place:
            st.dataframe(
                frame.style.format(dict(formats), na_rep="–"), hide_index=True, height=_height(frame), key=key,
                placeholder="–", alt=alt,
            )  # fmt: skip

    def columns(self, n: int, gap: Gap = "small") -> Sequence[Sheet]:
        """As of `Sheet`."""
        with self._place:
            return [StillSheet(self.theme, column, self._on_pick) for column in st.columns(n, gap=gap)]

    def box(self) -> Sheet:
        """As of `Sheet`."""
        with self._place:
            return StillSheet(self.theme, st.container(border=True), self._on_pick)


class RecordedSheet(Sheet):
    """Everything is noted as plain data that the component `live_sheet` draws.

    items: name → what stands under it. layout: names in their order; ``{"columns": [layout, …], "gap": …}`` and
    ``{"box": layout}`` hold others.
    """

    def __init__(self, theme: Theme, items: dict[str, Item] | None = None) -> None:
        super().__init__(theme)
        self.items: dict[str, Item] = {} if items is None else items
        self.layout: list[Any] = []

    def show(self, id: str, **values: object) -> None:
        """As of `Sheet`; under the text's id, so that one more above it leaves it as it is."""
        self._put(id, {"kind": "text", "html": html_of(fill(id, **values))})

    def markdown(self, text: str) -> None:
        """As of `Sheet`."""
        self._put("text", {"kind": "text", "html": html_of(text)})

    def caption(self, text: str) -> None:
        """As of `Sheet`."""
        self._put("caption", {"kind": "caption", "html": html_of(text)})

    def heading(self, text: str) -> None:
        """As of `Sheet`."""
        self._put("heading", {"kind": "heading", "html": html_of(f"## {text}")})

    def info(self, text: str, icon: str = "info") -> None:
        """As of `Sheet`."""
        self._put("info", {"kind": "info", "html": html_of(text), "icon": icon})

    def warning(self, text: str, icon: str = "info") -> None:
        """As of `Sheet`."""
        self._put("warning", {"kind": "warning", "html": html_of(text), "icon": icon})

    def chart(self, figure: Figure, key: str, alt: str, *, answers: bool = False) -> None:
        """As of `Sheet`."""
        self._put(key, {"kind": "chart", "figure": figure, "alt": alt, **({"answers": True} if answers else {})})

    def table(self, frame: pd.DataFrame) -> None:
        """As of `Sheet`."""
        self._put("table", {"kind": "table", "html": table_html(frame, index=True)})

    def grid(self, frame: pd.DataFrame, key: str, alt: str, formats: Formats) -> None:
        """As of `Sheet`."""
        html = table_html(frame, index=False, formats=formats)
        self._put(key, {"kind": "grid", "html": html, "height": _height(frame), "alt": alt})

    def columns(self, n: int, gap: Gap = "small") -> Sequence[Sheet]:
        """As of `Sheet`."""
        sheets = [RecordedSheet(self.theme, self.items) for _ in range(n)]
        self.layout.append({"columns": [sheet.layout for sheet in sheets], "gap": gap})
        return sheets

    def box(self) -> Sheet:
        """As of `Sheet`."""
        sheet = RecordedSheet(self.theme, self.items)
        self.layout.append({"box": sheet.layout})
        return sheet

    def _put(self, name: str, item: Item) -> None:
        again = sum(other == name or other.startswith(f"{name} ") for other in self.items)
        name = f"{name} {again + 1}" if again else name
        self.items[name] = item
        self.layout.append(name)


class Recording:
    """The newest drawings of some sheets, made anew only when there is something new to draw.

    draws: name of the sheet → how it is drawn. news: what the drawings depend on, of which nothing is ever changed,
    only replaced.
    """

    def __init__(self, theme: Theme, draws: Mapping[str, Draw], news: Callable[[], Sequence[object]]) -> None:
        self._theme, self._draws, self._news = theme, draws, news
        self._seen: Sequence[object] | None = None
        self._items: dict[str, Item] = {}

    def items(self) -> Mapping[str, Item]:
        """``sheet/name`` → what stands there, and ``sheet/`` → the layout of that sheet."""
        now = tuple(self._news())
        if self._seen is None or not _same(now, self._seen):
            self._items = self._draw()
            self._seen = now
        return self._items

    def _draw(self) -> dict[str, Item]:
        found: dict[str, Item] = {}
        for name, draw in self._draws.items():
            sheet = RecordedSheet(self._theme)
            draw(sheet)
            found |= {f"{name}/{key}": item for key, item in sheet.items.items()}
            found[f"{name}/"] = {"layout": sheet.layout}
        return found


def _same(now: Sequence[object], before: Sequence[object]) -> bool:
    return len(now) == len(before) and all(one is other for one, other in zip(now, before, strict=True))


def _height(frame: pd.DataFrame) -> int:
    return min(MOST_HIGH, ROW * (len(frame) + 1) + 3)
