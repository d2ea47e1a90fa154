"""A town where something of everything happened, all of it invented; and the way to every page of its desk.

The pages are found as a person finds them, by their links: a new screen is walked as soon as something leads to it.
"""

import random
import re
from collections import Counter, deque
from datetime import date, timedelta
from html import unescape
from pathlib import Path

from starlette.routing import compile_path

from bot.indexing import Indexing
from civic.access import Grant, Role
from civic.measures import EDGES, EVERYWHERE, TOGETHER, Count, Cut, Span, step_name
from civic.message import Place
from civic.register import Register
from civic.works import PublicWork
from handlers.desk import SCREENS
from handlers.staff.programmes import publish
from handlers.staff.series import Scheduler
from storage.rollups import Cell, put_days, put_mark
from storage.store import Connection
from storage.works import import_works
from tests.committees import SCHEME, convenes, joins, signs, trains
from tests.consulting import OPEN, proposes, publishes
from tests.desking import WHATSAPP, DeskTown, Employee

_EXAMPLES = Path("docs/examples")
WORKS = [
    PublicWork(
        key="OP-2026-014", name="Pavimentación de la calle Pino Suárez, entre Zarco y Patoni", status="en proceso",
        neighbourhood_keys=("10005-0084",), contractor="Caminos y Obras del Guadiana", centavos=412_000_000, progress=40.0,
    ),
    PublicWork(
        key="OP-2026-021", name="Alumbrado con lámparas led en la colonia Azcapotzalco", status="concluida",
        neighbourhood_keys=("10005-0023",), contractor="Luz del Valle", centavos=96_000_000, progress=100.0,
    ),
]  # fmt: skip
_REPORTS = {
    "elena": ("hay un bache enorme en la colonia Azcapotzalco, frente a la primaria", Place(24.0277, -104.6532)),
    "fermin": ("no sirve la lámpara de la esquina en la colonia Insurgentes", Place(24.0391, -104.6781)),
    "gloria": ("llevan tres semanas sin recoger la basura en la colonia Insurgentes", Place(24.0394, -104.6779)),
    "hector": ("hay una fuga de agua en la calle Nazas de la colonia Insurgentes", Place(24.0312, -104.6702)),
}
_PROPOSALS = {
    "irma": "que pongan más lámparas en la calle Pino de la colonia Azcapotzalco, está muy oscuro de noche",
    "julio": "que arreglen la banqueta de la calle Olmo de la colonia Azcapotzalco",
    "karla": "que planten árboles que den sombra en el parque de la colonia Insurgentes",
}
_REPLIES = {
    "saludo": "Buenos días, {{nombre}}. Le atiende {{personal}}.",
    "horario de cajas": "Las cajas abren de lunes a viernes, de 9 a 15 horas.",
    "requisitos del predial": "Traiga su recibo anterior y una identificación.",
}


async def something_of_everything(town: DeskTown) -> Employee:
    """Lupita's browser, who may see all of it."""
    corridor = town.corridor
    corridor.now = OPEN + timedelta(days=1)
    boss = await town.hires("lupita", Role.ADMINISTRATOR, full_name="Guadalupe Ríos")
    await town.hires("beto", Grant(Role.SUPERVISOR), full_name="Norberto Salas")
    await town.hires("rosa", Grant(Role.OPERATOR, "aguas"), full_name="Rosa Díaz")
    await corridor.does(lambda c: import_works(c, Register(works=WORKS), "ejemplo", corridor.now))
    await _consults(town)
    await _reports(town)
    await _convenes(town)
    await _writes_to_many(town, boss)
    await _talks(town, boss)
    await corridor.does(lambda c: _worked_for_a_month(c, town))
    await Indexing(corridor.store, now=lambda: corridor.now).catch_up()
    return boss


async def _consults(town: DeskTown) -> None:
    await publishes(town.corridor)
    for who, words in _PROPOSALS.items():
        await town.corridor.agrees(who, name=who.title())
        await proposes(town.corridor, who, words)


