"""The Prepare page: split, windows, scaler, and the numbers that it says about them."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.prepare import prepare
from lstm_core.recommend import recommend
from lstm_core.series import GENERATORS, SAMPLES, load_series
from lstm_core.settings import Settings
from tests.support.pages.page import components
from ui.state import slots

TEXTS = Path(__file__).parents[3] / "ui" / "text" / "prepare"


def words(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown)


def current(app: AppTest) -> Settings:
    return app.session_state[slots.SETTINGS.key]


@pytest.mark.parametrize("key", [*GENERATORS, *SAMPLES])
def test_every_series_is_prepared_or_says_what_to_do(visit, key: str) -> None:
    suggested = Settings().change(**dict(GENERATORS[key].suggested)).to_query() if key in GENERATORS else {}
    app = visit("prepare", **{**suggested, "series": key})
    assert not app.exception
    if not np.isfinite(load_series(current(app).data).values).all():
        assert "missing value" in app.error[0].value
        app.button_group(key="w_missing").set_value("interpolate").run()
        assert current(app).data.missing == "interpolate"
    assert not app.error
    assert "windows" in words(app)
    assert app.dataframe[0].value.shape[0] == current(app).preparation.window


def test_190_windows_of_200_points(visit) -> None:
    said = words(visit("prepare"))
    assert "200 points give **190 windows**" in said
    assert "would give 189" in said


def test_the_window_table_holds_what_the_network_receives(visit) -> None:
    app = visit("prepare", series="seattle", transform="difference")
    app.slider(key="w_window_number").set_value(1000).run()
    settings = current(app)
    series = load_series(settings.data)
    prepared = prepare(series, settings.preparation)
    place = 1000 - len(prepared.train) - 1
    window, origin = prepared.validation.x[place], prepared.validation.origins[place]
    table = app.dataframe[0].value
    for i, name in enumerate(series.features):
        np.testing.assert_allclose(table[f"{name}, scaled"], window[:, i])
    np.testing.assert_allclose(table["temp_max (°C)"], series.y[origin - 9 : origin + 1])
    assert "validation part" in words(app)


def test_the_marked_window_lies_where_the_table_says(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_window_number").set_value(50).run()
    chart = next(c for c in components(app) if "prepare_split" in c.proto.id)
    line, window, target = json.loads(chart.proto.json)["figure"]["data"]
    assert window["x"] == list(range(49, 59))
    assert target["x"] == [59]
    assert target["y"][0] == pytest.approx(line["y"][59])


def test_the_split_slider_moves_both_boundaries(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_boundaries").set_value((50, 70)).run()
    assert (current(app).preparation.train_share, current(app).preparation.validation_share) == (0.5, 0.2)


def test_the_parts_are_counted_in_words(visit) -> None:
    said = [caption.value for caption in visit("prepare").caption]
    assert "training 128 points · validation 32 points · test 40 points" in said


def test_straddling_windows_are_counted(visit) -> None:
    app = visit("prepare", horizon="5")
    prepared = prepare(load_series(Settings().data), Settings().change(horizon=5).preparation)
    assert prepared.straddling == 8
    assert "**8 windows are** left out" in words(app)
    left = sum(len(prepared.part(part)) for part in ("train", "validation", "test"))
    assert f"; {left} remain" in words(app)


def test_points_that_the_transform_takes_are_counted(visit) -> None:
    assert "the first 7 points have no value" in words(visit("prepare", transform="seasonal", season="7"))
    assert "the first point has no value" in words(visit("prepare", transform="difference"))
    assert "no value" not in words(visit("prepare"))


def test_a_test_part_beyond_the_training_range_is_warned_of(visit) -> None:
    app = visit("prepare", series="trend_season", trend="8")
    assert any("outside the range" in warning.value for warning in app.warning)
    app.selectbox(key="w_transform").set_value("difference").run()
    assert not app.warning
    assert not visit("prepare").warning


def test_season_is_asked_only_for_the_seasonal_change(visit) -> None:
    app = visit("prepare")
    assert "w_season" not in [field.key for field in app.number_input]
    app.selectbox(key="w_transform").set_value("seasonal").run()
    assert app.number_input(key="w_season").value == 12
    app.selectbox(key="w_transform").set_value("seasonal_relative").run()
    assert app.number_input(key="w_season").value == 12
    assert not app.exception


def test_a_logarithm_is_shown_beside_the_values_or_refused_with_what_to_do(visit) -> None:
    app = visit("prepare", series="airpassengers")
    app.button_group(key="w_log").set_value("yes").run()
    table = app.dataframe[0].value
    np.testing.assert_allclose(table["passengers, transformed"], np.log(table["passengers (thousands)"]))
    app = visit("prepare", log="yes")
    assert "Turn the logarithm off" in app.error[0].value
    app.button_group(key="w_log").set_value("no").run()
    assert not app.error


def test_a_window_that_is_too_long_is_explained_beside_its_slider(visit) -> None:
    app = visit("prepare", series="nile", window="400")
    assert "no complete window" in app.error[0].value
    assert app.slider(key="w_window").value == 400


def test_horizon_0_with_the_target_among_the_features_says_what_to_do(visit) -> None:
    app = visit("prepare", horizon="0")
    assert "take 'value' out of the features" in app.error[0].value


def test_the_recommended_preparation_is_taken_with_one_button_and_says_why(visit) -> None:
    app = visit("prepare", series="airpassengers", horizon="12", seed="7", network="gru")
    wanted = recommend(load_series(current(app).data), 12)
    assert wanted.preparation.log == "yes"
    said = words(app)
    assert "**Logarithm on.**" in said
    assert "**One output per step ahead.**" in said
    assert "{" not in said
    app.button(key="use_recommended").click().run()
    assert not app.exception
    assert (current(app).preparation, current(app).training) == (wanted.preparation, wanted.training)
    assert (current(app).seed, current(app).data.series, current(app).network.kind) == (7, "airpassengers", "gru")
    assert current(app).network.units == wanted.network.units
    assert app.button(key="use_recommended").disabled
    app.slider(key="w_window").set_value(20).run()
    assert not app.button(key="use_recommended").disabled


def test_where_nothing_can_be_recommended_the_page_says_why_and_goes_on(visit) -> None:
    app = visit("prepare", series="co2")
    assert "use_recommended" not in [button.key for button in app.button]
    assert any("missing values" in caption.value for caption in app.caption)


def test_every_reason_has_its_text_and_every_text_a_reason() -> None:
    source = "".join(path.read_text() for path in Path(sys.modules[recommend.__module__].__file__).parent.glob("*.py"))
    asked = set(re.findall(r'Why\("(\w+)"', source)) | set(re.findall(r'Effort\("(\w+)"', source))
    asked |= set(re.findall(r'"((?:log_no|transform|direct|network)_\w+|constant|sequences|hidden|epochs)"', source))
    asked |= {f"transform_{way}{end}" for way in ("level", "relative") for end in ("", "_wanders")}
    asked |= {f"transform_{way}" for way in ("difference", "seasonal", "seasonal_relative")}
    assert asked == {path.stem.removeprefix("why_") for path in TEXTS.glob("why_*.md")}


def strip(app: AppTest) -> dict[str, dict[str, object]]:
    """The marks above the series, by name."""
    chart = next(c for c in components(app) if "prepare_split" in c.proto.id)
    traces = json.loads(chart.proto.json)["figure"]["data"]
    return {trace["name"]: trace for trace in traces if trace.get("yaxis") == "y2"}


def test_a_random_split_shows_whose_targets_are_whose_and_which_have_been_seen(visit) -> None:
    app = visit("prepare")
    assert strip(app) == {}
    app.button_group(key="w_split").set_value("random").run()
    assert not app.exception
    settings = current(app)
    prepared = prepare(load_series(settings.data), settings.preparation)
    known = {int(o) - back for o in prepared.train.origins for back in range(10)} | set(prepared.train.times[:, 0])
    seen = sorted(known & set(prepared.test.times[:, 0]))
    marks = strip(app)
    assert marks["Test target"]["x"] == prepared.test.times[:, 0].tolist()
    assert marks["Test target seen in training"]["x"] == seen
    assert f"{len(seen)} of 38 test targets stand inside training windows" in app.warning[0].value
    said = words(app)
    assert "follow each other in time" not in said
    assert "No window has targets in two parts" not in said


def test_a_scaler_on_everything_is_said_with_its_numbers(visit) -> None:
    app = visit("prepare", series="trend_season", scaler="all")
    series = load_series(current(app).data)
    own = series.y[: round(len(series) * 0.64)]
    said = app.warning[0].value
    for value in (series.y.mean(), series.y.std(), own.mean(), own.std()):
        assert f"{value:.3g}" in said


def test_a_missing_gap_is_offered_only_where_it_leaks(visit) -> None:
    app = visit("prepare")
    assert not [group for group in app.button_group if group.key == "w_gap"]
    assert "only where the horizon is 2 or more" in words(app)
    app = visit("prepare", horizon="3", gap="no")
    assert app.button_group(key="w_gap").value == "no"
    assert "2 of 34 validation targets have been seen" in app.warning[0].value
    assert "in two parts" not in words(app)


def test_separate_sequences_have_no_split_to_switch(visit) -> None:
    suggested = Settings().change(series="adding", **dict(GENERATORS["adding"].suggested)).to_query()
    app = visit("prepare", **suggested)
    assert "share no value" in words(app)
    app = visit("prepare", **suggested, split="random")
    assert "leaks nothing" in app.error[0].value
    app.button_group(key="w_split").set_value("chronological").run()
    assert not app.error


def test_the_window_table_writes_numbers_like_the_sentences(visit) -> None:
    table = visit("prepare", series="stock", transform="difference").dataframe[0]
    shown = display(table)
    assert shown["Step"][0] == "−9"
    assert all("-" not in cell for name, cells in shown.items() if name != "Time" for cell in cells)
    assert any("," in cell for cell in shown["volume"])


def display(table) -> dict[str, list[str]]:
    """The cells of a table as they are written, by column."""
    written = pa.ipc.open_stream(table.proto.arrow_data.styler.display_values).read_pandas()
    return {name: list(written.iloc[:, place]) for place, name in enumerate(table.value)}


def test_what_is_missing_is_told_as_on_data_and_no_page_leads_to_itself(visit) -> None:
    for page, others in (("prepare", ["Go to Data"]), ("train", ["Go to Data", "Go to Prepare"])):
        app = visit(page, series="co2")
        assert re.fullmatch(
            r"'co2' has 59 missing values, the first at 1958-\d\d-\d\d\. .*", app.error[0].value.replace("\\", "")
        )
        assert [link.proto.label for link in app.get("page_link") if link.proto.label.startswith("Go to")] == others
