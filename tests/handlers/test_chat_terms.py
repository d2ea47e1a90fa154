"""By when a chat is to be resolved: the clock that rests for the resident, and who is told before it is too late."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from civic.access import Grant, Role
from handlers.clock.call_staff import call_staff
from handlers.clock.late_chats import note_late_chats
from handlers.staff.accounts import Office
from storage import outbox
from storage.staff import change_account
from storage.store import Connection, Store
from storage.tables import chat_viewers
from tests.desking import DeskTown, Employee, desk_town
from tests.two_workers import meanwhile, on_postgres

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    """Three hours of office time to resolve a chat; in public works 45 minutes. It is Tuesday, ten in the morning."""
    own = {"obras": (10, 20, 45), "aguas": (10, 20)}
    home = "https://voz.example.gob.mx"
    async with desk_town(store, tmp_path, resolution_minutes=180, department_minutes=own, public_url=home) as town:
        yield town


async def _acts(town: DeskTown, who: Employee, act: str, *args: object, **more: object) -> None:
    await town.corridor.does(lambda c: getattr(town.attendant(c, who), act)(*args, **more))


async def _chat(town: DeskTown, number: int = -1):  # type: ignore[no-untyped-def]
    return (await town.corridor.rows("chats"))[number]


async def _rings(town: DeskTown) -> tuple[int, int, int]:
    """Answers overdue, chats unsolved, terms that are near."""
    told = await town.corridor.does(lambda c: note_late_chats(c, town.corridor.now, world=town.corridor.world))
    return told["late_chats"], told["unsolved"], told["near"]


async def _calls(town: DeskTown) -> list[str]:
    before = {row.id for row in await town.corridor.rows("outbox")}
    await town.corridor.does(lambda c: call_staff(c, town.corridor.now, world=town.corridor.world))
    said = [outbox.read_message(row.body).text for row in await town.corridor.rows("outbox") if row.id not in before]
    return [text.removesuffix("\nhttps://voz.example.gob.mx/desk/") for text in said]


async def _is_there(town: DeskTown, one: Employee) -> None:
    await town.corridor.agrees(f"{one.name}-tel")
    person_id = (await town.corridor.rows("addresses", value=f"{one.name}-tel"))[0].person_id
    await town.corridor.does(lambda c: change_account(c, one.id, person_id=person_id, is_available=True))


async def test_the_clock_rests_while_the_resident_has_the_word(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    opened = (await _chat(town)).opened_at
    assert (await _chat(town)).solve_due_at == opened + 3 * HOUR
    town.corridor.now = opened + HOUR
    await _acts(town, rosa, "reply", chat_id, "¿Cuál es su número de contrato?")
    assert ((await _chat(town)).solve_due_at, (await _chat(town)).solve_seconds) == (None, 3600)
    town.corridor.now += timedelta(days=2)  # Thursday, eleven
    back = town.corridor.now
    await town.corridor.says("ana", "es el 123")
    await town.corridor.says("ana", "¿hola?")
    assert (await _chat(town)).solve_due_at == back + 2 * HOUR
    town.corridor.now = back + HOUR
    await _acts(town, rosa, "reply", chat_id, "Ya quedó.")
    await _acts(town, rosa, "close", chat_id)
    closed = await _chat(town)
    assert (closed.solve_seconds, closed.solve_since, closed.solve_due_at, closed.is_solve_late) == (
        7200, None, None, False,
    )  # fmt: skip
    await town.waits("ana", "otra duda")
    again = await _chat(town)
    assert (again.solve_seconds, again.solve_since) == (0, again.opened_at), "another chat, another clock"


@on_postgres
async def test_who_is_answered_at_this_moment_is_not_late_in_the_next_wait(town: DeskTown) -> None:
    """The leader's clock ticks while another worker writes the answer."""
    rosa, corridor = await town.hires("rosa", Role.OPERATOR), town.corridor
    chat_id = await town.waits("ana")
    corridor.now += 2 * HOUR
    answered = lambda c: town.attendant(c, rosa).reply(chat_id, "¿Cuál es su número de contrato?")  # noqa: E731
    assert await meanwhile(corridor.store, answered, _rings(town)) == (0, 0, 0)
    assert (await _chat(town)).is_late is False
    await corridor.says("ana", "es el 123")
    corridor.now += 2 * HOUR
    assert (await _rings(town))[0] == 1


@on_postgres
async def test_the_clock_of_who_writes_while_they_are_put_off_runs(town: DeskTown) -> None:
    rosa, corridor = await town.hires("rosa", Role.OPERATOR), town.corridor
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "take", chat_id)
    now, monday = corridor.now, datetime(2026, 11, 30, 16, tzinfo=UTC)
    put_off = lambda c: town.attendant(c, rosa).snooze(chat_id, monday, asked=True)  # noqa: E731
    await meanwhile(corridor.store, put_off, corridor.says("ana", "mejor ya"))
    assert (await _chat(town)).solve_since == now


