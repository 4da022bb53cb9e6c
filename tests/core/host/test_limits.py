"""How many may wait, what the host says beyond that, and that what the pages ask for at once stays within."""

import pytest

from lstm_core.experiments.race import CONTENDERS, MOST_CONTENDERS
from lstm_core.experiments.seeds import MAX_SEEDS
from lstm_core.host.client import Host
from lstm_core.host.limits import TRAININGS, WORKS, Limit, validate_more
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings import Settings
from tests.support.examples import sine
from tests.support.hosts import submit
from ui.state.seed_pool import PIECE


def test_one_more_than_allowed_is_refused_with_a_sentence() -> None:
    limit = Limit("trainings", 3, 10)
    validate_more(limit, 2, 9)
    with pytest.raises(SettingsError, match=r"^3 of your trainings wait already: .*\.$"):
        validate_more(limit, 3, 3)
    with pytest.raises(SettingsError, match=r"^10 trainings of the whole class wait already: .*\.$"):
        validate_more(limit, 0, 10)


def test_what_a_page_asks_for_at_once_is_allowed() -> None:
    assert TRAININGS.each >= 2 * MOST_CONTENDERS
    assert WORKS.each >= len(CONTENDERS) * -(-MAX_SEEDS // PIECE) + 2 * -(-MAX_SEEDS // PIECE)


def test_the_host_counts_what_waits_for_each_learner(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lstm_core.host.client._Link", NoLink)
    host = Host()
    mine = [submit(host, owner="me", epochs=5) for _ in range(TRAININGS.each)]
    with pytest.raises(SettingsError, match="of your trainings wait"):
        submit(host, owner="me", epochs=5)
    submit(host, owner="you", epochs=5)
    mine[0].state = "running"
    mine.append(submit(host, owner="me", epochs=5))
    arguments = {"settings": Settings(), "series": sine(), "seeds": (0,)}
    for _ in range(WORKS.each):
        host.submit_work("train_seeds", arguments, "me")
    with pytest.raises(SettingsError, match="of your tasks wait"):
        host.submit_work("train_seeds", arguments, "me")
    host.close()


class NoLink:
    """Stands for a host process that takes everything and does nothing."""

    def __init__(self, _receive: object) -> None:
        import queue

        self.outbox, self.jobs = queue.SimpleQueue[object](), set[object]()
        self.lost, self.rehearsed = False, None

    def close(self) -> None:
        """Nothing to end."""
