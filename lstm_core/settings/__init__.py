"""One frozen description of an experiment: the object that every other room receives.

`Settings` has four parts (`data`, `preparation`, `network`, `training`) and one `seed`. Each field
carries its bounds, its label, its one-line help and the short key under which the URL knows it, so
that a new setting is written once, in `parts/`, and appears in the widgets, the URL and the saved run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from lstm_core.runtime.cache import first_equal
from lstm_core.runtime.errors import SettingsError
from lstm_core.settings.parts.data import DataSettings
from lstm_core.settings.parts.field import MAX_NAME, Part, setting
from lstm_core.settings.parts.network import NetworkSettings
from lstm_core.settings.parts.preparation import PreparationSettings
from lstm_core.settings.parts.training import TrainingSettings

__all__ = [
    "MAX_NAME", "DataSettings", "NetworkSettings", "PreparationSettings", "Settings", "Spec", "TrainingSettings",
    "specs",
]  # fmt: skip


class Settings(Part):
    """An experiment, whole: what is read, how it is cut, what is trained and how.

    Parameters
    ----------
    data, preparation, network, training
        The four parts (`lstm_core.settings`), each with its own fields and bounds.
    seed : int
        Starts the random weights and the order of the batches; same seed, same run.

    Raises
    ------
    SettingsError
        With one sentence for every field that is unknown or out of bounds.

    Examples
    --------
    >>> settings = lab.Settings().change(units=64, lr=0.01)
    >>> settings.network.units, settings.to_query()
    (64, {'units': '64', 'lr': '0.01'})
    """

    data: DataSettings = DataSettings()
    preparation: PreparationSettings = PreparationSettings()
    network: NetworkSettings = NetworkSettings()
    training: TrainingSettings = TrainingSettings()
    seed: int = setting(
        0, "Seed", "Starts the random weights and the order of the batches; same seed, same run.", key="seed", step=1,
        ge=0, le=9999,
    )  # fmt: skip

    def __init__(self, **values: Any) -> None:
        """Raises SettingsError, naming every bad field, where pydantic would raise ValidationError."""
        try:
            super().__init__(**values)
        except ValidationError as error:
            raise SettingsError([_sentence(e) for e in error.errors()]) from None

    def get(self, key: str) -> Any:
        """The value behind a short key, e.g. ``settings.get("lr")``."""
        spec = specs()[key]
        return getattr(self if spec.part == "" else getattr(self, spec.part), spec.name)

    def change(self, **values: Any) -> Settings:
        """A new, validated `Settings` with some short keys changed. Raises SettingsError."""
        tree = self.model_dump()
        unknown = [f"There is no setting '{key}'." for key in values if key not in specs()]
        if unknown:
            raise SettingsError(unknown)
        for key, value in values.items():
            spec = specs()[key]
            (tree if spec.part == "" else tree[spec.part])[spec.name] = value
        new = Settings(**tree)
        # A server keeps the settings of thousands of runs, which differ in few of their parts.
        parts = [name for name, info in Settings.model_fields.items() if isinstance(info.default, Part)]
        return new.model_copy(update={name: first_equal(getattr(new, name)) for name in parts})

    def to_query(self) -> dict[str, str]:
        """Short key → text, only for what differs from the defaults. Inverse of `from_query`."""
        default = Settings()
        return {key: _to_text(self.get(key)) for key in specs() if self.get(key) != default.get(key)}

    @classmethod
    def from_query(cls, query: Mapping[str, str]) -> Settings:
        """Settings from short keys and texts. Raises SettingsError naming every bad key, value and bound."""
        settings, problems = cls.repair_query(query)
        if problems:
            raise SettingsError(problems)
        return settings

    @classmethod
    def repair_query(cls, query: Mapping[str, str]) -> tuple[Settings, list[str]]:
        """Like `from_query`, but a bad value is left at its default and named in the returned sentences."""
        settings, problems = cls(), []
        # Two rounds: a value may be valid only together with one that stands later in the query.
        waiting = dict(query)
        for last in (False, True):
            for key, text in list(waiting.items()):
                try:
                    settings = settings.change(**{key: _from_text(key, text)})
                    del waiting[key]
                except SettingsError as error:
                    if last:
                        problems += error.problems
        return settings, problems


@dataclass(frozen=True)
class Spec:
    """What a widget and a URL need to know of one setting.

    `low`, `high` and `step` are None for texts and choices; `options` is empty for numbers and texts.
    """

    key: str
    part: str
    name: str
    label: str
    help: str
    default: Any
    kind: type
    low: float | None
    high: float | None
    step: float | None
    log: bool
    unit: str
    options: tuple[str, ...]


@cache
def specs() -> dict[str, Spec]:
    """Short key → `Spec`, for every setting, in the order of the walk."""
    return {spec.key: spec for spec in _walk()}


def _walk() -> Iterator[Spec]:
    for name, info in Settings.model_fields.items():
        if isinstance(info.default, Part):
            for inner, inner_info in type(info.default).model_fields.items():
                yield _spec(name, inner, inner_info)
        else:
            yield _spec("", name, info)


def _spec(part: str, name: str, info: FieldInfo) -> Spec:
    extra: Any = info.json_schema_extra
    bounds = {k: getattr(m, k) for m in info.metadata for k in ("ge", "le") if hasattr(m, k)}
    options = get_args(info.annotation) if get_origin(info.annotation) is Literal else ()
    return Spec(
        key=extra["key"], part=part, name=name, label=info.title or name, help=info.description or "",
        default=info.default, kind=type(info.default), low=bounds.get("ge"), high=bounds.get("le"),
        step=extra["step"], log=extra["log"], unit=extra["unit"], options=options,
    )  # fmt: skip


def _to_text(value: Any) -> str:
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return str(value)


def _from_text(key: str, text: Any) -> Any:
    spec = specs().get(key)
    if spec is None:
        raise SettingsError([f"There is no setting '{key[:MAX_NAME]}'."])
    if spec.kind is str:
        return text
    try:
        return _names(text) if spec.kind is tuple else spec.kind(text)
    except (ValueError, TypeError, RecursionError):
        wanted = {tuple: "list of column names", int: "whole number", float: "number"}[spec.kind]
        raise SettingsError([f"{key}={str(text)[:40]} is not a {wanted}."]) from None


def _names(text: str) -> tuple[Any, ...]:
    names = json.loads(text)
    if not isinstance(names, list):
        raise ValueError(text)
    return tuple(names)


def _sentence(error: Any) -> str:
    """One pydantic error as a sentence with the short key, the value and the bound."""
    location = [str(step) for step in error["loc"]]
    spec = next((s for s in specs().values() if [p for p in (s.part, s.name) if p] == location[:2]), None)
    if error["type"] == "extra_forbidden":
        return f"There is no setting '{'.'.join(location)}'."
    if spec is None:
        text = str(error.get("ctx", {}).get("error", f"{'.'.join(location)} cannot be used: {error['msg']}."))
        return text[:1].upper() + text[1:]
    shown = f"{spec.key}={str(error['input'])[:40]}"
    if spec.options:
        return f"{shown} is not offered; choose one of {', '.join(spec.options)}."
    if spec.low is not None and spec.high is not None:
        whole = "a whole number " if spec.kind is int else ""
        return f"{shown} is out of bounds; {spec.label} must be {whole}from {spec.low:g} to {spec.high:g}."
    return f"{shown} cannot be used: {error['msg']}."
