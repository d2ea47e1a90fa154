"""Promises to residents that once could be broken, each with how it came about."""

import asyncio
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import update

from civic.complaint import Status
from civic.message import Kind
from handlers.delivery import Ended, settle
from handlers.staff.complaints import Caseworker, Picture
from handlers.staff.finding import NotPossible
from storage.complaints import list_complaints
from storage.dialect import next_number
from storage.outbox import Outcome, Sending, read_message
from storage.person import erase
from storage.reports import Span, neighbourhoods_report
from storage.store import Connection, Store, open_store
from storage.tables import counters, outbox
from storage.telling import list_sent
from tests.conftest import PostgresDatabases
from tests.corridor import inbound, text
from tests.life import Life

BACHE = "hay un bache enorme en la colonia Azcapotzalco"
BANQUETA = "se hundió la banqueta en la colonia azcapotzalco"


@pytest.fixture
async def life(store: Store) -> Life:
    life = Life(store)
    await life.agrees("ana")
    return life


async def reported(life: Life, *others: str) -> str:
    """By ana, and by others who joined."""
    folio = await life.files("ana", BACHE)
    for who in others:
        await life.agrees(who)
        await life.says(who, "hay un bache grandisimo en la colonia azcapotzalco")
        await life.presses(who, "Es el mismo")
        await life.says(who, "saltar")
        await life.says(who, "sí")
    await life.delivers()
    life.heard.clear()
    return folio


@pytest.mark.parametrize(("answer", "outcome"), [("A medias", "partly_done"), ("No sé", "unconfirmed")])
async def test_an_answer_that_decides_nothing_is_not_waited_on_for_ever(life: Life, answer: str, outcome: str) -> None:
    folio = await reported(life)
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    await life.taps("ana", answer)
    await life.passes(days=9, step=timedelta(hours=6))
    assert await life.status(folio) == outcome


async def test_a_vote_of_before_says_nothing_of_what_was_done_since(life: Life) -> None:
    folio = await reported(life, "beto")
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    await life.taps("beto", "No")
    await life.moves(folio, "reopened", "Se vuelve a hacer")
    await life.moves(folio, "partly_done", "Se tapó la mitad")
    await life.delivers()
    await life.writes("ana", f"confirmar {folio}")
    await life.writes("ana", "sí")
    assert await life.status(folio) == "partly_done"
    said = text(await life.writes("ana", f"confirmar {folio}") + await life.writes("ana", "no"))
    assert "Pedí que se abra otra vez" in said
    assert await life.status(folio) == "reopen_requested"


async def test_a_later_round_is_not_ended_by_a_question_of_an_earlier_one(life: Life) -> None:
    folio = await reported(life)
    await life.moves(folio, "done", "Se tapó")
    await life.passes(days=29, step=timedelta(hours=12))
    assert await life.asks_again() == 1
    await life.passes(days=4, step=timedelta(hours=12))
    await life.moves(folio, "reopened", "Se hundió")
    assert [a.kind for a in await life.rows("asks", ended_at=None)] == []
    await life.moves(folio, "done", "Se rellenó")
    await life.passes(days=5, step=timedelta(hours=12))
    assert await life.status(folio) == "done"


async def test_a_question_about_a_reopened_report_does_not_reopen_it_again(life: Life) -> None:
    folio = await reported(life)
    await life.moves(folio, "closed", "No es nuestro")
    await life.moves(folio, "reopened", "Sí es nuestro")
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=3))
    await life.delivers()
    await life.passes(days=1)
    await life.writes("ana", "del lado derecho")
    [complaint] = await life.rows("complaints", folio=folio)
    assert (complaint.status, complaint.reopened) == ("reopened", 1)
    assert complaint.slip == "esperábamos una respuesta de quien lo reportó"
    assert len([p for p in await life.rows("promises", step="solve") if p.ended_at is None]) == 1


async def test_what_waited_is_told_when_consent_is_given_again(life: Life) -> None:
    folio = await reported(life)
    await life.writes("ana", "baja")
    await life.moves(folio, "closed", "Es un predio particular")
    assert await life.passes(days=1) == []
    await life.writes("ana", "avisos")
    life.heard.clear()
    await life.writes("ana", "sobre mis folios")
    await life.passes(hours=1)
    assert "predio particular" in "\n".join(await life.told("ana"))


