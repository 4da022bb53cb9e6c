"""What the alarms of a training say goes wrong, and what they say helps."""

from __future__ import annotations

import numpy as np

import lstm_core as lab
from benchmarks.claims.data import SETAR, SINE, WALK
from benchmarks.claims.registry import Found, claim
from benchmarks.claims.runs import FEW, each, end_loss, listed, losses, run, seeded, series
from benchmarks.claims.train import FAST
from lstm_core.evaluation.alarms import EXPLODING, FEWEST_UPDATES, NOT_LEARNING

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
        loss, large = losses(settings, "train"), np.flatnonzero(_gradients(settings) > EXPLODING) + 1
        return max((float(loss[epoch:].max() / loss[:epoch].min()) for epoch in large), default=0.0)

    rises = each(SINE.change(activation="relu", lr=0.1, epochs=20), undone)
    undid = int((rises >= 5).sum())
    return Found(
        "ReLU, lr 0.1: seeds whose loss rises fivefold", undid, "of 5", "≥ 1", undid >= 1, f"× {listed(rises)}"
    )


@claim(("alarms/exploding", "Set **gradient clipping** to 1; if that is not enough, lower the **learning rate**, too."))
def clipping_and_a_lower_rate_calm_an_exploding_training() -> Found:
    plain, clipped, slow = (
        each(s, end_loss) for s in (LONG_RELU, LONG_RELU.change(clip=1.0), LONG_RELU.change(lr=0.001))
    )
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
        first, again = losses(one, "train"), lab.train(one, lab.load_series(one.data)).history["train_loss"]
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
        ratios[stuck] = each(SINE.change(lr=better), end_loss) / each(SINE.change(lr=stuck), end_loss)
    worst = max(float(found.max()) for found in ratios.values())
    detail = "; ".join(f"from {stuck:g} {listed(found)}" for stuck, found in ratios.items())
    return Found("sine: validation loss with a rate ten times nearer", worst, "×", "≤ 0.8", worst <= 0.8, detail)


@claim(("alarms/not_learning", "If the training loss falls all the same, the network learns noise by heart."))
def a_falling_training_loss_without_validation_is_noise() -> Found:
    """The changes of a random walk are noise; levels that the network has never met raise no such alarm."""

    def unlearned(settings: lab.Settings) -> bool:
        loss = losses(settings)
        return bool(loss[1:].min() / loss[0] >= NOT_LEARNING and losses(settings, "train")[-1] < 0.5)

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
    base = each(BY_HEART, end_loss)
    rose = int((base > 1.2 * each(BY_HEART, lambda s: losses(s).min())).sum())
    ratios = {name: each(settings, end_loss) / base for name, settings in cures.items()}
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
            ratios.append(
                losses(one)[np.searchsorted(updates, 0.75 * FEWEST_UPDATES, side="right") - 1] / end_loss(one)
            )
    share = float(np.mean(np.array(ratios) >= 1.2))
    return Found("networks that gain a fifth after 75 updates, share", share, "", "≥ 0.8", share >= 0.8,
                 f"loss ÷ loss at the end {listed(ratios)}")  # fmt: skip
