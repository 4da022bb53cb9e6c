"""The whole training as a film, in a real Chromium: it plays without the server and shows what each epoch was."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from rig.server import ROOT, AppServer
from tests.support.browser.film import AT, LONG, NOTE, frames_of, listen, open_train, press, told
from tests.support.browser.learner import PATIENCE, STILL, assert_clean, once

LOSS, PREDICTION = '.live-chart[aria-label^="Loss"]', '.live-chart[aria-label^="Prediction"]'
# The same training without the app: losses of all epochs, and the prediction of the one that is asked for.
TRAINED = """
import json, sys
from lstm_core.prepare import prepare
from lstm_core.series import load_series
from lstm_core.settings import Settings
from lstm_core.training.loop import epochs
from lstm_core.training.trainer import use_one_thread
use_one_thread()
settings = Settings()
series = load_series(settings.data)
reports = list(epochs(settings, series))
prepared = prepare(series, settings.preparation)
shown = prepared.to_unit(prepared.validation, reports[int(sys.argv[1])].validation_prediction)[:, 0]
print(json.dumps({"train": [r.train_loss for r in reports], "validation": [r.validation_loss for r in reports],
                  "norm": [r.gradient_norm for r in reports], "prediction": shown.tolist()}))
"""
# Whether the strong part of the training loss ends where an epoch's loss lies.
STANDS = f"""(epoch) => {{
    const chart = document.querySelector('{LOSS}'), {{ xaxis, yaxis }} = chart._fullLayout;
    const layer = chart.querySelector(".film-layer"), end = layer.querySelector("circle"), pale = chart.data.at(-2);
    const place = [xaxis.d2p(epoch), yaxis.d2p(pale.y[epoch])];
    const found = [layer.querySelector("svg").width.baseVal.value, end.cx.baseVal.value, end.cy.baseVal.value];
    return [found[0] - place[0], found[1] - place[0], found[2] - place[1]].every((gap) => Math.abs(gap) < 0.5);
}}"""
# How many epochs the pale curve has.
KNOWN = f"() => document.querySelector('{LOSS}').data.at(-1).y.length"


@pytest.fixture(scope="module")
def reference() -> dict[str, list[float]]:
    command = [sys.executable, "-c", TRAINED, "10"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=300)
    return json.loads(found.stdout.splitlines()[-1])


def test_it_plays_without_the_server_and_shows_what_each_epoch_was(
    page: Page, server: AppServer, reference: dict[str, list[float]]
) -> None:
    messages = frames_of(page)
    open_train(page, server)
    page.get_by_role("button", name="Train", exact=True).click()
    once(page.get_by_text("Epoch 50 of 50 · "))
    page.get_by_text(re.compile("^Done")).first.wait_for(timeout=PATIENCE)
    # The film comes with the first step.
    press(page, "One epoch back")
    told(page, 49)
    page.wait_for_function(STILL, timeout=PATIENCE)
    page.evaluate(NOTE)
    requests, before = listen(page), len(messages)

    page.get_by_role("slider", name="Epoch", exact=True).press("Home")
    told(page, 0)
    press(page, "25/s: 25 epochs a second")
    press(page, "Play")
    page.wait_for_function("() => labShown.at(-1) === 50", timeout=PATIENCE)
    expect(page.locator(".film-play")).to_have_text("Play")
    shown = page.evaluate("labShown")
    assert shown == sorted(shown)
    assert (shown[0], shown[-1]) == (0, 50)
    # A slow machine leaves some out, and no more than a fifth of a second of them at once.
    assert len(set(shown)) > 5
    assert page.evaluate("labShifts") == []

    page.get_by_role("slider", name="Epoch", exact=True).fill("10")
    words = told(page, 10)
    numbers = [float(number) for number in re.findall(r"\d+\.\d+", words)]
    expected = [reference[name][10] for name in ("train", "validation", "norm")]
    assert numbers == pytest.approx(expected, rel=5e-3)
    expect(page.locator(LOSS)).to_have_attribute("aria-label", re.compile("^Loss after epoch 10: "))
    page.wait_for_function(STANDS, arg=10)
    assert page.evaluate(KNOWN) == 51
    # At rest the chart itself has the prediction, to be read under the mouse.
    expect(page.locator(PREDICTION)).to_have_attribute("aria-label", re.compile("after epoch 10$"))
    page.wait_for_function(f"() => document.querySelector('{PREDICTION}').data[1].y[0] !== null")
    drawn = page.locator(PREDICTION).evaluate("chart => chart.data[1].y")
    assert drawn == pytest.approx(reference["prediction"], abs=1e-3)
    width = page.evaluate("() => document.querySelector('.live-chart')._fullLayout.width")
    assert requests == []
    assert messages[before:] == []
    assert page.evaluate("labShifts") == []

    # In a narrower window the chart stands where it did.
    page.set_viewport_size({"width": 1100, "height": 900})
    page.wait_for_function("before => document.querySelector('.live-chart')._fullLayout.width < before - 20", arg=width)
    page.wait_for_function(STANDS, arg=10)
    # Drawn again by the page, the chart stands where the film does.
    page.get_by_text("Log axis", exact=True).click()
    linear = f"() => document.querySelector('{LOSS}')._fullLayout.yaxis.type === 'linear'"
    page.wait_for_function(linear, timeout=PATIENCE)
    page.wait_for_function(STANDS, arg=10)
    told(page, 10)

    # After a reload it stands at its end, and plays again.
    page.reload()
    told(page, 50)
    press(page, "One epoch back")
    told(page, 49)
    assert_clean(page, server)


def test_while_it_trains_the_head_follows_and_a_learner_looks_back(page: Page, server: AppServer) -> None:
    open_train(page, server, LONG)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_function(f"() => ({AT})() > 5", timeout=PATIENCE)
    followed = page.evaluate(AT)
    page.wait_for_function(f"before => ({AT})() > before + 3", arg=followed, timeout=PATIENCE)

    head = page.get_by_role("slider", name="Epoch", exact=True)
    head.fill("3")
    told(page, 3)
    expect(page.locator(LOSS)).to_have_attribute("aria-label", re.compile("^Loss after epoch 3: "))
    page.wait_for_function(f"() => document.querySelector('{LOSS}').layout.meta === 'film'")
    page.wait_for_function(STANDS, arg=3)
    known = page.evaluate(KNOWN)
    page.wait_for_function(f"known => ({KNOWN})() > known + 3", arg=known, timeout=PATIENCE)
    page.wait_for_function(STANDS, arg=3)
    told(page, 3)

    # At its newest end the head follows again.
    head.press("End")
    page.wait_for_function(f"before => ({AT})() > before + 3", arg=followed, timeout=PATIENCE)
    page.wait_for_function(f"() => !document.querySelector('{LOSS}').layout.meta")
    page.get_by_role("button", name="Stop", exact=True).click()
    once(page.get_by_text(re.compile("stopped$")))
    head.fill("2")
    told(page, 2)
    assert_clean(page, server)


def test_the_shipped_example_says_which_prediction_it_shows(page: Page, server: AppServer) -> None:
    open_train(page, server)
    told(page, 50)
    press(page, "One epoch back")
    told(page, 49)
    expect(page.locator(".film-note")).to_have_text("The prediction is that of epoch 20: not all were kept.")
    page.get_by_role("slider", name="Epoch", exact=True).fill("20")
    told(page, 20)
    expect(page.locator(".film-note")).to_have_text("")
    # A film that does not come is told, and can be asked for again.
    page.reload()
    told(page, 50)
    page.route("**/lab/film/**", lambda route: route.abort())
    press(page, "Play")
    expect(page.locator(".film-note")).to_have_text(re.compile("^The server did not send"))
    page.unroute("**/lab/film/**")
    press(page, "One epoch back")
    told(page, 49)


def test_with_less_motion_it_is_stepped_and_never_plays(page: Page, server: AppServer) -> None:
    page.emulate_media(reduced_motion="reduce")
    open_train(page, server)
    told(page, 50)
    expect(page.locator(".film-play")).to_be_hidden()
    expect(page.locator(".film-speed")).to_be_hidden()
    expect(page.locator(".film-note")).to_have_text(re.compile("^Your system asks for less motion"))
    press(page, "One epoch back")
    told(page, 49)
    page.get_by_role("slider", name="Epoch", exact=True).press("ArrowLeft")
    told(page, 48)
    assert_clean(page, server)
