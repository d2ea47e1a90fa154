"""What staff find in a topic beyond the seven rules: refusals with their reasons, changes, files, and groups in trouble."""

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import fields, replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from civic.access import Role
from civic.message import Address, AddressKind, Failure, Inbound, Kind, Media, MediaKind, Receipt, TopicAct
from handlers.bridge.mirror import Mirror
from handlers.delivery import take_receipts
from handlers.receive import Flood, receive
from handlers.staff.own import Own
from handlers.staff.privacy import erase
from storage import chats, staff, staff_groups
from storage.chat_topics import list_stirred
from storage.media import keep
from storage.outbox import cancel_queued
from storage.person import PrivacyRequest, everything_of
from storage.store import Connection, Store
from storage.tables import metadata
from tests.bridging import GROUP, SECOND, WORKS, StaffRoom, a_topic, staff_room
from tests.corridor import inbound
from tests.desking import WHATSAPP


@pytest.fixture
async def room(store: Store, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    async with staff_room(store, tmp_path, for_all=(GROUP, SECOND), by_department={"obras": (WORKS,)}) as room:
        await room.hires("rosa")
        yield room


async def test_what_cannot_be_sent_says_why(room: StaffRoom) -> None:
    """A colleague has it, it is closed, somebody answered meanwhile: as at the desk."""
    await room.hires("jefa", Role.SUPERVISOR)
    thread = await a_topic(room)
    card, [chat] = room.card(thread).id, await room.desk.corridor.rows("chats")
    rosa, jefa = room.desk.employees
    await room.says("rosa", ">> Ya lo veo", thread)
    await room.says("jefa", ">> Le contesto", thread)
    await room.hires("luis")
    await room.says("luis", "Yo también", thread, to=card)
    await room.says("luis", "/cerrar", thread)
    await room.settles()
    told = [one.message.text for one in room.in_topic(thread)]
    assert told == [
        "No se envió porque la conversación la atiende rosa. Tómela antes de contestar.",
        "No se envió porque la atiende otra persona. Pídale que la suelte, o tómela en la mesa si su puesto lo permite.",
        "No se cerró porque la atiende otra persona. Pídale que la suelte, o tómela en la mesa si su puesto lo permite.",
    ]
    await room.desk.corridor.does(lambda c: room.desk.attendant(c, rosa).reply(chat.id, "Desde la mesa"))
    await room.says("rosa", ">> Sin haberla leído", thread)
    await room.settles()
    assert "No se envió porque alguien más contestó mientras usted escribía." in room.in_topic(thread)[-2].message.text
    assert room.in_topic(thread)[-1].message.text == "rosa (desde la mesa): Desde la mesa"
    await room.says("rosa", ">> Ahora sí", thread)
    await room.says("rosa", "/cerrar", thread)
    await room.says("rosa", ">> Y otra cosa", thread)
    await room.settles()
    assert "Ahora sí" in room.to_resident("ana")
    assert room.in_topic(thread)[-1].message.text == "No se envió porque la conversación ya está cerrada."
    assert jefa


async def test_an_answer_from_the_topic_stands_at_the_desk_with_its_author(room: StaffRoom) -> None:
    thread = await a_topic(room)
    await room.says("rosa", ">> Con gusto", thread)
    await room.settles()
    [chat] = await room.desk.corridor.rows("chats")
    page = (await room.desk.employees[0].sees(f"/desk/chats/{chat.id}")).text
    assert "Con gusto" in page
    assert "Enviado" in page
    assert [row.staff for row in await room.desk.corridor.rows("staff_messages")] == ["rosa"]
    assert {row.event for row in await room.desk.corridor.rows("history", subject="chat")} >= {"taken", "answered"}


async def test_changing_and_taking_back_what_was_sent(room: StaffRoom) -> None:
    thread = await a_topic(room)
    said = await room.says("rosa", ">> El martes", thread)
    note = await room.says("rosa", "ya contesté", thread)
    await room.settles()
    await room.edits(said, ">> El jueves")
    await room.edits(said, ">> El viernes")
    await room.edits(note, "ya contesté yo")
    await room.settles()
    assert len(room.in_topic(thread)) == 1
    assert room.in_topic(thread)[0].message.text.startswith("Cambiar su mensaje aquí no cambia")
    await room.says("rosa", "/borrar", thread)
    await room.says("rosa", "/borrar", thread, to=said.message_id)
    await room.settles()
    [sent] = [one for one in room.done if one.message.text == "El martes"]
    assert [(one.to, one.message.topic.message) for one in room.done if one.act is TopicAct.UNSAY] == [  # type: ignore[union-attr]
        ("chat-ana", sent.id)
    ]
    texts = [one.message.text for one in room.in_topic(thread)]
    assert texts[1:3] == ["Responda con /borrar al mensaje suyo que quiere quitar.", "Se borró del chat de la persona."]


async def test_a_message_that_did_not_arrive_is_told_of(room: StaffRoom) -> None:
    thread = await a_topic(room)
    said = await room.says("rosa", ">> hola", thread)
    corridor = room.desk.corridor
    [row] = await corridor.rows("staff_messages")
    [ana] = await corridor.rows("addresses", value="ana")
    await corridor.does(lambda c: cancel_queued(c, ana.id, "blocked"))
    await room.passes(seconds=61)
    await room.settles()
    told = room.in_topic(thread)[-1]
    assert told.message.text.startswith("No se envió: la persona ya no recibe mensajes")
    assert told.message.topic
    assert told.message.topic.message == said.message_id
    assert row.outbox_id


async def test_a_closed_chat_comes_to_rest(room: StaffRoom) -> None:
    thread = await a_topic(room)
    await room.says("rosa", ">> Con gusto", thread)
    await room.settles()
    await room.passes(seconds=11)
    await room.says("rosa", "/cerrar", thread)
    done = await room.settles()
    assert {one.act for one in done} >= {TopicAct.EDIT, TopicAct.CLOSE}
    assert await room.desk.corridor.store.read(list_stirred) == []
    assert await room.settles() == []


async def test_after_closing_staff_are_still_told_what_became_of_what_they_asked(room: StaffRoom) -> None:
    """The last answer was refused late, and two were taken back, of which Telegram lets one go."""
    thread = await a_topic(room)
    said = [await room.says("rosa", f">> {words}", thread) for words in ("uno", "dos", "tres")]
    await room.settles()
    await room.passes(seconds=11)
    await room.says("rosa", "/cerrar", thread)
    await room.settles()
    assert room.done[-1].act is TopicAct.CLOSE
    await room.says("rosa", "/borrar", thread, to=said[0].message_id)
    await room.settles()
    room.failing[TopicAct.UNSAY] = "message_gone"
    await room.says("rosa", "/borrar", thread, to=said[1].message_id)
    await room.settles()
    room.failing.clear()
    [last] = [one for one in room.done if one.message.text == "tres"]
    await room.desk.corridor.does(lambda c: _refused_late(c, room, last.id))
    await room.settles()
    told = [(one.message.text, one.message.topic.message) for one in room.in_topic(thread) if one.message.topic]
    assert told == [
        ("Se borró del chat de la persona.", ""),
        ("Telegram ya no deja borrar ese mensaje: solo se puede en las 48 horas siguientes.", ""),
        ("No se entregó: Telegram o WhatsApp lo rechazó. Vea la conversación en la mesa.", said[2].message_id),
    ]
    assert TopicAct.REOPEN not in [one.act for one in room.done]
    assert await room.desk.corridor.store.read(list_stirred) == []


def _refused_late(connection: Connection, room: StaffRoom, provider_id: str) -> None:
    world, now = room.desk.corridor.world, room.desk.corridor.now
    receipt = Receipt(
        account="telegram:1", provider_id=provider_id, status="failed", error="63021", failure=Failure.REFUSED, at=now
    )
    take_receipts(connection, [receipt], ids=world.ids, now=now)


@pytest.mark.parametrize("code", ["topic_gone", "topic_closed"])
async def test_the_topic_of_a_closed_chat_is_neither_opened_nor_made_again(room: StaffRoom, code: str) -> None:
    """Staff tidy up: they delete topics that are over."""
    thread = await a_topic(room)
    room.failing = dict.fromkeys((TopicAct.EDIT, TopicAct.CLOSE), code)
    await room.passes(seconds=11)
    await room.says("rosa", "/cerrar", thread)
    await room.settles()
    room.failing.clear()
    assert await room.settles() == []
    assert room.topics() == [thread]
    assert TopicAct.REOPEN not in [one.act for one in room.done]
    assert await room.desk.corridor.rows("incidents", kind="group") == []
    assert await room.desk.corridor.store.read(list_stirred) == []


async def test_a_topic_that_is_made_when_its_chat_is_closed_already_is_deleted(room: StaffRoom) -> None:
    await room.desk.waits("ana")
    await room.bridging.round()
    [chat] = await room.desk.corridor.rows("chats")
    rosa = room.desk.employees[0]
    await room.desk.corridor.does(lambda c: room.desk.attendant(c, rosa).close(chat.id))
    await room.settles()
    [thread] = room.topics()
    assert [one.thread for one in room.done if one.act is TopicAct.DELETE] == [thread]
    assert await room.desk.corridor.store.read(list_stirred) == []


async def test_a_topic_that_somebody_deleted_is_made_anew_once_and_says_again_what_it_lost(room: StaffRoom) -> None:
    first = await a_topic(room)
    room.failing[TopicAct.SAY] = "topic_gone"
    await room.desk.corridor.says("ana", "esto se perdía")
    await room.bridging.round()
    await room.carries_out()
    room.failing.clear()
    await room.settles()
    _, second = room.topics()
    assert second != first
    assert [one.message.text.partition(": ")[2] for one in room.in_topic(second)] == ["esto se perdía"]
    assert room.card(second)
    room.failing[TopicAct.SAY] = "topic_gone"
    await room.desk.corridor.says("ana", "¿hola?")
    await room.settles()
    assert len(room.topics()) == 2
    assert [row.kind for row in await room.desk.corridor.rows("incidents")] == ["group"]


async def test_a_topic_that_was_closed_by_hand_is_opened_again(room: StaffRoom) -> None:
    thread = await a_topic(room)
    room.failing[TopicAct.SAY] = "topic_closed"
    await room.desk.corridor.says("ana", "sigo aquí")
    await room.bridging.round()
    await room.carries_out()
    room.failing.clear()
    await room.settles()
    assert TopicAct.REOPEN in [one.act for one in room.done]
    assert room.in_topic(thread)[-1].message.text.endswith("sigo aquí")


@pytest.mark.parametrize("code", ["no_forum", "no_rights"])
async def test_a_group_that_takes_no_topics_is_passed_over_and_told_of(room: StaffRoom, code: str) -> None:
    room.failing[TopicAct.OPEN] = code
    await room.desk.waits("ana")
    await room.bridging.round()
    await room.carries_out()
    room.failing.clear()
    await room.settles()
    assert (len(room.topics(GROUP)), len(room.topics(SECOND))) == (0, 1)
    [incident] = await room.desk.corridor.rows("incidents", kind="group")
    assert incident.detail.startswith(f"{GROUP}: {code}")


async def test_a_department_has_its_own_group_and_a_chat_moves_there(room: StaffRoom) -> None:
    thread = await a_topic(room)
    [chat] = await room.desk.corridor.rows("chats")
    rosa = room.desk.employees[0]
    await room.desk.corridor.does(lambda c: room.desk.attendant(c, rosa).transfer(chat.id, "obras"))
    await room.settles()
    assert [one.thread for one in room.done if one.act is TopicAct.CLOSE] == [thread]
    assert len(room.topics(WORKS)) == 1


@pytest.mark.parametrize("carried_out", [True, False], ids=["closed meanwhile", "about to be closed"])
async def test_a_chat_that_comes_back_finds_its_topic_open(room: StaffRoom, *, carried_out: bool) -> None:
    thread = await a_topic(room)
    corridor, rosa = room.desk.corridor, room.desk.employees[0]
    [chat] = await corridor.rows("chats")
    await corridor.does(lambda c: room.desk.attendant(c, rosa).transfer(chat.id, "obras"))
    await room.bridging.round()
    if carried_out:
        await room.settles()
    await corridor.does(lambda c: room.desk.attendant(c, rosa).transfer(chat.id, "aguas"))
    await corridor.says("ana", "sigo aquí")
    await room.settles()
    acts = [one.act for one in room.done if one.thread == thread]
    assert acts.count(TopicAct.CLOSE) == carried_out, "what was to close it has not left, or is made good"
    assert acts.count(TopicAct.REOPEN) == 1
    assert room.in_topic(thread)[-1].message.text.endswith("sigo aquí")
    assert len(room.topics()) == 1


async def test_an_answer_and_the_showing_of_its_chat_wait_in_one_order(room: StaffRoom) -> None:
    """On PostgreSQL both lock rows; were each to hold what the other needs, one would be ended and run again."""
    thread = await a_topic(room)
    corridor, runs, holds = room.desk.corridor, list[str](), threading.Event()
    await corridor.says("ana", "sigo aquí")
    [chat] = await corridor.rows("chats")

    def show(connection: Connection) -> None:
        runs.append("show")
        chats.lock_chat(connection, chat.id)
        holds.set()
        _until_somebody_waits(connection)
        Mirror(connection, room.groups, corridor.world, corridor.now).reflect(chat.id)

    def hear(connection: Connection) -> None:
        runs.append("hear")
        receive(connection, [said], world=corridor.world, flood=corridor.flood, now=corridor.now)

    said = await room.saying("rosa", ">> Aquí seguimos.", thread)
    showing = asyncio.create_task(corridor.store.write(show))
    await asyncio.to_thread(holds.wait)
    await asyncio.gather(showing, corridor.store.write(hear))
    assert runs == ["show", "hear"], "nothing was run again"
    await room.settles()
    assert room.to_resident("ana")[-1] == "Aquí seguimos."
    assert room.in_topic(thread)[-1].message.text == "Vecino: sigo aquí"


def _until_somebody_waits(connection: Connection) -> None:
    """For what this transaction holds. SQLite has one writer: there whoever waits has not begun."""
    if connection.dialect.name == "sqlite":
        return
    blocked = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    while not connection.execute(blocked).scalar():
        pass


MOVED = "-100555"


def migrated() -> Inbound:
    """Telegram does so when its topics are turned on."""
    return inbound(
        "", MOVED, account="telegram:1", kind=Kind.MIGRATED, sender=GROUP, group=True,
        addresses=(Address(AddressKind.GROUP, GROUP),),
    )  # fmt: skip


async def test_a_group_that_became_a_supergroup_is_still_the_same(room: StaffRoom) -> None:
    thread = await a_topic(room)
    await room.desk.corridor.takes(migrated())
    await room.desk.corridor.says("ana", "sigo aquí")
    await room.settles()
    assert room.in_topic(thread)[-1].to == MOVED
    known = await room.desk.corridor.store.read(lambda c: staff_groups.list_groups(c, [GROUP]))
    assert known[GROUP].value == MOVED


async def test_the_settings_may_name_a_group_by_the_id_it_has_now(room: StaffRoom) -> None:
    thread = await a_topic(room)
    await room.desk.corridor.takes(migrated())
    room.groups = replace(room.groups, for_all=(MOVED, SECOND))
    room.bridging = room.new_bridging()
    await room.desk.corridor.says("ana", "sigo aquí")
    await room.settles()
    assert (room.in_topic(thread)[-1].to, room.in_topic(thread)[-1].message.text) == (MOVED, "Vecino: sigo aquí")
    assert {row.named for row in await room.desk.corridor.rows("staff_groups")} == {MOVED, SECOND, WORKS}


async def test_a_group_that_was_heard_of_by_its_new_id_first_is_still_the_same(room: StaffRoom) -> None:
    """Somebody wrote there before Telegram told us that it moved; and something waits to be said in the old one."""
    thread = await a_topic(room)
    corridor = room.desk.corridor
    await corridor.says("ana", "sigo aquí")
    await room.bridging.round()
    new = (Address(AddressKind.GROUP, MOVED),)
    await corridor.takes(inbound("", "ya", account="telegram:1", sender=MOVED, group=True, addresses=new), migrated())
    await corridor.says("ana", "¿y ustedes?")
    await room.settles()
    assert [(one.to, one.message.text) for one in room.in_topic(thread)] == [
        (MOVED, "Vecino: sigo aquí"), (MOVED, "Vecino: ¿y ustedes?"),
    ]  # fmt: skip
    known = await corridor.store.read(lambda c: staff_groups.list_groups(c, [GROUP]))
    assert (known[GROUP].value, known[GROUP].state) == (MOVED, "active")
    await room.says("rosa", ">> Aquí seguimos.", thread, group_id=MOVED, group=MOVED)
    await room.settles()
    assert room.to_resident("ana")[-1] == "Aquí seguimos."


async def test_who_is_erased_is_erased_in_the_groups_too(room: StaffRoom) -> None:
    thread = await a_topic(room)
    corridor = room.desk.corridor
    await corridor.says("ana", "vivo en la calle Zarco 5")
    await room.says("rosa", "vive en Zarco 5", thread)
    await room.says("rosa", "mis datos", thread)
    await room.settles()
    [ana] = await corridor.rows("addresses", value="ana")
    held = await corridor.does(lambda c: everything_of(c, ana.person_id))
    assert [row["thread"] for row in held["chat_topics"]] == [thread]
    await _erases(room, ana.person_id)
    await room.settles()
    assert (room.done[-1].act, room.done[-1].thread, room.done[-1].to) == (TopicAct.DELETE, thread, GROUP)
    kept = [*(row.body for row in await corridor.rows("outbox")), *(row.text for row in await corridor.rows("inbox"))]
    assert not any("Zarco" in one for one in kept)


async def _erases(room: StaffRoom, person_id: int) -> None:
    corridor, folio = room.desk.corridor, "DGO-2026-000001-X"
    request = PrivacyRequest(folio, person_id, "cancel", "", corridor.now, corridor.now.date(), None)
    row = {field.name: getattr(request, field.name) for field in fields(PrivacyRequest)}
    await corridor.does(lambda c: c.execute(metadata.tables["privacy_requests"].insert(), {"id": 1, **row}))
    with_groups = {"staff": "jefa", "ids": corridor.world.ids, "now": corridor.now, "groups": room.groups}
    await corridor.does(lambda c: erase(c, folio, **with_groups))


async def _own(room: StaffRoom, act: Callable[[Own], None]) -> None:
    """What rosa does under *Mi cuenta*."""
    corridor = room.desk.corridor

    def write(connection: Connection) -> None:
        account = staff.find_account(connection, "rosa")
        assert account
        access = staff.access_of(connection, account.id)
        act(Own(connection, corridor.world, account, access, 1, corridor.now))

    await corridor.does(write)


async def _code(room: StaffRoom, who: str, words: str, **more: str) -> str:
    said = await room.desk.corridor.says(who, words, **more)
    return re.findall(r"\b[2-9A-Z]{6}\b", said[-1].text)[0]


@pytest.mark.parametrize(
    "why", ["unlinked", "another chat", "joined by another channel", "joined to another", "erased"]
)
async def test_whose_chat_is_no_accounts_any_more_is_taken_out_of_every_group(room: StaffRoom, why: str) -> None:
    await a_topic(room)
    corridor, rosa = room.desk.corridor, await room.user_of("rosa")
    elsewhere = {"account": WHATSAPP}
    match why:
        case "unlinked":
            await _own(room, lambda own: own.unlink_chat())
        case "another chat":
            await corridor.agrees("7777")
            code = await _code(room, "7777", "mi código")
            await _own(room, lambda own: own.link_chat(code))
        case "joined by another channel":
            await corridor.agrees(rosa)
            code = await _code(room, rosa, "enlazar")
            await corridor.says("5216180000000", f"enlazar {code}", **elsewhere)
        case "joined to another":
            await corridor.agrees("5216180000000", **elsewhere)
            code = await _code(room, "5216180000000", "enlazar", **elsewhere)
            await corridor.says(rosa, f"enlazar {code}")
        case "erased":
            [address] = await corridor.rows("addresses", value=rosa)
            await _erases(room, address.person_id)
    await room.settles()
    assert _taken_out(room) == {(group, rosa) for group in (GROUP, SECOND, WORKS)}
    [account] = await corridor.rows("staff", name="rosa")
    [address] = await corridor.rows("addresses", value="7777") or [None]
    assert account.person_id == (address.person_id if address else None)


def _taken_out(room: StaffRoom) -> set[tuple[str, str]]:
    """Groups and members."""
    asked = [(one.to, one.message.topic) for one in room.done if one.act is TopicAct.REMOVE]
    return {(group, topic.member) for group, topic in asked if topic}


async def test_who_links_the_same_chat_again_stays_and_residents_are_no_members(room: StaffRoom) -> None:
    await a_topic(room)
    rosa = await room.user_of("rosa")
    await room.desk.corridor.agrees(rosa)
    code = await _code(room, rosa, "mi código")
    await _own(room, lambda own: own.link_chat(code))
    await room.desk.corridor.agrees("beto")
    code = await _code(room, "beto", "enlazar")
    await room.desk.corridor.says("5216180000000", f"enlazar {code}", account=WHATSAPP)
    [ana] = await room.desk.corridor.rows("addresses", value="ana")
    await _erases(room, ana.person_id)
    await room.settles()
    assert _taken_out(room) == set()


async def test_a_group_that_puts_the_bot_out_gives_way_to_the_next_and_is_told_of(room: StaffRoom) -> None:
    await a_topic(room)
    gone = inbound(
        "", "", account="telegram:1", kind=Kind.LEFT, sender=GROUP, group=True,
        addresses=(Address(AddressKind.GROUP, GROUP),),
    )  # fmt: skip
    await room.desk.corridor.takes(gone)
    await room.passes(seconds=61)
    await room.settles()
    assert [row.detail for row in await room.desk.corridor.rows("incidents", kind="group")] == [
        "quitaron al bot del grupo"
    ]
    [thread] = room.topics(SECOND)
    await room.desk.corridor.says("ana", "sigo aquí")
    await room.settles()
    assert room.in_topic(thread)[-1].to == SECOND
    back = inbound(
        "", "", account="telegram:1", kind=Kind.JOINED, sender=GROUP, group=True,
        addresses=(Address(AddressKind.GROUP, GROUP),),
    )  # fmt: skip
    assert await room.desk.corridor.takes(back) == [], "no committee's welcome"


async def test_the_photo_with_which_a_person_was_asked_for_is_in_the_topic(room: StaffRoom) -> None:
    """Its words stand in the card already."""
    corridor = room.desk.corridor
    await corridor.agrees("ana")
    await corridor.says("ana", "quiero hablar con una persona")
    await corridor.sends("ana", Media(MediaKind.PHOTO, "recibo"), "mi recibo está mal")
    [row] = await corridor.rows("media", ref="recibo")
    await corridor.does(lambda c: keep(c, row.id, path="recibo.jpg", sha256="r", size=10, mime="image/jpeg"))
    [topic] = [one for one in await room.settles() if one.act is TopicAct.OPEN]
    [shown] = [one.message.topic for one in room.in_topic(topic.id) if one.message.topic and one.message.topic.file]
    assert (shown.file, shown.kind) == ("recibo.jpg", "photo")


async def test_what_was_over_the_limit_is_in_the_topic_as_it_is_at_the_desk(room: StaffRoom) -> None:
    thread = await a_topic(room)
    corridor = room.desk.corridor
    corridor.flood = Flood(1)
    for words in ("primero", "segundo", "tercero"):
        await corridor.says("ana", words)
    corridor.flood = Flood(1000)
    await corridor.says("ana", "¿me leyeron?")
    await room.settles()
    assert [row.state for row in await corridor.rows("inbox", text="segundo")] == ["flood"]
    told = [one.message.text.partition(": ")[2] for one in room.in_topic(thread)]
    assert [one for one in told if one][-4:] == ["primero", "segundo", "tercero", "¿me leyeron?"]


async def test_files_go_both_ways_and_the_desk_s_rules_hold(room: StaffRoom) -> None:
    """Pictures, PDFs and sounds; anything else is refused with the reason, and what colleagues show each other stays there."""
    thread = await a_topic(room)
    card, corridor = room.card(thread).id, room.desk.corridor
    made = BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "JPEG")
    room.desk.media.mkdir(exist_ok=True)

    async def shows(name: str, content: bytes) -> None:
        (room.desk.media / name).write_bytes(content)
        media = Media(MediaKind.DOCUMENT, name, name=name)
        await room.says("rosa", "Mire", thread, to=card, kind=Kind.MEDIA, media=(media,))
        [row] = await corridor.rows("media", ref=name)
        at = {"path": name, "sha256": name, "size": len(content), "mime": ""}
        await corridor.does(lambda c: keep(c, row.id, **at))
        await room.settles()

    await shows("plano.jpg", made.getvalue())
    await shows("nota.amr", b"#!AMR voice")
    await room.says("rosa", "", thread, kind=Kind.MEDIA, media=(Media(MediaKind.PHOTO, "among-us"),))
    await room.settles()
    sent = [one.message for one in room.done if one.to == "chat-ana" and one.message.photo]
    assert [one.text for one in sent] == ["Mire"]
    refused = room.in_topic(thread)[-1].message.text
    assert refused.startswith("No se envió porque")
    assert "Se pueden mandar fotos (JPG, PNG, WebP), PDF y audios" in refused
    assert await corridor.rows("media", ref="among-us") == []
    assert [row.text for row in await corridor.rows("notes")] == ["(mandó un archivo al grupo del personal)"]

    await corridor.sends("ana", Media(MediaKind.VOICE, "voz"), "")
    await room.settles()
    assert "voz" not in [one.message.topic.file for one in room.in_topic(thread) if one.message.topic]
    [row] = await corridor.rows("media", ref="voz")
    await corridor.does(lambda c: keep(c, row.id, path="nota.ogg", sha256="v", size=10, mime="audio/ogg"))
    await room.settles()
    shown = room.in_topic(thread)[-1].message
    assert shown.topic
    assert (shown.topic.file, shown.topic.kind) == ("nota.ogg", "voice")

    await room.says("rosa", "/cerrar", thread)
    await shows("tarde.jpg", made.getvalue())
    assert room.in_topic(thread)[-1].message.text.startswith("No se envió porque")
    kept = [file.name for file in room.desk.media.glob("pictures/*")]
    assert kept == [f"{one.photo}.jpg" for one in sent], "what did not go out does not stay"
