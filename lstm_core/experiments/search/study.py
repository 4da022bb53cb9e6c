"""One search as it runs: Optuna proposes points and is told their scores, the training host does the trials.

The search object lives in the pages' process and never computes. `advance` looks once at what the host has done and
hands it what comes next; whoever keeps the search (`lstm_core.experiments.search.registry`) calls it again and again.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, Protocol, get_args

import numpy as np

from lstm_core.experiments.search.listeners import Listeners
from lstm_core.experiments.search.plan import SearchPlan, known_part, plan_origins, validate_plan
from lstm_core.experiments.search.proposals import Proposals
from lstm_core.experiments.search.trial import TRIAL_ENDINGS, Opened, Trial, TrialScores, TrialState
from lstm_core.host.scheduling import cores
from lstm_core.host.work_job import WorkJob
from lstm_core.runtime.errors import SettingsError
from lstm_core.series.types import Series

if TYPE_CHECKING:
    import optuna

# What a search is in; "testing": the test part is being opened.
SearchEnding = Literal["done", "stopped", "failed"]
SearchState = Literal["running", "paused", "stopping", "testing", SearchEnding]
FINISHED: tuple[SearchEnding, ...] = get_args(SearchEnding)
TEST_SEEDS = 5
NOTHING_FOUND = (
    "No trial came to its end, so there is nothing to choose from and the test part stays locked. The table says what "
    "stopped each of them."
)


class Workers(Protocol):
    """Who does the trials: the training host, as far as a search needs it."""

    def submit_work(self, name: str, arguments: Mapping[str, Any], owner: str = "") -> WorkJob:
        """As `Host.submit_work`."""

    def forget(self, job_id: str) -> None:
        """As `Host.forget`."""


@dataclass
class _Active:
    """A trial that the host has: asked is None for the settings that the search began with."""

    trial: Trial
    job: WorkJob
    asked: optuna.Trial | None
    told: int = 0


class Search:
    """A search and all that is known of it. Pages read it while the thread of its keeper calls `advance`.

    state: one of `SearchState`.
    start: the trial of the settings that it began with. trials: in the order in which they were asked; never changed,
    only replaced. opened: what the test part says, None as long as it is locked. message: a sentence, "" when all is
    well. last_seen: when somebody looked, on the monotonic clock.
    """

    def __init__(self, plan: SearchPlan, series: Series, workers: Workers, owner: str = "") -> None:
        """Raises SettingsError or DataError as `validate_plan`, SettingsError as `Workers.submit_work`."""
        validate_plan(plan, series)
        self.id = secrets.token_urlsafe(16)
        self.plan, self.series, self.owner = plan, series, owner
        self.known = known_part(series, plan.start)
        self.planned = plan_origins(plan, self.known)
        self.state: SearchState = "running"
        self.message = ""
        self.start = Trial(-1, {}, plan.start)
        self.trials: tuple[Trial, ...] = ()
        self.opened: Opened | None = None
        self.last_seen = time.monotonic()
        self._workers = workers
        self._proposals = Proposals(plan)
        self._active: list[_Active] = []
        self._refused: tuple[Trial, optuna.Trial] | None = None
        self._test: WorkJob | None = None
        self._by_hand = False
        self._lock = threading.RLock()
        self._listeners = Listeners()
        self._submit(self.start, None)

    @property
    def study(self) -> optuna.Study:
        """Optuna's own record, see `Proposals.study`."""
        return self._proposals.study

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.state in FINISHED

    @property
    def ended(self) -> int:
        """How many trials have ended, well or not."""
        return sum(trial.state in TRIAL_ENDINGS for trial in self.trials)

    @property
    def best(self) -> Trial | None:
        """The trial with the lowest score among those that came to their end; None before the first."""
        return min((t for t in self.trials if t.state == "done"), key=lambda t: t.score, default=None)

    @property
    def seconds_left(self) -> float | None:
        """About how long the trials to come will take; None before the first has ended and after the end."""
        done = [trial.seconds for trial in self.trials if trial.seconds and trial.state != "stopped"]
        if not done or self.state != "running":
            return None
        return float(np.mean(done)) * (self.plan.trials - self.ended) / _most_at_once()

    def touch(self) -> None:
        """Somebody looks at this search."""
        self.last_seen = time.monotonic()

    def subscribe(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call `callback` after every change, in any thread, until the function returned here is called."""
        return self._listeners.add(callback)

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Alone while it changes; those who listen are told once it has."""
        with self._lock:
            before = self._known()
            yield
            changed = self._known() != before
        if changed:
            self._listeners.tell()

    def _known(self) -> tuple[object, ...]:
        return self.state, self.message, self.start, self.trials, self.opened is None

    def pause(self) -> None:
        """Ask for no more, and let the trials that run wait."""
        with self._changing():
            if self.state == "running":
                self.state = "paused"
                for active in self._active:
                    active.job.pause()

    def resume(self) -> None:
        """Go on after a pause."""
        with self._changing():
            if self.state == "paused":
                self.state = "running"
                for active in self._active:
                    active.job.resume()

    def stop(self, message: str = "") -> None:
        """End now: the trials that run are given up, and the test part is opened for the best so far."""
        with self._changing():
            if self.state in ("running", "paused"):
                self.state, self.message, self._by_hand = "stopping", message, True
                for active in self._active:
                    active.job.stop()
                if self._refused is not None:
                    self._end(*self._refused, "stopped")
                    self._refused = None
            elif self.state == "testing" and self._test is not None:
                self._test.stop()

    def fail(self, message: str) -> None:
        """End because of an error in the program."""
        with self._changing():
            self._give_up()
            self.state, self.message = "failed", message

    def abandon(self) -> None:
        """End because another search takes its place: the test part stays locked."""
        with self._changing():
            if not self.finished:
                self._give_up()
                self.state = "stopped"

    def _give_up(self) -> None:
        for job in [*(active.job for active in self._active), *([self._test] if self._test else [])]:
            job.stop()

    def advance(self) -> None:
        """Take in what the host has done since the last look, and hand it what comes next. Returns at once."""
        with self._changing():
            for active in list(self._active):
                active.job.touch()
                self._look(active)
            if self.state == "running":
                self._fill()
            if self.state in ("running", "stopping") and not self._active and self._refused is None:
                self._open_test()
            if self.state == "testing":
                self._look_at_test()

    def _fill(self) -> None:
        """Ask for trials until the host has as many as run at once; one that it refuses is for the next look."""
        if self._refused is not None and not self._accepted(*self._refused):
            return
        while len(self._active) < _most_at_once() and len(self.trials) < self.plan.trials:
            asked, values = self._proposals.ask()
            trial = Trial(len(self.trials), values, None)
            self.trials = (*self.trials, trial)
            try:
                trial = replace(trial, settings=self.plan.start.change(**values))
            except SettingsError as error:
                self._end(trial, asked, "failed", str(error))
                continue
            if not self._accepted(trial, asked):
                return

    def _accepted(self, trial: Trial, asked: optuna.Trial) -> bool:
        """Hand the host a trial, unless too many works of others wait there."""
        try:
            self._submit(trial, asked)
        except SettingsError:
            self._refused = trial, asked
            return False
        self._refused = None
        return True

    def _submit(self, trial: Trial, asked: optuna.Trial | None) -> None:
        arguments = {"settings": trial.settings, "series": self.known, "planned": self.planned}
        job = self._workers.submit_work("search_trial", arguments, self.owner)
        self._active.append(_Active(trial, job, asked))
        self._keep(trial)

    def _look(self, active: _Active) -> None:
        """What one trial has done since the last look: fold by fold, so that the order of the news decides nothing."""
        job, state = active.job, active.job.state
        scores: TrialScores = job.result or job.partial or TrialScores((), 0.0)
        active.trial = replace(active.trial, rmse=scores.rmse, seconds=scores.seconds, state=state)
        for fold in range(active.told, len(scores.rmse)):
            active.told = fold + 1
            so_far = scores.rmse[: fold + 1]
            if active.asked is not None and self._proposals.is_hopeless(active.asked, so_far, len(self.planned)):
                active.trial = replace(active.trial, rmse=so_far)
                job.stop()
                self._end(active.trial, active.asked, "pruned")
                self._drop(active)
                return
        if state == "queued" or not job.finished:
            self._keep(active.trial)
            return
        self._end(active.trial, active.asked, state, job.message)
        self._drop(active)

    def _end(self, trial: Trial, asked: optuna.Trial | None, state: TrialState, message: str = "") -> None:
        trial = replace(trial, state=state, message=message)
        if asked is not None:
            self._proposals.tell(asked, state, trial.score)
        self._keep(trial)

    def _drop(self, active: _Active) -> None:
        self._active.remove(active)
        self._workers.forget(active.job.id)

    def _keep(self, trial: Trial) -> None:
        if trial.number < 0:
            self.start = trial
        elif self.trials[trial.number] != trial:
            self.trials = (*self.trials[: trial.number], trial, *self.trials[trial.number + 1 :])

    def _open_test(self) -> None:
        """The search is over: nothing can be chosen any more, so the test part may be looked at."""
        best = self.best
        if best is None:
            self.state, self.message = self._ending(), self.message or NOTHING_FOUND
            return
        first = self.plan.settings.seed
        arguments = {
            "start": self.plan.start, "best": best.settings, "series": self.series,
            "seeds": tuple((first + step) % 10_000 for step in range(TEST_SEEDS)),
        }  # fmt: skip
        try:
            self._test = self._workers.submit_work("search_test", arguments, self.owner)
        except SettingsError:  # too many works of others wait; the next look tries again
            return
        self.state = "testing"

    def _look_at_test(self) -> None:
        assert self._test is not None
        self._test.touch()
        if self._test.finished:
            self.opened = self._test.result
            self.message = self._test.message or self.message
            self.state = self._ending()
            self._workers.forget(self._test.id)

    def _ending(self) -> SearchEnding:
        return "stopped" if self._by_hand else "done"


def _most_at_once() -> int:
    """As many trials as there are cores; what only waited could not learn from those before it."""
    return cores()
