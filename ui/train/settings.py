"""The left side of the Train page: every setting of the network and its training, few first."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from lstm_core.experiments.sweep import knobs
from lstm_core.models.backbones import BACKBONES
from lstm_core.notebook import reads
from lstm_core.prepare import Prepared
from lstm_core.settings import specs
from ui.format.pages import path
from ui.format.text import show, text, text_exists, whole_percent
from ui.state import address, places, session
from ui.widgets.settings import control, reset_button

FIRST = ("units", "layers", "dropout", "lr", "epochs", "batch")
OF_THE_NETWORK = ("units", "layers", "dropout")
# Up to this many features, hiding inputs wipes out whole windows often enough to spoil the training.
FEW_FEATURES = 2
# A smaller share of lost windows reads as 0 % and does no harm.
SMALLEST_SHARE = 0.005


def settings_panel(prepared: Prepared) -> None:
    """Draw the controls; what they change is in `session.settings()` at once."""
    control("network", kind="select")
    kind = session.settings().network.kind
    uses = BACKBONES[kind].uses
    about = st.expander("What it is good for", key="train_network", on_change="rerun")
    if about.open:
        with about:
            show(f"networks/{kind}")
            if text_exists(f"networks/{kind}_start"):
                show(f"networks/{kind}_start")
    for key in FIRST:
        if key == "units" and key in uses:
            control(key, label=f"Units ({BACKBONES[kind].units})")
        elif key in uses or key not in OF_THE_NETWORK:
            control(key)
    more = st.expander("More settings", key="train_more", on_change="rerun")
    # Closed, it costs a class that presses Train together nothing.
    if more.open:
        with more:
            _more_settings(prepared, uses)
    data = st.expander("Window and noise", key="train_data", on_change="rerun")
    if data.open:
        with data:
            control("window")
            if reads(session.settings(), "noise"):
                control("noise")
    if "recurrent_dropout" in uses:
        _warn_of_input_dropout(len(prepared.features))
    _sweep_door()
    reset_button("network", "training", "")


def _sweep_door() -> None:
    """A knob's name leads to its sweep on Experiments."""
    knob = st.menu_button(
        "Sweep a knob", knobs(session.settings()), key="train_sweep", icon=":material/swap_horiz:", type="tertiary",
        format_func=lambda key: specs()[key].label, help=text("train/sweep"),
    )  # fmt: skip
    if knob is not None:
        # This knob alone, whatever was swept last.
        wanted = {"section": "sweep", "knob": knob, "second": "none"}
        asked = {f"{places.PREFIX}{name}": choice for name, choice in wanted.items()}
        places.read("experiments", asked)
        st.switch_page(path("experiments"), query_params=address.query() | asked)


def _more_settings(prepared: Prepared, uses: Collection[str]) -> None:
    if "activation" in uses:
        control("activation")
    if "forget_bias" in uses:
        control("forget_bias", kind="select")
    if "recurrent_dropout" in uses:
        control("input_dropout")
        control("recurrent_dropout")
    control("optimizer", kind="select")
    if session.settings().training.optimizer == "sgd":
        control("momentum")
    control("schedule", kind="select")
    if prepared.classes:
        show("classify/loss")
    else:
        control("loss")
    control("clip")
    control("patience")
    control("seed")


def _warn_of_input_dropout(features: int) -> None:
    network = session.settings().network
    hidden = network.input_dropout ** (features * BACKBONES[network.kind].masks(network))
    if features <= FEW_FEATURES and hidden >= SMALLEST_SHARE:
        names = "the only feature" if features == 1 else f"both of the {features} features"
        with st.container(key="train_input_dropout"):
            show("train/input_dropout", hidden=whole_percent(hidden), names=names)
