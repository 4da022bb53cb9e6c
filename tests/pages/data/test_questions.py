"""The Data page asks what can be read in two ways, and reads as it was answered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.series import load_series
from lstm_core.settings import Settings

MONTHS = pd.date_range("1949-01-01", periods=120, freq="MS")
GUESTS = 940 + 2 * np.arange(120)
# Two digits of the year, thousands with points, and a code for what was not counted.
THREE = "Monat;Gäste;Boote\n" + "".join(
    f"{month:%b-%y};{guests:,};{-999 if k % 11 == 5 else 40 + k % 7}\n".replace(",", ".")
    for k, (month, guests) in enumerate(zip(MONTHS, GUESTS, strict=True))
)


@pytest.fixture
def asked(visit) -> AppTest:
    """The Data page with the file, before anything is answered."""
    app = visit("data")
    app.session_state["data_source"] = "upload"
    app.run()
    app.file_uploader(key="data_file").upload("harbour.csv", THREE.encode()).run()
    assert not app.exception
    return app


def said(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown).replace("\\", "")


def used(app: AppTest):
    """The series after the click."""
    app.button(key="data_use").click().run()
    assert not app.exception
    settings: Settings = app.session_state["lab_settings"]
    return settings.data, load_series(settings.data, THREE.encode())


def test_all_three_are_asked_with_both_readings(asked: AppTest) -> None:
    text = said(asked)
    for part in ("two digits", "two ways", "-999 occurs in 11 cells of 'Boote'", "A network takes a code"):
        assert part in text
    shown = [table.value for table in asked.table if "In the file" in table.value.columns]
    assert len(shown) == 3
    readings = {title.rstrip("\u200b").replace("\\", "") for frame in shown for title in frame.columns}
    assert {"In the file", "a measured value", "decimal mark", "thousands mark (in force)"} <= readings
    chosen = {key: asked.selectbox(key=f"d_{key}").value for key in ("century", "decimal", "codes")}
    assert chosen == {"century": "1900", "decimal": "comma", "codes": "missing"}


def test_the_likelier_readings_give_the_right_series(asked: AppTest) -> None:
    asked.selectbox(key="d_missing").set_value("interpolate").run()
    data, series = used(asked)
    assert (data.century, data.decimal, data.codes) == ("auto", "auto", "auto")
    assert list(series.index) == list(MONTHS)
    assert series.y.tolist() == GUESTS.tolist()
    assert series.values[:, 1].min() >= 40


def test_other_answers_are_kept_and_in_the_address(asked: AppTest) -> None:
    asked.selectbox(key="d_century").set_value("2000").run()
    asked.selectbox(key="d_codes").set_value("keep").run()
    asked.selectbox(key="d_decimal").set_value("point").run()
    assert not asked.exception
    assert asked.selectbox(key="d_codes").value == "keep"
    data, series = used(asked)
    assert series.index[0] == pd.Timestamp("2049-01-01")
    assert series.values[:, 1].min() == -999
    assert series.y.max() == 998
    assert series.y[30] == 1
    query = Settings(data=data).to_query()
    assert (query["century"], query["codes"], query["decimal"]) == ("2000", "keep", "point")


def test_both_readings_can_be_compared_as_pictures(asked: AppTest) -> None:
    asked.toggle(key="data_compare_codes").set_value(True).run()
    assert not asked.exception
    captions = [caption.value for caption in asked.caption]
    assert "a code for missing (in force)" in captions
    assert "a measured value" in captions


def test_a_file_that_runs_backwards_is_turned_round_and_says_so(visit) -> None:
    app = visit("data")
    app.session_state["data_source"] = "upload"
    app.run()
    days = pd.date_range("2021-01-01", periods=80)[::-1]
    text = "Date,Price\n" + "".join(f"{day:%Y-%m-%d},{k * 7 % 23}\n" for k, day in enumerate(days))
    app.file_uploader(key="data_file").upload("prices.csv", text.encode()).run()
    assert not app.exception
    assert "from the newest to the oldest" in said(app)
    assert "predict yesterday from tomorrow" in said(app)
    assert app.selectbox(key="d_order").value == "keep"


def test_of_several_series_one_is_drawn_until_another_is_picked(visit) -> None:
    days = pd.date_range("2021-03-03", periods=60)
    shops = (("north", 0, 50), ("south", 100, 60))
    rows = [f"{day:%Y-%m-%d},{shop},{more + k % 7}" for shop, more, n in shops for k, day in enumerate(days[:n])]
    data = "\n".join(["day,shop,sold", *rows]).encode()
    app = visit("data")
    app.session_state["data_source"] = "upload"
    app.run()
    app.file_uploader(key="data_file").upload("shops.csv", data).run()
    assert "the longest: 'south' with 60 rows" in said(app)
    assert app.selectbox(key="d_pick").value == "south"
    assert "60 rows" in said(app)
    app.selectbox(key="d_pick").set_value("north").run()
    assert "50 rows" in said(app)
    app.button(key="data_use").click().run()
    assert not app.exception
    settings: Settings = app.session_state["lab_settings"]
    assert load_series(settings.data, data).y.max() == 6
