"""Numbers as the few bytes that travel to a browser."""

from __future__ import annotations

import base64

import numpy as np

# Where a number is not finite, among places of one byte.
GAP = 255
_ZERO = 127


def packed(values: np.ndarray, kind: str = "<f4") -> str:
    """Numbers as base64 of little-endian float32, or of another kind, row by row."""
    return base64.b64encode(np.ascontiguousarray(values, kind).tobytes()).decode("ascii")


def round_zero(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows (n, m) → bytes (n, m) from 0 to 254, with zero at 127, and the largest size in each row (n,).

    What is not zero keeps its sign, however small; `GAP` is what is not finite.
    """
    finite = np.isfinite(values)
    known = np.where(finite, values, 0.0).astype(float)
    most = np.abs(known).max(axis=1, initial=0.0)
    share = known / np.where(most > 0, most, 1.0)[:, None]
    steps = np.sign(known) * np.maximum(np.abs(share * _ZERO).round(), known != 0)
    return np.where(finite, _ZERO + steps, GAP).astype(np.uint8), most.astype(np.float32)
