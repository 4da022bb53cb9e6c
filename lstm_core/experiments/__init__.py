"""Many trainings for one answer: seeds, races, comparisons, backtests, leaks, searches."""
