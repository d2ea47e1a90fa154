"""Waiting chats answered from groups of staff on Telegram: the seven rules, each with a name."""

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from civic.access import Grant, Role
from civic.message import Kind, TopicAct
from handlers.bridge.mirror import Mirror
from handlers.staff.accounts import Office
from storage.outbox import Outcome, Sending, record
from storage.store import Store
from tests.bridging import GROUP, SECOND, WORKS, StaffRoom, a_topic, messages_of, staff_room
from tests.desking import WHATSAPP


@pytest.fixture
async def room(store: Store, tmp_path: Path) -> AsyncIterator[StaffRoom]:
    async with staff_room(store, tmp_path, for_all=(GROUP, SECOND), by_department={"obras": (WORKS,)}) as room:
        await room.hires("rosa")
        yield room


async def test_rule_1_only_what_is_meant_for_the_resident_goes_to_them(room: StaffRoom) -> None:
    thread = await a_topic(room)
    card = room.card(thread).id
    await room.desk.corridor.says("ana", "¿siguen ahí?")
    await room.settles()
    [theirs] = room.in_topic(thread)
    assert theirs.message.text.endswith(": ¿siguen ahí?")

    await room.says("rosa", "¿alguien sabe de esto?", thread)
    await room.says("rosa", "/nota es la del recibo doble", thread)
    await room.says("rosa", "Buenos días, ya lo reviso.", thread, to=card)
    await room.says("rosa", "Sí, aquí seguimos.", thread, to=theirs.id)
    await room.says("rosa", ">> Mañana queda.", thread)
    plain = await room.says("rosa", "yo creo que miente", thread)
    await room.says("rosa", "pues sí", thread, to=plain.message_id)
    await room.settles()

    assert room.to_resident("ana")[-3:] == ["Buenos días, ya lo reviso.", "Sí, aquí seguimos.", "Mañana queda."]
    notes = [row.text for row in await room.desk.corridor.rows("notes")]
    assert notes == ["¿alguien sabe de esto?", "es la del recibo doble", "yo creo que miente", "pues sí"]
    assert not any("miente" in one.message.text for one in room.done if one.to == "chat-ana")
    [chat] = await room.desk.corridor.rows("chats")
    assert (chat.state, chat.staff) == ("taken", "rosa"), "the first answer takes it, as at the desk"
    assert len(room.in_topic(thread)) == 1, "what was said there is not said there again"


async def test_rule_1_words_of_colleagues_and_the_general_topic_are_no_way_to_the_resident(room: StaffRoom) -> None:
    thread = await a_topic(room)
    [chat] = await room.desk.corridor.rows("chats")
    rosa = room.desk.employees[0]
    await room.desk.corridor.does(lambda c: room.desk.attendant(c, rosa).note(chat.id, "ojo con el folio"))
    await room.settles()
    [echo] = room.in_topic(thread)
    assert echo.message.text == "Nota interna de rosa: ojo con el folio"
    before = room.to_resident("ana")
    await room.says("rosa", "ya vi", thread, to=echo.id)
    await room.says("rosa", ">> hola", "")
    await room.settles()
    assert room.to_resident("ana") == before


async def test_rule_2_one_card_is_pinned_and_changed_in_place(room: StaffRoom) -> None:
    thread = await a_topic(room)
    shown = room.card_text(thread)
    for part in ("Telegram", "Pide: tengo una duda del predial", "nadie todavía", "https://voz.example.mx/desk/chats/"):
        assert part in shown
    assert [one.message.topic.message for one in room.done if one.act is TopicAct.PIN] == [room.card(thread).id]  # type: ignore[union-attr]
    await room.passes(seconds=11)
    await room.says("rosa", "/tomar", thread)
    await room.settles()
    assert "La atiende: rosa" in room.card_text(thread)
    assert [one.act for one in room.done].count(TopicAct.CARD) == 1

    edits = [one.act for one in room.done].count(TopicAct.EDIT)
    for command in ("/soltar", "/tomar", "/soltar"):
        await room.says("rosa", command, thread)
        await room.settles()
    assert [one.act for one in room.done].count(TopicAct.EDIT) == edits, "not again within ten seconds"
    await room.passes(seconds=11)
    await room.settles()
    assert "nadie todavía" in room.card_text(thread)
    assert [one.act for one in room.done].count(TopicAct.EDIT) == edits + 1, "all in one change"


