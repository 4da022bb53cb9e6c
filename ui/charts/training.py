"""The charts that move while a network trains: loss, gradient norm, prediction against truth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ui.charts.common import numbers
from ui.charts.ghosts import Ghost, ghost_traces
from ui.charts.results import baseline
from ui.format.palette import Figure, Theme, axis, base_layout, colors, faint

# More points than this per line cost the browser time and show nothing more.
MAX_POINTS = 500
# Up to this many points, each gets its own mark.
FEW_POINTS = 60
# The first epochs of both parts, which are too few for lines.
PART_MARKS: dict[str, dict[str, Any]] = {
    "train": {"symbol": "circle", "size": 7}, "validation": {"symbol": "square", "size": 7},
}  # fmt: skip
# Along a prediction that is too dense for a mark at each point.
SOME_MARKS = 16
LOSS_HEIGHT = 290
GRADIENT_HEIGHT = 250
# Over so many powers of ten there is room for 1, 2 and 5 of each.
SHORT_DECADES = 2.3
# Over less than a decade 1, 2 and 5 are too few, over less than a third of one there may be none of them.
ONE_DECADE, PART_OF_DECADE, NO_DISTANCE = 1.0, 0.35, 1e-4
# From here on Plotly finds whole numbers by itself, on a phone, too.
FEW_WHOLE = 8
# Below this share of the alarm's threshold its line would only squeeze the curve.
THRESHOLD_SHOWN_FROM = 0.1

LOSS_TITLES = {
    "mse": "mean squared error, scaled", "mae": "mean absolute error, scaled", "huber": "Huber loss, scaled",
    "cross_entropy": "cross-entropy (nats)", "mixed": "loss, each run its own",
}  # fmt: skip


def loss_chart(
    history: Mapping[str, np.ndarray],
    epochs: int,
    loss: str,
    theme: Theme,
    *,
    log: bool,
    floor: float | None = None,
    ghosts: Sequence[Ghost] = (),
    revision: str = "",
) -> Figure:
    """Loss on the training and the validation part after each epoch, dropout off, on scaled targets or classes.

    loss: a key of `LOSS_TITLES`. epochs: how many the run shall have; fixes the axis, so that it stands still while
    the curves grow.
    floor: the best loss that noise allows, drawn as a line. ghosts: validation losses of earlier trainings.
    revision: another one forgets the zoom.
    """
    c = colors(theme)
    kept = evenly(len(history["epoch"]))
    x = numbers(history["epoch"][kept])
    marks = "lines+markers" if len(x) < 3 else "lines"
    data: list[dict[str, Any]] = [
        {
            "type": "scatter", "name": "training", "mode": marks, "x": x,
            "y": numbers(history["train_loss"][kept]), "line": {"color": c["train"], "width": 2.5},
            "marker": PART_MARKS["train"],
        },
        {
            "type": "scatter", "name": "validation", "mode": marks, "x": x,
            "y": numbers(history["validation_loss"][kept]),
            "line": {"color": c["validation"], "width": 2.5, "dash": "dot"}, "marker": PART_MARKS["validation"],
        },
    ]  # fmt: skip
    if floor is not None and (floor > 0 or not log):
        data.append(level(floor, epochs, "noise floor", c["muted"], "dash"))
    data += ghost_traces(ghosts, c["validation"])
    title = LOSS_TITLES[loss]
    drawn = [value for trace in data for value in trace["y"]]
    layout = base_layout(
        theme, LOSS_HEIGHT,
        xaxis=epoch_axis(theme, epochs),
        yaxis=log_axis(theme, title, drawn) if log else axis(theme, title, rangemode="tozero"),
        uirevision=f"{revision} {log}",
    )  # fmt: skip
    return {"data": data, "layout": layout}


def gradient_chart(
    history: Mapping[str, np.ndarray],
    epochs: int,
    theme: Theme,
    *,
    threshold: float,
    clip: float = 0.0,
    revision: str = "",
) -> Figure:
    """Largest gradient norm of each epoch, before clipping, on a log axis.

    threshold: the norm that counts as exploding, drawn once the curve comes near. clip: 0 means none.
    """
    c = colors(theme)
    epoch, norm = peaks(history["epoch"], history["gradient_norm"])
    data: list[dict[str, Any]] = [
        {
            "type": "scatter", "name": "gradient norm", "mode": "lines+markers" if len(epoch) < 3 else "lines",
            "x": numbers(epoch), "y": numbers(norm), "line": {"color": c["prediction"], "width": 2},
        }
    ]  # fmt: skip
    if clip:
        data.append(level(clip, epochs, "clipped above", c["muted"], "dash"))
    finite = norm[np.isfinite(norm)]
    if len(finite) and finite.max() > THRESHOLD_SHOWN_FROM * threshold:
        data.append(level(threshold, epochs, "exploding above", c["highlight"], "dot"))
    layout = base_layout(
        theme, GRADIENT_HEIGHT,
        xaxis=epoch_axis(theme, epochs),
        yaxis=log_axis(theme, "gradient norm", [value for trace in data for value in trace["y"]]),
        showlegend=len(data) > 1, uirevision=revision,
    )  # fmt: skip
    return {"data": data, "layout": layout}


def prediction_chart(
    times: np.ndarray,
    truth: np.ndarray,
    prediction: np.ndarray | None,
    theme: Theme,
    *,
    value_title: str,
    time_title: str,
    ghosts: Sequence[Ghost] = (),
    persistence: np.ndarray | None = None,
    revision: str = "",
) -> Figure:
    """Truth and prediction (n,) on the validation part, in the series' unit; `times` (n,) numbers or ISO texts.

    ghosts: predictions of earlier trainings. persistence: (n,), what the simplest baseline says.
    """
    c = colors(theme)
    shown = slice(-MAX_POINTS, None)
    x = times[shown].tolist()
    few = len(x) <= FEW_POINTS
    # Where the lines are dense, a thin prediction on a broad truth leaves both to be seen.
    broad, fine = (1.5, 2.5) if few else (3.5, 1.5)
    data = [
        {
            "type": "scatter", "name": "truth", "mode": "lines+markers" if few else "lines", "x": x,
            "y": numbers(truth[shown]),
            "line": {"color": c["data"], "width": broad}, "marker": {"size": 5},
        },
        {
            "type": "scatter", "name": "prediction", "mode": "lines+markers", "x": x,
            "y": [] if prediction is None else numbers(prediction[shown]),
            "line": {"color": c["prediction"], "width": fine},
            "marker": {"size": 6, "symbol": "diamond", "maxdisplayed": 0 if few else SOME_MARKS},
        },
    ]  # fmt: skip
    if persistence is not None:
        look = baseline(x, persistence[shown], "persistence", "persistence", c["baseline"], width=1.2)
        data.append({**look, "zorder": -1})
    data += ghost_traces(ghosts, c["prediction"])
    span = _span(truth[shown], None if prediction is None else prediction[shown])
    layout = base_layout(
        theme, LOSS_HEIGHT,
        xaxis=axis(theme, time_title),
        yaxis=axis(theme, value_title, range=span),
        uirevision=revision,
    )  # fmt: skip
    return {"data": data, "layout": layout}


def evenly(n: int, limit: int = MAX_POINTS) -> np.ndarray:
    """Positions of at most `limit` of n points, evenly spread, with the first and the last."""
    return np.arange(n) if n <= limit else np.unique(np.linspace(0, n - 1, limit).round().astype(int))


def peaks(epoch: np.ndarray, norm: np.ndarray, limit: int = MAX_POINTS) -> tuple[np.ndarray, np.ndarray]:
    """At most `limit` points that keep every stretch's largest norm: thinning must not hide an explosion."""
    if len(epoch) <= limit:
        return epoch, norm
    groups = np.array_split(np.arange(len(epoch)), limit)
    ranked = np.where(np.isnan(norm), -np.inf, norm)
    kept = np.array([group[np.argmax(ranked[group])] for group in groups])
    return epoch[kept], norm[kept]


