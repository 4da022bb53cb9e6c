"""The parts of an experiment: every setting once, with its bounds, label, one-line help and URL key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from lstm_core.settings.networks import NETWORKS

MAX_NAME = 200
if TYPE_CHECKING:
    NetworkKind = str
else:
    NetworkKind = Literal[*NETWORKS]


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


class DataSettings(Part):
    """Which series: a generator with its sliders, a shipped sample, or an uploaded file."""

    series: Name = setting("sine", "Series", "The series that the network learns from.", key="series")
    length: int = setting(
        200, "Length", "How many points the generator makes.", key="length", step=10, ge=50, le=5000, unit="points"
    )
    sequences: int = setting(
        1600, "Sequences", "How many separate sequences the generator makes.", key="sequences", step=50, ge=50, le=4000
    )
    steps: int = setting(
        50, "Steps per sequence", "How long each sequence is, and so how far back the answer lies.", key="steps",
        step=5, ge=4, le=200, unit="steps",
    )  # fmt: skip
    noise: float = setting(
        0.1, "Noise", "Standard deviation of the random part.", key="noise", step=0.01, ge=0.0, le=1.0
    )
    cycles: float = setting(
        5.0, "Cycles", "How many full cycles fit into the series.", key="cycles", step=0.5, ge=1.0, le=100.0
    )
    trend: float = setting(
        2.0, "Trend", "How far the level rises from the first point to the last.", key="trend", step=0.1, ge=-10, le=10
    )
    phi: float = setting(
        0.9, "Persistence φ", "How much of a value carries over to the next one.", key="phi", step=0.01, ge=0.0, le=0.99
    )
    growth: float = setting(
        3.9, "Growth rate r", "The r of the logistic map; above 3.57 it is mostly chaotic.", key="r", step=0.01,
        ge=2.5, le=4.0,
    )  # fmt: skip
    seed: int = setting(
        0, "Noise seed", "Same seed, same random numbers, same series.", key="noise_seed", step=1, ge=0, le=9999
    )
    target: Name = setting("", "Target", "The column to predict; empty means the series' own choice.", key="target")
    features: Names = setting(
        (), "Features", "The columns that the network reads; empty means the series' own choice.", key="features"
    )
    date: Name = setting("", "Date column", "The column with the time stamps; empty means: find it.", key="date")
    sheet: Name = setting(
        "", "Table in the file", "Which sheet of a workbook, file of an archive or list of records is read; empty "
        "means the likeliest.", key="sheet",
    )  # fmt: skip
    separator: Literal["auto", "comma", "semicolon", "tab", "space", "pipe"] = setting(
        "auto", "Separator", "What stands between two columns.", key="separator"
    )
    decimal: Literal["auto", "point", "comma"] = setting(
        "auto", "Decimal mark", "What stands between units and tenths.", key="decimal"
    )
    header: Literal["auto", "yes", "no"] = setting(
        "auto", "Header", "Whether the first line holds the column names.", key="header"
    )
    day_first: Literal["auto", "yes", "no"] = setting(
        "auto", "Day first", "Whether 03/04 means 3 April (yes) or March 4 (no).", key="day_first"
    )
    century: Literal["auto", "1800", "1900", "2000"] = setting(
        "auto", "Century", "The century of the first row, where years have two digits.", key="century"
    )
    date_as: Literal["auto", "year", "calendar", "decimal_year", "spreadsheet", "unix"] = setting(
        "auto", "Dates as numbers", "What the numbers of the date column count.", key="date_as"
    )
    zone: Literal["auto", "local", "utc"] = setting(
        "auto", "Clock", "Whether time stamps with an offset show the clock of their place or UTC.", key="zone"
    )
    hours: Literal["auto", "ending", "beginning"] = setting(
        "auto", "Hours 1 to 24", "Whether hour 1 ends at 01:00, and is stamped so, or begins at 00:00.", key="hours"
    )
    codes: Literal["auto", "missing", "keep"] = setting(
        "auto", "Codes", "Whether numbers far from all others stand for missing values.", key="codes"
    )
    turn: Literal["auto", "down", "along", "sequences"] = setting(
        "auto", "Time runs", "Down the rows, or along the columns; or each row is a sequence of its own.", key="turn"
    )
    pick: Name = setting(
        "", "Which series", "Which of several series below each other is read; empty means the longest.", key="pick"
    )
    order: Literal["keep", "sort", "as_is"] = setting(
        "keep", "Order of the rows", "Sort the rows by time, or keep them as they came; a file that runs from the "
        "newest row to the oldest is turned round, unless it shall stay as it is.", key="order",
    )  # fmt: skip
    duplicates: Literal["keep", "first", "last", "mean"] = setting(
        "keep", "Duplicate time stamps", "Which row to keep when several share a time stamp.", key="duplicates"
    )
    missing: Literal["keep", "drop", "interpolate", "forward"] = setting(
        "keep", "Missing values", "How to repair cells without a number.", key="missing"
    )
    resample: Literal["keep", "regular"] = setting(
        "keep", "Gaps in time", "Put the rows on a regular time grid; new rows start out empty.", key="resample"
    )
    file_name: Name = setting("", "File", "Name of the uploaded file that a link asks for.", key="file")
    file_rows: int = setting(0, "Rows", "Number of rows of that file.", key="file_rows", ge=0, le=10_000_000)
    file_hash: Name = setting("", "Fingerprint", "First 16 hex digits of the file's SHA-256.", key="file_hash")


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


class NetworkSettings(Part):
    """The network: its backbone (`lstm_core.models.backbones`), an optional dropout layer, one dense output layer.

    Not every kind has a use for every setting: `Backbone.uses` says for which.
    """

    kind: NetworkKind = setting("lstm", "Network", "What stands between the window and the answer.", key="network")
    units: int = setting(
        50, "Units", "How wide a layer is: memory cells of a recurrent layer, filters of a TCN, numbers per step of a "
        "Transformer, neurons of an MLP.", key="units", step=1, ge=1, le=256, unit="cells",
    )  # fmt: skip
    layers: int = setting(1, "Layers", "How many such layers are stacked.", key="layers", step=1, ge=1, le=3)
    dropout: float = setting(
        0.0, "Dropout", "Share of the last layer's outputs that is hidden at random in each training update.",
        key="dropout", step=0.05, ge=0.0, le=0.8,
    )  # fmt: skip
    input_dropout: float = setting(
        0.0, "Input dropout", "Keras' dropout=… of a recurrent layer: hides input features for a whole window.",
        key="input_dropout", step=0.05, ge=0.0, le=0.8,
    )  # fmt: skip
    recurrent_dropout: float = setting(
        0.0, "Recurrent dropout", "Hides part of the hidden state between time steps; slower to train.",
        key="recurrent_dropout", step=0.05, ge=0.0, le=0.8,
    )  # fmt: skip
    activation: Literal["tanh", "relu", "sigmoid"] = setting(
        "tanh", "Cell activation", "Shapes the candidate and the cell's output; tanh keeps both between −1 and 1.",
        key="activation",
    )  # fmt: skip
    forget_bias: Literal["0", "1", "3", "chrono"] = setting(
        "1", "Forget-gate bias", "Where an LSTM's forget gate starts: higher means it remembers longer at first.",
        key="forget_bias",
    )  # fmt: skip


class TrainingSettings(Part):
    """How the weights are fitted."""

    epochs: int = setting(
        50, "Epochs", "How often training walks through all training windows.", key="epochs", step=1, ge=1, le=1000
    )
    batch_size: int = setting(
        32, "Batch size", "How many windows share one weight update.", key="batch", step=1, ge=1, le=512,
        unit="windows",
    )  # fmt: skip
    learning_rate: float = setting(
        0.001, "Learning rate", "How far each update moves the weights.", key="lr", log=True, ge=1e-5, le=1.0
    )
    optimizer: Literal["adam", "rmsprop", "sgd"] = setting(
        "adam", "Optimizer", "The rule that turns gradients into weight updates.", key="optimizer"
    )
    momentum: float = setting(
        0.9, "Momentum", "How much of the last update SGD keeps; only for SGD.", key="momentum", step=0.05, ge=0.0,
        le=0.99,
    )  # fmt: skip
    schedule: Literal["constant", "exponential", "cosine", "plateau"] = setting(
        "constant", "Learning-rate schedule", "How the learning rate changes over the epochs.", key="schedule"
    )
    loss: Literal["mse", "mae", "huber"] = setting(
        "mse", "Loss", "What training makes small: squared, absolute or mixed errors.", key="loss"
    )
    clip: float = setting(
        0.0, "Gradient clipping", "Longest gradient allowed in an update; 0 means no limit.", key="clip", step=0.1,
        ge=0.0, le=10.0,
    )  # fmt: skip
    patience: int = setting(
        0, "Early stopping", "Stop after this many epochs without a better validation loss; 0 means never.",
        key="patience", step=1, ge=0, le=200, unit="epochs",
    )  # fmt: skip
