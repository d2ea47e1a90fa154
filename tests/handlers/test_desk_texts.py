"""Texts at the desk: what residents read is worded anew, seen, tried, published and taken back, and nothing restarts."""

from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import httpx
import pytest

from civic.access import Role
from handlers.overrides import TEXT
from handlers.present import refreshed
from storage import overrides
from storage.overrides import Override
from storage.store import Store
from tests.corridor import a_world, text
from tests.desk_visits import Visitor, comes
from tests.desking import DeskTown, desk_town

HERE = "/desk/textos"
ASK = f"{HERE}/complain/question/what/ask"
STREET = f"{HERE}/complain/question/category/option/street/label"
FILED = f"{HERE}/complain/finish/filed/say"


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as town:
        yield town


async def _publishes(visitor: Visitor, path: str, es: str, en: str, seen: int = 0) -> str:
    return await visitor.does(path, "publish", text_es=es, text_en=en, seen=str(seen))


async def _newest(town: DeskTown, path: str) -> Override:
    place = path.removeprefix(f"{HERE}/")
    found: Override | None = await town.corridor.store.read(lambda c: overrides.find_newest(c, TEXT, place))
    assert found
    return found


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
async def test_only_administration_words_anew(town: DeskTown, role: Role) -> None:
    somebody = await comes(town, "memo", role)
    for path in (HERE, f"{HERE}/complain", ASK):
        assert await somebody.asks(path) == 404
    for act in ("look", "publish", "restore"):
        assert (
            await somebody.sends(ASK, act, page="/desk/cuenta", text_es="¿Qué?", text_en="What?")
        ).status_code == 404
    tried = await somebody.sends(f"{HERE}/probar", "try", page="/desk/cuenta", place="complain/question/what/ask")
    assert tried.status_code == 404


