"""Which groups there are, and who is taken out of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from civic.message import Message, Priority, Topic, TopicAct
from handlers.bridge.hearing import hear
from handlers.scene import Scene
from storage import outbox, staff_groups
from storage.ids import Ids
from storage.ledger import Ledger
from storage.staff_groups import StaffGroup
from storage.store import Connection

ROTATE_AT = 300_000
"""Messages in a group, from which on new chats go to the next: beyond a million bots lose sight of the oldest topics."""
_WARN_AT = 0.9
_TROUBLE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """`for_all`, `by_department`: ids of groups, in the order they are filled."""

    account: str
    """Of the bot: `telegram:123`."""
    for_all: tuple[str, ...] = ()
    by_department: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    prefix: str = ">>"
    """With what staff begin who write to the resident."""
    rotate_at: int = ROTATE_AT
    windows: Mapping[str, timedelta] = field(default_factory=dict)
    public_url: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """All of them."""
        every = [*self.for_all, *(one for some in self.by_department.values() for one in some)]
        return tuple(dict.fromkeys(every))

    def of(self, department: str) -> tuple[str, ...]:
        return self.by_department.get(department, self.for_all)

    def link(self, chat_id: int) -> str:
        return f"{self.public_url}/desk/chats/{chat_id}"

    def choose(self, known: Mapping[str, StaffGroup], department: str, now: datetime) -> StaffGroup | None:
        """The first that has room and takes us; the last that takes us when all are full; None: none does."""
        usable = [known[one] for one in self.of(department) if one in known and _is_usable(known[one], now)]
        with_room = [one for one in usable if one.messages < self.rotate_at]
        return next(iter(with_room or usable[-1:]), None)

    def fills_up(self, group: StaffGroup) -> bool:
        return not group.is_told and group.messages >= self.rotate_at * _WARN_AT

    def hears(self, scene: Scene) -> bool:
        return hear(self, scene)

    def is_one(self, connection: Connection, address_id: int) -> bool:
        return staff_groups.find_group(connection, address_id) is not None

    def lets_go(self, connection: Connection, ids: Ids, person_id: int, now: datetime) -> None:
        ledger = Ledger(ids)
        for member in staff_groups.members_of_person(connection, self.account, person_id):
            for group in staff_groups.list_all_groups(connection):
                message = Message(text="", topic=Topic(act=TopicAct.REMOVE, member=member))
                outbox.queue(
                    ledger, message, address_id=group.address_id, account=self.account, now=now,
                    priority=Priority.STAFF, purpose="group", repeatable=True,
                )  # fmt: skip
        ledger.save(connection)


def _is_usable(group: StaffGroup, now: datetime) -> bool:
    recovering = group.trouble_at is not None and now - group.trouble_at < _TROUBLE_LASTS
    return group.state == "active" and not (group.trouble and recovering)
