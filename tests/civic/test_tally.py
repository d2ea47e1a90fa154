"""Counting by hand and by the program: votes, budgets, rounds, and how every tie is broken."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.ballot import BallotKind, BallotOption, BallotPaper, Choice, Full, balance
from civic.tally import Round, Skipped, SkipReason, Tie, TieRule, count


def paper(kind: str, *options: str, budget: int = 0, most: int | None = None) -> BallotPaper:
    """Options as `park` or `park:900000`."""
    read = [option.partition(":") for option in options]
    return BallotPaper(
        BallotKind(kind), tuple(BallotOption(id, id, int(cost or 0)) for id, _, cost in read), most, budget
    )


def ballots(piles: str) -> list[Choice]:
    """`6 park, 4 water light`: six ballots for the park, four with water before light."""
    each = [pile.split() for pile in piles.split(",") if pile]
    return [tuple(names) for many, *names in each for _ in range(int(many))]


QUESTION = paper("yes_no", "yes", "no")
WISHES = paper("approval", "park", "light", "water", most=2)
WORKS = paper("knapsack", "park:600", "light:300", "water:100", "road:900", budget=1000)
ORDER = paper("ranking", "park", "light", "water", "road")
PAPERS = [QUESTION, WISHES, WORKS, ORDER]

NUMBERS = [
    # paper, ballots, votes in the paper's order, order, ties, why
    (QUESTION, "3 yes, 2 no", [3, 2], "yes no", [], "more say yes"),
    (QUESTION, "2 yes, 3 no", [2, 3], "no yes", [], "more say no"),
    (QUESTION, "2 yes, 2 no", [2, 2], "yes no", ["yes no: 2 open"], "the first on the paper has not won"),
    (QUESTION, "", [0, 0], "yes no", ["yes no: 0 open"], "nobody voted"),
    (WISHES, "2 park, 1 light water, 2 water", [2, 1, 3], "water park light", [], "one ballot counts for two"),
    (WISHES, "1 park light, 1 light", [1, 2, 0], "light park water", [], "nobody wants water"),
    (WISHES, "2 water, 2 light", [0, 2, 2], "light water park", ["light water: 2 paper_order"], "two lead"),
    (
        WISHES,
        "1 park light, 1 water",
        [1, 1, 1],
        "park light water",
        ["park light water: 1 paper_order"],
        "all alike: one tie, not three",
    ),
    (WISHES, "3 water", [0, 0, 3], "water park light", ["park light: 0 paper_order"], "the rest stands as printed"),
    (WISHES, "", [0, 0, 0], "park light water", ["park light water: 0 paper_order"], "nobody voted"),
]


def spoken(tie: Tie) -> str:
    return f"{' '.join(tie.options)}: {tie.votes} {tie.broken_by}"


@pytest.mark.parametrize(("of", "cast", "votes", "order", "ties", "reason"), NUMBERS)
def test_votes_are_counted_and_put_in_order(
    of: BallotPaper, cast: str, votes: list[int], order: str, ties: list[str], reason: str
) -> None:
    tally = count(of, ballots(cast))
    assert list(tally.votes.items()) == list(zip(of.ids, votes, strict=True)), reason
    assert tally.order == tuple(order.split()), reason
    assert [spoken(tie) for tie in tally.ties] == ties, reason
    assert tally.ballots == len(ballots(cast))
    assert (tally.winners, tally.rounds, tally.skipped) == ((), (), ())


TIGHT = paper("knapsack", "park:600", "light:300", "water:101", budget=1000)
BUDGETS = [
    # paper, ballots, winners, skipped, pesos left, why
    (
        WORKS,
        "3 park light, 2 road, 1 water",
        "park light water",
        "road 800",
        0,
        "no room for the road; water to the peso",
    ),
    (TIGHT, "3 park light, 1 water", "park light", "water 1", 100, "over by one peso"),
    (WORKS, "4 road, 3 park, 2 light, 1 water", "road water", "park 500, light 200", 0, "the dearest has most votes"),
    (WORKS, "3 light, 2 park", "light park", "water -, road -", 100, "there is money, but nobody asked for it"),
    (WORKS, "1 park, 1 road", "park", "road 500, light -, water -", 400, "a tie: the first on the paper"),
    (WORKS, "1 park, 2 road", "road", "park 500, light -, water -", 100, "one more ballot turns it round"),
    (WORKS, "", "", "park -, light -, water -, road -", 1000, "nobody voted: nothing is built"),
]


@pytest.mark.parametrize(("of", "cast", "winners", "skipped", "left", "reason"), BUDGETS)
def test_a_budget_goes_to_what_most_ask_for(
    of: BallotPaper, cast: str, winners: str, skipped: str, left: int, reason: str
) -> None:
    tally = count(of, ballots(cast))
    assert tally.winners == tuple(winners.split()), reason
    assert ", ".join(f"{one.option_id} {one.missing or '-'}" for one in tally.skipped) == skipped, reason
    assert balance(of, tally.winners) == left, reason
    assert all((one.why is SkipReason.NO_MONEY) == (one.missing > 0) for one in tally.skipped)


def test_a_tie_over_a_budget_is_said() -> None:
    tally = count(WORKS, ballots("1 park, 1 road, 2 water"))
    assert tally.winners == ("water", "park")
    assert tally.skipped == (Skipped("road", SkipReason.NO_MONEY, 600), Skipped("light", SkipReason.NO_VOTES))
    assert tally.ties == (Tie(("park", "road"), 1, TieRule.PAPER_ORDER),)


def test_a_ranking_worked_by_hand() -> None:
    """Light leads in the second round; the road's ballots decide, and two of them are exhausted."""
    tally = count(ORDER, ballots("7 park, 5 light water, 4 water light, 3 road water park, 2 road"))
    assert tally.rounds == (
        Round({"park": 7, "light": 5, "water": 4, "road": 5}, exhausted=0, out="water"),  # four go to light
        Round({"park": 7, "light": 9, "road": 5}, exhausted=0, out="road"),  # water is out: three to park, two to none
        Round({"park": 10, "light": 9}, exhausted=2, out="light"),
    )
    assert tally.votes == {"park": 7, "light": 5, "water": 4, "road": 5}
    assert tally.order == ("park", "light", "road", "water")
    assert (tally.winners, tally.ties, tally.ballots) == (("park",), (), 21)


