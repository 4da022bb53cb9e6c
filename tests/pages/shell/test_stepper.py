"""The steps under the title: what the experiment is, how its run stands, and where each is made."""

from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import End
from tests.support.pages.page import steps
from tests.support.pages.train import begin, by_hand, open_train, press, weights_for
from ui.format.pages import PAGES, path
from ui.shell.stepper import DONE, MOVES, OPEN, STALE, STEPS


def marks(at: AppTest) -> list[str]:
    return [link.proto.icon for link in at.get("page_link")[:STEPS]]


def trained(at: AppTest, host) -> None:
    begin(host.newest, 2)
    host.newest.receive(End(host.newest.id, "done", weights_for(host.newest)))
    at.run()
    assert not at.exception


def test_each_page_shows_the_steps_of_the_shipped_example(visit) -> None:
    for name in PAGES:
        at = visit(name)
        assert steps(at) == [
            "Sine, 200 points", "window 10, 1 step ahead", "LSTM 50", "run: the shipped example", "results",
        ]  # fmt: skip
        assert marks(at) == [DONE, DONE, DONE, DONE, OPEN]


def test_each_step_leads_to_the_page_where_it_is_made(visit) -> None:
    links = visit("gates").get("page_link")[:STEPS]
    assert [link.proto.page for link in links] == ["data", "prepare", "train", "train", "results"]


def test_a_run_is_told_while_it_trains_when_it_is_done_and_when_a_setting_has_moved(played_host) -> None:
    at = by_hand(open_train({"units": "3"}))
    assert steps(at)[3:] == ["not trained yet", "results"]
    assert marks(at)[3:] == [OPEN, OPEN]
    press(at, "go")
    assert (steps(at)[3], marks(at)[3]) == ("run: yours, training", MOVES)
    trained(at, played_host)
    assert (steps(at)[3], marks(at)[3]) == ("run: yours", DONE)
    at.slider(key="w_units").set_value(5).run()
    assert (steps(at)[3], marks(at)[3]) == ("run: yours, before the change", STALE)
    at.switch_page(path("data")).run()
    assert (steps(at)[3], marks(at)[3]) == ("run: yours, before the change", STALE)


def test_the_skill_is_that_of_results(played_host, monkeypatch) -> None:
    at = open_train({"units": "3"})
    press(at, "go")
    trained(at, played_host)
    at.switch_page(path("results")).run()
    tile = next(metric.value for metric in at.metric if metric.label.startswith("Skill"))
    # Measured in a quiet moment, or where a page asks for the notebook; no page waits for it here.
    assert steps(at)[4] == "results"
    at.switch_page(path("experiments")).run()
    at.run()
    assert steps(at)[4] == f"skill {tile}"
