"""Results are counted and drawn before anybody asks; whoever asks in chat is told what was counted."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.pictures import find_picture
from bot.publishing import Publishing
from handlers.present import Present
from storage.store import Store
from storage.tables import ballots, proposals
from tests.consulted import DID, OVER, Did, hold_consultation
from tests.corridor import Corridor, text

REVIEW = datetime(2027, 2, 10, 16, tzinfo=UTC)
"""Nobody can take part any more, and the results are not published yet."""
VOTING = datetime(2027, 2, 2, 16, tzinfo=UTC)


@dataclass
class Town(Corridor):
    """With a consultation that was held, and the part of the program that publishes."""

    publishing: Publishing = field(init=False)


async def a_town(store: Store, folder: Path, did: tuple[Did, ...] = DID, now: datetime = OVER) -> Town:
    world = await store.write(lambda c: hold_consultation(c, did))
    town = Town(store, world, now=now)
    town.publishing = Publishing(store, Present(world), pictures=folder / "pictures", now=lambda: town.now)
    await town.agrees("ana")
    return town


async def test_results_in_words_with_a_picture_that_says_the_same(store: Store, tmp_path: Path) -> None:
    town = await a_town(store, tmp_path)
    await town.publishing.look()
    said = await town.says("ana", "resultados")
    assert text(said) == (
        "Resultados de «Consulta ciudadana 2026»\n"
        "Participación: 16 personas, 12 propuestas, 11 apoyos, 4 colonias.\n\n"
        "Lo que más se propuso:\n"
        "1. Seguridad: 5\n\n"
        "Votación, 7 boletas:\n"
        "500 lámparas: 4 (gana)\n"
        "5 km de banquetas: 3 (gana)\n"
        "Cancha techada: 2"
    )
    assert find_picture(said[-1].photo, tmp_path / "pictures")
    places = await town.presses("ana", "Ver por colonia")
    assert "Norte: 2 de 2\nSur: 2 de 2\nsin cuadrante: 0 de 1" in text(places)
    assert find_picture(places[-1].photo, tmp_path / "pictures")
    assert places[-1].photo != said[-1].photo


async def test_the_card_of_the_consultation_leads_there(store: Store, tmp_path: Path) -> None:
    town = await a_town(store, tmp_path, now=REVIEW)
    said = await town.says("ana", "consulta")
    assert "Los resultados se publican desde el 1 de marzo de 2027." in text(said)
    assert "Ver resultados" not in [choice.label for choice in said[-1].choices]
    town.now = OVER
    await town.publishing.look()
    await town.says("ana", "consulta")
    assert "Lo que más se propuso" in text(await town.presses("ana", "Ver resultados"))


@pytest.mark.parametrize("now", [VOTING, REVIEW])
async def test_before_that_day_nothing_is_published_and_the_day_is_told(
    store: Store, tmp_path: Path, now: datetime
) -> None:
    town = await a_town(store, tmp_path, now=now)
    await town.publishing.look()
    assert await town.rows("releases") == []
    assert "Se publican el 1 de marzo de 2027" in text(await town.says("ana", "resultados"))


async def test_in_the_minute_before_they_are_counted_the_resident_is_told_so(store: Store, tmp_path: Path) -> None:
    town = await a_town(store, tmp_path)
    assert "se están contando" in text(await town.says("ana", "resultados"))
    assert "Todavía no hay resultados por colonia" in text(await town.says("ana", "resultados por colonia"))


async def test_two_votes_are_not_told_in_chat_either(store: Store, tmp_path: Path) -> None:
    town = await a_town(store, tmp_path, (Did(ballot=("lamparas",)), Did(ballot=("cancha",))))
    await town.publishing.look()
    said = await town.says("ana", "resultados")
    assert "No hubo propuestas" in text(said)
    assert "Para que nadie sepa el voto de otro" in text(said)
    assert "lámparas" not in text(said)
    assert said[-1].photo == "", "there is nothing to draw"


async def test_what_did_not_change_is_not_made_anew_and_what_did_is(store: Store, tmp_path: Path) -> None:
    town = await a_town(store, tmp_path)
    await town.publishing.look()
    [first] = await town.rows("releases")
    town.now += timedelta(minutes=11)
    await town.publishing.look()
    [second] = await town.rows("releases")
    assert second.made_at == first.made_at
    await town.does(lambda c: c.execute(update(proposals).where(proposals.c.id == 100).values(status="held")))
    town.now += timedelta(minutes=5)
    await town.publishing.look()
    assert "Seguridad: 5" in text(await town.says("ana", "resultados")), "not yet"
    town.now += timedelta(minutes=6)
    await town.publishing.look()
    assert "11 propuestas" in text(await town.says("ana", "resultados"))
    assert len(list((tmp_path / "pictures").iterdir())) == 2, "the pictures of before are gone"


async def test_a_ballot_that_breaks_a_rule_is_no_result_and_the_program_goes_on(store: Store, tmp_path: Path) -> None:
    town = await a_town(store, tmp_path)
    await town.does(lambda c: c.execute(update(ballots).values(choice='["lamparas", "cancha"]')))
    await town.publishing.look()
    assert await town.rows("releases") == []


async def test_when_the_results_are_over_they_stay_as_they_are(store: Store, tmp_path: Path) -> None:
    town = await a_town(store, tmp_path, now=datetime(2028, 2, 1, 16, tzinfo=UTC))
    await town.publishing.look()
    [kept] = await town.rows("releases")
    await town.does(lambda c: c.execute(update(proposals).values(status="held")))
    town.now += timedelta(days=1)
    await town.publishing.look()
    [after] = await town.rows("releases")
    assert after.sha256 == kept.sha256


async def test_in_english_too(store: Store, tmp_path: Path) -> None:
    town = await a_town(store, tmp_path)
    await town.publishing.look()
    await town.says("ana", "english")
    said = text(await town.says("ana", "results"))
    assert "Taking part: 16 people, 12 proposals" in said
    assert "500 lámparas: 4 (wins)" in said
