"""What the Results page shows of a run that names classes: verdict, numbers beside the baselines, downloads."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.evaluation.classification import BASELINES, ClassEvaluation, Versus, evaluate_classes, versus
from lstm_core.prepare import PARTS
from lstm_core.runs.run import Run
from ui.charts.classify import FEW_WINDOWS, reliability
from ui.format.text import count, escape, fill, measured, percent, show
from ui.results.class_windows import confusion_view
from ui.results.context import cached
from ui.results.film import film_panel
from ui.results.leaks import leak_panel
from ui.widgets.chart import chart, theme
from ui.widgets.explain import one_thing_to_try, what_it_means
from ui.widgets.run_caption import run_line

# A class with this many times its even share of the windows makes accuracy flatter.
UNBALANCED = 1.5
_WORDS = {"better": "better", "worse": "worse", "chance": "chance explains the difference"}
_TITLES = {key: baseline.title for key, baseline in BASELINES.items()}


def classify_results(run: Run) -> None:
    """The whole page of such a run, from its question to one thing to try."""
    show("classify/question")
    run_line(run)
    evaluation = evaluation_of(run)
    if evaluation.diverged:
        st.error(fill("classify/diverged"), icon=":material/error:")
        return
    beside = {key: versus(evaluation, key) for key in evaluation.baselines}
    verdict(evaluation, beside, "moves" if run.settings.preparation.task == "direction" else "labels")
    leak_panel(run)
    headline(evaluation, beside)
    film_panel()
    shares(evaluation)
    confusion_view(run, evaluation)
    what_it_means("classify/meaning")
    table(evaluation)
    certainty(evaluation)
    st.download_button(
        "Download the predictions (CSV)", lambda: as_csv(run, evaluation), "classes.csv", "text/csv",
        icon=":material/download:", on_click="ignore", key="classify_download",
    )  # fmt: skip
    one_thing_to_try(f"classify/try_{'waveforms' if run.series.sequence else run.settings.preparation.task}")


def evaluation_of(run: Run) -> ClassEvaluation:
    """`evaluate_classes(run)`, once per run and session."""

    def make() -> ClassEvaluation:
        with st.spinner("Naming every window"):
            return evaluate_classes(run)

    return cached(run, "classes", (), make)


def verdict(evaluation: ClassEvaluation, beside: dict[str, Versus], overlaps: str) -> None:
    """The test result against the most frequent class in a sentence, then whether chance explains it.

    overlaps: what neighbouring windows share, "moves" or "labels".
    """
    majority = beside["majority"]
    sentence = fill(
        f"classify/verdict_{majority.word}", windows=count(len(evaluation.truth["test"]), "window"),
        accuracy=percent(majority.accuracy), theirs=percent(majority.baseline),
        baseline=f"always saying *{escape(_most(evaluation))}*",
    )  # fmt: skip
    st.markdown(f"## {sentence}")
    for key, one in beside.items():
        if key != "majority" and one.word == "worse":
            show("classify/verdict_but", baseline=_TITLES[key], theirs=percent(one.baseline))
    for key, one in beside.items():
        _chance(key, one)
    if majority.step > 1:
        show(f"classify/overlap_{overlaps}", step=majority.step, lasting=measured(evaluation.lasting))
    for note in evaluation.notes.values():
        st.caption(escape(note))


def _chance(key: str, one: Versus) -> None:
    if not one.wins + one.losses:
        show("classify/mcnemar_equal", baseline=_TITLES[key])
        return
    p = "below 0.001" if one.p < 0.001 else f"{one.p:.2g}"
    show("classify/mcnemar", counted=count(one.windows, "window"), wins=f"{one.wins:,}", losses=f"{one.losses:,}",
         baseline=_TITLES[key], p=p, word=_WORDS[one.word])  # fmt: skip


def _most(evaluation: ClassEvaluation) -> str:
    """The training part's most frequent class."""
    return evaluation.classes[int(evaluation.shares["train"].argmax())]


