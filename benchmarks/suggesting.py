"""What suggestions cost on as many proposals as the consultation of 2014 had: `python -m benchmarks.suggesting`.

Proposals are sentences about every topic with two street names, over Durango's neighbourhoods by Zipf's law. Measured with
words alone and, where the extra `semantic` is installed, with meaning: what staff ask for, and what a resident's proposal in
the neighbourhood with most of them waits for in chat. Then the model alone: sentences one by one and many at a time.
"""

import argparse
import asyncio
import json
import random
import resource
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from benchmarks.measure import percentile
from benchmarks.town import (
    ACCOUNT,
    DATABASES,
    NOW,
    Row,
    Skewed,
    Town,
    addresses_of,
    inbound,
    opened,
    pour,
    residents,
    settled,
)
from bot.encoding import Encoding, encode_some
from bot.semantic import is_installed, load_model
from civic.folio import Folio
from civic.topics import Topic
from civic.vocabulary import lines
from flows.talk import Need, Session
from handlers.find import found
from handlers.present import refreshed
from handlers.scene import Scene
from handlers.staff.suggesting import other_topics, similar_to, suggested_groups
from storage import consultations, tables
from storage.ledger import Ledger
from storage.people import get_person

PROPOSALS_OF_2014 = 14_377
MS = 1000
_KEY = "consulta-2026"
_ID = 1
_DOCUMENT = Path("docs/examples/consulta.toml")
_STREETS = (
    "Nogal", "Pino", "Fresno", "Encino", "Roble", "Cedro", "Sauce", "Olivo", "Laurel", "Hidalgo", "Morelos", "Juárez",
    "Allende", "Aldama", "Zaragoza", "Victoria", "Negrete", "Patoni", "Bravo", "Galeana", "Arteaga", "Lerdo", "Ocampo",
)  # fmt: skip
_SENTENCES = [sentence for topic in Topic for sentence in lines("topic_examples", topic)]


def words(chance: random.Random) -> str:
    one, other = chance.sample(_STREETS, 2)
    return f"{chance.choice(_SENTENCES)}, calle {one} esquina con {other}"


def fill(connection: Connection, keys: Sequence[str], many: int) -> None:
    document = _DOCUMENT.read_text(encoding="utf-8")
    consultations.add_consultation(connection, _ID, _KEY, NOW)
    consultations.add_revision(connection, consultations.Revision(_ID, 1, document, "-", "staff:lupita", "", NOW))
    pour(connection, tables.people, residents(1))
    pour(connection, tables.addresses, addresses_of(1))
    pour(connection, tables.updates, [{"person_id": 1, "frequency": "each_change", "told_at": NOW}])
    pour(connection, tables.proposals, _proposals(keys, many))


def _proposals(keys: Sequence[str], many: int) -> Iterator[Row]:
    chance = random.Random(4)
    places = Skewed(chance, chance.sample(list(keys), len(keys)))
    for number in range(1, many + 1):
        yield {
            "id": number, "folio": str(Folio("DGO", 2026, number)), "consultation_id": _ID, "topic": "calles",
            "text": words(chance), "neighbourhood_key": places.draw(), "status": "received", "account": ACCOUNT,
            "created_at": NOW,
        }  # fmt: skip


async def _measured(settings: Any, many: int, times: int) -> dict[str, Any]:
    town = await opened(settings)
    town = replace(town, world=await town.store.read(lambda c: refreshed(c, town.world)))
    figures = await _asked(town, many, times, "words")
    if is_installed():
        figures |= await _with_meaning(town, many, times)
    await town.store.close()
    return figures


