"""The long works of the Results page: started here, found again after a reload."""

from __future__ import annotations

from lstm_core.evaluation import SlowBaseline
from lstm_core.experiments.backtest import Fold
from lstm_core.host.work_job import WorkJob
from lstm_core.runs.run import Run
from ui.state.works import same_series, submit, works

BASELINE, BACKTEST, LEAK = "slow_baseline", "backtest", "leak_effect"


def fitted_baselines(run: Run) -> list[SlowBaseline]:
    """The slow baselines that this learner has fitted on the windows of `run`."""
    return [work.result for work in _baselines(run) if work.result is not None]


def baseline_work(run: Run, key: str) -> WorkJob | None:
    """The newest fit of one slow baseline on the windows of `run`."""
    found = [work for work in _baselines(run) if work.arguments["key"] == key]
    return found[-1] if found else None


def start_baseline(run: Run, key: str) -> None:
    """Fit a slow baseline; it needs the run's windows, not its weights."""
    bare = Run(run.settings, run.series, {}, {})
    submit(BASELINE, {"run": bare, "key": key})


def backtest_work(run: Run) -> WorkJob | None:
    """The newest backtest of the settings and the series of `run`."""
    return _newest(BACKTEST, run)


def leak_work(run: Run) -> WorkJob | None:
    """The newest comparison of the settings of `run` with and without their leaks."""
    return _newest(LEAK, run)


def start_leak(run: Run, seeds: int) -> None:
    """Train the settings of `run` with and without their leaks; another comparison of this learner ends."""
    for work in works(LEAK):
        work.stop()
    arguments = {"settings": run.settings, "series": run.series, "seeds": tuple(range(seeds))}
    submit(LEAK, arguments)


def start_backtest(run: Run, planned: list[Fold]) -> None:
    """Train and score every planned fold; another backtest of this learner ends."""
    for work in works(BACKTEST):
        work.stop()
    arguments = {"settings": run.settings, "series": run.series, "planned": tuple(planned)}
    submit(BACKTEST, arguments)


def running(name: str) -> bool:
    """Whether a work of this name is under way for this learner, whatever run it belongs to."""
    return any(not work.finished for work in works(name))


def touch() -> None:
    """The learner is on the page of their works: none of them is left alone."""
    for name in (BASELINE, BACKTEST, LEAK):
        for work in works(name):
            work.touch()


def _newest(name: str, run: Run) -> WorkJob | None:
    """The newest work of a name on the settings and the series of `run`."""
    found = [
        work for work in works(name)
        if work.arguments["settings"] == run.settings and same_series(work.arguments["series"], run.series)
    ]  # fmt: skip
    return found[-1] if found else None


def _baselines(run: Run) -> list[WorkJob]:
    found = []
    for work in works(BASELINE):
        asked: Run = work.arguments["run"]
        if asked.settings.preparation == run.settings.preparation and same_series(asked.series, run.series):
            found.append(work)
    return found
