"""What a paper must be, what may be chosen on it, and what is said when it may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.ballot import (
    BallotKind,
    BallotOption,
    BallotPaper,
    ChoiceRefused,
    Empty,
    Full,
    OverBudget,
    Repeated,
    UnknownOption,
    balance,
    checked,
)


def paper(kind: str, *options: str, most: int | None = None, budget: int = 0) -> BallotPaper:
    """Options as `park` or `park:900000`."""
    read = [option.partition(":") for option in options]
    return BallotPaper(
        BallotKind(kind), tuple(BallotOption(id, id.title(), int(cost or 0)) for id, _, cost in read), most, budget
    )


QUESTION = paper("yes_no", "yes", "no")
WISHES = paper("approval", "park", "light", "water", "road", most=2)
WORKS = paper("knapsack", "park:600", "light:300", "water:100", "road:900", budget=1000)
ORDER = paper("ranking", "park", "light", "water", "road", most=3)
ONE = paper("approval", "park", "light", most=1)
PAPERS = [QUESTION, WISHES, WORKS, ORDER, ONE]

CHECKED = [
    (QUESTION, "yes", "yes", "yes"),
    (QUESTION, "yes no", Full(1), "both"),
    (QUESTION, "", Empty(), "none"),
    (WISHES, "light park", "park light", "the order of the taps is not kept"),
    (WISHES, "park", "park", "fewer than may be"),
    (WISHES, "park park", Repeated("park"), "one vote twice"),
    (WISHES, "park school", UnknownOption("school"), "not on the paper"),
    (WISHES, "park light water", Full(2), "too many"),
    (ORDER, "water park", "water park", "the order is the vote"),
    (ORDER, "water park water", Repeated("water"), "first and third"),
    (ORDER, "water park light road", Full(3), "too many"),
    (ORDER, "", Empty(), "none"),
    (WORKS, "road water", "water road", "to the peso, in the order of the paper"),
    (WORKS, "road park", OverBudget(500), "1500 of 1000"),
    (paper("knapsack", "a:500", "b:501", budget=1000), "a b", OverBudget(1), "over by one peso"),
]


@pytest.mark.parametrize(("of", "chosen", "kept", "reason"), CHECKED)
def test_a_whole_ballot_is_kept_or_refused(
    of: BallotPaper, chosen: str, kept: str | ChoiceRefused, reason: str
) -> None:
    if isinstance(kept, str):
        assert checked(of, chosen.split()) == tuple(kept.split()), reason
    else:
        with pytest.raises(type(kept)) as refused:
            checked(of, chosen.split())
        assert vars(refused.value) == vars(kept), reason


@pytest.mark.parametrize(
    ("chosen", "left"), [("", 1000), ("park", 400), ("park light water", 0), ("road park", -500), ("light light", 700)]
)
def test_pesos_left(chosen: str, left: int) -> None:
    assert balance(WORKS, chosen.split()) == left


@given(st.sampled_from(PAPERS), st.lists(st.sampled_from(["park", "light", "water", "road", "yes", "no", "school"])))
def test_what_is_kept_is_kept_again_unchanged(of: BallotPaper, chosen: list[str]) -> None:
    try:
        kept = checked(of, chosen)
    except ChoiceRefused:
        return
    assert checked(of, kept) == kept
    assert set(kept) == set(chosen)
