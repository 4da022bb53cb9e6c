"""Experiments, Runs: what the notebook shows and does. Trainings are played by hand through a stand-in host."""

from streamlit.testing.v1 import AppTest

from lstm_core.host.messages import End
from tests.pages.test_train import begin, host, open_train, press, texts, weights_for  # noqa: F401


def finish(played, epochs: int = 2) -> None:
    begin(played.newest, epochs)
    played.newest.receive(End(played.newest.id, "done", weights_for(played.newest)))


def open_runs(at: AppTest) -> AppTest:
    at.switch_page("pages/experiments.py").run()
    assert not at.exception
    return at


def test_a_finished_training_is_kept_and_listed(host):  # noqa: F811
    at = press(open_train(), "go")
    finish(host)
    table = open_runs(at).dataframe[0].value
    assert list(table["Run"]) == ["Run 1", "The shipped run"]
