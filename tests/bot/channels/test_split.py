"""A long text cut where a reader would pause."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.split import length, split

CASES = [
    ("Hola.", 10, ["Hola."], "short enough"),
    ("Hola.", 5, ["Hola."], "exactly as long as it may be"),
    ("  Hola.  ", 10, ["Hola."], "white space around it is nobody's"),
    ("Uno dos.\n\nTres cuatro.", 14, ["Uno dos.", "Tres cuatro."], "between paragraphs first"),
    ("Uno dos.\nTres cuatro.", 14, ["Uno dos.", "Tres cuatro."], "then between lines"),
    ("Uno dos. Tres cuatro.", 14, ["Uno dos.", "Tres cuatro."], "then between sentences"),
    ("Uno dos tres cuatro", 14, ["Uno dos tres", "cuatro"], "then between words"),
    ("abcdefghij", 4, ["abcd", "efgh", "ij"], "inside a word when there is nothing else"),
    ("A. bcd efg hijk lmn", 14, ["A. bcd efg", "hijk lmn"], "a sentence's end that would leave a crumb is passed over"),
    ("A bcdefghijklmn nop", 14, ["A", "bcdefghijklmn", "nop"], "a crumb is better than half a word"),
    ("🕳🕳🕳🕳", 4, ["🕳🕳", "🕳🕳"], "an emoji is two units and stays whole"),
    ("🕳🕳🕳🕳", 5, ["🕳🕳", "🕳🕳"], "half an emoji does not fit"),
    ("   ", 4, [], "nothing said"),
]


@pytest.mark.parametrize(("text", "limit", "pieces", "why"), CASES, ids=[case[3] for case in CASES])
def test_a_text_is_cut_at_the_best_pause(text: str, limit: int, pieces: list[str], why: str) -> None:
    assert split(text, limit) == pieces, why


@given(st.text(alphabet="aé.\n 🕳¿?", max_size=120), st.integers(min_value=2, max_value=40))
def test_nothing_is_lost_and_nothing_is_too_long(text: str, limit: int) -> None:
    pieces = split(text, limit)
    assert all(piece.strip() and length(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.text(max_size=60))
def test_length_is_counted_as_telegram_counts(text: str) -> None:
    assert length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2
