"""Words and meaning as one figure, and when either makes two proposals worth asking about."""

import pytest

from civic.meaning import LONGEST_GIST, gist, meaning_may_decide, weighed
from civic.proposal import may_be_same
from civic.similarity import DUPLICATE


@pytest.mark.parametrize(
    ("words", "meaning", "duplicate", "reason"),
    [
        (1.0, 1.0, True, "the same text"),
        (0.9, 0.4, True, "nearly the same words: meaning has little to say"),
        (0.66, 0.75, True, "fewer words in common, but they mean the same"),
        (0.75, 0.1, False, "the same words in another sense"),
        (0.4, 1.0, False, "without the same words nobody knows whether it is the same place"),
        (0.0, 0.0, False, "nothing in common"),
    ],
)
def test_duplicates(words: float, meaning: float, duplicate: bool, reason: str) -> None:
    assert (weighed(words, meaning) >= DUPLICATE) is duplicate, reason
    assert meaning_may_decide(words) or not duplicate, "whoever is passed over could be none"


def test_meaning_the_contrary_counts_as_nothing_in_common() -> None:
    assert weighed(0.5, -1.0) == weighed(0.5, 0.0)
    assert weighed(1.0, 1.0) == 1.0


@pytest.mark.parametrize(
    ("words", "meaning", "asked"),
    [(0.6, 0.0, True), (0.1, 0.55, True), (0.59, 0.54, False), (0.0, 0.0, False)],
)
def test_either_makes_it_worth_asking(words: float, meaning: float, asked: bool) -> None:
    assert bool(may_be_same(words, meaning)) is asked


def test_the_gist_is_the_first_line_and_not_endless() -> None:
    assert gist("\n Un parque \nporque no hay dónde jugar") == "Un parque "
    assert len(gist("parque " * 1000)) == LONGEST_GIST
