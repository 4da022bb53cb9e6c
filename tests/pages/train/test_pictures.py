"""What the Train page draws: the view of a training, its charts, the network picture."""

import json
import re

import numpy as np
import pandas as pd
import pytest

from lstm_core.host.messages import Progress, QueuePosition
from lstm_core.host.training_job import Job
from lstm_core.models.build import layer_sizes
from lstm_core.prepare import prepare
from lstm_core.runs.run import EpochReport
from lstm_core.series import Series, load_series
from lstm_core.settings import Settings
from ui.charts.training import MAX_POINTS, evenly, gradient_chart, loss_chart, peaks, prediction_chart
from ui.format.cell_display import weights_formula
from ui.format.text import measured
from ui.state import server
from ui.train.live import outcome
from ui.widgets.network_diagram import network_picture
from ui.widgets.training_view import view_job, view_run


def series(*names: str) -> Series:
    values = np.random.default_rng(0).normal(size=(100, len(names)))
    return Series(values, pd.RangeIndex(100), names, names[0], names)


@pytest.fixture
def job():
    settings = Settings()
    sine = load_series(settings.data)
    return Job(settings, sine, prepare(sine, settings.preparation), "", lambda control: None)


def test_noise_floor_is_squared_and_scaled_and_only_for_mse(job):
    scale = np.std(job.series.y[: job.prepared.boundaries[0]])
    assert view_job(job).floor == pytest.approx((0.1 / scale) ** 2)
    job.settings = job.settings.change(loss="mae")
    assert view_job(job).floor is None


def test_view_of_a_run_predicts_like_the_run():
    run = server.shipped()
    np.testing.assert_allclose(view_run(run).prediction, run.predict("validation")[:, 0])


def test_a_recursive_training_is_judged_by_its_first_step():
    settings = Settings().change(horizon=3, strategy="recursive", transform="difference", units=2)
    sine = load_series(settings.data)
    job = Job(settings, sine, prepare(sine, settings.preparation), "", lambda control: None)
    windows = job.prepared.validation
    job.receive(QueuePosition(job.id, -1))
    numbers = (1.0,) * 6
    guess = np.full((len(windows), 1), 0.5)
    job.receive(Progress(job.id, EpochReport(0, 0, *numbers, guess), None, keep=False))
    expected = windows.base[:, 0] + job.prepared.target_scaler.inverse(guess)[:, 0]
    np.testing.assert_allclose(view_job(job).prediction, expected)
    truth = sine.y[windows.times[:, 0]]
    told = outcome(job, view_job(job))
    assert told["rmse"] == measured(np.sqrt(np.mean((truth - expected) ** 2)))
    assert told["persistence"] == measured(np.sqrt(np.mean((truth - sine.y[windows.times[:, 0] - 1]) ** 2)))
    assert told["unit"] == ", one step ahead"
    # Losses stand beside each other with as many digits: 0.900 and 0.0248, not 0.9 and 0.0248.
    losses = [report.validation_loss for report in job.reports]
    assert told["first"] == measured(losses[0])
    assert told["lowest"] == measured(min(losses))
    assert "1 prediction<" in network_picture(settings, job.prepared, "light")


def test_charts_stand_still_before_the_first_report(job):
    view = view_job(job)
    figure = loss_chart(view.history, 50, "mse", "light", log=True, floor=0.02)
    assert figure["data"][0]["x"] == []
    assert figure["layout"]["xaxis"]["range"] == [-1.0, 51.0]
    assert [trace["name"] for trace in figure["data"]] == ["training", "validation", "noise floor"]
    assert view.prediction is None


def test_what_is_not_finite_leaves_a_gap_instead_of_broken_json():
    history = {
        "epoch": np.arange(3), "train_loss": np.array([1.0, np.nan, np.inf]), "validation_loss": np.ones(3),
        "gradient_norm": np.array([np.nan, 2.0, np.inf]),
    }  # fmt: skip
    losses = loss_chart(history, 3, "mse", "dark", log=False)
    gradients = gradient_chart(history, 3, "dark", threshold=1e3)
    assert losses["data"][0]["y"] == [1.0, None, None]
    assert gradients["data"][0]["y"] == [None, 2.0, None]
    json.dumps([losses, gradients], allow_nan=False)


