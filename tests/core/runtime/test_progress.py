"""Pieces of a work report to the whole."""

import contextlib

import pytest

from lstm_core.runtime.progress import Stopped, piece


def test_pieces_fill_the_whole() -> None:
    heard: list[tuple[float, object]] = []
    for index in range(4):
        report = piece(lambda done, partial=None: heard.append((done, partial)), index, 4)
        report(0.5)
        report(1.0, index)
    assert heard == [
        (0.125, None), (0.25, 0), (0.375, None), (0.5, 1), (0.625, None), (0.75, 2), (0.875, None), (1.0, 3),
    ]  # fmt: skip


def test_no_except_exception_holds_stopped_back() -> None:
    def careless() -> None:
        with contextlib.suppress(Exception):
            raise Stopped

    with pytest.raises(Stopped):
        careless()
