"""Look for good settings: many short trainings on rolling origins, while the test part stays locked."""

from lstm_core.experiments.search.plan import (
    MOST_TRIALS,
    Method,
    SearchPlan,
    known_part,
    plan_origins,
    seconds_of,
    validate_plan,
)
from lstm_core.experiments.search.registry import Searches
from lstm_core.experiments.search.space import SEARCHABLE, Dimension, Space, default_dimension, default_space
from lstm_core.experiments.search.study import Search
from lstm_core.experiments.search.trial import Opened, Trial, TrialScores

__all__ = [
    "MOST_TRIALS",
    "SEARCHABLE",
    "Dimension",
    "Method",
    "Opened",
    "Search",
    "SearchPlan",
    "Searches",
    "Space",
    "Trial",
    "TrialScores",
    "default_dimension",
    "default_space",
    "known_part",
    "plan_origins",
    "seconds_of",
    "validate_plan",
]  # fmt: skip
