"""One line per measured number: what, the figure, the bar, and whether it holds."""

from __future__ import annotations

# What fell short so far.
_short: list[str] = []


def section(title: str) -> None:
    print(f"\n{title}\n{'-' * len(title)}", flush=True)


def line(what: str, value: float, unit: str, bar: str, holds: bool, detail: str = "") -> None:
    """Print one result; `holds` is judged by the caller, in the same run."""
    mark = "holds" if holds else "FALLS SHORT"
    if not holds:
        _short.append(what)
    print(f"{what:<58} {value:>8.3g} {unit:<6} bar {bar:<10} {mark:<12} {detail}", flush=True)


def verdict() -> int:
    """Say what fell short; what the process shall end with: 1 if anything did."""
    print(f"\n{len(_short)} fell short: {'; '.join(_short)}" if _short else "\nAll bars hold.", flush=True)
    return 1 if _short else 0


def note(text: str) -> None:
    print(f"  {text}", flush=True)
