"""The Gates page as the tests see it: opened on a run, its figures by key, its words."""

import html
import json
import re
from typing import Any

import numpy as np
from streamlit.testing.v1 import AppTest

from lstm_core.evaluation import evaluate
from lstm_core.interpretation.trace import trace
from lstm_core.runs.run import Run
from lstm_core.settings import Settings
from tests.support.examples import random_weights
from tests.support.pages.page import arrive, components
from ui.format.cell_display import KINDS
from ui.format.pages import path
from ui.format.text import measured
from ui.state import slots

PAGE, SHIPPED = path("gates"), "lstm_core/sample_data/shipped.lstmlab"


def opened(run: Run | None = None, tab: str | None = None) -> AppTest:
    at = arrive("gates", run=run)
    if tab is not None:
        at.session_state[slots.GATES_TAB.key] = tab
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
    at.session_state[slots.GATES_STEP.key] = step
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


def table_numbers(at: AppTest) -> dict[str, list[str]]:
    """Row → its numbers, of the table of metrics."""
    rows = re.findall(r"^\| (Skill|RMSE)[^|]*\| (.+) \|$", text_of(at), re.MULTILINE)
    return {name: re.findall(r"\*\*(.+?)\*\*", cells) for name, cells in rows}


def check_forecast(at: AppTest, run: Run, changed: Run | None) -> None:
    """The picture and the table tell of `run` untouched and of `changed` beside it."""
    picture, numbers = figures(at)["compared"], table_numbers(at)
    truth = run.series.y[run.prepared.test.times[:, 0]]
    for column, (name, seen) in enumerate({"untouched": run, "changed": changed}.items()):
        if seen is None:
            assert not [trace for trace in picture["data"] if trace["name"] == name]
            assert len(numbers["RMSE"]) == 1
            continue
        forecast = seen.predict("test")[:, 0]
        np.testing.assert_allclose(line(picture, name), forecast, rtol=1e-5, atol=1e-9)
        np.testing.assert_allclose(line(picture, f"residual, {name}"), truth - forecast, rtol=1e-4, atol=1e-6)
        metrics = evaluate(seen).metrics["test"]
        assert numbers["RMSE"][column] == measured(metrics["rmse"])
        assert numbers["Skill"][column] == measured(metrics["skill"])


def edit(at: AppTest, number: int, column: str, typed: dict[int, float]) -> None:
    """Type some numbers, by row, into a column of a table."""
    turn = at.session_state[slots.GATES_TABLES.key]["turn"]
    rows = {row: {column: value} for row, value in typed.items()}
    at.session_state[f"gates_table_{turn}_{number}"] = {"edited_rows": rows, "added_rows": [], "deleted_rows": []}
    at.run()


def number_in(text: str) -> float:
    return float(text.strip("()*").replace("−", "-"))


def check_pictures(at: AppTest, run: Run, window: int, layer: int, unit: int) -> None:
    found = trace(run, window - 1)
    curves, maps = figures(at)["unit_picture"], figures(at)["maps"]
    by_name = {line["name"]: line for line in maps["data"] if line["type"] == "heatmap"}
    assert set(by_name) == set(found.values)
    for name, layers in found.values.items():
        values = layers[layer - 1]
        curve = line(curves, KINDS[run.settings.network.kind].name(name))
        np.testing.assert_allclose(curve, values[:, unit - 1], rtol=1e-4, atol=1e-9)
        np.testing.assert_allclose(np.array(by_name[name]["z"]).T, values, atol=6e-4)
