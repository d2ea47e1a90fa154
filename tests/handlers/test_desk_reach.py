"""Each role at each address of the desk: pages, sheets, files, transcripts, live news. What another department holds is
not there, whatever is asked for; who may not know names reads none."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.routing import Route, compile_path

from civic.access import Grant, Role
from civic.message import Media, MediaKind
from handlers.desk import SCREENS
from storage.store import Store
from tests.browser.lively import every_address, something_of_everything
from tests.desking import DeskTown, Employee, desk_town

MINE, THEIRS = "obras", "aguas"
OPEN_TO_ALL = {
    "/desk/static/{name}", "/desk/entrar", "/desk/salir", "/desk/codigo", "/desk/factor", "/desk/invitacion/{token}",
    "/desk/enlace/{token}", "/desk/cuenta/clave",
}  # fmt: skip
"""Before the sign-in, or one's own."""
LIVE = {"/desk/vivo", "/desk/chats/{chat:int}/vivo", "/desk/chats/{chat:int}/escribo"}
PRINTED = "/desk/chats/{chat:int}/transcripcion.csv"
SHEETS = {"/desk/quejas.csv", "/desk/propuestas.csv", "/desk/bitacora.csv", "/desk/informes.csv"}
FILES = {"/desk/archivos/{file:int}", "/desk/comites/{key}/papeles/{paper}"}


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    """Its chats are of both departments, its complaints of several."""
    async with desk_town(store, tmp_path) as made:
        boss = await something_of_everything(made)
        for number, chat in enumerate(await made.corridor.rows("chats")):
            if chat.state != "closed":
                await boss.does(f"/desk/chats/{chat.id}", "transfer", department=(MINE, THEIRS)[number % 2])
        theirs = [one for one in await made.corridor.rows("chats") if one.department == THEIRS]
        [address] = [one for one in await made.corridor.rows("addresses") if one.id == theirs[0].address_id]
        photo = Media(kind=MediaKind.PHOTO, ref="f", mime="image/jpeg")
        await made.corridor.sends(address.value, photo, account=address.account)
        yield made


def called(role: Role) -> str:
    """The name of somebody who has it."""
    return f"puesto.{role.replace('_', '.')}"


async def hidden_from(town: DeskTown, department: str) -> dict[str, str]:
    """What says that something of another department is there, and what it is."""
    people = await names(town)
    found: dict[str, str] = {}
    for chat in await town.corridor.rows("chats"):
        if chat.department != department:
            found |= {str(chat.id): "a chat", people[chat.person_id]: "a name", chat.reason: "a reason"}
    for complaint in await town.corridor.rows("complaints"):
        if complaint.department != department:
            found[complaint.folio] = "a complaint"
    return {words: what for words, what in found.items() if words}


async def names(town: DeskTown) -> dict[int, str]:
    """Of people, as they call themselves or are called by their application."""
    called = {row.person_id: row.name for row in await town.corridor.rows("addresses")}
    return called | {row.id: row.name for row in await town.corridor.rows("people") if row.name}


async def addresses(town: DeskTown) -> dict[str, list[str]]:
    """All that the desk has, as whoever sees all of it finds it; by route."""
    boss = next(one for one in town.employees if one.name == "lupita")
    found = await every_address(town, boss, most=8)
    since = max(row.id for row in await town.corridor.rows("chat_events")) - (600_000 << 22)
    chats = [row.id for row in await town.corridor.rows("chats")]
    found["/desk/vivo"] = [f"/desk/vivo?ver={view}&una=1&desde_evento={since}" for view in ("all", "waiting", "closed")]
    found["/desk/vivo"].append("/desk/vivo?cuenta=1&una=1")
    found["/desk/chats/{chat:int}/vivo"] = [f"/desk/chats/{one}/vivo?una=1&desde_evento={since}" for one in chats]
    found[PRINTED] = [f"/desk/chats/{one}/transcripcion.csv" for one in chats]
    files = await town.corridor.rows("media")
    return {**found, **{path: [path] for path in SHEETS}, "files": [f"/desk/archivos/{row.id}" for row in files]}


