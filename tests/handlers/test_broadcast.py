"""A broadcast from its document to everybody's phone: who gets it, who does not and why, and what staff can do meanwhile."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from civic.audience import Audience
from civic.broadcast_rules import SenderRules
from civic.message import Priority
from civic.moves import MoveNotAllowed
from handlers.broadcast.feed import AHEAD, feed
from handlers.clock.forget import forget
from handlers.delivery import Ended, settle
from handlers.staff.finding import NotPossible
from storage.audiences import whom
from storage.outbox import Outcome, Sending
from storage.people import link
from storage.person import erase
from storage.store import Connection, Store
from storage.tables import people
from storage.telling import list_sent
from tests.broadcasting import PLAIN, TELEGRAM, WHATSAPP, WINDOW, Town, a_town
from tests.corridor import TUESDAY


async def test_each_hears_it_once_in_their_own_words(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", neighbourhood_key="10005-0428")
    await town.lives("beto", language="en")
    await town.lives("caro", account=WHATSAPP)
    assert await town.sends_broadcast() == "sending"
    sent = dict(await town.delivers())
    assert sent["ana"].text.startswith("Ana: hay junta el jueves a las 18:00 en la casa de la colonia ")
    assert sent["beto"].text == "Beto: hay junta el jueves a las 18:00 en la casa de la colonia su colonia, Durango."
    assert list(sent) == ["ana", "beto", "caro"]
    assert await town.delivers() == []
    await town.ticks()
    assert (await town.broadcast()).state == "done"
    assert await town.outcomes() == {"sent": 3}


async def test_who_is_not_written_to_is_counted_with_the_reason(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana")
    await town.lives("no_consent", committee_notices=False)
    await town.lives("paused", paused_until=TUESDAY + timedelta(days=9))
    await town.lives("blocked")
    await town.does(lambda c: c.exec_driver_sql("UPDATE addresses SET state = 'blocked' WHERE value = 'blocked'"))
    await town.sends_broadcast()
    assert [who for who, _ in await town.delivers()] == ["ana"]
    expected = {"sent": 1, "excluded no_consent": 1, "excluded paused": 1, "excluded no_address": 1}
    assert await town.outcomes() == expected


async def test_who_has_two_chats_gets_it_where_they_wrote_last(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", account=WHATSAPP)
    await town.lives("ana")
    await town.lives("beto")
    await town.lives("beto", account=WHATSAPP)
    await town.sends_broadcast()
    await town.delivers()
    rows = await town.rows("outbox")
    assert [(row.account, row.state) for row in rows] == [(TELEGRAM, "sent"), (WHATSAPP, "sent")]


async def test_committees_roles_works_and_neighbourhoods_narrow_each_other(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", "beto", "caro", "dora")
    await town.sits("norte", "ana", role="presidencia", neighbourhood_key="10005-0428", public_work_key="OP-1")
    await town.sits("norte", "beto")
    await town.sits("sur", "caro", kind="obra", role="presidencia")
    await town.lives("eva", language="en", neighbourhood_key="10005-0428", account=WHATSAPP)
    for names, filters in (
        (["ana", "beto", "caro", "dora", "eva"], {}),
        (["eva"], {"neighbourhoods": ("10005-0428",)}),
        (["eva"], {"languages": ("en",)}),
        (["eva"], {"channels": ("whatsapp",)}),
        (["ana", "beto"], {"works": ("OP-1",)}),
        (["ana", "beto"], {"committees": ("norte", "sur"), "neighbourhoods": ("10005-0428",)}),
        ([], {"roles": ("presidencia",), "channels": ("whatsapp",)}),
        (["ana", "beto"], {"committees": ("norte",)}),
        (["ana", "beto", "caro"], {"committees": ("norte", "sur")}),
        (["ana", "caro"], {"roles": ("presidencia",)}),
        (["ana"], {"roles": ("presidencia",), "committee_kinds": ("vecinal",)}),
        (["caro"], {"committee_kinds": ("obra",)}),
    ):
        audience = Audience(**filters)  # type: ignore[arg-type]
        found = await town.does(lambda c, audience=audience: c.execute(select(people.c.name).where(whom(audience))))
        assert sorted(name.lower() for name in found.scalars()) == names, filters


async def test_a_group_hears_for_its_committee_until_it_removes_the_bot(store: Store) -> None:
    town = a_town(store)
    for name in ("grupo", "otro"):
        await town.lives(name, kind="group", committee_notices=False)
    await town.lives("ana")
    await town.sits("norte", "ana", group_id=town.residents["grupo"])
    await town.sits("sur", group_id=town.residents["otro"])
    await town.does(lambda c: c.exec_driver_sql("UPDATE addresses SET state = 'left' WHERE value = 'otro'"))
    await town.audience(groups=True)
    await town.sends_broadcast()
    assert [who for who, _ in await town.delivers()] == ["grupo"]
    assert await town.outcomes() == {"sent": 1, "excluded group_removed": 1}


async def test_consent_taken_back_before_their_turn_counts(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", "beto")
    await town.sends_broadcast()
    await town.leaves("ana", committee_notices=False)
    assert [who for who, _ in await town.delivers()] == ["beto"]
    assert await town.outcomes() == {"sent": 1, "excluded opted_out": 1}


async def test_consent_taken_back_when_it_was_queued_already_counts_too(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", "beto")
    await town.sends_broadcast()
    assert await town.does(lambda c: feed(c, town.world, TELEGRAM, 9, town.now)) == 2
    assert await town.outcomes() == {"queued": 2}
    await town.leaves("ana", committee_notices=False)
    await town.delivers()
    assert await town.outcomes() == {"sent": 1, "excluded opted_out": 1}


async def test_nobody_is_written_to_in_the_quiet_hours_and_nobody_is_forgotten(store: Store) -> None:
    town = a_town(store)
    town.now = datetime(2026, 11, 25, 2, 59, 59, tzinfo=UTC)  # a second to nine in the evening
    await town.lives("ana", "beto")
    await town.sends_broadcast()
    await town.does(lambda c: _only_one(c, town))
    town.now += timedelta(seconds=1)
    assert await town.delivers() == []
    assert await town.passes(hours=10) == [], "until seven in the morning"
    assert len(await town.passes(hours=2)) == 2
    await town.ticks()
    assert await town.outcomes() == {"sent": 2}


def _only_one(connection: Connection, town: Town) -> None:
    """One is queued before the quiet hours, and the other is not."""
    feed(connection, town.world, TELEGRAM, 1, town.now)


async def test_an_urgent_one_leaves_at_night_and_before_news_and_only_some_may_send_it(store: Store) -> None:
    town = a_town(store, urgent_staff=frozenset({"lupita"}))
    town.now = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
    await town.lives("ana")
    await town.audience()
    urgent = PLAIN.replace("proposito", "urgente = true\nproposito")
    with pytest.raises(NotPossible, match="no puede mandar difusiones urgentes"):
        await town.writes_broadcast(urgent, staff="otro")
    await town.sends_broadcast(urgent)
    assert len(await town.delivers()) == 1


async def test_what_is_not_delivered_at_its_last_moment_is_late(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", account=WHATSAPP, heard=TUESDAY - timedelta(days=3))
    await town.lives("beto")
    until = PLAIN.replace("[texto]", "hasta = 2026-11-25T12:00:00\n[texto]")
    await town.sends_broadcast(until)
    assert [who for who, _ in await town.delivers()] == ["beto"]
    assert await town.outcomes() == {"sent": 1, "held": 1}
    await town.ticks()
    assert (await town.broadcast()).state == "done"
    await town.passes(days=1.5)
    assert await town.outcomes() == {"sent": 1, "excluded late": 1}
    assert await town.writes("ana", "hola", account=WHATSAPP)
    assert await town.outcomes() == {"sent": 1, "excluded late": 1}


async def test_one_that_begins_after_its_last_moment_reaches_nobody(store: Store) -> None:
    """The program was down meanwhile."""
    town = a_town(store)
    await town.lives("ana")
    await town.audience()
    await town.writes_broadcast(PLAIN.replace("[texto]", "hasta = 2026-11-25T12:00:00\n[texto]"))
    assert await town.schedules_broadcast(at=TUESDAY + timedelta(hours=3)) == "scheduled"
    town.now += timedelta(days=2)
    assert await town.hour() == []
    await town.ticks()
    assert await town.outcomes() == {"excluded late": 1}
    assert (await town.broadcast()).state == "done"


async def test_outside_the_window_a_template_carries_it(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", account=WHATSAPP, heard=TUESDAY - timedelta(days=3))
    await town.sends_broadcast(PLAIN.replace("[texto]", 'plantilla = "aviso"\nvariables = ["{nombre}"]\n[texto]'))
    [(_, message)] = await town.delivers()
    assert (message.template, message.values) == ("aviso", ("Ana",))
    assert [row.account for row in await town.rows("business_started")] == [WHATSAPP]


async def test_without_a_template_it_waits_for_their_next_message(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", account=WHATSAPP, heard=TUESDAY - timedelta(days=3))
    await town.sends_broadcast()
    assert await town.delivers() == []
    assert await town.outcomes() == {"held": 1}
    await town.ticks()
    assert (await town.broadcast()).state == "done"
    await town.writes("ana", "hola", account=WHATSAPP)
    assert await town.outcomes() == {"sent": 1}
    assert await town.rows("business_started") == []


async def test_the_days_limit_of_a_number_spreads_it_over_days(store: Store) -> None:
    senders = {WHATSAPP: SenderRules(window=WINDOW, per_second=60, daily=10)}
    town = a_town(store, senders=senders)
    await town.lives(account=WHATSAPP, heard=TUESDAY - timedelta(days=3), number=21)
    await town.lives("inside", account=WHATSAPP)
    await town.sends_broadcast(PLAIN.replace("[texto]", 'plantilla = "aviso"\nvariables = ["hola"]\n[texto]'))
    assert len(await town.delivers()) == 9 + 1, "one in ten is kept for news of their own reports"
    assert len(await town.passes(hours=23.9)) == 0
    assert len(await town.passes(hours=2)) == 9
    assert len(await town.passes(days=1.1)) == 3
    await town.ticks()
    assert await town.outcomes() == {"sent": 22}
    assert (await town.broadcast()).state == "done"


async def test_what_is_being_sent_counts_for_the_days_limit(store: Store) -> None:
    senders = {WHATSAPP: SenderRules(window=WINDOW, per_second=60, daily=10)}
    town = a_town(store, senders=senders)
    await town.lives(account=WHATSAPP, heard=TUESDAY - timedelta(days=3), number=21)
    await town.sends_broadcast(PLAIN.replace("[texto]", 'plantilla = "aviso"\n[texto]'))
    assert len(await town.does(town.claims)) == 9
    assert await town.does(lambda c: feed(c, town.world, WHATSAPP, 60, town.now)) == 0
    assert await town.does(town.claims) == []


async def test_paused_it_stops_and_resumed_it_goes_on_with_those_who_have_not_got_it(store: Store) -> None:
    town = a_town(store)
    await town.lives(number=30)
    await town.sends_broadcast()
    await town.does(lambda c: feed(c, town.world, TELEGRAM, 9, town.now))
    batch = (await town.does(town.claims))[:7]
    await town.does(lambda c: town._settle(c, batch))
    await town.does(lambda c: c.exec_driver_sql("UPDATE outbox SET state = 'queued' WHERE state = 'claimed'"))
    await town.staff_do(lambda one: one.pause("junta"))
    assert await town.outcomes() == {"sent": 7, "planned": 23}
    assert await town.delivers() == []
    with pytest.raises(MoveNotAllowed):
        await town.staff_do(lambda one: one.pause("junta"))
    await town.staff_do(lambda one: one.resume("junta"))
    assert len(await town.delivers()) == 23
    assert await town.outcomes() == {"sent": 30}
    sent = [row.address_id for row in await town.rows("outbox", state="sent")]
    assert len(set(sent)) == len(sent) == 30


async def test_cancelled_the_rest_never_gets_it(store: Store) -> None:
    town = a_town(store)
    await town.lives(number=5)
    await town.sends_broadcast()
    await town.does(lambda c: feed(c, town.world, TELEGRAM, 9, town.now))
    await town.staff_do(lambda one: one.cancel("junta", "se pospone"))
    assert await town.delivers() == []
    assert await town.outcomes() == {"excluded cancelled": 5}
    with pytest.raises(MoveNotAllowed):
        await town.staff_do(lambda one: one.resume("junta"))


async def test_many_need_a_second_person(store: Store) -> None:
    town = a_town(store, approve_above=2)
    await town.lives(number=3)
    assert await town.sends_broadcast() == "waiting_approval"
    assert await town.delivers() == []
    with pytest.raises(NotPossible, match=r"La escribió usted \(lupita\)"):
        await town.staff_do(lambda one: one.approve("junta"))
    await town.staff_do(lambda one: one.approve("junta"), "otra")
    assert len(await town.delivers()) == 3
    assert (await town.broadcast()).approved_by == "otra"


async def test_an_audience_that_grew_since_it_was_scheduled_needs_one_too(store: Store) -> None:
    town = a_town(store, approve_above=2)
    await town.lives("ana")
    await town.audience()
    await town.writes_broadcast()
    assert await town.schedules_broadcast(at=TUESDAY + timedelta(hours=2)) == "scheduled"
    await town.lives(number=2)
    assert await town.passes(hours=3) == []
    assert (await town.broadcast()).state == "waiting_approval"
    await town.staff_do(lambda one: one.approve("junta"), "otra")
    assert len(await town.delivers()) == 3


async def test_a_change_after_the_approval_needs_another(store: Store) -> None:
    town = a_town(store, approve_above=2)
    await town.lives(number=3)
    await town.sends_broadcast()
    await town.writes_broadcast(PLAIN.replace("jueves", "viernes"))
    assert (await town.broadcast()).state == "draft"
    assert await town.schedules_broadcast() == "waiting_approval"


async def test_what_cannot_be_sent_is_refused_before_anything_is_sent(store: Store) -> None:
    town = a_town(store)
    await town.audience()
    await town.writes_broadcast()
    with pytest.raises(NotPossible, match="No hay nadie"):
        await town.schedules_broadcast()
    await town.lives("ana", committee_notices=False)
    with pytest.raises(NotPossible, match=r"no se puede escribir a ninguna \(1 sin aceptar estos avisos\)"):
        await town.schedules_broadcast()
    await town.lives("beto")
    with pytest.raises(NotPossible, match="Esa hora ya pasó"):
        await town.schedules_broadcast(at=TUESDAY - timedelta(hours=1))
    await town.schedules_broadcast()
    with pytest.raises(NotPossible, match="ya está programada, salió o se canceló"):
        await town.writes_broadcast()
    assert len(await town.rows("outbox")) == 0


async def test_two_who_are_one_get_it_once(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana")
    await town.lives("ana2", account=WHATSAPP)
    await town.lives("beto")
    await town.sends_broadcast()
    await town.does(lambda c: link(c, town.residents["ana2"], town.residents["ana"], town.now))
    assert len(await town.delivers()) == 2
    assert await town.outcomes() == {"sent": 2}


async def test_of_two_who_become_one_what_was_sent_stays(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana")
    await town.lives("ana2", account=WHATSAPP, heard=TUESDAY - timedelta(days=2))
    await town.sends_broadcast()
    await town.delivers()
    await town.does(lambda c: link(c, town.residents["ana"], town.residents["ana2"], town.now))
    assert await town.outcomes() == {"sent": 1}
    await town.writes("ana2", "hola", account=WHATSAPP)
    assert [row.state for row in await town.rows("outbox", purpose="committee")] == ["sent", "cancelled"]


async def test_what_is_ready_in_the_outbox_is_never_more_than_some_seconds_worth(store: Store) -> None:
    town = a_town(store, approve_above=1000)
    await town.lives(number=700)
    await town.sends_broadcast()
    assert await town.does(lambda c: feed(c, town.world, TELEGRAM, 25, town.now)) == 25 * AHEAD
    assert await town.does(lambda c: feed(c, town.world, TELEGRAM, 25, town.now)) == 0, "there is enough"
    assert await town.does(lambda c: feed(c, town.world, WHATSAPP, 25, town.now)) == 0, "nobody is there"
    assert await town.outcomes() == {"planned": 450, "queued": 250}


async def test_what_waits_for_the_morning_does_not_stand_in_the_way_of_what_is_urgent(store: Store) -> None:
    town = a_town(store, urgent_staff=frozenset({"lupita"}), approve_above=1000)
    await town.lives(number=700)
    await town.sends_broadcast()
    await town.does(lambda c: feed(c, town.world, TELEGRAM, 25, town.now))
    town.now = datetime(2026, 11, 25, 4, 0, tzinfo=UTC)
    assert await town.delivers() == []
    urgent = PLAIN.replace('"junta"', '"sismo"').replace("proposito", "urgente = true\nproposito")
    await town.writes_broadcast(urgent)
    assert await town.schedules_broadcast("sismo") == "sending"
    assert len(await town.delivers()) == 700
    rows = await town.rows("outbox", state="sent")
    assert {row.priority for row in rows} == {Priority.URGENT}


async def test_of_two_at_once_the_urgent_one_goes_first_and_answers_before_both(store: Store) -> None:
    town = a_town(store, urgent_staff=frozenset({"lupita"}))
    await town.lives("ana", "beto")
    await town.sends_broadcast()
    await town.writes_broadcast(
        PLAIN.replace('"junta"', '"sismo"').replace("proposito", "urgente = true\nproposito").replace("junta", "alarma")
    )
    await town.schedules_broadcast("sismo")
    await town.says("ana", "menú")
    batches = []
    while batch := await town.does(town.claims):
        await town.does(lambda c, batch=batch: town._settle(c, batch))
        batches.append(sorted(one.priority for one in batch))
    assert batches == [
        [Priority.ANSWER, Priority.URGENT], [Priority.URGENT, Priority.BROADCAST], [Priority.BROADCAST],
    ]  # fmt: skip


async def test_who_is_erased_is_written_to_no_more_and_is_nobody_in_the_figures(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", "beto")
    await town.sends_broadcast()
    await town.does(lambda c: feed(c, town.world, TELEGRAM, 1, town.now))
    await town.does(lambda c: erase(c, town.residents["ana"], town.now))
    assert [who for who, _ in await town.delivers()] == ["beto"]
    assert sum((await town.outcomes()).values()) == 2
    await town.audience("hoy")
    everybody = await town.does(lambda c: c.execute(select(people.c.id).where(whom(Audience()))).scalars().all())
    assert everybody == [town.residents["beto"]]


async def test_what_a_number_has_begun_is_forgotten_after_two_days(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", account=WHATSAPP, heard=TUESDAY - timedelta(days=3))
    await town.sends_broadcast(PLAIN.replace("[texto]", 'plantilla = "aviso"\n[texto]'))
    await town.delivers()
    for days, kept in ((1, 1), (2.1, 0)):
        night = TUESDAY + timedelta(days=days)
        await town.does(lambda c, night=night: forget(c, night, raw_days=30, talk_days=30))
        assert len(await town.rows("business_started")) == kept


async def test_a_broadcast_about_reports_takes_no_turn_of_theirs(store: Store) -> None:
    """How often somebody hears of their own reports is their right, and not used up by what all are told."""
    town = a_town(store)
    await town.lives("ana", folio_notices=True)
    await town.sends_broadcast(PLAIN.replace('"comite"', '"folio"'))
    await town.delivers()
    ana, since = [town.residents["ana"]], TUESDAY - timedelta(days=7)
    sent = await town.does(lambda c: list_sent(c, ana, since=since, now=town.now, oldest=since))
    assert sent == {}


async def test_marks_a_refused_address_and_counts_it_as_failed(store: Store) -> None:
    town = a_town(store)
    await town.lives("ana", "beto")
    await town.sends_broadcast()
    await town.does(lambda c: feed(c, town.world, TELEGRAM, 9, town.now))
    batch = await town.does(town.claims)
    ended = [
        Ended(Outcome(id=one.id, state=Sending.FAILED, code="403", kind="refused"), one, unreachable=True)
        for one in batch[:1]
    ]
    await town.does(lambda c: settle(c, ended, worker="w", now=town.now, ids=town.world.ids))
    await town.does(lambda c: town._settle(c, batch[1:]))
    assert await town.outcomes() == {"sent": 1, "failed 403": 1}
    await town.ticks()
    assert (await town.broadcast()).state == "done"
    assert sorted(row.state for row in await town.rows("addresses")) == ["active", "blocked"]