ABC = paper("ranking", "a", "b", "c")
ABCD = paper("ranking", "a", "b", "c", "d")
ABCDE = paper("ranking", "a", "b", "c", "d", "e")
RUNOFFS = [
    # paper, ballots, who goes out in turn, winner, ties, why
    (ABC, "3 a, 2 b, 1 c", "c b", "a", [], "nobody's second preference is needed"),
    (ABC, "4 a, 3 b, 2 c b", "c a", "b", [], "who leads at first need not win"),
    (ABC, "2 c, 1 b", "a b", "c", [], "nobody named the first on the paper"),
    (
        ABC,
        "2 a b, 2 b a, 1 c",
        "c b",
        "a",
        ["2 a b: 2 paper_order"],
        "alike in both rounds: the last on the paper goes",
    ),
    (
        ABC,
        "1 a, 1 b, 1 c",
        "c b",
        "a",
        ["1 a b c: 1 paper_order", "2 a b: 1 paper_order"],
        "all alike: from the paper's end",
    ),
    (
        ABCD,
        "6 a, 5 b c, 4 c b, 3 d c a, 2 d",
        "c d b",
        "a",
        ["3 a b: 9 earlier_round"],
        "nine each, a had six and b five",
    ),
    (
        ABCDE,
        "4 a, 4 b, 9 c, 1 d a, 1 e b, 1 e c",
        "d e b a",
        "c",
        ["3 a b: 5 earlier_round"],
        "alike at first, a had more in the second round",
    ),
    (
        ABCDE,
        "4 a, 3 b, 9 c, 1 d a, 1 d c, 2 e b",
        "e d b a",
        "c",
        ["1 d e: 2 paper_order", "3 a b: 5 earlier_round"],
        "b had more in the second round, but the first one is asked first",
    ),
    (
        ABCD,
        "3 a, 2 b, 2 c, 1 d b, 1 d c",
        "d c b",
        "a",
        ["1 b c d: 2 paper_order", "2 a b c: 3 paper_order", "3 a b: 3 earlier_round"],
        "the first round saves a, and the paper has to choose between b and c",
    ),
    (ABC, "", "c b", "", ["1 a b c: 0 paper_order", "2 a b: 0 paper_order"], "nobody voted: nobody wins"),
]


@pytest.mark.parametrize(("of", "cast", "out", "winner", "ties", "reason"), RUNOFFS)
def test_the_last_goes_out_until_one_is_left(
    of: BallotPaper, cast: str, out: str, winner: str, ties: list[str], reason: str
) -> None:
    tally = count(of, ballots(cast))
    assert [each.out for each in tally.rounds] == out.split(), reason
    assert " ".join(tally.winners) == winner, reason
    assert [f"{tie.round} {spoken(tie)}" for tie in tally.ties] == ties, reason
    assert tally.ties == tuple(each.tie for each in tally.rounds if each.tie)


