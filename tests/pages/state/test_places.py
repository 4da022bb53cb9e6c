"""A link carries what a page looks at; what is wrong there is named, and no setting is ever taken for it."""

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import End
from lstm_core.settings import Settings, specs
from tests.support.examples import random_run, sine
from tests.support.pages.gates import choose_step, step_of
from tests.support.pages.page import follow, query, warned
from tests.support.pages.train import begin, weights_for
from ui.experiments.sections import SECTIONS as EXPERIMENTS
from ui.format.pages import path
from ui.gates.controls import TABS
from ui.results.sections import SECTIONS as RESULTS
from ui.state import places, slots

GATES = {"at.window": "7", "at.step": "4", "at.unit": "3", "at.epoch": "20", "at.tab": "over-the-epochs"}


def test_gates_looks_where_the_link_points() -> None:
    at = follow("gates", **GATES)
    assert not at.warning
    assert at.slider(key="w_gates_window").value == 7
    assert step_of(at) == 4
    assert at.selectbox(key="gates_unit").value == 3
    assert at.session_state[slots.GATES_EPOCH.key] == 20
    assert at.session_state[slots.GATES_TAB.key] == "Over the epochs"
    assert query(at) == GATES
    assert query(at.run()) == GATES


def test_what_is_looked_at_by_default_stays_out_of_the_address(visit) -> None:
    for page in ("gates", "results", "experiments"):
        assert query(visit(page).run()) == {}


def test_what_is_chosen_stands_in_the_address_of_its_page(visit) -> None:
    at = visit("gates", units="50")
    choose_step(at, 4)
    at.selectbox(key="gates_unit").set_value(3).run()
    assert query(at) == {"at.step": "4", "at.unit": "3"}
    at.switch_page(path("results")).run()
    assert query(at) == {}
    at.segmented_control(key="results_section").set_value("Errors").run()
    assert query(at) == {"at.section": "errors"}
    at.switch_page(path("gates")).run()
    assert query(at) == {"at.step": "4", "at.unit": "3"}


def test_back_and_forward_restore_what_was_looked_at(visit) -> None:
    at = visit("gates")
    first = {key: at.selectbox(key="gates_unit").value for key in ("unit",)}
    at.slider(key="w_gates_window").set_value(7).run()
    at.selectbox(key="gates_unit").set_value(3).run()
    at.query_params = {"past": "1", "at.step": "2"}
    at.run()
    assert not at.exception
    assert at.slider(key="w_gates_window").value != 7
    assert step_of(at) == 2
    assert at.selectbox(key="gates_unit").value == first["unit"]
    assert query(at) == {"at.step": "2"}


