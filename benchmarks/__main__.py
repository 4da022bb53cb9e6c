"""`make bench`: every number the project holds itself to, measured side by side in this run.

`make bench-claims` (`python -m benchmarks claims`) measures the claims of the texts alone, `python -m benchmarks
browser` what a learner waits for in a browser, `python -m benchmarks reading` what a large file costs. Ends with 1
where a bar falls short.
"""

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
    intervals,
    memory_tasks,
    networks,
    notebook,
    reading,
    report,
    search,
    training,
)
from lstm_core.training.trainer import use_one_thread

if __name__ == "__main__":
    use_one_thread()
    if sys.argv[1:] == ["claims"]:
        claims.run()
    elif sys.argv[1:] == ["browser"]:
        browser.run(training.run())
    elif sys.argv[1:] == ["reading"]:
        reading.run()
    else:
        fit_seconds = training.run()
        accuracy.run()
        memory_tasks.run()
        networks.run()
        classification.run()
        intervals.run()
        ab_test.run()
        doctor.run()
        notebook.run()
        reading.run()
        search.run()
        claims.run()
        browser.run(fit_seconds)
        cell.run()
    sys.exit(report.verdict())
