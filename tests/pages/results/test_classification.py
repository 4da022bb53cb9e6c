"""Every page with a run that names classes: what it shows, what it says instead, and never a traceback."""

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from streamlit.testing.v1 import AppTest

from lstm_core.evaluation.classification import evaluate_classes
from lstm_core.experiments.leak_effect import LeakEffect
from lstm_core.experiments.seeds import SeedResult
from lstm_core.interpretation.trace import typical_window
from lstm_core.runs.run import Run
from lstm_core.series import GENERATORS, load_series
from lstm_core.settings import Settings
from tests.support.examples import random_run
from tests.support.pages.gates import figures, messages, text_of
from tests.support.pages.page import arrive
from tests.support.pages.train import all_settings
from tests.support.pages.works import WorkHost
from ui.format.pages import path
from ui.results.class_windows import behind
from ui.results.classification import predictions
from ui.state import slots

PAGES = ("data", "explore", "prepare", "train", "results", "gates")
WAVES = Settings().change(
    series="waveforms", **{**GENERATORS["waveforms"].suggested, "sequences": 100, "units": 4, "epochs": 2}
)
WEATHER = Settings().change(series="seattle", target="weather", task="label", horizon=1, units=4, epochs=2)
MOVES = Settings().change(series="random_walk", length=300, task="direction", horizon=2, units=4, epochs=2)


def run_of(settings: Settings) -> Run:
    run = random_run(settings, load_series(settings.data))
    accuracies = {name: np.linspace(0.2, 0.4, 3) for name in ("train_accuracy", "validation_accuracy")}
    return replace(run, history=run.history | accuracies)


def opened(page: str, run: Run) -> AppTest:
    return arrive(page, run=run)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("settings", [WAVES, WEATHER, MOVES], ids=["waveforms", "weather", "moves"])
def test_every_page_opens(page: str, settings: Settings) -> None:
    at = opened(page, run_of(settings))
    assert not at.error
    assert at.title


@pytest.mark.parametrize("tab", ["What it remembers", "Where a unit is on", "Over the epochs", "Change it"])
@pytest.mark.parametrize("settings", [WAVES, WEATHER, MOVES], ids=["waveforms", "weather", "moves"])
def test_every_tab_of_gates_opens(tab: str, settings: Settings) -> None:
    at = opened("gates", run_of(settings))
    at.session_state[slots.GATES_TAB.key] = tab
    at.run()
    assert not at.exception
    assert not at.error
    if tab == "What it remembers":
        at.selectbox(key="gates_output").set_value(2).run()
        assert not at.exception


def test_gates_says_class_and_probabilities() -> None:
    run = run_of(WAVES)
    window = typical_window(run)
    found = run.predict("test")[window]
    best = run.prepared.classes[int(found.argmax())]
    truth = run.prepared.classes[int(run.prepared.test.y[window, 0])]
    said = text_of(opened("gates", run))
    assert f"true class **{truth}**, the network says {best} {100 * found.max():.3g}" in said


def test_a_clamp_answers_in_probabilities() -> None:
    run = run_of(WAVES)
    at = opened("gates", run)
    at.session_state[slots.GATES_TAB.key] = "Change it"
    at.run()
    at.toggle(key="gates_hold_forget").set_value(True).run()
    bars = figures(at)["changed_classes"]["data"]
    assert [bar["name"] for bar in bars] == ["untouched", "changed"]
    np.testing.assert_allclose(bars[0]["y"], run.predict("test")[typical_window(run)], atol=1e-3)
    assert bars[0]["y"] != bars[1]["y"]
    assert "now get another name" in text_of(at)


def test_results_show_scikit_learns_numbers() -> None:
    run = run_of(WAVES)
    at = opened("results", run)
    named, truth = run.predict("test").argmax(axis=1), run.prepared.test.y[:, 0].astype(int)
    shown = {metric.label: metric.value for metric in at.metric}
    assert float(shown["Accuracy, test part"].split()[0]) == pytest.approx(100 * accuracy_score(truth, named), abs=0.05)
    assert {"Most frequent class", "Nearest training window"} < set(shown)
    cells = messages(at)["classify_confusion"]["figure"]["layout"]["annotations"]
    counts = np.array([int(cell["text"]) for cell in cells]).reshape(5, 5)
    np.testing.assert_array_equal(counts, confusion_matrix(truth, named, labels=range(5)))
    rows = at.table[0].value
    macro = float(rows.loc["*macro*", "F1"])
    assert macro == pytest.approx(f1_score(truth, named, average="macro"), abs=6e-4)
    assert text_of(at).count("One thing to try") + len([s for s in at.header if s.value == "One thing to try"]) == 1


def test_a_random_network_is_not_said_to_be_better() -> None:
    said = text_of(opened("results", run_of(MOVES)))
    assert "better than" not in said.split("Accuracy:")[0]
    assert "overlap with their neighbours, so only one window in 2 is counted" in said