@pytest.mark.parametrize(
    ("page", "asked", "named"),
    [
        ("gates", {"at.window": "999"}, "at.window=999 is no test window of what you look at; here it goes from 1 to"),
        ("gates", {"at.step": "-3"}, "from 1 to 10"),
        ("gates", {"at.unit": "NaN"}, "from 1 to 50"),
        ("gates", {"at.layer": "2"}, "here is only 1"),
        ("gates", {"at.epoch": "3"}, "kept are 0, 1, 2, 5, 10, 20, 50"),
        ("gates", {"at.tab": "<b>x</b>"}, "over-the-epochs"),
        ("results", {"at.section": "nowhere"}, "choose one of doctor, errors"),
        ("results", {"at.step": "2"}, "here is only 1"),
        ("experiments", {"at.section": ""}, "a-b-test"),
        ("gates", {"at.units": "3"}, "at.units=3 names nothing that this page looks at"),
        ("experiments", {"at.window": "3"}, "at.window=3 names nothing that this page looks at"),
        ("start", {"at.window": "999"}, "at.window=999 is no test window of what you look at; here it goes from 1 to"),
        ("results", {"at.way": "no"}, "choose one of known, free"),
        ("results", {"at.origin": "1"}, "at.origin=1 is no position of what you look at; here it goes from 9 to 198"),
        ("train", {"at.view": "none"}, "choose one of one-network, several-side-by-side"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_said_and_left_out(page: str, asked: dict[str, str], named: str) -> None:
    at = follow(page, lr="0.001", **asked)
    assert named in warned(at)
    assert "It was left out." in warned(at)
    assert query(at) == {}
    assert at.session_state[slots.SETTINGS.key] == Settings()


def test_a_link_keeps_its_place_until_its_experiment_is_trained(played_host) -> None:
    link = {"units": "4", "at.unit": "2", "at.step": "3", "at.epoch": "1"}
    at = follow("gates", **link)
    assert query(at) == link
    at.button(key="train_now").click().run()
    begin(played_host.newest, 2)
    played_host.newest.receive(End(played_host.newest.id, "done", weights_for(played_host.newest)))
    at.run()
    assert not at.exception
    assert query(at) == {**link, "run": played_host.newest.id}
    assert step_of(at) == 3
    assert at.selectbox(key="gates_unit").value == 2
    assert at.session_state[slots.GATES_EPOCH.key] == 1


def test_sections_open_by_name() -> None:
    for page, section in (("results", "Errors"), ("experiments", "Seeds")):
        at = follow(page, **{"at.section": places.slug(section)})
        assert at.segmented_control(key=f"{page}_section").value == section


def test_no_setting_looks_like_a_place_and_every_name_is_its_own() -> None:
    assert not [key for key in specs() if key.startswith(places.PREFIX)]
    for names in (EXPERIMENTS, RESULTS, TABS):
        slugs = [places.slug(name) for name in names]
        assert all(slugs)
        assert len(set(slugs)) == len(slugs)


PLACES = [
    ("start", {"at.sequence": "5", "at.window": "7"}, {"w_start_sequence": 5, "w_start_window": 7}),
    (
        "results", {"at.way": "free", "at.origin": "140", "at.free-steps": "6"},
        {"results_way": "free", "w_results_origin": 140, "w_results_free_steps": 6},
    ),
    (
        "results", {"at.section": "ahead", "at.ahead": "7", "at.beyond": "5"},
        {"results_section": "Ahead", "w_results_horizon_steps": 7, "results_beyond_steps": 5},
    ),
    ("train", {"at.view": "several-side-by-side"}, {"train_mode": "Several side by side"}),
    ("explore", {"at.lags": "46"}, {"w_lags": 46}),
    ("prepare", {"at.window": "10"}, {"w_window_number": 10}),
]  # fmt: skip


def widgets(at: AppTest) -> dict[str | None, object]:
    return {
        one.key: one.value for kind in (at.slider, at.segmented_control, at.number_input, at.selectbox) for one in kind
    }


@pytest.mark.parametrize(("page", "link", "shown"), PLACES)
def test_a_fresh_session_finds_what_the_link_shows(page: str, link: dict[str, str], shown: dict[str, object]) -> None:
    at = follow(page, **link)
    assert not at.warning
    assert {key: widgets(at)[key] for key in shown} == shown
    assert query(at) == link
    assert query(at.run()) == link


@pytest.mark.parametrize(("page", "link", "shown"), PLACES)
def test_what_is_moved_by_hand_is_what_a_link_shows(
    visit, page: str, link: dict[str, str], shown: dict[str, object]
) -> None:
    at = visit(page)
    for key, value in shown.items():
        kinds = (at.slider, at.segmented_control, at.number_input)
        next(one for kind in kinds for one in kind if one.key == key).set_value(value).run()
    assert not at.exception
    assert query(at) == link
    at.switch_page(path("prepare")).run()
    at.switch_page(path(page)).run()
    assert {key: widgets(at)[key] for key in shown} == shown
    assert query(at) == link


def test_what_another_run_does_not_have_is_not_in_its_links(visit) -> None:
    at = visit("results")
    at.segmented_control(key="results_way").set_value("free").run()
    at.slider(key="w_results_origin").set_value(195).run()
    # A run on a series of a hundred points, of which it has no part at position 195.
    short = random_run(Settings().change(units=3), sine(length=100))
    at.session_state[slots.LOADED.key], at.session_state[slots.SETTINGS.key] = short, short.settings
    at.run()
    assert not at.exception
    assert query(at)["at.way"] == "free"
    assert "at.origin" not in query(at)


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("results", {"at.section": "intervals", "at.level": "80", "at.interval": "dropout"}),
        ("results", {"at.section": "ahead", "at.beyond-level": "95"}),
        ("results", {"at.section": "errors", "at.part": "train"}),
        ("results", {"at.section": "baselines", "at.table": "validation", "at.baselines": "drift"}),
        ("results", {"at.baselines": "none"}),
        ("train", {"at.loss-axis": "linear"}),
        ("train", {"at.view": "several-side-by-side", "at.networks": "gru.tcn"}),
    ],
)
def test_what_changes_a_picture_stands_in_the_link(page: str, link: dict[str, str]) -> None:
    at = follow(page, **link)
    assert not at.warning
    assert query(at) == link
    assert query(at.run()) == link


def test_a_link_chooses_level_axis_and_networks() -> None:
    at = follow("results", **{"at.section": "intervals", "at.level": "80", "at.baselines": "drift.mean"})
    assert at.slider(key="w_results_level").value == 80
    assert set(at.pills(key="results_baselines").value) == {"drift", "mean"}
    at.switch_page(path("train")).run()
    at.toggle(key="train_log").set_value(False).run()
    assert query(at) == {"at.loss-axis": "linear"}
    at = follow("train", **{"at.view": "several-side-by-side", "at.networks": "gru.tcn"})
    assert at.multiselect(key="w_race").value == ["gru", "tcn"]
    at.multiselect(key="w_race").set_value(["gru", "tcn", "mlp"]).run()
    assert query(at)["at.networks"] == "gru.tcn.mlp"


def test_more_networks_than_may_run_are_refused_with_a_sentence() -> None:
    asked = "lstm.gru.rnn.tcn.mlp.linear"
    at = follow("train", **{"at.view": "several-side-by-side", "at.networks": asked})
    assert "choose up to 5 of lstm, gru" in warned(at)
    assert "at.networks" not in query(at)


def test_the_same_choice_is_the_same_address(visit) -> None:
    at = visit("results")
    at.pills(key="results_baselines").set_value(["drift", "persistence"]).run()
    assert query(at)["at.baselines"] == "persistence.drift"
