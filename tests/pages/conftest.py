"""Page tests draw the real app without a browser and without a training process."""

from collections import OrderedDict
from collections.abc import Callable, Iterator

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.testing.v1 import AppTest, local_script_runner

from lstm_core.experiments.search import Searches
from lstm_core.experiments.search import study as study_module
from rig.idle_host import IdleHost
from tests.support.pages.page import arrive
from tests.support.pages.train import PlayedHost
from tests.support.pages.works import WorkHost
from ui.state import run_store as run_stores
from ui.state import searches as search_state
from ui.state import server, session


@pytest.fixture(autouse=True, scope="session")
def one_server() -> Iterator[None]:
    """What a server does once, AppTest would do with every app that it makes: look through all installed packages for
    components, and with every script run: compile the page."""
    found, compiled = manifest_scanner.scan_component_manifests(), ScriptCache()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: list(found))
        patch.setattr(local_script_runner, "ScriptCache", lambda: compiled)
        yield


@pytest.fixture(autouse=True)
def idle_host(monkeypatch: pytest.MonkeyPatch) -> IdleHost:
    host = IdleHost()
    monkeypatch.setattr(server, "host", lambda: host)
    return host


@pytest.fixture
def played_host(monkeypatch: pytest.MonkeyPatch) -> PlayedHost:
    """Trainings happen as the test says."""
    played = PlayedHost()
    monkeypatch.setattr(server, "host", lambda: played)
    return played


@pytest.fixture
def work_host(monkeypatch: pytest.MonkeyPatch) -> WorkHost:
    """Works happen as the test says, for one learner."""
    played = WorkHost()
    monkeypatch.setattr(server, "host", lambda: played)
    monkeypatch.setattr(server, "token", lambda: "me")
    return played


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Searches:
    """No thread: the test calls `advance`."""
    found = Searches(drive=lambda search: None)
    monkeypatch.setattr(search_state, "searches", lambda: found)
    monkeypatch.setattr(study_module, "_most_at_once", lambda: 1)
    return found


@pytest.fixture(autouse=True)
def empty_run_stores(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test finds the runs of another one."""
    monkeypatch.setattr(run_stores, "_stores", OrderedDict())


@pytest.fixture(autouse=True)
def no_haste(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test acts at once, and yet as a hand does that has seen the page."""
    monkeypatch.setattr(session, "LOST_SECONDS", 0.0)


@pytest.fixture
def visit() -> Callable[..., AppTest]:
    """Open a page of the app at an address."""
    return lambda page, **query: arrive(page, query)
