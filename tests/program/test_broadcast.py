"""The whole program tells 5,154 people the same thing, through both channels, while everything goes wrong that can: wrong
numbers, people who leave, a pause, providers that want it slower, and a `kill -9` of the one that sends.

Afterwards every one of them is accounted for, nobody got it twice and nobody was left out who should have got it.
"""

import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from sqlalchemy import select, update

from storage.figures import count_outcomes
from storage.ids import Ids
from storage.people import address_row, person_row
from storage.store import Connection, Store, open_store
from storage.tables import addresses, broadcast_recipients, broadcasts, inbox, outbox, people
from tests.fakes.telegram_faults import flood
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.twilio_records import SENDER
from tests.fakes.twilio_script import Callbacks, too_many
from tests.fakes.twilio_server import TwilioServer
from tests.program import configs
from tests.program.conftest import Databases
from tests.program.service import Service, comes_true, voz
from tests.program.stage import Stage

PEOPLE = 5154
INVALID, OUTSIDE, LEAVING = 155, 309, 103
"""3 % have a number that is none or blocked us, 6 % have not written for days, 2 % leave when it has begun."""
PACE = 100
"""Messages a second and channel: so slow that there is time to pause and to kill."""
LONG = 150.0
WORDS = """
formato = 1
clave = "junta"
titulo = "Junta"
publico = "todos"
proposito = "comite"
plantilla = "aviso"
variables = ["el jueves"]

[texto]
es = "Hay junta el jueves a las 18:00."
"""


@dataclass(slots=True)
class Everybody:
    """By the address that a provider knows them under."""

    telegram: list[str] = field(default_factory=list)
    whatsapp: list[str] = field(default_factory=list)
    invalid: set[str] = field(default_factory=set)
    outside: set[str] = field(default_factory=set)
    left: set[str] = field(default_factory=set)

    @property
    def eligible(self) -> set[str]:
        return {*self.telegram, *self.whatsapp} - self.invalid - self.left


@dataclass(slots=True)
class Scene:
    telegram: TelegramServer
    twilio: TwilioServer
    store: Store
    services: list[Service]
    town: Everybody

    def heard(self) -> Counter[str]:
        """How often each of them was told."""
        chats = {str(chat): len(many) for chat, many in self.telegram.delivered.items() if many}
        phones = {to: len(many) for to, many in self.twilio.delivered.items() if many}
        return Counter({**chats, **phones})

    async def told(self, many: int) -> None:
        await comes_true(f"{many} people are told", lambda: self.heard().total() >= many, LONG, self._seen)

    async def staff(self, *words: str) -> None:
        code, out, err = await voz("broadcast", *words, config=self.services[0].config)
        assert code == 0, f"{words}: {out}{err}"

    async def outcomes(self) -> dict[str, int]:
        def read(connection: Connection) -> dict[str, int]:
            figures = count_outcomes(connection, connection.execute(select(broadcasts.c.id)).scalar_one())
            counted: Counter[str] = Counter()
            for one in figures:
                counted[f"{one.outcome} {one.reason}".strip()] += one.people
            return dict(counted)

        return await self.store.read(read)

    async def is_dealt_with(self) -> bool:
        return not {"planned", "queued"} & (await self.outcomes()).keys()

    def _seen(self) -> str:
        return f"{self.heard().total()} told\n" + "\n\n".join(service.said() for service in self.services)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramServer]:
    """The judge of forms has seen these messages elsewhere; here are too many."""
    async with TelegramServer(judged=False) as server:
        yield server


@pytest.fixture
async def twilio() -> AsyncIterator[TwilioServer]:
    async with TwilioServer() as server:
        yield server


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
async def test_5154_people_are_told_once(
    kind: str, stage: Stage, databases: Databases, tmp_path: Path, telegram: TelegramServer, twilio: TwilioServer
) -> None:
    began = monotonic()
    url = await databases.new(kind, tmp_path / "data")
    store = open_store(url)
    town = await store.write(_live)
    _know(telegram, twilio, town)
    services = [stage.service(url, **_settings(telegram, twilio)) for _ in range(1 if kind == "sqlite" else 3)]
    scene = Scene(telegram, twilio, store, services, town)
    for service in services:
        await service.start()
    twilio.connect(configs.PUBLIC_URL, target=services[-1].url)
    (tmp_path / "junta.toml").write_text(WORDS, encoding="utf-8")
    await scene.staff("audience", "save", "todos", "--as", "lupita")
    await scene.staff("schedule", str(tmp_path / "junta.toml"), "--at", "now", "--as", "lupita")
    await _paused_midway(scene)
    killed = await _killed_midway(scene)
    await comes_true("everybody is dealt with", scene.is_dealt_with, LONG, scene._seen)
    await comes_true("it is done", lambda: _state(scene), LONG)
    await twilio.settled()
    await _reckon(scene, killed, kind, began)
    await store.close()


def _settings(telegram: TelegramServer, twilio: TwilioServer) -> Mapping[str, Mapping[str, Any]]:
    return {
        "telegram": configs.telegram(telegram.base_url, "webhook"),
        "whatsapp": configs.whatsapp(twilio.url),
        "whatsapp.templates": {"aviso": "HX" + "1" * 32},
        "limits": {"telegram_per_second": PACE, "whatsapp_per_second": PACE, "whatsapp_daily": 0},
        "clock": {"quiet_from": "00:00", "quiet_until": "00:00"},
        "broadcasts": {"approve_above": PEOPLE},
    }