async def told(who: Employee, path: str) -> str:
    """All that an address gives them; nothing where it is not theirs."""
    answer = await who.sees(path)
    assert answer.status_code in (200, 303, 404), (path, answer.status_code)
    return answer.text if answer.status_code == 200 else ""


def test_every_route_is_walked(store: Store, tmp_path: Path) -> None:
    from tests.corridor import Corridor

    routes = {route.path for route in DeskTown(Corridor(store), tmp_path).app.routes if isinstance(route, Route)}
    assert routes - {screen.path for screen in SCREENS} <= OPEN_TO_ALL | LIVE | SHEETS | FILES | {PRINTED}


async def test_what_another_department_holds_is_nowhere(town: DeskTown) -> None:
    hidden, places = await hidden_from(town, MINE), await addresses(town)
    assert {"a chat", "a name", "a complaint"} <= set(hidden.values())
    for role in (Role.SUPERVISOR, Role.OPERATOR, Role.AUDITOR):
        who = await town.hires(called(role), Grant(role, MINE))
        for path in (path for paths in places.values() for path in paths):
            body = await told(who, path)
            found = {what for words, what in hidden.items() if words in body}
            assert not found, f"{role} finds {found} at {path}"


async def test_on_what_another_department_holds_nothing_can_be_done(town: DeskTown) -> None:
    hidden, places = await hidden_from(town, MINE), await addresses(town)
    before = await everything(town)
    for role in (Role.SUPERVISOR, Role.OPERATOR):
        who = await town.hires(called(role), Grant(role, MINE))
        page = (await who.sees("/desk/cuenta")).text
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf
        for screen in SCREENS:
            for path in places.get(screen.path, ()):
                if any(part in hidden for part in path.split("/")):
                    for act in screen.acts:
                        form = {"csrf": csrf[1], "form": f"{role}{act}"[:24], "act": act, "text": "x", "note": "x"}
                        answer = await who.http.post(path, data=form)
                        assert answer.status_code == 404, f"{role} {act} {path}"
    assert await everything(town) == before


async def everything(town: DeskTown) -> list[object]:
    tables = ("chats", "complaints", "outbox", "notes", "chat_labels", "staff_messages")
    return [await town.corridor.rows(table) for table in tables]


async def test_whose_role_has_no_business_there_finds_nothing(town: DeskTown) -> None:
    places = await addresses(town)
    for role in Role:
        who = await town.hires(called(role), role)
        for screen in SCREENS:
            allowed = screen.permission is None or Grant(role).allows(screen.permission)
            for path in places.get(screen.path, ())[:1]:
                assert bool(await told(who, path)) is allowed, f"{role} at {path}"


async def test_who_may_not_know_names_reads_none(town: DeskTown) -> None:
    places, ines = await addresses(town), await town.hires("ines", Role.AUDITOR)
    known = {name for name in (await names(town)).values() if " " in name}
    assert {"Ana Soto", "Lucía Ortega"} <= known
    for path in (path for paths in places.values() for path in paths):
        body = await told(ines, path)
        assert not [name for name in known if name in body], path
        assert "6181234500" not in body, path


async def test_without_a_sign_in_nothing_is_there(town: DeskTown) -> None:
    places = await addresses(town)
    async with town.client() as stranger:
        for path in (path for paths in places.values() for path in paths):
            answer = await stranger.get(path)
            assert answer.status_code in (303, 404), path
            assert answer.headers.get("location", "/desk/entrar").startswith("/desk/entrar"), path


def test_a_route_with_a_number_takes_only_numbers() -> None:
    for screen in SCREENS:
        pattern = compile_path(screen.path)[0]
        if ":int}" in screen.path:
            assert not pattern.match(re.sub(r"\{\w+:int\}", "7'--", screen.path)), screen.path
