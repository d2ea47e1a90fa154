"""What staff are shown: like proposals, groups, other topics; by words alone, and by meaning where there are vectors."""

import pytest

from bot.encoding import encode_some
from handlers.staff.finding import NoSuchConsultation
from handlers.staff.proposals import NoSuchProposal, Reviewer
from handlers.staff.suggesting import other_topics, similar_to, suggested_groups
from storage.store import Store
from tests.fakes.meaning import ByConcept
from tests.suggested import HERE, KEY, OPEN, THERE, Town, town_of, town_with


async def folio_of(town: Town, number: int) -> str:
    (row,) = await town.store.read(
        lambda c: c.exec_driver_sql(f"SELECT folio FROM proposals WHERE id = {town.proposal_ids[number]}").all()
    )
    return str(row[0])


async def alike(town: Town, number: int, meaning: ByConcept | None = None) -> list[str]:
    folio = await folio_of(town, number)
    world = town.thinking(meaning) if meaning else town.world
    this, found = await town.store.read(lambda c: similar_to(c, world, folio.lower()))
    assert this.folio == folio
    return [one.proposal.text for one in found]


async def test_the_most_alike_first_wherever_they_are(store: Store) -> None:
    town = await town_of(
        store,
        ("lámparas en la calle Pino", HERE, "Otro tema"),
        ("una biblioteca", HERE, "Otro tema"),
        ("lámparas nuevas en la calle Pino y Olmo", THERE, "Otro tema"),
        ("Lámparas, calle Pino", HERE, "Otro tema"),
    )
    assert await alike(town, 0) == ["Lámparas, calle Pino", "lámparas nuevas en la calle Pino y Olmo"]


async def test_of_one_neighbourhood_also_what_only_means_the_same(store: Store) -> None:
    town = await town_of(
        store,
        ("tapen los baches", HERE, "Otro tema"),
        ("hay hoyos por todos lados", HERE, "Otro tema"),
        ("hay hoyos por donde quiera", THERE, "Otro tema"),
    )
    assert await alike(town, 0, ByConcept()) == [], "without vectors words decide alone"
    await encode_some(store, ByConcept())
    assert await alike(town, 0, ByConcept()) == ["hay hoyos por todos lados"]
    assert await alike(town, 0) == []


async def test_a_folio_that_is_none(store: Store) -> None:
    town = await town_with(store, "un parque")
    for folio in ("DGO-2026-000099-X", "hola"):
        with pytest.raises(NoSuchProposal, match=folio):
            await store.read(lambda c, folio=folio: similar_to(c, town.world, folio))


async def test_what_was_grouped_already_is_not_suggested_again(store: Store) -> None:
    town = await town_with(store, "lámparas en la calle Pino", "lámparas fundidas, calle Pino")
    one, other = [await folio_of(town, number) for number in (0, 1)]
    await store.write(lambda c: Reviewer(c, town.world, "lupita", OPEN).group(one, other, "Piden lo mismo."))
    assert await store.read(lambda c: suggested_groups(c, town.world, KEY)) == []
    assert await alike(town, 1) == []


async def test_groups_are_of_one_neighbourhood(store: Store) -> None:
    """The largest first; what stands alone is in none."""
    lamp, park = "lámparas en la calle Pino", "juegos en el parque Guadiana"
    town = await town_of(
        store,
        *((text, HERE, "Otro tema") for text in (lamp, park, lamp, "una biblioteca", "juegos, parque Guadiana", lamp)),
        (lamp, THERE, "Otro tema"),
    )
    groups = await store.read(lambda c: suggested_groups(c, town.world, KEY))
    assert [[one.text for one in group.proposals] for group in groups] == [
        [lamp, lamp, lamp],
        [park, "juegos, parque Guadiana"],
    ]
    assert [group.likeness for group in groups] == [1.0, pytest.approx(0.96, abs=0.05)]


async def test_meaning_joins_what_words_leave_apart(store: Store) -> None:
    lines = ("lámparas en Pino, está oscuro", "lámparas en el callejón Pino")
    town = await town_with(store, *lines)
    assert await store.read(lambda c: suggested_groups(c, town.world, KEY)) == []
    await encode_some(store, ByConcept())
    (group,) = await store.read(lambda c: suggested_groups(c, town.thinking(ByConcept()), KEY))
    assert [one.text for one in group.proposals] == list(lines)


async def test_meaning_parts_what_words_join(store: Store) -> None:
    """The model does not know `juegos`: to it these have nothing in common."""
    lines = ("juegos en el parque Guadiana", "juegos nuevos, parque Guadiana, entrada")
    town = await town_with(store, *lines)
    assert len(await store.read(lambda c: suggested_groups(c, town.world, KEY))) == 1
    await encode_some(store, ByConcept())
    assert await store.read(lambda c: suggested_groups(c, town.thinking(ByConcept()), KEY)) == []


async def test_topics_that_the_words_do_not_speak_for(store: Store) -> None:
    town = await town_of(
        store,
        ("que pase la patrulla, hay muchos robos", HERE, "Calles y banquetas"),
        ("que tapen el bache", HERE, "Calles y banquetas"),
        ("que tapen los baches de aquí", HERE, "Otro tema"),
        ("cancha de futbol", HERE, "Seguridad"),
        ("algo bonito", HERE, "Seguridad"),
    )
    found = await store.read(lambda c: other_topics(c, town.world, KEY))
    assert {(one.proposal.text, one.suggested) for one in found} == {
        ("que pase la patrulla, hay muchos robos", "seguridad"),
        ("que tapen los baches de aquí", "calles"),
    }, "sport is no topic of this consultation"


@pytest.mark.parametrize("suggest", [suggested_groups, other_topics])
async def test_a_consultation_that_is_none(store: Store, suggest: object) -> None:
    town = await town_with(store, "un parque")
    with pytest.raises(NoSuchConsultation, match="otra"):
        await store.read(lambda c: suggest(c, town.world, "otra"))  # type: ignore[operator]