def test_long_histories_are_thinned_without_hiding_an_explosion():
    kept = evenly(1001)
    assert len(kept) <= MAX_POINTS
    assert (kept[0], kept[-1]) == (0, 1000)
    for spike in (776, 777, 778):
        norm = np.ones(1001)
        norm[0], norm[spike] = np.nan, 1e6
        epoch, shown = peaks(np.arange(1001), norm)
        assert len(epoch) == MAX_POINTS
        assert epoch[shown == 1e6].tolist() == [spike]


def test_gradient_threshold_appears_only_when_the_curve_comes_near():
    history = {"epoch": np.arange(2), "gradient_norm": np.array([1.0, 50.0])}
    assert len(gradient_chart(history, 2, "light", threshold=1e3)["data"]) == 1
    history["gradient_norm"] = np.array([1.0, 500.0])
    assert gradient_chart(history, 2, "light", threshold=1e3)["data"][1]["name"] == "exploding above"
    assert gradient_chart(history, 2, "light", threshold=1e3, clip=1.0)["data"][1]["y"] == [1.0, 1.0]


def test_prediction_axis_does_not_move_while_the_prediction_stays_near():
    truth, times = np.array([0.0, 1.0, 2.0]), np.arange(3)
    words = {"value_title": "y", "time_title": "step"}
    near = prediction_chart(times, truth, np.array([0.5, 1.0, 1.5]), "light", **words)
    empty = prediction_chart(times, truth, None, "light", **words)
    far = prediction_chart(times, truth, np.array([0.0, 9.0, 2.0]), "light", **words)
    assert near["layout"]["yaxis"]["range"] == empty["layout"]["yaxis"]["range"] == [-0.3, 2.3]
    assert far["layout"]["yaxis"]["range"][1] > 9


@pytest.mark.parametrize(
    ("kind", "units", "features", "formula"),
    [
        # One cell, one input: per gate 1 input weight, 1 recurrent weight, 1 bias; an LSTM has four, a GRU three.
        ("lstm", 1, 1, "4·(1·(1 + 1) + 1) = 12"),
        ("lstm", 50, 1, "4·(50·(50 + 1) + 50) = 10,400"),
        # Keras' GRU keeps two biases per gate: 3·(3·(3 + 2) + 6) = 3·21.
        ("gru", 3, 2, "3·(3·(3 + 2) + 2·3) = 63"),
        ("rnn", 3, 2, "3·(3 + 2) + 3 = 18"),
        ("attention", 1, 1, "4·(1·(1 + 1) + 1) = 12"),
    ],
)
def test_formula_in_numbers_counted_by_hand(kind: str, units: int, features: int, formula: str) -> None:
    network = Settings().change(network=kind, units=units).network
    assert weights_formula(kind, layer_sizes(network, 10, features, 1)[0]) == formula
    assert eval(formula.split(" = ")[0].replace("·", "*")) == int(formula.split(" = ")[1].replace(",", ""))


def test_attention_stands_between_the_last_layer_and_the_dense_one() -> None:
    settings = Settings().change(network="attention", units=4, layers=2, dropout=0.5, window=6)
    picture = network_picture(settings, prepare(series("a"), settings.preparation), "light")
    names = re.findall(r"class='name'>([^<]+)<", picture)
    assert names == ["Window", "LSTM 1", "LSTM 2", "Attention", "Dropout", "Dense"]
    # LSTM 1: 4·(4·(4+1)+4) = 96; LSTM 2: 144; the scale: 1; dense on the average beside the last state: 8·1+1 = 9
    for expected in ("6 × 4 → 8 numbers", "1 weight, its scale", "8·1 + 1 = 9", "250 weights</b>"):
        assert expected in picture
    # Both layers pass on what they say at every step.
    assert picture.count("4 cells → 6 × 4 numbers") == 2


