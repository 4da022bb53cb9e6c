"""Files on the Data page that are no plain text, are pasted, or are large."""

import importlib
import io

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.series import apart, fingerprint, load_series
from lstm_core.settings import Settings
from tests.support.pages.data import BYTES, CSV, your_file
from ui.charts import series as series_chart
from ui.data import large


def current(app: AppTest) -> Settings:
    return app.session_state["lab_settings"]


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


def said(app: AppTest) -> str:
    return " ".join(text.value for text in app.markdown)


def test_a_sheet_of_a_workbook_is_chosen_on_the_page(visit) -> None:
    rain = [["day", "rain", "wind"], *([f"2021-01-{i:02d}", i % 5, i % 3] for i in range(1, 29))]
    flow = [["day", "flow"], *([f"2021-03-{i:02d}", 10 + i % 7] for i in range(1, 29))]
    app = your_file(visit("data"))
    app.file_uploader(key="data_file").upload("both.xlsx", workbook(Rain=rain, Flow=flow)).run()
    assert not app.exception
    assert app.selectbox(key="d_sheet").value == "Rain"
    assert "Excel workbook, names in the first line" in said(app)
    assert "'Rain' is read here" in said(app)
    app.selectbox(key="d_target").set_value("wind").run()
    app.selectbox(key="d_sheet").set_value("Flow").run()
    assert not app.error
    assert app.selectbox(key="d_target").value == "flow"
    app.button(key="data_use").click().run()
    now = current(app)
    assert (now.data.sheet, now.data.target) == ("Flow", "")
    assert load_series(now.data, app.session_state["lab_upload"].content).target == "flow"


def test_a_sheet_that_is_no_table_still_leaves_the_choice(visit) -> None:
    app = your_file(visit("data"))
    about = [["Made by"], ["the weather office"]]
    flow = [["day", "flow"], *([f"2021-03-{i:02d}", 10 + i % 7] for i in range(1, 29))]
    app.file_uploader(key="data_file").upload("both.xlsx", workbook(About=about, Flow=flow)).run()
    app.selectbox(key="d_sheet").set_value("About").run()
    assert app.error
    app.selectbox(key="d_sheet").set_value("Flow").run()
    assert not app.error


def test_a_pasted_table_is_a_file_like_any_other_and_stays(visit) -> None:
    app = your_file(visit("data"))
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
    app = your_file(visit("data"))
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
    began, take = [], apart._take
    monkeypatch.setattr(apart, "_take", lambda: began.append(1) or take())
    app = your_file(visit("data"))
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
    # Not read again for the series in use; another process waits for another way to read the file.
    assert len(began) == 1
    assert len(apart._READY) == 1


def test_what_a_large_file_costs_is_refused_with_what_to_change(visit, small_is_large, monkeypatch) -> None:
    monkeypatch.setattr("lstm_core.training.loop.MAX_HOURS", 1e-6)
    app = your_file(visit("data"))
    app.file_uploader(key="data_file").upload("shop.csv", BYTES).run()
    assert any("Take fewer epochs" in warning.value for warning in app.warning)


def test_windows_that_are_too_many_are_said_before_the_file_is_used(visit, small_is_large, monkeypatch) -> None:
    monkeypatch.setattr(importlib.import_module("lstm_core.prepare.validate"), "MAX_NUMBERS", 100)
    app = your_file(visit("data"))
    app.file_uploader(key="data_file").upload("shop.csv", BYTES).run()
    assert any("take fewer features" in warning.value for warning in app.warning)


def test_a_large_file_that_cannot_be_read_is_refused_in_a_sentence(visit, small_is_large) -> None:
    app = your_file(visit("data"))
    app.file_uploader(key="data_file").upload("bad.csv", BYTES + b"\n1;2;3;4").run()
    assert not app.exception
    assert any("Line 122" in error.value for error in app.error)
