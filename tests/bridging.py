"""Groups of staff without a network: what members say goes through the real handlers, and what is asked of Telegram is
taken from the outbox, carried out here, and recorded as it would be."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

from msgspec.structs import replace as renewed

from bot.bridging import Bridging
from civic.access import Grant, Role
from civic.message import Address, AddressKind, Inbound, Kind, Message, TopicAct
from handlers.bridge import Groups
from handlers.present import Present
from storage import outbox, staff, staff_groups
from storage.outbox import Outcome, Sending
from storage.store import Connection, Store
from tests.corridor import inbound
from tests.desking import WHATSAPP, DeskTown, Employee, desk_town

ACCOUNT = "telegram:1"
GROUP, SECOND, WORKS = "-1001", "-1002", "-1003"


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that Telegram did. `id`: of the message or topic that came of it."""

    to: str
    message: Message
    id: str

    @property
    def act(self) -> TopicAct | None:
        return self.message.topic.act if self.message.topic else None

    @property
    def thread(self) -> str:
        return self.message.topic.thread if self.message.topic else ""


@dataclass(slots=True)
class StaffRoom:
    """`done`: all that Telegram did, in order. `failing`: what it refuses, by act, with which code."""

    desk: DeskTown
    groups: Groups
    bridging: Bridging = field(init=False)
    done: list[Done] = field(default_factory=list)
    failing: dict[TopicAct, str] = field(default_factory=dict)
    lost: set[TopicAct] = field(default_factory=set)
    _numbers: Any = field(default_factory=lambda: count(500))

    def __post_init__(self) -> None:
        corridor = self.desk.corridor
        corridor.world = replace(corridor.world, staff_groups=self.groups)
        self.desk.door = replace(self.desk.door, present=Present(corridor.world))
        self.bridging = self.new_bridging()

    def new_bridging(self) -> Bridging:
        """As another process would have it, that knows nothing of before."""
        corridor = self.desk.corridor
        return Bridging(
            corridor.store, self.groups, Present(corridor.world), media=self.desk.media, now=lambda: corridor.now,
            leads=lambda: True, said=lambda: None,
        )  # fmt: skip

    async def hires(self, name: str, *roles: Grant | Role, telegram: str = "") -> Employee:
        """With their own chat linked, which is called as they are."""
        employee = await self.desk.hires(name, *(roles or (Role.OPERATOR,)))
        user = telegram or str(9000 + len(self.desk.employees))
        await self.desk.corridor.says(user, "hola")
        [address] = await self.desk.corridor.rows("addresses", value=user)
        await self.desk.corridor.does(lambda c: staff.change_account(c, employee.id, person_id=address.person_id))
        return employee

    async def user_of(self, name: str) -> str:
        """Their Telegram user; a name of nobody's is one itself."""
        for account in await self.desk.corridor.rows("staff", name=name):
            for address in await self.desk.corridor.rows("addresses", person_id=account.person_id or 0):
                return str(address.value)
        return name

    async def settles(self, times: int = 8) -> list[Done]:
        """Look and carry out, until nothing is left to do; what was done."""
        before, idle = len(self.done), 0
        for _ in range(times):
            await self.bridging.round()
            idle = 0 if await self.carries_out() else idle + 1
            if idle == 2:  # the first may have been for the second to begin
                break
        return self.done[before:]

    async def carries_out(self, most: int = 100) -> int:
        """Telegram does what waits, one in a chat at a time."""
        corridor, carried = self.desk.corridor, 0
        while most > carried:
            claimed = await corridor.does(self._claim)
            if not claimed:
                return carried
            await corridor.does(lambda c, rows=claimed: self._record(c, rows))
            carried += len(claimed)
        return carried

    def _claim(self, connection: Connection) -> list[Any]:
        at = {"room": 50, "resting": [], "worker": "w", "now": self.desk.corridor.now, "lease": timedelta(minutes=1)}
        return [
            one
            for account in (ACCOUNT, WHATSAPP)
            for one in outbox.claim(connection, account=account, **at)  # type: ignore[arg-type]
        ]

    def _record(self, connection: Connection, rows: list[Any]) -> None:
        outcomes = [self._outcome(one) for one in rows]
        corridor = self.desk.corridor
        outbox.record(connection, outcomes, worker="w", now=corridor.now, ids=corridor.world.ids)

    def _outcome(self, one: Any) -> Outcome:
        act = one.message.topic.act if one.message.topic else None
        if act in self.lost:
            return Outcome(id=one.id, state=Sending.UNKNOWN, kind="unknown")
        if act in self.failing:
            return Outcome(id=one.id, state=Sending.FAILED, code=self.failing[act], kind="refused")
        number = str(next(self._numbers))
        self.done.append(Done(one.to, one.message, number))
        return Outcome(id=one.id, state=Sending.SENT, provider_id=number)

    # What is seen in the groups

    def topics(self, group: str = GROUP) -> list[str]:
        return [one.id for one in self.done if one.act is TopicAct.OPEN and one.to == group]

    def in_topic(self, thread: str) -> list[Done]:
        """What was said there, cards left out."""
        return [one for one in self.done if one.act is TopicAct.SAY and one.thread == thread]

    def card(self, thread: str) -> Done:
        return next(one for one in reversed(self.done) if one.act is TopicAct.CARD and one.thread == thread)

    def card_text(self, thread: str) -> str:
        """As it stands now."""
        card = self.card(thread)
        edits = [one for one in self.done if one.act is TopicAct.EDIT and one.message.topic.message == card.id]  # type: ignore[union-attr]
        return edits[-1].message.text if edits else card.message.text

    def to_resident(self, who: str) -> list[str]:
        """What staff said to them."""
        return [one.message.text for one in self.done if one.to == f"chat-{who}" and one.message.topic is None]

    # What is said in them

    async def says(self, name: str, text: str, thread: str, *, to: str = "", **more: Any) -> Inbound:
        """`to`: the message it answers; else, as in every topic, the one that made it."""
        said = await self.saying(name, text, thread, to=to, **more)
        await self.desk.corridor.takes(said)
        return said

    async def saying(self, name: str, text: str, thread: str, *, to: str = "", **more: Any) -> Inbound:
        """The same, as it is before it is taken in."""
        number = str(next(self._numbers))
        return inbound(
            "", text, account=ACCOUNT, sender=more.pop("group_id", GROUP), group=True, member=await self.user_of(name),
            thread=thread, quoted=to or thread, replies_to=to or thread, message_id=number,
            addresses=(Address(AddressKind.GROUP, more.pop("group", GROUP)),), **more,
        )  # fmt: skip

    async def edits(self, said: Inbound, text: str) -> None:
        changed = inbound("", text, account=ACCOUNT, kind=Kind.EDIT)
        same = {"sender", "group", "member", "thread", "quoted", "replies_to", "message_id", "addresses"}
        fields: Mapping[str, Any] = {name: getattr(said, name) for name in same}
        await self.desk.corridor.takes(renewed(changed, **fields))

    async def passes(self, **time: float) -> None:
        self.desk.corridor.now += timedelta(**time)


@asynccontextmanager
async def staff_room(store: Store, media: Path, **rules: Any) -> AsyncIterator[StaffRoom]:
    settings = {
        "account": ACCOUNT, "for_all": (GROUP,), "public_url": "https://voz.example.mx",
        "windows": {WHATSAPP: timedelta(hours=24)}, **rules,
    }  # fmt: skip
    async with desk_town(store, media) as desk:
        yield StaffRoom(desk, Groups(**settings))


async def a_topic(room: StaffRoom, who: str = "ana", reason: str = "tengo una duda del predial", **more: Any) -> str:
    """A resident waits; the number of their topic."""
    await room.desk.waits(who, reason, **more)
    made = [one for one in await room.settles() if one.act is TopicAct.OPEN]
    return made[-1].id


async def messages_of(room: StaffRoom, named: str) -> int:
    known = await room.desk.corridor.store.read(lambda c: staff_groups.list_groups(c, [named]))
    return known[named].messages
