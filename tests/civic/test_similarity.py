"""Duplicates share their subject and their place; one of the two is not enough."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.similarity import DUPLICATE, duplicates, likeness, read, similarity

SAME = [
    ("bache en la calle Nogal esquina con Pino", "hay un bache en calle Nogal y Pino", "other words around it"),
    ("Semáforo en bulevar Durango y Nazas", "poner semáforo bulevar durango con nazas", "case and accents"),
    ("Piscina pública en Chamartín", "Hacer una piscina municipal en Chamartín", "general words do not count"),
    ("fuga de agua en calle Bruno Martínez", "Fugas de agua en la calle Bruno Martinez", "plural and accent"),
    ("lámpara fundida en Analco", "lamparas fundidas, Analco", "plural"),
    (
        "Parque para la colonia Hipódromo\nNo hay dónde jugar",
        "Parque en Hipódromo\nLos niños lo piden",
        "same title, other body",
    ),
]
OTHER = [
    ("Biblioteca en Valdebernardo", "Biblioteca en Legazpi", "same subject elsewhere"),
    ("bache en la calle Nogal", "bache en la calle Fresno", "same subject in another street"),
    ("Carril bici en avenida Canillejas", "Salida de autopista en avenida Canillejas", "other subject, same place"),
    ("Biblioteca", "Biblioteca en Legazpi", "the first may mean any place"),
    ("fuga de agua", "semáforo descompuesto", "nothing in common"),
    ("", "bache en la calle Nogal", "nothing to compare"),
]


@pytest.mark.parametrize(("a", "b", "reason"), SAME)
def test_same(a: str, b: str, reason: str) -> None:
    assert duplicates([(a, b)]) == [True], f"{reason}: {similarity(a, b)}"


@pytest.mark.parametrize(("a", "b", "reason"), OTHER)
def test_other(a: str, b: str, reason: str) -> None:
    assert similarity(a, b) < DUPLICATE, reason


SAID = "bache calle Nogal Pino fuga agua parque Analco luz escuela en la\n".split(" ")
WORDS = st.lists(st.sampled_from(SAID), max_size=12).map(" ".join)


@given(WORDS, WORDS)
def test_order_does_not_matter(a: str, b: str) -> None:
    assert similarity(a, b) == pytest.approx(similarity(b, a))
    assert 0.0 <= similarity(a, b) <= 1.0


@given(st.text(max_size=200))
def test_any_text_compares(text: str) -> None:
    assert 0.0 <= similarity(text, text) <= 1.0


def test_a_text_read_once_compares_alike() -> None:
    one, other = SAME[0][:2]
    assert likeness(read(one), read(other)) == similarity(one, other)
