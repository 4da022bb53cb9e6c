"""What moves: charts, texts and bars that the page draws once and the live road keeps up to date.

A chart is a small component round ``Plotly.react`` that keeps zoom, legend and hover.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from lstm_core.host.training_job import Job
from ui.format.markup import html_of
from ui.format.palette import Figure
from ui.state import server, slots
from ui.state.slots import under
from ui.state.views import Frame, Moves, View
from ui.widgets.component import component

# Hears which point of a chart was clicked: ``{"x": …, "y": …, "name": trace name}``.
Pick = Callable[[dict[str, Any]], None]

_chart = component("live_chart", isolate_styles=False)
_slot = component("live_slot", isolate_styles=False)
_sheet = component("live_sheet", isolate_styles=False)
_watch = component("live_watch")


def live_chart(
    figure: Figure, key: str, height: int, alt: str = "", on_pick: Pick | None = None,
    narrowest: int = 0, feed: Mapping[str, Any] | None = None, walks: Mapping[str, Any] | None = None,
    film: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Draw a figure dict in place, `height` pixels tall, under a key that stays the same from redraw to redraw.

    narrowest: pixels below which it is scrolled sideways and drawn no smaller.
    on_pick: called when the learner clicks a point.
    feed: what the road adds to it, of `training_feed` or `Moving.chart`.
    walks: with which explorer its marks of a step walk, of `ui.widgets.cell_explorer.walks_with`.
    film: of which film it is a part, of `ui.widgets.film.part`.
    """
    data = {"figure": figure, "height": height, "alt": alt, "answers": on_pick is not None, "narrowest": narrowest}
    if feed is not None:
        data["feed"] = dict(feed)
    if walks is not None:
        data["walks"] = dict(walks)
    if film is not None:
        data["film"] = dict(film)
    _chart(key=key, data=data, height=height, on_pick_change=_picked(key, on_pick))


def _picked(key: str, on_pick: Pick | None) -> Callable[[], None]:
    """What a component under this key calls when a point of it was clicked."""

    def picked() -> None:
        point = getattr(under(key).get(), "pick", None)
        if point is not None and on_pick is not None:
            on_pick(point)

    return picked


def training_feed(
    jobs: Sequence[Job], traces: Sequence[Mapping[str, Any]] = (), lines: Sequence[Mapping[str, Any]] = (),
    alt: str = "",
) -> dict[str, Any] | None:  # fmt: skip
    """What a chart of trainings takes from the road while one of them moves, else None.

    traces: ``{"at": trace, "topic": place in jobs, "y": column}``, with ``"peaks": True`` where thinning keeps peaks.
    lines: ``{"at": trace, "topic": place in jobs}``, whose y becomes the newest prediction.
    alt: the chart in words, with ``{column}`` of the first training.
    """
    if all(job.finished for job in jobs):
        return None
    return road_of([job.id for job in jobs]) | {
        "counts": [len(job.reports) for job in jobs], "traces": list(traces), "lines": list(lines), "alt": alt,
    }  # fmt: skip


def road_of(topics: Sequence[str]) -> dict[str, Any]:
    """Which topics a component follows, and what the road knows this browser by where it has no cookie."""
    return {"topics": list(topics), "key": server.road_key()}


def live_line(job: Job, text: str, share: float) -> None:
    """How far a training is, as bar and words."""
    topic = None if job.finished else job.id
    item = {"share": share, "text": text}
    _slot(key="train_progress", data={"item": item, "topic": topic, "key": server.road_key()})


def live_alarms(job: Job, alarms: Sequence[str]) -> None:
    """What goes wrong in a training that runs; `alarms` are HTML."""
    item = {"html": "".join(f'<div class="lab-warning">{text}</div>' for text in alarms)}
    _slot(key="train_alarms", data={"item": item, "topic": job.id, "key": server.road_key(), "alarms": True})


def watch(key: str, stages: Mapping[str, str], version: int = 0) -> None:
    """Draw the page again when one of these topics leaves the stage that the page was drawn for.

    Drawn with nothing to watch, too: what stands below it would be built anew if it came and went.
    version: which drawing of a view the page has, so that it does not come once more.
    """
    with st.container(key=f"lab_watch_{key}"):
        data = road_of(list(stages)) | {"stages": list(stages.values()), "version": version}
        _watch(key=f"watch_{key}", data=data, on_moved_change=lambda: None)


class Moving:
    """Texts, bars and charts that are made anew, without a script run, when one of the jobs moves."""

    def __init__(self, key: str, jobs: Sequence[Moves], draw: Callable[[], Frame], stage: Callable[[], str]) -> None:
        """Draws once; the parts are then put where the page wants them.

        draw: name → Markdown, ``{"share": 0…1, "text": words}`` or figure; called in any thread, so it must use
        neither Streamlit nor the session. stage: what the rest of the page depends on.
        """
        kept = slots.VIEWS.at_first({})
        self.key = key
        self._view: View | None = None
        if all(job.finished for job in jobs):
            # Nobody follows it any more; what moves next under this key is another view.
            kept.pop(key, None)
            self._items, self._version = draw(), 0
            watch(key, {})
            return
        self._view = kept.setdefault(key, View(server.token()))
        # Before the drawing: what changes during it redraws the page once more.
        drawn_for = stage()
        self._items, self._version = self._view.show(jobs, draw, stage)
        watch(key, {self._view.id: drawn_for}, self._version)

    @property
    def active(self) -> bool:
        """Whether the road keeps it up to date."""
        return self._view is not None

    def text(self, name: str) -> None:
        """A text; nothing where there is none."""
        item = self._items.get(name, "")
        if self.active:
            self._draw_slot(name, {"html": html_of(item)} if item else {})
        elif item:
            st.markdown(item)

    def bar(self, name: str) -> None:
        """How far something is; nothing where there is no such bar."""
        item = self._items.get(name)
        if self.active or item:
            self._draw_slot(name, item or {})

    def sheet(self, name: str, on_pick: Pick | None = None) -> None:
        """The items ``name/…`` as a `ui.widgets.sheet.Recording` gives them. on_pick: of the charts that answer."""
        prefix, key = f"{name}/", f"{self.key}_{name}"
        items = {name.removeprefix(prefix): item for name, item in self._items.items() if name.startswith(prefix)}
        data = {"items": items, "prefix": prefix, **self._road()}
        _sheet(key=key, data=data, on_pick_change=_picked(key, on_pick))

    def chart(self, name: str, alt: str, on_pick: Pick | None = None) -> None:
        """A chart; nothing where there is none. on_pick: as of `live_chart`."""
        figure: Figure | None = self._items.get(name)
        if figure is not None:
            height = figure["layout"]["height"]
            live_chart(figure, f"{self.key}_{name}", height, alt, on_pick, feed=self._feed(name))

    def _feed(self, name: str) -> dict[str, Any] | None:
        if self._view is None:
            return None
        return road_of([self._view.id]) | {"name": name, "version": self._version}

    def _draw_slot(self, name: str, item: Mapping[str, Any]) -> None:
        _slot(key=f"{self.key}_{name}", data={"item": item, "name": name, **self._road()})

    def _road(self) -> dict[str, Any]:
        """Where the road tells of it, and which drawing the page has."""
        if self._view is None:
            return {}
        return {"topic": self._view.id, "key": server.road_key(), "version": self._version}
