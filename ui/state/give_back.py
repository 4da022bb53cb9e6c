"""Memory that Python has let go of goes back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys


def settle() -> None:
    """Once, when all is imported: collections pass by what stays for ever, which takes most of their time."""
    gc.collect()
    gc.freeze()


def give_back() -> None:
    """Collect what refers to itself, and hand free pages back where the C library can (Linux with glibc)."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
