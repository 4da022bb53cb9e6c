"""The Explore page: the numbers on it are the study's."""

import json

import numpy as np
import pytest
from statsmodels.tsa.stattools import acf, pacf
from streamlit.testing.v1 import AppTest

from lstm_core.series import GENERATORS, SAMPLES, load_series
from lstm_core.settings import Settings
from tests.support.pages.page import components
from ui.state import slots


def words(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown)


def current(app: AppTest) -> Settings:
    return app.session_state[slots.SETTINGS.key]


def figure(app: AppTest, key: str) -> dict:
    return json.loads(next(c for c in components(app) if key in c.proto.id).proto.json)["figure"]


@pytest.mark.parametrize("key", [*GENERATORS, *SAMPLES])
def test_every_series_is_studied_or_says_what_to_do(visit, key: str) -> None:
    app = visit("explore", series=key)
    assert not app.exception
    if not np.isfinite(load_series(current(app).data).y).all():
        assert "missing value" in app.error[0].value
        app.button_group(key="w_missing").set_value("interpolate").run()
    assert not app.error
    hidden = key in GENERATORS and GENERATORS[key].suggested.get("horizon") == 0
    assert ("Suggested window" in words(app)) != hidden
    assert "{" not in words(app)


def test_a_target_that_is_not_read_says_nothing_of_the_window(visit) -> None:
    app = visit("explore", series="stock", features='["volume"]')
    assert "does not read price itself here, only volume" in words(app)
    assert "The PACF says little that is new" not in words(app)
    assert app.button(key="use_window").label == "Use window = 50"


def test_of_separate_sequences_no_correlation_is_drawn(visit) -> None:
    app = visit("explore", series="adding", horizon="0")
    assert "1,600 independent sequences of 50 steps" in words(app)
    charts = [chart.proto.id for chart in components(app)]
    assert len(charts) == 1
    assert "explore_series" in charts[0]


def test_the_stems_are_those_of_statsmodels(visit) -> None:
    app = visit("explore", series="sunspots")
    app.slider(key="w_lags").set_value(25).run()
    y = load_series(current(app).data).y
    shown = figure(app, "explore_acf")["data"][2]
    assert shown["x"] == list(range(1, 26))
    np.testing.assert_allclose(shown["y"], acf(y, nlags=25, result_object=False)[1:], atol=1e-5)
    expected = pacf(y, nlags=25, method="ywm", result_object=False)
    np.testing.assert_allclose(figure(app, "explore_pacf")["data"][2]["y"], expected[1:], atol=1e-5)


def test_the_cap_of_the_pacf_is_explained(visit) -> None:
    app = visit("explore", series="nile")
    assert "The PACF stops" not in words(app)
    app.slider(key="w_lags").set_value(90).run()
    assert "The PACF stops at lag 49" in words(app)
    assert figure(app, "explore_pacf")["data"][2]["x"][-1] == 49
    assert figure(app, "explore_acf")["data"][2]["x"][-1] == 90


def test_the_suggested_window_is_taken_by_the_button(visit) -> None:
    app = visit("explore", series="airpassengers")
    assert app.button(key="use_window").label == "Use window = 12"
    app.button(key="use_window").click().run()
    assert current(app).preparation.window == 12
    assert app.button(key="use_window").disabled


def test_where_classes_are_named_no_window_is_suggested(visit) -> None:
    app = visit("explore", task="direction")
    assert "as long as what tells the classes apart" in words(app)
    assert not app.button


def test_noise_alone_is_not_called_learnable(visit) -> None:
    said = words(visit("explore", series="ar1", phi="0"))
    assert "Nothing to learn" in said
    assert "linear rule may be all" not in said
    assert "earlier values help" in words(visit("explore"))


def test_a_series_that_never_changes_is_said_to_have_nothing_to_learn(visit) -> None:
    app = visit("explore", series="random_walk", noise="0")
    assert not app.exception
    assert any("never changes, it is always 0" in info.value for info in app.info)
    assert not [c for c in components(app) if "explore_acf" in c.proto.id]
