"""Contrast of two colours by its formula (WCAG 2)."""

READABLE, VISIBLE = 4.5, 3.0  # WCAG 2.2, 1.4.3 and 1.4.11


def channels(color: str) -> tuple[float, ...]:
    """The parts of ``#rrggbb``, ``#rgb`` or ``rgba(r,g,b,a)``, 0…1."""
    if color.startswith("rgb"):
        return tuple(float(part) / 255 for part in color[color.index("(") + 1 : -1].split(",")[:3])
    digits = color[1:] if len(color) == 7 else "".join(2 * digit for digit in color[1:])
    return tuple(int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))


def luminance(color: str) -> float:
    """Relative luminance."""
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels(color)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """From 1 to 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def mixed(color: str, share: float, ground: str) -> str:
    """`color` with an opacity over `ground`, as ``#rrggbb``."""
    parts = zip(channels(color), channels(ground), strict=True)
    return "#" + "".join(f"{round(255 * (share * a + (1 - share) * b)):02x}" for a, b in parts)
