"""What a paper must be, what may be chosen on it, and what is said when it may not."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.ballot import (
    BallotKind,
    BallotOption,
    BallotPaper,
    Choice,
    ChoiceRefused,
    Empty,
    Fault,
    FaultName,
    Full,
    OverBudget,
    Repeated,
    UnknownOption,
    balance,
    checked,
    faults,
    toggled,
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

FAULTS = [
    (QUESTION, [], "a question"),
    (WISHES, [], "two of four"),
    (WORKS, [], "works within a budget"),
    (ORDER, [], "three in order"),
    (paper("approval", "a", "b"), [], "all may be named where no number is said"),
    (paper("approval", "a", "b", most=2), [], "as many as there are"),
    (paper("knapsack", "a:5", "b:5", budget=5), [], "exactly the cost of one"),
    (paper("yes_no", "no", "yes", most=1), [], "one is what a question takes anyway"),
    (paper("approval"), ["no_options"], "nothing to choose"),
    (paper("knapsack", most=3), ["no_options"], "the rest is said when there are options"),
    (paper("approval", "a"), ["too_few_options"], "one is no choice"),
    (paper("ranking", "a"), ["too_few_options"], "nor an order"),
    (paper("knapsack", "a:5", budget=5), ["too_few_options"], "nor a budget to share out"),
    (paper("yes_no", "yes"), ["not_yes_and_no"], "no missing"),
    (paper("yes_no", "yes", "no", "maybe"), ["not_yes_and_no"], "that is an approval of one"),
    (paper("yes_no", "si", "no"), ["not_yes_and_no"], "the id is fixed, the label is free"),
    (paper("approval", "a", "b", "a", "a"), ["duplicate_id a"], "said once"),
    (paper("approval", "a", "b", "a", "b"), ["duplicate_id a", "duplicate_id b"], "each of them"),
    (paper("approval", "a", "b", most=0), ["most_too_small"], "nobody could vote"),
    (paper("ranking", "a", "b", most=-1), ["most_too_small"], "nor with less"),
    (paper("approval", "a", "b", most=3), ["most_too_large"], "more than there are"),
    (paper("yes_no", "yes", "no", most=2), ["most_too_large"], "yes and no at once"),
    (paper("knapsack", "a:5", "b:6"), ["budget_missing"], "no budget"),
    (paper("knapsack", "a:5", "b"), ["budget_missing", "cost_not_positive b"], "and a cost forgotten"),
    (paper("knapsack", "a:5", "b:6", budget=-1), ["budget_missing"], "less than none"),
    (paper("knapsack", "a:5", "b:6", budget=4), ["budget_too_small"], "smaller than the cheapest: one fault, not two"),
    (paper("knapsack", "a:5", "b:6", budget=5), ["cost_over_budget b"], "nobody could choose it"),
    (paper("knapsack", "a:5", "b", budget=9), ["cost_not_positive b"], "a cost was forgotten"),
    (paper("knapsack", "a:5", "b:-1", budget=9), ["cost_not_positive b"], "a cost that gives money"),
    (paper("approval", "a", "b", budget=9), ["budget_unused"], "the town would believe that it is kept to"),
    (paper("approval", "a:5", "b"), [], "a cost that is only shown"),
    (
        paper("knapsack", "a", "a", most=9),
        ["duplicate_id a", "most_too_large", "budget_missing", *["cost_not_positive a"] * 2],
        "all",
    ),
]


@pytest.mark.parametrize(("of", "found", "reason"), FAULTS)
def test_what_is_wrong_with_a_paper(of: BallotPaper, found: Sequence[str], reason: str) -> None:
    assert [f"{fault.name} {fault.option_id}".strip() for fault in faults(of)] == found, reason


def test_every_fault_is_in_the_table() -> None:
    assert {one.split()[0] for _, found, _ in FAULTS for one in found} == set(FaultName)
    assert Fault(FaultName.NO_OPTIONS) in faults(paper("ranking"))


TOGGLED = [
    (WISHES, "", "park", "park", "the first"),
    (WISHES, "park", "light", "park light", "one more"),
    (WISHES, "park light", "park", "light", "out again"),
    (WISHES, "park light", "water", Full(2), "two is all"),
    (WISHES, "park light", "school", UnknownOption("school"), "not there is said before full"),
    (WISHES, "school", "school", "", "what the paper no longer has can still be taken out"),
    (QUESTION, "", "yes", "yes", "yes"),
    (QUESTION, "yes", "no", "no", "on second thoughts no"),
    (QUESTION, "yes", "yes", "", "neither, yet"),
    (QUESTION, "yes", "maybe", UnknownOption("maybe"), "there is no third"),
    (ONE, "park", "light", "light", "the only one gives way to another"),
    (ORDER, "water park", "light", "water park light", "at the end"),
    (ORDER, "water park light", "water", "park light", "the others move up"),
    (ORDER, "water park light", "road", Full(3), "three is all"),
    (WORKS, "park", "light", "park light", "900 of 1000"),
    (WORKS, "park light", "water", "park light water", "exactly 1000"),
    (WORKS, "road", "water", "road water", "exactly 1000 the other way"),
    (WORKS, "road", "light", OverBudget(200), "900 and 300 of 1000"),
    (WORKS, "park light water", "light", "park water", "out again, and money is back"),
    (paper("knapsack", "a:500", "b:501", budget=1000), "a", "b", OverBudget(1), "over by one peso"),
    (paper("knapsack", "a:500", "b:500", budget=1000), "a", "b", "a b", "to the peso"),
    (paper("knapsack", "a:1", "b:1", "c:9", most=2, budget=9), "a b", "c", Full(2), "full is said before the money"),
]


@pytest.mark.parametrize(("of", "chosen", "tapped", "after", "reason"), TOGGLED)
def test_a_tap_puts_in_or_takes_out(
    of: BallotPaper, chosen: str, tapped: str, after: str | ChoiceRefused, reason: str
) -> None:
    if isinstance(after, str):
        assert toggled(of, tuple(chosen.split()), tapped) == tuple(after.split()), reason
    else:
        with pytest.raises(type(after)) as refused:
            toggled(of, tuple(chosen.split()), tapped)
        assert vars(refused.value) == vars(after), reason


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


def after_taps(of: BallotPaper, taps: Sequence[str]) -> Choice:
    """What somebody has chosen who goes on after every refusal."""
    chosen: Choice = ()
    for tap in taps:
        try:
            chosen = toggled(of, chosen, tap)
        except ChoiceRefused:
            continue
    return chosen


TAPS = st.lists(st.sampled_from(["park", "light", "water", "road", "yes", "no", "school"]), max_size=20)


@given(st.sampled_from(PAPERS), TAPS)
def test_no_sequence_of_taps_breaks_a_rule(of: BallotPaper, taps: list[str]) -> None:
    chosen = after_taps(of, taps)
    if chosen:
        assert set(checked(of, chosen)) == set(chosen)
    if of.kind is BallotKind.KNAPSACK:
        assert balance(of, chosen) >= 0


@given(st.sampled_from(PAPERS), TAPS)
def test_two_taps_on_one_option_change_nothing_but_its_place(of: BallotPaper, taps: list[str]) -> None:
    chosen = after_taps(of, taps)
    for one in chosen:
        without = toggled(of, chosen, one)
        assert toggled(of, without, one) == (*without, one)


@given(st.sampled_from(PAPERS), st.lists(st.sampled_from(["park", "light", "water", "road", "yes", "no", "school"])))
def test_what_is_kept_is_kept_again_unchanged(of: BallotPaper, chosen: list[str]) -> None:
    try:
        kept = checked(of, chosen)
    except ChoiceRefused:
        return
    assert checked(of, kept) == kept
    assert set(kept) == set(chosen)
    assert after_taps(of, kept) == kept