async def test_rule_2_buttons_of_the_card_are_the_same_acts(room: StaffRoom) -> None:
    thread = await a_topic(room)
    card = room.card(thread)
    take, close = card.message.choices
    await room.says("rosa", take.label, thread, to=card.id, kind=Kind.CHOICE, choice=take.token)
    assert [row.staff for row in await room.desk.corridor.rows("chats")] == ["rosa"]
    await room.says("rosa", close.label, thread, to=card.id, kind=Kind.CHOICE, choice=close.token)
    await room.passes(seconds=11)
    await room.settles()
    assert "Estado: cerrada" in room.card_text(thread)
    assert room.done[-1].act is TopicAct.CLOSE
    assert await room.settles() == []


async def test_rule_3_residents_words_go_before_cards(room: StaffRoom) -> None:
    await a_topic(room)
    await room.passes(seconds=11)
    [chat] = await room.desk.corridor.rows("chats")
    rosa = room.desk.employees[0]
    await room.desk.corridor.does(lambda c: room.desk.attendant(c, rosa).take(chat.id))
    await room.bridging.round()
    await room.desk.corridor.says("ana", "hola?")
    await room.bridging.round()
    before = len(room.done)
    await room.carries_out()
    assert [one.act for one in room.done[before:] if one.to == GROUP] == [TopicAct.SAY, TopicAct.EDIT]


async def test_rule_3_a_group_that_cannot_keep_up_hears_how_many_there_are(room: StaffRoom) -> None:
    thread = await a_topic(room)
    for number in range(25):
        await room.desk.corridor.says("ana", f"mensaje {number}")
        await room.bridging.round()
    waiting = [row for row in await room.desk.corridor.rows("outbox", purpose="group") if row.state == "queued"]
    assert len(waiting) == 18, "a minute's worth"
    await room.passes(seconds=90)
    await room.settles()
    said = room.in_topic(thread)
    assert len(said) == 19
    assert said[-1].message.text.startswith("7 mensajes nuevos. Véalos en la mesa: https://voz.example.mx/desk/chats/")
    await room.settles()
    assert len(room.in_topic(thread)) == 19


async def test_rule_4_quick_messages_and_two_processes_make_one_topic(room: StaffRoom) -> None:
    await room.desk.waits("ana")
    await room.desk.corridor.says("ana", "hola")
    await room.bridging.round()
    [chat] = await room.desk.corridor.rows("chats")
    corridor = room.desk.corridor

    def look(connection: object) -> bool:
        return Mirror(connection, room.groups, corridor.world, corridor.now).reflect(chat.id)  # type: ignore[arg-type]

    await asyncio.gather(*(corridor.store.write(look) for _ in range(6)))
    await room.settles()
    assert len(room.topics()) == 1
    assert len(await corridor.rows("chat_topics")) == 1


async def test_rule_4_a_topic_whose_making_was_cut_off_is_made_anew_and_the_orphan_goes(room: StaffRoom) -> None:
    room.lost.add(TopicAct.OPEN)
    await room.desk.waits("ana")
    await room.bridging.round()
    await room.carries_out()
    room.lost.clear()
    await room.settles()
    [first, _] = await room.desk.corridor.rows("topic_orders", what="open")
    [thread] = room.topics()

    def late(connection: object) -> None:
        """The worker that was thought dead knows now what came of it."""
        outcome = Outcome(id=first.outbox_id, state=Sending.SENT, provider_id="77")
        record(connection, [outcome], worker="w", now=room.desk.corridor.now, ids=room.desk.corridor.world.ids)  # type: ignore[arg-type]

    await room.desk.corridor.does(late)
    await room.passes(seconds=61)
    await room.settles()
    assert [one.thread for one in room.done if one.act is TopicAct.DELETE] == ["77"]
    assert room.card(thread)


async def test_rule_4_an_orphan_is_known_by_who_writes_in_it_and_topics_of_others_are_left_alone(
    room: StaffRoom,
) -> None:
    await a_topic(room)
    await room.says("rosa", "¿y esto?", "88")
    await room.settles()
    assert TopicAct.DELETE not in [one.act for one in room.done], "of a database that was put back, say"
    room.lost.add(TopicAct.OPEN)
    await room.desk.waits("beto")
    await room.bridging.round()
    await room.carries_out()
    room.lost.clear()
    await room.settles()
    await room.says("rosa", "¿y esto?", "99")
    await room.settles()
    assert [one.thread for one in room.done if one.act is TopicAct.DELETE] == ["99"], "made by us, known to nobody"


