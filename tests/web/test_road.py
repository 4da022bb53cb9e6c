"""The live road: what a browser is told of its trainings and views, and nobody else."""

import asyncio
import base64
import json
from collections.abc import Coroutine
from typing import Any

import numpy as np
import pytest

from lstm_core.host.messages import End, Paused, Progress, QueuePosition
from lstm_core.host.training_job import Job
from tests.support.pages.train import PlayedHost, begin, report, weights_for
from tests.support.routes import Answer, asked
from ui.state.views import View
from ui.web import road

ME, OTHER = "key=me", "key=somebody"


def run(story: Coroutine[Any, Any, None]) -> None:
    asyncio.run(story)


async def event(answer: Answer) -> tuple[str, dict[str, Any]]:
    """Id and data of the next event."""
    piece = await answer.piece()
    assert piece is not None
    first, second, *_ = piece.split("\n")
    return first.removeprefix("id: "), json.loads(second.removeprefix("data: "))


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), "<f4")


def table(told: dict[str, Any]) -> dict[str, np.ndarray]:
    rows = floats(told["rows"]).reshape(-1, len(told["names"]))
    return dict(zip(told["names"], rows.T, strict=True))


def test_epochs_come_as_they_are_and_once(job: Job) -> None:
    async def story() -> None:
        async with asked(f"/lab/live/{job.id}", ME) as answer:
            told = (await event(answer))[1][job.id]
            assert (told["state"], told["stage"], told["finished"]) == ("queued", "active", False)
            begin(job, 3)
            cursor, data = await event(answer)
            columns = table(data[job.id])
            assert cursor == "4"
            assert columns["epoch"].tolist() == [0, 1, 2, 3]
            assert columns["validation_loss"] == pytest.approx([1.1 / n for n in (1, 2, 3, 4)])
            # A prediction of 0 on scaled targets is the training part's mean in the series' own unit.
            assert floats(data[job.id]["prediction"]) == pytest.approx(job.prepared.target_scaler.center[0])
            assert data[job.id]["text"].startswith("Epoch 3 of 50")
            job.receive(Progress(job.id, report(job, 4), None, keep=False))
            cursor, data = await event(answer)
            assert (cursor, data[job.id]["from"]) == ("5", 4)
            assert table(data[job.id])["epoch"].tolist() == [4]
            assert len(json.dumps(data)) < 800

    run(story())


def test_the_stream_ends_with_the_training(job: Job) -> None:
    async def story() -> None:
        async with asked(f"/lab/live/{job.id}", ME) as answer:
            await event(answer)
            begin(job, 1)
            job.receive(End(job.id, "done", weights_for(job)))
            told = (await event(answer))[1][job.id]
            assert (told["state"], told["stage"], told["finished"]) == ("done", "finished", True)
            assert table(told)["epoch"].tolist() == [0, 1]
            # One that ended while a message was written is told as ended in another.
            assert '"finished": false' not in await answer.whole()

    run(story())


@pytest.mark.parametrize("stage", ["queued", "running", "paused", "done"])
def test_a_broken_connection_goes_on_where_it_was_at_every_stage(job: Job, stage: str) -> None:
    async def story() -> None:
        seen: list[float] = []
        if stage != "queued":
            begin(job, 2)
        async with asked(f"/lab/live/{job.id}", ME) as answer:
            cursor, data = await event(answer)
            seen += table(data[job.id])["epoch"].tolist() if "rows" in data[job.id] else []
        if stage == "queued":
            begin(job, 2)
        job.receive(Progress(job.id, report(job, 3), None, keep=False))
        if stage == "paused":
            job.receive(Paused(job.id, True))
        if stage == "done":
            job.receive(End(job.id, "done", weights_for(job)))
        async with asked(f"/lab/live/{job.id}", f"{ME}&from=0", last_event_id=cursor) as answer:
            _, data = await event(answer)
            seen += table(data[job.id])["epoch"].tolist()
        assert seen == [0, 1, 2, 3]
        expected = {"paused": "paused", "done": "finished"}.get(stage, "active")
        assert data[job.id]["stage"] == expected

    run(story())


def test_nobody_else_is_told_and_nothing_unknown(job: Job) -> None:
    async def status(path: str, query: str) -> int:
        async with asked(path, query) as answer:
            await answer.whole()
            return answer.status

    async def story() -> None:
        for query in (OTHER, "", "key="):
            assert await status(f"/lab/live/{job.id}", query) == 404
        assert await status("/lab/live/nothing", ME) == 404
        assert await status(f"/lab/live/{job.id},nothing", ME) == 404

    run(story())


def test_the_browsers_cookie_says_who_it_is(job: Job) -> None:
    from ui.state.browser_id import digest_of

    mask, number = bytes(range(4)), bytes(range(16, 32))
    masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(number)).hex()
    cookie = f"2|{mask.hex()}|{masked}|1700000000"
    job.owner = digest_of(cookie)

    async def story() -> None:
        async with asked(f"/lab/live/{job.id}", "poll=1", cookie=f"_streamlit_xsrf={cookie}") as answer:
            assert json.loads(await answer.whole())["topics"][job.id]["state"] == "queued"
        # What stands in the cookie counts, not what the address claims.
        async with asked(
            f"/lab/live/{job.id}", f"poll=1&key={job.owner}", cookie=f"_streamlit_xsrf={cookie[:-12]}0|1"
        ) as answer:
            await answer.whole()
            assert answer.status == 404

    run(story())


