"""Which browser is this? The same one is recognised after a reload, another one is not."""

from __future__ import annotations

import hashlib

import streamlit as st

COOKIE = "_streamlit_xsrf"


def browser_digest() -> str:
    """The digest of the browser that this script runs for ("" for one without cookies)."""
    return digest_of(str(st.context.cookies.get(COOKIE, "")))


def digest_of(cookie: str) -> str:
    """A digest of the random number in Streamlit's XSRF cookie ("" without one).

    The cookie reads ``2|mask|masked number|time``; the mask changes with every page load, the number stays.
    """
    version, *parts = cookie.strip('"').split("|")
    try:
        mask, masked = bytes.fromhex(parts[0]), bytes.fromhex(parts[1])
    except (IndexError, ValueError):
        return ""
    if version != "2" or len(mask) != 4 or len(masked) < 16:
        return ""
    return hashlib.sha256(bytes(byte ^ mask[i % 4] for i, byte in enumerate(masked))).hexdigest()
