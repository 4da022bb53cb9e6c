"""Charts that redraw in place, in a real Chromium: what moves is drawn, and only that."""

import re

from playwright.sync_api import Page, expect
from streamlit.proto.BackMsg_pb2 import BackMsg

from rig.server import AppServer
from tests.support.browser.learner import PATIENCE, STILL, assert_clean, button, by_hand, heading, slider

MAPS = '.live-chart[aria-label*="heat maps"]'
# Centre of a shape of the heat maps, in pixels of the page, and of the row or step where it belongs.
CENTRES = """chart => {
    const middle = index => {
        const box = chart.querySelector(`.shapelayer path[data-index="${index}"]`).getBoundingClientRect();
        return [box.x + box.width / 2, box.y + box.height / 2];
    };
    const { xaxis, yaxis2 } = chart._fullLayout, corner = chart.getBoundingClientRect();
    const unit = parseInt(chart.getAttribute("aria-label").match(/unit (\\d+) marked/)[1]);
    const row = yaxis2._categories.indexOf(String(unit));
    return {
        frame: middle(0)[0], pointer: middle(2)[1],
        row: corner.y + yaxis2._offset + yaxis2.l2p(row),
        steps: [8, 9, 10].map(step => corner.x + xaxis._offset + xaxis.d2p(step)),
    };
}"""

# From now on `window.labDrawn` has the label of every chart that is drawn anew.
NOTE_DRAWINGS = """() => {
    window.labDrawn = [];
    const react = window.Plotly.react;
    window.Plotly.react = (chart, ...rest) => {
        window.labDrawn.push(chart.getAttribute("aria-label"));
        return react(chart, ...rest);
    };
}"""


