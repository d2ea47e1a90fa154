"""A municipality that writes to many: residents and committees made directly in the store, documents as staff write them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update

from civic.audience import Audience
from civic.broadcast_document import read_broadcast
from civic.broadcast_rules import BroadcastRules, SenderRules
from civic.document import read_document
from handlers.staff.broadcasts import Broadcaster
from storage.broadcasts import Broadcast, find_broadcast
from storage.figures import count_outcomes, count_replies
from storage.people import address_row, person_row
from storage.store import Connection, Store
from storage.tables import addresses, committees, inbox, members, people
from tests.corridor import a_world
from tests.life import Life

TELEGRAM, WHATSAPP = "telegram:1", "whatsapp:+5216181000000"
WINDOW = timedelta(hours=23, minutes=50)
ZONE = ZoneInfo("America/Monterrey")
PLAIN = """
formato = 1
clave = "junta"
titulo = "Junta de comités"
publico = "todos"
proposito = "comite"

[texto]
es = "{nombre}: hay junta el jueves a las 18:00 en la casa de la colonia {colonia}, {municipio}."
"""


def rules(**changes: Any) -> BroadcastRules:
    plain: dict[str, Any] = {
        "templates": {"aviso": "utility", "invitacion": "marketing"},
        "senders": {TELEGRAM: SenderRules(), WHATSAPP: SenderRules(window=WINDOW, per_second=60)},
    }
    return BroadcastRules(**{**plain, **changes})


@dataclass(slots=True)
class Town(Life):
    """`residents` are those made here, by name; they agreed to be written to about committees."""

    residents: dict[str, int] = field(default_factory=dict)

    async def lives(
        self, *names: str, account: str = TELEGRAM, heard: datetime | None = None, number: int = 0, **columns: Any
    ) -> None:
        """They wrote once, an hour ago unless `heard` says otherwise. `number`: people without a name, besides."""
        names = (*names, *(f"{account}-{n}" for n in range(number)))
        await self.does(lambda c: self._move_in(c, names, account, heard or self.now - timedelta(hours=1), columns))

    def _move_in(
        self, connection: Connection, names: Sequence[str], account: str, heard: datetime, columns: dict[str, Any]
    ) -> None:
        ids = self.world.ids
        kind = "telegram" if account.startswith("telegram") else "phone"
        kind = "group" if columns.get("kind") == "group" else kind
        for name in names:
            person_id, address_id = self.residents.get(name) or ids.new(), ids.new()
            if name not in self.residents:
                agreed = {"committee_notices": True, "notice_version": "2026-11", "name": name.title(), **columns}
                connection.execute(people.insert(), {**person_row(person_id, self.now), **agreed})
                self.residents[name] = person_id
            row = address_row(address_id, person_id, (kind, name), account, f"chat-{name}", self.now)
            connection.execute(addresses.insert(), row)
            connection.execute(inbox.insert(), _wrote(ids.new(), address_id, account, heard))

    async def sits(self, committee: str, *names: str, kind: str = "vecinal", **columns: Any) -> None:
        """They sit on a committee, which is made when it is new."""
        await self.does(lambda c: self._seat(c, committee, names, kind, columns))

    def _seat(self, connection: Connection, key: str, names: Iterable[str], kind: str, columns: dict[str, Any]) -> None:
        ids, role = self.world.ids, columns.pop("role", "integrante")
        found = connection.execute(committees.select().where(committees.c.key == key)).first()
        committee_id = found.id if found else ids.new()
        if not found:
            plain = {"neighbourhood_key": "", "public_work_key": "", "closed_why": "", "created_at": self.now}
            row = {"id": committee_id, "key": key, "kind": kind, "name": key, **plain, **columns}
            connection.execute(committees.insert(), row)
        for name in names:
            row = {
                "id": ids.new(), "committee_id": committee_id, "person_id": self.residents[name], "role": role,
                "name": name, "came_by": "staff", "started_at": self.now, "ended_as": "", "ended_why": "",
            }  # fmt: skip
            connection.execute(members.insert(), row)

    async def leaves(self, name: str, **columns: Any) -> None:
        """Something about them changes: `committee_notices=False`."""
        theirs = people.c.id == self.residents[name]
        await self.does(lambda c: c.execute(update(people).where(theirs).values(columns)))

    async def staff_do(self, act: Any, staff: str = "lupita") -> Any:
        return await self.does(lambda c: act(Broadcaster(c, self.world, staff, self.now)))

    async def audience(self, key: str = "todos", **filters: Any) -> None:
        await self.staff_do(lambda broadcaster: broadcaster.save_audience(key, Audience(**filters)))

    async def writes_broadcast(self, text: str = PLAIN, staff: str = "lupita") -> None:
        written = read_broadcast(read_document(text), ZONE, self.world.broadcasts.templates)
        await self.staff_do(lambda broadcaster: broadcaster.save(written, written.content), staff)

    async def schedules_broadcast(self, key: str = "junta", at: datetime | None = None) -> str:
        return str((await self.staff_do(lambda broadcaster: broadcaster.schedule(key, at))).state)

    async def sends_broadcast(self, text: str = PLAIN) -> str:
        """To all who agreed, now."""
        if not await self.rows("audiences"):
            await self.audience()
        await self.writes_broadcast(text)
        return await self.schedules_broadcast()

    async def broadcast(self, key: str = "junta") -> Broadcast:
        found = await self.does(lambda c: find_broadcast(c, key))
        assert found
        return found

    async def outcomes(self, key: str = "junta") -> dict[str, int]:
        """How many ended how: `excluded no_consent`."""
        one = await self.broadcast(key)
        counted: Counter[str] = Counter()
        for figure in await self.does(lambda c: count_outcomes(c, one.id)):
            counted[f"{figure.outcome} {figure.reason}".strip()] += figure.people
        return dict(counted)

    async def replies(self, key: str = "junta") -> dict[str, int]:
        one = await self.broadcast(key)
        return dict(await self.does(lambda c: count_replies(c, one.id)))


def _wrote(row_id: int, address_id: int, account: str, heard: datetime) -> dict[str, Any]:
    return {
        "id": row_id, "account": account, "provider_id": f"wrote-{row_id}", "address_id": address_id, "kind": "text",
        "text": "hola", "message_id": "", "state": "played", "sent_at": heard, "received_at": heard, "raw": "",
    }  # fmt: skip


def a_town(store: Store, **changes: Any) -> Town:
    town = Town(store, a_world(broadcasts=rules(**changes)))
    town.window = {"whatsapp": WINDOW - timedelta(minutes=10)}
    town.templates = frozenset(town.world.broadcasts.templates)
    return town
