"""Complaints at the desk: who finds which, what each may do with them, and what they read when it cannot be done."""

import csv
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest
from PIL import Image

from civic.access import ALLOWED, Grant, Permission, Role
from civic.complaint import Status
from civic.message import Media, MediaKind
from handlers.staff.complaints import Caseworker, StaffMember
from storage import media
from storage.store import Connection, Store
from tests.desking import DeskTown, Employee, desk_town, error_of
from tests.two_workers import meanwhile, on_postgres

POTHOLE = "hay un bache enorme en la colonia Azcapotzalco, junto al árbol caído"
LAMP = "no sirve la lámpara en la colonia Insurgentes, mi tel es 618 123 4567"


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as made:
        yield made


@pytest.fixture
async def pothole(town: DeskTown) -> str:
    """Ana's folio; it is the department of works'."""
    await town.corridor.agrees("ana")
    return await town.corridor.files("ana", POTHOLE)


@pytest.fixture
async def lamp(town: DeskTown, pothole: str) -> str:
    """Beto's folio; it is the department of lighting's."""
    await town.corridor.agrees("beto")
    return await town.corridor.files("beto", LAMP)


async def listed(employee: Employee, query: str = "") -> list[str]:
    return re.findall(r'href="/desk/quejas/(DGO-[\w-]+)"', (await employee.sees(f"/desk/quejas?{query}")).text)


async def works_on(employee: Employee, folio: str, act: str, **fields: str) -> httpx.Response:
    return await employee.does(f"/desk/quejas/{folio}", act, **fields)


async def status(town: DeskTown, folio: str) -> str:
    return str((await town.corridor.rows("complaints", folio=folio))[0].status)


def a_photo() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (400, 300), "grey").save(made, "JPEG")
    return made.getvalue()


async def test_each_finds_what_their_department_holds_and_nothing_of_others(
    town: DeskTown, pothole: str, lamp: str
) -> None:
    everybody, works = (
        await town.hires("lupita", Role.OPERATOR),
        await town.hires("obed", Grant(Role.OPERATOR, "obras")),
    )
    assert await listed(everybody) == [pothole, lamp]
    assert await listed(works) == [pothole]
    assert (await works.sees(f"/desk/quejas/{pothole}")).status_code == 200
    assert (await works.sees(f"/desk/quejas/{lamp}")).status_code == 404
    assert (await works_on(works, lamp, "note", note="x")).status_code == 404
    assert lamp not in (await works.sees("/desk/quejas.csv")).text
    assert (await works.sees("/desk/quejas/DGO-2026-999999-9")).status_code == 404


@pytest.mark.parametrize("role", Role)
async def test_a_role_reads_and_works_as_the_table_of_permissions_says(
    town: DeskTown, pothole: str, role: Role
) -> None:
    someone = await town.hires("alguien", role)
    reads, works = (one in ALLOWED[role] for one in (Permission.READ_COMPLAINTS, Permission.WORK_COMPLAINTS))
    for path in ("/desk/quejas", f"/desk/quejas/{pothole}", "/desk/quejas.csv"):
        assert (await someone.sees(path)).status_code == (200 if reads else 404), path
    assert (await works_on(someone, pothole, "move", to="in_progress")).status_code == (303 if works else 404)
    assert await status(town, pothole) == ("in_progress" if works else "received")


async def test_nobody_comes_in_without_signing_in(town: DeskTown, pothole: str) -> None:
    async with town.client() as stranger:
        for path in ("/desk/quejas", f"/desk/quejas/{pothole}", "/desk/quejas.csv"):
            assert (await stranger.get(path)).headers["location"].startswith("/desk/entrar")


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("", {"pothole", "lamp"}),
        ("buscar=ARBOL+bache", {"pothole"}),
        ("buscar=lampara", {"lamp"}),
        ("buscar=lampara+bache", set()),
        ("buscar=%25", {"pothole", "lamp"}),
        ("buscar=000002", {"lamp"}),
        ("colonia=azcapo", {"pothole"}),
        ("dependencia=alumbrado", {"lamp"}),
        ("dependencia=-", set()),
        ("categoria=street", {"pothole"}),
        ("estado=received", {"pothole", "lamp"}),
        ("estado=done", set()),
        ("ver=late", set()),
        ("ver=closed", set()),
        ("ver=all", {"pothole", "lamp"}),
        ("ver=nada&estado=nada&desde=x", {"pothole", "lamp"}),
    ],
)
async def test_filters_stand_in_the_address(
    town: DeskTown, pothole: str, lamp: str, query: str, finds: set[str]
) -> None:
    lupita = await town.hires("lupita", Role.OPERATOR)
    names = {pothole: "pothole", lamp: "lamp"}
    assert {names[folio] for folio in await listed(lupita, query)} == finds


