"""A committee says whether what was reported in its neighbourhood is fixed, and never learns who reported it."""

from datetime import timedelta

import pytest

from storage.store import Store
from tests.committees import convenes, forms, joins
from tests.corridor import text
from tests.life import Life

WHERE = "Azcapotzalco"


@pytest.fixture
async def town(store: Store) -> Life:
    """Beto and Caro sit on the committee of the neighbourhood where Ana's lamp is out; Dora on one for security there."""
    life = Life(store)
    await forms(life, "COL-1", "piloto", "Piloto")
    [where] = [one for one in life.world.directory if one.name == WHERE]
    await convenes(life, lambda one: one.add("COL-2", "colonia", f"Comité {WHERE}", neighbourhood=where.key))
    await convenes(life, lambda one: one.add("SEG-1", "seguridad", "Seguridad", neighbourhood=where.key))
    for who, name, key, role in (
        ("beto", "Beto Ruiz", "COL-2", "vocal"),
        ("caro", "Caro Lara", "COL-2", "vocal"),
        ("dora", "Dora Paz", "SEG-1", "enlace"),
    ):
        await life.agrees(who)
        await joins(life, who, name, key=key, role=role)
    await life.agrees("ana")
    await life.delivers()
    return life


async def done(town: Life, who: str = "ana") -> str:
    """Reported and, says the municipality, repaired; the folio."""
    said = f"soy Ana Soto, mi lámpara no prende en la colonia {WHERE}"
    folio = await town.files(who, said)
    await town.delivers()
    await town.moves(folio, "under_review")
    await town.refers(folio, "alumbrado")
    await town.moves(folio, "in_progress")
    await town.moves(folio, "done", "Se cambió el foco")
    await town.passes(hours=2)
    return folio


async def test_members_are_asked_what_and_where_and_not_who(town: Life) -> None:
    folio = await done(town)
    for who in ("beto", "caro"):
        asked = (await town.told(who))[-1]
        assert asked == (
            f"Su comité vigila esto: Alumbrado, {WHERE} (folio {folio}). El municipio dice que ya lo terminó. ¿Ya quedó bien?"
        )
    others = [*await town.told("ana"), *await town.told("dora")]
    assert not any("vigila esto" in one for one in others)
    everything = "\n".join([*await town.told("beto"), text(await town.says("beto", folio))])
    assert "Ana" not in everything
    assert "mi lámpara" not in everything


async def test_their_yes_confirms_beside_the_reporters(town: Life) -> None:
    folio = await done(town)
    assert f"Anoté que el {folio} ya quedó" in text(await town.taps("beto", "Sí"))
    assert await town.status(folio) == "confirmed", "one reporter was asked: one yes is enough"


async def test_nobody_waits_for_a_silent_committee(town: Life) -> None:
    folio = await done(town)
    await town.taps("ana", "Sí")
    assert await town.status(folio) == "confirmed"


async def test_one_no_of_a_member_asks_for_an_answer_in_writing(town: Life) -> None:
    folio = await done(town)
    await town.taps("caro", "No")
    assert await town.status(folio) == "reopen_requested"


async def test_a_typed_answer_counts_too(town: Life) -> None:
    folio = await done(town)
    await town.writes("beto", "ya quedó")
    assert [row.answer for row in await town.rows("asks") if row.answer] == ["yes"]
    assert await town.status(folio) == "confirmed"


async def test_silence_of_all_is_no_yes(town: Life) -> None:
    folio = await done(town)
    await town.passes(days=12, step=timedelta(hours=6))
    assert await town.status(folio) == "unconfirmed"


async def test_who_has_left_the_committee_votes_no_more(town: Life) -> None:
    folio = await done(town)
    await convenes(town, lambda one: one.remove("COL-2", "Beto Ruiz", "Faltas"))
    assert "no está entre sus reportes" in text(await town.taps("beto", "No"))
    assert await town.status(folio) == "done"


async def test_who_wants_no_notices_of_committees_is_not_asked(town: Life) -> None:
    await town.writes("beto", "baja")
    folio = await done(town)
    assert not any(folio in one for one in await town.told("beto"))


async def test_a_member_who_reported_it_is_asked_once(town: Life) -> None:
    folio = await done(town, "beto")
    asked = [row for row in await town.rows("asks") if row.kind == "vote"]
    assert len(asked) == len({row.person_id for row in asked}) == 2, folio
