"""The controls of the Prepare page."""

from __future__ import annotations

from lstm_core.prepare import PARTS, PartName, Prepared
from lstm_core.runtime.errors import LabError
from ui.state import places, session
from ui.state.places import Offer
from ui.widgets.kept import place_slider
from ui.widgets.settings import control
from ui.widgets.sliders import range_slider


def knobs() -> None:
    """The few settings of this page."""
    if control("task", kind="select") == "direction":
        control("threshold")
    control("window")
    control("horizon")
    control("log")
    transform = control("transform", kind="select")
    if transform in ("seasonal", "seasonal_relative"):
        control("season", kind="number")
    control("scaling", kind="select")


def split_slider() -> None:
    """Both boundaries on one slider; what the settings refuse snaps back."""
    now = session.settings().preparation
    train, test = round(100 * now.train_share), round(100 * (now.train_share + now.validation_share))

    def took(boundaries: tuple[int, int]) -> None:
        low, high = boundaries
        session.change(train=low / 100, validation=round((high - low) / 100, 2))

    range_slider(
        "Where training ends and the test begins (%)", 20, 95, (train, test), key="w_boundaries", took=took,
        names=("The end of training (%)", "The start of the test (%)"), format="%d %%",
        help="Share of the series. Training at least 20 %, validation 5 to 50 %, test at least 5 %.",
    )  # fmt: skip


def settle() -> None:
    """Look at what the address asks for; called before the page is drawn."""
    try:
        prepared = session.prepared()
    except LabError:
        return
    for problem in places.settle("prepare", {"window": _window_offer(prepared)}):
        session.notify(problem)


def _window_offer(prepared: Prepared) -> Offer:
    total = sum(len(prepared.part(part)) for part in PARTS)
    return Offer("window_number", range(1, total + 1), 1, "window")


def choose_window(prepared: Prepared) -> tuple[PartName, int, int]:
    """Part, number inside the part, number among all windows (from 1)."""
    shown = place_slider(
        "Look at window number", _window_offer(prepared), name="Window number",
        help="All windows, in the order of time.",
    )  # fmt: skip
    place, part = shown - 1, PARTS[0]
    for part in PARTS:
        if place < len(prepared.part(part)):
            break
        place -= len(prepared.part(part))
    return part, place, shown
