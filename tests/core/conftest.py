"""TensorFlow is loaded inside a fixture, never while tests are collected: the pages' tests must not see it."""

import gc
import os
from collections.abc import Iterator
from types import ModuleType

import pytest

from lstm_core.host.client import Host

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")
# As in the host: oneDNN sums in another order, and the tests compare bit by bit.
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")


@pytest.fixture(scope="session")
def keras() -> ModuleType:
    """Keras on TensorFlow, one thread, as in the training host's children."""
    import keras

    from lstm_core.training.trainer import use_one_thread

    use_one_thread()
    # Two million objects, which every full collection would look through.
    gc.collect()
    gc.freeze()
    return keras


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """One training host for all: to start one takes seconds. A test leaves nothing in it that trains or waits."""
    host = Host()
    yield host
    host.close()
