"""Train: the gates of one window while it trains."""

from collections.abc import Callable

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.interpretation.trace import trace
from lstm_core.runs.run_file import load_run
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine
from tests.support.pages.gates import SHIPPED, line, messages, text_of
from ui.format.cell_display import KINDS
from ui.state import slots
from ui.train import gates as train_gates


def test_closed_it_computes_and_sends_nothing(visit: Callable[..., AppTest], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train_gates, "gates", lambda *_: pytest.fail("drawn though closed"))
    assert not [key for key in messages(visit("train")) if key.startswith("train_gates")]


def test_open_it_shows_the_last_validation_window(visit: Callable[..., AppTest]) -> None:
    at = visit("train")
    at.session_state["train_gates"] = True
    at.run()
    assert not at.exception
    run = load_run(SHIPPED)
    found, sent = trace(run, -1, "validation"), messages(at)
    heat = sent["train_gates_map"]["figure"]["data"][0]
    np.testing.assert_allclose(np.array(heat["z"], float).T, found.cell[0], rtol=1e-2, atol=1e-3)
    unit = at.selectbox(key="train_gates_unit").value
    assert unit == np.ptp(found.cell[0], axis=0).argmax() + 1
    at.selectbox(key="train_gates_unit").set_value(4).run()
    curves = messages(at)["train_gates_unit_picture"]["figure"]["data"]
    cell = next(line["y"] for line in curves if line["name"] == "C cell state")
    np.testing.assert_allclose(cell, found.cell[0][:, 3], rtol=1e-4)


@pytest.mark.parametrize("kind", ["gru", "rnn", "attention"])
def test_every_kind_of_network_shows_its_memory(visit: Callable[..., AppTest], kind: str) -> None:
    at = visit("train")
    run = random_run(Settings().change(network=kind, units=3, layers=2), sine())
    at.session_state[slots.LOADED.key] = run
    at.session_state["train_gates"] = True
    at.run()
    assert not at.exception
    found, sent = trace(run, -1, "validation"), messages(at)
    memory = found.values[KINDS[kind].memory][1]
    heat = sent["train_gates_map"]["figure"]["data"][0]
    np.testing.assert_allclose(np.array(heat["z"], float).T, memory, rtol=1e-2, atol=1e-3)
    unit = at.selectbox(key="train_gates_unit").value
    for value, layers in found.values.items():
        curve = line(sent["train_gates_unit_picture"]["figure"], KINDS[kind].name(value))
        np.testing.assert_allclose(curve, layers[1][:, unit - 1], rtol=1e-4)
    assert ("cell state" if kind == "attention" else "hidden state") in text_of(at)


def test_a_network_too_large_for_the_rhythm_says_so(visit: Callable[..., AppTest], monkeypatch) -> None:
    monkeypatch.setattr(train_gates, "SECONDS", 0.0)
    at = visit("train")
    at.session_state["train_gates"] = True
    at.run()
    assert "too large" in text_of(at)
