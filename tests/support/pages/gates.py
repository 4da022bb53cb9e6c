"""The Gates page as the tests see it: opened on a run, its figures by key, its words."""

import html
import json
import re
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from lstm_core.runs.run import Run
from lstm_core.settings import Settings
from tests.pages.conftest import components
from tests.support.examples import random_weights
from ui.format.pages import path
from ui.web import SCRIPT

APP, PAGE, SHIPPED = str(SCRIPT), path("gates"), "sample_data/shipped.lstmlab"


def opened(run: Run | None = None, tab: str | None = None) -> AppTest:
    at = AppTest.from_file(APP, default_timeout=300).run()
    if run is not None:
        at.session_state["lab_loaded"], at.session_state["lab_settings"] = run, run.settings
    at.switch_page(PAGE).run()
    if tab is not None:
        at.session_state["gates_tab"] = tab
        at.run()
    assert not at.exception
    return at


def text_of(at: AppTest) -> str:
    return "\n".join([*(element.value for element in at.markdown), *told(at).values()])


def told(at: AppTest, step: int | None = None) -> dict[str, str]:
    """Key → what each text of a step says, as the browser fills it; at the page's own step by default."""
    found = {}
    for key, data in messages(at).items():
        if "notes" in data:
            place = data["step"] if step is None else step - 1
            values = {name: texts[place] for name, texts in data["values"].items()}
            words = re.sub(r"\{(\w+)\}", lambda name, values=values: values[name[1]], data["html"])
            words = re.sub(r"</?strong>", "**", "\n".join([words, data["notes"].get(str(place), "")]))
            found[key] = html.unescape(re.sub(r"<[^>]+>", "", words))
    return found


def step_of(at: AppTest) -> int:
    """The step that the page's slider shows."""
    return int(messages(at)["gates_steps"]["step"]) + 1


def choose_step(at: AppTest, step: int) -> AppTest:
    """As a hand on the slider does, once it has come to rest."""
    at.session_state["gates_step"] = step
    return at.run()


def messages(at: AppTest) -> dict[str, dict[str, Any]]:
    """Key → what the browser is sent, for every component on the page."""
    found = components(at)
    return {element.proto.id.split("-", 2)[2]: json.loads(element.proto.json) for element in found}


def figures(at: AppTest) -> dict[str, dict[str, Any]]:
    """Key without ``gates_`` → figure."""
    return {key.removeprefix("gates_"): sent["figure"] for key, sent in messages(at).items() if "figure" in sent}


def line(figure: dict[str, Any], name: str) -> np.ndarray:
    """The y of a figure's line or bars by name; gaps are NaN."""
    found = next(trace["y"] for trace in figure["data"] if trace.get("name") == name)
    return np.array([np.nan if value is None else value for value in found])


def trained_run(settings: Settings, series: Any, epochs: tuple[int, ...] = (0, 5, 9)) -> Run:
    """A run that was never trained, with other random weights at every kept epoch, and NaN nowhere."""
    names = ("epoch", "updates", "train_loss", "validation_loss", "batch_loss", "gradient_norm", "learning_rate")
    history = {name: np.arange(epochs[-1] + 1.0) for name in (*names, "seconds")}
    snapshots = {epoch: random_weights(settings, len(series.features), epoch) for epoch in epochs}
    return Run(settings, series, history, snapshots)
