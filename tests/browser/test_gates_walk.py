"""The walk through Gates in a real Chromium on the shipped run, every shown number recomputed from its weights."""

import re

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from lstm_core.evaluation import evaluate
from lstm_core.runs.run import Run
from rig.server import AppServer
from tests.support.browser.explorer import check_sum, number, open_gates, tab_to, walk_the_last_step
from tests.support.browser.learner import assert_clean, button
from tests.support.by_hand import forecast, opening_window, rmse, shipped

OTHER_EPOCH = 10
HELD = {"forget": 0.0}


@pytest.fixture(scope="module")
def run() -> Run:
    return shipped()


def table(page: Page) -> dict[str, str]:
    """Column → RMSE of the test part, as the open tab shows it."""
    rows = page.get_by_role("tabpanel").get_by_role("table").filter(has_text="test part").locator("tr").all()
    names, *values = (row.locator("th, td").all_inner_texts() for row in rows)
    assert [row[0] for row in values] == ["Skill against persistence", "RMSE"]
    return dict(zip(names[1:], values[1][1:], strict=True))


def three_digits(value: float) -> str:
    """As the page writes numbers of this size."""
    return f"{value:#.3g}"


def check_formula(page: Page, gates: dict[str, np.ndarray], unit: int) -> None:
    """The forget gate's formula and the line of values show these gates at the last step."""
    check_sum(page, gates["forget"][-1, unit - 1])
    line = page.locator(".explorer p.now").inner_text()
    for letter, kind in {"f": "forget", "i": "input", "c": "candidate", "o": "output", "C": "cell"}.items():
        shown = re.search(rf"· {letter} (\S+)", line)
        assert shown, line
        assert number(shown.group(1)) == pytest.approx(gates[kind][-1, unit - 1], abs=0.00501), (kind, line)


def check_terms(page: Page, run: Run, unit: int) -> None:
    """The open formula of the forget gate begins with its largest term; the other nodes show their values, too."""
    gates, x, before = opening_window(run)
    (weight, value), *_ = check_sum(page, gates["forget"][-1, unit - 1])
    sentence = page.locator(".explorer .panel").inner_text()
    assert f"Unit {unit} keeps {100 * gates['forget'][-1, unit - 1]:.0f}\u00a0% of what it remembered." in sentence
    column = len(run.weights[1]) + unit - 1
    weights = np.concatenate([run.weights[0][:, column], run.weights[1][:, column]])
    values = np.concatenate([x[-1], before[-1]])
    largest = np.argmax(np.abs(weights * values))
    assert weight == pytest.approx(weights[largest], abs=0.006)
    assert value == pytest.approx(values[largest], abs=0.006)
    for other in ("input", "output"):
        page.locator(f".explorer [data-node={other}]").click()
        check_sum(page, gates[other][-1, unit - 1])
    page.locator(".explorer [data-node=cell]").click()
    assert number(page.locator(".explorer .panel .result").inner_text()) == pytest.approx(
        gates["cell"][-1, unit - 1], abs=0.00501
    )
    page.locator(".explorer [data-node=forget]").click()


def test_from_a_formula_to_another_epoch_and_back(page: Page, server: AppServer, run: Run) -> None:
    last = max(run.snapshots)
    untouched = three_digits(rmse(run, forecast(run)))
    assert untouched == three_digits(evaluate(run).metrics["test"]["rmse"])
    gates, x, _ = opening_window(run)
    open_gates(page, server)

    # One whole step by keyboard, then a formula.
    unit = walk_the_last_step(page, len(x))
    tab_to(page, "forget")
    page.keyboard.press("Enter")
    check_terms(page, run, unit)
    check_formula(page, gates, unit)

    # No unit can keep anything.
    page.get_by_role("tab", name="Change it").click()
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    assert table(page) == {"untouched": untouched}
    page.get_by_role("switch", name=re.compile("forget gate")).press("Space")
    expect(page.get_by_text("forget gate of every unit held at 0")).to_be_visible()
    moved = page.get_by_text("The change moves the test forecast by")
    expect(moved).to_be_visible()
    changed = forecast(run, held=HELD)
    assert table(page) == {"untouched": untouched, "changed": three_digits(rmse(run, changed))}
    distance = np.abs(changed - forecast(run))
    expect(moved).to_contain_text(f"by {distance.mean():.3g} on average, by {distance.max():.3g} at most")
    expect(page.locator(".explorer .panel")).to_contain_text(f"Unit {unit} keeps 0\u00a0%")
    cell = opening_window(run, held=HELD)[0]["cell"][-1, unit - 1]
    shown = re.search(r"· C (\S+)", page.locator(".explorer p.now").inner_text())
    assert shown
    assert number(shown.group(1)) == pytest.approx(cell, abs=0.00501)

    page.get_by_role("tabpanel").get_by_role("button", name="Restore everything").click()
    expect(page.get_by_text("Nothing is changed yet")).to_be_visible()
    assert table(page) == {"untouched": untouched}
    expect(page.get_by_text(f"as it was trained, after epoch {last}")).to_be_visible()

    # The time machine.
    page.get_by_role("tab", name="Over the epochs").click()
    expect(page.get_by_text("Only epochs whose weights were kept")).to_be_visible()
    assert table(page) == {f"epoch {last}": untouched}
    scrubber = page.get_by_role("tabpanel").get_by_role("slider", name="Epoch")
    for epoch in sorted((e for e in run.snapshots if OTHER_EPOCH <= e < last), reverse=True):
        scrubber.press("ArrowLeft")
        expect(page.get_by_text(f"All pictures show epoch {epoch} of {last}.")).to_be_visible()
    expect(page.get_by_role("tabpanel").get_by_role("table")).to_contain_text(f"epoch {OTHER_EPOCH}")
    earlier = three_digits(rmse(run, forecast(run, OTHER_EPOCH)))
    assert table(page) == {f"epoch {last}": untouched, f"epoch {OTHER_EPOCH}": earlier}
    expect(page.locator(".explorer .panel .result")).to_have_text(
        f"{opening_window(run, OTHER_EPOCH)[0]['forget'][-1, unit - 1]:.2f}"
    )
    check_formula(page, opening_window(run, OTHER_EPOCH)[0], unit)

    button(page, f"Back to epoch {last}")
    expect(page.get_by_text(f"as it was trained, after epoch {last}")).to_be_visible()
    expect(page.get_by_role("tabpanel").get_by_role("table")).not_to_contain_text(f"epoch {OTHER_EPOCH}")
    assert table(page) == {f"epoch {last}": untouched}
    expect(page.locator(".explorer .panel .result")).to_have_text(f"{gates['forget'][-1, unit - 1]:.2f}")
    check_formula(page, gates, unit)
    assert_clean(page, server)
