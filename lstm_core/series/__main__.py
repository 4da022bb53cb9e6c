"""The process that reads one large file: it waits for it on its input, answers on its output, and ends."""

import os
import pickle
import sys
import threading

from lstm_core.runtime.errors import DataError
from lstm_core.series.csv_file import read_table

# A reader that nobody gives a file ends.
IDLE_SECONDS = 300


def serve() -> None:
    """Read one file from the standard input."""
    # What a library prints must not get between the answers.
    answers, sys.stdout = sys.stdout.buffer, sys.stderr

    def answer(kind: str, found: object) -> None:
        pickle.dump((kind, found), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()

    idle = threading.Timer(IDLE_SECONDS, os._exit, (0,))
    idle.daemon = True
    idle.start()
    try:
        data, settings = pickle.load(sys.stdin.buffer)
    except EOFError:  # the server has ended, or has no file
        return
    idle.cancel()
    try:
        answer("table", read_table(data, settings, lambda stage: answer("stage", stage)))
    except DataError as error:
        answer("refused", str(error))


if __name__ == "__main__":
    serve()