async def test_rule_5_who_may_not_answer_is_ignored_and_told_once(room: StaffRoom) -> None:
    thread = await a_topic(room)
    card, before = room.card(thread).id, room.to_resident("ana")
    await room.hires("perez", Role.PLANNER)
    await room.hires("lejos", Grant(Role.OPERATOR, department="aguas"))
    for name in ("nadie", "perez", "lejos"):
        for text in (">> le contesto yo", "apunte", "/cerrar"):
            await room.says(name, text, thread, to=card)
    await room.settles()
    told = [one.message.text for one in room.in_topic(thread)]
    assert len(told) == 3
    assert all(one.startswith("No se tomó en cuenta: su cuenta de Telegram no está enlazada") for one in told)
    assert room.to_resident("ana") == before
    assert await room.desk.corridor.rows("notes") == []
    assert [row.state for row in await room.desk.corridor.rows("chats")] == ["waiting"]


async def test_rule_5_who_leaves_is_taken_out_of_every_group(room: StaffRoom) -> None:
    await a_topic(room)
    rosa = await room.user_of("rosa")
    world, now = room.desk.corridor.world, room.desk.corridor.now
    await room.desk.corridor.does(lambda c: Office(c, world, "root", now).close("rosa"))
    await room.settles()
    out = {(one.to, one.message.topic.member) for one in room.done if one.act is TopicAct.REMOVE}  # type: ignore[union-attr]
    assert out == {(group, rosa) for group in (GROUP, SECOND, WORKS)}
    before = room.to_resident("ana")
    await room.says(rosa, ">> todavía puedo", room.topics()[0])
    await room.settles()
    assert room.to_resident("ana") == before


async def test_rule_6_a_full_group_gives_way_to_the_next_and_the_operator_knows_before(
    store: Store, tmp_path: Path
) -> None:
    async with staff_room(store, tmp_path, for_all=(GROUP, SECOND), rotate_at=20) as room:
        await room.hires("rosa")
        thread = await a_topic(room)
        assert await messages_of(room, GROUP) == 3, "the topic, its card, and that it was pinned"
        for number in range(15):
            await room.says("rosa", f"nota {number}", thread)
        assert await messages_of(room, GROUP) == 18
        await a_topic(room, "beto")
        assert [row.detail for row in await room.desk.corridor.rows("incidents", kind="group_full")] == [
            f"{GROUP}: 18 de 20"
        ]
        await a_topic(room, "caro")
        assert (len(room.topics(GROUP)), len(room.topics(SECOND))) == (2, 1)
        await room.desk.corridor.says("ana", "sigo aquí")
        await room.settles()
        assert room.in_topic(thread)[-1].message.text.endswith("sigo aquí"), "who has a topic keeps it"


async def test_rule_7_whatsapp_is_refused_when_its_window_is_closed(room: StaffRoom) -> None:
    thread = await a_topic(room, "5216180000000", account=WHATSAPP)
    card = room.card(thread)
    assert "WhatsApp: se le puede escribir hasta el" in card.message.text
    await room.says("rosa", "Buenas", thread, to=card.id)
    await room.settles()
    assert room.to_resident("5216180000000")[-1] == "Buenas"
    await room.passes(hours=24)
    await room.settles()
    assert "pasaron 24 horas; solo con plantilla" in room.card_text(thread)
    await room.says("rosa", "¿Sigue ahí?", thread, to=card.id)
    await room.settles()
    refused = room.in_topic(thread)[-1]
    assert refused.message.text.startswith("No se envió porque pasaron 24 horas")
    assert "/desk/chats/" in refused.message.text
    assert room.to_resident("5216180000000")[-1] == "Buenas"


async def test_nothing_is_loaded_where_no_group_is_named() -> None:
    code = (
        "import sys, bot.build, bot.settings;"
        "assert bot.build.staff_groups_of(bot.settings.Settings()) is None;"
        "print([name for name in sys.modules if 'bridg' in name or name.endswith('telegram.topics')])"
    )
    out = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", code], capture_output=True, text=True)
    assert out.stdout.strip() == "['storage.tables.bridge']", out.stderr
