"""The big picture: predictions against truth, from true history or free-running, beside the baselines."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st

from lstm_core.evaluation import BASELINES, FAST, Evaluation
from lstm_core.evaluation.metrics import rmse
from lstm_core.forecasting import MAX_STEPS, FreeRun, free_run
from lstm_core.prepare import PARTS, first_position
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import DataError
from ui.charts import results as charts
from ui.charts.common import breaks, readable, stamps, thin, time_title
from ui.charts.results_free import free_running
from ui.format.predictions_csv import over_series
from ui.format.refusal import refusal_text
from ui.format.text import count, escape, fill, show, whole_percent, with_unit
from ui.results.context import NAMED, NAMES, ResultsContext, free_baseline, outputs, shown
from ui.results.drawn import choose_drawn, drawn_offer
from ui.results.player import player
from ui.state import address, slots
from ui.state.places import Offer
from ui.state.turn import page_part
from ui.widgets.chart import chart, theme
from ui.widgets.kept import chosen, kept_segments, place_slider, took
from ui.widgets.picture_first import controls_above, picture_first
from ui.widgets.shown import show_value

KNOWN, FREE = "known", "free"
_BASELINES = Offer(slots.RESULTS_BASELINES.key, tuple(BASELINES), list(NAMED), "set of baselines", len(BASELINES))
_WAY = Offer("results_way_chosen", (KNOWN, FREE), KNOWN, "way to forecast")
# Steps · window of a free run: at first as many as a slider redraws at once, at most what is worth a short wait.
_QUICK, _WORK = 2_000, 8_000
_FEWEST_SHOWN = 40
# Of the picture from true history: verdict, controls and picture are one screen of a projector.
_HEIGHT = 340


def picture_offers(run: Run) -> dict[str, Offer]:
    """What an address can ask of the picture: the step ahead, the way to forecast, and where a free run begins."""
    offers = {"step": _step_offer(max(1, run.settings.preparation.horizon)), "baselines": _BASELINES}
    offers |= drawn_offer(run.series)
    if free_runs(run):
        offers |= {"way": _WAY, "origin": _origin_offer(run), "free-steps": _length_offer(run)}
    return offers


def free_runs(run: Run) -> bool:
    """Whether a forecast can feed on itself: only in one long series whose parts follow each other."""
    return run.prepared.in_order and not run.series.sequence


def _step_offer(ahead: int) -> Offer:
    """Which of the steps ahead the pictures show."""
    return Offer(slots.RESULTS_STEP.key, range(1, ahead + 1), 1, "step ahead")


def _origin_offer(run: Run) -> Offer:
    """The last true value that a free run reads, as its position in the series; at first the test part's eve."""
    preparation = run.settings.preparation
    first, test = first_position(preparation) + preparation.window - 1, run.prepared.boundaries[1]
    return Offer("results_origin", range(first, len(run.series) - 1), max(first, test - 1), "position")


