"""A training as a film: its numbers of every epoch and its predictions at some, in one answer.

``GET /lab/film/{id}``: asked for once, when a learner plays, steps or scrubs. JSON; arrays are base64 of little-endian
numbers. ``rows``: float32, an epoch each, in the columns ``names``. ``epochs``: those whose predictions come along;
``frames``: their points as uint16 between the two float32 of each in ``spans``, `GAP` where a number is not finite.
``whole``: whether nothing more will come. ``units``: the network's units over the epochs (`ui.web.units`).

``GET /lab/film/{id}/units``: the units after the last epoch alone, and on their walk through the window.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ui.web.road import owner_of

if TYPE_CHECKING:
    from ui.state.films import Film, JobFilm, RunFilm

GAP = 65535
# What has ended stays as it is: after a reload the browser has it still.
KEPT = {"Cache-Control": "private, max-age=43200, immutable"}
PASSING = {"Cache-Control": "no-store"}


def film_routes() -> list[Route]:
    """The routes, to be mounted at ``/lab``."""
    return [Route("/film/{id}", _film), Route("/film/{id}/units", _units)]


async def _film(request: Request) -> Response:
    return await _told(request, _whole)


async def _units(request: Request) -> Response:
    return await _told(request, _newest)


async def _told(request: Request, tell: Callable[[JobFilm | RunFilm], tuple[bool, dict[str, Any]]]) -> Response:
    # Imported here: the server shall answer before the pages' libraries are loaded.
    from ui.state.films import find

    found = find(request.path_params["id"])
    if found is None or not found.owner or found.owner != owner_of(request):
        return JSONResponse({}, 404, PASSING)
    whole, told = await asyncio.to_thread(tell, found)
    return JSONResponse(told, headers=KEPT if whole else PASSING)


def _whole(found: JobFilm | RunFilm) -> tuple[bool, dict[str, Any]]:
    from ui.web.units import units_film

    film = found.film()
    return film.whole, message(film) | {"units": units_film(found.run())}


def _newest(found: JobFilm | RunFilm) -> tuple[bool, dict[str, Any]]:
    from ui.web.units import units_now

    return found.whole, units_now(found.run())


def message(film: Film) -> dict[str, Any]:
    """The film as the browser gets it."""
    from ui.web.bytes import packed
    from ui.web.topics import COLUMNS

    names = [name for name in film.history if name in COLUMNS or name.endswith("_accuracy")]
    rows = np.stack([film.history[name] for name in names], axis=1)
    lines = np.stack(list(film.lines.values())) if film.lines else np.empty((0, 0))
    codes, spans = quantised(lines.astype(np.float32))
    return {
        "whole": film.whole, "names": names, "rows": packed(rows), "epochs": list(film.lines),
        "frames": packed(codes, "<u2"), "spans": packed(spans),
    }  # fmt: skip


def quantised(lines: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Lines (n, points) → places (n, points) between the least and the greatest value of each, and these (n, 2).

    A place is off by less than a hundred-thousandth of that span, far below a pixel, and takes half the bytes.
    """
    finite = np.isfinite(lines)
    low = np.where(finite, lines, np.inf).min(axis=1, initial=np.inf, keepdims=True)
    high = np.where(finite, lines, -np.inf).max(axis=1, initial=-np.inf, keepdims=True)
    empty = low > high
    low, high = np.where(empty, 0.0, low), np.where(empty, 0.0, high)
    # In double precision: the span of two float32 may be larger than any.
    share = (np.where(finite, lines, low) - low.astype(float)) / np.where(high > low, high.astype(float) - low, 1.0)
    return np.where(finite, (share * (GAP - 1)).round(), GAP).astype(np.uint16), np.concatenate([low, high], axis=1)
