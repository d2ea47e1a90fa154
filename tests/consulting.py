"""A town with a consultation, and residents who take part in it."""

from datetime import UTC, datetime
from pathlib import Path

from handlers.staff.consultations import Planner, Publication
from storage.places import import_neighbourhoods
from storage.store import Connection
from tests.corridor import TUESDAY, Corridor, text

EXAMPLE = Path("docs/examples/consulta.toml").read_text(encoding="utf-8")
OPEN = datetime(2026, 12, 6, 16, tzinfo=UTC)
LAST = datetime(2027, 1, 16, 5, 59, 59, tzinfo=UTC)
"""The last second in which proposals are taken."""
LAMPS = "que pongan más lámparas en la calle Pino de la colonia Azcapotzalco, está muy oscuro de noche"
PEOPLE = ("ana", "beto", "caro")


def planner(corridor: Corridor, connection: Connection) -> Planner:
    return Planner(connection, corridor.world, "lupita", corridor.now)


async def publishes(corridor: Corridor, document: str = EXAMPLE, why: str = "") -> Publication:
    made: Publication = await corridor.does(lambda c: planner(corridor, c).publish(document, why))
    return made


async def opens(corridor: Corridor) -> None:
    """Ana, Beto and Caro accepted the notice; the example is published and takes proposals."""
    await corridor.does(lambda c: import_neighbourhoods(c, list(corridor.world.directory), "sample", TUESDAY))
    for who in PEOPLE:
        await corridor.agrees(who)
    await publishes(corridor)


async def proposes(town: Corridor, who: str, words: str, topic: str = "otro tema") -> str:
    """What is said to it in the end."""
    said = await town.says(who, f"propuesta: {words}")
    if "¿De qué tema es?" in text(said):
        said = await town.says(who, topic)
    if "¿Es la misma?" in text(said):
        said = await town.says(who, "es otra")
    assert "¿Es correcto?" in text(said), text(said)
    return text(await town.says(who, "sí"))
