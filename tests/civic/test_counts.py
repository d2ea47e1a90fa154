"""Whole numbers as people type and say them."""

import pytest

from civic.counts import counts, is_broken, joined
from civic.spanish import fold

NUMBERS = [
    # text, numbers in order, why
    ("somos 5", [5], "digits"),
    ("sinco", [5], "by ear"),
    ("dieciséis", [16], "one word"),
    ("diez y seis", [16], "three words"),
    ("treinta y tres", [33], ""),
    ("veinte y 3", [20, 3], "digits are not added to words"),
    ("tres y cuatro", [3, 4], "units are not added"),
    ("ciento veinte", [120], ""),
    ("doscientas cinco", [205], ""),
    ("mil doscientos", [1200], ""),
    ("2 mil", [2000], "digits and a word"),
    ("cuarenta y dos mil", [42000], ""),
    ("1,200", [1200], "thousands as in Mexico"),
    ("1 200 personas", [1200], "thousands with a blank"),
    ("12,345,678", [12345678], "millions"),
    ("un par", [2], ""),
    ("🔟", [10], "drawn"),
    ("5️⃣", [5], "drawn"),
    ("cero", [0], ""),
    ("three", [3], "English"),
    ("la segunda de la XX", [], "ordinals and Roman numerals count nothing"),
    ("9" * 6000, [10**18 - 1], "no error"),
    ("y", [], ""),
    ("", [], ""),
]


@pytest.mark.parametrize(("text", "numbers", "why"), NUMBERS)
def test_counts(text: str, numbers: list[int], why: str) -> None:
    assert [count.value for count in counts(fold(joined(text)).split())] == numbers, why


def test_an_article_is_told_from_a_number() -> None:
    assert [count.article for count in counts(["una", "persona", "y", "uno", "mas"])] == [True, False]
    assert [count.article for count in counts(["un", "par"])] == [False]


BROKEN = [
    ("4.5", True),
    ("4,5", True),
    ("3 y medio", True),
    ("5½", True),
    ("4.", False),
    ("1,200", False),
    ("1,2,3", False),
]


@pytest.mark.parametrize(("text", "broken"), BROKEN)
def test_is_broken(text: str, broken: bool) -> None:
    assert is_broken(joined(text)) is broken
