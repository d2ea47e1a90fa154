"""Where those whom an audience matches can be written to: each at the address that they wrote from last."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, func, literal, or_, select

from civic.audience import Audience
from civic.broadcast import Reason, Standing
from civic.consent import Purpose
from storage.audiences import whom
from storage.dialect import first
from storage.outbox import NOTICES_OF
from storage.tables import Moment, addresses, inbox, people

_last_inbox = (
    select(func.max(inbox.c.id)).where(inbox.c.address_id == addresses.c.id).correlate(addresses).scalar_subquery()
)
_FACTS = ("blocked", "unblocked", "joined", "left")
"""Kinds that tell of an address: nobody wrote."""


def last_heard_at(address_id: ColumnElement[int]) -> ColumnElement[datetime]:
    """When the address last wrote to us: what WhatsApp's 24 hours are counted from."""
    wrote = select(inbox.c.received_at).where(
        inbox.c.address_id == address_id, *(inbox.c.kind != kind for kind in _FACTS)
    )
    return first(wrote.order_by(inbox.c.id.desc()), 1).scalar_subquery()


def recipients_of(audience: Audience, purpose: Purpose, until: datetime) -> Select[Any]:
    """A row for each person matched: person_id, account, address_id, state, reason, and their language, neighbourhood_key.
    Who wants silence beyond `until` is not written to."""
    place = func.row_number().over(
        partition_by=addresses.c.person_id,
        order_by=(func.coalesce(_last_inbox, 0).desc(), addresses.c.id.desc()),
    )
    reachable = select(addresses.c.id, addresses.c.person_id, addresses.c.account, place.label("place"))
    reachable = reachable.where(addresses.c.state == "active", addresses.c.reply_to != "", *_through(audience))
    best = reachable.subquery("best")
    joined = and_(best.c.person_id == people.c.id, best.c.place == 1)
    reason = _reason(best.c.id, purpose, until)
    return (
        select(
            people.c.id.label("person_id"),
            func.coalesce(best.c.account, "").label("account"),
            best.c.id.label("address_id"),
            case((reason == "", Standing.PLANNED.value), else_=Standing.EXCLUDED.value).label("state"),
            reason.label("reason"),
            people.c.language,
            people.c.neighbourhood_key,
        )
        .join(best, joined, isouter=True)
        .where(whom(audience))
    )


def _through(audience: Audience) -> list[ColumnElement[bool]]:
    if not audience.channels:
        return []
    return [or_(*(addresses.c.account.startswith(f"{one}:", autoescape=True) for one in audience.channels))]


def _reason(address_id: ColumnElement[int], purpose: Purpose, until: datetime) -> ColumnElement[str]:
    """A group has agreed by taking us in."""
    is_group = people.c.kind == "group"
    agreed = people.c[NOTICES_OF[purpose]]
    return case(
        (is_group & address_id.is_(None), Reason.GROUP_REMOVED.value),
        (~is_group & ~agreed, Reason.NO_CONSENT.value),
        (people.c.paused_until > literal(until, Moment()), Reason.PAUSED.value),
        (address_id.is_(None), Reason.NO_ADDRESS.value),
        else_="",
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of an audience are alike."""

    account: str
    language: str
    reason: str
    """Empty: they will be written to."""
    is_inside: bool
    """They wrote within the window."""
    people: int


def count_reach(
    connection: Connection, audience: Audience, purpose: Purpose, until: datetime, heard_since: datetime
) -> list[Counted]:
    """`until`: who wants silence for longer is not written to."""
    matched = recipients_of(audience, purpose, until).subquery()
    heard = last_heard_at(matched.c.address_id)
    inside = case((heard > heard_since, 1), else_=0)
    each = select(matched.c.account, matched.c.language, matched.c.reason, inside.label("inside")).subquery()
    alike = select(*each.c, func.count()).group_by(*each.c).order_by(*each.c)
    return [Counted(row[0], row[1], row[2], bool(row[3]), row[4]) for row in connection.execute(alike).all()]


@dataclass(frozen=True, slots=True)
class Sample:
    """One of an audience, without who it is."""

    account: str
    language: str
    neighbourhood_key: str
    reason: str


def list_sample(
    connection: Connection, audience: Audience, purpose: Purpose, now: datetime, most: int
) -> Sequence[Sample]:
    """Those who will be written to first."""
    matched = recipients_of(audience, purpose, now).subquery()
    some = select(matched.c.account, matched.c.language, matched.c.neighbourhood_key, matched.c.reason)
    some = first(some.order_by(matched.c.reason != "", matched.c.person_id), most)
    return [Sample(*row) for row in connection.execute(some)]
