"""Committees as somebody of staff may see them: the list with what is due, and all that a card shows of its members."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, String, case, cast, func, literal, select, union_all

from civic.committee import Standing
from storage.committees import Committee, Invitation, Member, runs_at
from storage.dialect import locked
from storage.meetings import Meeting
from storage.tables import (
    accreditations,
    agreements,
    attendances,
    broadcasts,
    committees,
    invitations,
    letters,
    meetings,
    members,
    trainings,
)

_committees = select(*(committees.c[field.name] for field in fields(Committee)))
_UNIT, _LETTER, _ACCREDITED = "unit", "letter", "accredited"


def find_visible(
    connection: Connection, key: str, within: ColumnElement[bool], *, to_change: bool = False
) -> Committee | None:
    found = _committees.where(committees.c.key == key, within)
    row = connection.execute(locked(connection, found) if to_change else found).first()
    return Committee(*row) if row else None


@dataclass(frozen=True, slots=True)
class Listed:
    committee: Committee
    seats: int
    """How many sit there."""
    next_meeting_at: datetime | None
    next_due_on: date | None
    """Of the agreements that are open."""
    late: int
    """Open agreements whose day is over."""


def list_visible(
    connection: Connection,
    within: ColumnElement[bool],
    *,
    most: int,
    after: str = "",
    kind: str = "",
    neighbourhoods: Sequence[str] = (),
    with_closed: bool = False,
    now: datetime,
    today: date,
) -> list[Listed]:
    """By key. `neighbourhoods`: keys; none: wherever."""
    here = committees.c.id
    is_open = (agreements.c.committee_id == here) & agreements.c.ended_at.is_(None)
    ahead = (meetings.c.committee_id == here) & (meetings.c.starts_at > now) & meetings.c.called_off_at.is_(None)
    late = func.coalesce(func.sum(case((agreements.c.due_on < today, 1), else_=0)), 0)
    rows = _committees.add_columns(
        select(func.count()).where(members.c.committee_id == here, members.c.ended_at.is_(None)).scalar_subquery(),
        select(func.min(meetings.c.starts_at)).where(ahead).scalar_subquery(),
        select(func.min(agreements.c.due_on)).where(is_open).scalar_subquery(),
        select(late).where(is_open).scalar_subquery(),
    ).where(within, committees.c.key > after)
    if kind:
        rows = rows.where(committees.c.kind == kind)
    if neighbourhoods:
        rows = rows.where(committees.c.neighbourhood_key.in_(neighbourhoods))
    if not with_closed:
        rows = rows.where(committees.c.closed_at.is_(None))
    found = connection.execute(rows.order_by(committees.c.key).limit(most)).all()
    cut = len(fields(Committee))
    return [Listed(Committee(*row[:cut]), row[cut], row[cut + 1], row[cut + 2], int(row[cut + 3])) for row in found]


def list_standings(
    connection: Connection, some: Sequence[Member], figure: str, now: datetime
) -> dict[int, tuple[Standing, datetime | None]]:
    """By membership, with when the letter was signed; in one look. `figure`: whose accreditation counts."""
    if not some:
        return {}
    who = [one.person_id for one in some]
    passed = select(literal(_UNIT), trainings.c.person_id, trainings.c.unit, trainings.c.passed_at).where(
        trainings.c.person_id.in_(who), trainings.c.passed_at.is_not(None)
    )
    signed = select(literal(_LETTER), letters.c.member_id, letters.c.letter, letters.c.accepted_at).where(
        letters.c.member_id.in_([one.id for one in some])
    )
    runs = select(
        literal(_ACCREDITED), accreditations.c.person_id, accreditations.c.figure, accreditations.c.ends_at
    ).where(accreditations.c.person_id.in_(who), accreditations.c.figure == figure, runs_at(now))
    units: dict[int, set[str]] = {}
    at: dict[str, dict[int, datetime]] = {_LETTER: {}, _ACCREDITED: {}}
    for what, whose, name, moment in connection.execute(union_all(passed, signed, runs)):
        if what == _UNIT:
            units.setdefault(whose, set()).add(name)
        else:
            at[what][whose] = max(moment, at[what].get(whose, moment))
    return {
        one.id: (
            Standing(
                frozenset(units.get(one.person_id, ())), one.id in at[_LETTER], at[_ACCREDITED].get(one.person_id)
            ),
            at[_LETTER].get(one.id),
        )
        for one in some
    }


def list_invitations(connection: Connection, committee_id: int, now: datetime) -> list[Invitation]:
    """Those that somebody can still use, the newest first."""
    good = (
        (invitations.c.committee_id == committee_id) & (invitations.c.expires_at > now) & (invitations.c.uses_left > 0)
    )
    rows = select(*(invitations.c[field.name] for field in fields(Invitation))).where(good)
    return [Invitation(*row) for row in connection.execute(rows.order_by(invitations.c.created_at.desc()))]


def list_attended(connection: Connection, committee_id: int) -> tuple[list[Member], dict[int, dict[int, bool]]]:
    """Everybody who sits or sat there in the order in which they came, and who was at which meeting; in one look."""
    rows = select(
        *(members.c[field.name] for field in fields(Member)), attendances.c.meeting_id, attendances.c.attended
    )
    rows = rows.join(attendances, attendances.c.member_id == members.c.id, isouter=True)
    rows = rows.where(members.c.committee_id == committee_id).order_by(members.c.started_at, members.c.id)
    everybody: dict[int, Member] = {}
    found: dict[int, dict[int, bool]] = {}
    for *who, meeting_id, attended in connection.execute(rows):
        everybody.setdefault(who[0], Member(*who))
        if meeting_id is not None:
            found.setdefault(meeting_id, {})[who[0]] = bool(attended)
    return list(everybody.values()), found


def list_meetings_called(connection: Connection, committee_id: int, prefix: str) -> list[tuple[Meeting, bool]]:
    """The latest first, with whether its members were called. `prefix`: of the keys of the broadcasts that call."""
    call = select(broadcasts.c.id).where(broadcasts.c.key == literal(prefix) + cast(meetings.c.id, String))
    rows = select(*(meetings.c[field.name] for field in fields(Meeting)), call.exists())
    rows = rows.where(meetings.c.committee_id == committee_id).order_by(meetings.c.starts_at.desc())
    return [(Meeting(*row[:-1]), bool(row[-1])) for row in connection.execute(rows)]
