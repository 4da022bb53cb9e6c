"""What the Train page says about losses, learning rates, dropout and seeds."""

from __future__ import annotations

from itertools import islice

import numpy as np

import lstm_core as lab
from benchmarks.claims.data import SINE
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import FEW, MANY, each, end_loss, listed, losses, rmse, run, seeded
from lstm_core.training.loop import walk

FAST = SINE.change(lr=0.01, epochs=200)


@claim(
    (
        "train/meaning",
        "On fresh data no curve stays far below the noise floor; on a short part luck may take it a little",
    ),
    ("train/meaning", "A training curve that sinks well below it has learned noise."),
)
def validation_stays_near_the_floor_and_training_sinks_by_learning_noise() -> Found:
    lows, prices = [], []
    for one in seeded(FAST, MANY - 2):
        floor = (one.data.noise / run(one).prepared.target_scaler.scale[0]) ** 2
        lows.append(float(np.median(losses(one)[-20:]) / floor))
        if np.median(losses(one, "train")[-20:]) < 0.8 * floor:
            prices.append(float(np.median(losses(one)[-20:]) / losses(one).min()))
    least = float(min(each(FAST, lambda s: losses(s).min(), MANY - 2) / floor))
    holds = least >= 0.7 and len(prices) >= 3 and min(prices) > 1.05
    detail = f"at the end {listed(lows)}; validation above its best where training sank: × {listed(prices)}"
    return Found("sine: lowest validation loss ÷ noise floor", least, "×", "≥ 0.7", holds, detail)


@claim(("train/try", "look at the right end of the curves: do they still fall?"))
def at_a_tenth_of_the_rate_fifty_epochs_are_too_few() -> Found:
    slow = SINE.change(lr=0.0001)
    falls = each(slow, lambda s: float(losses(s)[-1] / losses(s)[-6]))
    behind = each(slow, end_loss) / each(SINE, end_loss)
    holds = falls.max() < 0.99 and behind.min() >= 3
    return Found("lr 0.0001: validation loss over the last five epochs", falls.max(), "×", "< 0.99", holds,
                 f"each {listed(falls)}; × that at 0.001: {listed(behind, 0)}")  # fmt: skip


@claim(("train/try", "What does the loss do in the very next epoch?"))
def a_rate_a_hundred_times_as_large_shows_in_the_next_epoch() -> Found:
    """Validation loss over the epoch after the change, and over the one before it."""
    from lstm_core.training.trainer import Trainer

    after, before = [], []
    for one in seeded(SINE.change(lr=0.0001)):
        trainer = Trainer(one, lab.prepare(lab.load_series(one.data), one.preparation))
        course = (report.validation_loss for report in walk(trainer))
        _, *slow = islice(course, 5)
        trainer.learning_rate = 0.01
        after.append(next(course) / slow[-1])
        before.append(slow[-1] / slow[-2])
    holds = max(after) <= 0.7 and min(before) >= 0.95
    return Found("lr 0.0001 → 0.01: validation loss over the next epoch", max(after), "×", "≤ 0.7", holds,
                 f"each {listed(after)}; over the epoch before (≥ 0.95) {listed(before)}")  # fmt: skip


@claim(("experiments/ab_try", "What must come out with Adam?"))
def momentum_is_nothing_to_adam() -> Found:
    one, other = (each(SINE.change(momentum=momentum), end_loss) for momentum in (0.9, 0.5))
    same = int((one == other).sum())
    return Found("Adam: seeds whose loss momentum does not move", same, "of 5", "= 5", same == FEW)


@claim(("experiments/seeds_try", "Do they lie closer together or further apart?"))
def after_ten_epochs_the_seeds_lie_further_apart_than_after_fifty() -> Found:
    """Test RMSE from five seeds of the same settings on the same series."""
    short, long = (
        [rmse(SINE.change(epochs=epochs, seed=seed)) for seed in range(FEW)] for epochs in (10, SINE.training.epochs)
    )
    ratio = float(np.std(short, ddof=1) / np.std(long, ddof=1))
    return Found("sd of the test RMSE over seeds, 10 epochs ÷ 50", ratio, "×", "≥ 2", ratio >= 2,
                 f"10 epochs {listed(short, 3)}; 50 {listed(long, 3)}")  # fmt: skip


