"""The film of a training: what a browser gets of it when it asks, and nobody else."""

import asyncio
import base64
import gc
import json
from collections.abc import Coroutine
from typing import Any

import numpy as np
import pytest

from lstm_core.host.messages import End, Progress, QueuePosition
from lstm_core.host.training_job import Job
from lstm_core.prepare import prepare
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.pages.train import PlayedHost, begin, report, weights_for
from tests.support.routes import asked
from ui.state import server
from ui.state.films import RunFilm
from ui.web.film import GAP, quantised

ME, OTHER = "key=me", "key=somebody"


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


async def told(id: str, who: str = ME) -> tuple[int, str, dict[str, Any]]:
    """Status, how long it is kept, and what is told."""
    async with asked(f"/lab/film/{id}", who) as answer:
        whole = await answer.whole()
        return answer.status, answer.headers["cache-control"], json.loads(whole)


def table(film: dict[str, Any]) -> dict[str, np.ndarray]:
    rows = np.frombuffer(base64.b64decode(film["rows"]), "<f4").reshape(-1, len(film["names"]))
    return dict(zip(film["names"], rows.T, strict=True))


def lines(film: dict[str, Any]) -> dict[int, np.ndarray]:
    """As the browser reads them."""
    places = np.frombuffer(base64.b64decode(film["frames"]), "<u2").reshape(len(film["epochs"]), -1)
    low, high = np.frombuffer(base64.b64decode(film["spans"]), "<f4").reshape(-1, 2).T[..., None]
    found = np.where(places == GAP, np.nan, low + places * ((high - low) / (GAP - 1)))
    return dict(zip(film["epochs"], found, strict=True))


def test_a_film_has_every_epoch_and_its_prediction(job: Job) -> None:
    outputs = np.random.default_rng(0).normal(size=(4, *job.prepared.validation.y.shape))
    job.receive(QueuePosition(job.id, -1))
    for epoch, guess in enumerate(outputs):
        told_of = report(job, epoch)
        object.__setattr__(told_of, "validation_prediction", guess)
        job.receive(Progress(job.id, told_of, weights_for(job), keep=False))

    async def story() -> None:
        status, kept, film = await told(job.id)
        assert (status, kept, film["whole"]) == (200, "no-store", False)
        assert table(film)["epoch"].tolist() == [0, 1, 2, 3]
        assert table(film)["validation_loss"] == pytest.approx([1.1 / n for n in (1, 2, 3, 4)])
        assert set(table(film)) > {"train_loss", "gradient_norm", "seconds"}
        for epoch, line in lines(film).items():
            expected = job.prepared.line(job.prepared.to_unit(job.prepared.validation, outputs[epoch]))
            np.testing.assert_allclose(line, expected, atol=1e-4)
        assert list(lines(film)) == [0, 1, 2, 3]
        job.receive(End(job.id, "done", weights_for(job)))
        status, kept, film = await told(job.id)
        assert film["whole"]
        assert kept.startswith("private, max-age=")

    run(story())


def test_another_browser_and_one_without_a_name_get_nothing(job: Job) -> None:
    begin(job, 1)

    async def story() -> None:
        for who in (OTHER, ""):
            assert (await told(job.id, who))[::2] == (404, {})
        assert (await told("nothing"))[0] == 404
        assert (await told(job.id))[0] == 200

    run(story())


def test_a_run_without_a_training_has_a_film_as_long_as_its_page_lives(played_host: PlayedHost) -> None:
    shipped = server.shipped()
    film = RunFilm("me", shipped, 60)
    name = film.id

    async def story() -> None:
        status, _, found = await told(name)
        assert (status, found["whole"]) == (200, True)
        assert list(lines(found)) == [0, 1, 2, 5, 10, 20, 50]
        for epoch, line in lines(found).items():
            np.testing.assert_allclose(line, shipped.predict("validation", epoch)[:, 0], atol=1e-4)
        assert (await told(name, OTHER))[0] == 404

    run(story())
    del film
    gc.collect()
    assert asyncio.run(told(name))[0] == 404


def test_a_film_of_classes_has_their_accuracy_and_no_line(played_host: PlayedHost) -> None:
    settings = Settings().change(units=2, task="direction")
    series = load_series(settings.data)
    job = played_host.submit(settings, series, prepare(series, settings.preparation), owner="me")
    job.receive(QueuePosition(job.id, -1))
    for epoch in range(3):
        told_of = report(job, epoch, train_accuracy=0.5, validation_accuracy=epoch / 4)
        job.receive(Progress(job.id, told_of, weights_for(job), keep=True))
    film = asyncio.run(told(job.id))[2]
    assert table(film)["validation_accuracy"].tolist() == [0, 0.25, 0.5]
    assert film["epochs"] == []


def test_the_longest_training_of_the_largest_network_stays_small(played_host: PlayedHost) -> None:
    settings = Settings().change(epochs=1000, length=5000)
    series = load_series(settings.data)
    job = played_host.submit(settings, series, prepare(series, settings.preparation), owner="me")
    begin(job, 1000)

    async def story() -> None:
        async with asked(f"/lab/film/{job.id}", ME) as answer:
            assert len(await answer.whole()) < 130_000

    run(story())


@pytest.mark.parametrize("scale", [1e-30, 1.0, 1e37])
def test_what_is_not_finite_is_a_gap_and_all_else_is_near(scale: float) -> None:
    values = np.array([[0.1, -3.0, 2.0, 7.0], [np.nan, np.inf, -np.inf, 0.5], [np.nan] * 4, [4.0] * 4], np.float32)
    values *= np.float32(scale)
    codes, spans = quantised(values)
    assert codes[1].tolist() == [GAP, GAP, GAP, 0]
    assert codes[2].tolist() == [GAP] * 4
    assert codes[3].tolist() == [0] * 4
    assert np.isfinite(spans).all()
    back = spans[0, 0] + codes[0] * ((spans[0, 1] - spans[0, 0]) / (GAP - 1))
    np.testing.assert_allclose(back, values[0], atol=1e-4 * scale)
