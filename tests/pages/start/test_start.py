"""The Start page: a cell that counts, three doors and a wave, with the real numbers of the runs that come along."""

import json

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.evaluation import evaluate
from lstm_core.host.messages import End
from lstm_core.interpretation.trace import trace, typical_window
from lstm_core.models.forward import gates
from lstm_core.runs.shipped import COUNTER
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.pages.page import APP, components, steps
from tests.support.pages.train import begin, sent, weights_for
from ui.format.pages import path
from ui.format.text import measured
from ui.state import server, slots


def figure(app, key: str) -> dict:
    return json.loads(next(c for c in components(app) if key in c.proto.id).proto.json)["figure"]


def test_the_counter_shows_its_own_numbers(visit) -> None:
    app = visit("start")
    run = server.counter()
    assert run.settings == COUNTER
    assert app.slider(key="w_start_sequence").value == typical_window(run) + 1
    app.slider(key="w_start_sequence").set_value(5).run()
    assert not app.exception
    seen = trace(run, window=4)
    lines = {line["name"]: line for line in figure(app, "start_counter")["data"]}
    rows = slice(seen.origin - 49, seen.origin + 1)
    columns = {name: run.series.values[rows, run.series.names.index(name)] for name in ("pulse", "reset", "count")}
    for name in ("pulse", "reset"):
        assert lines[name]["x"] == (np.flatnonzero(columns[name]) + 1).tolist()
    np.testing.assert_allclose(lines["true count"]["y"], columns["count"], atol=1e-4)
    np.testing.assert_allclose(lines["the network's answer"]["y"], seen.prediction, rtol=1e-4)
    np.testing.assert_allclose(lines["f, forget gate"]["y"], seen.forget[0][:, 0], rtol=1e-4)
    np.testing.assert_allclose(lines["C, cell state"]["y"], seen.cell[0][:, 0], rtol=1e-4, atol=1e-6)
    marks = figure(app, "start_counter")["layout"]["shapes"]
    # The first one walks with the cell that plays.
    assert marks[0]["name"] == "step"
    marks = marks[1:]
    assert sorted({mark["x0"] for mark in marks}) == lines["reset"]["x"]
    # One in each row and none between them, where the names and the legend stand.
    rows = ("y domain", "y2 domain", "y3 domain", "y4 domain")
    assert {(mark["yref"], mark["y0"], mark["y1"]) for mark in marks} == {(row, 0, 1) for row in rows}


def test_what_is_said_of_the_counter_holds_in_every_test_sequence() -> None:
    """f falls at every reset and at no pulse; the cell state rises with the count."""
    run = server.counter()
    test, names = run.prepared.test, run.prepared.features
    read = run.prepared.input_scaler.inverse(test.x) > 0.5
    reset = read[..., names.index("reset")]
    found = gates(run.weights, test.x, run.settings.network)[0]
    assert found["forget"][..., 0][reset].max() < 0.2
    assert found["forget"][..., 0][~reset].min() > 0.6
    assert np.corrcoef(found["cell"][..., 0].ravel(), run.prepared.truth(test).ravel())[0, 1] > 0.98


def test_a_sequence_without_a_reset_says_so(visit) -> None:
    app = visit("start")
    run = server.counter()
    resets = run.prepared.test.x[..., run.prepared.features.index("reset")] > 0.5
    quiet = int(np.flatnonzero(~resets.any(axis=1))[0]) + 1
    app.slider(key="w_start_sequence").set_value(quiet).run()
    assert any("has no reset" in text.value for text in app.markdown)


def test_the_wave_shows_the_shipped_run_beside_a_straight_line(visit) -> None:
    app = visit("start")
    app.slider(key="w_start_window").set_value(5).run()
    assert not app.exception
    run = server.shipped()
    seen, origin = trace(run, window=4), int(run.prepared.test.origins[4])
    read, came, predicted = figure(app, "start_read")["data"]
    np.testing.assert_allclose(read["y"], run.series.y[origin - len(read["y"]) + 1 : origin + 1], rtol=1e-4)
    assert came["y"][0] == pytest.approx(run.series.y[origin + 1], rel=1e-4)
    assert predicted["y"][0] == pytest.approx(seen.prediction[0], rel=1e-4)
    found = evaluate(run)
    said = " ".join(text.value for text in app.markdown)
    assert f"by {measured(found.metrics['test']['rmse'])} (RMSE, test part)" in said
    assert f"misses it by {measured(found.baseline_metrics['ar']['test']['rmse'])}" in said


def test_a_missing_shipped_run_is_said(visit, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(server, "SHIPPED", tmp_path / "none.lstmlab")
    server.shipped.cache_clear()
    app = visit("start")
    server.shipped.cache_clear()
    assert not app.exception
    assert "There is no file" in app.error[0].value


@pytest.mark.parametrize(("door", "source"), [("try", "generate"), ("own", "upload")])
def test_the_doors_lead_to_data(visit, door: str, source: str) -> None:
    app = visit("start", series="nile")
    app.button(key=f"door_{door}_data").click().run()
    assert not app.exception
    assert app.title[0].value == "Data"
    assert app.session_state[slots.DATA_SOURCE.key] == source
    assert load_series(app.session_state[slots.SETTINGS.key].data).title == ("Sine" if door == "try" else "Nile flow")


@pytest.mark.parametrize(
    ("door", "title"), [("show_gates", "Gates"), ("counter_gates", "Gates"), ("counter_train", "Train")]
)
def test_the_cell_that_counts_can_be_looked_into_and_trained(visit, door: str, title: str) -> None:
    app = visit("start", series="nile")
    app.button(key=f"door_{door}").click().run()
    assert not app.exception
    assert app.title[0].value == title
    assert app.session_state[slots.SETTINGS.key] == COUNTER
    assert "run: the shipped example" in steps(app)
    if title == "Gates":
        assert app.slider(key="w_gates_window").value == typical_window(server.counter()) + 1


def test_the_experiment_in_front_is_trained_on_the_spot(played_host) -> None:
    at = AppTest.from_file(APP, default_timeout=300).run()
    assert not at.exception
    # The shipped run's own curves stand there until then.
    curve = figure(at, "start_loss")["data"][0]["y"]
    np.testing.assert_allclose(curve, server.shipped().history["train_loss"], rtol=1e-5)
    at.button(key="train_now").click().run()
    assert not at.exception
    assert played_host.newest.settings == Settings()
    begin(played_host.newest, 2)
    at.run()
    assert not [button for button in at.button if button.key == "train_now"]
    curve = figure(at, "start_loss")["data"][0]["y"]
    np.testing.assert_allclose(curve, [report.train_loss for report in played_host.newest.reports], rtol=1e-5)
    assert sent(at)["start_prediction"]["feed"]["topics"] == [played_host.newest.id]
    # The same film as on Train: from the first epoch on it can be scrubbed back.
    films = {sent(at)[name]["film"]["key"] for name in ("start_loss", "start_prediction")}
    assert films == {sent(at)["start_player"]["film"]} == {played_host.newest.id}
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    at.run()
    assert at.button(key="train_now")
    assert "run: yours" in steps(at)


def test_an_experiment_that_cannot_be_trained_leaves_the_page_whole(visit) -> None:
    app = visit("start", series="nile", window="90")
    app.switch_page(path("start")).run()
    assert not app.exception
    assert app.info
    assert figure(app, "start_counter")
