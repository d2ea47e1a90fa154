"""How quickly similar reports are found among a million, and what else is done with them:
`python -m benchmarks.similar --complaints 1000000 --rounds 3`.

Two years of complaints over the catalogue, neighbourhoods and categories by Zipf's law, 15 % open, 70 % with a pin. Each
figure is [median, 99th percentile, longest] in milliseconds of the work in one transaction. The last line is one JSON object.
"""

import argparse
import asyncio
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from sqlalchemy import Connection, text

from benchmarks.measure import MS, percentile
from benchmarks.talk import TALK, Step, words_of
from benchmarks.town import (
    ACCOUNT,
    CATEGORIES,
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
    words,
)
from civic.complaint import Status
from civic.distance import cell_of
from civic.folio import Folio
from flows.talk import Need, Session
from handlers.clock.escalate import escalate
from handlers.clock.expire import ask_again, expire_asks
from handlers.find import found
from handlers.receive import Flood, receive
from handlers.scene import Scene
from handlers.staff.complaints import Caseworker, StaffMember
from storage import complaints, reports, tables
from storage.ledger import Ledger
from storage.people import get_person

_DAYS = 730
_OPEN = 0.15
_RECENT_OPEN = 0.6
"""Of the last quarter; the rest of the open ones is spread over the time before."""
_QUARTER = 90
_PIN = 0.7
_WORST, _CITY = (24.02, -104.66), 0.06
"""Degrees about the centre within which neighbourhoods lie, and how far pins of one lie from its middle."""
_SPREAD = 0.003
_OPEN_AS = ("received", "under_review", "referred", "scheduled", "in_progress", "done")
_ENDED_AS = ("confirmed", "unconfirmed", "closed", "partly_done", "not_competent", "cancelled")
_DUE = 200
_STAFF = StaffMember(name="lupita", channel="cli")


@dataclass(frozen=True, slots=True)
class _One:
    number: int
    neighbourhood: str
    category: str
    pin: tuple[float, float] | None
    status: str
    at: datetime
    ended_at: datetime | None
    words: str
    person: int


def _all(keys: Sequence[str], many: int) -> Iterator[_One]:
    """The same ones each time it is asked."""
    chance = random.Random(2)
    order = chance.sample(list(keys), len(keys))
    places, categories, open_as, ended_as = (
        Skewed(chance, things) for things in (order, CATEGORIES, _OPEN_AS, _ENDED_AS)
    )
    middles = {key: _middle(chance) for key in order}
    older = (_OPEN * _DAYS - _RECENT_OPEN * _QUARTER) / (_DAYS - _QUARTER)
    for number in range(1, many + 1):
        age, key = chance.random() * _DAYS, places.draw()
        is_open = chance.random() < (_RECENT_OPEN if age < _QUARTER else older)
        at = NOW - timedelta(days=age)
        yield _One(
            number, key, categories.draw(), _pin(chance, *middles[key]) if chance.random() < _PIN else None,
            open_as.draw() if is_open else ended_as.draw(), at,
            None if is_open else at + timedelta(days=age * chance.random()), words(chance), 1 + number % _people(many),
        )  # fmt: skip


