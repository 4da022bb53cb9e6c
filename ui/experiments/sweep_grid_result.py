"""Experiments, Sweep over two knobs: the picture, and what may be said of it."""

from __future__ import annotations

from lstm_core.experiments.sweep import SEEDS, on_log
from lstm_core.experiments.sweep_grid import GridPlan, Pair, SweepGrid, grid_of
from lstm_core.settings import specs
from ui.charts.sweep_grid import GridLook, Scale, grid_figure
from ui.experiments.sweep_result import levels_of
from ui.experiments.swept import Swept
from ui.format.metrics import METRIC_LABELS, metric_title
from ui.format.text import count, measured, with_unit
from ui.widgets.settings import setting_text
from ui.widgets.sheet import Sheet


def pair_text(keys: tuple[str, str], pair: Pair) -> str:
    """A pair in words: ``Learning rate 0.01 and Units 16``."""
    return " and ".join(
        f"{specs()[key].label} {setting_text(key, value)}" for key, value in zip(keys, pair, strict=True)
    )


def draw_grid(sheet: Sheet, swept: Swept[GridPlan]) -> None:
    """Everything that is known so far."""
    found = grid_of(swept.plan, swept.metric, {pair: one.trained(SEEDS) for pair, one in swept.pools.items()})
    if not found.points:
        sheet.show("experiments/sweep_none")
        return
    done = sum(len(point.scores) == len(SEEDS) for point in found.points)
    whole = done == len(swept.plan.settings)
    x, y = (_scale(swept, place) for place in (0, 1))
    score = f"validation {metric_title(swept.metric, swept.series)}"
    look = GridLook(x, y, score, len(SEEDS), whole, tuple(swept.plan.refused))
    names = " and ".join(specs()[key].label for key in found.keys)
    alt = f"{METRIC_LABELS[swept.metric]} of the validation part at {count(len(found.points), 'pair')} of {names}."
    sheet.chart(grid_figure(sheet.theme, found, look), "sweep_picture", alt, answers=True)
    sheet.caption(f"Each cell is the middle of {len(SEEDS)} seeds, the strongest colour the lowest error. "
                  "Click one to take its values.")  # fmt: skip
    levels = levels_of(swept.now, swept.series, swept.metric, swept.memo)
    if levels:
        sheet.show("experiments/sweep_grid_levels",
                   levels=", ".join(f"{name} {measured(value)}" for name, value in levels.items()))  # fmt: skip
    _say(sheet, found, swept.metric, done if not whole else None, len(swept.plan.settings))
    moved = [specs()[key].label.lower() for key in found.keys if key in ("window", "season")]
    if moved and any("best baseline" in name for name in levels):
        sheet.show("experiments/sweep_baseline", label=" and ".join(moved))


def _scale(swept: Swept[GridPlan], place: int) -> Scale:
    key, values = swept.plan.keys[place], swept.plan.values[place]
    spec, now = specs()[key], swept.now.get(key)
    # A power of ten alone is short enough for a cell's width.
    names = tuple(setting_text(key, value).removeprefix("1.00 × ") for value in values)
    return Scale(
        with_unit(spec.label, spec.unit), values, names, on_log(key), now, f"{spec.label} {setting_text(key, now)}"
    )


def _say(sheet: Sheet, found: SweepGrid, metric: str, done: int | None, pairs: int) -> None:
    """What ended without a number; the lowest and whom the seeds do not tell apart from it, once all have trained.

    done: how many of the pairs have, None where all have.
    """
    broken = [pair_text(found.keys, point.value) for point in found.points if point not in found.sound]
    if broken:
        sheet.show("experiments/sweep_grid_broken", pairs="; ".join(broken))
    if done is not None:
        sheet.show("experiments/sweep_unfinished", done=done, values=count(pairs, "pair"))
        return
    best, near = found.best, found.near
    if best is None:
        return
    sheet.show("experiments/sweep_best", place=pair_text(found.keys, best.value), metric=METRIC_LABELS[metric],
               middle=measured(best.middle), low=measured(best.low), high=measured(best.high))  # fmt: skip
    if near:
        sheet.show("experiments/sweep_grid_near", near=len(near), others=count(len(found.sound) - 1, "pair"))
    else:
        sheet.show("experiments/sweep_grid_apart", n=len(SEEDS))