async def _reports(town: DeskTown) -> None:
    for who, (words, place) in _REPORTS.items():
        await town.corridor.agrees(who, name=who.title())
        await town.corridor.says(who, words)
        await town.corridor.shares(who, place)
        await town.corridor.says(who, "sí")


async def _convenes(town: DeskTown) -> None:
    corridor, work = town.corridor, WORKS[0].key
    await convenes(corridor, lambda one: one.publish(SCHEME, ""))
    await convenes(
        corridor, lambda one: one.add("OBRA-14", "obra", "Comité de la calle Pino Suárez", work=work, neighbourhood="")
    )
    observers = "Observatorio ciudadano de Durango"
    await convenes(corridor, lambda one: one.add("OBS-1", "observatorio", observers, work="", neighbourhood=""))
    for who, name in (("lucia", "Lucía Ortega"), ("mario", "Mario Solís")):
        await corridor.agrees(who)
        await joins(corridor, who, name, key="OBRA-14")
        await trains(corridor, who)
        await signs(corridor, who)


async def _writes_to_many(town: DeskTown, boss: Employee) -> None:
    corridor = town.corridor
    sheet, programmes = [(_EXAMPLES / name).read_text(encoding="utf-8") for name in ("hoja.toml", "programas.toml")]
    await corridor.does(lambda c: Scheduler(c, corridor.world, "lupita", corridor.now).save(sheet))
    await corridor.does(lambda c: publish(c, corridor.world, programmes, "", "lupita", corridor.now))
    await boss.does(
        "/desk/difusiones/nueva", "write", titulo="Junta del jueves", proposito="comite", a_quien="vecinos",
        texto_es="{nombre}: hay junta el jueves a las 18:00 en la casa de la colonia {colonia}.", respuesta_1="Voy",
    )  # fmt: skip


async def _talks(town: DeskTown, boss: Employee) -> None:
    for shortcut, text in _REPLIES.items():
        await boss.does("/desk/respuestas", "add", shortcut=shortcut, text=text, department="")
    closed = await town.waits("nora", "quiero saber si ya está lista mi constancia de no adeudo", name="Nora Quiñones")
    await boss.does(f"/desk/chats/{closed}", "reply", text="Con gusto, doña Nora.")
    await boss.does(f"/desk/chats/{closed}", "close")
    await town.waits("omar", "mi recibo del agua llegó muy alto y nadie me contesta", name="Omar Vela")
    await town.waits("+5216181234500", "¿a qué hora abren las cajas?", name="Paty Luna", account=WHATSAPP)
    urgent = await town.waits("quique", "se cayó un árbol sobre la banqueta y no hay paso", name="Enrique Mora")
    await boss.does(f"/desk/chats/{urgent}", "priority", priority="0")
    town.corridor.now += timedelta(minutes=14)
    chat = await town.waits("ana", "tengo una duda de mi recibo del predial", name="Ana Soto")
    await boss.does(f"/desk/chats/{chat}", "reply", text="Buenos días, doña Ana. ¿Me da su clave catastral?")
    await town.corridor.says("ana", "es la 03-112-045, y el recibo dice que debo dos años 😟")
    await boss.does(f"/desk/chats/{chat}", "note", note="Ya había venido en octubre: revisar el pago de 2025.")
    await boss.does(f"/desk/chats/{chat}", "labels", labels="predial, pago doble")


def _worked_for_a_month(connection: Connection, town: DeskTown) -> None:
    """The figures of it."""
    today = town.corridor.now.date()
    days = [today - timedelta(days=back) for back in range(40, 0, -1)]
    put_days(connection, days, _figures(days), days[-1])
    put_mark(connection, today, town.corridor.now, line=0)