def test_lists_choose_the_windows_behind_a_cell() -> None:
    run = run_of(WAVES)
    evaluation, at = evaluate_classes(run), opened("results", run)
    matrix = evaluation.scores["test"].confusion
    truth, named = (int(place) for place in np.argwhere(matrix > 0)[-1])
    at.selectbox(key="classify_true").set_value(run.prepared.classes[truth]).run()
    at.selectbox(key="classify_named").set_value(run.prepared.classes[named]).run()
    drawn = messages(at)["classify_windows"]["figure"]["data"]
    wanted = behind(evaluation, "test", truth, named)
    assert len(drawn) == min(6, matrix[truth, named])
    read = run.prepared.input_scaler.inverse(run.prepared.test.x[wanted[0]])[:, 0]
    np.testing.assert_allclose(drawn[0]["y"], read, rtol=1e-4)
    empty = np.argwhere(matrix == 0)[0]
    at.selectbox(key="classify_true").set_value(run.prepared.classes[empty[0]]).run()
    at.selectbox(key="classify_named").set_value(run.prepared.classes[empty[1]]).run()
    assert "classify_windows" not in messages(at)
    assert "No window of the test part" in text_of(at)


def test_windows_behind_a_cell_come_in_the_order_of_their_certainty() -> None:
    evaluation = evaluate_classes(run_of(MOVES))
    for truth in range(3):
        for named in range(3):
            found = behind(evaluation, "test", truth, named)
            certain = evaluation.probabilities["test"][found, named]
            assert (np.diff(certain) >= 0).all() if truth == named else (np.diff(certain) <= 0).all()


def test_imbalance_is_said_aloud() -> None:
    assert "**The classes are unbalanced**" not in text_of(opened("results", run_of(WAVES)))
    assert "**The classes are unbalanced**" in text_of(opened("results", run_of(WEATHER)))


def test_predictions_as_a_table() -> None:
    run = run_of(WEATHER)
    evaluation = evaluate_classes(run)
    found = pd.read_csv(io.StringIO(predictions(run, evaluation).to_csv(index=False)))
    test = found[found["part"] == "test"]
    assert list(test["truth"]) == [run.prepared.classes[k] for k in evaluation.truth["test"]]
    assert {"named", "majority", "nearest", "last", "p(rain)"} < set(found.columns)
    np.testing.assert_allclose(test[[f"p({name})" for name in run.prepared.classes]].sum(axis=1), 1)
    assert len(found) == sum(len(values) for values in evaluation.truth.values())


def test_a_diverged_run_is_told_in_a_sentence() -> None:
    run = run_of(WAVES)
    broken = replace(run, snapshots={epoch: tuple(w * np.nan for w in ws) for epoch, ws in run.snapshots.items()})
    at = opened("results", broken)
    assert "training diverged" in at.error[0].value


def test_prepare_names_the_class_and_counts_them(visit: Callable[..., AppTest]) -> None:
    at = visit("prepare", **WAVES.to_query())
    run = run_of(WAVES)
    first = run.prepared.classes[int(run.prepared.train.y[0, 0])]
    assert f"its target is the class **{first}**" in text_of(at)
    shares = next(table.value for table in at.table if "Class" in table.value.columns)
    assert sum(int(cell.split()[0]) for cell in shares["train"]) == len(run.prepared.train)


def test_prepare_asks_for_a_direction(visit: Callable[..., AppTest]) -> None:
    at = visit("prepare")
    assert not [slider for slider in at.slider if slider.key == "w_threshold"]
    at.selectbox(key="w_task").set_value("direction").run()
    assert not at.exception
    assert "A move counts as up or down from" in text_of(at)
    at.slider(key="w_threshold").set_value(3.0).run()
    assert "threshold smaller" in at.error[0].value
    at.selectbox(key="w_task").set_value("label").run()
    assert "different numbers" in at.error[0].value
    at.selectbox(key="w_task").set_value("regression").run()
    assert not at.error


def test_a_label_column_brings_its_task_and_takes_it_away(visit: Callable[..., AppTest]) -> None:
    at = visit("data", series="seattle")
    at.selectbox(key="w_target").set_value("weather").run()
    assert not at.exception
    now = at.session_state[slots.SETTINGS.key]
    assert (now.data.target, now.preparation.task, now.preparation.horizon) == ("weather", "label", 0)
    at.selectbox(key="w_target").set_value("temp_max").run()
    assert at.session_state[slots.SETTINGS.key].preparation.task == "regression"
    at.selectbox(key="w_target").set_value("weather").run()
    at.selectbox(key="data_sample").set_value("nile").run()
    now = at.session_state[slots.SETTINGS.key]
    assert (now.preparation.task, now.preparation.horizon) == ("regression", 1)


