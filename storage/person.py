"""All that is kept of one person: to hand out, and to erase (rights of access and cancellation)."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, select, update

from storage.chat_topics import forget_topics, topics_of_person
from storage.chats import NOBODY_WAITS, NOT_MEASURED
from storage.forgetting import forget_words
from storage.members import erase_members, members_of
from storage.outbox import NOTHING
from storage.people import NOTICES, lock_people
from storage.tables import (
    accreditations,
    addresses,
    agreements,
    asks,
    attendances,
    ballots,
    broadcast_recipients,
    business_started,
    chat_labels,
    chat_topics,
    chat_words,
    chats,
    complaint_reporters,
    complaint_tasks,
    complaints,
    drafts,
    evidence,
    history,
    inbox,
    invitations,
    letters,
    link_codes,
    media,
    members,
    news,
    notes,
    outbox,
    participations,
    people,
    privacy_requests,
    programme_subscriptions,
    promises,
    promoters,
    proposal_vectors,
    proposals,
    receipts,
    registrations,
    send_attempts,
    sessions,
    staff,
    staff_messages,
    stances,
    supports,
    survey_answers,
    topic_lines,
    topic_orders,
    topic_words,
    trainings,
    updates,
    visits,
)

_OF_PERSON = (
    addresses, sessions, chats, complaints, complaint_reporters, proposals, evidence, privacy_requests, link_codes,
    asks, updates, news, participations, promoters, registrations, members, trainings, accreditations, programme_subscriptions,
    broadcast_recipients,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PrivacyRequest:
    folio: str
    person_id: int
    right: str
    detail: str
    opened_at: datetime
    answer_by: date
    answered_at: datetime | None


_requests = select(*(privacy_requests.c[field.name] for field in fields(PrivacyRequest)))


def find_request(connection: Connection, folio: str) -> PrivacyRequest | None:
    """No other folio leads from a matter to a person: who reports anonymously stays so, also for the operator."""
    row = connection.execute(_requests.where(privacy_requests.c.folio == folio)).first()
    return PrivacyRequest(*row) if row else None


def list_unanswered(connection: Connection) -> list[PrivacyRequest]:
    """Those whose clock runs, the most pressing first."""
    running = _requests.where(privacy_requests.c.answered_at.is_(None))
    return [PrivacyRequest(*row) for row in connection.execute(running.order_by(privacy_requests.c.answer_by))]


def answer_request(connection: Connection, folio: str, now: datetime) -> None:
    """It has been answered: it is no longer before staff. The first time counts."""
    unanswered = (privacy_requests.c.folio == folio) & privacy_requests.c.answered_at.is_(None)
    connection.execute(update(privacy_requests).where(unanswered).values(answered_at=now))


def everything_of(connection: Connection, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Rows by table, oldest first, as they are stored."""
    theirs = select(addresses.c.id).where(addresses.c.person_id == person_id)
    received = select(inbox.c.id).where(inbox.c.address_id.in_(theirs))
    said = select(outbox.c.id).where(outbox.c.address_id.in_(theirs))
    own = {table: table.c.person_id == person_id for table in _OF_PERSON}
    own |= {
        people: people.c.id == person_id,
        inbox: inbox.c.address_id.in_(theirs),
        media: media.c.inbox_id.in_(received),
        outbox: outbox.c.address_id.in_(theirs),
        send_attempts: send_attempts.c.outbox_id.in_(said),
        business_started: business_started.c.address_id.in_(theirs),
        receipts: _receipts_of(theirs),
        history: _history_of(person_id) | (history.c.person_id == person_id),
        **{
            table: table.c.participation_id.in_(_participations_of(person_id))
            for table in (supports, survey_answers, stances, ballots)
        },
        proposal_vectors: proposal_vectors.c.proposal_id.in_(
            select(proposals.c.id).where(proposals.c.person_id == person_id)
        ),
        **{
            table: table.c.member_id.in_(members_of(person_id))
            for table in (letters, visits, attendances, agreements, invitations)
        },
        **{
            table: table.c.chat_id.in_(select(chats.c.id).where(chats.c.person_id == person_id))
            for table in (staff_messages, notes, chat_labels, chat_words)
        },
        chat_topics: chat_topics.c.id.in_(topics_of_person(person_id)),
        **{
            table: table.c.topic_id.in_(topics_of_person(person_id))
            for table in (topic_lines, topic_orders, topic_words)
        },
        promises: promises.c.complaint_id.in_(_reports_of(person_id)),
        complaint_tasks: complaint_tasks.c.complaint_id.in_(_reports_of(person_id)),
    }
    return {
        table.name: [
            dict(row._mapping) for row in connection.execute(select(table).where(which).order_by(*table.primary_key))
        ]
        for table, which in own.items()
    }