async def test_a_whole_folio_is_found_wherever_it_stands(town: DeskTown, pothole: str, lamp: str) -> None:
    lupita = await town.hires("lupita", Role.OPERATOR)
    await works_on(lupita, pothole, "close", note="Es un predio particular")
    assert await listed(lupita, f"ver=late&buscar={pothole.lower().replace('-', '+')}") == [pothole]


async def test_what_is_late_says_so_and_comes_first(town: DeskTown, pothole: str, lamp: str) -> None:
    town.corridor.now += timedelta(days=60)
    lupita = await town.hires("lupita", Role.OPERATOR)
    page = (await lupita.sees("/desk/quejas?ver=late")).text
    assert "días de atraso" in page
    assert 'Atrasadas <span class="count">2</span>' in page


async def test_a_page_goes_on_where_the_last_one_ended(town: DeskTown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("handlers.desk.complaints.PAGE", 2)
    await town.corridor.agrees("ana")
    places = ("Azcapotzalco", "Insurgentes", "Hipódromo")
    folios = [await town.corridor.files("ana", f"hay un bache en la colonia {place}") for place in places]
    lupita = await town.hires("lupita", Role.OPERATOR)
    for view in ("open", "all"):
        found, path = [], f"/desk/quejas?ver={view}"
        while path:
            page = (await lupita.sees(path)).text
            found += re.findall(r'href="/desk/quejas/(DGO-[\w-]+)"', page)
            more = re.search(r'<a class="button" href="([^"]+)">Más quejas', page)
            path = unescape(more[1]) if more else ""
        assert found == (folios if view == "open" else folios[::-1])


async def test_a_complaint_goes_its_whole_way(town: DeskTown, pothole: str) -> None:
    lupita = await town.hires("lupita", Role.OPERATOR)
    for act, fields in (
        ("refer", {"department": "obras", "note": "Lo ve bacheo"}),
        ("add_task", {"department": "aguas", "what": "Reparar la fuga"}),
        ("end_task", {"number": "1"}),
        ("schedule", {"day": "2026-11-30", "note": ""}),
        ("ask", {"note": "¿De qué lado de la calle?", "days": "5"}),
        ("move", {"to": "under_review", "note": "Ya contestó por teléfono"}),
        ("move", {"to": "in_progress", "note": "Va la cuadrilla"}),
        ("note", {"note": "Falta mezcla"}),
        ("finish", {"note": "Se tapó"}),
        ("move", {"to": "reopened", "note": "Se hundió otra vez"}),
        ("forward", {"body": "CFE", "external_folio": "77", "note": "Es su poste"}),
        ("close", {"note": "Es un predio particular"}),
    ):
        answer = await works_on(lupita, pothole, act, **fields)
        assert answer.status_code == 303, (act, error_of(answer))
    page = unescape((await lupita.sees(f"/desk/quejas/{pothole}")).text)
    for words in (
        "Obras Públicas. Lo ve bacheo",
        "Tarea terminada",
        "Falta mezcla",
        "CFE, folio 77",
        "mesa de atención",
    ):
        assert words in page
    assert await status(town, pothole) == "closed"
    assert 'value="close"' not in page, "only what is allowed now is offered"
    assert 'value="reopened"' in page


@pytest.mark.parametrize(
    ("act", "fields", "code", "sentence"),
    [
        ("move", {"to": "nada"}, 422, "Elija a qué estado pasa"),
        (
            "move",
            {"to": "reopened", "note": "x"},
            409,
            "Ahora está así: Recibida. De ahí no puede pasar a «Abierta otra",
        ),
        ("move", {"to": "referred"}, 422, "Ese paso pide algo más"),
        ("close", {"note": " "}, 422, "Escriba la explicación"),
        ("refer", {"department": "marte"}, 422, "No hay una dependencia 'marte'"),
        ("schedule", {"day": "2020-01-01"}, 422, "ya pasó"),
        ("schedule", {"day": "mañana"}, 422, "Día que se promete: escriba un día"),
        ("schedule", {"day": "9999-12-31"}, 422, "Día que se promete: escriba un día"),
        ("ask", {"note": "¿?", "days": "0"}, 422, "al menos un día hábil"),
        ("ask", {"note": "¿?", "days": "900"}, 422, "60 días"),
        ("merge", {"into": "nada"}, 422, "No hay una queja con el folio nada"),
        ("split", {"note": "x"}, 422, "no está unida a otra"),
        ("split_person", {"person": "2"}, 422, "no se ha unido nadie"),
        ("end_task", {"number": "7"}, 422, "no tiene una tarea abierta"),
        ("photo", {}, 422, "Elija una foto"),
        ("publish", {"media": "77"}, 422, "no es una foto que se pueda mostrar"),
        ("hide", {"media": "77"}, 422, "no tiene el archivo 77"),
        ("note", {"note": "x", "seen": "2020-01-01T00:00:00+00:00"}, 409, "Alguien la cambió mientras"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
async def test_what_cannot_be_done_says_why_in_spanish_and_changes_nothing(
    town: DeskTown, pothole: str, act: str, fields: dict[str, str], code: int, sentence: str
) -> None:
    lupita = await town.hires("lupita", Role.OPERATOR)
    answer = await works_on(lupita, pothole, act, **fields)
    assert (answer.status_code, sentence in error_of(answer)) == (code, True), error_of(answer)
    assert "voz complaint" not in answer.text
    assert await status(town, pothole) == "received"
    assert [row.event for row in await town.corridor.rows("history", subject="complaint")] == ["filed"]


async def test_what_was_written_is_kept_when_it_is_refused(town: DeskTown, pothole: str) -> None:
    lupita = await town.hires("lupita", Role.OPERATOR)
    answer = await works_on(lupita, pothole, "schedule", day="2020-01-01", note="Falta mezcla asfáltica")
    assert "Falta mezcla asfáltica</textarea>" in answer.text


async def test_a_complaint_of_another_department_is_turned_over_and_is_gone(town: DeskTown, pothole: str) -> None:
    obed = await town.hires("obed", Grant(Role.OPERATOR, "obras"))
    answer = await works_on(obed, pothole, "refer", department="alumbrado", note="Es una lámpara")
    assert answer.headers["location"] == "/desk/quejas?hecho=turnada"
    assert await listed(obed) == []


async def test_two_reports_are_one_and_are_two_again(town: DeskTown, pothole: str, lamp: str) -> None:
    lupita, obed = await town.hires("lupita", Role.OPERATOR), await town.hires("obed", Grant(Role.OPERATOR, "obras"))
    refused = await works_on(obed, pothole, "merge", into=lamp)
    assert "a su alcance" in error_of(refused), "only into what they may work on as well"
    assert (await works_on(lupita, pothole, "merge", into=lamp.lower())).status_code == 303
    assert lamp in (await lupita.sees(f"/desk/quejas/{pothole}")).text
    assert "A quiénes les importa (2)" in (await lupita.sees(f"/desk/quejas/{lamp}")).text
    refused = await works_on(lupita, pothole, "move", to="under_review", note="x")
    assert "sepárela" in error_of(refused).lower()
    assert (await works_on(lupita, pothole, "split", note="Son dos")).status_code == 303
    assert "A quiénes les importa (1)" in (await lupita.sees(f"/desk/quejas/{lamp}")).text


async def test_who_is_separated_is_who_was_shown(town: DeskTown, pothole: str) -> None:
    """Beto takes his report back while Lupita reads the page: Carla is not the second now and was not meant."""
    corridor = town.corridor
    for who in ("beto", "carla"):
        await corridor.agrees(who)
        await corridor.says(who, "el bache de la colonia azcapotzalco")
        await corridor.presses(who, "Es el mismo")
        for words in ("saltar", "sí"):
            await corridor.says(who, words)
    beto, carla = [(await corridor.rows("addresses", value=who))[0].person_id for who in ("beto", "carla")]
    lupita = await town.hires("lupita", Role.OPERATOR)
    page = (await lupita.sees(f"/desk/quejas/{pothole}")).text
    offered = re.findall(r'<option value="(\d+)">(\d)\. ', page)
    assert offered == [(str(beto), "2"), (str(carla), "3")]
    await corridor.says("beto", f"retirar {pothole}")
    await corridor.says("beto", "sí")
    refused = await works_on(lupita, pothole, "split_person", person=str(beto), note="Es la banqueta")
    assert "Esa persona ya no está entre quienes se unieron" in error_of(refused)
    assert len(await corridor.rows("complaints")) == 1
    assert (
        await works_on(lupita, pothole, "split_person", person=str(carla), note="Es la banqueta")
    ).status_code == 303
    [own] = [row for row in await corridor.rows("complaints") if row.folio != pothole]
    assert own.person_id == carla


@on_postgres
async def test_nobody_changes_what_a_colleague_changes_at_this_moment(town: DeskTown, pothole: str) -> None:
    """Memo's act is not committed when Lupita's begins."""
    lupita, corridor = await town.hires("lupita", Role.OPERATOR), town.corridor
    page = (await lupita.sees(f"/desk/quejas/{pothole}")).text
    [seen] = set(re.findall(r'name="seen" value="([^"]+)"', page))

    def memo(connection: Connection) -> None:
        staff = StaffMember(name="memo", channel="desk")
        worker = Caseworker(connection, corridor.world, staff, corridor.now + timedelta(minutes=1))
        worker.move(pothole, Status.UNDER_REVIEW, "Vamos a ver")

    act = works_on(lupita, pothole, "close", note="Es un predio particular", seen=unescape(seen))
    answer = await meanwhile(corridor.store, memo, act)
    assert (answer.status_code, "Alguien la cambió mientras" in error_of(answer)) == (409, True)
    assert "Es un predio particular" in answer.text, "what was written stays"
    assert await status(town, pothole) == "under_review"


async def test_names_numbers_and_who_wants_to_be_nobody(town: DeskTown, lamp: str) -> None:
    await town.corridor.does(lambda c: c.exec_driver_sql("UPDATE people SET name = 'Beto Cruz'"))
    lupita, auditor = await town.hires("lupita", Role.OPERATOR), await town.hires("audi", Role.AUDITOR)
    seen, masked = [(await one.sees(f"/desk/quejas/{lamp}")).text for one in (lupita, auditor)]
    assert ("Beto Cruz" in seen, "618 123 4567" in seen) == (True, True)
    assert ("Beto Cruz" in masked, "618 123 4567" in masked, "B*** C***" in masked) == (False, False, True)
    assert "618 123 4567" not in (await auditor.sees("/desk/quejas.csv")).text
    for who, finds in ((lupita, True), (auditor, False)):
        page = (await who.sees("/desk/quejas?ver=all&buscar=618")).text
        assert (lamp in page) is finds, "nor is it guessed digit by digit"
    assert "Turnarla" not in masked
    await town.corridor.does(lambda c: c.exec_driver_sql("UPDATE complaint_reporters SET anonymous = true"))
    assert "Beto Cruz" not in (await lupita.sees(f"/desk/quejas/{lamp}")).text
    reads = {(row.staff, row.subject) for row in await town.corridor.rows("reads")}
    assert reads == {("lupita", "complaint"), ("audi", "complaint"), ("audi", "csv:quejas")}


async def test_the_sheet_opens_with_accents_and_without_formulas(town: DeskTown) -> None:
    await town.corridor.agrees("ana")
    folio = await town.corridor.files("ana", '=HYPERLINK("http://x") hay un bache en la colonia Hipódromo')
    lupita = await town.hires("lupita", Role.OPERATOR)
    answer = await lupita.sees("/desk/quejas.csv?ver=all")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in answer.headers["content-disposition"]
    [row] = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert (row["folio"], row["colonia"], row["estado"]) == (folio, "Hipódromo", "Recibida")
    assert row["descripcion"].startswith("'=HYPERLINK")


async def test_a_photo_of_the_work_is_shown_and_one_of_nothing_is_refused(
    town: DeskTown, pothole: str, tmp_path: Path
) -> None:
    lupita = await town.hires("lupita", Role.OPERATOR)
    path = f"/desk/quejas/{pothole}"
    bad = await lupita.does(path, "finish", note="Se tapó", files={"photo": ("a.jpg", b"<svg onload=x>")})
    assert (bad.status_code, "no es una foto" in error_of(bad)) == (422, True)
    late = await lupita.does(path, "finish", note=" ", files={"photo": ("a.jpg", a_photo())})
    assert (late.status_code, list((tmp_path / "pictures").glob("*.jpg"))) == (422, []), "nothing is left behind"
    done = await lupita.does(path, "finish", note="Se tapó", files={"photo": ("a.jpg", a_photo())})
    assert (done.status_code, await status(town, pothole)) == (303, "done")
    [shown] = re.findall(r'<img src="(/desk/archivos/\d+)"', (await lupita.sees(path)).text)
    assert (await lupita.sees(shown)).headers["content-type"] == "image/jpeg"
    lights = await town.hires("luz", Grant(Role.OPERATOR, "alumbrado"))
    assert (await lights.sees(shown)).status_code == 404


async def test_a_photo_of_a_resident_is_shown_to_others_and_no_longer(town: DeskTown, tmp_path: Path) -> None:
    await town.corridor.agrees("ana")
    await town.corridor.says("ana", POTHOLE)
    await town.corridor.sends("ana", Media(MediaKind.PHOTO, "ref"))
    await town.corridor.says("ana", "sí")
    [sent] = await town.corridor.rows("media")
    (tmp_path / "a.jpg").write_bytes(a_photo())
    await town.corridor.does(lambda c: media.keep(c, sent.id, path="a.jpg", sha256="0" * 64, size=9, mime="image/jpeg"))
    [complaint] = await town.corridor.rows("complaints")
    lupita, auditor = await town.hires("lupita", Role.OPERATOR), await town.hires("audi", Role.AUDITOR)
    path = f"/desk/quejas/{complaint.folio}"
    assert (await auditor.sees(f"/desk/archivos/{sent.id}")).status_code == 200, "whoever reads it sees its photos"
    assert (await lupita.does(path, "publish", media=str(sent.id))).status_code == 303
    assert len(list((tmp_path / "pictures").glob("*.jpg"))) == 1
    assert (await lupita.does(path, "hide", media=str(sent.id))).status_code == 303
    assert list((tmp_path / "pictures").glob("*.jpg")) == []


async def test_the_map_and_its_table_say_the_same(town: DeskTown, pothole: str, lamp: str) -> None:
    pin = f"UPDATE complaints SET latitude = 24.03, longitude = -104.65, cell = 12014895324 WHERE folio = '{pothole}'"
    await town.corridor.does(lambda c: c.exec_driver_sql(pin))
    everybody, lights = (
        await town.hires("lupita", Role.OPERATOR),
        await town.hires("luz", Grant(Role.OPERATOR, "alumbrado")),
    )
    page = unescape((await everybody.sees("/desk/quejas/mapa")).text)
    assert "2 quejas; 1 con un punto en el mapa" in page
    [square] = re.findall(r'<a href="([^"]+)" tabindex="-1"><title>1 queja', page)
    assert await listed(everybody, square.partition("?")[2]) == [pothole]
    [row] = re.findall(r'<a href="/desk/quejas\?([^"]+)">Insurgentes</a>', page)
    assert await listed(everybody, row) == [lamp]
    assert "style=" not in page
    theirs = (await lights.sees("/desk/quejas/mapa")).text
    assert ("Insurgentes" in theirs, "Azcapotzalco" in theirs) == (True, False)
