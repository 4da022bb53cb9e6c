"""How many examples a property test tries: a few that are the same each time, or many fresh ones (`make fuzz`)."""

import os

# How many times as many examples as usual, and none that was tried before; 0: the usual ones, the same each time.
TIMES = int(os.environ.get("LSTM_LAB_FUZZ", "0"))


def examples(usual: int) -> int:
    """For `max_examples` of a test that sets it itself. usual: without `make fuzz`."""
    return usual * max(1, TIMES)
