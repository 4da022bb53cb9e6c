"""The experiments whose trained runs come with the app: files in ``sample_data/``, made by ``make shipped-run``."""

from __future__ import annotations

from lstm_core.runs.run import Run
from lstm_core.runs.run_file import load_run
from lstm_core.runtime.errors import DataError
from lstm_core.series import GENERATORS
from lstm_core.series.samples import FOLDER
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
# What a notebook calls them.
FILES = {"sine": "shipped.lstmlab", "counter": "counter.lstmlab"}


def shipped_run(name: str = "sine") -> Run:
    """A trained run that comes with the package: an LSTM on a noisy sine, or one memory cell that counts.

    Parameters
    ----------
    name : {"sine", "counter"}
        Which one.

    Returns
    -------
    Run
        With the weights of some epochs.

    Raises
    ------
    DataError
        For another name.

    Examples
    --------
    >>> lab.shipped_run("counter").settings.network.units
    1
    """
    if name not in FILES:
        raise DataError(f"There is no shipped run '{name[:40]}'. Choose one of: {', '.join(FILES)}.")
    return load_run(FOLDER / FILES[name])
