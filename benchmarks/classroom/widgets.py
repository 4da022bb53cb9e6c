"""Widgets as a browser knows them: what they are called, what they can be set to, and how their value is sent."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from typing import Any

from streamlit.proto.Element_pb2 import Element
from streamlit.proto.Slider_pb2 import Slider
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX

BUTTONS = ("button", "download_button")
KINDS = ("slider", "selectbox", "radio", "checkbox", "number_input", "multiselect", "button_group", *BUTTONS)


@dataclass
class Widget:
    """A widget on the page. state: what the browser would send for it; without a value for a button.

    fragment: the fragment that draws it, "" for the page itself.
    """

    kind: str
    proto: Any
    state: WidgetState
    fragment: str

    @property
    def label(self) -> str:
        """Its words."""
        return str(self.proto.label)

    def other_number(self, chance: random.Random) -> WidgetState:
        """A slider moved a few steps, as a hand does it: somewhere near, never where it was."""
        if self.proto.type == Slider.SELECT_SLIDER:
            return self._other_option(chance)
        low, high, step = self.proto.min, self.proto.max, self.proto.step
        state, steps = self._copy(), max(1, round((high - low) / step))
        numbers = state.double_array_value.data
        place = round((numbers[0] - low) / step)
        near = [other for other in range(max(0, place - 3), min(steps, place + 3) + 1) if other != place]
        numbers[0] = low + step * chance.choice(near)
        return state

    def _other_option(self, chance: random.Random) -> WidgetState:
        state, options = self._copy(), list(self.proto.options)
        place = options.index(state.string_array_value.data[0])
        near = [other for other in range(max(0, place - 2), min(len(options), place + 3)) if other != place]
        state.string_array_value.data[0] = options[chance.choice(near)]
        return state

    def chosen(self, option: str) -> WidgetState:
        """A row of buttons or a list with this option chosen."""
        state = self._copy()
        if self.kind == "button_group":
            state.string_array_value.data[:] = [option]
        else:
            state.string_value = option
        return state

    def pressed(self) -> WidgetState:
        """A button pressed."""
        return WidgetState(id=self.proto.id, trigger_value=True)

    def switched(self) -> WidgetState:
        """A toggle or checkbox switched over."""
        return WidgetState(id=self.proto.id, bool_value=not self.state.bool_value)

    def _copy(self) -> WidgetState:
        state = WidgetState()
        state.CopyFrom(self.state)
        return state


@dataclass
class StepSlider:
    """The slider over the steps of a window, a component of ours; it moves in the browser and tells where it rests.

    step, steps: where it stands, from 0, and how many there are.
    """

    component: str
    fragment: str
    label: str
    step: int
    steps: int

    def other_number(self, chance: random.Random) -> WidgetState:
        """Moved a few steps, as a hand does it, and come to rest."""
        near = range(max(0, self.step - 3), min(self.steps, self.step + 4))
        return trigger(self.component, "pick", chance.choice([other for other in near if other != self.step]))


def widget_of(element: Element, kind: str, fragment: str, known: Widget | None) -> Widget:
    """The widget that an element draws; a known one keeps what the learner set, unless the script overrules it."""
    proto = getattr(element, kind)
    if known is not None and not getattr(proto, "set_value", False):
        return Widget(kind, proto, known.state, fragment)
    state = WidgetState(id=proto.id)
    if kind not in BUTTONS:
        _fill(state, kind, proto)
    return Widget(kind, proto, state, fragment)


def trigger(component: str, event: str, value: object) -> WidgetState:
    """What a component's ``setTriggerValue(event, value)`` sends."""
    name = f"{STREAMLIT_INTERNAL_KEY_PREFIX}_{component}__events"
    return WidgetState(id=name, json_trigger_value=json.dumps([{"event": event, "value": value}]))


def _fill(state: WidgetState, kind: str, proto: Any) -> None:
    """The value that the script wants shown: in `value` or `raw_value` where it sets one, else the default."""
    fresh = proto.set_value
    if kind == "slider" and proto.type == Slider.SELECT_SLIDER:
        places = [proto.options[int(place)] for place in proto.default]
        state.string_array_value.data[:] = proto.raw_value if fresh else places
    elif kind == "slider":
        state.double_array_value.data[:] = proto.value if fresh else proto.default
    elif kind == "checkbox":
        state.bool_value = proto.value if fresh else proto.default
    elif kind == "number_input":
        state.double_value = proto.value if fresh else proto.default
    elif kind == "multiselect":
        options = [proto.options[place] for place in proto.default]
        state.string_array_value.data[:] = proto.raw_values if fresh else options
    elif kind == "button_group":
        options = [proto.options[place].content for place in proto.default]
        state.string_array_value.data[:] = proto.raw_values if fresh else options
    elif fresh and proto.HasField("raw_value"):
        state.string_value = proto.raw_value
    elif not fresh and proto.HasField("default") and proto.options:
        state.string_value = proto.options[proto.default]
