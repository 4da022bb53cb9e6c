"""The steps of a window on the page round a cell explorer: the slider that shares its place, texts that go along.

While the explorer plays or a hand moves the slider, the browser moves all of them; the page hears of it at rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ui.format.markup import html_of
from ui.format.text import fill
from ui.state.slots import under
from ui.widgets.component import component

_slider = component("step_slider")
_text = component("step_text", isolate_styles=False)


def step_slider(label: str, explorer: str, step: int, steps: int, key: str, on_pick: Callable[[int], None]) -> None:
    """A slider over the steps of a window, with the step as a number to type.

    explorer: key of the explorer that it moves and that moves it. step: where it stands, counted from 1.
    on_pick: called with the new step where no such explorer is on the page, which would tell it itself.
    """

    def picked() -> None:
        at = getattr(under(key).get(), "pick", None)
        if at is not None:
            on_pick(int(at) + 1)

    refused = fill("out_of_range", label=label, low=1, high=steps)
    data = {"key": explorer, "step": step - 1, "steps": steps, "label": label, "refused": refused}
    _slider(key=key, data=data, on_pick_change=picked)


def step_text(
    id: str, explorer: str, step: int, key: str, values: Mapping[str, Sequence[str]],
    notes: Mapping[int, str] | None = None, **same: object,
) -> None:  # fmt: skip
    """A text that speaks of the step at which an explorer stands.

    id: of a text. values: place in the text → what stands there, step by step. same: what is the same at all of them.
    notes: step → what else is said there, as Markdown. Steps count from 1.
    """
    steps = len(next(iter(values.values())))
    told = {"step": [str(at) for at in range(1, steps + 1)]} | {name: list(texts) for name, texts in values.items()}
    data = {
        "key": explorer, "step": step - 1, "steps": steps, "html": html_of(fill(id, **same)), "values": told,
        "notes": {str(at - 1): html_of(words) for at, words in (notes or {}).items()},
    }  # fmt: skip
    _text(key=key, data=data)
