"""What a session keeps, each thing under one key and with one type: nothing else touches Streamlit's session state.

What only one page's room knows the type of is a `Slot` of that room. What stands under a widget's key is `under(key)`.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if TYPE_CHECKING:
    from lstm_core.runs.run import Run
    from lstm_core.runtime.cache import Caches
    from lstm_core.settings import DataSettings, Settings
    from ui.state.changes import Changes, Standing
    from ui.state.films import RunFilm
    from ui.state.places import Offer
    from ui.state.uploads import Upload
    from ui.state.views import View

T = TypeVar("T")


class Slot(Generic[T]):
    """One place in the session of whoever the script runs for. default: what it says as long as nothing is there."""

    __slots__ = ("default", "key")

    def __init__(self, key: str, default: T) -> None:
        self.key, self.default = key, default

    def get(self) -> T:
        """What is there."""
        found: T = st.session_state.get(self.key, self.default)
        return found

    def set(self, value: T) -> None:
        """Put something there."""
        st.session_state[self.key] = value

    def put(self, value: T | None) -> None:
        """Put something there; None takes away what is."""
        if value is None:
            self.clear()
        else:
            self.set(value)

    def at_first(self, value: T) -> T:
        """What is there; `value` from now on where nothing is."""
        found: T = st.session_state.setdefault(self.key, value)
        return found

    def clear(self) -> None:
        """Take away what is there."""
        st.session_state.pop(self.key, None)

    def pop(self) -> T:
        """What was there, taken away."""
        found: T = st.session_state.pop(self.key, self.default)
        return found

    @property
    def filled(self) -> bool:
        """Whether anything is there."""
        return self.key in st.session_state


def under(key: str, default: Any = None) -> Slot[Any]:
    """What stands under a widget's key, or under a key that a page hands on; `default` where nothing does."""
    return Slot(key, default)


# The experiment, its file, its run, and what is said above the page.
SETTINGS: Slot[Settings | None] = Slot("lab_settings", None)
UPLOAD: Slot[Upload | None] = Slot("lab_upload", None)
JOB: Slot[str | None] = Slot("lab_job", None)
LOADED: Slot[Run | None] = Slot("lab_loaded", None)
# The id of the run in LOADED.
OPENED: Slot[str | None] = Slot("lab_opened", None)
RACE: Slot[str] = Slot("lab_race", "")
NOTICES: Slot[list[str]] = Slot("lab_notices", [])
# Who the browser is, and whether its cookie says so.
IDENTITY: Slot[tuple[str, bool] | None] = Slot("lab_token", None)
# What is computed once, of uploaded files.
MEMO: Slot[Caches | None] = Slot("lab_memo", None)

# The address: the mark of Back that was followed last, the query that has led since the last page was drawn, when that
# was, the page that the address was last written for.
FOLLOWED: Slot[str | None] = Slot("lab_followed", None)
LED: Slot[dict[str, str] | None] = Slot("lab_led", None)
DRAWN: Slot[float | None] = Slot("lab_drawn", None)
PAGE: Slot[str | None] = Slot("lab_page", None)
# The page that is being drawn.
DRAWING: Slot[str | None] = Slot("lab_drawing", None)
# Page → name → what the address asks for, as text; page → name → what the page offered when it was last drawn.
ASKED: Slot[dict[str, dict[str, str]]] = Slot("lab_places_asked", {})
OFFERED: Slot[dict[str, dict[str, Offer]]] = Slot("lab_places_offered", {})

# What an act changed: what stood before the page, the changes to tell, the settings that the act is about.
STOOD: Slot[Standing | None] = Slot("lab_stood", None)
CHANGES: Slot[Changes | None] = Slot("lab_changes", None)
OWN: Slot[frozenset[str]] = Slot("lab_own", frozenset())
# Whether the last act on this page moved a control of a setting, until the page has answered it.
TURNED: Slot[bool] = Slot("lab_turned", False)

# Widgets: moving parts by key, how many runs were dropped onto the page.
VIEWS: Slot[dict[str, View]] = Slot("lab_views", {})
DROPPED: Slot[int] = Slot("lab_dropped", 0)

# Pages that a callback leads to, by the part of the page that asks.
START_DOOR: Slot[str | None] = Slot("door_to", None)
RACE_DOOR: Slot[str | None] = Slot("race_door", None)
DOCTOR_DOOR: Slot[str | None] = Slot("doctor_door", None)
EXPERIMENTS_DOOR: Slot[str | None] = Slot("experiments_door", None)
SEARCH_DOOR: Slot[str | None] = Slot("search_door", None)

