"""What the Prepare page says of the parts, the windows and the scaler."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import streamlit as st

from lstm_core.prepare import PARTS, PartName, Prepared, outside_share
from lstm_core.series import Series
from ui.charts.common import readable
from ui.charts.prepare import spans
from ui.charts.series import describe, series_figure
from ui.format.text import count, escape, fill, number, show, with_unit
from ui.state import session
from ui.widgets.chart import chart, theme
from ui.widgets.class_views import plain, shares_table, target_in_words
from ui.widgets.recommended import steadier_transform

MOST_OUTPUTS = 6


# Fewer test points than this outside the training range are not worth a word.
SMALL_SHARE = 0.05


NAMES = {"train": "training", "validation": "validation", "test": "test"}


def count_words(series: Series, prepared: Prepared) -> None:
    """How many windows, and why not one fewer."""
    now = session.settings().preparation
    total = sum(len(prepared.part(part)) for part in PARTS) + prepared.straddling
    if series.sequence:
        show("prepare/count_sequences", sequences=f"{series.sequences:,}", steps=series.sequence,
             total=count(total, "window"), window=count(now.window, "step"))  # fmt: skip
        return
    first = len(series) - total - now.horizon + 1
    reach = f" and its target at point {len(series):,}" if now.horizon else ""
    show(
        "prepare/count", n=f"{len(series):,}", total=count(total, "window"), first=f"{first:,}",
        last=f"{len(series) - now.horizon:,}", reach=reach,
    )  # fmt: skip
    if total == len(series) - now.window:
        show("prepare/count_loop", fewer=f"{total - 1:,}")
    lost = first - now.window
    if lost:
        show("prepare/count_lost", lost="point has" if lost == 1 else f"{lost:,} points have")
    if prepared.straddling:
        show(
            "prepare/straddling", straddling=count(prepared.straddling, "window is", "windows are"),
            left=f"{total - prepared.straddling:,}",
        )  # fmt: skip
    elif not {"split", "gap"} & set(now.leaks):
        show("prepare/no_straddling")


def sequence(series: Series, origin: int) -> None:
    """The chosen sequence by itself; a set of them has no order in time to show."""
    rows = slice(origin - series.sequence + 1, origin + 1)
    one = plain(replace(series, values=series.values[rows], index=series.index[rows]))
    chart(series_figure(one, theme()), "prepare_sequence", describe(one))


def part_sizes(series: Series, prepared: Prepared) -> None:
    """How much of the series each part has."""
    step, what = (series.sequence, "sequence") if series.sequence else (1, "point")
    sizes = [(name, (last - first + 1) // step) for name, first, last in spans(series, prepared.boundaries)]
    st.caption(" · ".join(f"{NAMES[name]} {count(size, what)}" for name, size in sizes))


def range_warning(series: Series, prepared: Prepared) -> None:
    """When the test part lies where the network has never been."""
    if session.settings().preparation.task == "label":
        return
    share = outside_share(series.y, *prepared.boundaries)
    if share <= SMALL_SHARE:
        return
    train = series.y[: prepared.boundaries[0]]
    unit = f" {escape(series.unit)}" if series.unit else ""
    words = {
        "share": number(round(100 * share, 1)),
        "low": number(train.min()),
        "high": number(train.max()),
        "unit": unit,
    }
    if session.settings().preparation.transform == "level":
        st.warning(fill("prepare/outside", **words, transform=steadier_transform(series)), icon=":material/warning:")
    else:
        st.info(fill("prepare/outside_eased", **words), icon=":material/info:")


def class_shares(series: Series, prepared: Prepared) -> None:
    """How often each class occurs, and how large a move is one."""
    shares_table(prepared)
    now = session.settings().preparation
    if now.task == "direction":
        unit = f" {escape(series.unit)}" if series.unit and not prepared.log else ""
        show("classify/threshold", threshold=float(prepared.threshold), unit=unit, share=f"{now.threshold:g}")


def window_table(series: Series, prepared: Prepared, part: PartName, place: int) -> None:
    """One window as the table it is: own units beside what the network receives."""
    windows = prepared.part(part)
    origin = int(windows.origins[place])
    steps = np.arange(origin - windows.x.shape[1] + 1, origin + 1)
    table: dict[str, object] = {"Step": steps - origin, "Time": readable(series.index[steps])}
    changed = session.settings().preparation.transform != "level" or prepared.log
    transformed = prepared.input_scaler.inverse(windows.x[place])
    for i, name in enumerate(series.features):
        unit = series.unit if name == series.target else ""
        table[with_unit(name, unit)] = series.x[steps, i]
        if changed:
            table[f"{name}, transformed"] = transformed[:, i]
        table[f"{name}, scaled"] = windows.x[place, :, i]
    written = pd.DataFrame(table).style.format(number, subset=[name for name in table if name != "Time"])
    st.dataframe(written, hide_index=True, height=320, alt="The steps of the window.")


def target_words(series: Series, prepared: Prepared, part: PartName, place: int) -> str:
    """The target of a window in its unit and scaled, or its class."""
    if prepared.classes:
        return target_in_words(series, prepared, session.settings().preparation, part, place)
    windows = prepared.part(part)
    truth, scaled = prepared.truth(windows)[place], windows.y[place]
    shown = ", ".join(f"{number(t)} (scaled {number(s)})" for t, s in zip(truth[:4], scaled[:4], strict=True))
    more = f" and {len(truth) - 4} more" if len(truth) > 4 else ""
    return f"{escape(with_unit(series.target, series.unit))} = {shown}{more}"


def shapes(prepared: Prepared) -> None:
    """The blocks that the network receives."""
    show("prepare/shapes")
    st.table(
        pd.DataFrame({
            "Part": [NAMES[part] for part in PARTS],
            "Inputs (windows, timesteps, features)": [str(prepared.part(part).x.shape) for part in PARTS],
            "Targets (windows, outputs)": [str(prepared.part(part).y.shape) for part in PARTS],
        }), hide_index=True,
    )  # fmt: skip


def scaler(series: Series, prepared: Prepared) -> None:
    """The scaler's numbers, and what they do to the training part."""
    show("prepare/scaler_leaky" if session.settings().preparation.scaler_rows == "all" else "prepare/scaler")
    windows = prepared.train
    before = prepared.input_scaler.inverse(windows.x)
    target_before = prepared.target_scaler.inverse(windows.y)
    target = prepared.target_scaler
    many = len(target.center) > 1
    scaled_targets = 0 if prepared.classes else min(len(target.center), MOST_OUTPUTS)
    rows = [
        (
            escape(name),
            prepared.input_scaler.center[i],
            prepared.input_scaler.scale[i],
            before[..., i],
            windows.x[..., i],
        )
        for i, name in enumerate(series.features)
    ]
    for i in range(scaled_targets):
        part = slice(i, i + 1) if many else slice(None)
        name = f"target {escape(series.target)}" + (f", output {i + 1}" if many else "")
        rows.append((name, target.center[i], target.scale[i], target_before[:, part], windows.y[:, part]))
    st.table(
        pd.DataFrame({
            "Column": [row[0] for row in rows],
            "Centre": [number(float(row[1])) for row in rows], "Scale": [number(float(row[2])) for row in rows],
            "Training windows before": [f"{number(row[3].min())} to {number(row[3].max())}" for row in rows],
            "and after": [f"{number(row[4].min())} to {number(row[4].max())}" for row in rows],
        }), hide_index=True,
    )  # fmt: skip
    if len(target.center) > MOST_OUTPUTS:
        st.caption(f"{MOST_OUTPUTS} of {len(target.center)} outputs are listed.")
