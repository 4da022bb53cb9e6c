"""What the Train page says about losses, gradients, dropout and what helps when a training goes wrong."""

from __future__ import annotations

from itertools import islice

import numpy as np

import lstm_core as lab
from benchmarks.claims.data import SETAR, SINE, WALK
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import FEW, MANY, each, listed, rmse, run, seeded, series
from lstm_core.evaluation.alarms import EXPLODING, FEWEST_UPDATES, NOT_LEARNING
from lstm_core.training.loop import walk

FAST = SINE.change(lr=0.01, epochs=200)
# Long windows are where ReLU breaks: the same step is taken fifty times.
LONG_RELU = SINE.change(activation="relu", window=50, length=250, cycles=6.0, epochs=6, lr=0.01)
BROKEN_RELU = LONG_RELU.change(lr=0.1)
RAW = SINE.change(series="nile", scaling="none", epochs=20)
BROKEN_RAW = RAW.change(activation="relu", optimizer="sgd", lr=0.01, epochs=6)
BY_HEART = series("ar2", length=150, lr=0.01, epochs=100)


def _gradients(settings: lab.Settings) -> np.ndarray:
    """Largest gradient norm of each epoch; the untrained network has none."""
    return run(settings).history["gradient_norm"][1:]


def _largest(settings: lab.Settings) -> float:
    return float(np.nanmax(_gradients(settings)))


def _jump(settings: lab.Settings) -> float:
    gradients = _gradients(settings)
    return float((gradients[1:] / gradients[:-1]).max())


def _loss(settings: lab.Settings, part: str = "validation") -> np.ndarray:
    return run(settings).history[f"{part}_loss"]


def _end(settings: lab.Settings) -> float:
    return float(np.median(_loss(settings)[-5:]))


def _is_broken(settings: lab.Settings) -> bool:
    return not all(np.isfinite(weights).all() for weights in run(settings).weights)


def _count(settings: lab.Settings, holds: object) -> int:
    return int(each(settings, holds).sum())  # type: ignore[arg-type]


@claim(
    ("alarms/exploding", "a healthy training stays well below {threshold}"),
    ("train/meaning", "A sudden jump by a factor of a thousand means trouble."),
)
def healthy_gradients_stay_small_and_do_not_jump() -> Found:
    healthy = (*seeded(SINE), *seeded(FAST), *seeded(SETAR))
    worst, jump = max(map(_largest, healthy)), max(map(_jump, healthy))
    holds = worst <= EXPLODING / 10 and jump <= 100
    return Found("tanh, z-score: largest gradient norm", worst, "", "≤ 100", holds, f"largest jump × {jump:.1f}")


@claim(
    ("alarms/exploding", 'The **cell activation** ReLU and the **scaling** "None" are common causes: tanh and the'),
)
def relu_and_raw_numbers_explode_tanh_and_the_zscore_do_not() -> Found:
    def explodes(settings: lab.Settings) -> bool:
        return _largest(settings) > EXPLODING

    relu, raw = _count(LONG_RELU, explodes), _count(RAW, explodes)
    calm = _count(LONG_RELU.change(activation="tanh"), explodes) + _count(RAW.change(scaling="zscore"), explodes)
    return Found("ReLU over 50 steps: seeds that explode", relu, "of 5", "≥ 3", relu >= 3 and raw == FEW and calm == 0,
                 f"raw numbers {raw} of 5; the same with tanh and with the z-score {calm} of 10")  # fmt: skip


@claim(("alarms/exploding", "One such step can undo everything learned so far."))
def an_exploding_step_can_undo_what_was_learned() -> Found:
    """How far the training loss rises above its best after an epoch with an exploding gradient."""

    def undone(settings: lab.Settings) -> float:
        loss, large = _loss(settings, "train"), np.flatnonzero(_gradients(settings) > EXPLODING) + 1
        return max((float(loss[epoch:].max() / loss[:epoch].min()) for epoch in large), default=0.0)

    rises = each(SINE.change(activation="relu", lr=0.1, epochs=20), undone)
    undid = int((rises >= 5).sum())
    return Found(
        "ReLU, lr 0.1: seeds whose loss rises fivefold", undid, "of 5", "≥ 1", undid >= 1, f"× {listed(rises)}"
    )


