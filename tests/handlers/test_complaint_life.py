"""From a report to a confirmed repair, through the real handlers on both databases."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from civic.message import Kind, Media, MediaKind, Place
from civic.moves import MoveNotAllowed, WordsMissing
from handlers.staff.complaints import Picture
from handlers.staff.finding import NoSuchComplaint, NotPossible
from storage.person import erase
from storage.store import Store
from storage.tables import outbox, updates
from tests.corridor import text
from tests.life import Life
from tests.pothole import twenty_neighbours

PHOTO = Media(MediaKind.PHOTO, "ref", "image/jpeg", 1000)
REPAIR = Picture(name="n" * 32, path=f"pictures/{'n' * 32}.jpg", sha256="0" * 64, size=1000)
BACHE = "hay un bache enorme en la colonia Azcapotzalco"


@pytest.fixture
async def life(store: Store) -> Life:
    life = Life(store)
    await life.agrees("ana")
    return life


async def one_reported(life: Life) -> str:
    folio = await life.files("ana", BACHE)
    await life.delivers()
    life.heard.clear()
    return folio


async def test_who_reports_learns_who_holds_it_and_by_when(life: Life) -> None:
    await life.says("ana", BACHE)
    await life.says("ana", "saltar")
    said = text(await life.says("ana", "sí"))
    assert "Lo tiene: " in said
    assert "Compromiso: 15 de diciembre de 2026" in said  # fifteen working days


async def test_every_change_is_told_once(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "in_progress", "Va una cuadrilla")
    assert [who for who, _ in await life.delivers()] == ["ana"]
    assert await life.delivers() == []
    assert await life.passes(days=1) == []
    [told] = await life.told("ana")
    assert folio in told
    assert "En proceso: Va una cuadrilla." in told


async def test_changes_close_together_are_one_message(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "under_review")
    await life.refers(folio, "alumbrado")
    await life.schedules(folio, date(2026, 12, 10))
    await life.passes(hours=1)
    [told] = await life.told("ana")
    assert "En revisión; Turnado" in told
    assert "Alumbrado" in told
    assert "10 de diciembre de 2026" in told


async def test_nothing_is_said_in_quiet_hours(life: Life) -> None:
    folio = await one_reported(life)
    life.now = life.now.replace(hour=5) + timedelta(days=1)  # eleven at night in Durango
    await life.moves(folio, "in_progress")
    assert await life.delivers() == []
    await life.passes(hours=12)
    [(at, _)] = life.heard["ana"]
    assert at.hour == 14  # eight in the morning


async def test_nothing_changed_is_told_once_a_week(life: Life) -> None:
    folio = await one_reported(life)
    await life.passes(days=15, step=timedelta(hours=6))
    told = [words for words in await life.told("ana") if "Sin cambios" in words]
    assert len(told) == 2
    assert f"Su reporte {folio}" in told[0]
    assert "Sin cambios: Recibido, en espera de revisión, desde el 24 de noviembre de 2026." in told[0]
    assert "Compromiso: 15 de diciembre de 2026." in told[0]


async def test_no_more_than_the_cap_in_a_week_and_nothing_is_lost(life: Life) -> None:
    folio = await one_reported(life)
    for day in range(10):
        await life.moves(folio, "in_progress" if day % 2 == 0 else "under_review", f"novedad {day}")
        await life.passes(days=1, step=timedelta(hours=6))
    times = [at for at, _ in life.heard["ana"]]
    assert len([at for at in times if at <= times[0] + timedelta(days=7)]) == 3
    await life.passes(days=8, step=timedelta(hours=6))
    everything = "\n".join(await life.told("ana"))
    for day in range(10):
        assert everything.count(f"novedad {day}") == 1


async def test_who_takes_consent_back_hears_nothing_even_of_what_was_queued(life: Life) -> None:
    folio = await one_reported(life)
    life.now = life.now.replace(hour=5) + timedelta(days=1)
    await life.moves(folio, "in_progress")  # waits for the morning
    await life.writes("ana", "baja")
    life.heard.clear()
    assert [m.text for _, m in await life.passes(days=9, step=timedelta(hours=6))] == []


async def test_outside_whatsapps_window_it_waits_for_the_next_message_unless_a_template_may_say_it(
    store: Store,
) -> None:
    more = {"account": "whatsapp:+526180000000"}
    life = Life(store, window={"whatsapp": timedelta(hours=24)})
    await life.agrees("+52618", **more)
    folio = await life.files("+52618", BACHE, **more)
    await life.passes(days=2, step=timedelta(hours=6))
    life.heard.clear()
    await life.moves(folio, "in_progress", "Va una cuadrilla")
    assert await life.delivers() == []
    assert [row.hold for row in await life.rows("outbox", state="queued")] == ["window"]
    await life.moves(folio, "under_review", "Se regresó")
    assert len(await life.rows("outbox", state="queued")) == 1, "it says more instead of being two"
    said = await life.writes("+52618", "hola", **more)
    assert said
    [told] = [words for words in await life.told("+52618") if folio in words]
    assert "Va una cuadrilla" in told
    assert "Se regresó" in told
    life.templates = frozenset({"complaint_status"})
    life.now += timedelta(days=3)
    await life.moves(folio, "in_progress", "Otra vez")
    assert [message.values for _, message in await life.delivers()] == [(folio, "En proceso: Otra vez")]


async def test_done_is_asked_and_enough_yes_confirm_it(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "done", "Se tapó con asfalto")
    await life.delivers()
    [told] = await life.told("ana")
    assert "Se tapó con asfalto" in told
    assert told.endswith(f"¿Ya quedó bien lo del {folio}?")
    assert [choice.label for choice in life.last["ana"].choices] == ["Sí", "A medias", "No", "No sé"]
    said = await life.taps("ana", "Sí")
    assert folio in text(said)
    assert await life.status(folio) == "confirmed"


async def test_a_no_wants_a_person_to_answer_in_writing(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    said = await life.writes("ana", "no, sigue igual")
    assert "por escrito a más tardar el 1 de diciembre de 2026" in text(said)
    assert await life.status(folio) == "reopen_requested"
    with pytest.raises(WordsMissing):
        await life.moves(folio, "reopened")
    with pytest.raises(MoveNotAllowed):
        await life.moves(folio, "in_progress", "sin contestar")
    await life.moves(folio, "reopened", "Tiene razón, se vuelve a hacer")
    await life.delivers()
    assert "Tiene razón" in (await life.told("ana"))[-1]
    [complaint] = await life.rows("complaints", folio=folio)
    assert (complaint.reopened, complaint.ended_at) == (1, None)
    answers = [p.ended_as for p in await life.rows("promises", step="answer")]
    assert answers == ["kept", "kept"]


async def test_silence_is_unconfirmed_never_fixed_and_asked_once_more(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "done", "Se tapó")
    await life.passes(days=8, step=timedelta(hours=6))
    assert await life.status(folio) == "unconfirmed"
    assert "sin confirmar por vecinos" in (await life.told("ana"))[-1]
    await life.passes(days=15, step=timedelta(hours=12))
    assert await life.asks_again() == 0
    await life.passes(days=6, step=timedelta(hours=12))
    assert await life.asks_again() == 1
    assert await life.asks_again() == 0
    await life.delivers()
    await life.passes(hours=1)
    assert (await life.told("ana"))[-1].endswith(f"¿Ya quedó bien lo del {folio}?")
    await life.taps("ana", "Sí")
    assert await life.status(folio) == "confirmed"


async def test_staff_ask_and_the_answer_comes_back_whatever_talk_is_open(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "in_progress")
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado de la calle está?", days=3))
    await life.delivers()
    question = life.last["ana"]
    assert "¿De qué lado de la calle está?" in question.text
    assert "27 de noviembre de 2026" in question.text
    await life.writes("ana", "hacer una propuesta")  # something else is open now
    [asked] = await life.rows("asks", kind="question")
    said = await life.writes("ana", "del lado de la secundaria", replies_to=f"p{asked.outbox_id}")
    assert folio in text(said)
    assert await life.status(folio) == "in_progress"
    assert "del lado de la secundaria" in [e.note for e in await life.rows("history", event="answered")]
    [asked] = await life.rows("asks", kind="question")
    assert asked.ended_as == "answered"


async def test_no_answer_in_time_goes_on_without_and_both_are_told(life: Life) -> None:
    folio = await one_reported(life)
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=1))
    assert await life.status(folio) == "waiting"
    await life.passes(days=3, step=timedelta(hours=6))
    assert await life.status(folio) == "received"
    assert "No llegó la respuesta" in (await life.told("ana"))[-1]
    assert [row.kind for row in await life.rows("incidents")] == ["unanswered"]


async def test_the_days_that_a_resident_took_to_answer_are_added(life: Life) -> None:
    folio = await one_reported(life)
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=5))
    await life.passes(days=2, step=timedelta(hours=6))
    await life.writes("ana", "del lado derecho")
    [complaint] = await life.rows("complaints", folio=folio)
    assert complaint.promised_on == date(2026, 12, 17)
    assert complaint.slip == "esperábamos una respuesta de quien lo reportó"


async def test_joining_makes_two_whom_it_concerns(life: Life) -> None:
    folio = await one_reported(life)
    await life.agrees("beto")
    await life.says("beto", "hay un bache grandisimo en la colonia azcapotzalco")
    said = await life.presses("beto", "Es el mismo")
    assert "foto" in text(said)
    await life.says("beto", "saltar")
    await life.says("beto", "sí")
    await life.delivers()
    await life.moves(folio, "in_progress", "Va una cuadrilla")
    assert {who for who, _ in await life.delivers()} == {"ana", "beto"}
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    await life.taps("beto", "Sí")
    assert await life.status(folio) == "done", "two were asked, two must say yes"
    await life.taps("ana", "Sí")
    assert await life.status(folio) == "confirmed"


async def test_merging_tells_all_and_a_wrong_merge_is_split(life: Life) -> None:
    first = await one_reported(life)
    await life.agrees("beto")
    second = await life.files("beto", "se hundió la banqueta en la colonia azcapotzalco")
    await life.desk(lambda desk: desk.merge(second, first))
    assert await life.status(second) == "duplicate"
    await life.delivers()
    assert first in (await life.told("beto"))[-1]
    await life.moves(first, "in_progress", "Va una cuadrilla")
    assert {who for who, _ in await life.delivers()} == {"ana", "beto"}
    with pytest.raises(NotPossible, match="ya está unida a otra"):
        third = await life.files("ana", "la guarnición está quebrada en la colonia Azcapotzalco")
        await life.desk(lambda desk: desk.merge(third, second))
    await life.desk(lambda desk: desk.split(second, "Son dos baches"))
    await life.delivers()
    assert "Son dos baches" in (await life.told("beto"))[-1]
    assert [r.person_id for r in await life.rows("complaint_reporters", came_with=None)]
    life.heard.clear()
    await life.moves(first, "under_review", "Se revisa")
    assert {who for who, _ in await life.delivers()} == {"ana"}


async def test_what_is_not_possible_says_why_and_what_to_do(life: Life) -> None:
    folio = await one_reported(life)
    for act, why in (
        (lambda desk: desk.refer(folio, "marte"), "No hay una dependencia 'marte'"),
        (lambda desk: desk.schedule(folio, date(2020, 1, 1)), "ya pasó"),
        (lambda desk: desk.schedule(folio, date(2027, 3, 1)), "se prometió para el 15 de diciembre de 2026"),
        (lambda desk: desk.merge(folio, folio), "consigo misma"),
        (lambda desk: desk.split(folio, "x"), "no está unida a otra"),
        (lambda desk: desk.split_person_at(folio, 2, "x"), "no se ha unido nadie"),
        (lambda desk: desk.ask(folio, "¿?", 0), "al menos un día hábil"),
        (lambda desk: desk.not_competent(folio, " ", "x"), "ninguna queja se rechaza"),
        (lambda desk: desk.end_task(folio, 1), "no tiene una tarea abierta con el número 1"),
    ):
        with pytest.raises(NotPossible, match=why):
            await life.desk(act)
    with pytest.raises(NoSuchComplaint):
        await life.moves("DGO-2026-999999-X", "in_progress")


async def test_parts_of_the_work_are_ended_before_the_whole(life: Life) -> None:
    folio = await one_reported(life)
    await life.desk(lambda desk: desk.add_task(folio, "aguas", "Reparar la fuga de abajo"))
    with pytest.raises(NotPossible, match="Reparar la fuga"):
        await life.moves(folio, "done", "Se tapó")
    await life.desk(lambda desk: desk.end_task(folio, 1))
    await life.moves(folio, "done", "Se tapó")
    assert await life.status(folio) == "done"


async def test_terms_that_run_out_are_escalated_and_seen(life: Life) -> None:
    folio = await one_reported(life)
    await life.passes(days=24, step=timedelta(hours=6))
    events = [row.event for row in await life.rows("history") if row.event.startswith("late_")]
    assert "late_solve_80" in events
    assert {"late_answer_100", "late_solve_100"} <= set(events)
    told = "\n".join(await life.told("ana"))
    assert "Se venció el plazo para resolverlo: se avisó a" in told
    shown = text(await life.writes("ana", folio))
    assert "se venció el plazo" in shown.lower()


async def test_a_day_without_power_is_made_good_in_one_message(life: Life) -> None:
    folio = await one_reported(life)
    await life.passes(days=30, step=timedelta(days=30))  # nobody was there for a month
    told = await life.told("ana")
    assert len(told) == 1
    assert "Se venció el plazo" in told[0]
    assert folio in told[0]
    assert await life.hour() == []


async def test_two_leaders_tell_once(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "in_progress")
    other = replace(life)
    await asyncio.gather(life.ticks(), other.ticks())
    sent = await life.delivers() + await other.delivers()
    assert len(sent) == 1


async def test_another_persons_folio_shows_only_what_is_public(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "in_progress", "Lo que se le dijo a ana")
    await life.agrees("beto")
    shown = text(await life.says("beto", folio))
    assert "En proceso" in shown
    assert "bache" not in shown
    assert "ana" not in shown
    assert "No es suyo" in shown


async def test_the_photo_of_the_repair_comes_with_the_question(life: Life) -> None:
    folio = await one_reported(life)
    await life.desk(lambda desk: desk.show_repair(folio, REPAIR))
    await life.moves(folio, "done", "Se tapó")
    await life.delivers()
    assert life.last["ana"].photo == REPAIR.name


async def test_a_photo_of_a_resident_is_shown_to_others_only_when_staff_let_it(life: Life) -> None:
    await life.says("ana", BACHE)
    await life.sends("ana", PHOTO)
    await life.says("ana", "sí")
    [complaint] = await life.rows("complaints")
    await life.agrees("beto")
    said = await life.says("beto", "un bache en la colonia Azcapotzalco")
    assert "un reporte parecido" in said[-1].text
    assert said[-1].photo == ""
    [photo] = await life.rows("media")
    await life.desk(lambda desk: desk.publish(complaint.folio, photo.id, "p" * 32))
    await life.says("beto", "cancelar")
    await life.says("beto", "sí")
    said = await life.says("beto", "un bache en la colonia Azcapotzalco")
    assert said[-1].photo == "p" * 32
    assert "24 de noviembre de 2026 (hace" in said[-1].text
    assert await life.desk(lambda desk: desk.publish(complaint.folio, photo.id, "")) == "p" * 32
    with pytest.raises(NotPossible, match="no tiene el archivo 77"):
        await life.desk(lambda desk: desk.publish(complaint.folio, 77, ""))


async def test_a_pin_finds_what_was_reported_across_the_border_of_a_neighbourhood(life: Life) -> None:
    await life.says("ana", "hay una fuga de agua en la colonia Azcapotzalco")
    await life.shares("ana", Place(24.0277, -104.6532))
    await life.says("ana", "sí")
    await life.agrees("beto")
    await life.shares("beto", Place(24.0284, -104.6539))  # a hundred metres away
    await life.says("beto", "se sale el agua de un tubo")
    said = await life.says("beto", "Insurgentes")
    assert "un reporte parecido" in text(said)
    await life.agrees("caro")
    await life.shares("caro", Place(24.0384, -104.6639))  # a kilometre and a half
    await life.says("caro", "se sale el agua de un tubo")
    assert "parecido" not in text(await life.says("caro", "Insurgentes"))


async def test_what_others_wrote_of_themselves_is_not_shown(life: Life) -> None:
    await life.files("ana", "hay un bache en la colonia Azcapotzalco, mi cel es 618 123 4567")
    await life.agrees("beto")
    said = text(await life.says("beto", "hay un bache en la colonia Azcapotzalco"))
    assert "mi cel es [dato oculto]" in said


async def test_an_unknown_folio_offers_the_nearest_ones_that_are_ones_own(life: Life) -> None:
    first = await life.files("ana", "hay un bache en la colonia Azcapotzalco")
    second = await life.files("ana", "no hay luz en la colonia Insurgentes")
    number = second.split("-")[2]
    said = await life.says("ana", f"DGO-2026-{number}-9" if second[-1] != "9" else f"DGO-2026-{number}-8")
    assert [choice.label for choice in said[-1].choices] == [second, first]


async def test_one_who_joined_by_mistake_gets_a_report_of_their_own(life: Life) -> None:
    folio = await one_reported(life)
    await life.agrees("beto")
    await life.says("beto", "se tronó la banqueta en la colonia azcapotzalco, no es bache")
    await life.presses("beto", "Es el mismo")
    await life.sends("beto", PHOTO)
    await life.says("beto", "sí")
    new = await life.desk(lambda desk: desk.split_person_at(folio, 2, "Es la banqueta, no el bache"))
    await life.delivers()
    assert new in (await life.told("beto"))[-1]
    [master] = await life.rows("complaints", folio=folio)
    [own] = await life.rows("complaints", folio=new)
    assert [r.complaint_id for r in await life.rows("complaint_reporters", person_id=own.person_id)] == [own.id]
    assert [e.subject_id for e in await life.rows("evidence")] == [own.id]
    life.heard.clear()
    await life.moves(folio, "in_progress")
    assert {who for who, _ in await life.delivers()} == {"ana"}
    assert own.promised_on >= master.promised_on


async def test_who_withdraws_leaves_it_to_the_others_or_ends_it(life: Life) -> None:
    folio = await one_reported(life)
    await life.agrees("beto")
    await life.says("beto", "el bache de la colonia azcapotzalco")
    await life.presses("beto", "Es el mismo")
    await life.says("beto", "saltar")
    await life.says("beto", "sí")
    await life.delivers()
    await life.writes("ana", folio)
    await life.taps("ana", "Retirar el reporte")
    assert "otras personas" in text(await life.taps("ana", "Sí, retirarlo"))
    assert await life.status(folio) == "received"
    life.heard.clear()
    await life.moves(folio, "in_progress")
    assert {who for who, _ in await life.delivers()} == {"beto"}
    await life.writes("beto", folio)
    await life.taps("beto", "Retirar el reporte")
    await life.taps("beto", "Sí, retirarlo")
    assert await life.status(folio) == "cancelled"


async def test_the_window_to_open_again_closes(life: Life) -> None:
    folio = await one_reported(life)
    await life.moves(folio, "closed", "Es un predio particular")
    await life.delivers()
    await life.writes("ana", folio)
    late = replace(life, now=life.now + timedelta(days=30))
    assert "ya terminó" in text(await late.taps("ana", "El problema sigue"))
    assert await life.status(folio) == "closed"
    life.now += timedelta(days=5)
    await life.writes("ana", folio)
    await life.taps("ana", "El problema sigue")
    assert await life.status(folio) == "reopen_requested"


async def test_erasing_somebody_leaves_no_word_of_theirs_in_the_history(life: Life) -> None:
    folio = await one_reported(life)
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=3))
    await life.delivers()
    await life.writes("ana", "frente a mi casa, la de los Pérez")
    [person] = await life.rows("people")
    assert "Pérez" in str(await life.rows("history"))
    await life.does(lambda connection: erase(connection, person.id, life.now))
    assert "Pérez" not in str([await life.rows(t) for t in ("history", "asks", "inbox", "complaint_reporters")])
    assert await life.rows("updates") == []
    await life.moves(folio, "under_review")
    assert await life.passes(days=9, step=timedelta(hours=12)) == []


async def test_twenty_neighbours_and_one_pothole_over_weeks(store: Store) -> None:
    """Every message each of them gets, to be read: veinte_vecinos.txt, made by `python -m tests.pothole`."""
    written = (Path(__file__).parent / "veinte_vecinos.txt").read_text(encoding="utf-8")
    assert (await twenty_neighbours(store)).strip() == written.strip()


async def test_what_asks_something_has_the_last_place_of_a_week(life: Life) -> None:
    folio = await one_reported(life)
    for number in range(5):
        await life.moves(folio, "in_progress" if number % 2 == 0 else "under_review", f"novedad {number}")
        await life.passes(hours=2)
    assert len(life.heard["ana"]) == 3
    await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=3))
    await life.delivers()
    assert len(life.heard["ana"]) == 4
    assert "¿De qué lado?" in life.last["ana"].text
    assert "novedad 4" in life.last["ana"].text, "what waited comes with it"


async def test_who_is_asked_late_has_as_long_to_answer(life: Life) -> None:
    folio = await one_reported(life)
    for number in range(2):  # two questions fill what news have left
        await life.moves(folio, "in_progress", f"novedad {number}")
        await life.passes(hours=1)
        await life.moves(folio, "under_review", f"novedad {number}")
        await life.passes(hours=1)
        await life.desk(lambda desk: desk.ask(folio, "¿De qué lado?", days=3))
        await life.passes(hours=1)
        await life.moves(folio, "under_review")
    await life.desk(lambda desk: desk.ask(folio, "¿Y de qué tamaño?", days=3))
    [asked] = await life.rows("asks", ended_at=None)
    assert asked.outbox_id is None, "there is no room this week"
    until = asked.answer_by
    life.now += timedelta(days=2)
    await life.does(lambda c: c.execute(outbox.update().values(sent_at=life.now - timedelta(days=8))))
    await life.does(lambda c: c.execute(updates.update().values(due_at=life.now)))
    await life.hour()
    [asked] = await life.rows("asks", ended_at=None)
    assert asked.answer_by - until > timedelta(days=2)


async def test_a_clock_that_jumps_ahead_and_back_tells_nothing_twice_and_leaves_nothing_out(life: Life) -> None:
    folio = await one_reported(life)
    right = life.now
    life.now += timedelta(days=400)
    await life.hour()
    life.now = right + timedelta(hours=1)
    told = len(await life.told("ana"))
    assert await life.passes(days=3, step=timedelta(hours=6)) == []
    await life.moves(folio, "in_progress", "Va una cuadrilla")
    await life.passes(hours=3)
    fresh = (await life.told("ana"))[told:]
    assert [words.count("Va una cuadrilla") for words in fresh] == [1]


async def test_a_button_of_an_approved_template_counts_by_its_words(store: Store) -> None:
    more = {"account": "whatsapp:+526180000000"}
    life = Life(store, window={"whatsapp": timedelta(hours=24)}, templates=frozenset({"complaint_vote"}))
    await life.agrees("+52618", **more)
    folio = await life.files("+52618", BACHE, **more)
    await life.delivers()
    life.now += timedelta(days=2)
    await life.moves(folio, "done", "Se tapó")
    [(_, message)] = await life.delivers()
    assert message.template == "complaint_vote"
    await life.writes("+52618", "Sí", kind=Kind.CHOICE, choice="si", **more)
    assert await life.status(folio) == "confirmed"
