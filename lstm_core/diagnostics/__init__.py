"""The doctor: what is wrong with a run, worst first, with the evidence and a setting to try.

Every check is a small function from a `Case` to a `Finding` or None. A new one is a function, a line in `CHECKS` and
its two texts (docs/extending.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from lstm_core.diagnostics import claims, data, errors, forecast, leaks, levels, training
from lstm_core.diagnostics.types import Case, Check, Finding, Severity
from lstm_core.evaluation import Evaluation, evaluate
from lstm_core.prepare import prepare
from lstm_core.runs.run import Run
from lstm_core.runtime.errors import LabError

__all__ = ["CHECKS", "Case", "Check", "Finding", "Severity", "doctor", "examined"]


def _always(_case: Case) -> bool:
    return True


def _one_series(case: Case) -> bool:
    """Whether the run is about values of one long series."""
    return not case.run.series.sequence and not case.run.series.classes


def _finite(case: Case) -> bool:
    return case.finite


def _in_time(case: Case) -> bool:
    """Test points that follow each other, with predictions that are numbers."""
    return case.finite and case.ordered


def _ahead(case: Case) -> bool:
    return _in_time(case) and case.settings.preparation.horizon > 0


def _level(case: Case) -> bool:
    return case.is_level


CHECKS: dict[str, Check] = {
    check.key: check
    for check in (
        # Inside a severity findings come in this order.
        Check("backwards", data.backwards, _one_series),
        Check("turned_backwards", data.turned_backwards, _one_series),
        Check("clock", data.clock, _one_series),
        Check("missing_code", data.missing_code, _one_series),
        Check("constant_part", data.constant_part, _one_series),
        Check("averaged", data.averaged, _one_series),
        Check("not_finite", training.not_finite, _always),
        Check("leak_split", leaks.split, _always),
        Check("leak_scaler", leaks.scaler, lambda case: leaks.in_order(case.prepared)),
        Check("leak_gap", leaks.gap, lambda case: leaks.in_order(case.prepared)),
        Check("exploding", training.exploding, _always),
        Check("level_shift", data.level_shift, lambda case: _finite(case) and _one_series(case)),
        Check("outside_range", levels.outside_range, lambda case: case.is_level and leaks.in_order(case.prepared)),
        Check("unit_root", levels.unit_root, _level),
        Check("echo", forecast.copies, _ahead),
        Check("input_dropout", training.input_dropout, _always),
        Check("under_trained", training.under_trained, _finite),
        Check("overfitting", training.overfitting, _finite),
        Check("worse_than_baseline", forecast.worse_than_baseline, _finite),
        Check("not_learning", training.not_learning, _finite),
        Check("still_falling", training.still_falling, _finite),
        Check("short_window", levels.short_window, _in_time),
        Check("structure_left", errors.structure_left, _in_time),
        Check("spread_changes", errors.spread_changes, _finite),
        Check("heavy_tails", errors.heavy_tails, _finite),
        Check("intervals_narrow", forecast.too_narrow, _in_time),
        Check("looks", claims.looks, _always),
        Check("intervals_wide", forecast.too_wide, _in_time),
        Check("limit", forecast.limit, _ahead),
        Check("one_seed", claims.one_seed, _finite),
        Check("below_by_dropout", training.below_by_dropout, _finite),
        Check("below_by_easier_part", training.below_by_easier_part, _finite),
    )
}


def doctor(
    run: Run, evaluation: Evaluation | None = None, *, looks: int = 1, rivals: Sequence[float] = ()
) -> tuple[Finding, ...]:
    """Everything that is found about a run, worst first.

    Parameters
    ----------
    run : Run
        A finished run.
    evaluation : Evaluation, optional
        `evaluate(run)`, done here by default.
    looks : int
        How many runs on this series have shown their test score, this one included.
    rivals : sequence of float
        Test RMSE of the same settings trained from several seeds, this run's included.

    Returns
    -------
    tuple of Finding
        () where nothing is found.

    Examples
    --------
    >>> [finding.key for finding in lab.doctor(lab.shipped_run())]
    ['worse_than_baseline']
    """
    case = Case(run, evaluation or evaluate(run), looks, rivals)
    looked = (check.look(case) for check in CHECKS.values() if check.applies(case))
    findings = [_with_possible_fix(finding, run) for finding in looked if finding]
    return tuple(sorted(findings, key=lambda finding: -finding.severity))


def _with_possible_fix(finding: Finding, run: Run) -> Finding:
    """The finding without its fix where the series cannot be prepared in that way."""
    try:
        prepare(run.series, run.settings.change(**finding.fix).preparation)
    except LabError:
        return replace(finding, fix={})
    return finding


def examined(run: Run, evaluation: Evaluation) -> tuple[str, ...]:
    """Keys of the checks that make sense for this run."""
    case = Case(run, evaluation)
    return tuple(key for key, check in CHECKS.items() if check.applies(case))