async def test_the_words_of_who_reported_first_are_not_shown_whole_to_who_joined(life: Life) -> None:
    folio = await life.files("ana", BACHE + ", llámenme al 618 123 45 67")
    await life.agrees("beto")
    await life.says("beto", "hay un bache grandisimo en la colonia azcapotzalco")
    await life.presses("beto", "Es el mismo")
    await life.says("beto", "saltar")
    await life.says("beto", "sí")
    assert "123 45 67" not in text(await life.writes("beto", folio))
    assert "123 45 67" in text(await life.writes("ana", folio))


async def test_who_reported_first_stays_first_when_an_older_report_is_merged_in(life: Life) -> None:
    await life.agrees("beto")
    old = await life.files("beto", BANQUETA)
    folio = await reported(life)
    await life.desk(lambda desk: desk.merge(old, folio))
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=3))
    life.heard.clear()
    await life.delivers()
    [asked] = await life.rows("asks", kind="question")
    [complaint] = await life.rows("complaints", folio=folio)
    assert asked.person_id == complaint.person_id


async def test_a_report_merged_twice_over_leaves_all_when_it_is_split(life: Life) -> None:
    await life.agrees("beto")
    await life.agrees("carla")
    first = await life.files("beto", BANQUETA)
    second = await life.files("carla", "la guarnición está quebrada en la colonia Azcapotzalco")
    third = await reported(life)
    await life.desk(lambda desk: desk.merge(first, second))
    await life.desk(lambda desk: desk.merge(second, third))
    await life.desk(lambda desk: desk.split(first, "Es otra banqueta"))
    await life.delivers()
    life.heard.clear()
    await life.moves(third, "in_progress", "Va una cuadrilla")
    assert {who for who, _ in await life.delivers()} == {"ana", "carla"}


async def test_who_leaves_is_not_waited_for(life: Life) -> None:
    folio = await reported(life, "beto")
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    await life.taps("ana", "Sí")
    await life.writes("beto", f"retirar {folio}")
    await life.writes("beto", "sí")
    await life.passes(hours=1)
    assert await life.status(folio) == "confirmed"


async def test_a_report_does_not_wait_for_ever_for_who_was_erased(life: Life) -> None:
    folio = await reported(life, "beto")
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=3))
    [complaint] = await life.rows("complaints", folio=folio)
    await life.does(lambda connection: erase(connection, complaint.person_id, life.now))
    await life.passes(days=5, step=timedelta(hours=6))
    assert await life.status(folio) == "received"


async def test_who_is_left_confirms_after_another_was_erased(life: Life) -> None:
    folio = await reported(life, "beto")
    [complaint] = await life.rows("complaints", folio=folio)
    await life.does(lambda connection: erase(connection, complaint.person_id, life.now))
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    await life.taps("beto", "Sí")
    assert await life.status(folio) == "confirmed"


async def test_what_has_ended_is_not_said_to_be_open_still(life: Life) -> None:
    folio = await reported(life, "beto")
    await life.moves(folio, "closed", "Es un predio particular")
    await life.delivers()
    await life.writes("beto", f"retirar {folio}")
    assert "Sigue abierto" not in text(await life.writes("beto", "sí"))


async def test_who_withdraws_is_not_told_of_it_again(life: Life) -> None:
    folio = await reported(life)
    await life.writes("ana", f"retirar {folio}")
    await life.writes("ana", "sí")
    life.heard.clear()
    await life.passes(days=9, step=timedelta(hours=6))
    assert await life.told("ana") == []


async def test_who_comes_with_a_report_merged_after_done_is_asked_too(life: Life) -> None:
    folio = await reported(life)
    await life.agrees("beto")
    second = await life.files("beto", BANQUETA)
    await life.moves(folio, "done", "Se tapó")
    await life.desk(lambda desk: desk.merge(second, folio))
    await life.passes(hours=30)
    assert (await life.told("beto"))[-1].endswith(f"¿Ya quedó bien lo del {folio}?")
    assert "Pedí que se abra" in text(await life.taps("beto", "No"))
    assert await life.status(folio) == "reopen_requested"


