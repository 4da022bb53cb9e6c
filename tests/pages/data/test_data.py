"""The Data page: generators, samples, files."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.series import GENERATORS, SAMPLES, fingerprint, load_series
from lstm_core.settings import Settings
from tests.support.pages.data import BYTES, your_file
from tests.support.pages.page import components
from ui.data.series import SEQUENCES
from ui.format.pages import path
from ui.state import slots


def drawn(app: AppTest, key: str = "data_series") -> list[dict]:
    for chart in components(app):
        data = json.loads(chart.proto.json)
        if key in chart.proto.id:
            return data["figure"]["data"]
    raise AssertionError(f"no chart {key}")


def current(app: AppTest) -> Settings:
    return app.session_state[slots.SETTINGS.key]


@pytest.mark.parametrize("key", list(GENERATORS))
def test_every_generator_is_drawn_as_it_is(visit, key: str) -> None:
    app = visit("data")
    app.selectbox(key="data_generator").set_value(key).run()
    assert not app.exception
    assert not app.error
    now = current(app)
    assert now.data.series == key
    for name, value in GENERATORS[key].suggested.items():
        assert now.get(name) == value
    series = load_series(now.data)
    y = series.first(SEQUENCES).y if series.sequence else series.y
    if series.classes:
        first = int((series.y[series.answered] == 0).argmax())
        y = series.x[first * series.sequence : (first + 1) * series.sequence, 0]
    shown = drawn(app)[0]["y"]
    assert len(shown) == len(y)
    np.testing.assert_allclose(shown, y, rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("key", list(SAMPLES))
def test_every_sample_tells_its_story_and_source(visit, key: str) -> None:
    app = visit("data", series=key)
    assert not app.exception
    assert any(SAMPLES[key].source in caption.value for caption in app.caption)
    assert drawn(app)


def test_leaving_a_memory_task_takes_its_horizon_along(visit) -> None:
    app = visit("data")
    app.selectbox(key="data_generator").set_value("counter").run()
    assert current(app).preparation.horizon == 0
    app.selectbox(key="data_generator").set_value("sine").run()
    assert current(app) == Settings()


def test_noise_floor_is_said_only_where_it_is_known(visit) -> None:
    app = visit("data", noise="0.25")
    assert any("**0.250**" in text.value for text in app.markdown)
    assert any("no noise in this series" in text.value for text in visit("data", noise="0").markdown)
    app = visit("data", series="logistic")
    known = load_series(current(app).data).noise_floor is not None
    assert any("is not known" in text.value for text in app.markdown) != known


def test_noise_floor_of_a_memory_task_holds_only_at_its_own_horizon(visit) -> None:
    said = " ".join(text.value for text in visit("data", series="counter", noise="0.1").markdown)
    assert "horizon 0" in said
    assert "mark to reach" not in said
    said = " ".join(text.value for text in visit("data", series="counter", noise="0.1", horizon="0").markdown)
    assert "misses by about **0.100**" in said
    assert "mark to reach" in said


def test_a_sample_is_repaired_by_choice_only(visit) -> None:
    app = visit("data", series="co2")
    assert any("59 missing values" in text.value.replace("\\", "") for text in app.markdown)
    assert any(value is None for value in drawn(app)[0]["y"])
    app.selectbox(key="w_missing").set_value("interpolate").run()
    assert current(app).data.missing == "interpolate"
    assert all(value is not None for value in drawn(app)[0]["y"])


def test_a_file_is_used_only_on_the_click(visit) -> None:
    app = your_file(visit("data"))
    app.file_uploader(key="data_file").upload("shop.csv", BYTES).run()
    assert not app.exception
    assert current(app) == Settings()
    app.button(key="data_use").click().run()
    data = current(app).data
    assert (data.series, data.file_name, data.file_rows, data.file_hash) == (
        "upload", "shop.csv", 120, fingerprint(BYTES),
    )  # fmt: skip
    app.switch_page(path("prepare")).run()
    assert not app.error
    assert not app.exception


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "PNG"),
        (b"a;b\n1;2\n3\n1;2\n", "Line 3"),
        (b"a,b\n", "row"),
        (b"a,b\nx,y\nz,w\n", "number"),
    ],
)
def test_a_bad_file_gets_a_sentence_and_the_old_series_stays(visit, content: bytes, says: str) -> None:
    app = your_file(visit("data", series="nile"))
    app.file_uploader(key="data_file").upload("bad.csv", content).run()
    assert not app.exception
    assert says in app.error[0].value
    assert any("stays as it was" in info.value for info in app.info)
    assert current(app).data.series == "nile"


def wanted() -> dict[str, str]:
    return {
        "series": "upload", "file": "shop.csv", "file_rows": "120", "file_hash": fingerprint(BYTES), "units": "33",
    }  # fmt: skip


@pytest.mark.parametrize("page", ["data", "explore", "prepare"])
def test_a_link_to_a_file_asks_for_it_and_keeps_the_rest(visit, page: str) -> None:
    app = visit(page, **wanted())
    assert any("shop.csv" in w.value.replace("\\", "") and "120 rows" in w.value for w in app.warning)
    field = app.file_uploader(key="data_file" if page == "data" else "link_file")
    field.upload("other.csv", BYTES.replace(b"gut", b"bad")).run()
    assert any("not the file" in error.value for error in app.error)
    field = app.file_uploader(key="data_file" if page == "data" else "link_file")
    field.upload("renamed.csv", BYTES).run()
    assert not app.error
    assert not app.warning
    assert current(app).network.units == 33
    assert current(app).data.file_hash == fingerprint(BYTES)


def test_no_session_sees_the_file_of_another(visit) -> None:
    app = your_file(visit("data"))
    app.file_uploader(key="data_file").upload("shop.csv", BYTES).run()
    app.button(key="data_use").click().run()
    other = visit("explore", **wanted())
    assert any("shop.csv" in w.value.replace("\\", "") for w in other.warning)
    assert not components(other)


@pytest.mark.parametrize("before", [{"transform": "difference"}, {"strategy": "recursive", "horizon": "5"}])
def test_a_memory_task_can_be_picked_after_any_preparation(visit, before: dict[str, str]) -> None:
    app = visit("data", **before)
    app.selectbox(key="data_generator").set_value("counter").run()
    assert not app.exception
    assert (current(app).data.series, current(app).preparation.horizon) == ("counter", 0)
    app.switch_page(path("prepare")).run()
    assert not app.exception
    assert not app.error