def _receipts_of(theirs: Select[tuple[int]]) -> ColumnElement[bool]:
    """Also those that came before their message was known to be sent."""
    said = outbox.c.address_id.in_(theirs)
    sent = select(outbox.c.provider_id).where(said, outbox.c.provider_id != "")
    return receipts.c.outbox_id.in_(select(outbox.c.id).where(said)) | receipts.c.provider_id.in_(sent)


def _reports_of(person_id: int) -> Select[tuple[int]]:
    return select(complaint_reporters.c.complaint_id).where(complaint_reporters.c.person_id == person_id)


def _participations_of(person_id: int) -> Select[tuple[int]]:
    return select(participations.c.id).where(participations.c.person_id == person_id)


def _history_of(person_id: int) -> ColumnElement[bool]:
    return (history.c.subject == "person") & (history.c.subject_id == person_id)


def answer_address(connection: Connection, person_id: int) -> tuple[int, str] | None:
    """Where an answer reaches them: the id and account of the address they wrote from last; None when all are gone."""
    newest = (
        select(addresses.c.id, addresses.c.account)
        .join(inbox, inbox.c.address_id == addresses.c.id)
        .where(addresses.c.person_id == person_id, addresses.c.state == "active")
        .order_by(inbox.c.id.desc())
        .limit(1)
    )
    row = connection.execute(newest).first()
    return (row.id, row.account) if row else None


def is_being_answered(connection: Connection, person_id: int) -> bool:
    """Something that staff said to them is still to be sent."""
    theirs = select(addresses.c.id).where(addresses.c.person_id == person_id)
    waiting = select(outbox.c.id).where(
        outbox.c.address_id.in_(theirs), outbox.c.purpose == "staff", outbox.c.state.in_(("queued", "claimed"))
    )
    return connection.execute(waiting).first() is not None


def erase(connection: Connection, person_id: int, now: datetime) -> None:
    """Take away what tells who they are and what they wrote to us. What they filed stays, as nobody's: a reported pothole
    is still there; so does which notice they accepted and when. Their files go from the disk with the next round of the
    fetcher; backups keep them until they expire."""
    lock_people(connection, [person_id])
    theirs = select(addresses.c.id).where(addresses.c.person_id == person_id)
    forget_words(connection, person_id)
    connection.execute(update(receipts).where(_receipts_of(theirs)).values(raw=""))
    unsettled = outbox.c.address_id.in_(theirs) & outbox.c.state.in_(("queued", "claimed", "unknown"))
    connection.execute(update(outbox).where(unsettled).values(state="cancelled", error="erased"))
    connection.execute(update(outbox).where(outbox.c.address_id.in_(theirs)).values(body=NOTHING))
    theirs_chats = chats.c.person_id == person_id
    connection.execute(update(chats).where(theirs_chats).values(reason=""))
    still_open = theirs_chats & (chats.c.state != "closed")
    ended = {
        "state": "closed",
        "closed_at": now,
        **NOBODY_WAITS,
        **NOT_MEASURED,
        "epoch": chats.c.epoch + 1,
    }
    connection.execute(update(chats).where(still_open).values(ended))
    forget_topics(connection, person_id)
    for said in (notes, drafts):
        connection.execute(delete(said).where(said.c.chat_id.in_(select(chats.c.id).where(theirs_chats))))
    for address_id in connection.execute(theirs).scalars().all():
        gone = {"value": f"erased-{address_id}", "reply_to": "", "name": "", "state": "left"}
        connection.execute(update(addresses).where(addresses.c.id == address_id).values(gone))
    connection.execute(update(complaints).where(complaints.c.person_id == person_id).values(anonymous=True))
    joined = complaint_reporters.c.person_id == person_id
    connection.execute(update(complaint_reporters).where(joined).values(anonymous=True, text=""))
    for table in (sessions, link_codes, updates, news, promoters, programme_subscriptions):
        connection.execute(delete(table).where(table.c.person_id == person_id))
    connection.execute(update(staff).where(staff.c.person_id == person_id).values(person_id=None))
    erase_members(connection, person_id, now)
    asked = asks.c.person_id == person_id
    connection.execute(update(asks).where(asked).values(note=""))
    connection.execute(update(asks).where(asked, asks.c.ended_at.is_(None)).values(answer_by=now))  # nobody waits
    told_us = (history.c.person_id == person_id) & history.c.subject.in_(("complaint", "proposal"))
    connection.execute(update(history).where(told_us).values(note=""))
    requested = privacy_requests.c.person_id == person_id
    connection.execute(update(privacy_requests).where(requested).values(detail=""))
    where_they_live = _history_of(person_id) & history.c.event.in_(("committee_interest", "home_told"))
    connection.execute(update(history).where(where_they_live).values(note=""))
    nobody: dict[str, Any] = {"name": "", "neighbourhood_key": "", "notice_version": "", "paused_until": None}
    nobody["checked_at"] = None
    connection.execute(
        update(people).where(people.c.id == person_id).values(**nobody, **dict.fromkeys(NOTICES.values(), False))
    )
