"""The benchmark of the claims quotes the texts: a text that goes or changes takes its check along."""

import pytest

from benchmarks.claims import CLAIMS, Claim
from benchmarks.claims.registry import words_of


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
