"""Experiments, Sweep: the picture, and what may be said of it."""

from __future__ import annotations

from collections.abc import Sequence

from lstm_core.evaluation import BASELINES
from lstm_core.experiments.sweep import SEEDS, Point, Sweep, SweepPlan, best_baseline, on_log, sweep_of
from lstm_core.series.types import Series
from lstm_core.settings import Settings, specs
from ui.charts.sweep import Look, sweep_figure
from ui.experiments.swept import Swept
from ui.format.metrics import METRIC_LABELS, metric_title
from ui.format.text import count, measured, with_unit
from ui.state.cache import Memo
from ui.widgets.settings import setting_text
from ui.widgets.sheet import Sheet


def draw_sweep(sheet: Sheet, swept: Swept[SweepPlan]) -> None:
    """Everything that is known so far."""
    trained = {value: one.trained(SEEDS) for value, one in swept.pools.items()}
    found = sweep_of(swept.plan, swept.metric, trained)
    if not found.points:
        sheet.show("experiments/sweep_none")
        return
    spec = specs()[found.key]
    levels = levels_of(swept.now, swept.series, swept.metric, swept.memo)
    look = Look(
        with_unit(spec.label, spec.unit), f"validation {metric_title(swept.metric, swept.series)}",
        tuple(swept.plan.settings), swept.now.get(found.key), setting_text(found.key, swept.now.get(found.key)),
        on_log(found.key), len(SEEDS),
    )  # fmt: skip
    alt = (
        f"{METRIC_LABELS[swept.metric]} of the validation part at {count(len(found.points), 'value')} of {spec.label}."
    )
    sheet.chart(sweep_figure(sheet.theme, found.points, levels, look), "sweep_picture", alt, answers=True)
    sheet.caption(f"Each mark is the middle of {len(SEEDS)} seeds, its bar reaches from the lowest to the highest. "
                  "Click one to take its value.")  # fmt: skip
    _say(sheet, swept, found)
    if "best baseline" in " ".join(levels) and found.key in ("window", "season"):
        sheet.show("experiments/sweep_baseline", label=spec.label.lower())


def levels_of(now: Settings, series: Series, metric: str, memo: Memo) -> dict[str, float]:
    """What the errors are measured against: name → level. Nothing where classes are named."""
    if metric != "rmse":
        return {}
    wanted = now.data, now.preparation
    best = memo.cached("sweep_baseline", wanted, lambda: best_baseline(now, series), keep=4)
    floor = series.floor_at(now.preparation.horizon)
    found = {} if best is None else {f"best baseline: {BASELINES[best[0]].title}": best[1]}
    return found if floor is None else {**found, "noise floor": floor}


def _say(sheet: Sheet, swept: Swept[SweepPlan], found: Sweep) -> None:
    """What ended without a number; the lowest and whom the seeds do not tell apart from it, once all have trained."""
    broken = [point for point in found.points if point not in found.sound]
    if broken:
        sheet.show("experiments/sweep_broken", label=specs()[found.key].label, values=_values(found, broken))
    if len(found.points) < len(swept.plan.settings) or any(len(point.scores) < len(SEEDS) for point in found.points):
        sheet.show("experiments/sweep_unfinished", done=sum(len(point.scores) == len(SEEDS) for point in found.points),
                   values=count(len(swept.plan.settings), "value"))  # fmt: skip
        return
    best, near = found.best, found.near
    if best is None:
        return
    place = f"{specs()[found.key].label} {setting_text(found.key, best.value)}"
    sheet.show("experiments/sweep_best", place=place, metric=METRIC_LABELS[swept.metric],
               middle=measured(best.middle), low=measured(best.low), high=measured(best.high))  # fmt: skip
    if near:
        sheet.show("experiments/sweep_near", values=_values(found, near))
    else:
        sheet.show("experiments/sweep_apart", n=len(SEEDS))


def _values(found: Sweep, points: Sequence[Point[float]]) -> str:
    return ", ".join(setting_text(found.key, point.value) for point in points)
