"""Chats of staff: whose they are, who may see and answer them, and that nobody speaks over anybody."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from civic.access import Grant, Role
from handlers.clock.call_staff import call_staff
from handlers.clock.hand_out import hand_out
from handlers.clock.late_chats import note_late_chats
from handlers.staff.accounts import Office
from handlers.staff.chats import NoSuchChat, Outdated
from handlers.staff.finding import NotPossible
from storage import outbox
from storage.chats import give_if_unassigned
from storage.outbox import claim
from storage.people import link
from storage.staff import change_account
from storage.store import Connection, Store
from tests.corridor import text
from tests.desking import DeskTown, Employee, desk_town

WATER = "me llegó muy caro el recibo del agua"


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as town:
        yield town


async def _acts(town: DeskTown, employee: Employee, act: str, *args: object, **options: object) -> object:
    def do(connection: Connection) -> object:
        return getattr(town.attendant(connection, employee), act)(*args, **options)

    return await town.corridor.does(do)


async def _chat(town: DeskTown) -> object:
    return (await town.corridor.rows("chats"))[-1]


async def test_the_first_answer_takes_the_chat(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "reply", chat_id, "  Buenos días.  ")
    chat = await _chat(town)
    assert (chat.state, chat.staff, chat.epoch, chat.waiting_since) == ("taken", "rosa", 2, None)
    assert chat.first_answer_at == town.corridor.now
    said = (await town.corridor.rows("outbox"))[-1]
    assert outbox.read_message(said.body).text == "Buenos días."
    assert [row.staff for row in await town.corridor.rows("staff_messages")] == ["rosa"]


async def test_how_long_somebody_waits_is_counted_from_the_first_words_without_an_answer(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    opened = (await _chat(town)).waiting_since
    town.corridor.now += timedelta(minutes=20)
    await town.corridor.says("ana", "¿sigue ahí?")
    assert (await _chat(town)).waiting_since == opened
    await _acts(town, rosa, "reply", chat_id, "Aquí estoy.")
    first = (await _chat(town)).first_answer_at
    asked_at = town.corridor.now
    await town.corridor.says("ana", "gracias, ¿y cuánto debo?")
    chat = await _chat(town)
    assert chat.waiting_since == asked_at
    assert chat.last_at == asked_at
    await _acts(town, rosa, "reply", chat_id, "Son 200 pesos.")
    assert (await _chat(town)).first_answer_at == first, "the first answer stays the first"


async def test_of_two_who_answer_the_second_reads_first(town: DeskTown) -> None:
    rosa, luis = await town.hires("rosa", Role.OPERATOR), await town.hires("luis", Role.SUPERVISOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "reply", chat_id, "Buenos días.", seen=0)
    with pytest.raises(Outdated, match="la atiende rosa"):
        await _acts(town, luis, "reply", chat_id, "Buenas.", seen=0)
    await _acts(town, luis, "take", chat_id, over=True)
    with pytest.raises(Outdated, match="Alguien más contestó"):
        await _acts(town, luis, "reply", chat_id, "Buenas.", seen=0)
    newest = (await town.corridor.rows("staff_messages"))[-1].outbox_id
    await _acts(town, luis, "reply", chat_id, "Buenas.", seen=newest)
    events = [row.event for row in await town.corridor.rows("history", subject="chat")]
    assert events == ["opened", "taken", "answered", "taken", "answered"]


async def test_an_operator_does_not_see_a_colleagues_chat(town: DeskTown) -> None:
    rosa, luis = await town.hires("rosa", Role.OPERATOR), await town.hires("luis", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "take", chat_id)
    with pytest.raises(NoSuchChat):
        await _acts(town, luis, "take", chat_id, over=True)
    await _acts(town, rosa, "release", chat_id)
    await _acts(town, luis, "take", chat_id)
    assert (await _chat(town)).staff == "luis"


REACH = [
    # role, department, may answer a chat about water, may see it
    (Grant(Role.OPERATOR), True, True),
    (Grant(Role.OPERATOR, "aguas"), False, False),
    (Grant(Role.OPERATOR, "atencion"), True, True),
    (Grant(Role.SUPERVISOR, "obras"), False, False),
    (Grant(Role.AUDITOR), False, True),
    (Grant(Role.PLANNER), False, False),
]


@pytest.mark.parametrize(("grant", "answers", "sees"), REACH)
async def test_who_reaches_a_chat_that_no_rule_routes(town: DeskTown, grant: Grant, answers: bool, sees: bool) -> None:
    """It went to the department that takes what no rule takes: Atención Ciudadana."""
    rosa = await town.hires("rosa", grant)
    chat_id = await town.waits("ana", WATER)
    refusal = None if answers else NotPossible if sees else NoSuchChat
    if refusal:
        with pytest.raises(refusal):
            await _acts(town, rosa, "reply", chat_id, "Buenos días.")
    else:
        await _acts(town, rosa, "reply", chat_id, "Buenos días.")


async def test_a_chat_is_given_only_to_who_may_answer_it(town: DeskTown) -> None:
    luis = await town.hires("luis", Role.SUPERVISOR)
    await town.hires("rosa", Role.OPERATOR)
    await town.hires("eva", Role.AUDITOR)
    await town.hires("paco", Grant(Role.OPERATOR, "obras"))
    chat_id = await town.waits("ana")
    for name in ("eva", "paco", "nadie"):
        with pytest.raises(NotPossible, match="no puede atender"):
            await _acts(town, luis, "assign", chat_id, name)
    await _acts(town, luis, "assign", chat_id, "rosa")
    assert (await _chat(town)).staff == "rosa"


async def test_to_another_department_it_waits_there_from_when_it_waited(town: DeskTown) -> None:
    rosa, paco = (
        await town.hires("rosa", Grant(Role.OPERATOR, "atencion")),
        await town.hires("paco", Grant(Role.OPERATOR, "obras")),
    )
    chat_id = await town.waits("ana")
    since = (await _chat(town)).waiting_since
    town.corridor.now += timedelta(hours=1)
    await _acts(town, rosa, "transfer", chat_id, "obras")
    chat = await _chat(town)
    assert (chat.department, chat.state, chat.staff, chat.waiting_since) == ("obras", "waiting", "", since)
    with pytest.raises(NoSuchChat):
        await _acts(town, rosa, "reply", chat_id, "¿Hola?")
    await _acts(town, paco, "reply", chat_id, "Buenos días.")
    with pytest.raises(NotPossible, match="Elija a qué dependencia"):
        await _acts(town, paco, "transfer", chat_id, "ninguna")


async def _claimed(town: DeskTown) -> list[str]:
    def take(connection: Connection) -> list[str]:
        rows = claim(
            connection, account="telegram:1", room=10, resting=[], worker="w", now=town.corridor.now,
            lease=timedelta(minutes=1), quiet=town.corridor.world.quiet,
        )  # fmt: skip
        return [row.message.text for row in rows]

    return await town.corridor.does(take)


async def test_chats_beyond_a_new_role_wait_for_others(town: DeskTown) -> None:
    """Else nobody who answers would see them, and what residents write there would wait for ever."""
    paco = await town.hires("paco", Grant(Role.OPERATOR))
    stays, goes = await town.waits("ana", WATER), await town.waits("beto", "hay un bache")
    await _acts(town, paco, "transfer", stays, "aguas")
    for chat_id in (stays, goes):
        await _acts(town, paco, "take", chat_id)
    world, now = town.corridor.world, town.corridor.now
    await town.corridor.does(lambda c: Office(c, world, "root", now).grant("paco", [Grant(Role.OPERATOR, "aguas")]))
    rows = {row.id: row for row in await town.corridor.rows("chats")}
    assert (rows[stays].state, rows[stays].staff) == ("taken", "paco")
    assert (rows[goes].state, rows[goes].staff, rows[goes].epoch) == ("waiting", "", 3)


async def test_what_the_bot_had_ready_is_not_said_once_a_person_has_the_chat(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    waiting = [row.id for row in await town.corridor.rows("outbox", state="queued")]
    await _acts(town, rosa, "reply", chat_id, "Soy Rosa.")
    assert await _claimed(town) == ["Soy Rosa."]
    gone = [row for row in await town.corridor.rows("outbox") if row.id in waiting]
    assert {(row.state, row.error) for row in gone} == {("cancelled", "person")}


async def test_the_bot_warns_in_an_emergency_whoever_has_the_chat(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "reply", chat_id, "Soy Rosa.")
    await _claimed(town)
    await town.corridor.does(lambda c: outbox.cancel_queued(c, 0, ""))
    assert "911" in text(await town.corridor.says("ana", "¡hay un incendio, auxilio!"))


async def test_notices_wait_while_a_person_talks(town: DeskTown) -> None:
    corridor = town.corridor
    rosa = await town.hires("rosa", Role.OPERATOR)
    await corridor.agrees("ana")
    await corridor.files("ana")
    await corridor.says("ana", "quiero hablar con una persona")
    await corridor.says("ana", "tengo una duda")
    chat = await _chat(town)
    await _claimed(town)

    def notice(connection: Connection) -> None:
        from civic.message import Message, Priority
        from storage.ledger import Ledger

        ledger = Ledger(corridor.world.ids)
        outbox.queue(
            ledger, Message(text="Su reporte avanza."), address_id=chat.address_id, account="telegram:1",
            now=corridor.now, priority=Priority.STATUS, purpose="folio",
        )  # fmt: skip
        ledger.save(connection)

    await _acts(town, rosa, "reply", chat.id, "Soy Rosa.")
    await corridor.does(lambda c: c.exec_driver_sql("UPDATE outbox SET state = 'sent'"))
    await corridor.does(notice)
    assert await _claimed(town) == []
    corridor.now += timedelta(hours=2, minutes=1)
    assert await _claimed(town) == ["Su reporte avanza."]


async def test_a_closed_chat_is_over_and_a_new_one_can_be_asked_for(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "close", chat_id)
    for act, *args in (
        ("reply", "Otra cosa."),
        ("take",),
        ("close",),
        ("snooze", town.corridor.now),
        ("set_priority", 0),
    ):
        with pytest.raises(NotPossible, match="ya está cerrada"):
            await _acts(town, rosa, act, chat_id, *args)
    await _acts(town, rosa, "note", chat_id, "Volverá a preguntar.")
    await town.corridor.says("ana", "quiero hablar con una persona")
    await town.corridor.says("ana", "otra duda")
    assert [row.state for row in await town.corridor.rows("chats")] == ["closed", "waiting"]


async def test_a_snoozed_chat_comes_back_when_the_resident_writes(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    until = town.corridor.now + timedelta(hours=3)
    await _acts(town, rosa, "snooze", chat_id, until)
    assert (await _chat(town)).snoozed_until == until
    await town.corridor.says("ana", "¿qué pasó?")
    assert (await _chat(town)).snoozed_until is None
    for when in (timedelta(0), timedelta(days=91)):
        with pytest.raises(NotPossible, match="90 días"):
            await _acts(town, rosa, "snooze", chat_id, town.corridor.now + when)


async def test_notes_never_reach_a_resident(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    before = await town.corridor.rows("outbox")
    await _acts(town, rosa, "note", chat_id, "Ojo: ya vino dos veces.")
    assert await town.corridor.rows("outbox") == before
    assert [(row.staff, row.text) for row in await town.corridor.rows("notes")] == [("rosa", "Ojo: ya vino dos veces.")]


async def test_a_message_that_did_not_arrive_is_sent_again_once_as_a_new_one(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    first = await _acts(town, rosa, "reply", chat_id, "Soy Rosa.")
    with pytest.raises(NotPossible, match="todavía se está mandando"):
        await _acts(town, rosa, "send_again", chat_id, first)
    await town.corridor.does(lambda c: c.exec_driver_sql(f"UPDATE outbox SET state = 'unknown' WHERE id = {first}"))
    again = await _acts(town, rosa, "send_again", chat_id, first)
    with pytest.raises(NotPossible, match="ya salió"):
        await _acts(town, rosa, "send_again", chat_id, first)
    rows = {row.id: row for row in await town.corridor.rows("outbox")}
    assert rows[again].body == rows[first].body
    assert (rows[first].state, rows[again].state) == ("unknown", "queued")
    assert [row.again_of for row in await town.corridor.rows("staff_messages")] == [None, first]


async def test_of_another_persons_messages_none_is_sent_again(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    one, other = await town.waits("ana"), await town.waits("beto")
    theirs = await _acts(town, rosa, "reply", other, "Hola, Beto.")
    await town.corridor.does(lambda c: c.exec_driver_sql("UPDATE outbox SET state = 'failed'"))
    with pytest.raises(NotPossible):
        await _acts(town, rosa, "send_again", one, theirs)


async def test_two_open_chats_of_one_person_become_one(town: DeskTown) -> None:
    await town.waits("ana")
    await town.waits("ana2")
    people = [row.person_id for row in await town.corridor.rows("addresses")]
    await town.corridor.does(lambda c: link(c, people[1], people[0], town.corridor.now))
    states = sorted((row.state, row.waiting_since is None) for row in await town.corridor.rows("chats"))
    assert states == [("closed", True), ("waiting", False)]
    assert [row.closed_at is not None for row in await town.corridor.rows("chats", state="closed")] == [True]


async def test_every_change_is_told_to_open_pages(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")

    async def told() -> int:
        return len(await town.corridor.rows("chat_events", chat_id=chat_id))

    count = await told()
    assert count == 1, "it was opened"
    for act, *args in (
        ("take",), ("note", "Va."), ("set_labels", ["Agua ", "agua", "recibo"]), ("set_priority", 0),
        ("reply", "Hola."), ("snooze", town.corridor.now + timedelta(hours=1)), ("release",), ("close",),
    ):  # fmt: skip
        await _acts(town, rosa, act, chat_id, *args)
        assert await told() == count + 1, act
        count += 1
    assert [row.label for row in await town.corridor.rows("chat_labels")] == ["agua", "recibo"]


WHEN = [
    # when, in UTC, and what is said of when people are there
    (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), "Lugar en la fila: 1"),
    (datetime(2026, 11, 24, 22, 0, tzinfo=UTC), "Abren el miércoles 25 de noviembre, 09:00."),
    (datetime(2026, 11, 28, 16, 0, tzinfo=UTC), "Abren el lunes 30 de noviembre, 09:00."),
    (datetime(2026, 11, 16, 16, 0, tzinfo=UTC), "Abren el martes 17 de noviembre, 09:00."),  # a public holiday
]


@pytest.mark.parametrize(("now", "says"), WHEN)
async def test_who_asks_for_a_person_is_told_when_one_is_there(town: DeskTown, now: datetime, says: str) -> None:
    await town.corridor.agrees("ana")
    town.corridor.now = now
    await town.corridor.says("ana", "quiero hablar con una persona")
    assert says in text(await town.corridor.says("ana", "tengo una duda del predial"))


async def test_how_long_it_takes_is_said_once_it_is_known(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    for number in range(20):
        chat_id = await town.waits(f"vecino{number}")
        town.corridor.now += timedelta(minutes=12)
        await _acts(town, rosa, "reply", chat_id, "Buenos días.")
        town.corridor.now -= timedelta(minutes=12)
    await town.corridor.agrees("ana")
    await town.corridor.says("ana", "quiero hablar con una persona")
    assert "suelen contestar en unos 15 minutos" in text(await town.corridor.says("ana", "tengo una duda del predial"))


async def test_who_was_attended_to_says_how_it_was_with_one_tap(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "reply", chat_id, "Buenos días.")
    await _acts(town, rosa, "close", chat_id)
    farewell = outbox.read_message((await town.corridor.rows("outbox"))[-1].body)
    assert [choice.label for choice in farewell.choices] == ["Bien", "Regular", "Mal"]
    town.corridor.last["ana"] = farewell
    assert "le atendieron: regular" in text(await town.corridor.presses("ana", "Regular"))
    assert (await _chat(town)).satisfaction == 3
    town.corridor.last["ana"] = farewell
    assert "disculpe" in text(await town.corridor.presses("ana", "Mal"))
    assert (await _chat(town)).satisfaction == 1, "what is said later counts"


async def test_who_was_not_answered_is_not_asked_how_it_was(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "close", chat_id)
    farewell = outbox.read_message((await town.corridor.rows("outbox"))[-1].body)
    assert farewell.choices == ()
    assert "No encuentro" in text(
        await town.corridor.says("ana", "calificar") and await town.corridor.says("ana", "mal")
    )


async def _hands_out(town: DeskTown) -> int:
    counts = await town.corridor.does(lambda c: hand_out(c, town.corridor.now, world=town.corridor.world))
    return int(counts["given"])


async def _on_duty(town: DeskTown, capacity: int, *employees: Employee) -> None:
    for one in employees:
        await town.corridor.does(lambda c, one=one: change_account(c, one.id, capacity=capacity, is_available=True))


async def test_chats_are_given_in_turn_to_who_has_room_and_may_answer(town: DeskTown) -> None:
    rosa, luis = await town.hires("rosa", Role.OPERATOR), await town.hires("luis", Role.OPERATOR)
    eva, paco = await town.hires("eva", Role.AUDITOR), await town.hires("paco", Grant(Role.OPERATOR, "obras"))
    away = await town.hires("tere", Role.OPERATOR)
    await _on_duty(town, 2, rosa, luis, eva, paco)
    await _on_duty(town, 0, away)
    for number in range(5):
        await town.waits(f"vecino{number}")
    assert await _hands_out(town) == 4
    assert [row.staff for row in await town.corridor.rows("chats")] == ["luis", "rosa", "luis", "rosa", ""]
    assert await _hands_out(town) == 0, "nobody has room"
    chat = (await town.corridor.rows("chats"))[1]
    await _acts(town, rosa, "close", chat.id)
    assert await _hands_out(town) == 1
    assert [row.staff for row in await town.corridor.rows("chats")][-1] == "rosa"


async def test_what_a_person_took_is_not_given_away(town: DeskTown) -> None:
    rosa, luis = await town.hires("rosa", Role.OPERATOR), await town.hires("luis", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "take", chat_id)
    await _on_duty(town, 5, luis)
    assert await _hands_out(town) == 0
    assert not await town.corridor.does(lambda c: give_if_unassigned(c, chat_id, "luis", town.corridor.now))
    assert (await _chat(town)).staff == "rosa"


async def test_nothing_is_given_while_the_office_is_closed(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    await _on_duty(town, 5, rosa)
    await town.waits("ana")
    town.corridor.now += timedelta(hours=8)
    assert await _hands_out(town) == 0
    town.corridor.now += timedelta(hours=16)
    assert await _hands_out(town) == 1


async def _calls(town: DeskTown) -> list[str]:
    before = {row.id for row in await town.corridor.rows("outbox")}
    await town.corridor.does(lambda c: call_staff(c, town.corridor.now, world=town.corridor.world))
    return [outbox.read_message(row.body).text for row in await town.corridor.rows("outbox") if row.id not in before]


async def test_who_is_there_is_called_in_their_own_chat_when_somebody_waits(town: DeskTown) -> None:
    corridor = town.corridor
    corridor.world = replace(corridor.world, public_url="https://voz.example.gob.mx")
    rosa, paco = await town.hires("rosa", Role.OPERATOR), await town.hires("paco", Grant(Role.OPERATOR, "obras"))
    for who, one in (("rosa-tel", rosa), ("paco-tel", paco)):
        await corridor.agrees(who)
        person_id = (await corridor.rows("addresses", value=who))[0].person_id
        await corridor.does(
            lambda c, one=one, person_id=person_id: change_account(c, one.id, person_id=person_id, is_available=True)
        )
    chat_id = await town.waits("ana", "es un secreto")
    assert await _calls(town) == [], "whoever has the desk open answers meanwhile"
    corridor.now += timedelta(minutes=3)
    [said] = await _calls(town)
    assert said == "Una persona espera respuesta desde hace 3 minutos.\nhttps://voz.example.gob.mx/desk/"
    corridor.now += timedelta(minutes=20)
    assert await _calls(town) == [], "she knows of this one"
    await town.waits("beto")
    corridor.now += timedelta(minutes=3)
    assert await _calls(town) == [
        "2 personas esperan respuesta; la primera, desde hace 26 minutos.\nhttps://voz.example.gob.mx/desk/"
    ]
    await _acts(town, rosa, "close", chat_id)
    await town.waits("carla")
    corridor.now += timedelta(minutes=3)
    assert await _calls(town) == [], "not again within a quarter of an hour"
    corridor.now += timedelta(hours=8)
    assert await _calls(town) == [], "the office is closed"


@pytest.mark.parametrize("reason", ["tengo una duda", "es un secreto", "necesito ayuda", "son unos inútiles"])
async def test_whatever_is_said_of_the_matter_is_the_matter(town: DeskTown, reason: str) -> None:
    await town.waits("ana", reason)
    assert (await _chat(town)).reason == reason


async def _notes_late(town: DeskTown) -> int:
    counts = await town.corridor.does(lambda c: note_late_chats(c, town.corridor.now, world=town.corridor.world))
    return int(counts["late_chats"])


async def test_who_is_not_answered_in_time_is_noted_once_each_time_they_wait(town: DeskTown) -> None:
    """An hour of office time for the first answer, two for the next ones. It is ten in the morning, Tuesday."""
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    opened = (await _chat(town)).opened_at
    assert (await _chat(town)).answer_due_at == opened + timedelta(hours=1)
    town.corridor.now = opened + timedelta(minutes=59)
    assert await _notes_late(town) == 0
    await town.corridor.says("ana", "¿hola?")
    assert (await _chat(town)).answer_due_at == opened + timedelta(hours=1), "writing again moves nothing"
    town.corridor.now = opened + timedelta(hours=1)
    assert await _notes_late(town) == 1
    assert await _notes_late(town) == 0
    assert [row.kind for row in await town.corridor.rows("incidents")] == ["chat_late"]
    await _acts(town, rosa, "reply", chat_id, "Disculpe.")
    assert ((await _chat(town)).answer_due_at, (await _chat(town)).is_late) == (None, False)
    town.corridor.now = datetime(2026, 11, 24, 20, 30, tzinfo=UTC)  # half past two
    await town.corridor.says("ana", "¿y entonces?")
    assert (await _chat(town)).answer_due_at == datetime(2026, 11, 25, 16, 30, tzinfo=UTC), "tomorrow, half past ten"
    town.corridor.now = datetime(2026, 11, 25, 16, 31, tzinfo=UTC)
    assert await _notes_late(town) == 1


async def test_a_department_has_its_own_terms(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    town.corridor.world = replace(town.corridor.world, department_minutes={"obras": (10, 20)})
    chat_id = await town.waits("ana")
    due = (await _chat(town)).answer_due_at
    await _acts(town, rosa, "transfer", chat_id, "obras")
    assert (await _chat(town)).answer_due_at == due, "who waited does not begin anew"
    await _acts(town, rosa, "reply", chat_id, "Buenos días.")
    asked_at = town.corridor.now
    await town.corridor.says("ana", "¿y la calle?")
    assert (await _chat(town)).answer_due_at == asked_at + timedelta(minutes=20)
