"""An act that changes more than it is about says so, and one button puts back exactly what stood before."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from lstm_core.series import GENERATORS
from lstm_core.settings import Settings, specs
from ui.format.pages import path
from ui.state import server, slots, uploads
from ui.widgets.settings import setting_text


def current(app: AppTest) -> Settings:
    return app.session_state[slots.SETTINGS.key]


def told(app: AppTest) -> str:
    """The line with its escapes taken out; "" where nothing is told, or it only keeps its place."""
    found = [one.value for one in app.markdown if " changed:** " in one.value]
    undo = [button for button in app.button if button.key == "undo"]
    assert len(found) == len(undo) <= 1
    return "" if any(button.disabled for button in undo) else "".join(found).replace("\\", "")


def undo(app: AppTest) -> None:
    app.button(key="undo").click().run()


def test_a_memory_task_names_every_setting_that_it_brings(visit) -> None:
    app = visit("data", units="64", lr="0.02")
    before = current(app)
    app.selectbox(key="data_generator").select("counter").run()
    after = current(app)
    others = [key for key, spec in specs().items() if spec.part != "data" and before.get(key) != after.get(key)]
    assert set(GENERATORS["counter"].suggested) & set(others)
    for key in others:
        spec = specs()[key]
        words = f"{spec.label} {setting_text(key, before.get(key))} → {setting_text(key, after.get(key))}"
        assert words in told(app)
    assert told(app).startswith(f"**{len(others)} settings changed:** ")
    undo(app)
    assert current(app) == before
    assert told(app) == ""


def test_what_is_told_stays_on_every_page_until_the_next_own_change(visit) -> None:
    app = visit("data")
    app.selectbox(key="data_generator").select("counter").run()
    line = told(app)
    app.switch_page(path("train")).run()
    assert told(app) == line != ""
    app.slider(key="w_units").set_value(20).run()
    assert told(app) == ""
    assert current(app).network.units == 20
    # Its place is kept, so that nothing moves under the hand; another page has no use for it.
    assert any(button.key == "undo" for button in app.button)
    app.switch_page(path("data")).run()
    assert not any(button.key == "undo" for button in app.button)


def test_an_act_on_one_setting_is_not_told(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_window").set_value(24).run()
    assert told(app) == ""
    app.slider(key="w_boundaries").set_value((50, 70)).run()
    assert told(app) == ""
    app.switch_page(path("data")).run()
    app.selectbox(key="data_generator").select("ar1").run()
    assert told(app) == ""


def test_a_slider_that_generators_share_is_told_when_it_falls_back(visit) -> None:
    app = visit("data", noise="0.3")
    app.selectbox(key="data_generator").select("ar1").run()
    assert "Noise 0.3 → 0.1" in told(app)


def test_the_recommended_preparation_says_what_it_changed(visit) -> None:
    app = visit("prepare", scaling="none", units="7")
    before = current(app)
    app.button(key="use_recommended").click().run()
    assert "Scaling None → Z-score" in told(app)
    undo(app)
    assert current(app) == before


def test_reset_goes_back_to_what_the_series_starts_with(visit) -> None:
    app = visit("train", units="7", epochs="300", window="20")
    app.button(key="reset").click().run()
    assert current(app) == Settings().change(window=20)
    assert "Units 7 → 50" in told(app)
    undo(app)
    assert current(app) == Settings().change(units=7, epochs=300, window=20)


def test_reset_of_a_memory_task_keeps_the_task(visit) -> None:
    app = visit("data")
    app.selectbox(key="data_generator").select("counter").run()
    suits = current(app)
    app.switch_page(path("train")).run()
    assert app.button(key="reset").disabled
    app.slider(key="w_units").set_value(60).run()
    app.button(key="reset").click().run()
    assert current(app) == suits


def test_back_in_the_browser_is_told_by_the_address_alone(visit) -> None:
    app = visit("prepare")
    app.query_params |= {"window": "24", "horizon": "3", "past": "1"}
    app.run()
    assert current(app).preparation.window == 24
    assert told(app) == ""


def test_undo_brings_the_file_and_the_run_back(visit) -> None:
    app = visit("data")
    file = uploads.Upload("mine.csv", b"a\n1\n")
    app.session_state[slots.UPLOAD.key] = file
    app.session_state[slots.OPENED.key] = "some-run"
    app.session_state[slots.LOADED.key] = server.shipped()
    app.run()
    app.session_state[slots.SETTINGS.key] = Settings().change(units=9, layers=2)
    del app.session_state[slots.UPLOAD.key]
    del app.session_state[slots.OPENED.key]
    del app.session_state[slots.LOADED.key]
    app.run()
    undo(app)
    assert app.session_state[slots.UPLOAD.key] == file
    assert app.session_state[slots.OPENED.key] == "some-run"
    assert app.session_state[slots.LOADED.key] is server.shipped()
    assert current(app) == Settings()


def test_defaults_are_in_use_only_where_the_columns_are_those_of_the_series(visit) -> None:
    suits = Settings().change(series="counter").change(**GENERATORS["counter"].suggested)
    app = visit("data", **suits.change(features=("pulse",)).to_query())
    assert app.button(key="reset").label == "Reset to defaults"
    app.button(key="reset").click().run()
    assert current(app) == suits
    assert app.button(key="reset").label == "Defaults are in use"