def headline(evaluation: ClassEvaluation, beside: dict[str, Versus]) -> None:
    """Accuracy of the network and of every baseline, side by side."""
    columns = st.columns(1 + len(beside))
    with columns[0]:
        st.metric("Accuracy, test part", percent(evaluation.scores["test"].accuracy))
    for column, (key, one) in zip(columns[1:], beside.items(), strict=True):
        with column:
            st.metric(_TITLES[key].capitalize(), percent(one.baseline))
    show("classify/accuracy")


def shares(evaluation: ClassEvaluation) -> None:
    """How frequent the classes are, said aloud where that makes accuracy flatter."""
    train = evaluation.shares["train"]
    listed = ", ".join(f"{escape(n)} {percent(s)}" for n, s in zip(evaluation.classes, train, strict=True))
    show("classify/shares", shares=listed)
    if train.max() >= UNBALANCED / len(train):
        f1 = evaluation.scores["test"].macro["f1"], evaluation.baseline_scores["majority"]["test"].macro["f1"]
        show("classify/imbalanced", most=escape(_most(evaluation)), share=percent(train.max()), f1=measured(f1[0]),
             f1_majority=measured(f1[1]))  # fmt: skip


def table(evaluation: ClassEvaluation) -> None:
    """Precision, recall and F1 of every class on the test part, and their means."""
    st.header("Class by class, test part", anchor=False)
    scores = evaluation.scores["test"]
    given = scores.confusion.sum(axis=0)
    rows = []
    for place, name in enumerate(evaluation.classes):
        there = scores.support[place], given[place]
        numbers = zip((scores.precision, scores.recall, scores.f1), (there[1], there[0], sum(there)), strict=True)
        cells = [measured(float(values[place])) if windows else "–" for values, windows in numbers]
        rows.append((escape(name), f"{there[0]:,}", *cells))
    every = f"{scores.support.sum():,}"
    for title, means in (("macro", scores.macro), ("weighted", scores.weighted)):
        rows.append((f"*{title}*", every, *(measured(means[name]) for name in ("precision", "recall", "f1"))))
    st.table(pd.DataFrame(rows, columns=["Class", "Windows", "Precision", "Recall", "F1"]).set_index("Class"))
    show("classify/table")


def certainty(evaluation: ClassEvaluation) -> None:
    """Do the probabilities hold?"""
    st.header("Does it know how sure it may be?", anchor=False)
    calibration, named = evaluation.calibration["test"], evaluation.probabilities["test"].max(axis=1)
    left, right = st.columns([3, 2], gap="large", vertical_alignment="center")
    with left:
        alt = (
            "Share named rightly by the probability of the named class; expected calibration error "
            f"{calibration.error:.2f}."
        )
        chart(reliability(theme(), calibration), "classify_reliability", alt)
    with right:
        show("classify/calibration_error", error=measured(calibration.error), confidence=percent(float(named.mean())),
             accuracy=percent(evaluation.scores["test"].accuracy))  # fmt: skip
        show("classify/calibration", few=FEW_WINDOWS)
        show("classify/cross_entropy", ours=measured(evaluation.cross_entropy["test"]),
             shares=measured(evaluation.share_cross_entropy["test"]))  # fmt: skip


def predictions(run: Run, evaluation: ClassEvaluation) -> pd.DataFrame:
    """One row per window: time of its answer, part, true class, named class, each baseline, every probability."""
    names, blocks = np.array(evaluation.classes, dtype=object), []
    for part in PARTS:
        columns = {
            "time": run.series.index[evaluation.times[part]],
            "part": part,
            "truth": names[evaluation.truth[part]],
            "named": names[evaluation.named[part]],
            **{
                key: names[forecasts[part]] if part in forecasts else ""
                for key, forecasts in evaluation.baselines.items()
            },
        }
        columns |= {f"p({name})": evaluation.probabilities[part][:, k] for k, name in enumerate(evaluation.classes)}
        blocks.append(pd.DataFrame(columns))
    return pd.concat(blocks, ignore_index=True)


def as_csv(run: Run, evaluation: ClassEvaluation) -> bytes:
    """`predictions` as UTF-8 CSV."""
    return predictions(run, evaluation).to_csv(index=False).encode()
