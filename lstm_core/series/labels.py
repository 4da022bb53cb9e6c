"""Columns of text that name classes: few different words that come again and again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from lstm_core.series.cells import is_missing
from lstm_core.series.columns import Column
from lstm_core.series.types import MAX_CLASSES

# Words that come less often than this on average are notes or names, not classes.
FEWEST_PER_CLASS = 3


def find_labels(
    columns: list[Column], cells: dict[str, pd.Series]
) -> tuple[list[Column], dict[str, np.ndarray], dict[str, tuple[str, ...]]]:
    """The columns with the kind "label" where a text column names classes; their codes, and the classes' names.

    Codes are (rows,) float64, the place of each row's class among its column's sorted names, NaN in an empty cell.
    """
    codes: dict[str, np.ndarray] = {}
    classes: dict[str, tuple[str, ...]] = {}
    for column in columns:
        if column.kind != "text":
            continue
        words = cells[column.name].map(lambda cell: " ".join(str(cell).split()), na_action="ignore")
        words = words.where(~words.map(lambda word: is_missing(str(word))))
        places, names = pd.factorize(words.astype(object), sort=True, use_na_sentinel=True)
        if 2 <= len(names) <= min(MAX_CLASSES, len(words) // FEWEST_PER_CLASS):
            codes[column.name] = np.where(places < 0, np.nan, places)
            classes[column.name] = tuple(map(str, names))
    marked = [
        replace(c, kind="label", missing=int(np.isnan(codes[c.name]).sum()), text=0, example="")
        if c.name in codes
        else c
        for c in columns
    ]
    return marked, codes, classes
