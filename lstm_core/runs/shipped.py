"""The experiments whose trained runs come with the app: files in ``sample_data/``, made by ``make shipped-run``."""

from __future__ import annotations

from lstm_core.series import GENERATORS
from lstm_core.settings import Settings

# What Train, Results and Gates show before a learner has changed anything.
SINE = Settings()
# One memory cell that counts. The first seed whose cell state rises with the count; others fall, and count as well.
COUNTER = Settings().change(series="counter", **GENERATORS["counter"].suggested, seed=1)
# Name of the file → its experiment, and the epochs that keep their weights: enough to watch it learn.
SHIPPED = {
    "shipped.lstmlab": (SINE, (0, 1, 2, 5, 10, 20, 50)),
    "counter.lstmlab": (COUNTER, (0, 1, 2, 5, 10, 20, 40, 60)),
}
