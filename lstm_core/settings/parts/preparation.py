"""How the series becomes windows: transform, scaling, window, horizon, split, and the leaks that can be switched on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import model_validator

from lstm_core.settings.parts.field import Part, setting


def always(_settings: Any) -> bool:
    """For a leak that depends on no other setting."""
    return True


def gap_matters(settings: PreparationSettings) -> bool:
    """Whether targets can reach into the next part."""
    return settings.horizon > 1 and settings.split == "chronological" and not settings.names_classes


class PreparationSettings(Part):
    """How the series becomes windows, and what is asked about them."""

    task: Literal["regression", "direction", "label"] = setting(
        "regression", "Task", "What the network answers: the value to come, which way the series moves, or the "
        "window's class.", key="task",
    )  # fmt: skip
    threshold: float = setting(
        0.5, "Threshold", "How large a move must be to count as down or up, in standard deviations of the training "
        "part's moves; 0 leaves no 'flat'.", key="threshold", step=0.05, ge=0.0, le=3.0,
    )  # fmt: skip
    log: Literal["no", "yes"] = setting(
        "no", "Logarithm", "Reads the logarithm of the values, so that a change counts by its share; only for values "
        "above 0.", key="log",
    )  # fmt: skip
    transform: Literal["level", "difference", "seasonal", "relative", "seasonal_relative"] = setting(
        "level", "Transform", "What the network sees: values, changes, changes per season, or distance to the "
        "window's last value or last change per season.", key="transform",
    )  # fmt: skip
    season: int = setting(
        12, "Season", "Length of one season, for the changes per season.", key="season", step=1, ge=2, le=400,
        unit="steps",
    )  # fmt: skip
    scaling: Literal["minmax", "minmax11", "zscore", "none"] = setting(
        "zscore", "Scaling", "Brings the numbers into a range that the gates can handle.", key="scaling"
    )
    window: int = setting(
        10, "Window", "How many past steps the network reads for one prediction.", key="window", step=1, ge=1, le=500,
        unit="steps",
    )  # fmt: skip
    horizon: int = setting(
        1, "Horizon", "How many steps ahead the network predicts; 0 means the window's own last step.", key="horizon",
        step=1, ge=0, le=60, unit="steps",
    )  # fmt: skip
    strategy: Literal["direct", "recursive"] = setting(
        "direct", "Several steps ahead", "direct: the network has one output per step ahead; recursive: it has one "
        "output, and its predictions re-enter the window.", key="strategy",
    )  # fmt: skip
    train_share: float = setting(
        0.64, "Training part", "Share of the series, from the start, that the weights are fitted on.", key="train",
        step=0.01, ge=0.2, le=0.9,
    )  # fmt: skip
    validation_share: float = setting(
        0.16, "Validation part", "Share after it that steers your choices; the rest is the test part.",
        key="validation", step=0.01, ge=0.05, le=0.5,
    )  # fmt: skip

    split: Literal["chronological", "random"] = setting(
        "chronological", "Split", "Which windows are tested: the newest ones, or some drawn at random from everywhere, "
        "whose targets then stand inside training windows.", key="split", leak=always,
    )  # fmt: skip
    scaler_rows: Literal["train", "all"] = setting(
        "train", "Scaler fitted on", "Whether the scaler may read the validation and test part, too.", key="scaler",
        leak=always,
    )  # fmt: skip
    gap: Literal["yes", "no"] = setting(
        "yes", "Gap between parts", "Whether windows are left out whose targets reach into the next part; matters from "
        "a horizon of 2.", key="gap", leak=gap_matters,
    )  # fmt: skip

    @model_validator(mode="after")
    def _parts_fit(self) -> Self:
        if self.train_share + self.validation_share > 0.95 + 1e-9:
            raise ValueError(
                f"train={self.train_share:g} and validation={self.validation_share:g} make "
                f"{self.train_share + self.validation_share:.2f}; leave at least 0.05 of the series for the test part."
            )
        if self.task == "regression" and self.horizon == 0 and self.transform != "level":
            raise ValueError("horizon 0 works only with the transform 'level'; set transform to level.")
        if self.task == "direction" and self.horizon == 0:
            raise ValueError("with horizon 0 there is no move to come; for task=direction set horizon to 1 or more.")
        if self.task != "regression" and self.strategy == "recursive":
            raise ValueError(
                f"a class cannot re-enter the window as a value; for task={self.task} set strategy to direct."
            )
        return self

    @property
    def leaks(self) -> tuple[str, ...]:
        """Short keys of what lets the training know something of the parts that it is measured on."""
        return tuple(
            extra["key"]
            for name, extra, honest in self._leaking()
            if getattr(self, name) != honest and extra["leak"](self)
        )

    @property
    def honest(self) -> Self:
        """The same preparation without leaks."""
        return self.model_copy(update={name: honest for name, _, honest in self._leaking()})

    @classmethod
    def _leaking(cls) -> Iterator[tuple[str, dict[str, Any], Any]]:
        """Name, extras and honest value of the settings that may leak."""
        for name, info in cls.model_fields.items():
            extra: Any = info.json_schema_extra
            if extra["leak"] is not None:
                yield name, extra, info.default

    @property
    def outputs(self) -> int:
        """How many targets of a window the network is trained on: one, or one per step ahead."""
        return 1 if self.strategy == "recursive" or self.names_classes else max(1, self.horizon)

    @property
    def names_classes(self) -> bool:
        """Whether the answer is a class and not a number."""
        return self.task != "regression"

    @property
    def recurses(self) -> bool:
        """Whether predictions re-enter the window to reach the horizon."""
        return self.strategy == "recursive" and self.horizon > 1
