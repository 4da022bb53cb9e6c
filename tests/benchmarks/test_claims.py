"""The benchmark of the claims quotes the texts: a text that goes or changes takes its check along."""

import re

import pytest

from benchmarks.claims import CLAIMS, Claim
from benchmarks.claims.registry import TEXTS, words_of

# What only asks, and promises nothing: the answer stands on the page that asks, or on the one that it names.
PLAIN_QUESTIONS = {
    "classify/try_label", "experiments/race_try", "experiments/race_try_ar", "experiments/search/try",
    "experiments/try", "gates/gru/try_sequences", "gates/lstm/try_sequences", "gates/rnn/try",
    "experiments/sweep_grid_try", "experiments/sweep_try", "gates/rnn/try_sequences", "race/try",
}  # fmt: skip
SAYS = re.compile(r"\*\*(Try this|Try it next|One thing to try)")


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_every_claim_stands_in_its_text(claim: Claim) -> None:
    assert claim.quotes
    for text_id, words in claim.quotes:
        text = words_of(text_id)
        assert text is not None, f"there is no text {text_id}"
        assert words in text, f"{text_id} no longer says: {words}"


def test_no_sentence_is_claimed_twice() -> None:
    quotes = [quote for claim in CLAIMS for quote in claim.quotes]
    assert len(set(quotes)) == len(quotes)
    assert len({claim.name for claim in CLAIMS}) == len(CLAIMS)


def test_unknown_texts_are_no_texts() -> None:
    assert words_of("gates/nowhere") is None
    assert words_of("settings/nowhere") is None


def invitations() -> list[str]:
    """The texts that give a learner something to try: named so, or saying so."""
    found = []
    for file in TEXTS.rglob("*.md"):
        text_id = file.relative_to(TEXTS).with_suffix("").as_posix()
        named = re.search(r"(^|_)try(_|$)", file.stem) and not file.stem.startswith("door_")
        if named or SAYS.search(file.read_text(encoding="utf-8")):
            found.append(text_id)
    return sorted(found)


@pytest.mark.parametrize("text_id", invitations())
def test_what_a_learner_is_told_to_try_is_measured_or_a_plain_question(text_id: str) -> None:
    quoted = any(where == text_id for claim in CLAIMS for where, _ in claim.quotes)
    words = words_of(text_id)
    assert words is not None
    assert quoted != (text_id in PLAIN_QUESTIONS), (
        f"{text_id} promises what no check has measured, or is no mere question"
    )
    assert quoted or "?" in words


def test_there_is_something_to_try_in_every_room() -> None:
    assert {"start", "explore", "prepare", "train", "results", "experiments"} <= {
        i.split("/")[0] for i in invitations()
    }
