"""The Start page: three doors, and real numbers of the shipped run."""

import json

import numpy as np
import pytest

from lstm_core.inspect import trace
from lstm_core.series import load_series
from tests.pages.conftest import components
from ui import session


def figure(app, key: str) -> dict:
    return json.loads(next(c for c in components(app) if key in c.proto.id).proto.json)["figure"]


def test_the_cell_shows_the_shipped_run(visit) -> None:
    app = visit("start")
    app.slider(key="start_window").set_value(5).run()
    assert not app.exception
    run = session.shipped()
    seen = trace(run, window=4)
    unit = int(np.ptp(seen.cell[-1], axis=0).argmax())
    curves = figure(app, "start_gates")["data"]
    for curve, gate in zip(curves, ("forget", "input", "candidate", "output", "cell", "hidden"), strict=True):
        np.testing.assert_allclose(curve["y"], getattr(seen, gate)[-1][:, unit], rtol=1e-4)
    read, came, predicted = figure(app, "start_read")["data"]
    origin = seen.origin
    np.testing.assert_allclose(read["y"], run.series.y[origin - len(read["y"]) + 1 : origin + 1], rtol=1e-4)
    assert came["y"][0] == pytest.approx(run.series.y[origin + 1], rel=1e-4)
    assert predicted["y"][0] == pytest.approx(seen.prediction[0], rel=1e-4)


def test_a_missing_shipped_run_is_said(visit, monkeypatch, tmp_path) -> None:
    monkeypatch.setattr(session, "SHIPPED", tmp_path / "none.lstmlab")
    session.shipped.cache_clear()
    app = visit("start")
    session.shipped.cache_clear()
    assert not app.exception
    assert "There is no file" in app.error[0].value


@pytest.mark.parametrize(("door", "source"), [("try", "generate"), ("own", "upload")])
def test_the_doors_lead_to_data(visit, door: str, source: str) -> None:
    app = visit("start", series="nile")
    app.button(key=f"door_{door}").click().run()
    assert not app.exception
    assert app.title[0].value == "Data"
    assert app.session_state["data_source"] == source
    assert load_series(app.session_state["lab_settings"].data).title == ("Sine" if door == "try" else "Nile flow")


def test_the_first_door_leads_to_the_shipped_run(visit) -> None:
    app = visit("start")
    app.button(key="door_show").click().run()
    assert not app.exception
    assert app.title[0].value == "Results"
