"""Proposals as staff work with them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, delete, func, literal, select, true, union

from civic.proposal import ProposalStatus
from storage.dialect import first, insert_missing_from, locked, one_of
from storage.tables import (
    addresses,
    consultations,
    initiatives,
    participations,
    people,
    proposals,
    supports,
)


@dataclass(frozen=True, slots=True)
class Proposal:
    id: int
    folio: str
    person_id: int | None
    consultation_id: int | None
    participation_id: int | None
    topic: str
    text: str
    neighbourhood_key: str
    status: ProposalStatus
    status_at: datetime
    grouped_into: int | None
    answer: str
    cost: int | None
    law: str
    scheduled_on: date | None
    progress: int
    public_work_key: str
    commitment: str
    initiative_id: int | None
    account: str
    created_at: datetime


_NAMES = [field.name for field in fields(Proposal)]
_all = select(*(proposals.c[name] for name in _NAMES))


def _proposal(row: Sequence[object]) -> Proposal:
    values = dict(zip(_NAMES, row, strict=True))
    return Proposal(**{**values, "status": ProposalStatus(str(values["status"]))})  # type: ignore[arg-type]


def find_proposal(connection: Connection, folio: str) -> Proposal | None:
    """Locked until the commit."""
    row = connection.execute(locked(connection, _all.where(proposals.c.folio == folio))).first()
    return _proposal(row) if row else None


def get_proposal(connection: Connection, proposal_id: int) -> Proposal:
    return _proposal(connection.execute(_all.where(proposals.c.id == proposal_id)).one())


def root_of(connection: Connection, proposal: Proposal) -> Proposal:
    """The one that stands for it, or itself."""
    while proposal.grouped_into:
        proposal = get_proposal(connection, proposal.grouped_into)
    return proposal


@dataclass(frozen=True, slots=True)
class Listed:
    proposal: Proposal
    voices: int
    """People behind it: who proposed it and who supports it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which proposals; what is empty is not asked."""

    folios: Collection[str] = ()
    consultation: str = ""
    topic: str = ""
    neighbourhood_key: str = ""
    statuses: Collection[str] = ()
    initiative: str = ""


_child = proposals.alias("child")
_alone = (
    select(func.count())
    .where(_child.c.grouped_into == proposals.c.id, _child.c.participation_id.is_(None))
    .correlate(proposals)
    .scalar_subquery()
)
"""Authors of proposals outside of any consultation: nobody supports there."""
_supported = select(func.count()).where(supports.c.proposal_id == proposals.c.id).correlate(proposals).scalar_subquery()
voices = _supported + _alone + 1


def list_proposals(
    connection: Connection, wanted: Wanted, most: int, within: ColumnElement[bool] | None = None
) -> list[Listed]:
    """Those with the most people behind them first. `within`: what whoever asks may see."""
    ordered = (
        _all.add_columns(voices)
        .where(*conditions(wanted), true() if within is None else within)
        .order_by(voices.desc(), proposals.c.id)
    )
    return [Listed(_proposal(row[:-1]), int(row[-1])) for row in connection.execute(first(ordered, most)).all()]


def conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.folios:
        found.append(proposals.c.folio.in_(list(wanted.folios)))
    if wanted.consultation:
        theirs = select(consultations.c.id).where(consultations.c.key == wanted.consultation)
        found.append(proposals.c.consultation_id.in_(theirs))
    if wanted.topic:
        found.append(proposals.c.topic == wanted.topic)
    if wanted.neighbourhood_key:
        found.append(proposals.c.neighbourhood_key == wanted.neighbourhood_key)
    if wanted.statuses:
        found.append(proposals.c.status.in_(list(wanted.statuses)))
    if wanted.initiative:
        theirs = select(initiatives.c.id).where(initiatives.c.key == wanted.initiative)
        found.append(proposals.c.initiative_id.in_(theirs))
    return found


def count_voices(connection: Connection, proposal_id: int) -> int:
    """People behind it: who proposed it and who supports it."""
    return int(connection.execute(select(voices).where(proposals.c.id == proposal_id)).scalar_one())


ProposalIds = Sequence[int] | Select[tuple[int]]


def concerned(proposal_ids: ProposalIds) -> CompoundSelect[Any]:
    """`person`, `paper`: who proposed these, or what was grouped into them, and who supports them. A person that is null is
    only known by the sheet of paper, a participation."""

    def these(column: ColumnElement[int]) -> ColumnElement[Any]:
        return column.in_(proposal_ids) if isinstance(proposal_ids, Select) else one_of(column, proposal_ids)

    family = select(proposals.c.id).where(these(proposals.c.id)).cte("family", recursive=True)
    family = family.union(select(proposals.c.id).where(proposals.c.grouped_into == family.c.id))
    authors = select(proposals.c.person_id.label("person"), proposals.c.participation_id.label("paper")).where(
        proposals.c.id.in_(select(family.c.id))
    )
    supporters = (
        select(participations.c.person_id.label("person"), participations.c.id.label("paper"))
        .join(supports, supports.c.participation_id == participations.c.id)
        .where(these(supports.c.proposal_id))
    )
    return union(authors, supporters)


@dataclass(frozen=True, slots=True)
class Reach:
    """How those whom some proposals concern can be told; each person once."""

    channels: dict[str, int]
    """People by channel; who has two is counted at both."""
    unreachable: int
    """On paper without a number, or whose address is blocked."""
    silent: int
    """Who wants no notices."""


def reach(connection: Connection, proposal_ids: Sequence[int]) -> Reach:
    whom = concerned(proposal_ids).subquery()
    on_paper = connection.execute(select(func.count()).select_from(whom).where(whom.c.person.is_(None))).scalar_one()
    known = select(whom.c.person).where(whom.c.person.is_not(None)).distinct().subquery()
    rows = connection.execute(
        select(people.c.id, people.c.folio_notices, addresses.c.account)
        .join(known, known.c.person == people.c.id)
        .join(addresses, (addresses.c.person_id == people.c.id) & (addresses.c.state == "active"), isouter=True)
    ).all()
    channels: dict[str, int] = {}
    for channel in {(row.id, row.account.partition(":")[0]) for row in rows if row.account and row.folio_notices}:
        channels[channel[1]] = channels.get(channel[1], 0) + 1
    silent = {row.id for row in rows if not row.folio_notices}
    lost = {row.id for row in rows if row.folio_notices and row.account is None}
    return Reach(dict(sorted(channels.items())), int(on_paper) + len(lost), len(silent))


def group(connection: Connection, proposal_id: int, into: int) -> None:
    """Everybody behind the one stands behind the other from now on; who does so already is counted once."""
    author = select(
        literal(into), proposals.c.participation_id, proposals.c.account, proposals.c.created_at, literal(proposal_id)
    ).where(proposals.c.id == proposal_id, proposals.c.participation_id.is_not(None))
    theirs = select(
        literal(into), supports.c.participation_id, supports.c.account, supports.c.at, literal(proposal_id)
    ).where(supports.c.proposal_id == proposal_id)
    own = select(proposals.c.participation_id).where(proposals.c.id == into, proposals.c.participation_id.is_not(None))
    for these, column in ((author, proposals.c.participation_id), (theirs, supports.c.participation_id)):
        insert_missing_from(
            connection,
            supports,
            ("proposal_id", "participation_id", "account", "at", "came_with"),
            these.where(column.not_in(own)),
            ("proposal_id", "participation_id"),
        )


def follow_group(connection: Connection, proposal_id: int) -> None:
    """A support that came while staff grouped the proposal into another goes there with the others."""
    into = connection.execute(select(proposals.c.grouped_into).where(proposals.c.id == proposal_id)).scalar_one()
    if into:
        group(connection, proposal_id, into)


def ungroup(connection: Connection, proposal_id: int) -> None:
    """Those who came with it go with it."""
    connection.execute(delete(supports).where(supports.c.came_with == proposal_id))
