"""A network's units as a browser gets them: with the film, over the road, and after the last epoch alone."""

import asyncio
import base64
import json
from typing import Any

import numpy as np
import pytest

from lstm_core.host.messages import End, Progress, QueuePosition
from lstm_core.host.training_job import Job
from lstm_core.interpretation.trace import trace
from lstm_core.prepare import prepare
from lstm_core.runs.run import Run
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.examples import random_run, random_weights, table
from tests.support.pages.train import PlayedHost, report
from tests.support.routes import asked
from ui.state import server
from ui.state.films import RunFilm
from ui.web import topics, units
from ui.web.bytes import GAP, round_zero
from ui.web.topics import Training

ME = "key=me"


def told(id: str, part: str = "", who: str = ME) -> tuple[int, str, Any, int]:
    """Status, how long it is kept, what is told, and its size in bytes."""

    async def story() -> tuple[int, str, Any, int]:
        async with asked(f"/lab/film/{id}{part}", who) as answer:
            whole = await answer.whole()
            return answer.status, answer.headers["cache-control"], json.loads(whole), len(whole)

    return asyncio.run(story())


def read(text: str, sizes: str) -> np.ndarray:
    """Rows of numbers, as the browser reads them."""
    most = np.frombuffer(base64.b64decode(sizes), "<f4")
    places = np.frombuffer(base64.b64decode(text), "u1").reshape(len(most), -1).astype(float)
    return np.where(places == GAP, np.nan, (places - 127) / 127 * most[:, None])


def states(told: dict[str, Any], layers: int) -> dict[int, np.ndarray]:
    found = read(told["states"], told["most"])
    return dict(zip(told["epochs"], found.reshape(len(told["epochs"]), layers, -1), strict=True))


def signs(told: dict[str, Any], layers: int) -> np.ndarray:
    return np.frombuffer(base64.b64decode(told["signs"]), "<u2").reshape(-1, layers, 2)


def expected(run: Run, epoch: int | None = None) -> np.ndarray:
    return np.stack([layer[-1] for layer in trace(run, -1, "validation", epoch).hidden])


def test_a_film_brings_the_states_of_each_kept_epoch(played_host: PlayedHost) -> None:
    shipped = server.shipped()
    film = RunFilm("me", shipped, 60)
    found = told(film.id)[2]["units"]
    assert found["epochs"] == [0, 1, 2, 5, 10, 20, 50]
    for place, (epoch, own) in enumerate(states(found, 1).items()):
        hidden = expected(shipped, epoch)
        # Off by half a step at most, or by a whole one where rounding would take the sign away.
        np.testing.assert_allclose(own, hidden, atol=np.abs(hidden).max() / 127)
        assert (np.sign(own) == np.sign(hidden)).all()
        assert signs(found, 1)[place].tolist() == [[(hidden > 0).sum(), (hidden < 0).sum()]]
    assert "into" not in found


def test_after_the_last_epoch_the_window_walks_through_it(played_host: PlayedHost) -> None:
    run = random_run(Settings().change(units=5, layers=2, window=7), table(3))
    film = RunFilm("me", run, 60)
    status, kept, found, _ = told(film.id, "/units")
    assert status == 200
    assert kept.startswith("private, max-age=")
    assert found["epochs"] == [2]
    steps = read(found["steps"], found["steps_most"]).reshape(7, 2, 5)
    np.testing.assert_allclose(steps, np.stack(trace(run, -1, "validation").hidden, axis=1), atol=1 / 250)
    np.testing.assert_allclose(read(found["into"], found["into_most"])[0], run.weights[0][:, 10:15].ravel(), atol=0.01)
    np.testing.assert_allclose(read(found["out"], found["out_most"])[0], run.weights[-2].ravel(), atol=0.01)
    assert told(film.id, "/units", "key=somebody")[::2] == (404, {})


def test_a_network_without_cells_has_none(played_host: PlayedHost) -> None:
    film = RunFilm("me", random_run(Settings().change(network="mlp", units=4), table(1)), 60)
    assert told(film.id)[2]["units"] is None
    assert told(film.id, "/units")[2] == {}


