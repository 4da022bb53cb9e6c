"""Runs that come to the Train page as files, chosen there or dropped on any page."""

import io

from lstm_core.runs.run_file import load_run
from tests.support.pages.train import begin, open_train, texts
from ui.format.pages import path
from ui.state import slots
from ui.train.file import run_bytes


def test_a_saved_run_comes_back_with_its_settings(played_host, job):
    job.settings = job.settings.change(units=3)
    begin(job, 1)
    at = open_train()
    at.file_uploader(key="train_file").upload("mine.lstmlab", run_bytes(job.run())).run()
    assert not at.exception
    assert at.slider(key="w_units").value == 3
    assert "the run that you opened" in texts(at)
    assert load_run(io.BytesIO(run_bytes(job.run()))).settings.network.units == 3


def test_a_forged_file_is_refused_with_a_sentence(played_host):
    at = open_train()
    at.file_uploader(key="train_file").upload("mine.lstmlab", b"PK nonsense").run()
    assert not at.exception
    assert any("not a run saved by LSTM Lab" in w.value for w in at.warning)
    assert "the shipped example" in texts(at)


def test_a_dropped_run_is_opened_on_any_page_and_its_bytes_are_let_go(played_host, job):
    job.settings = job.settings.change(units=3)
    begin(job, 1)
    at = open_train()
    at.switch_page(path("explore")).run()
    at.file_uploader(key="lab_drop_0").upload("mine.lstmlab", run_bytes(job.run())).run()
    assert not at.exception
    assert at.session_state[slots.SETTINGS.key].network.units == 3
    assert any("mine.lstmlab is open" in w.value for w in at.warning)
    assert at.title[0].value == "Explore"
    at.file_uploader(key="lab_drop_1").upload("other.lstmlab", b"PK nonsense").run()
    assert any("not a run saved by LSTM Lab" in w.value for w in at.warning)
    assert at.session_state[slots.SETTINGS.key].network.units == 3
