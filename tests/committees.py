"""A town with a scheme of committees, and neighbours who sit on them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from civic.register import Register
from civic.works import PublicWork
from handlers.staff.committees import Convener
from storage.places import import_neighbourhoods
from storage.works import import_works
from tests.corridor import TUESDAY, Corridor, text

SCHEME = Path("docs/examples/comites.toml").read_text(encoding="utf-8")
WORK = PublicWork(
    key="OP-1",
    name="Pavimentación de la calle Pino",
    status="en proceso",
    neighbourhood_keys=("10005-0084",),
    contractor="Constructora",
    progress=40.0,
)
RIGHT = ("no está bien", "lo reporta con foto", "no, desde fuera")
"""The right answers of the example's three units, in their order."""


async def convenes(town: Corridor, act: Callable[[Convener], Any]) -> Any:
    """One act of staff."""
    return await town.does(lambda c: act(Convener(c, town.world, "lupita", town.now)))


async def forms(town: Corridor, key: str = "OBRA-1", kind: str = "obra", name: str = "Comité de la calle Pino") -> None:
    """The example's scheme is in force, and there is a committee without members."""
    await town.does(lambda c: import_neighbourhoods(c, list(town.world.directory), "sample", TUESDAY))
    await town.does(lambda c: import_works(c, Register(works=[WORK]), "sample", TUESDAY))
    await convenes(town, lambda one: one.publish(SCHEME, ""))
    work = WORK.key if kind == "obra" else ""
    where = "10005-0084" if kind in ("colonia", "seguridad") else ""
    await convenes(town, lambda one: one.add(key, kind, name, work=work, neighbourhood=where))


async def joins(town: Corridor, who: str, name: str, *, key: str = "OBRA-1", role: str = "vocal") -> str:
    """By an invitation of their own; what is said in the end."""
    code = await convenes(town, lambda one: one.invite(key, role, uses=1, days=14))
    await town.says(who, f"unirme {code}")
    await town.says(who, "sí")
    await town.says(who, name)
    return text(await town.says(who, "sí"))


async def trains(town: Corridor, who: str) -> str:
    """What is said after the last unit."""
    await town.says(who, "capacitación")
    said = ""
    for answer in RIGHT:
        said = text(await town.says(who, answer))
    return said


async def signs(town: Corridor, who: str) -> str:
    await town.says(who, "carta")
    return text(await town.says(who, "la firmo"))