def _length_offer(run: Run) -> Offer:
    """How many steps a free run takes, at most a short wait's worth."""
    window, rest = run.settings.preparation.window, len(run.series) - run.prepared.boundaries[1]
    most = int(np.clip(min(_WORK // window, 2 * rest), window + 1, MAX_STEPS))
    usual = max(2, min(2 * window, _QUICK // window, rest))
    return Offer("results_free_steps", range(2, most + 1), usual, "number of steps")


def choose_step(evaluation: Evaluation) -> int:
    """The step ahead that the pictures show, from 0; kept while its slider is away."""
    ahead = outputs(evaluation)
    if ahead == 1:
        return 0
    return int(place_slider("Steps ahead", _step_offer(ahead))) - 1


def big_picture(run: Run, evaluation: Evaluation, broken: bool) -> ResultsContext:
    """The switch, the pills and the chosen picture; returns what the sections below look at."""
    place = st.container()
    with picture_first():
        with controls_above():
            way, drawn = _choices(run, evaluation)
            step = choose_step(evaluation) if way == KNOWN else min(slots.RESULTS_STEP.get(), outputs(evaluation)) - 1
        look = ResultsContext(run, evaluation, step, broken)
        with place:
            words = "free-running" if way == FREE else look.known_way
            st.header(f"{words.capitalize()} forecast against truth", anchor=False)
        if way == KNOWN:
            known_picture(look, drawn)
        else:
            page_part(free_picture)(look, drawn)
    return look


def _choices(run: Run, evaluation: Evaluation) -> tuple[str, list[str]]:
    """Which way to forecast, and which baselines stand beside it."""
    if not free_runs(run):
        return KNOWN, _pills(evaluation)
    left, right = st.columns([2, 3], vertical_alignment="bottom")
    one = outputs(evaluation) == 1 and run.settings.preparation.horizon > 0
    names = {KNOWN: "One-step" if one else "From true history", FREE: "Free-running"}
    with left:
        way = kept_segments("Forecast", _WAY, "results_way", names.__getitem__, help=fill("results/way"))
    with right:
        return way, _pills(evaluation)


def _pills(evaluation: Evaluation) -> list[str]:
    """Which baselines the picture shows."""
    offered = list(evaluation.baselines)
    shown = [name for name in chosen(_BASELINES) if name in offered]
    show_value("results_baselines", shown)
    picked: Sequence[str] = st.pills(
        "Baselines in the picture", offered, default=shown, selection_mode="multi", format_func=NAMES.__getitem__,
        key="results_baselines", on_change=took, args=("results_baselines", _BASELINES.state),
    )  # fmt: skip
    return list(picked)


def known_picture(look: ResultsContext, drawn: list[str]) -> None:
    """Truth, network and baselines over the whole series, every point predicted from true history."""
    run, evaluation, series, step = look.run, look.evaluation, look.series, look.step
    ahead = outputs(evaluation)
    predicted = over_series(evaluation.times, evaluation.predictions, step, len(series))
    shown = choose_drawn(series)
    # The peaks of the truth, and those of the network that the truth does not have.
    peaks = [thin(values[shown]) for values in (series.y, predicted)]
    kept = shown[np.unique(np.concatenate(peaks))]
    gaps = breaks(series, kept)

    def drawn_of(values: np.ndarray) -> np.ndarray:
        return np.insert(values[kept], gaps, np.nan)

    def line(forecasts: dict[str, np.ndarray]) -> np.ndarray:
        return drawn_of(over_series(evaluation.times, forecasts, step, len(series)))

    # Without noise there is no band.
    floor = evaluation.noise_floor or None
    figure = charts.overview(
        theme(), stamps(series.index, np.insert(kept, gaps, kept[gaps])), drawn_of(series.y), drawn_of(predicted),
        {name: line(evaluation.baselines[name]) for name in drawn}, _parts(look, int(kept[0]), int(kept[-1])),
        (time_title(series), with_unit(series.target, series.unit)),
        network=f"network, {look.known_way}", floor=floor, height=_HEIGHT,
    )  # fmt: skip
    alt = f"Truth, the network's {look.known_way} forecast and baselines over training, validation and test part."
    chart(figure, "results_overview", alt)
    if run.settings.preparation.horizon == 0:
        show("results/own_step")
    else:
        words = "results/many_steps" if ahead > 1 else "results/one_step"
        show(words, step=step + 1, back=count(step + 1, "step"), horizon=ahead)
    if floor is not None:
        st.caption(fill("results/floor_band"))
    if len(kept) < len(shown):
        st.caption(fill("results/thinned", drawn=f"{len(kept):,}", all=f"{len(shown):,}"))


def _parts(look: ResultsContext, first: int, last: int) -> dict[str, tuple[object, object]]:
    """Name of a part → its first and last time stamp between two positions; none where the parts are mixed."""
    if look.mixed:
        return {}
    edges = [0, *look.run.prepared.boundaries, len(look.series) - 1]
    ends = {part: (max(edges[i], first), min(edges[i + 1], last)) for i, part in enumerate(PARTS)}
    return {
        part: tuple(stamps(look.series.index, np.array(end))) for part, end in ends.items() if end[0] < end[1]
    }  # fmt: skip


def free_picture(look: ResultsContext, drawn: list[str]) -> None:
    """One forecast that feeds on itself, from an origin that the learner chooses."""
    try:
        origin, steps = _origin(look)
        free: FreeRun = look.cached(
            "free", (origin, steps), lambda: free_run(look.run, np.array([origin]), steps)
        )  # fmt: skip
    except DataError as error:
        st.info(escape(refusal_text(error)), icon=":material/info:")
        return
    when, window = readable(look.series.index[[origin]])[0], look.run.settings.preparation.window
    last = free.predicted[-1]
    show("results/free", when=when, window=window, steps=count(steps, "step"),
         share=whole_percent(last.mean()), predicted=int(last.sum()))  # fmt: skip
    if outputs(look.evaluation) > 1:
        st.caption(fill("results/free_first", outputs=outputs(look.evaluation)))
    # Slow baselines are fitted elsewhere, and only their forecasts come back.
    baselines = {name: _free(look, name, origin, steps) for name in drawn if name in FAST}
    shown_from = max(0, origin + 1 - max(3 * window, _FEWEST_SHOWN))
    end = origin + 1 + steps
    figure = free_running(
        theme(), look.series.index, look.series.y, (shown_from, end), free, baselines,
        (time_title(look.series), with_unit(look.series.target, look.series.unit)),
    )  # fmt: skip
    player(figure, look.series.index, free, "results_free")
    _tell_errors(free, baselines)
    slow = [NAMES[name] for name in drawn if name not in baselines]
    if slow:
        st.caption(fill("results/free_without", names=", ".join(slow)))


def _origin(look: ResultsContext) -> tuple[int, int]:
    """Where the forecast starts and how far it goes: to the end of the data at most, where the truth is known."""
    left, right = st.columns(2)
    with left:
        origin = place_slider(
            "Last true value, position in the series", _origin_offer(look.run), name="Last true value"
        )
    with right:
        steps = place_slider("Steps it runs", _length_offer(look.run))
    # Alone, as a part of the page, it is drawn without the rest, which writes the address otherwise.
    address.sync_url("results")
    return origin, min(steps, len(look.series) - 1 - origin)


def _free(look: ResultsContext, name: str, origin: int, steps: int) -> np.ndarray:
    forecast: np.ndarray = look.cached(
        "free_baseline", (name, origin, steps), lambda: free_baseline(look, name, origin, steps)
    )
    return forecast


def _tell_errors(free: FreeRun, baselines: dict[str, np.ndarray]) -> None:
    truth = free.truth[0]
    errors = {"network": rmse(truth, free.prediction[0])}
    errors |= {name: rmse(truth, forecast) for name, forecast in baselines.items()}
    listed = ", ".join(f"{NAMES[name]} **{shown(error)}**" for name, error in errors.items())
    show("results/free_errors", points=count(len(truth), "step"), errors=listed)
