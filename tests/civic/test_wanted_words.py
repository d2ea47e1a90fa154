"""What is looked for, and where it stands in what was said."""

import pytest

from civic.wanted_words import excerpt, terms_of, words_of

TYPED = [
    # what somebody types, what must be found
    ("baches", [["bach"]]),
    ("Agua CAMIÓN", [["agu"], ["camion"]]),
    ("agua agua", [["agu"]]),
    ('"no hay agua" hoy', [["no", "hay", "agu"], ["hoy"]]),
    ("«no hay»", [["no", "hay"]]),
    ("bache, fuga;luz", [["bach"], ["fug"], ["luz"]]),
    ("DGO-2026-000017-K", [["dgo", "2026", "000017", "k"]]),
    ("618 123 45 67", [["6181234567"]]),
    ("+52 1 (618) 123-4567", [["6181234567"]]),
    ("4567", [["4567"]]),
    ('"', []),
    ("😀 …", []),
    ("a b c d e f g h i j", [[one] for one in "abcdefgh"]),
]


@pytest.mark.parametrize(("typed", "terms"), TYPED)
def test_what_is_typed(typed: str, terms: list[list[str]]) -> None:
    assert [list(term) for term in terms_of(typed)] == terms


def test_what_tells_who_somebody_is_is_kept_apart() -> None:
    made = words_of(["Soy yo: ana@ejemplo.mx, 618 123 45 67", "un bache"], ["Ana Peña", "+526187654321"])
    assert made.words == "soy yo q0q0 un bach"
    for told in ("ana pen", "ana ejempl mx", "6181234567 4567", "526187654321 6187654321 4321"):
        assert told in made.names


def test_of_a_chat_without_end_the_newest_is_kept() -> None:
    made = words_of((f"mensaje {number} con algunas palabras" for number in range(10_000, 0, -1)), [])
    assert made.words.startswith("mensaj 10000 ")
    assert len(made.words) <= 20_000
    assert not made.words.endswith(" 1 con algun palabr")


LONG = (
    "Buenas tardes, "
    + "quisiera pedirles un favor muy grande, " * 5
    + "en mi calle hay baches y una fuga, "
    + "gracias " * 30
)


def test_an_excerpt_shows_where_most_of_it_stands() -> None:
    pieces = excerpt(LONG, terms_of("bache fuga favor"))
    shown = "".join(piece.text for piece in pieces)
    assert [piece.text for piece in pieces if piece.is_found][-2:] == ["baches", "fuga"]
    assert (shown[0], shown[-1]) == ("…", "…")
    assert len(shown) < 200
    assert excerpt(LONG, terms_of("alumbrado")) == ()
    assert "".join(piece.text for piece in excerpt("Sin  agua", terms_of("aguas"))) == "Sin agua"
