"""Networks without cells to look into on every page: their own words and settings, and no way into a dead end."""

import re

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.models.backbones import BACKBONES, TWINS
from lstm_core.models.build import TITLES, parameters
from lstm_core.prepare import prepare
from lstm_core.series import GENERATORS
from lstm_core.settings import Settings
from tests.support.examples import random_run, sine, table
from tests.support.pages.gates import opened, step_of, text_of
from tests.support.pages.results import opened as results
from tests.support.pages.results import section
from tests.support.pages.train import all_settings, open_train, texts
from tests.support.pages.train_race import finish
from ui.format.networks import network_size
from ui.format.text import text_exists
from ui.results.sections import SECTIONS
from ui.train.settings import OF_THE_NETWORK
from ui.widgets.network_diagram import network_picture

WIDGETS = ("units", "layers", "dropout", "activation", "forget_bias", "input_dropout", "recurrent_dropout")


def shown(at: AppTest) -> set[str]:
    """The settings that have a widget."""
    found = [*at.slider, *at.selectbox, *at.segmented_control, *at.select_slider, *at.number_input]
    return {(widget.key or "").removeprefix("w_") for widget in found} & set(WIDGETS)


@pytest.mark.parametrize("kind", BACKBONES)
def test_train_shows_what_the_network_has_a_use_for(played_host, kind):
    at = all_settings(open_train({"network": kind}))
    assert shown(at) == BACKBONES[kind].uses
    assert set(OF_THE_NETWORK) <= set(WIDGETS)


@pytest.mark.parametrize("kind", BACKBONES)
def test_every_kind_says_what_it_is_good_for_with_a_source(kind: str) -> None:
    assert text_exists(f"networks/{kind}")
    with open(f"ui/text/networks/{kind}.md", encoding="utf-8") as file:
        words = file.read()
    # Abbreviations end no sentence.
    sentences = re.split(r"(?<=[.])\s+(?=[A-Z])", words.strip().replace("et al.", "et al"))
    assert len(sentences) == 2
    assert re.search(r"\b(19|20)\d\d\b", words)


@pytest.mark.parametrize("kind", TWINS)
@pytest.mark.parametrize("layers", [1, 3])
def test_the_picture_counts_every_weight(kind: str, layers: int) -> None:
    settings = Settings().change(network=kind, units=6, layers=layers, dropout=0.25, window=20)
    prepared = prepare(table(), settings.preparation)
    picture = network_picture(settings, prepared, "light")
    assert f"{parameters(settings.network, 20, 3, 1):,} weights</b>" in picture
    assert ("hides 25 %" in picture) == ("dropout" in BACKBONES[kind].uses)


def test_size_is_told_by_what_there_is() -> None:
    found = {kind: network_size(Settings().change(network=kind, layers=2, units=8).network) for kind in TITLES}
    assert found["lstm"] == "LSTM 2 × 8"
    assert found["tcn"] == "TCN 8"
    assert found["linear"] == "Linear layer"


@pytest.mark.parametrize("kind", TWINS)
def test_gates_says_there_is_nothing_to_open_and_where_to_go(kind: str) -> None:
    run = random_run(Settings().change(network=kind, units=3, window=6), sine())
    at = opened(run)
    assert f"of the kind **{TITLES[kind]}**." in text_of(at)
    at.button(key="gates_example").click().run()
    assert not at.exception
    assert "the shipped example" in text_of(at)
    assert step_of(at)


@pytest.mark.parametrize("name", SECTIONS)
@pytest.mark.parametrize("kind", TWINS)
def test_every_section_of_results_judges_it(kind: str, name: str) -> None:
    run = random_run(Settings().change(network=kind, units=3, window=6, horizon=2), sine())
    at = section(name, results(run))
    assert not at.exception
    assert TITLES[kind] in text_of(at)


def test_a_race_leads_to_results_where_there_is_no_cell(played_host):
    at = open_train()
    at.segmented_control(key="train_mode").set_value("Several side by side").run()
    at.multiselect(key="w_race").set_value(["linear", "gru"]).run()
    at.button(key="race_go").click().run()
    finish(played_host, {"linear": 0.1, "gru": 0.2})
    at.run()
    assert "| **Linear layer** |" in texts(at)
    at.button(key="race_door_linear").click().run()
    assert not at.exception
    assert at.title[0].value == "Results"


@pytest.mark.parametrize("kind", ["tcn", "bidirectional"])
def test_a_series_that_wants_an_answer_at_every_step_refuses_it(played_host, kind):
    wanted = Settings().change(series="counter").change(**GENERATORS["counter"].suggested).change(network=kind)
    at = open_train(wanted.to_query())
    assert "choose lstm, gru or rnn" in texts(at)
    assert at.button(key="train_go").disabled