def test_the_cursor_moves_without_a_new_drawing_and_marks_step_and_unit(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/gates")
    page.locator(f"{MAPS} .shapelayer path").first.wait_for(timeout=PATIENCE)
    page.get_by_text("Back to").first.wait_for()
    maps = page.locator(MAPS)
    maps.scroll_into_view_if_needed()
    before = maps.evaluate(CENTRES)
    assert abs(before["frame"] - before["steps"][2]) < 1
    assert abs(before["pointer"] - before["row"]) < 1
    page.evaluate(NOTE_DRAWINGS)
    slider(page, "Step", "ArrowLeft")
    expect(page.get_by_text(re.compile(r"^Unit \d+ at step 9"))).to_be_visible()
    page.wait_for_function(f"() => ({CENTRES})(document.querySelector('{MAPS}')).frame < {before['frame'] - 2}")
    after = maps.evaluate(CENTRES)
    assert abs(after["frame"] - after["steps"][1]) < 1
    assert page.evaluate("() => window.labDrawn") == []
    # Another order of the rows is another drawing, and the pointer follows its unit.
    page.get_by_text("likeness of C").click()
    page.wait_for_function("() => window.labDrawn.length")
    page.wait_for_function(f"() => {{ const at = ({CENTRES})(document.querySelector('{MAPS}')); "
                           "return Math.abs(at.pointer - at.row) < 1; }")  # fmt: skip
    assert_clean(page, server)


def test_a_click_on_a_map_chooses_its_unit_and_step(page: Page, server: AppServer) -> None:
    # Nothing to scroll: the bar that stays at the top would cover what is clicked.
    page.set_viewport_size({"width": 1440, "height": 2400})
    page.goto(f"{server.url}/gates")
    page.locator(f"{MAPS} .shapelayer path").first.wait_for(timeout=PATIENCE)
    page.get_by_text("Back to").first.wait_for()
    place = page.locator(MAPS).evaluate("""chart => {
        const { xaxis, yaxis3 } = chart._fullLayout;
        return { x: xaxis._offset + xaxis.d2p(4), y: yaxis3._offset + yaxis3.l2p(yaxis3._categories.indexOf("7")) };
    }""")
    page.locator(MAPS).click(position=place)
    expect(page.get_by_text(re.compile(r"^Unit 7 at step 4"))).to_be_visible()
    # In the strip of the input there are no units to choose.
    place = page.locator(MAPS).evaluate("""chart => {
        const { xaxis, yaxis } = chart._fullLayout;
        return { x: xaxis._offset + xaxis.d2p(6), y: yaxis._offset + yaxis.d2p(chart.data[0].y[5]) };
    }""")
    page.locator(MAPS).click(position=place)
    expect(page.get_by_text(re.compile(r"^Unit 7 at step 6"))).to_be_visible()
    assert_clean(page, server)


def test_a_chart_out_of_sight_is_drawn_anew_when_it_is_scrolled_to(page: Page, server: AppServer) -> None:
    page.set_viewport_size({"width": 1440, "height": 620})
    page.goto(f"{server.url}/gates")
    page.locator(f"{MAPS} .shapelayer path").first.wait_for(timeout=PATIENCE)
    page.get_by_text("Back to").first.wait_for()
    maps = page.locator(MAPS)
    shown = maps.evaluate("chart => chart.data.find(trace => trace.type === 'heatmap').z[0][0]")
    page.evaluate(NOTE_DRAWINGS)
    slider(page, "Test window", "ArrowLeft")
    page.wait_for_function("() => window.labDrawn.some(label => label.startsWith('The test part'))")
    assert not any("heat maps" in label for label in page.evaluate("() => window.labDrawn"))
    maps.scroll_into_view_if_needed()
    page.wait_for_function("() => window.labDrawn.some(label => label.includes('heat maps'))")
    assert maps.evaluate("chart => chart.data.find(trace => trace.type === 'heatmap').z[0][0]") != shown
    assert_clean(page, server)


def test_charts_follow_a_theme_that_changes_under_an_open_page(page: Page, server: AppServer) -> None:
    page.goto(f"{server.url}/data")
    label = page.locator(".live-chart .xtick text").first
    expect(label).to_have_css("fill", "rgb(32, 38, 44)", timeout=PATIENCE)
    page.emulate_media(color_scheme="dark")
    expect(label).to_have_css("fill", "rgb(230, 235, 239)", timeout=PATIENCE)
    page.emulate_media(color_scheme="light")
    expect(label).to_have_css("fill", "rgb(32, 38, 44)", timeout=PATIENCE)
    assert_clean(page, server)


def test_the_axis_of_the_loss_draws_its_chart_and_not_the_page(page: Page, server: AppServer) -> None:
    asked: list[BackMsg] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(BackMsg.FromString(frame))))
    page.goto(f"{server.url}/train")
    heading(page, "Train")
    axis_is = "kind => document.querySelector('.live-chart[aria-label^=Loss]')?._fullLayout?.yaxis.type === kind"
    page.wait_for_function(axis_is, arg="log", timeout=PATIENCE)
    page.get_by_text("Log axis", exact=True).click()
    page.wait_for_function(axis_is, arg="linear", timeout=PATIENCE)
    assert asked[-1].rerun_script.fragment_id
    assert_clean(page, server)


def test_train_draws_its_side_of_the_page_until_something_else_has_changed(page: Page, server: AppServer) -> None:
    asked: list[BackMsg] = []
    page.on("websocket", lambda socket: socket.on("framesent", lambda frame: asked.append(BackMsg.FromString(frame))))
    page.goto(f"{server.url}/train?epochs=3&units=3&length=100")
    heading(page, "Train")
    page.wait_for_function(STILL, timeout=PATIENCE)
    by_hand(page)
    before = len(asked)
    button(page, "Train")
    # Begun and ended, the words above the columns and the address know of it.
    expect(page.get_by_text("Done.", exact=True)).to_have_count(1, timeout=PATIENCE)
    expect(page.get_by_text("run: yours")).to_have_count(1, timeout=PATIENCE)
    expect(page.get_by_text("The curves have come to their end.")).to_have_count(1, timeout=PATIENCE)
    assert "run=" in page.url
    drawn = {message.rerun_script.fragment_id for message in asked[before:] if message.HasField("rerun_script")}
    assert len(drawn) == 1
    assert "" not in drawn
    # Other settings stand than those that are taken up again, so that the whole page is drawn.
    page.get_by_role("slider", name=re.compile("^Units")).press("ArrowRight")
    expect(page.get_by_role("link", name="LSTM 4", exact=True)).to_have_count(1, timeout=PATIENCE)
    button(page, "Start over")
    expect(page.get_by_role("link", name="LSTM 3", exact=True)).to_have_count(1, timeout=PATIENCE)
    assert_clean(page, server)