def wait(host: PlayedHost, **changes: object) -> Job:
    settings = Settings().change(**changes)
    series = load_series(settings.data)
    job = host.submit(settings, series, prepare(series, settings.preparation), owner="me")
    job.receive(QueuePosition(job.id, -1))
    return job


def one_more(job: Job, epoch: int, *, weights: bool = True) -> tuple[np.ndarray, ...]:
    trained = random_weights(job.settings, 1, epoch)
    job.receive(Progress(job.id, report(job, epoch), trained if weights else None, keep=weights))
    return trained


def test_the_road_tells_of_the_units_of_each_epoch_that_brings_weights(played_host: PlayedHost) -> None:
    job = wait(played_host, units=50)
    topic = Training(job)
    assert "units" not in topic.news(0)[1]
    for epoch in range(3):
        one_more(job, epoch)
        cursor, news = topic.news(epoch)
        assert (cursor, news["units"]["epochs"]) == (epoch + 1, [epoch])
        np.testing.assert_allclose(states(news["units"], 1)[epoch], expected(job.run()), atol=1 / 200)
        # What a message of an epoch becomes longer by.
        assert len(json.dumps(news["units"])) < 250
    one_more(job, 3, weights=False)
    assert "units" not in topic.news(3)[1]
    # Who comes late gets the newest there are.
    assert topic.news(0)[1]["units"]["epochs"] == [2]
    job.receive(End(job.id, "done", random_weights(job.settings, 1, 9)))
    assert "units" not in topic.news(0)[1]
    _, kept, found, _ = told(job.id, "/units")
    assert (kept[:7], found["epochs"]) == ("private", [3])
    np.testing.assert_allclose(states(found, 1)[3], expected(job.run()), atol=1 / 200)
    assert told(job.id)[2]["units"]["epochs"] == [0, 1, 2, 3]


def test_units_that_take_long_are_computed_beside_the_road_or_not_at_all(
    played_host: PlayedHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = (wait(played_host, units=units, window=window) for units, window in ((4, 5), (256, 60)))
    for job in (small, large):
        one_more(job, 0)
    assert Training(small).quick
    assert not Training(large).quick
    assert "units" in Training(large).news(0)[1]
    monkeypatch.setattr(topics, "SLOW", 1e-6)
    assert "units" not in Training(small).news(0)[1]
    # Of a film, fewer epochs and always the last.
    for epoch in range(1, 9):
        one_more(small, epoch)
    monkeypatch.setattr(units, "SECONDS", 1e-6)
    assert told(small.id)[2]["units"]["epochs"] == [8]


def test_a_waiting_training_has_no_units_yet(played_host: PlayedHost) -> None:
    job = wait(played_host, units=4)
    assert told(job.id, "/units")[1:3] == ("no-store", {})
    assert told(job.id)[2]["units"] is None


def test_the_largest_network_adds_little_to_the_longest_film(played_host: PlayedHost) -> None:
    job = wait(played_host, units=256, layers=3, window=3, epochs=60)
    for epoch in range(61):
        one_more(job, epoch)
    assert len(json.dumps(told(job.id)[2]["units"])) < 20_000
    job = wait(played_host, units=16, window=3, epochs=60, horizon=8)
    for epoch in range(61):
        one_more(job, epoch)
    assert len(json.dumps(told(job.id)[2]["units"])) < 20_000


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e37])
def test_a_sign_is_kept_however_small_and_what_is_not_finite_is_a_gap(scale: float) -> None:
    values = np.array([[1.0, -1.0, 1e-9, -1e-9, 0.0], [np.nan, np.inf, -np.inf, 2.0, -1.0], [0.0] * 5]) * scale
    codes, most = round_zero(values)
    assert codes.tolist() == [[254, 0, 128, 126, 127], [GAP, GAP, GAP, 254, 63], [127] * 5]
    np.testing.assert_allclose(most, np.array([1, 2, 0]) * scale, rtol=1e-6)
