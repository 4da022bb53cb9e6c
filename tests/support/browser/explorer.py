"""The cell explorer as a learner reads it: the line of values, the open formula, the way there by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby, pairwise

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from rig.server import AppServer
from tests.support.by_hand import sigmoid

NOW = re.compile(r"Step (\d+) of (\d+) · unit (\d+)")


def open_gates(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/gates")
    page.locator(".explorer .node").first.wait_for()
    page.get_by_text("Back to").first.wait_for()


def where(page: Page) -> tuple[int, int]:
    """Step and unit, counted from 1."""
    found = NOW.match(page.locator(".explorer p.now").inner_text())
    assert found, "the line of values names step and unit"
    return int(found.group(1)), int(found.group(3))


def number(text: str) -> float:
    return float(text.strip("()").replace("−", "-"))


def decimals(text: str) -> int:
    return len(text.partition(".")[2])


def walk_the_last_step(page: Page, steps: int) -> int:
    """From the end one step back by keyboard, then operation by operation to the end; returns the unit."""
    _, unit = where(page)
    page.locator(".explorer .stage").focus()
    for _ in range(4):
        page.keyboard.press("ArrowLeft")
    expect(page.locator(".explorer p.now")).to_contain_text(f"Step {steps - 1} of {steps}")
    # Each operation brings its own values.
    for known in ("f", "fic", "ficC", "ficoCh"):
        page.keyboard.press("ArrowRight")
        values = r" · ".join(rf"{letter} \S+" for letter in known)
        expect(page.locator(".explorer p.now")).to_have_text(re.compile(rf"unit {unit} · {values}$"))
    assert where(page) == (steps, unit)
    return unit


def tab_to(page: Page, node: str) -> None:
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(
            """() => { let e = document.activeElement;
            while (e?.shadowRoot) e = e.shadowRoot.activeElement; return e?.dataset?.node; }"""
        ) == node:  # fmt: skip
            return
    raise AssertionError(f"Tab does not reach {node}")


def check_sum(
    page: Page, shown_value: float, around: Callable[[np.ndarray], np.ndarray] = sigmoid
) -> list[list[float]]:
    """The shown terms give the shown sum, that sum the shown result, and the result is the value; returns the terms.

    A sum may have parts, each its own largest first; a part may be let through by a gate. Terms: [weight, value].
    """
    panel = page.locator(".explorer .panel")
    result_text = panel.locator(".result").inner_text()
    terms = panel.locator("[data-part]").evaluate_all("all => all.map(e => ({...e.dataset}))")
    assert terms
    total, shown = 0.0, []
    for _, part in groupby(terms, key=lambda term: term["part"]):
        inner, by, products = 0.0, 1.0, []
        for term in part:
            if "times" in term:
                by = number(term["times"])
            elif "product" in term:
                products.append([number(factor) for factor in term["product"].split(" ")])
            else:
                inner += number(term["number"])
        assert all(abs(a * b) >= abs(c * d) - 0.02 for (a, b), (c, d) in pairwise(products)), "largest first"
        total += by * (inner + sum(a * b for a, b in products))
        shown += products
    if panel.locator(".total").count():
        sum_text = panel.locator(".total").inner_text()
        assert f"{total:.{decimals(sum_text)}f}" == f"{number(sum_text):.{decimals(sum_text)}f}"
        total = number(sum_text)
    found = float(around(np.array(total)))
    assert f"{found:.{decimals(result_text)}f}" == f"{number(result_text):.{decimals(result_text)}f}"
    assert number(result_text) == pytest.approx(shown_value, abs=0.5001 * 10 ** -decimals(result_text))
    return shown
