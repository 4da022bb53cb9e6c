"""A number beside its slider: two views on one setting, and neither ever undoes what the other one's hand did."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.settings import Settings
from ui import session


def current(app: AppTest) -> Settings:
    return app.session_state["lab_settings"]


def warnings(app: AppTest) -> str:
    return " ".join(warning.value for warning in app.warning)


def test_every_slider_of_a_setting_has_its_number(visit) -> None:
    for page in ("data", "prepare", "train"):
        app = visit(page)
        own = [slider.key for slider in [*app.slider, *app.select_slider] if slider.key.removeprefix("w_") in SETTINGS]
        assert own
        numbers = {number.key: number.value for number in app.number_input}
        for key in own:
            assert numbers[f"n_{key}"] == current(app).get(key.removeprefix("w_"))


SETTINGS = {"length", "noise", "cycles", "window", "horizon", "units", "layers", "dropout", "lr", "epochs", "batch"}


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


@pytest.mark.parametrize("behind", [1, 2, 3])
@pytest.mark.parametrize(("hand", "other"), MOVES)
def test_a_late_browser_never_pulls_a_setting_back(visit, monkeypatch, hand: str, other: str, behind: int) -> None:
    """Beside each move of a hand comes what the other view showed some redraws before."""
    app = visit("train")
    monkeypatch.setattr(session, "LOST_SECONDS", 60.0)
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
