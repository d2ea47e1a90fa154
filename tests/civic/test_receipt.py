"""A code is read however it is typed, a slip is noticed, and its mark says nothing."""

from contextlib import suppress
from hashlib import sha256
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.receipt import (
    CHANCE_BYTES,
    NotAReceipt,
    WrongCheckSign,
    mark_of,
    new_receipt,
    published,
    read_receipt,
)

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE = "7K0M-1PQX-041P"
CHANCE = st.binary(min_size=CHANCE_BYTES, max_size=CHANCE_BYTES)
CODES = CHANCE.map(new_receipt)


def test_a_code_by_hand() -> None:
    """1 + 2 * 32 + 3 * 32 ** 2 is written 123; 23 * 1 + 21 * 2 + 19 * 3 is 122, and 6 make it 128, four times 32."""
    assert new_receipt((1 + 2 * 32 + 3 * 32**2).to_bytes(CHANCE_BYTES)) == "1230-0000-0006"
    assert new_receipt(b"\xff" * CHANCE_BYTES) == "ZZZZ-ZZZZ-ZZZF"


TYPED = [
    (CODE, "as given"),
    ("7k0m-1pqx-041p", "lower case"),
    ("7K0M1PQX041P", "without hyphens"),
    (" 7K0M 1PQX 041P\n", "spaces and a line end"),
    ("7K0M–1PQX—041P.", "the hyphens and the full stop of a telephone"),
    ("7kom_1pqx_o41p", "O for 0"),
    ("7K0M-IPQX-041P", "I for 1"),
    ("7K0M-lPQX-04lP", "l for 1"),
    ("7K-0M1-PQ-X041P", "other groups"),
]


@pytest.mark.parametrize(("typed", "reason"), TYPED)
def test_a_code_is_read_however_it_is_typed(typed: str, reason: str) -> None:
    assert read_receipt(typed) == CODE, reason


SLIPS = [
    ("7K0M-1PQX-041Q", "the last sign"),
    ("8K0M-1PQX-041P", "the first sign"),
    ("K70M-1PQX-041P", "the first two swapped"),
    ("7K0M-1PQX-04P1", "the last two swapped"),
    ("7KQM-1PQX-041P", "Q is a sign of its own, not a 0"),
    ("7K0M-PQX0-411P", "a 1 that came late"),
]


@pytest.mark.parametrize(("typed", "reason"), SLIPS)
def test_a_slip_is_noticed(typed: str, reason: str) -> None:
    with pytest.raises(WrongCheckSign):
        read_receipt(typed)


NOT_CODES = [
    ("", 0, "", "nothing"),
    ("7K0M-1PQX-041", 11, "", "one missing"),
    ("7K0M-1PQX-041P3", 13, "", "one too many"),
    ("7K0M-1PQX-041U", 12, "U", "no code has a U"),
    ("7K0M-1PQX-0Ñ1P", 12, "Ñ", "nor an Ñ"),
    ("no lo encuentro", 13, "U", "words"),
    ("DGO-2026-000017-K", 14, "", "a folio"),
]


@pytest.mark.parametrize(("typed", "signs", "strange", "reason"), NOT_CODES)
def test_what_is_no_code_is_told_from_a_slip(typed: str, signs: int, strange: str, reason: str) -> None:
    with pytest.raises(NotAReceipt) as refused:
        read_receipt(typed)
    assert (refused.value.signs, refused.value.strange) == (signs, strange), reason


@pytest.mark.parametrize("chance", [b"", bytes(CHANCE_BYTES - 1), bytes(CHANCE_BYTES + 1)])
def test_a_code_needs_enough_chance(chance: bytes) -> None:
    with pytest.raises(ValueError, match="bytes of chance"):
        new_receipt(chance)


def test_fifty_five_bits_of_chance_are_used() -> None:
    """Each bit but the first makes another code."""
    codes = {new_receipt((1 << bit).to_bytes(CHANCE_BYTES)) for bit in range(55)}
    assert len(codes) == 55
    assert "0000-0000-0000" not in codes
    assert new_receipt((1 << 55).to_bytes(CHANCE_BYTES)) == new_receipt(bytes(CHANCE_BYTES))


@given(CODES)
def test_every_single_wrong_sign_is_caught(code: str) -> None:
    for place, right in enumerate(code):
        for wrong in set(SIGNS) - {right} if right != "-" else ():
            with pytest.raises(WrongCheckSign):
                read_receipt(code[:place] + wrong + code[place + 1 :])


def with_check(signs: str) -> str:
    """The only code that begins with these eleven signs."""
    return next(signs + last for last in SIGNS if sound(signs + last))


def sound(signs: str) -> bool:
    try:
        read_receipt(signs)
    except WrongCheckSign:
        return False
    return True


@pytest.mark.parametrize("place", range(10))
def test_thirty_of_thirty_one_swapped_neighbours_are_caught(place: int) -> None:
    """All pairs of two different signs side by side; those that are missed are sixteen apart."""
    missed = 0
    for one, other in permutations(SIGNS, 2):
        code = with_check("7" * place + one + other + "7" * (9 - place))
        missed += sound(code[:place] + other + one + code[place + 2 :])
    assert missed * 31 == 32 * 31


@given(CODES, st.text(alphabet=" -_.\t", max_size=3), st.booleans())
def test_any_code_is_read_with_anything_between(code: str, between: str, lower: bool) -> None:
    typed = between.join(code.lower() if lower else code)
    assert read_receipt(typed.replace("0", "o").replace("1", "l")) == code


@given(st.text(max_size=30))
def test_any_text_is_a_code_or_a_named_error(text: str) -> None:
    with suppress(NotAReceipt, WrongCheckSign):
        assert read_receipt(read_receipt(text)) == read_receipt(text)


def test_anybody_can_compute_a_mark() -> None:
    assert (
        mark_of("2026-obras", "7k0m 1pqx 041p") == sha256(b"voz-vecinal receipt:2026-obras:7K0M-1PQX-041P").hexdigest()
    )


@given(CODES, CODES)
def test_a_mark_is_of_one_code_in_one_consultation(one: str, other: str) -> None:
    assert (mark_of("a", one) == mark_of("a", other)) == (one == other)
    assert mark_of("a", one) != mark_of("b", one)
    assert one not in mark_of("a", one)


@given(st.lists(CODES, unique=True, min_size=1, max_size=20), st.randoms(use_true_random=False))
def test_what_is_published_says_nothing_of_the_order_of_voting(codes: list[str], chance: Random) -> None:
    marks = [mark_of("a", code) for code in codes]
    assert published(marks) == published(chance.sample(marks, len(marks)))
    assert len(published([*marks, marks[0]])) == len(codes) + 1, "as many marks as ballots, whatever chance does"


def test_who_voted_is_listed_and_who_did_not_is_not() -> None:
    mine, theirs = new_receipt(b"\1" * CHANCE_BYTES), new_receipt(b"\2" * CHANCE_BYTES)
    marks = published([mark_of("a", mine)])
    assert mark_of("a", mine.lower()) in marks
    assert mark_of("a", theirs) not in marks
    assert mark_of("b", mine) not in marks
    with pytest.raises(WrongCheckSign):
        mark_of("a", mine[:-1] + ("0" if mine[-1] != "0" else "1"))
