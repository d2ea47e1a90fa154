"""The page of the service's health at `/desk/estado`."""

from datetime import timedelta

import pytest

from civic.access import Grant, Role
from handlers.desk import ChannelState, Running
from storage.firings import finish_firing, start_firing
from storage.history import list_events
from storage.incidents import open_incident
from storage.store import Connection, Store
from tests.corridor import TUESDAY, Corridor
from tests.desk import Office, words_of

GOOD = Running(True, (ChannelState("telegram:1"),), ("forget", "tell"))
BAD = Running(True, (ChannelState("telegram:1"), ChannelState("whatsapp:+52", "401 unauthorized")))


async def test_it_tells_channels_queues_and_the_clock(store: Store) -> None:
    office = Office(store, more={"running": lambda: GOOD})
    corridor = Corridor(store, office.world)
    await corridor.agrees("ana")
    await corridor.says("ana", "quiero hablar con una persona")
    await corridor.says("ana", "mi recibo llegó muy alto")

    def rings(connection: Connection) -> None:
        for days in (2, 1):
            due_at = TUESDAY - timedelta(days=days)
            start_firing(connection, "forget", due_at, "w", due_at)
            finish_firing(connection, "forget", due_at, due_at, f"raw {days}")

    await office.does(rings)
    office.clock.passes(timedelta(hours=3))
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    said = words_of(await rosa.get("/desk/estado"))
    assert "Bien Telegram" in said
    assert "Vecinos que esperan respuesta 1" in said
    assert "el más antiguo espera desde hace 3 h" in said
    assert "Borrar lo que ya cumplió 23 nov 2026, 10:00 originales borrados 1" in said
    assert "borrados 2" not in said
    assert "tiene problemas" not in said
    assert "Versión 00" in said


async def test_a_channel_in_trouble_is_told_on_every_page(store: Store) -> None:
    office = Office(store, more={"running": lambda: BAD})
    lupita, rosa = await office.signed_in("lupita", Role.OPERATOR), await office.signed_in("rosa", Role.SUPERVISOR)
    assert "WhatsApp tiene problemas" in words_of(await lupita.get("/desk/"))
    assert "Con problemas WhatsApp whatsapp:+52 Dice: 401 unauthorized" in words_of(await rosa.get("/desk/estado"))


async def test_a_process_that_does_not_lead_claims_nothing(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    assert "Otro proceso habla con los canales" in words_of(await rosa.get("/desk/estado"))


async def _opens(office: Office, count: int = 1, kind: str = "failure") -> list[int]:
    def write(connection: Connection) -> None:
        for _ in range(count):
            open_incident(connection, office.world.ids, kind=kind, now=TUESDAY, detail="ValueError")

    await office.does(write)
    return [row.id for row in await Corridor(office.store, office.world).rows("incidents")]


async def test_an_incident_leaves_the_list_when_somebody_saw_it(store: Store) -> None:
    office = Office(store)
    (incident,) = await _opens(office)
    rosa = await office.signed_in("rosa", Role.SUPERVISOR)
    assert "Un mensaje que no se pudo atender" in words_of(await rosa.get("/desk/estado"))
    assert (await rosa.does("/desk/estado", "seen", incident=str(incident))).headers[
        "location"
    ] == "/desk/estado?hecho=visto"
    assert "No hay nada que revisar" in words_of(await rosa.get("/desk/estado"))
    again = await rosa.does("/desk/estado", "seen", incident=str(incident))
    assert (again.status_code, "ya no está en la lista" in words_of(again)) == (422, True)
    assert (await rosa.does("/desk/estado", "seen", incident="x")).status_code == 404
    events = await office.does(lambda c: list_events(c, "incident", incident))
    assert [(one.event, one.by) for one in events] == [("seen", "staff:rosa")]


async def test_incidents_come_in_pages(store: Store) -> None:
    office = Office(store)
    ids = await _opens(office, 60)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    first = (await rosa.get("/desk/estado")).text
    rest = (await rosa.get(f"/desk/estado?desde={ids[49]}")).text
    assert [f'value="{one}"' in first for one in (ids[0], ids[49], ids[50])] == [True, True, False]
    assert [f'value="{one}"' in rest for one in (ids[49], ids[50], ids[59])] == [False, True, True]


async def test_what_a_resident_wrote_is_for_who_looks_after_the_whole_town(store: Store) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    await corridor.agrees("ana")
    await corridor.says("ana", "auxilio, hay un incendio en mi casa")
    rosa = await office.signed_in("rosa", Role.SUPERVISOR)
    ofelia = await office.signed_in("ofelia", Grant(Role.SUPERVISOR, "obras"))
    assert "hay un incendio" in words_of(await rosa.get("/desk/estado"))
    theirs = words_of(await ofelia.get("/desk/estado"))
    assert ("Posible emergencia" in theirs, "hay un incendio" in theirs) == (True, False)


async def test_of_half_a_number_nobody_sees_that_it_is_one(store: Store) -> None:
    """Whoever reads without names reads what was masked before it was shortened."""
    office = Office(store)
    corridor = Corridor(store, office.world)
    await corridor.agrees("ana")
    await corridor.says("ana", f"auxilio, hay un incendio {'x' * 168} 618 123 4567")
    browser = await office.signed_in("rosa", Role.SUPERVISOR, Role.AUDITOR)
    told = words_of(await browser.get("/desk/estado"))
    assert "hay un incendio" in told
    assert "618" not in told


@pytest.mark.parametrize("role", list(Role))
async def test_who_may_look(store: Store, role: Role) -> None:
    office = Office(store)
    browser = await office.signed_in("lupita", role)
    let_in = role in (Role.ADMINISTRATOR, Role.SUPERVISOR)
    assert (await browser.get("/desk/estado")).status_code == (200 if let_in else 404)
    if not let_in:
        assert (await browser.sends("/desk/estado", "seen", incident="1", csrf="", form="f")).status_code == 404