def test_a_poll_answers_once_with_what_is_new(job: Job) -> None:
    begin(job, 2)

    async def story() -> None:
        async with asked(f"/lab/live/{job.id}", f"{ME}&poll=1&from=2") as answer:
            told = json.loads(await answer.whole())
        assert told["id"] == [3]
        assert table(told["topics"][job.id])["epoch"].tolist() == [2]

    run(story())


def test_a_slow_browser_gets_fewer_messages_and_all_of_the_epochs(job: Job) -> None:
    async def story() -> None:
        async with asked(f"/lab/live/{job.id}", ME) as answer:
            await event(answer)
            begin(job, 0)
            for epoch in range(1, 200):
                job.receive(Progress(job.id, report(job, epoch), None, keep=False))
            job.receive(End(job.id, "done", weights_for(job)))
            events = [await event(answer)]
            while not events[-1][1][job.id]["finished"]:
                events.append(await event(answer))
        assert len(events) <= 3
        epochs = np.concatenate([table(data[job.id])["epoch"] for _, data in events if "rows" in data[job.id]])
        assert epochs.tolist() == list(range(200))

    run(story())


def test_several_trainings_share_one_stream(played_host: PlayedHost, job: Job) -> None:
    other = played_host.submit(job.settings, job.series, job.prepared, owner="me")

    async def story() -> None:
        async with asked(f"/lab/live/{job.id},{other.id}", ME) as answer:
            await event(answer)
            begin(other, 1)
            cursor, data = await event(answer)
            assert cursor == "0.2"
            assert table(data[other.id])["epoch"].tolist() == [0, 1]
            assert "rows" not in data[job.id]
            begin(job, 0)
            other.receive(End(other.id, "stopped"))
            assert (await event(answer))[0] == "1.2"

    run(story())


def test_a_quiet_line_says_that_it_is_alive_and_that_somebody_looks(job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(road, "BEAT", 0.01)

    async def story() -> None:
        async with asked(f"/lab/live/{job.id}", ME) as answer:
            await event(answer)
            job.last_seen = 0.0
            assert await answer.piece() == ": beat\n\n"
            assert await answer.piece() == ": beat\n\n"
            assert job.last_seen > 0
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert answer.headers["x-accel-buffering"] == "no"

    run(story())


def test_a_broken_connection_leaves_no_follower_behind(job: Job) -> None:
    woken: list[int] = []
    subscribe = job.subscribe
    leaves = []

    def counted(wake):
        woken.append(1)
        leave = subscribe(wake)
        leaves.append(leave)
        return lambda: (woken.pop(), leave())

    job.subscribe = counted  # type: ignore[method-assign]

    async def story() -> None:
        async with asked(f"/lab/live/{job.id}", ME) as answer:
            await event(answer)
            assert woken == [1]

    run(story())
    assert woken == []


def test_a_view_brings_what_changed_and_only_that(job: Job) -> None:
    drawn = {"text": "**one**", "chart": {"data": [1]}}
    view = View("me")
    assert view.show([job], lambda: dict(drawn), lambda: job.state) == (drawn, 1)

    async def story() -> None:
        async with asked(f"/lab/live/{view.id}", ME) as answer:
            cursor, data = await event(answer)
            assert data[view.id]["items"]["text"]["item"] == {"html": "<p><strong>one</strong></p>"}
            drawn["text"] = "two"
            job.receive(QueuePosition(job.id, -1))
            cursor, data = await event(answer)
            assert (cursor, list(data[view.id]["items"])) == ("2", ["text"])
            assert data[view.id]["stage"] == "running"
            del drawn["chart"]
            job.receive(Paused(job.id, True))
            assert (await event(answer))[1][view.id]["items"] == {"chart": {"version": 3, "item": None}}
        async with asked(f"/lab/live/{view.id}", f"{ME}&poll=1&from=1") as answer:
            told = json.loads(await answer.whole())["topics"][view.id]
            assert set(told["items"]) == {"text", "chart"}

    run(story())


def test_a_view_that_cannot_be_drawn_keeps_what_it_showed(job: Job, caplog: pytest.LogCaptureFixture) -> None:
    def draw() -> dict[str, str]:
        return {"text": f"{1 / (job.state == 'queued'):.0f}"}

    view = View("me")
    view.show([job], draw, str)
    job.receive(QueuePosition(job.id, -1))
    assert view.news(0)[1]["items"]["text"]["item"] == {"html": "<p>1</p>"}
    assert "could not be drawn" in caplog.text
    # The page itself says what is wrong as it does anywhere.
    with pytest.raises(ZeroDivisionError):
        view.show([job], draw, str)


def test_a_view_goes_with_its_page_although_its_training_goes_on(job: Job) -> None:
    import gc

    from ui.state import views

    view = View("me")
    view.show([job], dict, str)
    name = view.id
    del view
    gc.collect()
    assert views.find(name) is None
    begin(job, 0)
