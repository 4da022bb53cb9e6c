"""The pages of the walk in their order: names, icons, files. Light on purpose."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[2]


ICONS = {
    "start": ":material/home:", "data": ":material/show_chart:", "explore": ":material/search:",
    "prepare": ":material/view_column:", "train": ":material/play_circle:", "results": ":material/query_stats:",
    "gates": ":material/memory:", "experiments": ":material/science:",
}  # fmt: skip


# Only pages that are there: the navigation never offers what does not work.
PAGES = tuple(name for name in ICONS if (ROOT / "pages" / f"{name}.py").exists())


def path(id: str) -> str:
    """The file of a page, as Streamlit wants it."""
    return str(ROOT / "pages" / f"{id}.py")


def title(id: str) -> str:
    """The page's one word."""
    return id.capitalize()
