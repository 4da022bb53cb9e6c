"""The bench ends with 1 where a bar falls short, and says which."""

import pytest

from benchmarks import report


def test_one_bar_that_falls_short_is_enough(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(report, "_short", [])
    report.line("first", 1.0, "s", "≤ 3", True)
    assert report.verdict() == 0
    report.line("second", 4.0, "s", "≤ 3", False)
    report.line("third", 2.0, "s", "≤ 3", True)
    assert report.verdict() == 1
    assert "1 fell short: second" in capsys.readouterr().out
