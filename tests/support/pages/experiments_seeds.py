"""Trainings from several seeds on the Experiments page: opened, pressed, ended."""

import numpy as np
from streamlit.testing.v1 import AppTest

from lstm_core.evaluation.measure import measure
from lstm_core.experiments.seeds import SeedResult
from lstm_core.prepare import Prepared, prepare
from lstm_core.runs.run import Run
from lstm_core.runtime.cache import Cache
from tests.support.examples import random_weights
from tests.support.pages.page import arrive
from tests.support.pages.works import WorkHost

# What a training has told, as its work brings it.
HISTORY = {"epoch": np.arange(3), "seconds": np.array([0.0, 0.5, 1.0]), "validation_loss": np.array([1.0, 0.5, 0.2])}
# Windows by what they are cut from: the works of a sweep bring equal series, and the baselines beside all of them are
# the same.
_cut: Cache[object, Prepared] = Cache(keep=8)


def opened(section: str, **query: str) -> AppTest:
    at = arrive("experiments", {"units": "3", **query})
    at.segmented_control(key="experiments_section").set_value(section).run()
    assert not at.exception
    return at


def press(at: AppTest, key: str) -> AppTest:
    at.button(key=key).click().run()
    assert not at.exception
    return at


def keys(at: AppTest) -> list[str]:
    return [button.key for button in at.button]


def trained(job, shift: float = 0.0, seeds: int | None = None) -> tuple[SeedResult, ...]:
    """What the work would give, from weights that were never trained.

    Its validation RMSE is moved by `shift`, that of the test part the other way: who chose by it would choose wrong."""
    settings, series = job.arguments["settings"], job.arguments["series"]
    cut_from = settings.preparation, series.values.tobytes(), series.names, series.target, series.features
    cut = _cut.get(cut_from, lambda: prepare(series, settings.preparation))
    found = []
    for seed in job.arguments["seeds"][:seeds]:
        classes = 3 if settings.preparation.names_classes else 0
        weights = random_weights(settings, len(series.features), seed, classes)
        run = Run(settings, series, {"epoch": np.arange(2)}, {0: weights}, cut=cut)
        measured = measure(run).metrics
        test, validation = (
            {name: value + by * (name == "rmse") for name, value in measured[part].items()}
            for part, by in (("test", -shift), ("validation", shift))
        )
        found.append(SeedResult(seed, {}, weights, test, validation, "done", run.predict("test")))
    return tuple(found)


def finish(host: WorkHost, shift: dict[str, float] | None = None) -> None:
    """End every work; `shift`: network kind → by how much its RMSE is moved."""
    for job in host.all:
        if not job.finished:
            kind = job.arguments["settings"].network.kind
            host.end(job, "done", trained(job, (shift or {}).get(kind, 0.0)))
