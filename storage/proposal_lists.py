"""Proposals as somebody of staff may see them: lists by page, counts by status, one by its folio."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, true

from civic.proposal import ProposalStatus
from storage.dialect import first, locked
from storage.exhibits import visible_proposals as visible_proposals
from storage.keyset import past
from storage.proposals import Listed, Proposal, Wanted, conditions, voices
from storage.searching import holding
from storage.tables import addresses, consultations, neighbourhoods, people, proposals

_NAMES = [field.name for field in fields(Proposal)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Of a list. `newest`: the newest first, else those with the most people behind them. `after`: the last one before."""

    wanted: Wanted
    neighbourhood: str = ""
    """Its key, or words of its name."""
    words: str = ""
    """Of what was proposed, or a part of the folio."""
    with_personal_data: bool = False
    """Whether what is masked for others is searched: who looked for digits could guess a number one by one."""
    folio: str = ""
    """Exactly this one."""
    newest: bool = False
    after: int = 0


def list_page(connection: Connection, within: ColumnElement[bool], page: Page, most: int) -> list[Listed]:
    keys: list[Any] = [proposals.c.id] if page.newest else [voices, proposals.c.id]
    rows = select(*(proposals.c[name] for name in _NAMES), voices.label("voices")).where(
        within, *conditions(page.wanted), *_more(connection, page)
    )
    if page.after:
        rows = rows.where(past(connection, keys, proposals.c.id == page.after, upwards=False))
    found = connection.execute(first(rows.order_by(*(key.desc() for key in keys)), most)).all()
    return [Listed(_proposal(row[:-1]), int(row[-1])) for row in found]


def _proposal(row: Sequence[Any]) -> Proposal:
    values = dict(zip(_NAMES, row, strict=True))
    return Proposal(**{**values, "status": ProposalStatus(values["status"])})


def _more(connection: Connection, page: Page) -> list[ColumnElement[bool]]:
    if page.folio:
        return [proposals.c.folio == page.folio]
    columns = [proposals.c.folio, *([proposals.c.text] if page.with_personal_data else [])]
    found = holding(connection, page.words, columns)
    if page.neighbourhood:
        called = holding(connection, page.neighbourhood, [neighbourhoods.c.name])
        keys = select(neighbourhoods.c.key).where(*(called or [true()]))
        exactly = proposals.c.neighbourhood_key == page.neighbourhood
        found.append(exactly | proposals.c.neighbourhood_key.in_(keys))
    return found


def count_statuses(connection: Connection, within: ColumnElement[bool]) -> Mapping[ProposalStatus, int]:
    rows = select(proposals.c.status, func.count()).where(within).group_by(proposals.c.status)
    return {ProposalStatus(status): int(count) for status, count in connection.execute(rows)}


def count_consultations(connection: Connection, within: ColumnElement[bool]) -> Mapping[int, Mapping[str, int]]:
    """Proposals of each consultation by status."""
    rows = (
        select(proposals.c.consultation_id, proposals.c.status, func.count())
        .where(within, proposals.c.consultation_id.is_not(None))
        .group_by(proposals.c.consultation_id, proposals.c.status)
    )
    found: dict[int, dict[str, int]] = {}
    for consultation_id, status, count in connection.execute(rows):
        found.setdefault(consultation_id, {})[status] = int(count)
    return found


def find_visible(
    connection: Connection, folio: str, within: ColumnElement[bool], *, to_change: bool = False
) -> Listed | None:
    """Nobody waits for who only looks at it: it is locked for who changes it."""
    found = select(*(proposals.c[name] for name in _NAMES), voices).where(proposals.c.folio == folio, within)
    row = connection.execute(locked(connection, found) if to_change else found).first()
    return Listed(_proposal(row[:-1]), int(row[-1])) if row else None


def author_of(connection: Connection, proposal: Proposal) -> str:
    """The name they gave, or what the provider calls them; empty: neither, or on paper."""
    called = select(func.max(addresses.c.name)).where(addresses.c.person_id == people.c.id).scalar_subquery()
    name = select(func.coalesce(func.nullif(people.c.name, ""), called, "")).where(people.c.id == proposal.person_id)
    return str(connection.execute(name).scalar() or "")


@dataclass(frozen=True, slots=True)
class Kin:
    """A proposal that stands for another, or that another stands for."""

    folio: str
    text: str
    stands_for_it: bool


def list_kin(connection: Connection, proposal: Proposal, within: ColumnElement[bool], most: int = 50) -> list[Kin]:
    same = (proposals.c.grouped_into == proposal.id) | (proposals.c.id == (proposal.grouped_into or 0))
    rows = select(proposals.c.id, proposals.c.folio, proposals.c.text).where(same, within).order_by(proposals.c.id)
    return [Kin(row.folio, row.text, row.id == proposal.grouped_into) for row in connection.execute(first(rows, most))]


def consultation_key(connection: Connection, consultation_id: int | None) -> str:
    row = connection.execute(select(consultations.c.key).where(consultations.c.id == consultation_id)).first()
    return str(row.key) if row else ""
