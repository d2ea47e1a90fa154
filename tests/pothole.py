"""Twenty neighbours and one pothole, over weeks, on both channels: every message that each of them gets of our own accord.
`python -m tests.pothole` prints it."""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from textwrap import indent

from civic.message import Message
from civic.updates import Frequency
from handlers.spoken import spoken_day
from storage.migrate import migrate
from storage.store import Connection, Store, open_store
from storage.tables import addresses, updates
from tests.life import Life

WHATSAPP = {"account": "whatsapp:+526180000000"}
FIRST = "ana"
OTHERS = (
    "beto", "carla", "dario", "elena", "fidel", "gema", "hugo", "ines", "julio", "karen", "luis", "marta", "nico", "olga",
    "paco", "rita", "saul", "tere", "uriel",
)  # fmt: skip
FREQUENCIES = {
    "dario": Frequency.WEEKLY,
    "gema": Frequency.AT_END,
    "julio": Frequency.PAUSED,
    "karen": Frequency.WEEKLY,
}


def channel(who: str) -> dict[str, str]:
    """Every other neighbour is on WhatsApp."""
    return WHATSAPP if (FIRST, *OTHERS).index(who) % 2 else {}


async def twenty_neighbours(store: Store) -> str:
    life = Life(
        store, window={"whatsapp": timedelta(hours=24)}, templates=frozenset({"complaint_status", "complaint_vote"})
    )
    folio = await everybody_reports(life)
    life.heard.clear()
    await the_work(life, folio)
    return transcript(life, folio)


async def everybody_reports(life: Life) -> str:
    await life.agrees(FIRST)
    folio = await life.files(FIRST, "hay un bache enorme en la colonia Azcapotzalco, frente a la primaria")
    await life.delivers()
    for who in OTHERS:
        life.now += timedelta(hours=1)
        await life.agrees(who, **channel(who))
        await life.says(who, "un bache enorme frente a la primaria, colonia Azcapotzalco", **channel(who))
        await life.presses(who, "Es el mismo", **channel(who))
        await life.says(who, "saltar", **channel(who))
        await life.says(who, "sí", **channel(who))
        await life.delivers()
        if who in FREQUENCIES:
            await life.does(_chooses(who, FREQUENCIES[who]))
    return folio


def _chooses(who: str, frequency: Frequency) -> Callable[[Connection], object]:
    person = addresses.select().with_only_columns(addresses.c.person_id).where(addresses.c.value == who)
    return lambda c: c.execute(
        updates.update().where(updates.c.person_id == person.scalar_subquery()).values(frequency=frequency.value)
    )


async def the_work(life: Life, folio: str) -> None:
    async def wait(days: float) -> None:
        await life.passes(days, step=timedelta(hours=2))

    await life.passes(hours=30)
    life.now = life.now.replace(hour=16, minute=0, second=0)  # ten in the morning, when staff work
    await life.refers(folio, "obras", "Lo ve la cuadrilla de bacheo")
    await wait(2)
    await life.schedules(folio, date(2026, 12, 9))
    await wait(9)
    await life.schedules(folio, date(2026, 12, 18), "Se descompuso la aplanadora")
    await wait(7)
    await life.moves(folio, "in_progress", "La cuadrilla ya está en la calle")
    await wait(1)
    await life.moves(folio, "done", "Se tapó con mezcla asfáltica")
    await life.hour()
    await life.taps("beto", "No", **channel("beto"))
    await wait(3)
    await life.moves(folio, "reopened", "Se fue a ver y sí quedó hundido; se vuelve a hacer")
    await wait(4)
    await life.moves(folio, "done", "Se rellenó y se compactó otra vez")
    await wait(1)
    await life.taps("elena", "Sí", **channel("elena"))
    await wait(1)
    await life.taps("ana", "Sí", **channel("ana"))
    await wait(2)


def transcript(life: Life, folio: str) -> str:
    """What was sent at one time with the same words stands once, with all who got it."""
    zone = life.world.hours.zone
    said = sorted(
        (at, message.text, tuple(choice.label for choice in message.choices), who)
        for who, messages in life.heard.items()
        for at, message in messages
        if _is_ours(message, folio)
    )
    blocks = []
    for (at, text, labels), same in groupby(said, key=lambda one: one[:3]):
        names = [f"{who} ({'WhatsApp' if channel(who) else 'Telegram'})" for *_, who in same]
        buttons = f"\n    {' '.join(f'[{label}]' for label in labels)}" if labels else ""
        blocks.append(f"{_moment(at, zone)}\nA {', '.join(names)}:\n{indent(text, '    ')}{buttons}")
    counts = {who: sum(_is_ours(m, folio) for _, m in life.heard.get(who, ())) for who in (FIRST, *OTHERS)}
    told = ", ".join(f"{who} {count}" for who, count in counts.items())
    return "\n\n".join([f"# Veinte vecinos y un bache: {folio}", *blocks, f"# Mensajes: {told}"]) + "\n"


def _is_ours(message: Message, folio: str) -> bool:
    """Said of our own accord, not in answer."""
    return message.template.startswith("complaint_") and (folio in message.text)


def _moment(at: datetime, zone: object) -> str:
    local = at.astimezone(zone)  # type: ignore[arg-type]
    return f"## {spoken_day(local.date())}, {local:%H:%M}"


async def _print() -> None:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'voz.db'}"
        migrate(url)
        store = open_store(url)
        print(await twenty_neighbours(store))
        await store.close()


if __name__ == "__main__":
    asyncio.run(_print())
