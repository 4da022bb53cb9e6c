"""`make bench`: every number the project holds itself to, measured side by side in this run.

A room alone: `python -m benchmarks NAME`, e.g. `claims` (the claims of the texts, `make bench-claims`), `browser` (what
a learner waits for) or `reading` (what a large file costs). Ends with 1 where a bar falls short.
"""

import argparse
import os
import sys

# As in the training host, and before TensorFlow is loaded.
os.environ.update({"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "TF_ENABLE_ONEDNN_OPTS": "0"})

from benchmarks import (
    ab_test,
    accuracy,
    browser,
    cell,
    claims,
    classification,
    doctor,
    film,
    intervals,
    memory_tasks,
    networks,
    notebook,
    reading,
    report,
    search,
    sweep,
    training,
)
from lstm_core.training.trainer import use_one_thread

# In their order; the browser is compared with how long Keras' own fit takes, which `training` measures.
ROOMS = {
    "accuracy": accuracy, "memory_tasks": memory_tasks, "networks": networks, "classification": classification,
    "intervals": intervals, "ab_test": ab_test, "doctor": doctor, "notebook": notebook, "reading": reading,
    "search": search, "sweep": sweep, "claims": claims,
}  # fmt: skip


def main() -> None:
    """Measure all rooms, or the one that is named."""
    parser = argparse.ArgumentParser("benchmarks", description=__doc__)
    parser.add_argument("room", nargs="?", choices=("training", *ROOMS, "browser", "cell", "film"), help="default: all")
    wanted = parser.parse_args().room
    use_one_thread()
    fit_seconds = training.run() if wanted in (None, "training", "browser") else 0.0
    for name, room in ROOMS.items():
        if wanted in (None, name):
            room.run()
    if wanted in (None, "browser"):
        browser.run(fit_seconds)
    if wanted in (None, "cell"):
        cell.run()
    if wanted in (None, "film"):
        film.run()
    sys.exit(report.verdict())


if __name__ == "__main__":
    main()