@claim(("alarms/exploding", "Set **gradient clipping** to 1; if that is not enough, lower the **learning rate**, too."))
def clipping_and_a_lower_rate_calm_an_exploding_training() -> Found:
    plain, clipped, slow = (each(s, _end) for s in (LONG_RELU, LONG_RELU.change(clip=1.0), LONG_RELU.change(lr=0.001)))
    better = int((clipped < plain).sum()), int((slow < plain).sum())
    detail = f"a tenth of the rate {better[1]}; loss {listed(plain)}; {listed(clipped)}; {listed(slow)}"
    holds = better[0] >= 4 and better[1] >= 3
    return Found("ReLU over 50 steps: seeds that clipping improves", better[0], "of 5", "≥ 4", holds, detail)


@claim(
    ("alarms/not_finite", "The weights cannot recover from this, and the same settings would end here again."),
    ("results/diverged", "a gradient overflowed and took the weights along"),
)
def broken_numbers_stay_broken_and_come_again() -> Found:
    """From the first epoch without a number on; a second training with the same settings; the last weights."""
    same, broken = 0, 0
    for one in seeded(BROKEN_RELU):
        first, again = _loss(one, "train"), lab.train(one, lab.load_series(one.data)).history["train_loss"]
        finite = np.isfinite(first)
        stays = not finite[int(np.argmin(finite)) :].any()
        same += stays and np.array_equal(first, again, equal_nan=True)
        broken += _is_broken(one)
    return Found("ReLU, lr 0.1, 50 steps: seeds that break the same way", same, "of 5", "= 5", same == broken == FEW)


@claim(
    ("alarms/not_finite", 'or the scaling is "None", change that before anything else. Otherwise lower the'),
    ("alarms/not_finite", "where one does not help, try the other"),
    ("results/diverged", "On Train, take tanh as cell activation; if it is tanh already, lower the learning rate or"),
    ("gates/diverged", "On Train, take tanh as cell activation; if it is tanh already, lower the learning rate or"),
)
def tanh_mends_broken_numbers_rate_and_clipping_sometimes() -> Found:
    """Two ways to break: a ReLU that is trained too fast, and one that reads raw numbers."""
    table = {}
    for name, base in {"fast": BROKEN_RELU, "raw": BROKEN_RAW}.items():
        tenth = base.change(lr=base.training.learning_rate / 10)
        cures = {"nothing": base, "tanh": base.change(activation="tanh"), "tenth": tenth, "clip": base.change(clip=1.0)}
        table[name] = {cure: FEW - _count(settings, _is_broken) for cure, settings in cures.items()}
    holds = all(found["nothing"] == 0 and found["tanh"] == FEW for found in table.values()) and all(
        max(found[cure] for found in table.values()) == FEW and min(found[cure] for found in table.values()) < FEW
        for cure in ("tenth", "clip")
    )
    detail = "; ".join(
        f"{name}: {', '.join(f'{cure} {n}' for cure, n in found.items())}" for name, found in table.items()
    )
    mended = sum(found["tanh"] for found in table.values())
    return Found("broken trainings that tanh mends", mended, "of 10", "= 10", holds, f"whole of 5, {detail}")


@claim(("alarms/not_learning", "Try a **learning rate** ten times higher or lower"))
def a_rate_ten_times_nearer_learns() -> Found:
    ratios = {}
    for stuck, better in ((1e-5, 1e-4), (1.0, 0.1)):
        ratios[stuck] = each(SINE.change(lr=better), _end) / each(SINE.change(lr=stuck), _end)
    worst = max(float(found.max()) for found in ratios.values())
    detail = "; ".join(f"from {stuck:g} {listed(found)}" for stuck, found in ratios.items())
    return Found("sine: validation loss with a rate ten times nearer", worst, "×", "≤ 0.8", worst <= 0.8, detail)