async def test_the_next_message_says_it_anew(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    await town.corridor.agrees("ana")
    assert "Cuénteme con sus palabras" in text(await town.corridor.says("ana", "reportar"))
    await _publishes(lupita, ASK, "¿Qué pasa y dónde?", "What is it?")
    await town.corridor.says("ana", "menú")
    assert "¿Qué pasa y dónde?" in text(await town.corridor.says("ana", "reportar"))


async def test_a_talk_goes_on_and_the_old_label_is_still_understood(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    await town.corridor.agrees("ana")
    for said in ("reportar", "algo anda mal por mi casa", "azcapotzalco"):
        await town.corridor.says("ana", said)
    assert "Bache o banqueta" in [choice.label for choice in town.corridor.last["ana"].choices]
    await _publishes(lupita, STREET, "Calles", "Streets")
    await town.corridor.says("ana", "Bache o banqueta")
    assert "¿En qué colonia" in town.corridor.last["ana"].text, "what kind it is was understood"


async def test_what_would_be_is_shown_before(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    await town.corridor.agrees("ana")
    await town.corridor.says("ana", "reportar")
    answer = await lupita.sends(STREET, "look", text_es="Calles o banqueta", text_en="Street or sidewalk", seen="0")
    page = unescape(answer.text)
    assert answer.status_code == 200
    assert "<del>Bache</del><ins>Calles</ins> o banqueta" in page
    assert "Ahora mismo hay una persona a la mitad de esta conversación" in page
    assert "Quien todavía escriba «Bache o banqueta»" not in page, "it is said of labels before the present one"
    assert await town.corridor.rows("overrides") == [], "looking publishes nothing"


async def test_a_draft_is_tried_in_a_talk_that_nobody_else_has(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    tables = ("inbox", "outbox", "people", "complaints", "overrides")
    before = [await town.corridor.rows(table) for table in tables]
    draft = {
        "place": "complain/finish/filed/say",
        "text_es": "Anotado: {folio}. {department} {day}",
        "text_en": "Kept: {folio}. {department} {day}",
    }
    page = await _tries(lupita, draft)
    assert "Cuénteme con sus palabras" in page
    said = '[{"text":"hay un bache en la colonia azcapotzalco"},{"text":"saltar"}]'
    page = await _tries(lupita, draft, said=said, text="sí")
    assert "Anotado: DGO-2026-" in page
    page = await _tries(lupita, draft, said=said, language="en")
    assert "Is it correct?" in page
    page = await _tries(lupita, draft, said="nonsense", again="1")
    assert "Cuénteme" in page
    assert [await town.corridor.rows(table) for table in tables] == before


async def _tries(visitor: Visitor, draft: dict[str, str], **fields: str) -> str:
    answer: httpx.Response = await visitor.sends(f"{HERE}/probar", "try", page=HERE, **draft, **fields)
    if answer.status_code != 200:
        raise AssertionError((answer.status_code, answer.text))
    return unescape(answer.text)


async def test_what_cannot_be_is_refused_and_what_was_written_stays(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    answer = await lupita.sends(FILED, "publish", text_es="Ya quedó", text_en="Done", seen="0")
    assert (answer.status_code, "Falta {folio}" in unescape(answer.text), "Ya quedó" in answer.text) == (
        422,
        True,
        True,
    )
    told = await lupita.is_told(ASK, "publish", text_es="", text_en="", seen="0")
    assert "en blanco" in told
    assert await lupita.asks(f"{HERE}/complain/question/nothing/ask") == 404
    assert await lupita.asks(f"{HERE}/nothing") == 404


async def test_two_at_once_do_not_write_over_each_other(town: DeskTown) -> None:
    lupita, memo = await comes(town, "lupita", Role.ADMINISTRATOR), await comes(town, "memo", Role.ADMINISTRATOR)
    await _publishes(lupita, ASK, "¿Qué pasa?", "What is it?")
    answer = await memo.sends(ASK, "publish", text_es="¿Qué hay?", text_en="What?", seen="0")
    assert (answer.status_code, "¿Qué hay?" in unescape(answer.text)) == (409, True)
    assert await _publishes(memo, ASK, "¿Qué hay?", "What?", seen=(await _newest(town, ASK)).id)


async def test_every_version_can_come_back(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    await _publishes(lupita, ASK, "¿Qué pasa?", "What is it?")
    first = await _newest(town, ASK)
    await _publishes(lupita, ASK, "¿Qué hay?", "What?", seen=first.id)
    second = await _newest(town, ASK)
    await lupita.does(ASK, "restore", version=str(first.id), seen=str(second.id))
    third = await _newest(town, ASK)
    assert third.value == first.value
    page = await lupita.does(ASK, "restore", version="0", seen=str(third.id))
    assert "Volvió al texto original" in page
    await town.corridor.agrees("ana")
    assert "Cuénteme con sus palabras" in text(await town.corridor.says("ana", "reportar"))
    trail = await lupita.sees("/desk/bitacora")
    assert trail.count("Publicó un texto") == 3 and "Volvió al texto original" in trail


async def test_after_going_back_to_the_original_the_name_in_between_is_understood(town: DeskTown) -> None:
    """It stands in messages that residents still have."""
    lighting = f"{HERE}/complain/question/category/option/lighting/label"
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    await _publishes(lupita, lighting, "Reflectores", "Beams")
    await lupita.does(lighting, "restore", version="0", seen=str((await _newest(town, lighting)).id))
    assert "Alumbrado</" in await lupita.sees(f"{HERE}/complain")
    await town.corridor.agrees("ana")
    await town.corridor.says("ana", "reportar")
    await town.corridor.says("ana", "no funciona en la esquina desde ayer")
    said = text(await town.corridor.says("ana", "Reflectores"))
    assert "No entendí" not in said and "De qué se trata" not in said


async def test_texts_are_found_by_their_words(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    assert ASK in await lupita.sees(f"{HERE}?q=CUENTEME")
    await _publishes(lupita, ASK, "¿Qué pasa?", "What is it?")
    assert ASK not in (await lupita.sees(f"{HERE}?q=cuénteme")).partition("Últimos cambios")[0]
    assert "0 textos con «zzz<i>»" in await lupita.sees(f"{HERE}?q=zzz%3Ci%3E")
    for name in ("complain", "phrases", "menu"):
        assert await lupita.asks(f"{HERE}/{name}") == 200


async def test_another_process_says_it_too_and_one_that_just_starts(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    other = a_world()
    await _publishes(lupita, ASK, "¿Qué pasa?", "What is it?")
    for world in (other, a_world()):
        seen = await town.corridor.does(lambda connection, world=world: refreshed(connection, world))
        assert seen.book.flows["complain"].question("what").ask == "¿Qué pasa?"
        again = await town.corridor.does(lambda connection, seen=seen: refreshed(connection, seen))
        assert again is seen, "nothing is read anew while nothing changes"