@claim(
    ("train/input_dropout", "and from such a window nothing can be learned"),
    (
        "train/input_dropout",
        "The dropout layer above hides outputs of the last recurrent layer instead and is the better choice.",
    ),
)
def input_dropout_hurts_with_one_feature_and_the_layer_does_not() -> Found:
    plain = each(SINE, rmse)
    inside, above = (each(SINE.change(**{key: 0.2}), rmse) / plain for key in ("input_dropout", "dropout"))
    holds = inside.min() >= 1.2 and above.max() <= 1.1
    return Found("sine, input dropout 0.2: RMSE ÷ without, smallest", inside.min(), "×", "≥ 1.2", holds,
                 f"each {listed(inside)}; dropout layer {listed(above)}")  # fmt: skip


@claim(("train/input_dropout", "in {hidden} of the training windows"))
def input_dropout_hides_the_share_that_the_page_names() -> Found:
    """Windows that Keras' own layer answers as if they were empty, in training mode, for one feature."""
    import keras

    off = {}
    for recurrent, expected in ((0.0, 0.5), (0.2, 0.5**4)):
        shares = []
        for seed in range(FEW):
            keras.utils.set_random_seed(seed)
            layer = keras.layers.LSTM(4, dropout=0.5, recurrent_dropout=recurrent)
            # Two steps and a bias: an empty cell would not show what its forget gate, or any gate beside a hidden
            # candidate, reads.
            x = np.ones((2000, 2, 1), np.float32)
            layer.build(x.shape)
            layer.cell.bias.assign(np.random.default_rng(seed).normal(size=16))
            # No way from step to step but the cell: recurrent dropout then changes nothing of an empty window.
            layer.cell.recurrent_kernel.assign(np.zeros((4, 16)))
            empty = layer(0 * x[:1], training=False).numpy()
            shares.append(float(np.isclose(layer(x, training=True).numpy(), empty).all(axis=1).mean()))
        off[recurrent] = max(abs(share - expected) for share in shares)
    worst = max(off.values())
    return Found("hidden windows: largest distance from the page's share", worst, "", "≤ 0.03", worst <= 0.03,
                 "0.5 of one feature; 0.5⁴ beside recurrent dropout, where each gate hides its own")  # fmt: skip


@claim(("settings/recurrent_dropout", "slower to train"))
def recurrent_dropout_is_slower() -> Found:
    def per_epoch(settings: lab.Settings) -> float:
        return float(np.median(np.diff(run(settings).history["seconds"])[1:]))

    short = SINE.change(epochs=5)
    ratios = each(short.change(recurrent_dropout=0.2), per_epoch) / each(short, per_epoch)
    return Found("recurrent dropout: seconds per epoch, × without", float(np.median(ratios)), "×", "≥ 1.3",
                 np.median(ratios) >= 1.3, f"each {listed(ratios, 1)}")  # fmt: skip


@claim(("networks/linear_start", "far from done after 50 epochs at 0.001, and done at 0.01"))
def a_linear_layer_wants_a_larger_learning_rate() -> Found:
    linear = SINE.change(network="linear")
    slow, quick = (each(linear.change(lr=lr), rmse) for lr in (0.001, 0.01))
    longer = each(linear.change(lr=0.01, epochs=200), rmse)
    ratio, left = float((slow / quick).min()), float((quick / longer).mean())
    holds = ratio > 1.3 and left < 1.1
    return Found(
        "sine: RMSE at 0.001 ÷ at 0.01, least", ratio, "", "> 1.3", holds, f"50 ÷ 200 epochs at 0.01: {left:.2f}"
    )