@claim(("alarms/not_learning", "If the training loss falls all the same, the network learns noise by heart."))
def a_falling_training_loss_without_validation_is_noise() -> Found:
    """The changes of a random walk are noise; levels that the network has never met raise no such alarm."""

    def unlearned(settings: lab.Settings) -> bool:
        loss = _loss(settings)
        return bool(loss[1:].min() / loss[0] >= NOT_LEARNING and _loss(settings, "train")[-1] < 0.5)

    noise = _count(WALK.change(lr=0.01, epochs=60), unlearned)
    moved = sum(_count(s, unlearned) for s in (series("trend_season"), series("random_walk", length=300)))
    return Found("noise: seeds with a falling training loss alone", noise, "of 5", "≥ 3", noise >= 3 and moved == 0,
                 f"trend and random-walk levels {moved} of 10")  # fmt: skip


@claim(
    ("alarms/overfitting", "Switch on **early stopping** or train fewer **epochs**."),
    ("alarms/overfitting", "add **dropout** or take fewer **units**"),
    (
        "train/meaning",
        "Validation turns upwards while training falls on: it has begun to learn the training part by heart",
    ),
)
def stopping_early_dropout_and_fewer_units_help_against_overfitting() -> Found:
    cures = {
        "early stopping": BY_HEART.change(patience=10), "20 epochs": BY_HEART.change(epochs=20),
        "dropout 0.5": BY_HEART.change(dropout=0.5), "4 units": BY_HEART.change(units=4),
    }  # fmt: skip
    base = each(BY_HEART, _end)
    rose = int((base > 1.2 * each(BY_HEART, lambda s: _loss(s).min())).sum())
    ratios = {name: each(settings, _end) / base for name, settings in cures.items()}
    worst = max(float(np.median(found)) for found in ratios.values())
    detail = "; ".join(f"{name} {listed(found)}" for name, found in ratios.items())
    return Found("overfitted AR(2): validation loss with a cure, largest median", worst, "×", "< 1",
                 worst < 1 and rose == FEW, detail)  # fmt: skip


@claim(("alarms/under_trained", "with fewer than {threshold} most networks could still become much better"))
def before_a_hundred_updates_most_networks_have_far_to_go() -> Found:
    """Validation loss after three quarters of that many updates, as a multiple of the loss at the end."""
    ratios = []
    for settings in (SINE, SETAR, series("ar1", length=300), series("trend_season", transform="difference")):
        for one in seeded(settings):
            updates = run(one).history["updates"]
            ratios.append(_loss(one)[np.searchsorted(updates, 0.75 * FEWEST_UPDATES, side="right") - 1] / _end(one))
    share = float(np.mean(np.array(ratios) >= 1.2))
    return Found("networks that gain a fifth after 75 updates, share", share, "", "≥ 0.8", share >= 0.8,
                 f"loss ÷ loss at the end {listed(ratios)}")  # fmt: skip


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
        lows.append(float(np.median(_loss(one)[-20:]) / floor))
        if np.median(_loss(one, "train")[-20:]) < 0.8 * floor:
            prices.append(float(np.median(_loss(one)[-20:]) / _loss(one).min()))
    least = float(min(each(FAST, lambda s: _loss(s).min(), MANY - 2) / floor))
    holds = least >= 0.7 and len(prices) >= 3 and min(prices) > 1.05
    detail = f"at the end {listed(lows)}; validation above its best where training sank: × {listed(prices)}"
    return Found("sine: lowest validation loss ÷ noise floor", least, "×", "≥ 0.7", holds, detail)


@claim(("train/try", "look at the right end of the curves: do they still fall?"))
def at_a_tenth_of_the_rate_fifty_epochs_are_too_few() -> Found:
    slow = SINE.change(lr=0.0001)
    falls = each(slow, lambda s: float(_loss(s)[-1] / _loss(s)[-6]))
    behind = each(slow, _end) / each(SINE, _end)
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
    one, other = (each(SINE.change(momentum=momentum), _end) for momentum in (0.9, 0.5))
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
