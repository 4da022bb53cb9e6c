"""A number beside its slider in a real Chromium: typed, moved fast, and kept in focus."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean


@pytest.mark.parametrize(
    ("moved", "key", "times", "before", "after"), [(0, "ArrowRight", 25, 50, 75), (1, "ArrowDown", 15, 75, 60)],
    ids=["slider", "number"],
)  # fmt: skip
def test_in_a_hurry_both_views_end_where_the_hand_left_them(
    page: Page, server: AppServer, moved: int, key: str, times: int, before: int, after: int
) -> None:
    page.goto(f"{server.url}/train?units={before}")
    both = views(page)
    expect(both[1]).to_have_value(str(before), timeout=PATIENCE)
    for _ in range(times):
        both[moved].press(key)
    expect(both[1 - moved]).to_have_value(str(after), timeout=PATIENCE)
    expect(both[moved]).to_have_value(str(after))
    page.wait_for_url(re.compile(f"units={after}(&|$)"), timeout=PATIENCE)
    assert_clean(page, server)


def views(page: Page) -> tuple[Locator, Locator]:
    """The slider of the units and the number beside it."""
    return page.get_by_role("slider", name=re.compile("^Units")), page.get_by_label("Number: Units (cells)")


def test_a_typed_number_is_taken_or_refused_with_a_sentence(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/train")
    number = page.get_by_label("Number: Epochs")
    expect(number).to_have_value("50", timeout=PATIENCE)
    number.fill("137")
    number.press("Enter")
    expect(page.get_by_role("slider", name=re.compile("^Epochs"))).to_have_value("137", timeout=PATIENCE)
    expect(number).to_be_focused()
    number.fill("999999")
    number.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="It stays 137.")).to_have_count(1, timeout=PATIENCE)
    expect(number).to_have_value("137")
    assert_clean(page, server)
