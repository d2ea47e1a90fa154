"""Committees meet and agree on things: what members see, what is reminded of, and what staff may not write."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from handlers.clock.remind import remind_agreements
from handlers.staff.calling import Caller
from handlers.staff.finding import NotPossible
from handlers.staff.meetings import NoSuchAgreement, NoSuchMeeting, Secretary
from storage.store import Store
from tests.committees import convenes, forms, joins
from tests.corridor import TUESDAY, text
from tests.life import Life

IN_A_WEEK = TUESDAY + timedelta(days=7, hours=8)


@pytest.fixture
async def town(store: Store) -> Life:
    life = Life(store)
    await forms(life)
    for who, name in (("ana", "Ana Soto"), ("beto", "Beto Ruiz")):
        await life.agrees(who)
        await joins(life, who, name)
    return life


async def writes(town: Life, act: Callable[[Secretary], Any]) -> Any:
    return await convenes(town, lambda one: act(Secretary(one)))


async def reminds(town: Life) -> None:
    more = 1
    while more:
        more = (await town.does(lambda c: remind_agreements(c, town.now, world=town.world)))["more"]


async def reminded(town: Life, days: int = 1) -> dict[str, list[str]]:
    """At nine of each of the coming days."""
    before = {who: len(heard) for who, heard in town.heard.items()}
    for _ in range(days):
        town.now = (town.now + timedelta(days=1)).replace(hour=15, minute=0, second=0)
        await reminds(town)
        await town.delivers()
    told = {who: [m.text for _, m in heard[before.get(who, 0) :]] for who, heard in town.heard.items()}
    return {who: said for who, said in told.items() if said}


async def test_members_see_the_next_meeting_and_what_was_agreed(town: Life) -> None:
    await writes(town, lambda one: one.plan("OBRA-1", IN_A_WEEK, "la escuela Hidalgo", "Avance de la obra"))
    await writes(town, lambda one: one.agree("OBRA-1", "Revisar las guarniciones.", date(2026, 12, 5), who="Beto Ruiz"))
    mine = text(await town.says("ana", "comité"))
    assert "Próxima reunión: martes 1 de diciembre, 18:00, en la escuela Hidalgo." in mine
    assert "Acuerdo: Revisar las guarniciones (para el 5 de diciembre de 2026)." in mine
    [meeting] = await town.rows("meetings")
    await writes(town, lambda one: one.call_off(meeting.id, "Se va la luz"))
    assert "Próxima reunión" not in text(await town.says("ana", "comité"))


async def test_minutes_are_written_once_with_who_was_there(town: Life) -> None:
    meeting_id = await writes(town, lambda one: one.plan("OBRA-1", IN_A_WEEK, "la escuela", "Avance"))
    with pytest.raises(NotPossible, match="todavía no empieza"):
        await writes(town, lambda one: one.write_down(meeting_id, "Se revisó.", []))
    town.now = IN_A_WEEK + timedelta(hours=2)
    await writes(town, lambda one: one.write_down(meeting_id, "Se revisó el avance.", ["ana soto"]))
    assert sorted(row.attended for row in await town.rows("attendances")) == [False, True]
    with pytest.raises(NotPossible, match="ya no cambia"):
        await writes(town, lambda one: one.write_down(meeting_id, "Otra cosa.", []))
    with pytest.raises(NotPossible, match="Esta reunión ya empezó"):
        await writes(town, lambda one: one.call_off(meeting_id, "tarde"))


async def test_who_sees_to_it_is_reminded_before_and_on_the_day_and_staff_when_it_is_late(town: Life) -> None:
    await town.delivers()
    await writes(
        town, lambda one: one.agree("OBRA-1", "Revisar las guarniciones.", date(2026, 11, 30), who="Beto Ruiz")
    )
    told = await reminded(town, days=3)
    assert told == {
        "beto": [
            "Recordatorio de Comité de la calle Pino. Acuerdo: Revisar las guarniciones. Es para el 30 de noviembre de 2026."
        ]
    }
    assert await reminded(town, days=2) == {}
    await reminds(town)
    assert len((await reminded(town))["beto"]) == 1, "on the day, once"
    assert await reminded(town, days=3) == {}
    [late] = await town.rows("incidents", kind="late")
    assert late.detail.endswith("of Comité de la calle Pino, due 2026-11-30")


async def test_what_nobody_is_named_for_concerns_all_and_who_wants_no_notices_gets_none(town: Life) -> None:
    await town.delivers()
    await writes(town, lambda one: one.agree("OBRA-1", "Juntar firmas", date(2026, 11, 25)))
    await town.writes("beto", "baja")
    assert set(await reminded(town)) == {"ana"}


async def test_what_is_done_is_reminded_of_no_more(town: Life) -> None:
    await town.delivers()
    made = await writes(town, lambda one: one.agree("OBRA-1", "Juntar firmas", date(2026, 11, 25)))
    with pytest.raises(NotPossible, match="Escriba por qué se descarta"):
        await writes(town, lambda one: one.settle(made, done=False, note=""))
    await writes(town, lambda one: one.settle(made, done=True, note="Se juntaron 40"))
    assert await reminded(town, days=3) == {}
    with pytest.raises(NotPossible, match="ya se cerró el 2026-11-2"):
        await writes(town, lambda one: one.settle(made, done=True, note=""))


@pytest.mark.parametrize(
    ("act", "error", "refusal"),
    [
        (lambda one: one.plan("OBRA-1", TUESDAY, "x", "y"), NotPossible, "se cita antes de que empiece"),
        (lambda one: one.plan("OBRA-1", IN_A_WEEK, "", "y"), NotPossible, "Escriba dónde es"),
        (lambda one: one.plan("OBRA-1", IN_A_WEEK, "x", " "), NotPossible, "Escriba de qué se trata"),
        (lambda one: one.call_off(7, "x"), NoSuchMeeting, "no meeting has the id 7"),
        (lambda one: one.agree("OBRA-1", "", date(2026, 12, 1)), NotPossible, "Escriba qué se acordó"),
        (lambda one: one.agree("OBRA-1", "x", date(2026, 11, 1)), NotPossible, "El 2026-11-01 ya pasó"),
        (lambda one: one.settle(7, done=True, note=""), NoSuchAgreement, "no agreement has the id 7"),
    ],
)
async def test_what_staff_may_not_write(
    town: Life, act: Callable[[Secretary], Any], error: type[Exception], refusal: str
) -> None:
    with pytest.raises(error, match=refusal):
        await writes(town, act)


async def test_members_are_called_and_say_whether_they_come(town: Life) -> None:
    await town.delivers()
    meeting_id = await writes(town, lambda one: one.plan("OBRA-1", IN_A_WEEK, "la escuela {x}", "El avance"))
    assert await writes(town, lambda one: Caller(one).call(meeting_id)) == 2
    await town.hour()
    assert (await town.told("ana"))[-1] == (
        "Comité de la calle Pino: le invitamos a la reunión del martes 1 de diciembre, 18:00, en la escuela (x).\n"
        "Temas: El avance\n\n¿Va a ir?"
    )
    assert "Anoté su respuesta: Voy" in text(await town.taps("ana", "Voy"))
    assert "Anoté su respuesta: No voy" in text(await town.writes("beto", "no voy"))
    with pytest.raises(NotPossible, match="Ya se citó a sus integrantes"):
        await writes(town, lambda one: Caller(one).call(meeting_id))
    replies = {row.reply for row in await town.rows("broadcast_recipients")}
    assert replies == {"yes", "no"}
    await writes(town, lambda one: Caller(one).call_off(meeting_id, "Se va la luz"))
    await town.hour()
    assert (await town.told("beto"))[-1] == (
        "Comité de la calle Pino: se canceló la reunión del martes 1 de diciembre, 18:00. Motivo: Se va la luz"
    )


async def test_a_meeting_that_is_called_off_before_anybody_got_the_call_is_called_off_for_all(town: Life) -> None:
    await town.delivers()
    town.now = town.now.replace(hour=5) + timedelta(days=1)  # 23:00 in Durango: nobody is written to
    meeting_id = await writes(town, lambda one: one.plan("OBRA-1", IN_A_WEEK, "la escuela", "El avance"))
    await writes(town, lambda one: Caller(one).call(meeting_id))
    await town.hour()
    await writes(town, lambda one: Caller(one).call_off(meeting_id, "Se va la luz"))
    await town.passes(hours=14)
    assert [said for said in await town.told("ana") if "le invitamos" in said] == []
    assert "se canceló la reunión" in (await town.told("ana"))[-1]