async def test_until_a_day_that_the_resident_asked_for_nothing_runs(town: DeskTown) -> None:
    rosa, eva = await town.hires("rosa", Role.OPERATOR), await town.hires("eva", Role.SUPERVISOR)
    chat_id = await town.waits("ana")
    opened = (await _chat(town)).opened_at
    town.corridor.now = opened + HOUR
    await _acts(town, rosa, "take", chat_id)
    await _acts(town, rosa, "snooze", chat_id, opened + timedelta(days=1))
    assert (await _chat(town)).solve_due_at == opened + 3 * HOUR, "for our own convenience it does not rest"
    monday = datetime(2026, 11, 30, 16, tzinfo=UTC)
    await _acts(town, rosa, "snooze", chat_id, monday, asked=True)
    chat = await _chat(town)
    assert (chat.solve_seconds, chat.solve_due_at, chat.answer_due_at) == (3600, monday + 2 * HOUR, monday + HOUR)
    town.corridor.now = opened + timedelta(days=2)
    assert await _rings(town) == (0, 0, 0)
    await _acts(town, eva, "take", chat_id, over=True)
    assert (await _chat(town)).solve_due_at == town.corridor.now + 2 * HOUR, "somebody works on it sooner"
    await _acts(town, eva, "snooze", chat_id, monday, asked=True)
    await town.corridor.says("ana", "mejor ya")
    assert (await _chat(town)).solve_due_at == opened + timedelta(days=2) + 2 * HOUR


async def test_another_department_has_another_term_and_it_is_written_down(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.SUPERVISOR)
    chat_id = await town.waits("ana")
    opened = (await _chat(town)).opened_at
    town.corridor.now = opened + 20 * MINUTE
    await _acts(town, rosa, "transfer", chat_id, "obras")
    assert (await _chat(town)).solve_due_at == opened + 45 * MINUTE, "what passed has passed"
    town.corridor.now = opened + 46 * MINUTE
    assert (await _rings(town))[1] == 1
    await _acts(town, rosa, "transfer", chat_id, "aguas")
    chat = await _chat(town)
    assert (chat.solve_due_at, chat.is_solve_late) == (opened + 3 * HOUR, False), "it has no own one"
    town.corridor.now = opened + HOUR
    await _acts(town, rosa, "transfer", chat_id, "obras")
    assert (await _chat(town)).solve_due_at == town.corridor.now, "its time is over already"
    lines = await town.corridor.rows("history", subject="chat")
    assert [line.note for line in lines if line.event == "target_changed"] == [
        "180 min → 45 min", "45 min → 180 min", "180 min → 45 min",
    ]  # fmt: skip
    assert [line.event for line in lines if line.by == "clock"] == ["unsolved"]
    assert [row.kind for row in await town.corridor.rows("incidents")] == ["chat_unsolved"]


async def test_who_leaves_the_queue_is_not_measured_and_who_closed_late_is(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    await town.waits("ana")
    await town.corridor.says("ana", "menú")
    gone = await _chat(town)
    assert (gone.state, gone.solve_seconds, gone.solve_due_at) == ("closed", None, None)
    chat_id = await town.waits("beto")
    await _acts(town, rosa, "reply", chat_id, "Un momento.")
    await town.corridor.says("beto", "¿y?")
    town.corridor.now += 4 * HOUR
    await _acts(town, rosa, "reply", chat_id, "Listo.")
    await _acts(town, rosa, "close", chat_id)
    assert (await _chat(town)).is_solve_late is False, "the last answer came late, and then nothing was due any more"
    chat_id = await town.waits("carla")
    await _acts(town, rosa, "reply", chat_id, "Un momento.")
    await town.corridor.says("carla", "¿y?")
    town.corridor.now += timedelta(days=1)
    await _acts(town, rosa, "close", chat_id)
    assert (await _chat(town)).is_solve_late is True


async def test_whose_account_closes_leaves_chats_that_run_again(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "reply", chat_id, "Buenos días.")
    assert (await _chat(town)).solve_due_at is None
    await town.corridor.does(lambda c: Office(c, town.corridor.world, "root", town.corridor.now).close("rosa"))
    chat = await _chat(town)
    assert (chat.staff, chat.solve_due_at is not None) == ("", True)


async def test_what_is_near_its_term_is_told_once_to_who_can_do_something(town: DeskTown) -> None:
    """Rosa has one chat, Paco is of another department, Eva is not there, Luis only reads."""
    rosa = await town.hires("rosa", Role.OPERATOR)
    paco = await town.hires("paco", Grant(Role.OPERATOR, "aguas"))
    luis = await town.hires("luis", Role.AUDITOR)
    await town.hires("eva", Role.OPERATOR)
    for one in (rosa, paco, luis):
        await _is_there(town, one)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "take", chat_id)
    opened = (await _chat(town)).opened_at
    town.corridor.now = opened + 40 * MINUTE
    assert await _rings(town) == (0, 0, 0)
    assert len(await _calls(town)) == 1, "that somebody waits, to Rosa alone"
    town.corridor.now = opened + 46 * MINUTE
    events = len(await town.corridor.rows("chat_events"))
    assert await _rings(town) == (0, 0, 1), "14 minutes are left"
    assert len(await town.corridor.rows("chat_events")) == events + 1, "open pages are told"
    assert await _rings(town) == (0, 0, 0)
    assert await _calls(town) == [], "Rosa was called six minutes ago"
    await town.waits("beto")
    town.corridor.now = opened + 56 * MINUTE
    assert await _calls(town) == [
        "Una conversación está por vencer: le quedan 4 minutos.\n"
        "2 personas esperan respuesta; la primera, desde hace 56 minutos."
    ]
    town.corridor.now = opened + 59 * MINUTE
    assert await _calls(town) == []


