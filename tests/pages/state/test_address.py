"""The address carries the experiment; what is wrong in it is named; files and runs are not in it."""

from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from lstm_core.host.training_job import Job
from lstm_core.settings import Settings
from tests.support.pages.page import APP, query
from ui.format.pages import path
from ui.state import server, session, slots
from ui.state.browser_id import browser_digest


def current(app: AppTest) -> Settings:
    return app.session_state[slots.SETTINGS.key]


def test_a_link_opens_the_experiment_it_was_made_from(visit) -> None:
    link = Settings().change(series="ar1", noise=0.3, window=7, units=12, lr=0.01).to_query()
    app = visit("prepare", **link)
    assert current(app).to_query() == link
    assert query(app) == link


def test_defaults_leave_the_address_empty(visit) -> None:
    assert query(visit("data")) == {}


def test_a_bad_value_is_named_and_only_it_is_left_out(visit) -> None:
    app = visit("start", window="9999", units="64", nonsense="1")
    app.switch_page(path("start")).run()
    told = " ".join(warning.value for warning in app.warning)
    assert "window=9999" in told
    assert "1 to 500" in told
    assert "nonsense" in told
    assert query(app) == {"units": "64"}
    assert not app.exception


def test_a_moved_slider_stands_in_the_address_on_every_page(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_window").set_value(24).run()
    assert query(app) == {"window": "24"}
    app.switch_page(path("explore")).run()
    assert query(app) == {"window": "24"}


def test_an_act_that_comes_with_back_counts_on_top_of_it(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_window").set_value(24).run()
    app.query_params = {"past": "1"}
    app.slider(key="w_horizon").set_value(3).run()
    assert current(app).to_query() == {"horizon": "3"}
    # The browser says so again while the answer is on its way: Back leads once.
    app.query_params |= {"past": "1"}
    app.slider(key="w_window").set_value(7).run()
    assert current(app).to_query() == {"horizon": "3", "window": "7"}
    app.query_params = {"past": "2"}
    app.run()
    assert current(app).to_query() == {}


def test_back_in_the_browser_restores_the_settings(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_window").set_value(24).run()
    app.slider(key="w_window").set_value(30).run()
    app.query_params |= {"window": "24", "past": "1"}
    app.run()
    assert current(app).preparation.window == 24
    assert app.slider(key="w_window").value == 24
    assert query(app) == {"window": "24"}


def test_back_to_an_address_without_settings_restores_the_defaults(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_window").set_value(24).run()
    app.query_params = {"past": "1"}
    app.run()
    assert current(app) == Settings()
    assert query(app) == {}


def test_an_address_that_the_browser_has_left_already_changes_nothing(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_window").set_value(24).run()
    # A run that was asked for before the new address had come.
    app.query_params.clear()
    app.run()
    assert current(app).preparation.window == 24
    assert query(app) == {"window": "24"}


def test_what_the_settings_refuse_snaps_back_with_a_notice(visit) -> None:
    app = visit("prepare")
    app.slider(key="w_boundaries").set_value((30, 95)).run()
    assert "validation=0.65" in app.warning[0].value.replace("\\", "")
    assert app.slider(key="w_boundaries").value == (64, 80)
    assert query(app) == {}


def test_a_lost_run_is_said_and_its_settings_stay(visit) -> None:
    app = visit("start", run="nobody-knows-this", units="64")
    assert any("no longer on this server" in warning.value for warning in app.warning)
    assert query(app) == {"units": "64"}


@pytest.fixture
def someones_job(idle_host, monkeypatch) -> Job:
    settings = Settings()
    from lstm_core.prepare import prepare
    from lstm_core.series import load_series

    series = load_series(settings.data)
    job = Job(settings, series, prepare(series, settings.preparation), "somebody", lambda control: None)
    monkeypatch.setattr(idle_host, "job", lambda job_id: job if job_id == job.id else None, raising=False)
    return job


def test_a_run_is_found_again_by_its_own_browser(someones_job: Job, monkeypatch) -> None:
    monkeypatch.setattr(server, "token", lambda: "somebody")
    app = AppTest.from_file(APP, default_timeout=300)
    app.query_params["run"] = someones_job.id
    app.run()
    assert app.session_state[slots.JOB.key] == someones_job.id
    assert query(app) == {"run": someones_job.id}


def test_a_run_is_not_handed_to_another_browser(someones_job: Job, monkeypatch) -> None:
    monkeypatch.setattr(server, "token", lambda: "somebody else")
    app = AppTest.from_file(APP, default_timeout=300)
    app.query_params["run"] = someones_job.id
    app.run()
    assert slots.JOB.key not in app.session_state
    assert any("belongs to another browser" in warning.value for warning in app.warning)


class ChangingAddress:
    """What `st.query_params` is while another run writes its own address into it."""

    def __init__(self, *moments: dict[str, str] | Exception) -> None:
        self.moments = list(moments)

    def to_dict(self) -> dict[str, str]:
        now = self.moments.pop(0)
        if isinstance(now, Exception):
            raise now
        return now


def test_an_address_that_changes_under_the_reading_is_read_whole(monkeypatch) -> None:
    whole = {"window": "24", "past": "2"}
    moments = {"past": "1"}, KeyError("past"), {"window": "24"}, RuntimeError("changed size"), whole, whole
    monkeypatch.setattr("streamlit.query_params", ChangingAddress(*moments))
    assert session.address_now() == whole


def cookie(number: bytes, mask: bytes) -> str:
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(number))
    return f"2|{mask.hex()}|{masked.hex()}|1700000000"


def test_a_browser_is_recognised_under_every_mask(monkeypatch) -> None:
    def digest(value: str) -> str:
        monkeypatch.setattr("ui.state.browser_id.st.context", SimpleNamespace(cookies={"_streamlit_xsrf": value}))
        return browser_digest()

    mine = bytes(range(16))
    assert digest(cookie(mine, b"abcd")) == digest(cookie(mine, b"wxyz")) != ""
    assert digest(cookie(mine, b"abcd")) != digest(cookie(bytes(16), b"abcd"))
    for forged in ("", "2|", "2|zz|zz|1", "1|61626364|00|1", "2|61626364||1"):
        assert digest(forged) == ""


def test_a_browser_that_missed_a_redraw_writes_nothing_back(visit, monkeypatch) -> None:
    app = visit("train")
    app.session_state[slots.SETTINGS.key] = Settings().change(units=64)
    app.run()
    assert app.slider(key="w_units").value == 64
    monkeypatch.setattr(session, "LOST_SECONDS", 60.0)
    # Another slider moves, and the browser sends with it what it still shows of this one.
    app.slider(key="w_units").set_value(50)
    app.slider(key="w_batch").set_value(16).run()
    assert (current(app).network.units, current(app).training.batch_size) == (64, 16)
    assert app.slider(key="w_units").value == 64
    # The same value from a hand that has seen the 64.
    monkeypatch.setattr(session, "LOST_SECONDS", 0.0)
    app.slider(key="w_units").set_value(50).run()
    assert current(app).network.units == 50


def test_a_widget_has_its_setting_as_its_default(visit) -> None:
    """What a browser shows that knows nothing but this one redraw."""
    app = visit("train", units="64", epochs="300", dropout="0.3", lr="0.01")
    app.run()
    defaults = {slider.key: list(slider.proto.default) for slider in app.slider}
    assert defaults["w_units"] == [64]
    assert defaults["w_epochs"] == [300]
    assert defaults["w_dropout"] == [pytest.approx(0.3)]
    rate = next(slider for slider in app.select_slider if slider.key == "w_lr")
    assert rate.options[int(rate.proto.default[0])] == "0.01"