# Data: generate, sample or upload, and the series that this was chosen for; the file in the uploader, by its id there;
# how it is read.
DATA_SOURCE: Slot[str] = Slot("data_source", "")
DATA_SOURCE_FOR: Slot[str | None] = Slot("data_source_for", None)
DATA_CANDIDATE: Slot[Upload | None] = Slot("data_candidate", None)
DATA_FILE_ID: Slot[str | None] = Slot("data_file_id", None)
DATA_PASTED: Slot[str] = Slot("data_pasted", "")
DRAFT: Slot[DataSettings | None] = Slot("lab_draft", None)

# Train: the training whose learning rate was passed on, and which; who races, and on which series they were chosen.
TRAIN_RATE: Slot[tuple[str, float]] = Slot("train_rate", ("", 0.0))
# The film of a run that no training stands behind, and that run.
FILM: Slot[tuple[Run, RunFilm] | None] = Slot("film_of", None)
TRAIN_GATES_UNIT: Slot[int | None] = Slot("train_gates_unit", None)
RACE_KEYS: Slot[list[str]] = Slot("race_keys", [])
RACE_KEYS_FOR: Slot[str | None] = Slot("race_keys_for", None)

# Results: what is computed once for the run that is looked at; the step and the baselines of the picture; the cell of a
# confusion matrix.
RESULTS_KEPT: Slot[tuple[Run, Caches] | None] = Slot("results_kept", None)
RESULTS_STEP: Slot[int] = Slot("results_step_chosen", 1)
RESULTS_BASELINES: Slot[list[str]] = Slot("results_baselines_chosen", [])
CLASSIFY_TRUE: Slot[str | None] = Slot("classify_true", None)
CLASSIFY_NAMED: Slot[str | None] = Slot("classify_named", None)
CLASSIFY_FEATURE: Slot[str | None] = Slot("classify_feature", None)
# Series → the runs on it whose test scores were seen.
DOCTOR_LOOKS: Slot[dict[DataSettings, set[int]]] = Slot("doctor_looks", {})

# Gates: what is looked at, counted from 1; the tab as the widget and as the session has it; for which network and layer
# the unit was chosen; the run and its number; how often everything was restored; (value, layer, unit) → threshold.
GATES_EPOCH: Slot[int | None] = Slot("gates_at", None)
GATES_LAYER: Slot[int] = Slot("gates_layer", 1)
GATES_UNIT: Slot[int] = Slot("gates_unit", 1)
GATES_STEP: Slot[int | None] = Slot("gates_step", None)
GATES_TAB: Slot[str | None] = Slot("gates_tab", None)
GATES_OPEN: Slot[str | None] = Slot("gates_open", None)
GATES_SEEN: Slot[tuple[Settings | None, int] | None] = Slot("gates_seen", None)
GATES_PIN: Slot[tuple[Run, int] | None] = Slot("gates_pin", None)
# What was made of that run.
GATES_KEPT: Slot[Caches | None] = Slot("gates_kept", None)
GATES_GENERATION: Slot[int] = Slot("gates_generation", 0)
GATES_ORDER: Slot[str] = Slot("gates_order", "number")
GATES_KIND: Slot[str] = Slot("gates_kind", "")
GATES_TABLES: Slot[dict[str, Any] | None] = Slot("gates_tables", None)
GATES_THRESHOLDS: Slot[dict[tuple[str, int, int], float]] = Slot("gates_thresholds", {})

# Experiments: the runs that are compared; what came of the file that was imported; what differs in B; who races.
CHOSEN_RUNS: Slot[list[str] | None] = Slot("experiments_chosen", None)
IMPORTED: Slot[tuple[str, str, bool]] = Slot("runs_file_done", ("", "", False))
RUNS_TABLE: Slot[dict[str, Any] | None] = Slot("runs_table", None)
AB_CHANGES: Slot[list[str]] = Slot("ab_changes", [])
RACE_WHO: Slot[list[str]] = Slot("race_who", [])
SEEDS_N: Slot[int] = Slot("seeds_n", 0)


def forget_widgets() -> None:
    """Let go of what Streamlit knows of this session's widgets that are on no page any more.

    It keeps that for as long as the session lives, with all that their callbacks and options refer to. To be called
    when a run begins: what the run before has drawn has a value then, and everything else will be told anew.
    """
    ctx: Any = get_script_run_ctx()
    # All of this is Streamlit's own business: without it memory grows with each widget, and nothing else is lost.
    with suppress(AttributeError):
        state = ctx.session_state._state
        known, values = state._new_widget_state.widget_metadata, state._new_widget_state.states
        for gone in [one for one in list(known) if one not in values and one not in state._old_state]:
            known.pop(gone, None)
