"""Time stamps: from the cells of one column or several to dates, with what is left open as questions."""

from lstm_core.series.stamps.choose import NO_DATE, Dated, find_dates, mark_dates
from lstm_core.series.stamps.types import Stamps

__all__ = ["NO_DATE", "Dated", "Stamps", "find_dates", "mark_dates"]