def _people(many: int) -> int:
    return max(10, many // 10)


def _middle(chance: random.Random) -> tuple[float, float]:
    return _WORST[0] + chance.uniform(-_CITY, _CITY), _WORST[1] + chance.uniform(-_CITY, _CITY)


def _pin(chance: random.Random, latitude: float, longitude: float) -> tuple[float, float]:
    return chance.gauss(latitude, _SPREAD), chance.gauss(longitude, _SPREAD)


def fill(connection: Connection, keys: Sequence[str], many: int) -> None:
    people = _people(many)
    pour(connection, tables.people, residents(people))
    pour(connection, tables.addresses, addresses_of(people))
    pour(connection, tables.updates, _turns(people))
    pour(connection, tables.complaints, map(_complaint, _all(keys, many)))
    pour(connection, tables.complaint_reporters, (row for one in _all(keys, many) for row in _reporters(one, people)))
    pour(connection, tables.promises, map(_promise, _all(keys, many)))
    pour(connection, tables.asks, (_ask(one) for one in _all(keys, many) if one.status in ("done", "confirmed")))
    pour(connection, tables.media, (_photo(one) for one in _all(keys, many) if _shown(one)))
    pour(connection, tables.evidence, (_evidence(one) for one in _all(keys, many) if _shown(one)))


def _turns(people: int) -> Iterator[Row]:
    for person in range(1, people + 1):
        yield {"person_id": person, "frequency": "each_change", "due_at": NOW + timedelta(days=3), "told_at": NOW}


def _complaint(one: _One) -> Row:
    latitude, longitude = one.pin or (None, None)
    done = one.status in ("done", "confirmed", "unconfirmed", "partly_done")
    return {
        "id": one.number, "folio": str(Folio("DGO", 2025, one.number)), "person_id": one.person, "category": one.category,
        "text": one.words, "neighbourhood_key": one.neighbourhood, "latitude": latitude, "longitude": longitude,
        "cell": cell_of(*one.pin) if one.pin else None, "status": one.status, "status_at": one.ended_at or one.at,
        "department": f"d{one.number % 8}", "promised_on": (one.at + timedelta(days=15)).date(), "account": ACCOUNT,
        "done_at": (one.ended_at or NOW) if done else None, "ended_at": one.ended_at, "created_at": one.at,
    }  # fmt: skip


def _reporters(one: _One, people: int) -> Iterator[Row]:
    """One in five concerns up to five residents."""
    for place in range(1 + (one.number % 5 == 0) * (one.number % 4 + 1)):
        yield {"complaint_id": one.number, "person_id": 1 + (one.number + place) % people, "joined_at": one.at}


def _promise(one: _One) -> Row:
    ended = one.ended_at or (NOW if one.status == "done" else None)
    return {
        "id": one.number, "complaint_id": one.number, "step": "solve", "made_at": one.at,
        "due_at": one.at + timedelta(days=15), "level": 300, "ended_at": ended, "ended_as": "kept" if ended else "",
    }  # fmt: skip


def _ask(one: _One) -> Row:
    answered = one.status == "confirmed"
    return {
        "id": one.number, "complaint_id": one.number, "person_id": one.person, "kind": "vote", "round": 1,
        "asked_at": one.at, "answer_by": NOW + timedelta(days=9), "ended_at": one.ended_at if answered else None,
        "ended_as": "answered" if answered else "", "answer": "yes" if answered else "",
    }  # fmt: skip


def _shown(one: _One) -> bool:
    """Staff let one in ten pictures be shown."""
    return one.number % 10 == 0


def _photo(one: _One) -> Row:
    return {"id": one.number, "account": ACCOUNT, "kind": "photo", "mime": "image/jpeg", "state": "kept"}


def _evidence(one: _One) -> Row:
    return {
        "subject": "complaint", "subject_id": one.number, "media_id": one.number, "person_id": one.person,
        "shows": "problem", "picture": f"{one.number:032x}.jpg",
    }  # fmt: skip


@dataclass(slots=True)
class _Bench:
    town: Town
    many: int
    times: int
    figures: dict[str, Any] = field(default_factory=dict)
    chance: random.Random = field(default_factory=lambda: random.Random(3))

    async def time(self, name: str, acts: Sequence[Callable[[Connection], Any]]) -> None:
        """Each in a transaction of its own; the time of `begin` and commit is in it."""
        spans = []
        for act in acts:
            began = time.monotonic()
            await self.town.store.write(act)
            spans.append((time.monotonic() - began) * MS)
        self.figures[name] = [statistics.median(spans), percentile(spans, 0.99), max(spans)]

    def looks_up(self, key: str, category: str, pin: tuple[float, float] | None) -> Callable[[Connection], Any]:
        said, person_id = words(self.chance), self.chance.randint(1, _people(self.many))

        def look(connection: Connection) -> Any:
            sender: Any = _Sender(get_person(connection, person_id))
            scene = Scene(
                connection, self.town.world, Ledger(self.town.world.ids), NOW, inbound(0, "x", said), sender, Session(), 1
            )  # fmt: skip
            answers: dict[str, Any] = {"category": category, "what": {"text": said}, "neighbourhood": {"key": key}}
            if pin:
                answers["evidence"] = {"place": {"latitude": pin[0], "longitude": pin[1]}}
            return found(scene, Need("similar", answers))

        return look


@dataclass(slots=True)
class _Sender:
    person: Any
    address_id: int = 1


async def _look_ups(bench: _Bench, keys: Sequence[str]) -> None:
    """As they come, and again and again where most is open."""
    sample = list(_all(keys, min(bench.many, 20_000)))
    asked = [bench.chance.choice(sample) for _ in range(bench.times)]
    pinned = [one for one in sample if one.pin]
    near = [bench.chance.choice(pinned) for _ in range(bench.times)]
    worst = await bench.town.store.read(_fullest)
    cell = worst[2] and (worst[2] // 1_000_000 * 0.002 + 0.001, worst[2] % 1_000_000 * 0.002 + 0.001)
    middle = cell and (cell[0], cell[1] - 1_000_000 * 0.002)
    for name, places in {
        "similar_by_neighbourhood": [(one.neighbourhood, one.category, None) for one in asked],
        "similar_by_pin": [("", one.category, one.pin) for one in near],
        "similar_by_both": [(one.neighbourhood, one.category, one.pin) for one in near],
        "worst_neighbourhood": [(worst[0], worst[1], None)] * bench.times,
        "worst_pin": [("", worst[3], middle)] * bench.times,
        "worst_of_both": [(worst[0], worst[1], middle)] * bench.times,
    }.items():
        await bench.time(name, [bench.looks_up(*place) for place in places])


def _fullest(connection: Connection) -> tuple[str, str, int, str]:
    of = "FROM complaints WHERE ended_at IS NULL AND status <> 'done'"
    here = connection.execute(
        text(f"SELECT neighbourhood_key, category {of} GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1")
    ).one()
    near = connection.execute(
        text(f"SELECT cell, category {of} AND cell IS NOT NULL GROUP BY 1, 2 ORDER BY count(*) DESC LIMIT 1")
    ).one()
    return here[0], here[1], near[0], near[1]


async def _talks(bench: _Bench) -> None:
    """Residents who file a complaint in eight messages; the last one files it."""
    flood, numbers = Flood(10**9), count(1)

    def writes(who: int, step: Step) -> Callable[[Connection], Any]:
        message = inbound(next(numbers), str(who), words_of(who, step))
        return lambda c: receive(c, [message], world=bench.town.world, flood=flood, now=NOW)

    talks = [[writes(who, step) for step in TALK] for who in range(2_000_000, 2_000_000 + max(2, bench.times // 10))]
    first = max(1, len(talks) // 10)
    for talk in talks[:first]:
        await bench.time("warm", talk)
    before = await bench.town.store.read(_filed)
    spans: dict[str, list[float]] = {"message": [], "filing": []}
    for talk in talks[first:]:
        for step, act in enumerate(talk):
            began = time.monotonic()
            await bench.town.store.write(act)
            spans["filing" if step == len(talk) - 1 else "message"].append((time.monotonic() - began) * MS)
    if await bench.town.store.read(_filed) - before != len(talks) - first:
        raise RuntimeError("not every talk filed a complaint")
    del bench.figures["warm"]
    for name, took in spans.items():
        bench.figures[name] = [statistics.median(took), percentile(took, 0.99), max(took)]


def _filed(connection: Connection) -> int:
    return int(connection.execute(text("SELECT count(*) FROM complaints WHERE folio LIKE 'DGO-2026-%'")).scalar_one())


async def _staff(bench: _Bench) -> None:
    few = range(max(3, bench.times // 50))
    lists: dict[str, dict[str, Any]] = {
        "list_open": {}, "list_department": {"department": "d3"}, "list_late": {"late": True},
        "list_status": {"status": "referred"},
    }  # fmt: skip
    for name, only in lists.items():
        await bench.time(name, [lambda c, only=only: complaints.list_complaints(c, NOW.date(), **only)] * len(few))
    folios = await bench.town.store.read(
        lambda c: (
            c.execute(text(f"SELECT folio FROM complaints WHERE status = 'received' LIMIT {bench.times}"))
            .scalars()
            .all()
        )
    )
    moves = [
        lambda c, folio=folio: Caseworker(c, bench.town.world, _STAFF, NOW).move(folio, Status.UNDER_REVIEW)
        for folio in folios
    ]
    await bench.time("staff_move", moves)


async def _ticks(bench: _Bench) -> None:
    """Each job when nothing is due, and when two hundred are."""
    world, write = bench.town.world, bench.town.store.write
    jobs: dict[str, Callable[..., Any]] = {"escalate": escalate, "expire": expire_asks, "ask_again": ask_again}
    due = NOW - timedelta(days=1)
    moved = {
        "escalate": "UPDATE promises SET next_at = :at, level = 80 WHERE id IN "
        f"(SELECT id FROM promises WHERE ended_at IS NULL ORDER BY id LIMIT {_DUE})",
        "expire": f"UPDATE asks SET answer_by = :at WHERE id IN (SELECT id FROM asks WHERE ended_at IS NULL LIMIT {_DUE})",
        "ask_again": "UPDATE complaints SET done_at = :at WHERE id IN "
        f"(SELECT id FROM complaints WHERE status = 'unconfirmed' ORDER BY id LIMIT {_DUE})",
    }
    for name, job in jobs.items():

        def run(connection: Connection, job: Callable[..., Any] = job) -> Any:
            return job(connection, NOW, world=world)

        more = 1
        while more:  # what was stored as due already
            more = (await write(run))["more"]
        await bench.time(f"{name}_none", [run] * max(5, bench.times // 50))
        at = NOW - timedelta(weeks=5) if name == "ask_again" else due
        moment = at.isoformat(" ", "microseconds")[:26] if bench.town.store.dialect == "sqlite" else at
        await write(lambda c, name=name, moment=moment: c.execute(text(moved[name]), {"at": moment}))
        await bench.time(f"{name}_{_DUE}", [run])


async def _reports(bench: _Bench) -> None:
    for name, make in {
        "report_outcomes": lambda c: reports.outcomes(c, reports.Span()),
        "report_neighbourhoods": lambda c: reports.neighbourhoods_report(c, reports.Span(), NOW),
        "report_charter": lambda c: reports.charter(c, reports.Span(), NOW),
    }.items():
        await bench.time(name, [make])


async def _measured(settings: Any, options: argparse.Namespace) -> list[dict[str, Any]]:
    town = await opened(settings)
    keys = sorted(one.key for one in town.world.directory)
    rounds = []
    for _ in range(options.rounds):
        bench = _Bench(town, options.complaints, options.times)
        await _look_ups(bench, keys)
        rounds.append(bench.figures)
    for part in (_talks, _staff, _ticks, _reports):  # these change what is stored: once
        await part(bench)
    await town.store.close()
    return rounds


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--complaints", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=1_000, help="look-ups of each kind; of other things fewer")
    parser.add_argument("--databases", type=lambda text: text.split(","), default=list(DATABASES))
    parser.add_argument("--rounds", type=int, default=3, help="of the look-ups")
    parser.add_argument("--disk", default="/var/tmp", help="where the databases are put; must be a real disk")
    options = parser.parse_args(arguments)
    result: dict[str, Any] = {"benchmark": "similar", "complaints": options.complaints}
    for database in options.databases:
        with settled(database, options.disk, fill, options.complaints) as settings:
            rounds = asyncio.run(_measured(settings, options))
        result[database] = {name: _middle_of([one[name] for one in rounds if name in one]) for name in rounds[-1]}
        print(json.dumps({"database": database, "rounds": rounds}), flush=True)
    print(json.dumps(result))


def _middle_of(figures: list[list[float]]) -> list[float]:
    """Medians of the rounds."""
    return [round(statistics.median(column), 2) for column in zip(*figures, strict=True)]


if __name__ == "__main__":
    main()