async def test_a_button_pressed_twice_reopens_once(life: Life) -> None:
    folio = await reported(life)
    await life.moves(folio, "closed", "Es un predio particular")
    await life.delivers()
    token = f"go:confirm_repair:report:{folio}:fixed:no"
    await life.takes(*(inbound("ana", "No", kind=Kind.CHOICE, choice=token) for _ in range(2)))
    assert len(await life.rows("history", event="reopen_requested")) == 1


async def test_the_reason_that_staff_gave_stays_when_the_term_runs_out(life: Life) -> None:
    folio = await reported(life)
    await life.schedules(folio, date(2026, 12, 30), "Se descompuso la aplanadora")
    await life.passes(days=23, step=timedelta(hours=12))
    [complaint] = await life.rows("complaints", folio=folio)
    assert complaint.slip == "Se descompuso la aplanadora"


async def test_what_is_done_or_promised_for_today_is_not_late(life: Life) -> None:
    folio = await reported(life, "beto")
    second = await life.files("beto", BANQUETA)
    await life.desk(lambda desk: desk.merge(second, folio))
    today = (await life.rows("complaints", folio=folio))[0].promised_on

    async def late(day: date) -> tuple[int, int, int]:
        """In the figures, in the list of staff; and how many people are counted."""
        report = await life.does(lambda c: neighbourhoods_report(c, Span(), day))
        line = dict(zip(report.columns, report.rows[-1], strict=True))
        listed = await life.does(lambda c: list_complaints(c, day, late=True))
        return int(str(line["late"])), len(listed), int(str(line["people"]))

    assert await late(today) == (0, 0, 3)
    assert await late(today + timedelta(days=1)) == (1, 1, 3)
    await life.moves(folio, "done", "Se tapó")
    assert await late(today + timedelta(days=1)) == (0, 0, 3)


async def test_what_was_lost_on_the_way_is_told_again(life: Life) -> None:
    folio = await reported(life)
    await life.moves(folio, "closed", "Es un predio particular")

    def refuse(connection: Connection) -> None:
        lost = [
            Ended(Outcome(id=one.id, state=Sending.FAILED, code="400", kind="refused"), one)
            for one in life.claims(connection)
        ]
        settle(connection, lost, worker="w", now=life.now, ids=life.world.ids)

    await life.does(refuse)
    await life.passes(days=2, step=timedelta(hours=6))
    assert "predio particular" in "\n".join(await life.told("ana"))


@pytest.mark.postgres
async def test_news_that_come_while_their_last_message_leaves_are_told_after_it(postgres: PostgresDatabases) -> None:
    url = postgres.new()
    store, sender = open_store(url), open_store(url)
    life = Life(store)
    await life.agrees("ana")
    folio = await reported(life)
    await life.moves(folio, "in_progress", "primera novedad")
    taken = asyncio.Event()

    async def send() -> None:
        async with sender.engine.begin() as connection:  # type: ignore[attr-defined]
            await connection.run_sync(life.claims)
            taken.set()
            await asyncio.sleep(0.5)

    sending = asyncio.create_task(send())
    await taken.wait()
    await life.moves(folio, "under_review", "segunda novedad")
    await sending
    said = [read_message(row.body).text for row in await life.rows("outbox", purpose="folio")]
    assert [("primera novedad" in words, "segunda novedad" in words) for words in said] == [
        (True, False),
        (False, True),
    ]
    await store.close()
    await sender.close()


@pytest.mark.postgres
async def test_what_is_added_to_a_message_while_it_is_taken_is_sent(postgres: PostgresDatabases) -> None:
    url = postgres.new()
    store, sender = open_store(url), open_store(url)
    life = Life(store)
    await life.agrees("ana")
    folio = await reported(life)
    await life.moves(folio, "in_progress", "primera novedad")
    added = asyncio.Event()

    async def add() -> None:
        async with sender.engine.begin() as connection:  # type: ignore[attr-defined]
            desk = partial(Caseworker, world=life.world, staff=life.staff, now=life.now)
            await connection.run_sync(lambda c: desk(c).move(folio, Status.UNDER_REVIEW, "segunda novedad"))
            added.set()
            await asyncio.sleep(0.5)

    adding = asyncio.create_task(add())
    await added.wait()
    [claimed] = await life.does(life.claims)
    await adding
    assert "segunda novedad" in claimed.message.text
    await store.close()
    await sender.close()


