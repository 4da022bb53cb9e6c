"""A number beside its slider: two views on one setting, and neither ever undoes what the other one's hand did."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.settings import Settings
from ui.experiments import sections as experiments_sections
from ui.format.pages import PAGES, ROOT
from ui.gates.controls import TABS
from ui.results import sections as results_sections
from ui.results.overview import FREE
from ui.state import server, session, slots


def current(app: AppTest) -> Settings:
    return app.session_state[slots.SETTINGS.key]


def warnings(app: AppTest) -> str:
    return " ".join(warning.value for warning in app.warning)


SECTIONS = {"results": results_sections.SECTIONS, "experiments": experiments_sections.SECTIONS}
# Sliders without a number, and why.
ALONE = {"gates_nudge": "six distances to choose from, and none between them"}
# Where a slider may be drawn: with its number, or alone as above.
DRAWN_IN = {"ui/widgets/sliders.py": {"slider", "select_slider"}, "ui/gates/memory.py": {"select_slider"}}


def test_nothing_but_these_draws_a_slider() -> None:
    for folder in ("pages", "ui"):
        for file in (ROOT / folder).rglob("*.py"):
            calls = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Attribute))
            drawn = {call.attr for call in calls if call.attr in ("slider", "select_slider")}
            assert drawn <= DRAWN_IN.get(file.relative_to(ROOT).as_posix(), set()), file


@pytest.mark.parametrize("page", PAGES)
def test_every_slider_has_its_number(visit, page: str) -> None:
    app = visit(page)
    for name, choose in opened_parts(page).items():
        choose(app)
        app.run()
        assert not app.exception, name
        numbers = {number.key: number.value for number in app.number_input}
        for slider in [*app.slider, *app.select_slider]:
            if slider.key in ALONE:
                continue
            if isinstance(slider.value, tuple):
                assert (numbers[f"n0_{slider.key}"], numbers[f"n1_{slider.key}"]) == slider.value, name
            else:
                assert numbers[f"n_{slider.key}"] == slider.value, name


def opened_parts(page: str) -> dict[str, Callable[[AppTest], object]]:
    """Each tab, section or way of a page and what opens it."""
    if page == "gates":
        return {tab: lambda app, tab=tab: app.session_state.__setitem__(slots.GATES_TAB.key, tab) for tab in TABS}
    if page not in SECTIONS:
        return {"": lambda app: None}
    key = f"{page}_section"
    parts = {one: lambda app, one=one: app.segmented_control(key=key).set_value(one) for one in SECTIONS[page]}
    if page == "results":
        parts["free-running"] = lambda app: app.segmented_control(key="results_way").set_value(FREE)
    return parts


def test_a_typed_choice_is_kept_and_one_that_cannot_be_is_refused(visit) -> None:
    app = visit("explore")
    app.number_input(key="n_w_lags").set_value(25).run()
    assert (app.slider(key="w_lags").value, app.session_state["lags"]) == (25, 25)
    app.number_input(key="n_w_lags").set_value(999).run()
    assert "999 was not taken: Lags can be anything from 2 to 199. It stays 25." in warnings(app)
    assert (app.slider(key="w_lags").value, app.number_input(key="n_w_lags").value) == (25, 25)


def test_what_no_hand_has_chosen_is_not_kept(visit) -> None:
    """So that it follows another run, another series and the address."""
    states = {"gates": ("gates_window",), "explore": ("lags",), "start": ("start_window",)}
    for page, keys in states.items():
        app = visit(page)
        assert not [key for key in keys if key in app.session_state]


def test_both_ends_of_the_split_can_be_typed(visit) -> None:
    app = visit("prepare")
    app.number_input(key="n0_w_boundaries").set_value(50).run()
    app.number_input(key="n1_w_boundaries").set_value(70).run()
    assert app.slider(key="w_boundaries").value == (50, 70)
    now = current(app).preparation
    assert (now.train_share, now.validation_share) == (0.5, 0.2)
    app.number_input(key="n0_w_boundaries").set_value(71).run()
    assert "71 was not taken: The end of training (%) can be anything from 20 to 70. It stays 50." in warnings(app)
    app.number_input(key="n1_w_boundaries").set_value(53).run()
    assert any("validation" in error.value.lower() for error in [*app.error, *app.warning])
    assert app.slider(key="w_boundaries").value == (50, 70)
    assert app.number_input(key="n1_w_boundaries").value == 70


def test_a_typed_epoch_leads_to_the_nearest_that_is_kept(visit) -> None:
    app = visit("gates")
    kept = sorted(server.shipped().snapshots)
    missing = next(epoch for epoch in range(kept[-1]) if epoch not in kept)
    nearest = min(kept, key=lambda epoch: abs(epoch - missing))
    app.number_input(key="n_gates_epoch").set_value(missing).run()
    assert f"The weights of epoch {missing} were not kept. You see epoch {nearest}" in warnings(app)
    assert app.select_slider(key="gates_epoch").value == app.number_input(key="n_gates_epoch").value == nearest
    app.number_input(key="n_gates_epoch").set_value(kept[0]).run()
    assert warnings(app) == ""
    assert app.select_slider(key="gates_epoch").value == kept[0]


@pytest.mark.parametrize("lost", [60.0, 0.0], ids=["quick", "slow"])
@pytest.mark.parametrize("hand", ["w_lags", "n_w_lags"])
def test_a_late_browser_never_pulls_a_choice_back(visit, monkeypatch, hand: str, lost: float) -> None:
    app = visit("explore")
    monkeypatch.setattr(session, "LOST_SECONDS", lost)
    views = {"w_lags": lambda: app.slider(key="w_lags"), "n_w_lags": lambda: app.number_input(key="n_w_lags")}
    (other,) = set(views) - {hand}
    before = 40
    for value in (41, 42, 43):
        views[hand]().set_value(value)
        views[other]().set_value(before)
        app.run()
        assert (views[hand]().value, views[other]().value, app.session_state["lags"]) == (value, value, value)
        before = value


def test_a_typed_number_moves_setting_and_slider(visit) -> None:
    app = visit("train")
    app.number_input(key="n_w_epochs").set_value(137).run()
    assert current(app).training.epochs == 137
    assert app.slider(key="w_epochs").value == 137
    app.number_input(key="n_w_lr").set_value(0.00123).run()
    assert current(app).training.learning_rate == 0.00123
    assert app.select_slider(key="w_lr").value == 0.00123


def test_a_moved_slider_moves_the_number(visit) -> None:
    app = visit("train")
    app.slider(key="w_epochs").set_value(300).run()
    assert app.number_input(key="n_w_epochs").value == 300


@pytest.mark.parametrize(("typed", "bounds"), [(9999, "from 1 to 256"), (0, "from 1 to 256"), (-5, "from 1 to 256")])
def test_a_number_out_of_range_is_refused_in_a_sentence(visit, typed: int, bounds: str) -> None:
    app = visit("train", units="64")
    app.number_input(key="n_w_units").set_value(typed).run()
    assert f"{typed} was not taken: Units can be anything {bounds}. It stays 64." in warnings(app)
    assert current(app).network.units == 64
    assert app.number_input(key="n_w_units").value == 64
    assert app.slider(key="w_units").value == 64
    app.number_input(key="n_w_units").set_value(20).run()
    assert warnings(app) == ""
    assert current(app).network.units == 20


MOVES = (("w_units", "n_w_units"), ("n_w_units", "w_units"))


@pytest.mark.parametrize("lost", [60.0, 0.0], ids=["quick", "slow"])
@pytest.mark.parametrize("behind", [1, 2, 3])
@pytest.mark.parametrize(("hand", "other"), MOVES)
def test_a_late_browser_never_pulls_a_setting_back(
    visit, monkeypatch, hand: str, other: str, behind: int, lost: float
) -> None:
    """Beside each move of a hand comes what the other view showed some redraws before, however long ago these were."""
    app = visit("train")
    monkeypatch.setattr(session, "LOST_SECONDS", lost)
    shown = [50]
    for value in (51, 52, 53, 54, 55):
        _set(app, hand, value)
        _set(app, other, shown[-min(behind, len(shown))])
        app.run()
        assert current(app).network.units == value
        assert (_get(app, hand), _get(app, other)) == (value, value)
        shown.append(value)


@pytest.mark.parametrize(("hand", "other"), MOVES)
def test_a_hand_may_go_back_to_where_the_other_view_was(visit, hand: str, other: str) -> None:
    app = visit("train")
    _set(app, hand, 51)
    app.run()
    _set(app, other, 50)
    app.run()
    assert current(app).network.units == 50
    assert (_get(app, hand), _get(app, other)) == (50, 50)


def _set(app: AppTest, key: str, value: int) -> None:
    (app.slider if key == "w_units" else app.number_input)(key=key).set_value(value)


def _get(app: AppTest, key: str) -> object:
    return (app.slider if key == "w_units" else app.number_input)(key=key).value
