"""The Data page: generators, samples, files."""

import io
import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.series import GENERATORS, SAMPLES, apart, fingerprint, load_series
from lstm_core.settings import Settings
from tests.pages.conftest import components
from ui.charts import series as series_chart
from ui.data import large
from ui.data.series import SEQUENCES
from ui.format.pages import path

CSV = "Tag;Umsatz (€);Wetter\n" + "\n".join(
    f"{1 + i % 28:02d}.{1 + i // 28:02d}.2021;{100 + 10 * np.sin(i / 4):.1f};gut".replace(".", ",", 0)
    for i in range(120)
)
BYTES = CSV.encode()


def drawn(app: AppTest, key: str = "data_series") -> list[dict]:
    for chart in components(app):
        data = json.loads(chart.proto.json)
        if key in chart.proto.id:
            return data["figure"]["data"]
    raise AssertionError(f"no chart {key}")


def current(app: AppTest) -> Settings:
    return app.session_state["lab_settings"]


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


def your_file(app: AppTest) -> AppTest:
    app.session_state["data_source"] = "upload"
    return app.run()


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


def workbook(**sheets: list[list[object]]) -> bytes:
    from openpyxl import Workbook

    made = Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        for row in rows:
            (made[name] if name in made.sheetnames else made.create_sheet(name)).append(row)
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def uploading(visit) -> AppTest:
    app = visit("data")
    app.session_state["data_source"] = "upload"
    return app.run()


def said(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown)


def test_a_sheet_of_a_workbook_is_chosen_on_the_page(visit) -> None:
    rain = [["day", "rain"], *([f"2021-01-{i:02d}", i % 5] for i in range(1, 29))]
    flow = [["day", "flow"], *([f"2021-03-{i:02d}", 10 + i % 7] for i in range(1, 29))]
    app = uploading(visit)
    app.file_uploader(key="data_file").upload("both.xlsx", workbook(Rain=rain, Flow=flow)).run()
    assert not app.exception
    assert app.selectbox(key="d_sheet").value == "Rain"
    assert "Excel workbook, names in the first line" in said(app)
    assert "'Rain' is read here" in said(app)
    app.selectbox(key="d_target").set_value("rain").run()
    app.selectbox(key="d_sheet").set_value("Flow").run()
    assert not app.error
    assert app.selectbox(key="d_target").value == "flow"
    app.button(key="data_use").click().run()
    now = current(app)
    assert (now.data.sheet, now.data.target) == ("Flow", "")
    assert load_series(now.data, app.session_state["lab_upload"].content).target == "flow"


def test_a_sheet_that_is_no_table_still_leaves_the_choice(visit) -> None:
    app = uploading(visit)
    about = [["Made by"], ["the weather office"]]
    flow = [["day", "flow"], *([f"2021-03-{i:02d}", 10 + i % 7] for i in range(1, 29))]
    app.file_uploader(key="data_file").upload("both.xlsx", workbook(About=about, Flow=flow)).run()
    app.selectbox(key="d_sheet").set_value("About").run()
    assert app.error
    app.selectbox(key="d_sheet").set_value("Flow").run()
    assert not app.error


def test_a_pasted_table_is_a_file_like_any_other_and_stays(visit) -> None:
    app = uploading(visit)
    app.text_area(key="data_paste").set_value(CSV).run()
    assert not app.exception
    assert "**120 rows, 3 columns**" in said(app)
    app.button(key="data_use").click().run()
    assert (current(app).data.file_name, current(app).data.file_hash) == ("Pasted table", fingerprint(BYTES))
    # Away and back: the widget's own state is gone, the text is not.
    for source in ("generate", "upload"):
        app.session_state["data_source"] = source
        app.run()
    assert app.text_area(key="data_paste").value == CSV
    assert "**120 rows, 3 columns**" in said(app)
    # What comes last counts, and an empty box leaves the file in use.
    app.file_uploader(key="data_file").upload("shop.csv", BYTES.replace(b"gut", b"bad")[:-40]).run()
    assert "**118 rows" in said(app) or "**119 rows" in said(app)
    app.text_area(key="data_paste").set_value("a,b\n1,2\n2,3\n3,5").run()
    assert "**3 rows, 2 columns**" in said(app)
    app.text_area(key="data_paste").set_value("").run()
    assert "**120 rows, 3 columns**" in said(app)


def test_a_pasted_text_that_is_no_table_is_refused_in_a_sentence(visit) -> None:
    app = uploading(visit)
    app.text_area(key="data_paste").set_value("just some words").run()
    assert not app.exception
    assert len(app.error) == 1


@pytest.fixture
def small_is_large(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(apart, "LARGE_TEXT", 1000)
    monkeypatch.setattr(series_chart, "LONG", 100)
    yield
    while apart._READY:
        process = apart._READY.pop()
        process.kill()
        process.communicate()


def test_a_large_file_is_read_once_apart_and_says_what_training_on_it_costs(
    visit, small_is_large, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, read = [], large.read_table
    monkeypatch.setattr(large, "read_table", lambda data, draft: here.append(len(data)) or read(data, draft))
    monkeypatch.setattr(large, "_HEAD", 500)
    began, start = [], apart._start
    monkeypatch.setattr(apart, "_start", lambda: began.append(1) or start())
    app = uploading(visit)
    app.file_uploader(key="data_file").upload("shop.csv", BYTES).run()
    assert not app.exception
    assert "**120 rows, 3 columns**" in said(app)
    # Only the first rows were read in the server.
    assert here
    assert max(here) <= 500
    assert "**120 points** make 67 training windows of 10 steps" in said(app)
    assert "50 epochs take about" in said(app)
    app.button(key="data_use").click().run()
    assert not app.exception
    assert current(app).data.file_rows == 120
    # One that read, and one that waits for another way to read it.
    assert len(began) == 2


def test_what_a_large_file_costs_is_refused_with_what_to_change(visit, small_is_large, monkeypatch) -> None:
    monkeypatch.setattr("lstm_core.training.loop.MAX_HOURS", 1e-6)
    app = uploading(visit)
    app.file_uploader(key="data_file").upload("shop.csv", BYTES).run()
    assert any("Take fewer epochs" in warning.value for warning in app.warning)


def test_a_large_file_that_cannot_be_read_is_refused_in_a_sentence(visit, small_is_large) -> None:
    app = uploading(visit)
    app.file_uploader(key="data_file").upload("bad.csv", BYTES + b"\n1;2;3;4").run()
    assert not app.exception
    assert any("Line 122" in error.value for error in app.error)
