"""How large a network and how long a training a series can bear: it depends on how many windows there are to learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lstm_core.recommend.preparation import Plan, Why

FEW_WINDOWS, MANY_WINDOWS, VERY_MANY_WINDOWS = 130, 300, 1500


@dataclass(frozen=True)
class Effort:
    """units, dropout, learning rate, and how many updates of the weights."""

    id: str
    units: int
    dropout: float
    learning_rate: float
    updates: int


# By rolling origins inside the training parts of 40 series. Fewer updates than this leave the network unfinished, more
# of them let a short series be learned by heart; dropout moves that point further out.
NOTHING = Effort("network_nothing", 16, 0.3, 0.001, 150)
SMALL_SEASONAL = Effort("network_small", 16, 0.3, 0.005, 400)
SMALL = Effort("network_small", 16, 0.3, 0.005, 800)
LARGE = Effort("network_large", 32, 0.2, 0.005, 1500)
LARGEST = Effort("network_large", 32, 0.2, 0.005, 2500)


def effort(plan: Plan, windows: int) -> tuple[dict[str, Any], dict[str, Why]]:
    """Short setting keys of network and training → values, and reasons, for so many training windows.

    The number of updates is fixed beforehand, and the learning rate falls to zero over them: the last weights are the
    good ones, and no part of the series is spent on deciding when to stop.
    """
    if plan.nothing:
        chosen = NOTHING
    elif windows >= VERY_MANY_WINDOWS:
        chosen = LARGEST
    elif windows >= MANY_WINDOWS or plan.learns_season:
        chosen = LARGE
    else:
        chosen = SMALL_SEASONAL if plan.transform.startswith("seasonal") else SMALL
    batch = 16 if windows < FEW_WINDOWS else 32
    epochs = max(1, round(chosen.updates / -(-windows // batch)))
    numbers = {"windows": windows, "units": chosen.units, "updates": epochs * -(-windows // batch), "epochs": epochs}
    settings = {
        "units": chosen.units, "dropout": chosen.dropout, "lr": chosen.learning_rate, "batch": batch,
        "epochs": epochs, "schedule": "cosine", "clip": 1.0,
    }  # fmt: skip
    return settings, {"units": Why(chosen.id, numbers), "epochs": Why("epochs", numbers)}
