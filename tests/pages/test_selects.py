"""A select without a choice is empty; what one shows is in force, also where the browser knows only its default."""

from __future__ import annotations

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.series import GENERATORS, SAMPLES
from lstm_core.settings import Settings, specs
from ui.experiments.sections import SECTIONS as EXPERIMENTS
from ui.format.pages import PAGES
from ui.gates.controls import TABS
from ui.results.sections import SECTIONS as RESULTS
from ui.state import slots


def indexes(one: Any) -> list[int]:
    """The places of the options that a browser shows that was told nothing but the widget's default."""
    default = one.proto.default
    if isinstance(default, int):
        return [default] if one.proto.HasField("default") else []
    return list(default)


def labels(one: Any) -> list[str]:
    options = one.proto.options
    return [getattr(option, "content", option) for option in options]


def selects(at: AppTest) -> list[Any]:
    return [*at.selectbox, *at.multiselect, *at.button_group]


def shows(one: Any) -> list[str]:
    """What it shows, as its options read."""
    chosen = one.value if isinstance(one.value, list) else [] if one.value is None else [one.value]
    return [str(one.format_func(value)) for value in chosen]


SECTIONS = {
    "data": ("data_source", ("generate", "sample", "upload")),
    "gates": ("gates_tab", TABS),
    "results": ("results_section_chosen", tuple(RESULTS)),
    "experiments": ("experiments_section_chosen", tuple(EXPERIMENTS)),
    "train": ("train_mode_chosen", ("One network", "Several side by side")),
}
VIEWS = [
    (page, key, section)
    for page in PAGES
    for key, sections in (SECTIONS.get(page, ("", ("",))),)
    for section in sections
]
# The only ones that may be without a choice: key → what they offer.
EMPTY: dict[str, Any] = {"data_generator": GENERATORS, "data_sample": SAMPLES}


def opened(visit: Any, page: str, key: str, section: str, **link: str) -> AppTest:
    at = visit(page, **link)
    if section:
        at.session_state[key] = section
    if page == "gates":
        at.session_state[slots.GATES_OPEN.key] = section
    if page == "train":
        at.session_state["train_more"] = True
    at.run()
    assert not at.exception
    return at


@pytest.mark.parametrize("link", [{}, {"series": "nile"}, {"series": "waveforms"}], ids=["sine", "nile", "waveforms"])
@pytest.mark.parametrize(("page", "key", "section"), VIEWS)
def test_a_select_without_a_choice_is_empty_and_any_other_shows_what_is_in_force(
    visit: Any, page: str, key: str, section: str, link: dict[str, str]
) -> None:
    at = opened(visit, page, key, section, **link)
    settings: Settings = at.session_state[slots.SETTINGS.key]
    for one in selects(at):
        # What a browser shows that has not heard of any choice is what the script goes by.
        assert [labels(one)[place] for place in indexes(one)] == shows(one), one.key
        if one.value is None:
            assert one.key in EMPTY
            assert "Choose one. Until then your series stays" in at.info[0].value
        setting = (one.key or "").removeprefix("w_")
        if (one.key or "").startswith("w_") and setting in specs() and setting not in ("target", "features"):
            assert one.value == settings.get(setting)
        if one.key in EMPTY:
            assert one.value == (settings.data.series if settings.data.series in EMPTY[one.key] else None)


def test_what_a_link_says_every_select_shows(visit: Any) -> None:
    """No option is the one that its select would start with."""
    link = {
        "task": "direction", "transform": "difference", "scaling": "minmax", "network": "gru",
        "activation": "relu", "optimizer": "sgd", "schedule": "cosine", "loss": "mae", "split": "random",
        "scaler": "all",
    }  # fmt: skip
    settings = Settings.from_query(link)
    seen = set()
    for page in ("prepare", "train"):
        at = opened(visit, page, "", "", **link)
        for one in selects(at):
            setting = (one.key or "").removeprefix("w_")
            if setting in specs():
                seen.add(setting)
                assert [labels(one)[place] for place in indexes(one)] == shows(one)
                assert one.value == settings.get(setting)
    assert set(link) - {"loss"} <= seen


def test_what_is_chosen_by_hand_stays_chosen_where_the_browser_has_forgotten_it(visit: Any) -> None:
    at = opened(visit, "gates", "gates_tab", TABS[1])
    at.selectbox(key="gates_unit").set_value(3).run()
    at.segmented_control(key="gates_kind").set_value("input").run()
    for key, value in (("gates_unit", 3), ("gates_kind", "input")):
        one = next(one for one in selects(at) if one.key == key)
        assert one.value == value
        assert [labels(one)[place] for place in indexes(one)] == shows(one)