async def test_words_of_who_joins_what_concerns_them_already_are_kept(life: Life) -> None:
    folio = await reported(life)
    await life.agrees("beto")
    second = await life.files("beto", BANQUETA)
    await life.says("ana", BANQUETA + " y ya se cayó una señora")
    await life.presses("ana", "Es el mismo")
    await life.desk(lambda desk: desk.merge(second, folio))
    await life.says("ana", "saltar")
    assert folio in text(await life.says("ana", "sí"))
    assert "ya se cayó una señora" in str(await life.rows("history", event="added"))


async def test_a_folio_of_another_body_that_is_too_long_is_refused_with_a_remedy(life: Life) -> None:
    folio = await reported(life)
    with pytest.raises(NotPossible, match="escríbalo en la explicación"):
        await life.desk(lambda desk: desk.forward(folio, "CFE", "Es un poste suyo", "9" * 61))


async def test_the_day_it_is_scheduled_for_is_the_promise_and_its_passing_is_told(life: Life) -> None:
    folio = await reported(life)
    await life.schedules(folio, date(2026, 11, 27))
    [solve] = [row for row in await life.rows("promises") if row.step == "solve"]
    assert life.world.charter.day_of(solve.due_at) == date(2026, 11, 27)
    await life.passes(days=5, step=timedelta(hours=6))
    assert "Se venció el plazo para resolverlo: se avisó a" in "\n".join(await life.told("ana"))
    await life.schedules(folio, date(2027, 1, 29), "Falta mezcla")
    [solve] = [row for row in await life.rows("promises") if row.step == "solve"]
    assert life.world.charter.day_of(solve.due_at) == date(2027, 1, 29)


async def test_somebody_is_taken_out_of_a_report_only_where_it_stands_by_itself(life: Life) -> None:
    first, second = await reported(life), await reported(life, "beto")
    await life.desk(lambda desk: desk.merge(second, first))
    with pytest.raises(NotPossible, match="Sepárela primero"):
        await life.desk(lambda desk: desk.split_person_at(second, 2, "x"))


async def test_the_photo_of_a_repair_that_did_not_hold_is_not_shown_for_the_next(life: Life) -> None:
    folio = await reported(life)
    picture = Picture(name="n" * 32, path=f"pictures/{'n' * 32}.jpg", sha256="0" * 64, size=1)
    await life.desk(lambda desk: desk.show_repair(folio, picture))
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    assert life.last["ana"].photo == picture.name
    await life.moves(folio, "reopened", "Se hundió")
    await life.moves(folio, "done", "Se tapó otra vez")
    await life.passes(hours=2)
    assert "Se tapó otra vez" in life.last["ana"].text
    assert life.last["ana"].photo == ""


async def test_news_of_more_reports_than_fit_one_message_are_told_in_the_next(life: Life) -> None:
    folios = []
    for category in (
        "un bache",
        "una lámpara apagada",
        "una fuga de agua",
        "basura",
        "perros sueltos",
        "un semáforo apagado",
    ):
        folios.append(await life.files("ana", f"hay {category} en la colonia Azcapotzalco"))
    await life.delivers()
    life.heard.clear()
    life.now = life.now.replace(hour=5) + timedelta(days=1)  # at night: all of it waits for the morning
    for number, folio in enumerate(folios):
        await life.moves(folio, "in_progress", f"novedad {number}")
    await life.passes(days=3, step=timedelta(hours=6))
    everything = await life.told("ana")
    assert [sum(f"novedad {number}." in words for words in everything) for number in range(6)] == [1] * 6
    assert max(words.count("Su reporte") for words in everything) == 4


