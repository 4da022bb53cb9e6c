"""How the weights are fitted: epochs, batches, optimizer, loss, and when to stop."""

from __future__ import annotations

from typing import Literal

from lstm_core.settings.parts.field import Part, setting


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
