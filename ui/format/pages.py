"""The pages of the walk in their order, in one registry. Light on purpose.

A new page is a file, a line in `WALK` and its text (docs/extending.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Page:
    """An entry of the walk: ``pages/<id>.py``, whose question is the text ``<id>/question``.

    word: its one word, by default its id. heading: what stands above it, by default that word. trains: whether it
    offers to train what is not trained by itself.
    """

    id: str
    icon: str
    word: str = ""
    heading: str = ""
    trains: bool = False


WALK: dict[str, Page] = {
    page.id: page
    for page in (
        Page("start", ":material/home:", heading="LSTM Lab", trains=True),
        Page("data", ":material/show_chart:"),
        Page("explore", ":material/search:"),
        Page("prepare", ":material/view_column:"),
        Page("train", ":material/play_circle:", trains=True),
        Page("results", ":material/query_stats:", trains=True),
        Page("gates", ":material/memory:", trains=True),
        Page("experiments", ":material/science:", trains=True),
    )
}
ICONS = {name: page.icon for name, page in WALK.items()}
# Only pages that are there: the navigation never offers what does not work.
PAGES = tuple(name for name in WALK if (ROOT / "pages" / f"{name}.py").exists())


def path(id: str) -> str:
    """The file of a page, as Streamlit wants it."""
    return str(ROOT / "pages" / f"{id}.py")


def title(id: str) -> str:
    """The page's one word."""
    return WALK[id].word or id.capitalize()


def heading(id: str) -> str:
    """What stands above the page."""
    return WALK[id].heading or title(id)
