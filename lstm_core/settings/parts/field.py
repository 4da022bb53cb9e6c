"""What every part of the settings is made of: a frozen base, and a field that a widget and a URL understand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

MAX_NAME = 200


def setting(
    default: Any,
    label: str,
    help: str,
    *,
    key: str,
    step: float | None = None,
    log: bool = False,
    unit: str = "",
    ge: float | None = None,
    le: float | None = None,
    leak: Callable[[Any], bool] | None = None,
) -> Any:
    """A pydantic field with what a widget and a URL need to know about it.

    leak: whether, in such settings, another value than the default lets the training know what it may not.
    """
    extra: Any = {"key": key, "step": step, "log": log, "unit": unit, "leak": leak}
    return Field(default, title=label, description=help, json_schema_extra=extra, ge=ge, le=le)


class Part(BaseModel):
    """Base of the parts: frozen, no unknown fields, no NaN, no silent coercion of floats to ints."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


Name = Annotated[str, Field(max_length=MAX_NAME)]
Names = Annotated[tuple[Name, ...], Field(max_length=64)]