@pytest.mark.postgres
async def test_of_two_that_wait_for_each_other_both_get_through(postgres: PostgresDatabases) -> None:
    url = postgres.new()
    met = Barrier(2, timeout=20)

    def count(names: tuple[str, str]) -> Callable[[Connection], None]:
        tries: list[int] = []

        def both(connection: Connection) -> None:
            tries.append(1)
            next_number(connection, counters, names[0])
            if len(tries) == 1:
                met.wait()
            next_number(connection, counters, names[1])

        return both

    async def write(names: tuple[str, str]) -> None:
        store = open_store(url)
        await store.write(count(names))
        await store.close()

    def run(names: tuple[str, str]) -> None:
        asyncio.run(write(names))

    await asyncio.gather(asyncio.to_thread(run, ("a", "b")), asyncio.to_thread(run, ("b", "a")))
    other = open_store(url)
    rows = await other.read(lambda c: {row.name: row.value for row in c.execute(counters.select())})
    assert rows == {"a": 2, "b": 2}
    await other.close()


async def test_who_opens_their_own_report_again_hears_of_it_every_week(life: Life) -> None:
    folio = await reported(life)
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    await life.passes(days=12, step=timedelta(hours=6))
    assert await life.status(folio) == "unconfirmed"
    await life.passes(days=9, step=timedelta(hours=6))  # nothing of theirs is open: no turn to come
    await life.writes("ana", f"confirmar {folio}")
    assert "Pedí que se abra otra vez" in text(await life.writes("ana", "no"))
    life.heard.clear()
    await life.passes(days=8, step=timedelta(hours=6))
    assert any("Sin cambios" in said or folio in said for said in await life.told("ana"))


async def test_the_days_that_a_resident_took_do_not_make_the_work_late(life: Life) -> None:
    folio = await reported(life)
    await life.desk(lambda desk: desk.schedule(folio, date(2026, 12, 2), "Cuadrilla apartada"))
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=10))
    await life.passes(days=9, step=timedelta(hours=6))
    [asked] = await life.rows("asks", kind="question")
    await life.writes("ana", "del lado derecho", replies_to=f"p{asked.outbox_id}")
    await life.moves(folio, "done", "Se tapó")
    [solve] = await life.rows("promises", step="solve")
    assert solve.ended_as == "kept"
    assert solve.due_at > solve.ended_at


async def test_closed_while_they_were_asked_is_judged_by_the_days_that_were_added(life: Life) -> None:
    folio = await reported(life)
    await life.desk(lambda desk: desk.schedule(folio, date(2026, 12, 2), "Cuadrilla apartada"))
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=10))
    await life.passes(days=9, step=timedelta(hours=6))
    await life.moves(folio, "closed", "Es propiedad privada")
    [solve] = await life.rows("promises", step="solve")
    assert solve.ended_as == "kept", "nobody was late: the term rested while the resident was asked"


async def test_a_new_day_that_passes_is_told_as_the_first_was(life: Life) -> None:
    folio = await reported(life)
    await life.desk(lambda desk: desk.refer(folio, "obras", "Lo ve bacheo"))
    await life.desk(lambda desk: desk.schedule(folio, date(2026, 11, 27), "Cuadrilla apartada"))
    await life.passes(days=6, step=timedelta(hours=6))
    await life.desk(lambda desk: desk.schedule(folio, date(2026, 12, 4), "Falta mezcla"))
    await life.passes(days=9, step=timedelta(hours=6))
    assert len(await life.rows("history", event="late_solve_100")) == 2


async def test_a_message_that_waited_long_and_is_going_now_counts_in_this_week(life: Life) -> None:
    await reported(life)
    [person] = await life.rows("addresses")
    long_ago = life.now - timedelta(days=20)
    await life.moves((await life.rows("complaints"))[0].folio, "under_review", "")
    [row] = [one for one in await life.rows("outbox") if one.purpose == "folio" and one.state == "queued"]

    def taken(connection: Connection) -> object:
        values = {"state": "claimed", "created_at": long_ago, "not_before": long_ago}
        connection.execute(update(outbox).where(outbox.c.id == row.id).values(**values))
        return list_sent(
            connection, [person.person_id], since=life.now - timedelta(days=7), now=life.now,
            oldest=life.now - timedelta(days=60),
        )  # fmt: skip

    assert await life.does(taken) == {person.person_id: [life.now]}