def test_a_ballot_that_breaks_a_rule_stops_the_count() -> None:
    sound: Sequence[Choice] = [("park",), ("park", "light")]
    assert count(WISHES, sound).ballots == 2
    with pytest.raises(Full):
        count(WISHES, [*sound, ("park", "light", "water")])


@st.composite
def elections(draw: st.DrawFn) -> tuple[BallotPaper, list[Choice]]:
    of = draw(st.sampled_from(PAPERS))
    cast = draw(st.lists(st.lists(st.sampled_from(of.ids), unique=True, min_size=1, max_size=of.limit).map(tuple)))
    return of, [one for one in cast if of.kind is not BallotKind.KNAPSACK or balance(of, one) >= 0]


def renamed(of: BallotPaper, names: Mapping[str, str]) -> BallotPaper:
    options = tuple(BallotOption(names[one.id], one.label, one.cost) for one in of.options)
    return BallotPaper(of.kind, options, of.most, of.budget)


def with_names(part: Any, names: Mapping[str, str]) -> Any:
    """A tally as plain data, with other ids."""
    if isinstance(part, dict):
        return {names.get(key, key): with_names(value, names) for key, value in part.items()}
    if isinstance(part, tuple | list):
        return [with_names(each, names) for each in part]
    return names.get(part, part) if isinstance(part, str) else part


@given(elections(), st.randoms(use_true_random=False))
def test_the_order_of_the_ballots_never_matters(election: tuple[BallotPaper, list[Choice]], chance: Random) -> None:
    of, cast = election
    assert count(of, chance.sample(cast, len(cast))) == count(of, cast)


@given(elections().filter(lambda election: election[0] is not QUESTION), st.randoms(use_true_random=False))
def test_other_ids_change_nothing_but_the_ids(election: tuple[BallotPaper, list[Choice]], chance: Random) -> None:
    of, cast = election
    names = dict(zip(of.ids, chance.sample(of.ids, len(of.ids)), strict=True))
    other = count(renamed(of, names), [tuple(names[one] for one in ballot) for ballot in cast])
    assert with_names(asdict(other), {}) == with_names(asdict(count(of, cast)), names)


@given(elections(), st.randoms(use_true_random=False))
def test_another_order_of_the_paper_matters_only_in_ties(
    election: tuple[BallotPaper, list[Choice]], chance: Random
) -> None:
    of, cast = election
    mixed = BallotPaper(of.kind, tuple(chance.sample(of.options, len(of.options))), of.most, of.budget)
    one, other = count(of, cast), count(mixed, cast)
    assert one.votes == other.votes
    if all(tie.broken_by is TieRule.EARLIER_ROUND for tie in one.ties):
        assert (one.order, one.winners) == (other.order, other.winners)


@given(elections())
def test_the_books_balance(election: tuple[BallotPaper, list[Choice]]) -> None:
    of, cast = election
    tally = count(of, cast)
    assert tally.ballots == len(cast)
    assert sorted(tally.order) == sorted(of.ids)
    named = len(cast) if of.kind is BallotKind.RANKING else sum(len(one) for one in cast)
    assert sum(tally.votes.values()) == named
    for each in tally.rounds:
        assert sum(each.votes.values()) + each.exhausted == len(cast)
        assert each.votes[each.out] == min(each.votes.values())


@given(elections().filter(lambda election: election[0] is ORDER))
def test_who_has_more_than_half_in_any_round_wins(election: tuple[BallotPaper, list[Choice]]) -> None:
    tally = count(*election)
    for each in tally.rounds:
        for one, votes in each.votes.items():
            assert votes * 2 <= sum(each.votes.values()) or tally.winners == (one,)


@given(elections().filter(lambda election: election[0] is WORKS))
def test_a_budget_is_never_passed_and_money_is_left_only_where_nothing_wanted_fits(
    election: tuple[BallotPaper, list[Choice]],
) -> None:
    tally = count(*election)
    left = balance(WORKS, tally.winners)
    assert left >= 0
    assert sorted([*tally.winners, *(one.option_id for one in tally.skipped)]) == sorted(WORKS.ids)
    for one in tally.skipped:
        assert one.why is SkipReason.NO_VOTES or balance(WORKS, (*tally.winners, one.option_id)) < 0


@given(elections().filter(lambda election: election[0].kind is not BallotKind.RANKING), st.data())
def test_one_more_ballot_never_takes_a_vote_away(
    election: tuple[BallotPaper, list[Choice]], data: st.DataObject
) -> None:
    of, cast = election
    more = (data.draw(st.sampled_from(of.ids)),)
    before, after = count(of, cast), count(of, [*cast, more])
    assert after.votes == {**before.votes, more[0]: before.votes[more[0]] + 1}
