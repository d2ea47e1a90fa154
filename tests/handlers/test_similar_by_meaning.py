"""Residents are asked whether a proposal is theirs also when it is told in other words, and never wait for that."""

import pytest

from bot.encoding import encode_some
from storage.store import Store
from tests.corridor import Corridor, text
from tests.fakes.meaning import ByConcept
from tests.suggested import OPEN, Town, town_with

POTHOLE = "que tapen los baches"
THE_SAME = "propuesta: hay hoyos por todos lados en la colonia Azcapotzalco"


async def asked(town: Town, meaning: ByConcept | None) -> bool:
    """Whether Beto, who says the same in other words, is asked if it is the same."""
    corridor = Corridor(town.store, now=OPEN, world=town.world if meaning is None else town.thinking(meaning))
    await corridor.agrees("beto")
    said = await corridor.says("beto", THE_SAME)
    if "¿De qué tema es?" in text(said):
        said = await corridor.says("beto", "Calles y banquetas")
    if "¿Es correcto?" in text(said):
        return False
    assert "¿Es la misma?" in text(said)
    assert POTHOLE in text(said)
    return True


async def test_asked_when_it_means_the_same(store: Store) -> None:
    town = await town_with(store, "una biblioteca", POTHOLE)
    await encode_some(store, ByConcept())
    assert await asked(town, ByConcept())


@pytest.mark.parametrize(
    ("meaning", "with_vectors", "why"),
    [
        (None, True, "the model is switched off"),
        (ByConcept(), False, "the proposal came a moment ago and has no vector yet"),
        (ByConcept(in_time=False), True, "the model was not quick enough"),
    ],
)
async def test_otherwise_words_decide_alone(
    store: Store, meaning: ByConcept | None, with_vectors: bool, why: str
) -> None:
    town = await town_with(store, POTHOLE)
    if with_vectors:
        await encode_some(store, ByConcept())
    assert not await asked(town, meaning), why