def _figures(days: list[date]) -> dict[Cell, Counter[str]]:
    chance, cells = random.Random(1), dict[Cell, Counter[str]]()
    for day in days:
        for department, usual in (("atencion", 9), ("obras", 6), ("aguas", 5)):
            for _ in range(0 if day.weekday() == 6 else chance.randint(usual // 2, usual * 2)):
                labels = {
                    Cut.ALL: "", Cut.CHANNEL: chance.choice(("telegram", "whatsapp", "whatsapp")),
                    Cut.NEIGHBOURHOOD: chance.choice(("10005-0023", "10005-0084")),
                    Cut.HOUR: f"{chance.randint(9, 16):02}", Cut.WEEKDAY: str(day.isoweekday()),
                }  # fmt: skip
                names = _chat(chance)
                for cut, label in labels.items():
                    cells.setdefault((day, cut.value, label, department, ""), Counter()).update(names)
                for cut in TOGETHER:
                    cells.setdefault((day, cut.value, labels[cut], EVERYWHERE, EVERYWHERE), Counter()).update(names)
    return cells


def _chat(chance: random.Random) -> list[str]:
    """The columns that one chat, and what was filed beside it, add one to."""
    first, solved = chance.randrange(2, len(EDGES) - 8), chance.randrange(8, len(EDGES))
    names = [
        Count.OPENED,
        Count.HEARD,
        Count.HEARD,
        Count.SAID,
        Count.FIRST,
        Count.CLOSED,
        Count.SOLVED,
        Count.COMPLAINTS,
    ]
    names += (
        [chance.choice((Count.GOOD, Count.GOOD, Count.FAIR, Count.BAD)), Count.RATED] if chance.random() < 0.4 else []
    )
    names += [Count.ENDED, chance.choice((Count.CONFIRMED, Count.UNCONFIRMED))] if chance.random() < 0.7 else []
    return [*(one.value for one in names), step_name(Span.FIRST, first), step_name(Span.SOLVED, solved)]


_LOOKED_AT = 2
"""Addresses of one screen whose links are followed: not every committee leads to the same pages."""
_LINK = re.compile(r'href="(/desk/[^"#]*)"')
_PATTERNS = [(screen.path, compile_path(screen.path)[0]) for screen in SCREENS]


def screen_of(path: str) -> str:
    """Which screen an address belongs to, the first that fits as the router takes it; empty: none."""
    return next((where for where, pattern in _PATTERNS if pattern.match(path.partition("?")[0])), "")


async def every_page(town: DeskTown, who: Employee) -> dict[str, str]:
    """One address of each screen that a person finds, by the screen's path."""
    return {screen: paths[0] for screen, paths in (await every_address(town, who)).items()}


async def every_address(town: DeskTown, who: Employee, most: int = _LOOKED_AT) -> dict[str, list[str]]:
    """The same with up to so many of each."""
    found: dict[str, list[str]] = {}
    ahead = deque(screen.path for screen in SCREENS if "{" not in screen.path)
    while ahead:
        path = ahead.popleft()
        screen = screen_of(path)
        if not screen or path in found.get(screen, ()) or len(found.get(screen, ())) == most:
            continue
        answer = await who.sees(path)
        if answer.status_code == 200 and answer.headers["content-type"].startswith("text/html"):
            found.setdefault(screen, []).append(path)
            ahead += [unescape(link) for link in _LINK.findall(answer.text)]
    return found


async def other_states(town: DeskTown) -> list[str]:
    """Addresses at which a screen looks otherwise than when one comes to it: a search, boxes to tick, two to compare."""
    chats = [row for row in await town.corridor.rows("chats") if row.state != "closed"]
    one, other = chats[0].person_id, chats[1].person_id
    return [
        "/desk/?q=predial", "/desk/?q=nada", "/desk/?elegir=todas", "/desk/?ver=closed",
        f"/desk/varias?c{chats[0].id}=1&c{chats[1].id}=1", f"/desk/personas/{one}/juntar?q=predial",
        f"/desk/personas/{one}/juntar?con={other}", f"/desk/chats/{chats[-1].id}/transcripcion?notas=1",
        "/desk/bitacora?tipo=chat", "/desk/quejas?ver=todas", "/desk/personal?ver=cerradas",
    ]  # fmt: skip
