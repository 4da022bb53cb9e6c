"""The head of the Results page: where the network stands, and the numbers that say so."""

from __future__ import annotations

import math

import streamlit as st

from lstm_core.evaluation import Evaluation, Ranking, best_baseline, compare, rank
from ui.format.text import count, escape, fill, gap, measured, show, with_unit
from ui.results.context import NAMED, NAMES, outputs, shown

WORDS = {
    "better": "is **better than {name}**", "worse": "is **worse than {name}**", "ties": "**ties with {name}**",
    "unknown": "**cannot be compared with {name}**",
}  # fmt: skip


def verdict(evaluation: Evaluation, broken: bool) -> None:
    """Where the network stands on the test part, in a sentence."""
    st.markdown(f"## {place_sentence(rank(evaluation))}")
    if broken:
        st.error(fill("results/diverged"), icon=":material/error:")


def doubts(evaluation: Evaluation) -> None:
    """Whether chance could explain it."""
    for name in dict.fromkeys((rank(evaluation).against, *NAMED)):
        if name not in evaluation.baselines:
            continue
        comparison = compare(evaluation, name)
        if comparison.word in ("better", "worse") and not comparison.certain:
            show("results/chance", baseline=NAMES[name], gap=gap(comparison.ratio - 1), points=_points(evaluation))


def place_sentence(ranking: Ranking) -> str:
    """The text of the verdict, with its numbers; with the best baseline where the verdict speaks of a worse one."""
    sentence = fill(
        f"results/place_{_verdict(ranking)}", against=NAMES[ranking.against], rmse=measured(ranking.rmse),
        best=NAMES[ranking.best], best_rmse=measured(ranking.best_rmse), against_rmse=measured(ranking.against_rmse),
        gap=gap(ranking.rmse / ranking.against_rmse - 1 if ranking.against_rmse else math.inf), rank=ranking.rank,
        methods=ranking.methods,
        floor="" if ranking.floor is None else measured(ranking.floor),
    )  # fmt: skip
    if ranking.against == ranking.best or ranking.verdict == "diverged":
        return sentence
    return f"{sentence} {fill('results/place_best', best=NAMES[ranking.best], best_rmse=measured(ranking.best_rmse))}"


def _verdict(ranking: Ranking) -> str:
    """The verdict, called perhaps chance where the sentence below it says so: both must not contradict."""
    if ranking.certain:
        return ranking.verdict
    if ranking.verdict.startswith("worse"):
        return "perhaps_behind"
    return "perhaps_ahead" if ranking.verdict == "beats_all" else ranking.verdict


def headline(evaluation: Evaluation, unit: str) -> None:
    """Skill against persistence, RMSE against AR, and RMSE beside the best baseline and the floor, where known."""
    ours = evaluation.metrics["test"]
    persistence, ar, error = st.columns(3)
    with persistence:
        st.metric("Skill against persistence, test part", shown(ours["skill"]))
        st.markdown(_against(evaluation, "persistence"))
    with ar:
        st.metric("RMSE against AR, test part", _over(evaluation, "ar"))
        st.markdown(_against(evaluation, "ar"))
    with error:
        st.metric(with_unit("RMSE, test part", unit), shown(ours["rmse"]))
        st.markdown(_beside(evaluation))
    with st.expander("What these numbers say"):
        show("results/baselines")
        for column, metric in zip(st.columns(3), ("skill", "gap", "rmse"), strict=True):
            with column:
                show(f"results/metrics/{metric}")


def _over(evaluation: Evaluation, name: str) -> str:
    """How far the network's RMSE lies from a baseline's; a dash where that cannot be said."""
    ratio = compare(evaluation, name).ratio if name in evaluation.baselines else math.nan
    return gap(ratio - 1) if math.isfinite(ratio) else "–"


def _against(evaluation: Evaluation, name: str) -> str:
    if name not in evaluation.baselines:
        return escape(evaluation.notes.get(name, ""))
    ranking = compare(evaluation, name)
    return fill(
        "results/against", points=_points(evaluation), word=WORDS[ranking.word].format(name=NAMES[name]),
        rmse=shown(ranking.rmse), theirs=shown(ranking.baseline_rmse),
    )  # fmt: skip


def _points(evaluation: Evaluation) -> str:
    return count(len(evaluation.truth["test"]), "window" if outputs(evaluation) > 1 else "point")


def _beside(evaluation: Evaluation) -> str:
    best = best_baseline(evaluation)
    beside = f"Best baseline, {NAMES[best]}: **{shown(evaluation.baseline_metrics[best]['test']['rmse'])}**"
    floor = evaluation.noise_floor
    return beside if floor is None else f"{beside} · {fill('results/floor', floor=shown(floor))}"
