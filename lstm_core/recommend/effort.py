"""How large a network and how long a training a series can bear: it depends on how many windows there are to learn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lstm_core.recommend.preparation import PreparationPlan, Why

VERY_FEW_WINDOWS, FEW_WINDOWS, MANY_WINDOWS, VERY_MANY_WINDOWS = 100, 130, 400, 1500
# Several outputs share the windows: with fewer than this for each, the network stays small.
WINDOWS_PER_OUTPUT = 50


@dataclass(frozen=True)
class Effort:
    """units, dropout, learning rate, and how many updates of the weights."""

    id: str
    units: int
    dropout: float
    learning_rate: float
    updates: int


# Updates × steps of a window that one core does in less than ten seconds.
MOST_STEPS = 100_000

# By rolling origins inside the training parts of 40 series. Fewer updates than this leave the network unfinished, more
# of them let a short series be learned by heart; dropout moves that point further out.
NOTHING = Effort("network_nothing", 16, 0.3, 0.001, 150)
SHORT = Effort("network_small", 16, 0.3, 0.005, 400)
SMALL = Effort("network_small", 16, 0.3, 0.005, 1000)
SEVERAL = Effort("network_several", 16, 0.3, 0.005, 500)
LARGE = Effort("network_large", 32, 0.2, 0.005, 1500)
LARGEST = Effort("network_large", 32, 0.2, 0.005, 2500)
# As the published demonstrations of memory train: what is held over many steps must not be dropped on the way.
MEMORY = Effort("network_memory", 32, 0.0, 0.01, 1500)


def effort(plan: PreparationPlan, windows: int, outputs: int) -> tuple[dict[str, Any], dict[str, Why]]:
    """Short setting keys of network and training → values, and reasons, for so many training windows and outputs.

    The number of updates is fixed beforehand, and the learning rate falls to zero over them: the last weights are the
    good ones, and no part of the series is spent on deciding when to stop.
    """
    if plan.nothing:
        chosen = NOTHING
    elif plan.hidden:
        chosen = MEMORY
    elif outputs > 1 and windows < WINDOWS_PER_OUTPUT * outputs:
        chosen = SEVERAL
    elif windows >= VERY_MANY_WINDOWS:
        chosen = LARGEST
    elif windows >= MANY_WINDOWS or plan.learns_season:
        chosen = LARGE
    else:
        chosen = SHORT if windows < VERY_FEW_WINDOWS or plan.transform.startswith("seasonal") else SMALL
    batch = 16 if windows < FEW_WINDOWS else 32
    per_epoch = -(-windows // batch)
    epochs = max(1, round(min(chosen.updates, MOST_STEPS / plan.window) / per_epoch))
    numbers = {"windows": windows, "units": chosen.units, "updates": epochs * per_epoch, "epochs": epochs}
    settings = {
        "units": chosen.units, "dropout": chosen.dropout, "lr": chosen.learning_rate, "batch": batch,
        "epochs": epochs, "schedule": "cosine", "clip": 1.0,
    }  # fmt: skip
    return settings, {"units": Why(chosen.id, numbers), "epochs": Why("epochs", numbers)}
