"""One colour per meaning, for light and dark, after Okabe and Ito; a letter or a dash stands beside each colour."""

from __future__ import annotations

from typing import Any, Literal

Theme = Literal["light", "dark"]
Figure = dict[str, Any]

GATES = ("forget", "input", "candidate", "output", "cell", "hidden")
LETTERS = {
    "forget": "f", "input": "i", "candidate": "c", "output": "o", "cell": "C", "hidden": "h",
    "update": "z", "reset": "r",
}  # fmt: skip

# The letters of the gates are written in their colours, so these have a contrast of 4.5 to the ground.
_LIGHT = {
    "text": "#20262c", "muted": "#5b6770", "grid": "#e3e8ec", "background": "#ffffff",
    "data": "#404040", "prediction": "#0072b2", "baseline": "#c77700", "highlight": "#b5377d",
    "train": "#00694d", "validation": "#2f9e7b", "test": "#8fcdb8",
    "forget": "#c15500", "input": "#008662", "candidate": "#b0558a", "output": "#327cab", "cell": "#8a6d00",
    "hidden": "#5e4fa2", "update": "#c15500", "reset": "#008662",
}  # fmt: skip
_DARK = {
    "text": "#e6ebef", "muted": "#a3afb8", "grid": "#2c353c", "background": "#14181c",
    "data": "#c8c8c8", "prediction": "#56b4e9", "baseline": "#e69f00", "highlight": "#e88bbd",
    "train": "#8fe0c3", "validation": "#3fae8a", "test": "#1d6b53",
    "forget": "#f07f2e", "input": "#2fc09a", "candidate": "#d98fb8", "output": "#7cc4ee", "cell": "#e5d64c",
    "hidden": "#a99cf0", "update": "#f07f2e", "reset": "#2fc09a",
}  # fmt: skip

# Blue – neutral – orange: below zero, zero, above zero; readable without telling red from green.
_DIVERGING = {
    "light": [[0.0, "#0072b2"], [0.5, "#f7f7f7"], [1.0, "#d55e00"]],
    "dark": [[0.0, "#56b4e9"], [0.5, "#1f262c"], [1.0, "#f07f2e"]],
}
_SEQUENTIAL = {
    "light": [[0.0, "#f7fbff"], [0.5, "#6baed6"], [1.0, "#08306b"]],
    "dark": [[0.0, "#14181c"], [0.5, "#2f7fb5"], [1.0, "#d6eefc"]],
}


def colors(theme: Theme) -> dict[str, str]:
    """Meaning → colour, for one theme."""
    return _DARK if theme == "dark" else _LIGHT


def colorscale(theme: Theme, *, diverging: bool) -> list[list[Any]]:
    """A Plotly colour scale: diverging round zero (−1…1), or sequential (0…1)."""
    return (_DIVERGING if diverging else _SEQUENTIAL)[theme]


def shade(scale: list[list[Any]], share: float) -> str:
    """The colour of a share (0…1) on a colour scale, as Plotly draws it."""
    high = next(place for place in range(1, len(scale)) if share <= scale[place][0])
    (start, first), (end, second) = scale[high - 1], scale[high]
    part = (share - start) / (end - start)
    mixed = (a + part * (b - a) for a, b in zip(_channels(first), _channels(second), strict=True))
    return "#" + "".join(f"{round(channel):02x}" for channel in mixed)


def ink_on(ground: str) -> str:
    """Black or white, whichever is easier to read on a ground; the contrast is 4.5 at least (WCAG 2, 1.4.3)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in _channels(ground))]
    light = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return "#000000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#ffffff"


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def faint(color: str, alpha: float) -> str:
    """``#rrggbb`` with an opacity, as Plotly wants it."""
    red, green, blue = _channels(color)
    return f"rgba({red},{green},{blue},{alpha})"


# A power of ten from which numbers along an axis get a letter, as in 2M; below it they read as in a sentence: 12,000.
_LETTERS_FROM = 6


def axis(theme: Theme, title: str = "", **more: Any) -> dict[str, Any]:
    """A quiet axis with its title (and unit)."""
    c = colors(theme)
    return {
        "separatethousands": True, "minexponent": _LETTERS_FROM - 1,
        "title": {"text": title, "font": {"size": 14}},
        "gridcolor": c["grid"], "zerolinecolor": c["grid"], "linecolor": c["grid"],
        "tickfont": {"size": 13}, "automargin": True, **more,
    }  # fmt: skip


def base_layout(theme: Theme, height: int = 320, **more: Any) -> dict[str, Any]:
    """The layout that every figure starts from; `height` in pixels reserves the space."""
    c = colors(theme)
    return {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 36, "b": 8},
        "paper_bgcolor": "rgba(0,0,0,0)", "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": c["text"], "size": 14, "family": "Source Sans, Source Sans Pro, sans-serif"},
        "hovermode": "x unified",
        "hoverlabel": {"bgcolor": c["background"], "bordercolor": c["grid"], "font": {"color": c["text"]}},
        "legend": {"orientation": "h", "x": 0, "y": 1.02, "xanchor": "left", "yanchor": "bottom"},
        "xaxis": axis(theme), "yaxis": axis(theme),
        "dragmode": "zoom", **more,
    }  # fmt: skip
