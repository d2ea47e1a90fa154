"""Many chats at once, and one chat as a file: chosen, shown first, done one by one by the rule for one."""

import csv
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from sqlalchemy import update

from civic.access import Grant, Role
from storage.store import Store
from storage.tables import chats
from tests.desking import DeskTown, Employee, desk_town, error_of

HERE = "/desk/varias"


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as town:
        yield town


def ticked(*chat_ids: int) -> dict[str, str]:
    return {f"c{chat_id}": "1" for chat_id in chat_ids}


async def sends(who: Employee, act: str, *chat_ids: int, **fields: str) -> httpx.Response:
    page = f"{HERE}?" + "&".join(ticked(*chat_ids))
    return await who.does(HERE, act, page=page, **ticked(*chat_ids), **fields)


async def events(town: DeskTown) -> list[tuple[int, str, str]]:
    return [(row.subject_id, row.event, row.by) for row in await town.corridor.rows("history") if row.subject == "chat"]


async def test_ticked_ones_are_shown_before_anything_is_done(town: DeskTown) -> None:
    luis = await town.hires("luis", Role.SUPERVISOR)
    ids = [await town.waits(who, f"asunto de {who}") for who in ("ana", "beto", "carla")]
    queue = (await luis.sees("/desk/?ver=unassigned")).text
    choose = re.search(r'href="([^"]*elegir=1)"', queue)
    assert choose
    page = (await luis.sees(choose[1].replace("&amp;", "&"))).text
    assert set(map(int, re.findall(r'type="checkbox" name="c(\d+)" value="1">', page))) == set(ids)
    assert "data-live" not in page, "nothing moves below the boxes while they are ticked"
    every = (await luis.sees("/desk/?ver=unassigned&elegir=todas")).text
    assert every.count('value="1" checked>') == 3
    before = await events(town)
    shown = (await luis.sees(f"{HERE}?ver=unassigned&c{ids[0]}=1&c{ids[2]}=1")).text
    assert ("asunto de ana" in shown, "asunto de beto" in shown, "asunto de carla" in shown) == (True, False, True)
    for words in (
        "Todavía no se hace nada",
        "Pasar 2 conversaciones",
        "Etiquetar 2 conversaciones",
        "Cerrar 2 conversaciones",
    ):
        assert words in shown, words
    assert await events(town) == before
    assert "No eligió ninguna" in (await luis.sees(f"{HERE}?c5=1&cx=1")).text


async def test_they_are_given_labelled_and_closed_each_with_its_line_in_the_history(town: DeskTown) -> None:
    luis, _ = await town.hires("luis", Role.SUPERVISOR), await town.hires("rosa", Role.OPERATOR)
    ids = [await town.waits(who) for who in ("ana", "beto", "carla")]
    before = await events(town)
    assert "Hecho con 3 conversaciones." in (await sends(luis, "assign", *ids, to="rosa")).text
    assert {row.staff for row in await town.corridor.rows("chats")} == {"rosa"}
    await sends(luis, "label", ids[0], labels="Agua, ")
    await sends(luis, "label", *ids[:2], labels="queja de 2026")
    labels = {(row.chat_id, row.label) for row in await town.corridor.rows("chat_labels")}
    assert labels == {(ids[0], "agua"), (ids[0], "queja de 2026"), (ids[1], "queja de 2026")}
    sent = len(await town.corridor.rows("outbox"))
    assert "Hecho con 2 conversaciones." in (await sends(luis, "close", *ids[:2])).text
    assert [row.state for row in await town.corridor.rows("chats")] == ["closed", "closed", "taken"]
    assert len(await town.corridor.rows("outbox")) == sent + 2, "both are told"
    done = [(chat_id, event) for chat_id, event, by in (await events(town))[len(before) :] if by == "staff:luis"]
    assert done == [
        *((one, "assigned") for one in ids), (ids[0], "labelled"), (ids[0], "labelled"), (ids[1], "labelled"),
        (ids[0], "closed"), (ids[1], "closed"),
    ]  # fmt: skip