def level(value: float, epochs: int, name: str, color: str, dash: str) -> dict[str, Any]:
    """A level line over all epochs."""
    return {
        "type": "scatter", "name": name, "mode": "lines", "x": [0, epochs], "y": [float(f"{value:.5g}")] * 2,
        "line": {"color": faint(color, 0.9), "width": 1.5, "dash": dash},
    }  # fmt: skip


def epoch_axis(theme: Theme, epochs: int) -> dict[str, Any]:
    """The epochs of the whole training, so that the axis stands still while curves grow."""
    return axis(theme, "epoch", range=[-0.02 * epochs, 1.02 * epochs], zeroline=False, **whole(epochs))


def whole(most: int) -> dict[str, Any]:
    """Ticks of a short axis that counts whole things from 0: never between two of them."""
    return {"dtick": 1} if most < FEW_WHOLE else {}


def log_axis(theme: Theme, title: str, values: list[float | None]) -> dict[str, Any]:
    """A log axis whose ticks read 0.02, 0.05, 0.1 over a short range and powers of ten over a long one."""
    positive = [value for value in values if value is not None and value > 0]
    if not positive:
        return axis(theme, title, type="log", tickvals=[0.1, 1, 10], range=[-1, 1])
    low, high = math.log10(min(positive)), math.log10(max(positive))
    ticks = _log_ticks(low, high)
    names = [f"{tick:g}" if 1e-4 <= tick < 1e5 else f"10<sup>{round(math.log10(tick))}</sup>" for tick in ticks]
    return axis(theme, title, type="log", tickvals=ticks, ticktext=names)


def _log_ticks(low: float, high: float) -> list[float]:
    """Round numbers from one power of ten to another, and some beyond both; few over much, more over little."""
    # Where there is one value alone, the browser draws a decade on both sides of it.
    alone = high - low < NO_DISTANCE
    if high - low <= PART_OF_DECADE and not alone:
        # So close together, a log axis is nearly even.
        first, last = 10**low, 10**high
        step = float(f"{(last - first) / 3:.0e}")
        return [float(f"{place * step:.6g}") for place in range(max(1, int(first / step) - 1), int(last / step) + 3)]
    decades = range(math.floor(low) - 1, math.ceil(high) + 2)
    if high - low > SHORT_DECADES:
        return [10.0**decade for decade in decades if decade % math.ceil((high - low) / 6) == 0]
    digits = (1, 1.5, 2, 3, 5, 7) if high - low <= ONE_DECADE and not alone else (1, 2, 5)
    return [float(f"{digit}e{decade}") for decade in decades for digit in digits]


def _span(truth: np.ndarray, prediction: np.ndarray | None) -> list[float]:
    """An axis range that stands still as long as the prediction stays near the truth."""
    low, high = float(np.min(truth)), float(np.max(truth))
    margin = 0.15 * ((high - low) or abs(high) or 1.0)
    low, high = low - margin, high + margin
    if prediction is not None and np.isfinite(prediction).all():
        low, high = min(low, float(prediction.min()) - margin / 3), max(high, float(prediction.max()) + margin / 3)
    return [low, high]
