"""Committees at the desk: who sees which, what each page says, what is done there, and the papers."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.applications import Starlette

from bot.papers import pdf_of
from civic.access import Grant, Role
from civic.places import Directory
from handlers.desk import desk_routes
from handlers.desk.committee_words import EVENTS
from handlers.present import Present
from storage.places import import_neighbourhoods
from storage.store import Store
from tests.committees import convenes, forms, joins, signs, trains
from tests.corridor import TUESDAY, a_world, durango
from tests.desk_visits import Visitor, comes, counted, returns
from tests.desking import DeskTown, error_of
from tests.life import Life

HERE = "/desk/comites"
PATH = f"{HERE}/OBRA-1"
PAGES = ("", "/reuniones", "/visitas")


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    """One committee that watches a work, without members; links for both channels."""
    world = a_world(telegram_username="VozDurangoBot", whatsapp_account="whatsapp:+526181234567")
    town = DeskTown(Life(store, replace(world, public_url="")), tmp_path)
    town.app = Starlette(routes=desk_routes(town.door, town.hub, tmp_path, pdf_of))
    await forms(town.corridor)
    yield town
    await town.close()


async def _member(visitor: Visitor, name: str, role: str = "vocal") -> str:
    return await visitor.does(PATH, "add_member", nombre=name, cargo=role, telefono="")


async def _ids(town: DeskTown) -> dict[str, str]:
    return {row.name: str(row.id) for row in await town.corridor.rows("members")}


@pytest.mark.parametrize(
    ("role", "reads", "works", "prints"),
    [
        (Role.ADMINISTRATOR, True, True, True),
        (Role.SUPERVISOR, True, False, True),
        (Role.OPERATOR, False, False, False),
        (Role.PLANNER, False, False, False),
        (Role.SOCIAL_AUDIT, True, True, True),
        (Role.AUDITOR, True, False, False),
    ],
)
async def test_who_may_do_what(town: DeskTown, role: Role, reads: bool, works: bool, prints: bool) -> None:
    memo = await comes(town, "memo", role)
    for page in (HERE, *(PATH + below for below in PAGES), f"{PATH}/acreditaciones", f"{PATH}/papeles"):
        assert await memo.asks(page) == (200 if reads else 404), page
    assert await memo.asks(f"{PATH}/invitaciones") == (200 if works else 404)
    assert await memo.asks(f"{PATH}/papeles/capacitacion") == (200 if prints else 404)
    acts = {
        HERE: ("form",),
        PATH: ("invite", "open_chat", "add_member", "replace", "remove", "letter", "constitute", "handover", "close"),
        f"{PATH}/reuniones": ("plan", "call", "call_off", "minutes", "agree", "settle"),
        f"{PATH}/acreditaciones": ("accredit", "revoke"),
    }
    for page, names in acts.items():
        for act in names:
            if act in (
                "call",
                "call_off",
                "minutes",
                "settle",
                "revoke",
                "open_chat",
                "replace",
                "remove",
                "letter",
                "accredit",
            ):
                continue  # these name something that is not there: nobody could tell the two 404 apart
            answer = await memo.sends(page, act)
            assert (answer.status_code == 422 or answer.status_code == 303) is works, (page, act, answer.status_code)


async def test_what_is_not_named_here_is_not_changed(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    await convenes(town.corridor, lambda one: one.add("PIL-1", "piloto", "Piloto"))
    await lupita.does(f"{PATH}/reuniones", "plan", cuando="2026-12-01T18:00", lugar="La escuela", temas="Avance")
    await lupita.does(f"{PATH}/reuniones", "agree", texto="Pedir el plano", para="2026-12-09", quien="", reunion="")
    [meeting], [agreement] = await town.corridor.rows("meetings"), await town.corridor.rows("agreements")
    other = f"{HERE}/PIL-1/reuniones"
    for act, fields in (
        ("call", {"reunion": str(meeting.id)}), ("call_off", {"reunion": str(meeting.id), "why": "x"}),
        ("minutes", {"reunion": str(meeting.id), "minuta": "x"}), ("settle", {"acuerdo": str(agreement.id), "como": "done"}),
    ):  # fmt: skip
        assert (await lupita.sends(other, act, **fields)).status_code == 404, act
    assert await lupita.asks(f"{HERE}/PIL-1/papeles/reunion?id={meeting.id}") == 404
    assert await lupita.asks(f"{PATH}/papeles/reunion?id={meeting.id}") == 200
    for path in ("nada", "visita?id=7", "acreditacion?codigo=AAAAAA", "carta?id=7"):
        assert await lupita.asks(f"{PATH}/papeles/{path}") == 404, path
    assert await lupita.asks(f"{HERE}/NADA-1") == 404


async def test_a_committee_is_formed_seated_and_constituted(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    page = await lupita.does(
        HERE, "form", clave="COL-1", nombre="Comité Azcapotzalco", tipo="colonia", colonia="Azcapotzalco", obra=""
    )
    assert "Comité de colonia · Azcapotzalco · COL-1 · En formación" in page
    path = f"{HERE}/COL-1"
    for name, role in (("Ana Soto", "presidencia"), ("Beto Ruiz", "vocal")):
        await lupita.does(path, "add_member", nombre=name, cargo=role, telefono="")
    assert "ya está ocupado" in await lupita.is_told(path, "add_member", nombre="Eva", cargo="presidencia", telefono="")
    assert "tiene 2 integrantes y para constituirse necesita 3" in await lupita.is_told(
        path, "constitute", dia="2026-11-20"
    )
    assert "Día: escriba un día" in await lupita.is_told(path, "constitute", dia="ayer")
    await lupita.does(path, "add_member", nombre="Caro Paz", cargo="vocal", telefono="")
    page = await lupita.does(path, "constitute", dia="2026-11-20")
    assert "Constituido el 20 nov 2026" in page and "firmar la carta" in page
    listed = await lupita.sees(f"{HERE}?colonia=azcapotzalco")
    assert "Comité Azcapotzalco" in listed and "3 de 3" in listed and "calle Pino" not in listed
    assert "Faltan 5 integrantes" in await lupita.sees(f"{HERE}?tipo=obra")


async def test_somebody_is_replaced_and_somebody_removed(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    await _member(lupita, "Ana Soto", "presidencia")
    await _member(lupita, "Beto Ruiz")
    ids = await _ids(town)
    assert "por qué se sustituye" in await lupita.is_told(
        PATH, "replace", member=ids["Ana Soto"], nombre="Eva Mora", telefono="", why=" "
    )
    page = await lupita.does(PATH, "replace", member=ids["Ana Soto"], nombre="Eva Mora", telefono="", why="Se mudó")
    assert "Eva Mora" in page and "Ana Soto, Presidencia: se sustituyó (Se mudó)" in page
    page = await lupita.does(PATH, "remove", member=ids["Beto Ruiz"], why="No asiste")
    assert "Beto Ruiz, Vocalía: se dio de baja (No asiste)" in page
    assert await lupita.asks(f"{PATH}/papeles/sustitucion?id={ids['Ana Soto']}") == 200


async def test_an_invitation_is_a_link_and_a_square(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    page = await lupita.does(PATH, "invite", cargo="vocal", personas="3", dias="14")
    [invitation] = await town.corridor.rows("invitations")
    for words in (
        f"unirme {invitation.code}",
        f"https://t.me/VozDurangoBot?start=unirme_{invitation.code}",
        f"https://wa.me/526181234567?text=unirme%20{invitation.code}",
        "Para 3 personas, hasta el 8 dic 2026",
        '<div class="square" role="img"',
    ):
        assert words in page, words
    page = await lupita.does(PATH, "invite", cargo="grupo:", personas="1", dias="3")
    assert "Su grupo de Telegram" in page and "?startgroup=unirme_" in page
    assert "Una invitación es" in await lupita.is_told(PATH, "invite", cargo="vocal", personas="0", dias="14")
    await returns(town, lupita, days=15)
    assert "No hay invitaciones" in await lupita.sees(f"{PATH}/invitaciones")


async def test_the_card_says_what_each_still_has_to_do(town: DeskTown) -> None:
    corridor = town.corridor
    for who, name in (("ana", "Ana Soto"), ("beto", "Beto Ruiz")):
        await corridor.agrees(who)
        await joins(corridor, who, name)
    await trains(corridor, "ana")
    await signs(corridor, "ana")
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    page = await lupita.sees(PATH)
    ana, beto = (page.split(f'<th scope="row">{name}</th>')[1].split("</tr>")[0] for name in ("Ana Soto", "Beto Ruiz"))
    assert "Firmada el 24 nov 2026" in ana and "Nada" in ana
    assert "Sin firmar" in beto and "la capacitación, firmar la carta" in beto
    ids = await _ids(town)
    page = await lupita.does(PATH, "letter", member=ids["Beto Ruiz"], papel="Foja 12")
    assert "Beto Ruiz ya firmó" in await lupita.is_told(PATH, "letter", member=ids["Beto Ruiz"], papel="Foja 13")
    assert await lupita.asks(f"{PATH}/papeles/carta?id={ids['Beto Ruiz']}") == 200
    assert {"joined", "signed", "formed", "invited"} <= {row.event for row in await corridor.rows("history")}
    assert {row.event for row in await corridor.rows("history", subject="committee")} <= set(EVENTS)


async def test_who_may_not_see_names_sees_none(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    await _member(lupita, "Ana Soto")
    ids = await _ids(town)
    await lupita.does(PATH, "remove", member=ids["Ana Soto"], why="Ana no quiso")
    await _member(lupita, "Beto Ruiz")
    await lupita.does(
        f"{PATH}/reuniones", "agree", texto="Pedir el plano", para="2026-12-09", quien="Beto Ruiz", reunion=""
    )
    memo = await comes(town, "memo", Role.AUDITOR)
    for below in (*PAGES, "/papeles", "/acreditaciones"):
        page = await memo.sees(PATH + below)
        assert "Soto" not in page and "Ruiz" not in page, below
    assert "B*** R***" in await memo.sees(PATH)
    assert {row.staff for row in await town.corridor.rows("reads", subject="committee")} == {"lupita", "memo"}


async def test_minutes_are_not_lost_because_somebody_left_meanwhile(town: DeskTown) -> None:
    """Beto was there and leaves in the chat while Lupita writes; Caro left before the meeting."""
    corridor = town.corridor
    assert isinstance(corridor, Life)
    for who, name in (("ana", "Ana Soto"), ("beto", "Beto Ruiz"), ("caro", "Caro Luna")):
        await corridor.agrees(who)
        await joins(corridor, who, name)
    lupita, here = await comes(town, "lupita", Role.SOCIAL_AUDIT), f"{PATH}/reuniones"
    await lupita.does(here, "plan", cuando="2026-12-01T18:00", lugar="La escuela", temas="El avance")
    [meeting], ids = await corridor.rows("meetings"), await _ids(town)
    await _leaves(corridor, "caro")
    await returns(town, lupita, days=8)
    written = {"reunion": str(meeting.id), "minuta": "Se revisó."}
    ticked = {f"presente:{ids[name]}": "1" for name in ("Ana Soto", "Beto Ruiz")}
    answer = await lupita.sends(here, "minutes", **written, **ticked, **{f"presente:{ids['Caro Luna']}": "1"})
    assert (answer.status_code, "Revise quién asistió" in error_of(answer)) == (422, True)
    assert "Se revisó." in answer.text, "what was written stays"
    await _leaves(corridor, "beto")
    answer = await lupita.sends(here, "agree", texto="Pedir el plano", para="2026-12-09", quien=ids["Beto Ruiz"])
    assert "ya no está en el comité" in error_of(answer)
    assert "Pedir el plano" in answer.text
    page = await lupita.sees(here)
    offered = page.split("Quién asistió")[1].split("</fieldset>")[0]
    assert "Ana Soto" in offered and "Beto Ruiz" in offered and "Caro Luna" not in offered
    page = await lupita.does(here, "minutes", **written, **ticked)
    assert "asistieron 2 de 2" in page and "Asistieron: Ana Soto, Beto Ruiz." in page


async def _leaves(corridor: Life, who: str) -> None:
    for words in ("dejar el comité", "me cambio de casa", "sí, lo dejo"):
        await corridor.says(who, words)


async def test_a_meeting_is_called_held_and_what_was_agreed_is_kept(town: DeskTown) -> None:
    corridor = town.corridor
    assert isinstance(corridor, Life)
    for who, name in (("ana", "Ana Soto"), ("beto", "Beto Ruiz")):
        await corridor.agrees(who)
        await joins(corridor, who, name)
    lupita, here = await comes(town, "lupita", Role.SOCIAL_AUDIT), f"{PATH}/reuniones"
    when = {"lugar": "La escuela", "temas": "El avance"}
    assert "se cita antes" in await lupita.is_told(here, "plan", cuando="2026-11-20T18:00", **when)
    assert "Cuándo: escriba" in await lupita.is_told(here, "plan", cuando="", **when)
    page = await lupita.does(here, "plan", cuando="2026-12-01T18:00", citar="1", **when)
    assert (
        "1 dic 2026, 18:00, La escuela" in page and "Por celebrarse" in page and "Citar a sus integrantes" not in page
    )
    assert "1 dic 2026, 18:00" in await lupita.sees(HERE)
    assert len(await corridor.rows("broadcast_recipients")) == 2
    [meeting] = await corridor.rows("meetings")
    assert "Ya se citó" in await lupita.is_told(here, "call", reunion=str(meeting.id))
    await returns(town, lupita, days=8)
    ids = await _ids(town)
    page = await lupita.does(
        here, "minutes", reunion=str(meeting.id), minuta="Se revisó.", **{f"presente:{ids['Ana Soto']}": "1"}
    )
    assert "asistieron 1 de 2" in page and "Asistieron: Ana Soto." in page
    assert "ya no cambia" in await lupita.is_told(here, "minutes", reunion=str(meeting.id), minuta="Otra")
    page = await lupita.does(
        here, "agree", texto="Pedir el plano", para="2026-12-09", quien=ids["Beto Ruiz"], reunion=str(meeting.id)
    )
    assert "Beto Ruiz, para el 9 dic 2026" in page
    await returns(town, lupita, days=9)
    assert "Un acuerdo vencido" in await lupita.sees(HERE)
    [agreement] = await corridor.rows("agreements")
    assert "por qué se descarta" in await lupita.is_told(
        here, "settle", acuerdo=str(agreement.id), como="dropped", nota=""
    )
    page = await lupita.does(here, "settle", acuerdo=str(agreement.id), como="done", nota="Lo trajeron")
    assert "Pedir el plano (Beto Ruiz): Cumplido, Lo trajeron" in page
    paper = await lupita.employee.http.get(f"{PATH}/papeles/reunion?id={meeting.id}")
    assert paper.content.startswith(b"%PDF") and "OBRA-1-reunion.pdf" in paper.headers["content-disposition"]


async def test_a_meeting_that_is_called_off_is_told_of(town: DeskTown) -> None:
    lupita, here = await comes(town, "lupita", Role.SOCIAL_AUDIT), f"{PATH}/reuniones"
    await lupita.does(here, "plan", cuando="2026-12-01T18:00", lugar="La escuela", temas="El avance")
    [meeting] = await town.corridor.rows("meetings")
    assert "por qué se cancela" in await lupita.is_told(here, "call_off", reunion=str(meeting.id), why="")
    assert "Cancelada: Se va la luz" in await lupita.does(here, "call_off", reunion=str(meeting.id), why="Se va la luz")


async def test_an_accreditation_is_given_printed_and_revoked(town: DeskTown) -> None:
    await convenes(town.corridor, lambda one: one.add("OBS-1", "observatorio", "Observatorio"))
    lupita, path = await comes(town, "lupita", Role.SOCIAL_AUDIT), f"{HERE}/OBS-1"
    await lupita.does(path, "add_member", nombre="Gil Mora", cargo="integrante", telefono="")
    ids, here = await _ids(town), f"{path}/acreditaciones"
    page = await lupita.does(
        here, "accredit", member=ids["Gil Mora"], desde="2026-11-24", hasta="2026-12-31", muestra="1"
    )
    assert "Gil Mora: Vale" in page and "del 24 nov 2026 al 31 dic 2026" in page
    [one] = await town.corridor.rows("accreditations")
    answer = await lupita.employee.http.get(f"{path}/papeles/acreditacion?codigo={one.code}")
    assert (answer.status_code, "falta public_url" in answer.text) == (422, True)
    assert "En ese tiempo vale" in await lupita.is_told(
        here, "accredit", member=ids["Gil Mora"], desde="2026-12-01", hasta=""
    )
    assert (await lupita.sends(f"{PATH}/acreditaciones", "revoke", code=one.code, why="x")).status_code == 404
    assert "Revocada" in await lupita.does(here, "revoke", code=one.code, why="Faltó a la verdad")


async def test_a_closed_one_is_changed_no_more(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    page = await lupita.does(PATH, "close", why="Terminó la obra")
    assert "Cerrado el 24 nov 2026: Terminó la obra" in page and "Invitar con un enlace" not in page
    assert "se cerró el 2026-11-24" in await lupita.is_told(
        PATH, "add_member", nombre="Ana", cargo="vocal", telefono=""
    )
    assert "calle Pino" not in await lupita.sees(HERE)
    assert "calle Pino" in await lupita.sees(f"{HERE}?cerrados=1")


async def test_the_work_is_handed_over(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    answer = await lupita.employee.http.get(f"{PATH}/papeles/entrega")
    assert (answer.status_code, "Todavía no se entrega" in answer.text) == (422, True)
    assert "escriba por qué" in await lupita.is_told(PATH, "handover", recibe="no", why="")
    assert "Recibió su obra" in await lupita.does(PATH, "handover", recibe="si", why="")
    assert await lupita.asks(f"{PATH}/papeles/entrega") == 200
    for days in ("", "?desde=0001-01-01&hasta=9999-12-31"):
        assert "Elija desde qué día" in (await lupita.employee.http.get(f"{PATH}/papeles/informe{days}")).text
    assert await lupita.asks(f"{PATH}/papeles/informe?desde=2026-10-01&hasta=2026-11-24") == 200


async def test_a_role_of_one_part_of_town_reaches_its_committees(town: DeskTown) -> None:
    zones = Directory([replace(one, quadrant="Norte" if one.key == "10005-0084" else "Sur") for one in durango()])
    town.corridor.world = replace(town.corridor.world, directory=zones)
    town.door = replace(town.door, present=Present(town.corridor.world))
    town.app = Starlette(routes=desk_routes(town.door, town.hub, town.media, pdf_of))
    await town.corridor.does(lambda c: import_neighbourhoods(c, list(zones), "zones", TUESDAY))
    await convenes(town.corridor, lambda one: one.add("COL-1", "colonia", "Norteño", neighbourhood="10005-0084"))
    north = await comes(town, "ana", Grant(Role.SOCIAL_AUDIT, quadrant="Norte"))
    south = await comes(town, "eva", Grant(Role.SOCIAL_AUDIT, quadrant="Sur"))
    assert "Norteño" in await north.sees(HERE) and "Norteño" not in await south.sees(HERE)
    assert "calle Pino" in await north.sees(HERE) and "calle Pino" not in await south.sees(HERE)  # its work is there
    assert (await north.asks(PATH), await south.asks(PATH)) == (200, 404)
    assert (await north.asks(f"{HERE}/COL-1"), await south.asks(f"{HERE}/COL-1")) == (200, 404)
    assert (await south.sends(f"{HERE}/COL-1", "close", page=HERE, why="x")).status_code == 404
    assert await south.asks(f"{HERE}/COL-1/papeles/capacitacion") == 404
    there = zones.get("10005-0084")
    wanted = {"clave": "COL-2", "nombre": "Ajeno", "tipo": "colonia", "colonia": f"{there.name} {there.postal_code}"}
    refused = await south.is_told(HERE, "form", **wanted, obra="")
    assert "solo alcanza a su zona" in refused
    assert len(await town.corridor.rows("committees")) == 2
    await town.corridor.agrees("beto")
    await joins(town.corridor, "beto", "Norberto Salas", key="COL-1")
    await town.waits("beto")
    [chat] = await town.corridor.rows("chats")
    for zone, sees in (("Norte", True), ("Sur", False)):
        who = await comes(town, f"super.{zone.lower()}", Grant(Role.SUPERVISOR, quadrant=zone), Grant(Role.OPERATOR))
        page = await who.sees(f"/desk/personas/{chat.person_id}")
        assert ("Norteño" in page) is sees, "nor on the page of somebody who sits on one"


async def test_the_list_goes_on(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    for number in range(51):
        await convenes(
            town.corridor, lambda one, number=number: one.add(f"A-{number:02}", "piloto", f"Piloto {number:02}")
        )
    page = await lupita.sees(f"{HERE}?tipo=piloto")
    assert "Piloto 49" in page and "Piloto 50" not in page
    assert "Piloto 50" in await lupita.sees(page.split('class="button" href="')[1].split('"')[0])


async def test_no_page_asks_the_database_often(town: DeskTown) -> None:
    """However many sit there and meet."""
    lupita = await comes(town, "lupita", Role.SOCIAL_AUDIT)
    for number in range(6):
        await _member(lupita, f"Ana {number}")
        await lupita.does(f"{PATH}/reuniones", "plan", cuando=f"2026-12-0{number + 1}T18:00", lugar="x", temas="y")
    for page in (HERE, *(PATH + below for below in (*PAGES, "/papeles", "/acreditaciones", "/invitaciones"))):
        with counted() as asked:
            await lupita.sees(page)
        assert len(asked) <= 8, (page, asked)


async def test_addresses_that_nobody_was_given_find_nothing(town: DeskTown) -> None:
    lupita = await comes(town, "lupita", Role.ADMINISTRATOR)
    huge = "9" * 19
    for path in (f"{HERE}/%00", f"{PATH}/papeles/%00", f"{PATH}/papeles/visita?id={huge}", "/desk/difusiones/%00"):
        assert await lupita.asks(path) == 404, path
    for path in (f"/desk/respuestas/{huge}", f"/desk/respuestas/{huge}0", "/desk/series/%00"):
        assert await lupita.asks(path) == 404, path
    for path in (
        f"{HERE}?desde=%00&colonia=%00&tipo=%00",
        f"/desk/difusiones?desde={huge}",
        f"/desk/respuestas?desde={huge}",
    ):
        assert await lupita.asks(path) == 200, path
    assert (await lupita.sends(f"{PATH}/reuniones", "settle", acuerdo=huge)).status_code == 404
