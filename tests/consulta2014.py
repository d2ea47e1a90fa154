"""The consultation of 2014 again, by chat: `python -m tests.consulta2014`.

Durango's consultation of 2014 had 5,154 registers, 14,377 proposals, 164 colonias and 148 fraccionamientos, with Seguridad,
Empleo and Calles on top. As many residents, half of them on each channel, propose as much through the real corridor, many at
a time; at the end what the report says must be exactly what they did. Every tenth message is delivered twice.
"""

import argparse
import asyncio
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.lines.consultation import BREAKDOWNS
from civic.message import Inbound, Kind, Message
from civic.neighbourhood import Neighbourhood
from handlers.present import refreshed
from handlers.receive import Flood, receive
from handlers.staff.consultations import Planner
from storage import consultations, results
from storage.breakdowns import breakdown
from storage.migrate import migrate
from storage.outbox import read_message
from storage.places import import_neighbourhoods
from storage.store import Connection, Store, open_store
from storage.tables import addresses, outbox
from tests.corridor import a_world, inbound

OPENS = datetime(2014, 6, 2, 14, tzinfo=UTC)
KEY = "consulta-2014"
DOCUMENT = """
formato = 1
clave = "consulta-2014"
titulo = "Consulta ciudadana 2014"
boton = "Consulta 2014"
resumen = "El Instituto Municipal de Planeación pregunta qué hace falta."
[limites]
propuestas = 40
[[fase]]
tipo = "proponer"
desde = 2014-06-02
hasta = 2014-07-31
""" + "".join(
    f'[[tema]]\nid = "{topic}"\nnombre = "{label}"\n'
    for topic, label in (
        ("seguridad", "Seguridad"), ("empleo_economia", "Empleo"), ("calles", "Calles"), ("alumbrado", "Alumbrado"),
        ("parques", "Parques"), ("agua_drenaje", "Agua"), ("otro", "Otro tema"),
    )
)  # fmt: skip
_SAYS = {
    "seguridad": ("que pase la patrulla por la calle {}", "más policías de noche en la calle {}"),
    "empleo_economia": ("una bolsa de trabajo junto a la calle {}", "talleres para conseguir empleo, por la calle {}"),
    "calles": ("que pavimenten la calle {}", "que tapen los baches de la calle {}"),
    "alumbrado": ("que pongan lámparas en la calle {}",),
    "parques": ("juegos en el parque de la calle {}",),
    "agua_drenaje": ("que arreglen el drenaje de la calle {}",),
}
_LABELS = {"seguridad": "Seguridad", "empleo_economia": "Empleo", "calles": "Calles", "alumbrado": "Alumbrado",
           "parques": "Parques", "agua_drenaje": "Agua"}  # fmt: skip
_SHARES = (30, 24, 19, 11, 9, 7)
"""Of the topics, in per cent: the order of the slides, the shares ours."""
_BATCH = 200


@dataclass(slots=True)
class Wish:
    topic: str
    words: str
    place: Neighbourhood


@dataclass(slots=True)
class Resident:
    """Answers what is asked with plain words."""

    name: str
    account: str
    wishes: list[Wish]
    says: str = "hola"
    presses: str = ""
    asked: int = 0

    def hears(self, message: Message) -> None:
        """`says` is what comes next; empty: they have nothing more to say."""
        self.asked += 1
        if self.asked > 400:
            raise RuntimeError(f"{self.name} goes round in circles: {message.text}")
        said = message.text
        if "Registré su propuesta" in said:
            self.wishes.pop()
            self.says = f"propuesta: {self.wishes[-1].words}" if self.wishes else ""
        elif "¿De qué tema es?" in said:
            self.says = _LABELS[self.wishes[-1].topic]
        elif "¿Es la misma?" in said:
            self.says = "es otra"
        elif "¿Es correcto?" in said:
            self.says = "sí" if f"Tema: {_LABELS[self.wishes[-1].topic]}" in said else "corregir"
        elif "¿Qué dato quiere corregir?" in said:
            self.says = "tema"
        elif "¿Para qué colonia" in said:
            self.says = f"{self.wishes[-1].place.kind} {self.wishes[-1].place.name}"
        elif "¿Cuál es?" in said or "¿Es este?" in said:
            key = self.wishes[-1].place.key
            self.presses = next(choice.token for choice in message.choices if choice.token.endswith(key))
            self.says = "(este)"
        elif any(choice.label == "Sí, acepto" for choice in message.choices):
            self.says = "Sí, acepto"
        elif "¿En qué le ayudo?" in said:
            self.says = f"propuesta: {self.wishes[-1].words}"
        else:
            raise RuntimeError(
                f"{self.name} does not know what to answer to: {said} (had said: {self.wishes[-1].words})"
            )


