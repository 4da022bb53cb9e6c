"""Every text can be read on its ground, in light and in dark: a contrast of 4.5 and more, by the formula."""

import re
import tomllib
from typing import Any

import numpy as np
import pytest

from lstm_core.prepare import prepare
from lstm_core.series import load_series
from lstm_core.settings import Settings
from tests.support.contrast import READABLE, VISIBLE, contrast, mixed
from tests.support.pictures import pictures
from ui.charts.classify import confusion
from ui.charts.prepare import split_figure
from ui.charts.sweep_grid import _INK, _colors
from ui.format.pages import ROOT
from ui.format.palette import GATES, LETTERS, Theme, colors, colorscale, ink_on, shade

THEMES: tuple[Theme, ...] = ("light", "dark")


def theme_of(name: str) -> dict[str, Any]:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"][name]


def grounds(name: Theme) -> tuple[str, str]:
    return theme_of(name)["backgroundColor"], theme_of(name)["secondaryBackgroundColor"]


@pytest.mark.parametrize("name", THEMES)
def test_the_theme_can_be_read(name: Theme) -> None:
    theme = theme_of(name)
    css = (ROOT / "ui" / "styles" / "pages.css").read_text(encoding="utf-8")
    pairs = re.findall(r" (?:color|outline): (?:2px solid )?light-dark\((#\w{6}), (#\w{6})\)", css)
    # What is drawn over something else has the page's own ground.
    assert set(re.findall(r"background: light-dark\((#\w{6}), (#\w{6})\)", css)) == {
        (grounds("light")[0], grounds("dark")[0])
    }
    assert len(pairs) >= 3
    for ground in grounds(name):
        for color in (theme["textColor"], theme["linkColor"], *(pair[name == "dark"] for pair in pairs)):
            assert contrast(color, ground) >= READABLE, (color, ground)
        assert contrast(theme["primaryColor"], ground) >= VISIBLE
    # What is written on a primary button and on a chip.
    assert contrast("#ffffff", theme["primaryColor"]) >= READABLE


@pytest.mark.parametrize("name", THEMES)
def test_what_components_mix_can_be_read(name: Theme) -> None:
    ink = theme_of(name)["textColor"]
    files = [file for file in (ROOT / "ui" / "components").rglob("*.css") if "vendor" not in file.parts]
    text = "\n".join(file.read_text(encoding="utf-8") for file in files)
    quiet = int(re.findall(r"--quiet: color-mix\(in srgb, var\(--ink\) (\d+)%, var\(--paper\)\)", text)[0])
    for ground in grounds(name):
        assert contrast(mixed(ink, quiet / 100, grounds(name)[0]), ground) >= READABLE
    tints = re.findall(r"background: color-mix\(in srgb, (#\w{6}) (\d+)%, transparent\)", text)
    assert tints
    for color, share in tints:
        assert contrast(ink, mixed(color, int(share) / 100, grounds(name)[0])) >= READABLE
    # Colours of meanings are for lines and frames: a letter of the cell stands on a fill of its own colour.
    assert not re.findall(r"(?:letter|sign)[^{}]*\{[^}]*(?<!-)(?:fill|color): var\(--color\)", text)
    fill = float(re.findall(r"\.level \{ fill: var\(--color\); opacity: ([\d.]+)", text)[0])
    for value in LETTERS:
        assert contrast(ink, mixed(colors(name)[value], fill, grounds(name)[0])) >= READABLE, value


@pytest.mark.parametrize("name", THEMES)
def test_words_of_charts_can_be_read(name: Theme) -> None:
    c = colors(name)
    assert c["background"] == grounds(name)[0]
    for meaning in ("text", "muted", *GATES, "update", "reset"):
        assert contrast(c[meaning], c["background"]) >= READABLE, meaning
    for title, figure in pictures(40, name).items():
        layout = figure["layout"]
        for note in layout.get("annotations", []):
            ink = note.get("font", {}).get("color", layout["font"]["color"])
            assert contrast(ink, note.get("bgcolor", c["background"])) >= READABLE, (title, note["text"])
        assert contrast(layout["hoverlabel"]["font"]["color"], layout["hoverlabel"]["bgcolor"]) >= READABLE


@pytest.mark.parametrize("name", THEMES)
def test_numbers_on_a_shade_can_be_read_whatever_the_shade(name: Theme) -> None:
    scale = colorscale(name, diverging=False)
    for share in np.linspace(0, 1, 101):
        ground = shade(scale, float(share))
        assert contrast(ink_on(ground), ground) >= READABLE, share
    counts = np.array([[60, 40], [45, 55]])
    notes = confusion(name, counts, ["up", "down"], (0, 0))["layout"]["annotations"]
    for note, count in zip(notes, counts.ravel(), strict=True):
        assert contrast(note["font"]["color"], shade(scale, count / 100)) >= READABLE, count


@pytest.mark.parametrize("name", THEMES)
def test_every_cell_of_a_sweep_can_be_read_and_the_lowest_is_furthest_from_the_ground(name: Theme) -> None:
    scale = _colors(name)
    found = [shade(scale, float(share)) for share in np.linspace(0, 1, 101)]
    assert min(contrast(_INK, cell) for cell in found) >= READABLE
    from_ground = [contrast(cell, grounds(name)[0]) for cell in found]
    assert from_ground == sorted(from_ground, reverse=True)
    assert from_ground[0] > 3 * from_ground[-1] > 3


@pytest.mark.parametrize("name", THEMES)
def test_the_names_of_the_parts_can_be_read_on_their_strips(name: Theme) -> None:
    now = Settings()
    series = load_series(now.data)
    layout = split_figure(series, prepare(series, now.preparation).boundaries, name)["layout"]
    strips = [shape["fillcolor"] for shape in layout["shapes"] if shape["y0"] > 1]
    assert len(strips) == len(layout["annotations"]) == 3
    for note, strip in zip(layout["annotations"], strips, strict=True):
        assert contrast(note["font"]["color"], strip) >= READABLE, note["text"]


@pytest.mark.parametrize("name", THEMES)
def test_words_inside_a_node_of_the_cell_can_be_read_on_its_fill(name: Theme) -> None:
    css = (ROOT / "ui" / "components" / "cell_explorer" / "cell_explorer.css").read_text(encoding="utf-8")
    ink, ground = theme_of(name)["textColor"], grounds(name)[0]
    [share] = re.findall(r"\.node \.label, \.node \.quiet \{ fill: color-mix\(in srgb, var\(--ink\) (\d+)%", css)
    [fill] = re.findall(r"\.level \{ fill: var\(--color\); opacity: ([\d.]+)", css)
    [later] = re.findall(r"\.node\.later text \{ opacity: ([\d.]+)", css)
    quiet = mixed(ink, int(share) / 100, ground)
    for value in LETTERS:
        assert contrast(quiet, mixed(colors(name)[value], float(fill), ground)) >= READABLE, value
    assert contrast(mixed(quiet, float(later), ground), ground) >= READABLE