async def test_what_may_not_be_done_with_one_is_said_and_the_others_are_done(town: DeskTown) -> None:
    luis, eva = await town.hires("luis", Role.SUPERVISOR), await town.hires("eva", Grant(Role.OPERATOR, "aguas"))
    first, second = await town.waits("ana"), await town.waits("beto")
    await town.corridor.does(lambda c: c.execute(update(chats).where(chats.c.id == first).values(department="aguas")))
    page = (await sends(luis, "assign", first, second, to="eva")).text
    assert "Hecho con 1 conversación." in page
    assert "eva no puede atender esta conversación" in page
    assert [row.staff for row in await town.corridor.rows("chats")] == ["eva", ""]
    assert "Hecho con 1 conversación." in (await sends(eva, "label", first, second, labels="agua")).text
    assert {row.chat_id for row in await town.corridor.rows("chat_labels")} == {first}, "the other is out of reach"
    closed = await sends(luis, "close", second)
    again = await sends(luis, "close", second)
    assert ("Hecho con 1" in closed.text, "ya está cerrada" in again.text) == (True, True)
    for act, fields, says in (
        ("label", {"labels": " , "}, "Escriba una etiqueta"),
        ("close", {}, "Elija al menos una"),
    ):
        refused = await sends(luis, act, *([first] if act == "label" else []), **fields)
        assert (refused.status_code, says in error_of(refused)) == (422, True), act


@pytest.mark.parametrize("role", Role)
async def test_who_may_do_it(town: DeskTown, role: Role) -> None:
    who, chat_id = await town.hires("alguien", role), await town.waits("ana")
    answers = role in (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.OPERATOR)
    assigns = role in (Role.ADMINISTRATOR, Role.SUPERVISOR)
    page = await who.sees(f"{HERE}?c{chat_id}=1")
    assert page.status_code == (200 if answers else 404)
    assert ("Pasar 1 conversación" in page.text) == assigns
    for act, may in (("assign", assigns), ("label", answers), ("close", answers)):
        answer = await who.http.post(HERE, data={"act": act, "csrf": "wrong"})
        assert answer.status_code == (409 if may else 404), act
    reads = answers or role is Role.AUDITOR
    assert (await who.sees(f"/desk/chats/{chat_id}/transcripcion.csv")).status_code == (200 if reads else 404)
    assert ("Elegir varias" in (await who.sees("/desk/")).text) == answers


async def test_a_chat_is_taken_as_a_file_and_that_is_written_down(town: DeskTown) -> None:
    rosa, ines = await town.hires("rosa", Role.OPERATOR), await town.hires("ines", Role.AUDITOR)
    chat_id = await town.waits("ana", "=1+1 mi número es 618 123 45 67", name="Ana Soto")
    path = f"/desk/chats/{chat_id}"
    await rosa.does(path, "reply", text="Buenos días,\n¿qué pasó?")
    await rosa.does(path, "note", note="@cuidado")
    await town.corridor.says("ana", "=SUMA(A1:A9)")
    assert f"{path}/transcripcion.csv" in (await rosa.sees(f"{path}/transcripcion")).text
    answer = await rosa.sees(f"{path}/transcripcion.csv?notas=1")
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="conversacion-{chat_id}-')
    assert answer.text.startswith("\ufefffecha,quién,canal,texto,archivos,estado")
    rows = list(csv.DictReader(io.StringIO(answer.text[1:])))
    told = {row["texto"]: row["quién"] for row in rows}
    assert told["Buenos días,\n¿qué pasó?"] == "rosa"
    assert told["'@cuidado"] == "Nota interna de rosa"
    assert told["'=SUMA(A1:A9)"] == "Vecino", "it is no formula"
    masked = (await ines.sees(f"{path}/transcripcion.csv")).text
    assert ("618 123 45 67" in masked, "cuidado" in masked, "[dato oculto]" in masked) == (False, False, True)
    taken = [(row.subject_id, row.by) for row in await town.corridor.rows("history") if row.event == "exported"]
    assert taken == [(chat_id, "staff:rosa"), (chat_id, "staff:ines")]
