"""Rows for people outside the program. No telephone number, no provider's name for anybody, nothing of a secret."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from storage.tables import (
    addresses,
    committees,
    complaint_reporters,
    complaints,
    consultations,
    inbox,
    members,
    neighbourhoods,
    people,
    proposals,
    public_works,
    supports,
    visits,
    work_neighbourhoods,
)

_reporters = select(func.count()).where(complaint_reporters.c.complaint_id == complaints.c.id).scalar_subquery()
_work_places = (
    select(func.aggregate_strings(work_neighbourhoods.c.neighbourhood_key, "|"))
    .where(work_neighbourhoods.c.work_key == public_works.c.key)
    .scalar_subquery()
)
_supporters = select(func.count()).where(supports.c.proposal_id == proposals.c.id).scalar_subquery()
_sitting = (
    select(func.count())
    .where(members.c.committee_id == committees.c.id, members.c.ended_at.is_(None))
    .scalar_subquery()
)
_master = complaints.alias("master")

EXPORTS = {
    "people": select(
        people.c.id,
        people.c.kind,
        people.c.language,
        people.c.neighbourhood_key,
        people.c.notice_version,
        people.c.notice_at,
        people.c.created_at,
    ).order_by(people.c.id),
    "complaints": select(
        complaints.c.folio,
        complaints.c.status,
        complaints.c.status_at,
        complaints.c.department,
        complaints.c.promised_on,
        complaints.c.slip,
        complaints.c.reopened,
        complaints.c.done_at,
        complaints.c.ended_at,
        complaints.c.external_body,
        complaints.c.external_folio,
        _master.c.folio.label("duplicate_of"),
        complaints.c.category,
        complaints.c.text,
        complaints.c.neighbourhood_key,
        neighbourhoods.c.name.label("neighbourhood"),
        neighbourhoods.c.postal_code,
        complaints.c.latitude,
        complaints.c.longitude,
        complaints.c.place,
        complaints.c.public_work_key,
        complaints.c.anonymous,
        _reporters.label("reporters"),
        complaints.c.account.label("channel"),
        complaints.c.created_at,
    )
    .join(neighbourhoods, neighbourhoods.c.key == complaints.c.neighbourhood_key, isouter=True)
    .join(_master, _master.c.id == complaints.c.duplicate_of, isouter=True)
    .order_by(complaints.c.id),
    "proposals": select(
        proposals.c.folio,
        consultations.c.key.label("consultation"),
        proposals.c.status,
        proposals.c.topic,
        proposals.c.text,
        proposals.c.neighbourhood_key,
        neighbourhoods.c.name.label("neighbourhood"),
        neighbourhoods.c.postal_code,
        _supporters.label("supports"),
        proposals.c.account.label("channel"),
        proposals.c.created_at,
    )
    .join(neighbourhoods, neighbourhoods.c.key == proposals.c.neighbourhood_key, isouter=True)
    .join(consultations, consultations.c.id == proposals.c.consultation_id, isouter=True)
    .order_by(proposals.c.id),
    "messages": select(
        inbox.c.id,
        addresses.c.person_id,
        inbox.c.account.label("channel"),
        inbox.c.kind,
        inbox.c.text,
        inbox.c.state,
        inbox.c.sent_at,
        inbox.c.received_at,
    )
    .join(addresses, addresses.c.id == inbox.c.address_id)
    .order_by(inbox.c.id),
    "committees": select(
        committees.c.key,
        committees.c.kind,
        committees.c.name,
        committees.c.neighbourhood_key,
        committees.c.public_work_key,
        _sitting.label("members"),
        committees.c.constituted_on,
        committees.c.closed_at,
        committees.c.created_at,
    ).order_by(committees.c.key),
    "visits": select(
        visits.c.id,
        committees.c.key.label("committee"),
        visits.c.public_work_key,
        visits.c.checklist,
        visits.c.answers,
        visits.c.observed,
        visits.c.reported,
        visits.c.alerted,
        visits.c.note,
        visits.c.latitude,
        visits.c.longitude,
        visits.c.account.label("channel"),
        visits.c.visited_at,
    )
    .join(committees, committees.c.id == visits.c.committee_id)
    .order_by(visits.c.id),
    "works": select(  # the columns of `voz import works`: what is written can be corrected and read again
        public_works.c.key.label("clave"),
        public_works.c.name.label("nombre"),
        func.coalesce(_work_places, "").label("id_asentamiento"),
        public_works.c.contractor.label("contratista"),
        public_works.c.centavos.label("monto"),
        public_works.c.metres.label("metros"),
        public_works.c.starts_on.label("inicio"),
        public_works.c.ends_on.label("termino"),
        public_works.c.progress.label("avance"),
        public_works.c.supervisor.label("supervisor"),
        public_works.c.status.label("estado"),
    )
    .where(public_works.c.retired.is_(None))
    .order_by(public_works.c.key),
}


def _pesos(centavos: int | None) -> Decimal | None:
    return None if centavos is None else Decimal(centavos).scaleb(-2)


_WRITTEN: Mapping[str, Callable[[Any], Any]] = {"channel": lambda account: account.partition(":")[0], "monto": _pesos}
"""Columns that are written otherwise than they are stored."""


def columns(what: str) -> list[str]:
    return [column.name for column in EXPORTS[what].selected_columns]


def rows(connection: Connection, what: str) -> Iterator[tuple[Any, ...]]:
    """One at a time: memory stays flat however many there are. `channel` is cut to its name: an account holds a number."""
    written = {place: _WRITTEN[name] for place, name in enumerate(columns(what)) if name in _WRITTEN}
    for row in connection.execution_options(yield_per=1000).execute(EXPORTS[what]):
        yield tuple(written[place](value) if place in written else value for place, value in enumerate(row))
