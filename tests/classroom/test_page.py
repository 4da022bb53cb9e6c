"""What the tool sends for widgets is what AppTest would send; its page forgets what a browser forgets."""

import json
import random
from typing import Any

import pytest
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from benchmarks.classroom.page import Events, Page, topics_of
from benchmarks.classroom.widgets import widget_of


def widgets() -> None:
    import streamlit as st

    st.session_state.setdefault("w_set", 7)
    st.session_state.setdefault("w_pair", (20, 80))
    st.session_state.setdefault("w_choice", "b")
    st.session_state.setdefault("w_rate", 0.01)
    st.slider("Plain", 1, 9, 4)
    st.slider("Set by the script", 1, 9, key="w_set")
    st.slider("A pair", 0, 100, key="w_pair")
    st.slider("A fraction", 0.0, 1.0, 0.25, 0.05)
    st.select_slider("A rate", [0.001, 0.01, 0.1], key="w_rate", format_func=str)
    st.select_slider("Another rate", ["low", "high"], "high")
    st.selectbox("A list", ["a", "b"], key="w_choice", format_func=str.upper)
    st.selectbox("Another list", ["a", "b"], index=1)
    st.segmented_control("A row", ["a", "b"], default="b", format_func=str.upper)
    st.number_input("A number", 0, 10, 3)
    st.toggle("A toggle", True)
    st.multiselect("Several", ["a", "b", "c"], ["a", "c"])


KINDS = ("slider", "select_slider", "selectbox", "button_group", "number_input", "toggle", "multiselect")


def test_values_are_sent_as_apptest_sends_them() -> None:
    app = AppTest.from_function(widgets, default_timeout=300).run()
    assert not app.exception
    found = [element for kind in KINDS for element in getattr(app, kind)]
    assert len(found) == 12
    for element in found:
        kind = {"select_slider": "slider", "toggle": "checkbox"}.get(element.type, element.type)
        drawn = Element(**{kind: element.proto})
        assert widget_of(drawn, kind, "", None).state == element._widget_state, element.label


class Told:
    """Whom a page tells; keeps it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.finished: list[tuple[bool, bool]] = []
        self.timers: list[tuple[str, float]] = []
        self.troubles: list[str] = []
        self.page = Page(
            Events(
                self.texts.append, lambda: None, lambda _fragments: None,
                lambda whole, part: self.finished.append((whole, part)),
                lambda fragment, seconds: self.timers.append((fragment, seconds)), self.troubles.append,
            )
        )  # fmt: skip

    def take(self, **message: Any) -> None:
        self.page.take(ForwardMsg(**message).SerializeToString())

    def run(self, *elements: Element, fragment: str = "", status: int = ForwardMsg.FINISHED_SUCCESSFULLY) -> None:
        metadata = {"run": {"fragment_ids": [fragment] if fragment else []}}
        self.take(new_session={"page_script_hash": "p"}, metadata=metadata)
        for element in elements:
            self.take(delta={"new_element": element, "fragment_id": fragment}, metadata={"delta_path": [0, 0]})
        self.take(script_finished=status)


def slider(name: str, value: float, *, set_value: bool = False) -> Element:
    return Element(slider={"id": name, "label": name, "min": 0, "max": 10, "step": 1, "default": [value],
                           "value": [value] if set_value else [], "set_value": set_value})  # fmt: skip


def value(told: Told, name: str) -> float:
    return float(told.page.widgets[name].state.double_array_value.data[0])


def test_a_hand_is_kept_until_the_script_overrules_it() -> None:
    told = Told()
    told.run(slider("Units", 3))
    told.page.widgets["Units"].state.double_array_value.data[:] = [8]
    told.run(slider("Units", 3))
    assert value(told, "Units") == 8
    told.run(slider("Units", 5, set_value=True))
    assert value(told, "Units") == 5


def test_what_a_run_does_not_draw_again_is_gone_and_a_fragment_clears_only_its_own() -> None:
    told = Told()
    told.run(slider("Units", 3), slider("Layers", 1))
    told.run(slider("Epoch", 1), fragment="f", status=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    assert set(told.page.widgets) == {"Units", "Layers", "Epoch"}
    told.run(slider("Step", 1), fragment="f", status=ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
    assert set(told.page.widgets) == {"Units", "Layers", "Step"}
    told.run(slider("Units", 3), status=ForwardMsg.FINISHED_EARLY_FOR_RERUN)
    assert set(told.page.widgets) == {"Units", "Layers", "Step"}
    told.run(slider("Units", 3))
    assert set(told.page.widgets) == {"Units"}
    assert told.finished == [(True, False), (False, True), (False, True), (False, False), (True, False)]


def test_the_slider_over_steps_is_moved_near_where_it_stands_and_goes_with_its_page() -> None:
    told = Told()
    ours = {"id": "steps", "json": '{"key": "explorer", "label": "Step", "step": 4, "steps": 6}'}
    told.run(Element(bidi_component=ours), slider("Noise", 1))
    found = told.page.slider("Step")
    assert found is not None
    moved = {found.other_number(random.Random(seed)).json_trigger_value for seed in range(60)}
    picks = [json.loads(value)[0] for value in moved]
    assert {pick["event"] for pick in picks} == {"pick"}
    assert sorted(pick["value"] for pick in picks) == [1, 2, 3, 5]
    assert told.page.slider("Noise") is told.page.widgets["Noise"]
    told.run(slider("Noise", 1))
    assert told.page.slider("Step") is None


def test_a_large_message_is_remembered_for_two_runs() -> None:
    told = Told()
    large = {"new_element": Element(progress={"text": "Epoch 3 of 50"})}
    told.take(delta=large, hash="h", metadata={"cacheable": True})
    assert told.page.cached == ["h"]
    told.take(ref_hash="h")
    assert told.texts == ["Epoch 3 of 50"] * 2
    for _ in range(3):
        told.run()
    assert told.page.cached == []


def test_exceptions_timers_and_followers_are_noticed() -> None:
    told = Told()
    told.take(delta={"new_element": Element(exception={"type": "ValueError", "message": "no"})})
    told.take(auto_rerun={"fragment_id": "f", "interval": 0.5})
    told.take(stop_auto_rerun={"fragment_ids": ["f"]})
    watch = {"id": "w", "component_name": "live_watch", "json": '{"topics": ["t"], "key": "", "stages": ["active"]}'}
    told.run(Element(bidi_component=watch))
    assert told.troubles == ["ValueError: no"]
    assert told.timers == [("f", 0.5), ("f", 0.0)]
    assert (told.page.followers["w"].topics, told.page.followers["w"].stages) == (["t"], ["active"])
    told.run()
    assert told.page.followers == {}


@pytest.mark.parametrize(
    ("data", "topics"),
    [
        ({"topics": ["a", "b"]}, ["a", "b"]),
        ({"topic": "a", "item": {}}, ["a"]),
        ({"topic": None}, []),
        ({"figure": {}, "feed": {"topics": ["a"]}}, ["a"]),
        ({"figure": {}}, []),
    ],
)
def test_topics_of_a_component(data: dict[str, Any], topics: list[str]) -> None:
    assert topics_of(data) == topics
