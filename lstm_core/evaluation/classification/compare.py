"""Is the network better at naming classes than a baseline, or could chance explain the difference?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from lstm_core.evaluation.classification.evaluation import ClassEvaluation

LEVEL = 0.05
Word = Literal["better", "worse", "chance"]


@dataclass(frozen=True)
class Versus:
    """The network against one baseline on the test part.

    accuracy, baseline: share of all windows that each names rightly. wins, losses: among `windows`, how many the
    network alone and the baseline alone names rightly. step: every how many windows one was counted, so that answers
    do not overlap. p: exact two-sided McNemar test of wins against losses.
    word: "better" or "worse" where p < 0.05, else "chance".
    """

    accuracy: float
    baseline: float
    wins: int
    losses: int
    windows: int
    step: int
    p: float
    word: Word


def versus(evaluation: ClassEvaluation, baseline: str = "majority") -> Versus:
    """McNemar's test (1947) in its exact form: a coin for every window that only one of both names rightly.

    Neighbouring windows of one long series are no independent throws: only every `evaluation.step`-th counts. What
    dependence is left makes p too small. Raises KeyError for a baseline that is missing.
    """
    from scipy.stats import binomtest

    truth = evaluation.truth["test"]
    ours = evaluation.named["test"] == truth
    theirs = evaluation.baselines[baseline]["test"] == truth
    counted = slice(None, None, evaluation.step)
    wins, losses = int((ours & ~theirs)[counted].sum()), int((theirs & ~ours)[counted].sum())
    p = float(binomtest(wins, wins + losses).pvalue) if wins + losses else 1.0
    certain = p < LEVEL
    word: Word = "chance" if not certain else "better" if wins > losses else "worse"
    return Versus(float(ours.mean()), float(theirs.mean()), wins, losses, len(truth[counted]), evaluation.step, p, word)