async def test_who_is_talking_at_this_moment_is_not_alarmed(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    await _is_there(town, rosa)
    chat_id = await town.waits("ana")
    opened = (await _chat(town)).opened_at
    town.corridor.now = opened + 50 * MINUTE

    def writes(connection: Connection) -> None:
        row = {"chat_id": chat_id, "staff_id": rosa.id, "seen_at": town.corridor.now, "writing_at": town.corridor.now}
        connection.execute(insert(chat_viewers), row)

    await town.corridor.does(writes)
    assert (await _rings(town), await _calls(town)) == (
        (0, 0, 0),
        ["Una persona espera respuesta desde hace 50 minutos."],
    )
    town.corridor.now += 3 * MINUTE
    assert await _rings(town) == (0, 0, 1), "nothing came of it"
    await _acts(town, rosa, "reply", chat_id, "Buenos días.")
    town.corridor.now = opened + 2 * HOUR
    await town.corridor.says("ana", "¿y?")
    town.corridor.now = (await _chat(town)).solve_due_at - 2 * MINUTE
    await _acts(town, rosa, "reply", chat_id, "Lo estoy viendo.")
    await town.corridor.says("ana", "gracias, espero")
    assert (await _chat(town)).solve_due_at is not None
    town.corridor.now += 3 * MINUTE
    assert await _rings(town) == (0, 0, 0), "the term is over, and they are talking"
    town.corridor.now += 3 * MINUTE
    assert await _rings(town) == (0, 1, 0)


async def test_nobody_is_hurried_while_the_office_is_closed(town: DeskTown) -> None:
    """Asked at ten past two: an hour of office later it is ten past nine; a quarter of an hour before that is tonight."""
    rosa = await town.hires("rosa", Role.OPERATOR)
    await _is_there(town, rosa)
    town.corridor.now = datetime(2026, 11, 24, 20, 10, tzinfo=UTC)
    await town.waits("ana")
    town.corridor.now = datetime(2026, 11, 24, 20, 54, tzinfo=UTC)
    assert await _rings(town) == (0, 0, 0)
    town.corridor.now = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
    assert (await _rings(town), await _calls(town)) == ((0, 0, 0), [])
    await town.signs_in(rosa)
    page = await rosa.sees("/desk/?ver=late")
    assert page.text.count('<li id="chat-') == 1, "the queue shows it all the same: it is the next thing to do"
    town.corridor.now = datetime(2026, 11, 25, 15, 1, tzinfo=UTC)
    assert await _rings(town) == (0, 0, 1)


async def test_the_queue_says_in_words_what_is_near_and_what_is_over(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    await _acts(town, rosa, "reply", chat_id, "Buenos días.")
    await town.corridor.says("ana", "¿y?")
    due_at = (await _chat(town)).solve_due_at
    assert due_at is not None
    town.corridor.now = due_at - 20 * MINUTE
    await town.signs_in(rosa)
    assert "Resolver:" not in (await rosa.sees("/desk/?ver=late")).text
    town.corridor.now = due_at - 10 * MINUTE
    assert "Resolver: vence en 10 min" in (await rosa.sees("/desk/?ver=late")).text
    assert "Resolver: vence en 10 min" in (await rosa.sees(f"/desk/chats/{chat_id}")).text
    town.corridor.now = due_at + 30 * MINUTE
    await town.signs_in(rosa)
    assert "Resolver: venció hace 30 min" in (await rosa.sees("/desk/?ver=late")).text
    answer = await rosa.does(f"/desk/chats/{chat_id}", "snooze", hours="72", asked="1")
    assert answer.status_code == 303
    assert "snoozed_asked" in [line.event for line in await town.corridor.rows("history", subject="chat")]
    assert '<li id="chat-' not in (await rosa.sees("/desk/?ver=late")).text