@dataclass(slots=True)
class Campaign:
    store: Store
    residents: Sequence[Resident]
    chance: random.Random
    world: object = None
    now: datetime = OPENS
    messages: int = 0
    last_id: int = 0
    by_address: dict[int, Resident] = field(default_factory=dict)

    async def run(self) -> None:
        """Round after round, everybody who has something to say says it, in batches that the order mixes."""
        flood = Flood(10**9)
        while talking := [one for one in self.residents if one.says]:
            self.chance.shuffle(talking)
            for begin in range(0, len(talking), _BATCH):
                batch = [message for one in talking[begin : begin + _BATCH] for message in self._sent(one)]
                self.messages += len(batch)
                await self.store.write(lambda c, batch=batch: self._receive(c, batch, flood))
                self.now += timedelta(seconds=8)
                await self.store.read(self._listen)

    def _receive(self, connection: Connection, batch: Sequence[Inbound], flood: Flood) -> None:
        self.world = refreshed(connection, self.world)  # type: ignore[arg-type]
        receive(connection, batch, world=self.world, flood=flood, now=self.now)

    def _sent(self, one: Resident) -> Iterator[Inbound]:
        pressed = {"kind": Kind.CHOICE, "choice": one.presses} if one.presses else {}
        message = inbound(one.name, one.says, account=one.account, **pressed)
        one.says = one.presses = ""
        yield message
        if self.chance.random() < 0.1:
            yield message

    def _listen(self, connection: Connection) -> None:
        new = select(outbox.c.id, outbox.c.address_id, outbox.c.body).where(outbox.c.id > self.last_id)
        for row in connection.execute(new.order_by(outbox.c.id)).all():
            self.last_id = row.id
            self._who(connection, row.address_id).hears(read_message(row.body))

    def _who(self, connection: Connection, address_id: int) -> Resident:
        if address_id not in self.by_address:
            known = {one.name: one for one in self.residents}
            for row in connection.execute(select(addresses.c.id, addresses.c.value)):
                self.by_address[row.id] = known[row.value]
        return self.by_address[address_id]


def places(
    directory: Sequence[Neighbourhood], find: object, colonias: int, fraccionamientos: int
) -> list[Neighbourhood]:
    """As many of each kind, whose name says which one it is."""
    chosen: list[Neighbourhood] = []
    for kind, count in (("Colonia", colonias), ("Fraccionamiento", fraccionamientos)):
        clear = (n for n in directory if n.kind == kind and _is_clear(n, find))
        chosen += [one for _, one in zip(range(count), clear, strict=False)]
    return chosen


def _is_clear(place: Neighbourhood, find: object) -> bool:
    sure = find(f"{place.kind} {place.name}").sure  # type: ignore[operator]
    return bool(sure and sure.key == place.key)


def wishes(chance: random.Random, people: int, count: int, where: Sequence[Neighbourhood]) -> list[list[Wish]]:
    """One for each person, then the rest as chance has it; each place at least once, the topics in their order."""
    topics = chance.choices(list(_SAYS), weights=_SHARES, k=count)
    spots = [*where, *chance.choices(where, k=count - len(where))]
    chance.shuffle(spots)
    made = [
        Wish(
            topic,
            f"{chance.choice(_SAYS[topic]).format(f'Número {20_000 + number}')}, {place.kind} {place.name}",
            place,
        )
        for number, (topic, place) in enumerate(zip(topics, spots, strict=True), 1)
    ]
    theirs = [[one] for one in made[:people]]
    for one in made[people:]:
        theirs[chance.randrange(people)].append(one)
    return theirs


async def run(url: str, people: int, count: int, colonias: int, fraccionamientos: int, seed: int) -> dict[str, object]:
    """What was done and what the report says; raises AssertionError where they differ."""
    chance = random.Random(seed)
    store, world = open_store(url), a_world()
    directory = list(world.directory)
    where = places(directory, world.directory.find, colonias, fraccionamientos)
    theirs = wishes(chance, people, count, where)
    residents = [
        Resident(f"r{number:05}", "telegram:1" if number % 2 else "whatsapp:+5216180000000", mine)
        for number, mine in enumerate(theirs)
    ]
    expected = Counter(wish.topic for mine in theirs for wish in mine)
    await store.write(lambda c: import_neighbourhoods(c, directory, "2014", OPENS))
    await store.write(lambda c: Planner(c, world, "implan", OPENS).publish(DOCUMENT, ""))
    campaign = Campaign(store, residents, chance, world)
    began = time.monotonic()
    await campaign.run()
    seconds = time.monotonic() - began
    said = await store.read(lambda c: report(c, world.hours.zone))
    await store.close()
    assert said["participants"] == people, said
    assert said["proposals"] == count, said
    assert (said["colonias"], said["fraccionamientos"]) == (colonias, fraccionamientos), said
    assert said["topics"] == dict(expected.most_common()), (said["topics"], expected)
    assert said["adds_up"], said
    return {**said, "messages": campaign.messages, "seconds": round(seconds, 1)}


def report(connection: Connection, zone: ZoneInfo) -> dict[str, object]:
    found = consultations.find_in_force(connection, KEY)
    assert found is not None
    totals = results.totals(connection, found.id)
    lines = {by: breakdown(connection, found.id, by, zone) for by in BREAKDOWNS}
    return {
        "participants": totals.participants,
        "proposals": totals.proposals,
        "held": totals.held,
        "colonias": totals.places.get("Colonia", 0),
        "fraccionamientos": totals.places.get("Fraccionamiento", 0),
        "topics": {line.label: line.proposals for line in lines["topic"]},
        "adds_up": all(sum(line.proposals for line in one) == totals.proposals for one in lines.values()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=5_154)
    parser.add_argument("--proposals", type=int, default=14_377)
    parser.add_argument("--colonias", type=int, default=164)
    parser.add_argument("--fraccionamientos", type=int, default=148)
    parser.add_argument("--seed", type=int, default=2014)
    parser.add_argument("--url", default="", help="a database of its own; a new SQLite file when left out")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = options.url or f"sqlite:///{Path(folder) / 'consulta.db'}"
        migrate(url)
        done = asyncio.run(
            run(url, options.people, options.proposals, options.colonias, options.fraccionamientos, options.seed)
        )
    print(done)


if __name__ == "__main__":
    main()
