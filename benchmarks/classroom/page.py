"""What a browser knows of the page: its widgets, its words, the menu, the address. Fed with the server's messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.proto.WidgetStates_pb2 import WidgetStates

from benchmarks.classroom.files import asked_by
from benchmarks.classroom.widgets import KINDS, StepSlider, Widget, widget_of

# Script runs for which the browser keeps a large message that does not come again (Streamlit's own bound).
CACHED_RUNS = 2


@dataclass
class Follower:
    """A component that follows topics of the live road. stages: what the page was drawn for, of each topic; empty where
    the component asks for no redraw.
    """

    component: str
    fragment: str
    topics: list[str]
    stages: list[str] = field(default_factory=list)
    # Whether it has asked for a redraw already.
    asked: bool = False


@dataclass
class Events:
    """Whom the page tells what happened; each is called as the message is read."""

    text: Callable[[str], None]
    road: Callable[[], None]
    begun: Callable[[list[str]], None]
    finished: Callable[[bool, bool], None]
    timer: Callable[[str, float], None]
    trouble: Callable[[str], None]


@dataclass
class Page:
    """The page as far as messages have come. pages: the menu, name in the address → hash.

    title: of the tab. heading: the page's own.
    """

    events: Events
    widgets: dict[str, Widget] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    # Component → what it follows.
    followers: dict[str, Follower] = field(default_factory=dict)
    steps: dict[str, StepSlider] = field(default_factory=dict)
    hash: str = ""
    query: str = ""
    session: str = ""
    title: str = ""
    heading: str = ""
    # What it asks for besides messages: files that components name, and kinds of elements that come with files.
    files: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)
    _run: list[str] = field(default_factory=list)
    _fresh: set[str] = field(default_factory=set)
    # Hash → the message and in which run it was last seen.
    _cache: dict[str, tuple[ForwardMsg, int]] = field(default_factory=dict)
    _runs: int = 0
    _scanned: set[int] = field(default_factory=set)

    @property
    def cached(self) -> list[str]:
        """The large messages that need not be sent again."""
        return list(self._cache)

    def states(self) -> WidgetStates:
        """What the browser sends of all widgets: buttons have nothing to say until they are pressed."""
        states = WidgetStates()
        states.widgets.extend(
            widget.state for widget in self.widgets.values() if widget.state.WhichOneof("value") is not None
        )
        return states

    def leave(self) -> None:
        """Another page was asked for: the widgets of this one go."""
        self.widgets.clear()
        self.followers.clear()
        self.steps.clear()

    def find(self, kind: str, label: str) -> Widget | None:
        """The widget of this kind with this label, or one that begins so, where it can be used."""
        usable = [w for w in self.widgets.values() if w.kind == kind and not w.proto.disabled]
        found = [w for w in usable if w.label == label] or [w for w in usable if w.label.startswith(label)]
        return found[0] if found else None

    def slider(self, label: str) -> Widget | StepSlider | None:
        """The slider with this label, Streamlit's or ours."""
        ours = (one for one in self.steps.values() if one.label == label)
        return self.find("slider", label) or next(ours, None)

    def take(self, data: bytes) -> None:
        """One message of the server's."""
        message = ForwardMsg.FromString(data)
        kind = message.WhichOneof("type")
        if kind == "ref_hash":
            message, _ = self._cache[message.ref_hash]
            kind = "delta"
        if kind == "delta":
            self._delta(message)
        elif kind == "new_session":
            self._begin(message.new_session, list(message.metadata.run.fragment_ids))
        elif kind == "script_finished":
            self._finish(message.script_finished)
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in message.navigation.app_pages}
            self.hash = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "page_config_changed":
            self.title = message.page_config_changed.title or self.title
        elif kind == "auto_rerun":
            self.events.timer(message.auto_rerun.fragment_id, message.auto_rerun.interval)
        elif kind == "stop_auto_rerun":
            for fragment in message.stop_auto_rerun.fragment_ids:
                self.events.timer(fragment, 0.0)
        elif kind == "page_not_found":
            self.events.trouble("page not found")
        elif kind == "session_event" and message.session_event.HasField("script_compilation_exception"):
            self.events.trouble("a script does not compile")

    def _begin(self, new: NewSession, fragments: list[str]) -> None:
        self._run, self._fresh = fragments, set()
        if not fragments:
            self.hash = new.page_script_hash
        self.session = new.initialize.session_id or self.session
        self.events.begun(fragments)

    def _finish(self, status: int) -> None:
        whole = status == ForwardMsg.FINISHED_SUCCESSFULLY
        part = status == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
        if status == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            self.events.trouble("a script does not compile")
        if whole or part:
            self._forget()
        self.events.finished(whole, part)
        self.events.road()

    def _forget(self) -> None:
        """What the run that has ended did not draw again is gone; old large messages, too."""
        runs = self._run
        for drawn in (self.widgets, self.followers, self.steps):
            gone = [k for k, one in drawn.items() if k not in self._fresh and (not runs or one.fragment in runs)]
            for key in gone:
                del drawn[key]
        self._runs += 1
        old = self._runs - CACHED_RUNS
        self._cache = {
            key: kept for key, kept in self._cache.items() if kept[1] >= old or (runs and not _of(kept, runs))
        }

    def _delta(self, message: ForwardMsg) -> None:
        delta: Delta = message.delta
        if message.metadata.cacheable:
            self._cache[message.hash] = message, self._runs
        if delta.WhichOneof("type") != "new_element":
            return
        element, fragment = delta.new_element, delta.fragment_id
        kind = element.WhichOneof("type")
        self.kinds.add(kind or "")
        if kind in KINDS:
            key = getattr(element, kind).id
            self._fresh.add(key)
            self.widgets[key] = widget_of(element, kind, fragment, self.widgets.get(key))
        elif kind == "heading" and element.heading.tag == "h1":
            self.heading = element.heading.body
        elif kind == "progress":
            self.events.text(element.progress.text)
        elif kind == "bidi_component":
            self._component(element.bidi_component, fragment)
        elif kind == "exception":
            self.events.trouble(f"{element.exception.type}: {element.exception.message}")

    def _component(self, component: Any, fragment: str) -> None:
        self._note_files(component.js_content)
        text = component.json if component.WhichOneof("data") == "json" else component.mixed.json
        self._fresh.add(component.id)
        self.followers.pop(component.id, None)
        self.steps.pop(component.id, None)
        if '"topic' not in text and '"label"' not in text:
            return
        data = json.loads(text)
        if "label" in data and "steps" in data:
            self.steps[component.id] = StepSlider(component.id, fragment, data["label"], data["step"], data["steps"])
        if isinstance(data.get("item"), dict) and data["item"].get("text"):
            self.events.text(str(data["item"]["text"]))
        topics = topics_of(data)
        if topics:
            self.followers[component.id] = Follower(component.id, fragment, topics, data.get("stages", []))

    def _note_files(self, script: str) -> None:
        """The files that a component's script asks for; each script is read once."""
        key = hash(script)
        if script and key not in self._scanned:
            self._scanned.add(key)
            self.files.update(asked_by("", script))


def topics_of(data: dict[str, Any]) -> list[str]:
    """What a component follows, as its data say: ``topics``, one ``topic``, or those of its ``feed``."""
    one = [data["topic"]] if data.get("topic") else []
    return list(data.get("topics") or (data.get("feed") or {}).get("topics") or one)


def _of(kept: tuple[ForwardMsg, int], fragments: list[str]) -> bool:
    return kept[0].delta.fragment_id in fragments
