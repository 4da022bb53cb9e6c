"""Parts of a page that tell of something long: as it stands, or kept up to date by the live road while it moves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

from ui.state.views import Frame, Moves
from ui.widgets.chart import theme
from ui.widgets.live import Moving, Pick
from ui.widgets.sheet import Draw, Recording, StillSheet


@dataclass(frozen=True)
class Progress:
    """How far something is. share: 0…1."""

    text: str
    share: float


class Following:
    """Bars and sheets about some jobs. The page puts them where it wants them, and its buttons between them.

    The page is drawn when the jobs begin, and again when its stage changes or all of them have ended; in between
    nothing of it runs but `draws` and `bars`, in threads of the road, where there is neither Streamlit nor a session.
    """

    def __init__(
        self, key: str, jobs: Sequence[Moves], draws: Mapping[str, Draw], news: Callable[[], Sequence[object]],
        bars: Callable[[], Mapping[str, Progress]], stage: Callable[[], str],
    ) -> None:  # fmt: skip
        """draws: name → what is written on that sheet. news: what the sheets depend on, as of `Recording`.

        bars: name → how far something is, asked more often. stage: what the rest of the page depends on.
        """
        self._draws, self._theme = draws, theme()
        recording = Recording(self._theme, draws, news)

        def frame() -> Frame:
            return {**recording.items(), **{name: asdict(progress) for name, progress in bars().items()}}

        def drawn_for() -> str:
            return f"{stage()} {all(job.finished for job in jobs)}"

        for job in jobs:
            job.touch()
        still = all(job.finished for job in jobs)
        self._moving = Moving(key, jobs, dict if still else frame, drawn_for)

    def bar(self, name: str) -> None:
        """How far it is; nothing where nothing moves."""
        self._moving.bar(name)

    def sheet(self, name: str, on_pick: Pick | None = None) -> None:
        """One of the sheets. on_pick: hears of a click on a point of a chart that answers."""
        if self._moving.active:
            self._moving.sheet(name, on_pick)
        else:
            self._draws[name](StillSheet(self._theme, on_pick=on_pick))
