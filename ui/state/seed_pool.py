"""Trainings of the same settings from many seeds: whatever asked for them, what is trained is not trained again."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core.experiments.seeds import SeedResult
from lstm_core.host.work_job import WorkJob
from lstm_core.series.types import Series
from lstm_core.settings import Settings
from ui.state.works import Group, same_series, submit, works

SEEDS = "train_seeds"
# Small pieces run on as many cores as are free, and two ways to train take turns.
PIECE = 5


@dataclass(frozen=True)
class Pool:
    """All that this learner has trained, and still trains, with these settings on this series, whatever the seed.

    seconds: the most that one training may take.
    """

    settings: Settings
    series: Series
    works: tuple[WorkJob, ...]
    seconds: float = math.inf

    @property
    def results(self) -> dict[int, SeedResult]:
        """Seed → its training."""
        return {result.seed: result for work in self.works for result in _results(work)}

    @property
    def known(self) -> set[int]:
        """The seeds that are trained or on their way."""
        return set(self.results).union(*(work.arguments["seeds"] for work in self.active))

    @property
    def active(self) -> list[WorkJob]:
        """The works that have not ended."""
        return [work for work in self.works if not work.finished]

    @property
    def asked(self) -> int:
        """How many seeds, from 0 on, were asked for at most."""
        return 1 + max((max(work.arguments["seeds"]) for work in self.works), default=-1)

    def missing(self, seeds: Sequence[int]) -> list[int]:
        """Those of `seeds` that are neither trained nor on their way."""
        known = self.known
        return [seed for seed in seeds if seed not in known]

    def given_up(self) -> list[WorkJob]:
        """The works that have ended and left seeds behind which nobody has trained since."""
        known = self.known
        return [work for work in self.works if work.finished and set(work.arguments["seeds"]) - known]

    def training(self, seeds: Sequence[int]) -> bool:
        """Whether one of `seeds` is on its way."""
        return any(set(work.arguments["seeds"]) & set(seeds) for work in self.active)

    def trained(self, seeds: Sequence[int]) -> list[SeedResult]:
        """The results of those of `seeds` that are trained, in their order."""
        results = self.results
        return [results[seed] for seed in seeds if seed in results]

    def done(self, seeds: Sequence[int]) -> float:
        """How many of `seeds` are trained, a training that runs counted by its share."""
        begun = sum(work.done * len(work.arguments["seeds"]) - len(_results(work)) for work in self.active)
        return len(self.trained(seeds)) + max(0.0, begun)


def pool(settings: Settings, series: Series, seconds: float = math.inf) -> Pool:
    """What there is of these settings on this series, with so much time for each training."""
    wanted = settings.change(seed=0)
    found = [
        work for work in works(SEEDS)
        if work.arguments["settings"] == wanted and work.arguments["seconds"] == seconds
        and same_series(work.arguments["series"], series)
    ]  # fmt: skip
    return Pool(wanted, series, tuple(found), seconds)


def start(pools: Sequence[Pool], seeds: Sequence[int]) -> None:
    """Train what is missing of `seeds`, in small pieces, the pools in turn; what is refused stays missing."""
    # Another tab of this browser may have begun them since the pools were drawn.
    now = [pool(one.settings, one.series, one.seconds) for one in pools]
    pieces = [
        (first, one, missing[first : first + PIECE])
        for one in now for missing in (one.missing(seeds),) for first in range(0, len(missing), PIECE)
    ]  # fmt: skip
    for _, one, piece in sorted(pieces, key=lambda found: found[0]):
        arguments = {"settings": one.settings, "series": one.series, "seeds": tuple(piece), "seconds": one.seconds}
        if submit(SEEDS, arguments) is None:
            return


def touch() -> None:
    """The learner is on the page of their seeds, whatever section is open: none of the trainings is left alone."""
    for work in works(SEEDS):
        work.touch()


def works_of(pools: Sequence[Pool], seeds: Sequence[int]) -> list[WorkJob]:
    """The works of these pools that have to do with one of `seeds`."""
    return [work for one in pools for work in one.works if set(work.arguments["seeds"]) & set(seeds)]


def group(pools: Sequence[Pool], seeds: Sequence[int]) -> Group:
    """What runs of these pools, as one bar; `seeds` are the whole of each."""
    done = sum(one.done(seeds) for one in pools) / (len(pools) * len(seeds))
    return Group([work for one in pools for work in one.active], done)


def endings(pools: Sequence[Pool]) -> list[str]:
    """The sentences of works that ended with seeds untrained, each once."""
    return list(dict.fromkeys(work.message for one in pools for work in one.given_up() if work.message))


def scores(results: Sequence[SeedResult], metric: str) -> np.ndarray:
    """A metric of the validation part of each of the trainings (n,): by it settings are compared and chosen."""
    return np.array([result.validation[metric] for result in results], float)


def test_scores(results: Sequence[SeedResult], metric: str) -> np.ndarray:
    """The same of the test part, for the report alone."""
    return np.array([result.metrics[metric] for result in results], float)


def _results(work: WorkJob) -> tuple[SeedResult, ...]:
    found: tuple[SeedResult, ...] = work.result or work.partial or ()
    return found
