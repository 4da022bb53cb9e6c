"""Seeds, an A/B test and a race in a real Chromium: trained in the host, judged, found again after a reload."""

import re

from playwright.sync_api import Page

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, assert_clean, button, heading, once

# Ten trainings of a linear layer, or those of a race.
TRAININGS_PATIENCE = 4 * PATIENCE


def test_seeds_an_ab_test_and_a_race(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/experiments?length=100&epochs=2&units=4&network=linear&lr=0.01")
    heading(page, "Experiments")
    section(page, "Seeds")
    button(page, "Train 10 seeds")
    once(page.get_by_text(re.compile(r"^Over 10 seeds")), TRAININGS_PATIENCE)

    section(page, "A/B test")
    # A is trained already: only B's seeds are missing.
    once(page.get_by_text(re.compile(r"^10 trainings, about")))
    button(page, "Train A and B from 10 seeds")
    once(page.get_by_text(re.compile("Over 10 paired seeds")), TRAININGS_PATIENCE)

    section(page, "Race")
    button(page, "Race: 5 × 3 trainings")
    once(page.get_by_text("Who is ahead is said when the trainings have ended"))
    page.reload()
    # Still racing, and on the section that shows it.
    once(page.get_by_text("has the best mean RMSE"), TRAININGS_PATIENCE)
    once(page.get_by_text("With 3 seeds this is an order, not a proof"))
    assert_clean(page, server)


def section(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()
