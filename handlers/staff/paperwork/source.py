"""Where the papers take what they say from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from civic.committee_papers import Body, Named
from civic.scheme import Scheme
from handlers.schemes import role_name, scheme_in_force
from handlers.staff.committees import Convener
from handlers.world import World
from storage import committees
from storage.committees import Committee, Member
from storage.store import Connection
from storage.works import find_work


@dataclass(frozen=True, slots=True)
class Source:
    """Reads, and writes nothing. The same rows give the same paper, byte for byte."""

    convener: Convener

    @property
    def connection(self) -> Connection:
        return self.convener.connection

    @property
    def world(self) -> World:
        return self.convener.world

    @property
    def now(self) -> datetime:
        return self.convener.now

    @property
    def town(self) -> str:
        return self.world.municipality

    @property
    def scheme(self) -> Scheme:
        return scheme_in_force(self.connection, self.world)

    def body(self, committee: Committee, work_key: str = "") -> Body:
        """`work_key`: the work that the paper is of, where the committee watches several."""
        kind = self.scheme.kind(committee.kind)
        where = self.world.neighbourhood(committee.neighbourhood_key)
        key = work_key or committee.public_work_key
        work = find_work(self.connection, key) if key else None
        return Body(
            key=committee.key,
            name=committee.name,
            kind=kind.name if kind else committee.kind,
            audits=bool(kind and kind.audits),
            neighbourhood=where.name if where else "",
            work=work.work if work else None,
        )

    def members(self, committee: Committee, *, with_past: bool = False) -> list[Member]:
        return committees.list_members(self.connection, committee.id, with_past=with_past)

    def named(self, committee: Committee, some: Sequence[Member]) -> tuple[Named, ...]:
        kind = self.scheme.kind(committee.kind)
        return tuple(Named(one.name, role_name(kind, one.role)) for one in some)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.world.hours.zone)

    def day(self, moment: datetime) -> date:
        return self.local(moment).date()

    def moment(self, day: date) -> datetime:
        """Its beginning."""
        return datetime.combine(day, time(), self.world.hours.zone)