def _live(connection: Connection) -> Everybody:
    town, ids, now = Everybody(), Ids(), datetime.now(UTC)
    rows: dict[str, list[dict[str, Any]]] = {"people": [], "addresses": [], "inbox": []}
    for number in range(PEOPLE):
        person_id, address_id, by_phone = ids.new(), ids.new(), number % 2 == 1
        reply_to = f"whatsapp:+521618{number:07}" if by_phone else str(5_000_000 + number)
        (town.whatsapp if by_phone else town.telegram).append(reply_to)
        account = SENDER if by_phone else configs.TELEGRAM_ACCOUNT
        pair = ("phone" if by_phone else "telegram", reply_to)
        agreed = {"committee_notices": True, "notice_version": "2026-11"}
        rows["people"].append({**person_row(person_id, now), **agreed})
        rows["addresses"].append(address_row(address_id, person_id, pair, account, reply_to, now))
        if by_phone and len(town.outside) < OUTSIDE:
            town.outside.add(reply_to)
        heard = now - timedelta(days=3 if reply_to in town.outside else 0, hours=1)
        rows["inbox"].append({
            "id": ids.new(), "account": account, "provider_id": f"w{number}", "address_id": address_id, "kind": "text",
            "text": "", "message_id": "", "state": "played", "sent_at": heard, "received_at": heard, "raw": "",
        })  # fmt: skip
    for table, many in ((people, rows["people"]), (addresses, rows["addresses"]), (inbox, rows["inbox"])):
        connection.execute(table.insert(), many)
    everybody = [*town.telegram, *town.whatsapp]
    town.invalid = set(everybody[:: len(everybody) // INVALID][:INVALID])
    return town


def _know(telegram: TelegramServer, twilio: TwilioServer, town: Everybody) -> None:
    now = datetime.now(UTC)
    twilio.callbacks = Callbacks(statuses=("delivered",))
    twilio.last_heard.update(dict.fromkeys(set(town.whatsapp) - town.outside, now))
    twilio.shelf.add_template("HX" + "1" * 32, "Hay junta {{1}}, no falte.")
    telegram.blocked_by |= {int(one) for one in town.invalid & set(town.telegram)}
    twilio.refuses_to.update(dict.fromkeys(town.invalid & set(town.whatsapp), 21211))


async def _paused_midway(scene: Scene) -> None:
    """Meanwhile some leave whose turn has not come."""
    await scene.told(50)
    await scene.staff("pause", "junta")
    await asyncio.sleep(1)
    before = scene.heard().total()
    assert before < PEOPLE * 0.7, "there was nothing left to pause"
    scene.town.left = await scene.store.write(_leave)
    await asyncio.sleep(1.5)
    assert scene.heard().total() == before, "somebody was told while it was paused"
    await scene.staff("resume", "junta")


def _leave(connection: Connection) -> set[str]:
    waiting = (
        select(people.c.id, addresses.c.reply_to)
        .join(broadcast_recipients, broadcast_recipients.c.person_id == people.c.id)
        .join(addresses, addresses.c.person_id == people.c.id)
        .where(broadcast_recipients.c.state == "planned")
        .order_by(people.c.id.desc())
        .limit(LEAVING)
    )
    rows = connection.execute(waiting).all()
    assert len(rows) == LEAVING
    theirs = people.c.id.in_([row.id for row in rows])
    connection.execute(update(people).where(theirs).values(committee_notices=False))
    return {row.reply_to for row in rows}


async def _killed_midway(scene: Scene) -> str:
    """While both providers want it slower. The worker that was killed."""
    before = scene.heard().total()
    await scene.told(before + 300)
    scene.telegram.spoil("sendMessage", *[flood(1)] * 5)
    scene.twilio.faults.extend([too_many("1")] * 5)
    await scene.told(before + 600)
    victim = next(service for service in scene.services if service.has_led())
    worker = victim.worker
    await victim.kill()
    survivors = [service for service in scene.services if service is not victim]
    if not survivors:
        await victim.start()
    scene.twilio.connect(configs.PUBLIC_URL, target=(survivors or [victim])[0].url)
    return worker


async def _state(scene: Scene) -> bool:
    state = await scene.store.read(lambda c: c.execute(select(broadcasts.c.state)).scalar_one())
    return state == "done"


async def _reckon(scene: Scene, killed: str, kind: str, began: float) -> None:
    outcomes, heard, town = await scene.outcomes(), scene.heard(), scene.town
    unknown = set(await _unknown(scene.store))
    figures = {
        "database": kind, "people": sum(outcomes.values()), "seconds": round(monotonic() - began),
        "told": len(heard), **outcomes,
    }  # fmt: skip
    print(json.dumps(figures))
    assert sum(outcomes.values()) == PEOPLE, outcomes
    assert [one for one, times in heard.items() if times > 1] == [], "told twice"
    assert heard.keys() & (town.invalid | town.left) == set()
    assert town.eligible - heard.keys() <= unknown, "left out"
    assert outcomes["excluded opted_out"] == len(town.left)
    failed = sum(many for name, many in outcomes.items() if name.startswith("failed"))
    assert failed == len(town.invalid - town.left - unknown)
    assert len(unknown) <= 2 * 64, "no more than one worker was sending by both channels"
    assert {row.worker for row in await _of_state(scene.store, "unknown")} <= {killed}
    begun = await scene.store.read(lambda c: c.exec_driver_sql("SELECT count(*) FROM business_started").scalar_one())
    reached_outside = len(town.outside & heard.keys())
    assert reached_outside - len(unknown) <= begun <= reached_outside + len(unknown)


async def _unknown(store: Store) -> list[str]:
    lost = select(addresses.c.reply_to).join(outbox, outbox.c.address_id == addresses.c.id)
    return list(await store.read(lambda c: c.execute(lost.where(outbox.c.state == "unknown")).scalars().all()))


async def _of_state(store: Store, state: str) -> Sequence[Any]:
    return await store.read(lambda c: c.execute(select(outbox).where(outbox.c.state == state)).all())
