"""The Results page as the tests see it: opened on a run, its sections, figures and words."""

import json

import numpy as np
from streamlit.testing.v1 import AppTest

from lstm_core.runs.run import Run
from tests.support.pages.page import arrive, components, moving
from ui.format.pages import path

PAGE, SHIPPED = path("results"), "lstm_core/sample_data/shipped.lstmlab"


def opened(run: Run | None = None) -> AppTest:
    return arrive("results", run=run)


def section(name: str, at: AppTest) -> AppTest:
    """The page with another section open."""
    at.segmented_control(key="results_section").set_value(name).run()
    assert not at.exception
    return at


def text_of(at: AppTest) -> str:
    return "\n".join(element.value for element in at.markdown)


def figure(at: AppTest, key: str) -> dict:
    if key in moving(at):
        return moving(at)[key]["figure"]
    return json.loads(next(c for c in components(at) if key in c.proto.id).proto.json)["figure"]


def broken(run: Run) -> Run:
    weights = tuple(np.full_like(w, np.nan) for w in run.weights)
    return Run(run.settings, run.series, run.history, {**run.snapshots, max(run.snapshots): weights})
