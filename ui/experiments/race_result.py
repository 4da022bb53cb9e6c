"""Experiments, Race: the pictures, the table, and what may be said of who is ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lstm_core.evaluation import BASELINES, evaluate
from lstm_core.experiments.comparison import FEWEST, Standing, standings
from lstm_core.experiments.race import Budget
from lstm_core.experiments.seeds import SeedResult
from lstm_core.prepare import Prepared
from lstm_core.runs.run import Run
from lstm_core.settings import DataSettings
from ui.charts.race_spread import race_course, spread_rows
from ui.charts.training import LOSS_HEIGHT
from ui.format.metrics import METRIC_LABELS, metric_title
from ui.format.text import count, duration, mean_and_spread, measured, p_value
from ui.state.cache import Memo
from ui.state.seed_pool import Pool, group, scores, test_scores
from ui.widgets.seed_start import Side
from ui.widgets.sheet import Sheet
from ui.widgets.training_view import STATES, loss_of

REFERENCES = {key: BASELINES[key].title for key in ("persistence", "ar")}


@dataclass(frozen=True)
class Race:
    """What was asked for. sides: key of the contender → what it trains; pools: key → what there is of its trainings.

    metric: of the validation part, which judges.
    """

    sides: dict[str, Side]
    pools: dict[str, Pool]
    seeds: range
    metric: str
    budget: Budget


@dataclass(frozen=True)
class References:
    """What baselines score, computed once. data: what the session's series is made of; memo: of the session."""

    data: DataSettings
    memo: Memo


def result(sheet: Sheet, race: Race, prepared: Prepared, references: References) -> None:
    """Everything that is known so far."""
    trained = {key: one.trained(race.seeds) for key, one in race.pools.items()}
    if not any(trained.values()):
        sheet.show("experiments/race_none")
        return
    left, right = sheet.columns(2, gap="medium")
    left.markdown(f"**{METRIC_LABELS[race.metric]}** on the validation part, one mark per seed")
    shown = {
        race.sides[key].name: {one.seed: one.validation[race.metric] for one in results}
        for key, results in trained.items()
    }
    title = metric_title(race.metric, next(iter(race.sides.values())).series)
    beside = _references(race, trained, prepared, references)
    figure = spread_rows(sheet.theme, shown, beside, title)
    left.chart(figure, "race_spread", f"{METRIC_LABELS[race.metric]} of {count(len(shown), 'network')}, row by row.")
    _course(right, race, trained)
    sheet.markdown(_table(race, trained))
    _verdict(sheet, race, trained)


def _references(
    race: Race, trained: dict[str, list[SeedResult]], prepared: Prepared, references: References
) -> dict[str, float]:
    """What persistence and AR score on the same points; nothing where classes are named."""
    if prepared.classes:
        return {}
    key, results = next((key, results) for key, results in trained.items() if results)
    side, one = race.sides[key], results[0]

    def scored() -> dict[str, dict[str, float]]:
        run = Run(side.settings.change(seed=one.seed), side.series, one.history, {0: one.weights})
        metrics = evaluate(run).baseline_metrics
        return {name: metrics[name]["validation"] for name in REFERENCES if name in metrics}

    wanted = side.settings.preparation, references.data
    metrics = references.memo.cached("race_references", wanted, scored, keep=4)
    values = {REFERENCES[name]: own.get(race.metric, float("nan")) for name, own in metrics.items()}
    return {name: value for name, value in values.items() if np.isfinite(value)}


def _course(sheet: Sheet, race: Race, trained: dict[str, list[SeedResult]]) -> None:
    timed = race.budget.measure == "seconds"
    along = "seconds" if timed else "epoch"
    sheet.markdown(f"**Validation loss** after each {'second' if timed else 'epoch'}, one line per seed")
    courses = {
        race.sides[key].name: [(one.history[along], one.history["validation_loss"]) for one in results]
        for key, results in trained.items()
    }
    loss = loss_of(next(iter(race.sides.values())).settings)
    title = "seconds of training" if timed else "epoch"
    figure = race_course(sheet.theme, courses, title, loss, LOSS_HEIGHT)
    sheet.chart(figure, "race_course", f"Validation loss of {count(len(courses), 'network')} by {along}.")


def _table(race: Race, trained: dict[str, list[SeedResult]]) -> str:
    # The result comes second: on a phone the last columns lie outside the screen.
    metric = METRIC_LABELS[race.metric]
    rows = [f"| network | validation {metric}, mean ± sd | seeds | epochs | time each |", "|---|---|---|---|---|"]
    pools = race.pools
    for key, results in trained.items():
        values = scores(results, race.metric)
        score = mean_and_spread(values) if len(values) else "–"
        done = f"{len(results)} of {len(race.seeds)}, {_state(pools[key], race.seeds)}"
        epochs = sorted(int(one.history["epoch"][-1]) for one in results)
        told = "–" if not epochs else f"{epochs[0]}" if epochs[0] == epochs[-1] else f"{epochs[0]} to {epochs[-1]}"
        seconds = [float(one.history["seconds"][-1]) for one in results]
        time = duration(float(np.median(seconds))) if seconds else "–"
        rows.append(f"| **{race.sides[key].name}** | {score} | {done} | {told} | {time} |")
    return "\n".join(rows)


def _state(one: Pool, seeds: range) -> str:
    """Whether these trainings run, wait, are done, ended before they were, or were not asked for."""
    if one.training(seeds):
        return STATES[group([one], seeds).state]
    if not (missing := set(one.missing(seeds))):
        return "done"
    if any(missing & set(work.arguments["seeds"]) for work in one.given_up()):
        return "ended early"
    return "more to train" if one.trained(seeds) else "not begun"


def _verdict(sheet: Sheet, race: Race, trained: dict[str, list[SeedResult]]) -> None:
    """Who is ahead, once all that can have trained from the same seeds; and whether that is more than chance."""
    whole = {key: results for key, results in trained.items() if len(results) == len(race.seeds)}
    short = [side.name for key, side in race.sides.items() if key not in whole]
    if short and any(one.training(race.seeds) for one in race.pools.values()):
        sheet.show("experiments/race_running")
        return
    values_of = {key: scores(results, race.metric) for key, results in whole.items()}
    sound = {key: values for key, values in values_of.items() if np.isfinite(values).all()}
    broken = [race.sides[key].name for key in values_of if key not in sound]
    if short:
        sheet.show("experiments/race_left_out", names=", ".join(short))
    if broken:
        sheet.show("experiments/race_broken", names=", ".join(broken))
    if len(sound) < 2:
        sheet.show("experiments/race_unfinished")
        return
    order = standings(sound, race.metric)
    best, metric = order[0], METRIC_LABELS[race.metric]
    sheet.show("experiments/race_best", best=race.sides[best.name].name, metric=metric, mean=measured(best.spread.mean),
         n=best.spread.n, test=mean_and_spread(test_scores(whole[best.name], race.metric)))  # fmt: skip
    if best.p is None:
        sheet.show("experiments/race_few", n=best.spread.n, fewest=FEWEST)
        return
    apart = [_told(race, one) for one in order[1:] if one.apart]
    near = [_told(race, one) for one in order[1:] if not one.apart]
    if apart:
        sheet.show("experiments/race_apart", names="; ".join(apart))
    if near:
        sheet.show("experiments/race_near", names="; ".join(near))


def _told(race: Race, one: Standing) -> str:
    assert one.p is not None
    return f"{race.sides[one.name].name} ({measured(one.spread.mean)}, p {p_value(one.p)})"