@pytest.mark.parametrize(("kind", "name"), [("gru", "GRU 2"), ("rnn", "SimpleRNN 2")])
def test_picture_names_the_kind_of_its_layers(kind: str, name: str) -> None:
    settings = Settings().change(network=kind, units=4, layers=2)
    picture = network_picture(settings, prepare(series("a"), settings.preparation), "light")
    assert f">{name}<" in picture
    assert "LSTM" not in picture


def test_picture_counts_every_layer_of_a_deep_network():
    settings = Settings().change(units=4, layers=2, dropout=0.5, window=6, horizon=2)
    picture = network_picture(settings, prepare(series("a", "b", "c"), settings.preparation), "light")
    # LSTM 1: 4·(4·(4+3)+4) = 128; LSTM 2: 4·(4·(4+4)+4) = 144; dense: 4·2+2 = 10
    counts = ("= 128", "= 144", "4·2 + 2 = 10", "282 weights</b> learn from 57 training windows")
    for expected in (*counts, "6 steps × 3 features", "6 × 4 numbers", "→ 4 numbers", "hides 50 %"):
        assert expected in picture
    assert picture.count("class='off'") == 2


def test_picture_without_dropout_has_no_dropout_layer():
    assert "Dropout" not in network_picture(Settings(), prepare(series("y"), Settings().preparation), "light")


def test_column_names_cannot_write_html():
    picture = network_picture(Settings(), prepare(series("<img src=x>"), Settings().preparation), "light")
    assert "<img" not in picture
    assert "&lt;img" in picture


def test_log_ticks_read_as_numbers_over_a_short_range_and_as_powers_over_a_long_one():
    history = {"epoch": np.arange(2), "train_loss": np.array([1.0, 0.02]), "validation_loss": np.array([1.1, 0.02])}
    short = loss_chart(history, 2, "mse", "light", log=True)["layout"]["yaxis"]
    assert "0.05" in short["ticktext"]
    history["train_loss"] = np.array([1e12, 1e-3])
    long = loss_chart(history, 2, "mse", "light", log=True)["layout"]["yaxis"]
    assert "10<sup>12</sup>" in long["ticktext"]
    assert len(long["tickvals"]) <= 9


@pytest.mark.parametrize("low", [0.45, 0.7, 0.97])
def test_losses_that_lie_close_together_still_have_a_scale(low: float) -> None:
    history = {"epoch": np.arange(2), "train_loss": np.array([1.0, low]), "validation_loss": np.array([1.0, low])}
    axis = loss_chart(history, 2, "mse", "light", log=True)["layout"]["yaxis"]
    inside = [tick for tick in axis["tickvals"] if low - 1e-9 <= tick <= 1 + 1e-9]
    assert 3 <= len(inside) <= 6
    assert len(set(axis["ticktext"])) == len(axis["ticktext"])


def test_a_noise_floor_alone_has_ticks_over_both_decades_around_it() -> None:
    nothing = {name: np.array([]) for name in ("epoch", "train_loss", "validation_loss")}
    ticks = loss_chart(nothing, 50, "mse", "light", floor=0.0199, log=True)["layout"]["yaxis"]["tickvals"]
    assert np.diff(np.log10(ticks)).min() > 0.25
    assert min(ticks) < 0.0199 / 10
    assert max(ticks) > 0.0199 * 10


def test_a_short_training_has_no_tick_between_two_epochs() -> None:
    history = {"epoch": np.arange(4), "train_loss": np.ones(4), "validation_loss": np.ones(4)}
    assert loss_chart(history, 3, "mse", "light", log=True)["layout"]["xaxis"]["dtick"] == 1
    assert "dtick" not in loss_chart(history, 300, "mse", "light", log=True)["layout"]["xaxis"]
