"""Whom an audience matches: named audiences, and the people themselves."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, exists, or_, select

from civic.audience import Audience, decode_audience, encode_audience
from storage.dialect import upsert
from storage.tables import (
    addresses,
    audiences,
    committees,
    consultations,
    members,
    participations,
    people,
    programme_subscriptions,
    proposals,
)


@dataclass(frozen=True, slots=True)
class Named:
    key: str
    audience: Audience
    by: str
    updated_at: datetime


def save_audience(connection: Connection, key: str, audience: Audience, by: str, now: datetime) -> None:
    """A new one, or in the place of the one with this key; broadcasts that were written before keep theirs."""
    row = {"key": key, "filter": encode_audience(audience), "by": by, "updated_at": now}
    upsert(connection, audiences, [row], ("key",))


def find_audience(connection: Connection, key: str) -> Named | None:
    row = connection.execute(select(audiences).where(audiences.c.key == key)).first()
    return Named(row.key, decode_audience(row.filter), row.by, row.updated_at) if row else None


def list_audiences(connection: Connection) -> list[Named]:
    rows = connection.execute(select(audiences).order_by(audiences.c.key))
    return [Named(row.key, decode_audience(row.filter), row.by, row.updated_at) for row in rows]


def whom(audience: Audience) -> ColumnElement[bool]:
    """The rows of `people` that it matches."""
    parts = [_belong(audience), *_narrowed(audience)]
    if audience.languages:
        parts.append(people.c.language.in_(audience.languages))
    if audience.channels:
        through = or_(*(addresses.c.account.startswith(f"{one}:", autoescape=True) for one in audience.channels))
        parts.append(exists().where(addresses.c.person_id == people.c.id, through))
    matched: ColumnElement[bool] = parts[0]
    for part in parts[1:]:
        matched = matched & part
    return matched


def _belong(audience: Audience) -> ColumnElement[bool]:
    if audience.groups:
        return people.c.id.in_(_committees(audience, select(committees.c.group_id)))
    if audience.is_of_committees:
        sitting = select(members.c.person_id).join(committees, committees.c.id == members.c.committee_id)
        sitting = sitting.where(members.c.ended_at.is_(None))
        if audience.roles:
            sitting = sitting.where(members.c.role.in_(audience.roles))
        return people.c.id.in_(_committees(audience, sitting))
    known = exists().where(addresses.c.person_id == people.c.id, addresses.c.reply_to != "")
    return (people.c.kind == "resident") & known  # who was erased has no address any more


def _committees(audience: Audience, found: Select[tuple[int]]) -> Select[tuple[int]]:
    found = found.where(committees.c.closed_at.is_(None))
    for column, names in (
        (committees.c.key, audience.committees),
        (committees.c.kind, audience.committee_kinds),
        (committees.c.public_work_key, audience.works),
        (committees.c.neighbourhood_key, audience.neighbourhoods),
    ):
        if names:
            found = found.where(column.in_(names))
    return found


def _narrowed(audience: Audience) -> list[ColumnElement[bool]]:
    parts: list[ColumnElement[bool]] = []
    if audience.neighbourhoods and not audience.is_of_committees:
        parts.append(people.c.neighbourhood_key.in_(audience.neighbourhoods))
    called = select(consultations.c.id).where(consultations.c.key.in_(audience.consultations))
    if audience.programmes:
        asked = programme_subscriptions.c.programme.in_(audience.programmes)
        parts.append(people.c.id.in_(select(programme_subscriptions.c.person_id).where(asked)))
    if audience.topics:
        proposed = select(proposals.c.person_id).where(
            proposals.c.topic.in_(audience.topics), proposals.c.person_id.is_not(None)
        )
        if audience.consultations:
            proposed = proposed.where(proposals.c.consultation_id.in_(called))
        parts.append(people.c.id.in_(proposed))
    elif audience.consultations:
        taking_part = select(participations.c.person_id).where(
            participations.c.consultation_id.in_(called), participations.c.person_id.is_not(None)
        )
        parts.append(people.c.id.in_(taking_part))
    return parts