async def _with_meaning(town: Town, many: int, times: int) -> dict[str, Any]:
    model = load_model()
    town = replace(town, world=replace(town.world, meaning=model))
    encoding = Encoding(town.store, model)
    beside = asyncio.create_task(encoding.run())
    figures: dict[str, Any] = {"chat_while_encoding_ms": await _chat(town, times // 3)}
    encoding.stop()
    await beside
    began = time.monotonic()
    made = [await encode_some(town.store, model)]
    while made[-1]:
        made.append(await encode_some(town.store, model))
    figures["vectors_a_second"] = sum(made) / (time.monotonic() - began)
    return {**figures, **await _asked(town, many, times, "meaning")}


async def _asked(town: Town, many: int, times: int, way: str) -> dict[str, Any]:
    figures: dict[str, Any] = {}
    acts: dict[str, Callable[[Connection], Any]] = {
        "groups": lambda c: suggested_groups(c, town.world, _KEY),
        "topics": lambda c: other_topics(c, town.world, _KEY),
        "similar": lambda c: similar_to(c, town.world, str(Folio("DGO", 2026, many // 2))),
    }
    for name, act in acts.items():
        began = time.process_time()
        result = await town.store.read(act)
        figures[f"{name}_{way}_cpu_s"] = time.process_time() - began
        figures[f"{name}_{way}_found"] = len(result[1] if name == "similar" else result)
    figures[f"chat_{way}_ms"] = await _chat(town, times)
    return figures


async def _chat(town: Town, times: int) -> list[float]:
    """Median, 99th percentile and longest of what one resident's proposal waits for."""
    chance = random.Random(5)
    place = await town.store.read(_fullest)
    spans = []
    for _ in range(times):
        look_up = _looks_up(town, place, words(chance))
        began = time.monotonic()
        await town.store.write(look_up)
        spans.append((time.monotonic() - began) * MS)
        await asyncio.sleep(0.02)  # residents do not write all at once, which would use up the time allowed
    return [statistics.median(spans), percentile(spans, 0.99), max(spans)]


def _fullest(connection: Connection) -> str:
    proposals = consultations.list_proposed(connection, _ID)
    return Counter(one.neighbourhood_key for one in proposals).most_common(1)[0][0]


def _looks_up(town: Town, place: str, said: str) -> Callable[[Connection], Any]:
    answers = {"what": {"text": said}, "neighbourhood": {"key": place}, "consultation": _KEY}

    def look(connection: Connection) -> Any:
        sender: Any = _Sender(get_person(connection, 1))
        scene = Scene(
            connection, town.world, Ledger(town.world.ids), NOW, inbound(0, "x", said), sender, Session(), 1
        )  # fmt: skip
        return found(scene, Need("similar_proposals", answers))

    return look


class _Sender:
    address_id = 1

    def __init__(self, person: Any) -> None:
        self.person = person


def _model(times: int) -> dict[str, Any]:
    chance, before = random.Random(6), _peak()
    began = time.monotonic()
    model = load_model()
    loaded = time.monotonic() - began
    sentences = [words(chance) for _ in range(times)]
    spans = []
    for sentence in sentences:
        began = time.monotonic()
        model.encode([sentence])
        spans.append((time.monotonic() - began) * MS)
    began = time.monotonic()
    model.encode(sentences)
    together = (time.monotonic() - began) * MS / times
    return {
        "load_s": loaded, "alone_ms": [statistics.median(spans), percentile(spans, 0.99), max(spans)],
        "together_ms": together, "peak_grown_mib": _peak() - before,
    }  # fmt: skip


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--proposals", type=int, default=PROPOSALS_OF_2014)
    parser.add_argument("--times", type=int, default=300, help="look-ups in chat, and sentences of the model")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=list(DATABASES))
    parser.add_argument("--disk", default="/var/tmp", help="where the databases are put; must be a real disk")
    options = parser.parse_args(arguments)
    result: dict[str, Any] = {"benchmark": "suggesting", "proposals": options.proposals}
    if is_installed():
        result["model"] = _rounded(_model(options.times))
    for database in options.databases:
        with settled(database, options.disk, fill, options.proposals) as settings:
            result[database] = _rounded(asyncio.run(_measured(settings, options.proposals, options.times)))
    print(json.dumps(result))


def _rounded(figures: dict[str, Any]) -> dict[str, Any]:
    return {
        name: [round(one, 2) for one in figure] if isinstance(figure, list) else round(figure, 2)
        for name, figure in figures.items()
    }


if __name__ == "__main__":
    main()
