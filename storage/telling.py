"""What is known of people whose turn it is to be told, and what is kept of having told them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, bindparam, case, func, or_, select

from civic.complaint import Status
from civic.initiative import Stage
from civic.message import Priority
from civic.proposal import ENDS as PROPOSAL_ENDS
from civic.proposal import ProposalStatus
from civic.updates import ENDS, Subject
from storage.dialect import among, update_rows
from storage.tables import (
    addresses,
    asks,
    complaint_reporters,
    complaints,
    history,
    inbox,
    initiatives,
    news,
    outbox,
    proposals,
    updates,
)
from storage.updates import LOST, PURPOSE

Matter = tuple[str, int]
"""What news are of: a civic.updates.Subject and its id."""


class News(Struct, frozen=True):
    """One line of a history that somebody has to hear. `outbox_id`: the message that said it, and was not sent."""

    person_id: int
    subject: str
    subject_id: int
    event: str
    note: str
    history_id: int
    outbox_id: int | None

    @property
    def matter(self) -> Matter:
        return self.subject, self.subject_id


_news = (
    select(
        news.c.person_id,
        news.c.subject,
        news.c.subject_id,
        history.c.event,
        history.c.note,
        news.c.history_id,
        news.c.outbox_id,
    )
    .join(history, history.c.id == news.c.history_id)
    .join(updates, updates.c.person_id == news.c.person_id)
    .join(outbox, outbox.c.id == news.c.outbox_id, isouter=True)
    .where(
        among(news.c.person_id, "people"),
        or_(
            news.c.outbox_id.is_(None),
            outbox.c.state.in_(LOST),
            (outbox.c.state == "queued") & (outbox.c.id == updates.c.outbox_id),
        ),
    )
    .order_by(news.c.history_id)
)


def list_news(connection: Connection, person_ids: Sequence[int]) -> list[News]:
    """What these people have not heard, oldest first; with what their last message says, while it is not sent. An earlier
    one that is not sent either goes by itself."""
    return [News(*row) for row in connection.execute(_news, {"people": list(person_ids)}).all()]


@dataclass(frozen=True, slots=True)
class StandingProposal:
    """A proposal as those behind it are told of it."""

    id: int
    folio: str
    text: str
    status: ProposalStatus

    @property
    def is_over(self) -> bool:
        return self.status in PROPOSAL_ENDS


@dataclass(frozen=True, slots=True)
class StandingConsultation:
    """One in which somebody takes part."""

    id: int
    is_over: bool = True
    """All that is told of one is told to those as well who only want to know the end."""


@dataclass(frozen=True, slots=True)
class StandingInitiative:
    """One to which a proposal of theirs belongs."""

    id: int
    title: str
    stage: Stage

    @property
    def is_over(self) -> bool:
        return self.stage is Stage.RESULTS


class Standing(Struct, frozen=True):
    """A complaint as those it concerns are told of it."""

    id: int
    folio: str
    category: str
    neighbourhood_key: str
    status: Status
    status_at: datetime
    department: str
    promised_on: date | None
    slip: str

    @property
    def is_over(self) -> bool:
        return self.status in ENDS


Told = Standing | StandingProposal | StandingConsultation | StandingInitiative

_NAMES = Standing.__struct_fields__
_OF_COMPLAINT = [complaints.c[name] for name in _NAMES]
_STATUS = _NAMES.index("status")
_open_of = (
    select(complaint_reporters.c.person_id, *_OF_COMPLAINT)
    .join(complaints, complaints.c.id == complaint_reporters.c.complaint_id)
    .where(among(complaint_reporters.c.person_id, "people"), complaints.c.ended_at.is_(None))
    .order_by(complaints.c.id)
)
_named = select(*_OF_COMPLAINT).where(among(complaints.c.id, "ids"))


def list_open_of(connection: Connection, person_ids: Sequence[int]) -> Mapping[int, list[Standing]]:
    """What concerns these people and is open, oldest first."""
    found: dict[int, list[Standing]] = {}
    for person_id, *row in connection.execute(_open_of, {"people": list(person_ids)}).all():
        found.setdefault(person_id, []).append(_standing(row))
    return found


def get_standing(connection: Connection, matters: Collection[Matter]) -> Mapping[Matter, Told]:
    """Each as it stands now."""
    ids: dict[str, list[int]] = {}
    for subject, subject_id in matters:
        ids.setdefault(subject, []).append(subject_id)
    return {
        (subject, one.id): one
        for subject, theirs in ids.items()
        for one in _STANDING[Subject(subject)](connection, theirs)
    }


def _standing_complaints(connection: Connection, ids: list[int]) -> list[Told]:
    return [_standing(row) for row in connection.execute(_named, {"ids": ids}).all()]


_proposals = select(proposals.c.id, proposals.c.folio, proposals.c.text, proposals.c.status).where(
    among(proposals.c.id, "ids")
)


def _standing_proposals(connection: Connection, ids: list[int]) -> list[Told]:
    rows = connection.execute(_proposals, {"ids": ids}).all()
    return [StandingProposal(row.id, row.folio, row.text, ProposalStatus(row.status)) for row in rows]


_initiatives = select(initiatives.c.id, initiatives.c.title, initiatives.c.stage).where(among(initiatives.c.id, "ids"))


def _standing_initiatives(connection: Connection, ids: list[int]) -> list[Told]:
    rows = connection.execute(_initiatives, {"ids": ids}).all()
    return [StandingInitiative(row.id, row.title, Stage(row.stage)) for row in rows]


_STANDING: Mapping[Subject, Callable[[Connection, list[int]], list[Told]]] = {
    Subject.COMPLAINT: _standing_complaints,
    Subject.PROPOSAL: _standing_proposals,
    Subject.CONSULTATION: lambda _, ids: [StandingConsultation(one) for one in ids],
    Subject.INITIATIVE: _standing_initiatives,
}


def _standing(row: Any) -> Standing:
    values = list(row)
    values[_STATUS] = Status(values[_STATUS])
    return Standing(*values)


_sent = (
    select(
        addresses.c.person_id,
        case(
            (outbox.c.state.in_(("queued", "claimed")), bindparam("now", type_=outbox.c.sent_at.type)),
            else_=func.coalesce(outbox.c.sent_at, outbox.c.not_before),
        ),
    )
    .join(addresses, addresses.c.id == outbox.c.address_id)
    .join(updates, updates.c.person_id == addresses.c.person_id)
    .where(
        among(addresses.c.person_id, "people"),
        outbox.c.created_at > bindparam("oldest"),
        outbox.c.purpose == PURPOSE,
        outbox.c.priority == Priority.STATUS,
        or_(
            outbox.c.state.in_(("claimed", "sent", "delivered", "read", "unknown")),
            (outbox.c.state == "queued") & (outbox.c.id != func.coalesce(updates.c.outbox_id, 0)),
        ),
    )
)


def list_sent(
    connection: Connection, person_ids: Sequence[int], *, since: datetime, now: datetime, oldest: datetime
) -> Mapping[int, list[datetime]]:
    """When each of these people was sent something of their own matters after `since`; one that may have arrived counts,
    and one that is still to go, other than their last, or is going, counts as sent now. `oldest`: when it was queued at the earliest."""
    times: dict[int, list[datetime]] = {}
    for person_id, at in connection.execute(_sent, {"people": list(person_ids), "oldest": oldest, "now": now}).all():
        if at > since:
            times.setdefault(person_id, []).append(at)
    return times


_last_inbox = (
    select(func.max(inbox.c.id)).where(inbox.c.address_id == addresses.c.id).correlate(addresses).scalar_subquery()
)
_reach = (
    select(addresses.c.person_id, addresses.c.id, addresses.c.account, _last_inbox.label("heard"))
    .where(among(addresses.c.person_id, "people"), addresses.c.state == "active")
    .order_by(addresses.c.person_id)
)


def list_addresses(connection: Connection, person_ids: Sequence[int]) -> Mapping[int, tuple[int, str]]:
    """Where each of these people wrote from last: address and account. Who cannot be reached is left out."""
    best: dict[int, tuple[int, int, str]] = {}
    for person_id, address_id, account, heard in connection.execute(_reach, {"people": list(person_ids)}).all():
        candidate = (heard or 0, address_id, account)
        best[person_id] = max(best.get(person_id, candidate), candidate)
    return {person_id: (address_id, account) for person_id, (_, address_id, account) in best.items()}


def rewrite(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say more in messages that `list_due` holds, and that were not sent yet: `id`, `body`, `not_before`."""
    if rows:
        update_rows(connection, outbox, rows)


def note_turns(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """What changes in whose turn it is: `person_id`, `due_at`, `told_at`, `outbox_id`."""
    if rows:
        update_rows(connection, updates, rows, ("person_id",))


def note_carried(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Which message carries a question, and until when it can be answered: `id`, `outbox_id`, `answer_by`."""
    if rows:
        update_rows(connection, asks, rows)


def note_heard(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Which message says a line of history to somebody: `person_id`, `history_id`, `outbox_id`."""
    if rows:
        update_rows(connection, news, rows, ("person_id", "history_id"))
