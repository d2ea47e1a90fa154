"""What staff may word anew, and what they are told when a wording cannot be."""

import pytest

from flows.book import Book, book_of
from flows.catalogue import sentences
from flows.check import check
from flows.passages import passages, why_not
from flows.source import Source, read_source
from flows.wording import Wording, place_of, text_at
from handlers.acts import ACTS

STREET = "complain/question/category/option/street/label"
LIGHTING = "complain/question/category/option/lighting/label"
FILED = "complain/finish/filed/say"


@pytest.fixture(scope="module")
def source() -> Source:
    return read_source()


@pytest.fixture(scope="module")
def book(source: Source) -> Book:
    return book_of(source)


def test_every_sentence_has_a_place_of_its_own_and_is_found_there(source: Source, book: Book) -> None:
    every = [(place_of(one.where), one.text) for one in sentences(book)]
    assert len({place for place, _ in every}) == len(every)
    assert [place for place, text in every if text_at(source, place) != text] == []


def test_ends_of_a_scale_are_structure(source: Source) -> None:
    assert [place for place in passages(source) if place.endswith(("low_label", "high_label"))] == []


@pytest.mark.parametrize(
    ("place", "wording", "why"),
    [
        ("phrases/emergency", Wording("Si hay peligro, llame al 911."), ""),
        ("phrases/emergency", Wording("  "), "en blanco no puede quedar"),
        ("phrases/emergency", Wording("x" * 301), "tiene 301 letras; caben 300"),
        ("phrases/emergency", Wording("Llame {folio}."), "Aquí no existe {folio}. Puede usar: {folio_example}, "),
        ("phrases/emergency", Wording("Llame al 911, {name}."), "Inglés debe llevar los mismos datos entre llaves"),
        (FILED, Wording("Quedó registrado."), "Falta {folio}: ahí va un dato que el vecino necesita."),
        (STREET, Wording("Un nombre demasiado largo"), "tiene 25 letras; caben 20"),
        (STREET, Wording("Dos\nrenglones"), "en un solo renglón"),
        (STREET, Wording("Alumbrado"), "«alumbrado» ya significa otra cosa"),
        (STREET.replace("label", "words"), Wording("hoyo\nluz"), "«luz» ya significa otra cosa"),
        ("complain/label", Wording("Menú"), "«menu» ya significa otra cosa"),
    ],
)
def test_a_wording_that_cannot_be_is_told_in_one_sentence(
    source: Source, place: str, wording: Wording, why: str
) -> None:
    told = why_not(source, {}, place, wording, ACTS)
    assert (why in " ".join(told)) if why else told == []


def test_a_former_label_is_still_understood_until_it_means_something_else(source: Source) -> None:
    anew = Wording("Calles y banquetas", {"en": "Streets"}, formerly=("Bache o banqueta",))
    book = book_of(source, {STREET: anew})
    option = book.flows["complain"].question("category").option("street")  # type: ignore[union-attr]
    assert option and (option.label, "Bache o banqueta" in option.words) == ("Calles y banquetas", True)
    assert check(book, ACTS) == []
    taken = book_of(source, {STREET: anew, LIGHTING: Wording("Bache o banqueta")})
    street, lighting = (taken.flows["complain"].question("category").option(name) for name in ("street", "lighting"))  # type: ignore[union-attr]
    assert street and lighting
    assert ("Bache o banqueta" in street.words, lighting.label) == (False, "Bache o banqueta")
    assert check(taken, ACTS) == []


def test_what_is_not_translated_anew_keeps_its_translation(source: Source, book: Book) -> None:
    said = "Si hay peligro, llame al 911."
    anew = book_of(source, {"phrases/emergency": Wording(said)})
    assert anew.translated(said, "en") == book.translated(book.phrases["emergency"], "en")
    assert check(anew, ACTS) == []


def test_a_place_that_is_no_more_is_left_out(source: Source, book: Book) -> None:
    assert book_of(source, {"complain/question/gone/ask": Wording("?"), "gone/x": Wording("?")}).flows == book.flows


def test_what_ships_is_never_changed(source: Source) -> None:
    before = text_at(source, FILED)
    book_of(source, {FILED: Wording(f"Listo. {before}")})
    assert text_at(source, FILED) == before


def test_a_translation_is_changed_in_one_place_only_where_the_spanish_stands_alone(source: Source, book: Book) -> None:
    """A sentence has one translation: else the other places would change with it, and say nothing of it."""
    place, spanish = "phrases/vote_yes", text_at(source, "phrases/vote_yes")
    assert [one for one in sentences(book) if one.text == spanish and place_of(one.where) != place]
    other = Wording(spanish, {"en": "Yes, with a photo"})
    assert "lugares dicen lo mismo en español" in " ".join(why_not(source, {}, place, other, ACTS))
    assert why_not(source, {}, place, Wording("Sí, quedó bien", {"en": "Yes, it did"}), ACTS) == []
    same = Wording(spanish, {"en": book.translated(spanish, "en")})
    assert why_not(source, {}, place, same, ACTS) == []