def test_explore_studies_what_is_read(visit: Callable[..., AppTest]) -> None:
    at = visit("explore", series="seattle", target="weather", task="label")
    assert not at.exception
    assert "What follows studies **temp\\_max**" in text_of(at) or "What follows studies **temp_max**" in text_of(at)


def test_train_shows_accuracy_and_no_other_loss(visit: Callable[..., AppTest]) -> None:
    at = opened("train", run_of(WAVES))
    sent = messages(at)
    lines = {trace["name"]: trace["y"] for trace in sent["train_accuracy"]["figure"]["data"]}
    assert set(lines) == {"training", "validation", "most frequent class"}
    assert lines["validation"] == [0.2, 0.3, 0.4]
    assert sent["train_loss"]["figure"]["layout"]["yaxis"]["title"]["text"] == "cross-entropy (nats)"
    assert "train_prediction" not in sent
    at = all_settings(at)
    assert at.selectbox(key="w_optimizer")
    assert not [choice for choice in at.segmented_control if choice.key == "w_loss"]


def test_a_file_with_labels_is_used_with_its_task(visit: Callable[..., AppTest]) -> None:
    rows = "\n".join(f"{np.sin(i / 3):.3f},{('calm', 'wild')[i // 9 % 2]}" for i in range(200))
    at = visit("data")
    at.session_state[slots.DATA_SOURCE.key] = "upload"
    at.run()
    at.file_uploader(key="data_file").upload("states.csv", f"level,state\n{rows}".encode()).run()
    at.selectbox(key="d_target").set_value("state").run()
    at.button(key="data_use").click().run()
    now = at.session_state[slots.SETTINGS.key]
    assert (now.data.target, now.preparation.task, now.preparation.horizon) == ("state", "label", 0)
    at.switch_page(path("prepare")).run()
    assert not at.exception
    assert not at.error
    assert "the class **calm**" in text_of(at) or "the class **wild**" in text_of(at)


def test_what_beats_the_network_is_said_beside_the_verdict() -> None:
    run = run_of(WEATHER)
    scores = evaluate_classes(run).baseline_scores["last"]["test"].accuracy
    assert f"It is **worse than the last known class** ({100 * scores:.3g}" in text_of(opened("results", run))


def test_a_class_that_never_occurs_has_a_dash() -> None:
    run = run_of(WEATHER)
    confusion = evaluate_classes(run).scores["test"].confusion
    rows = opened("results", run).table[0].value
    for place, name in enumerate(run.prepared.classes):
        assert (rows.loc[name, "Recall"] == "–") == (confusion[place].sum() == 0)
        assert (rows.loc[name, "Precision"] == "–") == (confusion[:, place].sum() == 0)
    assert (rows == "–").any(axis=None)


def test_every_column_of_a_window_can_be_drawn() -> None:
    run = run_of(WEATHER)
    at = opened("results", run)
    at.selectbox(key="classify_feature").set_value("wind").run()
    assert not at.exception
    evaluation = evaluate_classes(run)
    cell = (run.prepared.classes.index(at.selectbox(key=f"classify_{axis}").value) for axis in ("true", "named"))
    first = behind(evaluation, "test", *cell)[0]
    read = run.prepared.input_scaler.inverse(run.prepared.test.x[first])[:, run.prepared.features.index("wind")]
    np.testing.assert_allclose(messages(at)["classify_windows"]["figure"]["data"][0]["y"], read, rtol=1e-4)


@pytest.mark.parametrize("leak", ["split", "scaler"])
def test_leaks_are_told_for_classes_too(visit: Callable[..., AppTest], leak: str) -> None:
    wanted = {"split": "random", "scaler": "all"}[leak]
    at = visit("prepare", **MOVES.change(**{leak: wanted}).to_query())
    assert not at.exception
    said = [warning.value for warning in at.warning if warning.value.startswith(("**Random split", "**Scaler"))]
    assert len(said) == 1
    assert "{" not in said[0]


def test_a_leak_of_a_classification_is_measured_by_its_accuracy(work_host: WorkHost) -> None:
    run = run_of(MOVES.change(split="random"))
    at = opened("results", run)
    assert "This run leaks: random split." in text_of(at)
    at.button(key="results_leaks_go").click().run()
    sides = [
        tuple(
            SeedResult(i, {}, [], {"accuracy": value, "macro_f1": value}, {}, "done", np.empty(0))
            for i, value in enumerate(values)
        )
        for values in ((0.8, 0.82, 0.81), (0.4, 0.42, 0.41))
    ]
    work_host.end(work_host.all[0], "done", LeakEffect(*sides))
    at.run()
    assert not at.exception
    assert "Accuracy with the leak: 0.810; honestly: 0.410." in text_of(at)
    assert "Skill compares" not in text_of(at)
