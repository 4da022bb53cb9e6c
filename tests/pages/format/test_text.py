"""Numbers and names in sentences, and the lesson files."""

import math
import re
from dataclasses import fields
from pathlib import Path

import pytest

from lstm_core.evaluation import VERDICTS, Ranking
from ui.format.text import count, escape, fill, gap, number

TEXTS = Path(__file__).parents[3] / "ui" / "text"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0.0, "0"), (0.1, "0.1"), (123.456, "123"), (0.0123456, "0.0123"), (-1.5, "−1.5"), (12345.6, "12,300"),
        (9.999, "10"), (1e-9, "1.00 × 10⁻⁹"), (2.5e9, "2.50 × 10⁹"),
        (5_620_000, "5,620,000"), (float("nan"), "not a number"), (100.0, "100"),
    ],
)  # fmt: skip
def test_numbers_have_at_most_three_digits(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("temp_max", "temp_max"), ("a*b", r"a\*b"), ("_x_", r"\_x\_"), ("[link](x)", r"\[link\](x)"),
        ("price $", r"price \$"), (":material/home:", r"\:material/home:"), ("Line 3: 5.5", "Line 3: 5.5"),
        ("<b>", r"\<b\>"), ("# title", r"\# title"), ("1. item", r"1\. item"), ("a\\b", r"a\\b"),
    ],
)  # fmt: skip
def test_names_cannot_become_marks(name: str, safe: str) -> None:
    assert escape(name) == safe


def test_counts_agree_with_their_noun() -> None:
    assert count(1, "window") == "1 window"
    assert count(1200, "window") == "1,200 windows"


def test_formula_braces_survive() -> None:
    assert "{" not in fill("prepare/count", n="1", total="1", first="1", last="1", reach="", fewer="0")


@pytest.mark.parametrize("file", sorted(TEXTS.rglob("*.md")), ids=lambda f: f"{f.parent.name}/{f.stem}")
def test_texts_are_filled_and_calm(file: Path) -> None:
    words = file.read_text(encoding="utf-8")
    assert words.strip()
    assert not re.search(r"!(?!\[)", re.sub(r"`[^`]*`|\$[^$]*\$", "", words)), "no exclamation marks"


@pytest.mark.parametrize("verdict", [*VERDICTS, "perhaps_behind", "perhaps_ahead"])
def test_every_place_of_the_network_has_a_sentence_without_gaps(verdict: str) -> None:
    numbers = dict.fromkeys(("rmse", "best_rmse", "against_rmse", "floor"), 1.25)
    words = fill(f"results/place_{verdict}", **numbers, gap="", against="AR", best="AR", rank=2, methods=6)
    assert "{" not in words
    assert set(numbers) | {"best", "rank", "methods"} <= {field.name for field in fields(Ranking)}


def test_beside_an_exact_error_no_share_is_told() -> None:
    assert gap(0.05) == "5.00\N{NO-BREAK SPACE}% higher"
    assert gap(-0.031) == "3.10\N{NO-BREAK SPACE}% lower"
    assert gap(math.inf) == gap(2e15) == "far higher"
