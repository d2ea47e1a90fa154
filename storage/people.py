"""Residents, their addresses, and where each one's talk stands."""

from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, and_, bindparam, delete, exists, insert, select, update

from civic.consent import Purpose
from civic.message import AddressKind, Inbound
from storage.chats import NOBODY_WAITS, NOT_MEASURED
from storage.consultations import join_participations
from storage.dialect import insert_missing, locked
from storage.ids import Ids
from storage.members import join_members
from storage.programmes import join_subscriptions
from storage.recipients import join_recipients
from storage.tables import (
    addresses,
    asks,
    broadcast_recipients,
    chat_topics,
    chats,
    complaint_reporters,
    complaints,
    evidence,
    group_strangers,
    history,
    link_codes,
    news,
    outbox,
    participations,
    people,
    privacy_requests,
    promoters,
    proposals,
    registrations,
    sessions,
    staff,
    staff_groups,
    updates,
)

NOTICES = {purpose: f"{purpose}_notices" for purpose in Purpose}
"""The column that holds each consent."""


class Person(Struct):
    """One resident (or group) as the batch goes: changed in memory, saved by the ledger."""

    id: int
    kind: str
    language: str
    name: str
    neighbourhood_key: str
    notice_version: str
    session: str
    """As stored; empty for a newcomer."""
    album: str
    chat_id: int
    """0: the bot owns the chat."""
    chat_state: str
    chat_epoch: int
    chat_department: str
    notices: dict[Purpose, bool]
    is_checked: bool
    """Staff saw a document of theirs."""
    is_asked: bool
    """They were asked something about a complaint and have not answered."""
    is_offered: bool
    """They were once sent what many were sent, with replies to choose from."""

    def snapshot(self) -> "Person":
        kept = copy(self)
        kept.notices = dict(self.notices)
        return kept

    def restore(self, before: "Person") -> None:
        for name in self.__struct_fields__:
            setattr(self, name, getattr(before, name))


class Sender(Struct):
    """An address and the person behind it. Two addresses of one person share the one `Person`."""

    address_id: int
    account: str
    reply_to: str
    state: str
    display_name: str
    person: Person


_is_asked = exists().where(asks.c.person_id == people.c.id, asks.c.ended_at.is_(None))
_is_offered = exists().where(broadcast_recipients.c.person_id == people.c.id, broadcast_recipients.c.reply.is_not(None))
_standing = (
    select(
        addresses.c.kind.label("address_kind"),
        addresses.c.value,
        addresses.c.id.label("address_id"),
        addresses.c.reply_to,
        addresses.c.state,
        addresses.c.name.label("display_name"),
        people.c.id.label("person_id"),
        people.c.kind,
        people.c.language,
        people.c.name,
        people.c.neighbourhood_key,
        people.c.notice_version,
        people.c.checked_at,
        *(people.c[column] for column in NOTICES.values()),
        sessions.c.state.label("session"),
        sessions.c.album,
        chats.c.id.label("chat_id"),
        chats.c.state.label("chat_state"),
        chats.c.epoch,
        chats.c.department.label("chat_department"),
        _is_asked.label("is_asked"),
        _is_offered.label("is_offered"),
    )
    .join(people, people.c.id == addresses.c.person_id)
    .join(sessions, sessions.c.person_id == people.c.id, isouter=True)
    .join(chats, (chats.c.person_id == people.c.id) & (chats.c.state != "closed"), isouter=True)
)
_found = _standing.where(
    addresses.c.account == bindparam("account"), addresses.c.value.in_(bindparam("values", expanding=True))
)
_found_by_id = _standing.where(people.c.id == bindparam("person_id"))
_owners = select(addresses.c.person_id).where(
    addresses.c.account == bindparam("account"), addresses.c.value.in_(bindparam("values", expanding=True))
)
_locked = select(people.c.id).where(people.c.id.in_(bindparam("ids", expanding=True))).order_by(people.c.id)

_turns = select(updates.c.person_id, updates.c.due_at).where(updates.c.person_id.in_(bindparam("ids", expanding=True)))

_unused = delete(people).where(
    people.c.id.in_(bindparam("ids", expanding=True)), ~exists().where(addresses.c.person_id == people.c.id)
)
"""Newcomers that another worker made first."""

Key = tuple[str, AddressKind, str]


def key_of(inbound: Inbound) -> Key:
    """By which a sender is looked up in what `load` gave: the surest address."""
    address = inbound.addresses[0]
    return (inbound.account, address.kind, address.value)


def load(connection: Connection, inbounds: Sequence[Inbound], ids: Ids, now: datetime) -> dict[Key, Sender]:
    """The senders of a batch, by every address they wrote from. Newcomers are made; people are locked in the order of
    their ids, so that two workers with the same residents wait for, and never deadlock, each other."""
    people_here: dict[int, Person] = {}
    senders: dict[Key, Sender] = {}
    for account in sorted({inbound.account for inbound in inbounds}):
        for row in _of_account(connection, account, [i for i in inbounds if i.account == account], ids, now):
            person = people_here.get(row.person_id) or people_here.setdefault(row.person_id, _person(row))
            senders[(account, AddressKind(row.address_kind), row.value)] = Sender(
                row.address_id, account, row.reply_to, row.state, row.display_name, person
            )
    return senders


def _of_account(connection: Connection, account: str, batch: list[Inbound], ids: Ids, now: datetime) -> Sequence[Any]:
    values = {"account": account, "values": list({address.value for inbound in batch for address in inbound.addresses})}
    rows = _rows(connection, values)
    if _make_newcomers(connection, batch, {(row.address_kind, row.value): row.person_id for row in rows}, ids, now):
        rows = _rows(connection, values)
    return rows


def _rows(connection: Connection, values: Mapping[str, object]) -> Sequence[Any]:
    """The senders' rows, read after the people in them are locked: what is read is what stands."""
    held: set[int] = set()
    while connection.dialect.name == "postgresql":
        owners = set(connection.execute(_owners, values).scalars())
        if owners <= held:
            break
        lock_people(connection, list(owners))
        held |= owners
    return connection.execute(_found, values).all()


def _person(row: Any) -> Person:
    return Person(
        id=row.person_id,
        kind=row.kind,
        language=row.language,
        name=row.name,
        neighbourhood_key=row.neighbourhood_key,
        notice_version=row.notice_version,
        session=row.session or "",
        album=row.album or "",
        chat_id=row.chat_id or 0,
        chat_state=row.chat_state or "",
        chat_epoch=row.epoch or 0,
        chat_department=row.chat_department or "",
        notices={purpose: getattr(row, column) for purpose, column in NOTICES.items()},
        is_checked=row.checked_at is not None,
        is_asked=row.is_asked,
        is_offered=row.is_offered,
    )


def _make_newcomers(
    connection: Connection, batch: Iterable[Inbound], known: dict[tuple[str, str], int], ids: Ids, now: datetime
) -> bool:
    """Rows for addresses never seen. An address that comes with a known one belongs to the same person."""
    new_people, new_addresses = [], []
    for inbound in batch:
        pairs = [(address.kind.value, address.value) for address in inbound.addresses]
        missing = [pair for pair in pairs if pair not in known]
        if not missing:
            continue
        person_id = next((known[pair] for pair in pairs if pair in known), 0)
        if not person_id:
            person_id = ids.new()
            language = "en" if inbound.language.lower().startswith("en") else "es"
            kind = "group" if inbound.group else "resident"
            new_people.append(person_row(person_id, now, kind=kind, language=language))
        for pair in missing:
            known[pair] = person_id
            row = address_row(ids.new(), person_id, pair, inbound.account, inbound.sender, now, name=inbound.name)
            new_addresses.append(row)
    if new_people:
        connection.execute(people.insert(), new_people)
    insert_missing(connection, addresses, new_addresses, ("account", "value", "kind"))
    if new_people and connection.dialect.name == "postgresql":
        connection.execute(_unused, {"ids": [row["id"] for row in new_people]})
    return bool(new_addresses)


def person_row(person_id: int, now: datetime, *, kind: str = "resident", language: str = "es") -> dict[str, object]:
    """Somebody new, who accepted no notice yet and gets none."""
    return {
        "id": person_id,
        "kind": kind,
        "language": language,
        "name": "",
        "neighbourhood_key": "",
        "notice_version": "",
        "notice_at": None,
        **dict.fromkeys(NOTICES.values(), False),
        "paused_until": None,
        "checked_at": None,
        "created_at": now,
    }


def add_person(connection: Connection, person_id: int, now: datetime) -> None:
    """Somebody of whom only their place on a committee is known yet."""
    connection.execute(people.insert(), person_row(person_id, now))


def address_row(
    row_id: int, person_id: int, pair: tuple[str, str], account: str, reply_to: str, now: datetime, *, name: str = ""
) -> dict[str, object]:
    """`pair`: kind and value."""
    return {
        "id": row_id,
        "person_id": person_id,
        "account": account,
        "kind": pair[0],
        "value": pair[1],
        "reply_to": reply_to,
        "name": name,
        "state": "active",
        "created_at": now,
    }


def link(connection: Connection, from_person: int, to_person: int, now: datetime) -> None:
    """The addresses of one person become another's: the same resident on a second channel."""
    lock_people(connection, [from_person, to_person])
    _end_second_chat(connection, from_person, to_person, now)
    _join_updates(connection, from_person, to_person)
    join_participations(connection, from_person, to_person)
    for table in (addresses, complaints, participations, proposals, evidence, privacy_requests, chats, asks, history):
        connection.execute(update(table).where(table.c.person_id == from_person).values(person_id=to_person))
    told = (history.c.subject == "person") & (history.c.subject_id == from_person)
    connection.execute(update(history).where(told).values(subject_id=to_person))
    shared = select(complaint_reporters.c.complaint_id).where(complaint_reporters.c.person_id == to_person)
    theirs = complaint_reporters.c.person_id == from_person
    connection.execute(delete(complaint_reporters).where(theirs, complaint_reporters.c.complaint_id.in_(shared)))
    connection.execute(update(complaint_reporters).where(theirs).values(person_id=to_person))
    for table in (sessions, link_codes):
        connection.execute(delete(table).where(table.c.person_id == from_person))
    _join_standing(connection, from_person, to_person)
    _unlink_accounts(connection, [from_person, to_person])
    join_members(connection, from_person, to_person)
    join_subscriptions(connection, from_person, to_person)
    join_recipients(connection, from_person, to_person)


def _join_standing(connection: Connection, from_person: int, to_person: int) -> None:
    """Whose document staff saw, and who is a promoter, stays it."""
    seen = select(people.c.checked_at).where(people.c.id == from_person).scalar_subquery()
    unseen = (people.c.id == to_person) & people.c.checked_at.is_(None)
    connection.execute(update(people).where(unseen).values(checked_at=seen))
    theirs = promoters.c.person_id == from_person
    if connection.execute(select(promoters.c.person_id).where(promoters.c.person_id == to_person)).first():
        connection.execute(delete(promoters).where(theirs))
    connection.execute(update(promoters).where(theirs).values(person_id=to_person))
    asked = registrations.c.person_id == from_person
    connection.execute(update(registrations).where(asked).values(person_id=to_person))


def _unlink_accounts(connection: Connection, persons: Sequence[int]) -> None:
    """An account of staff knows one chat; where another joins it, its holder links it anew. Else whoever talks somebody of
    staff into joining chats would be given links into the desk."""
    connection.execute(update(staff).where(staff.c.person_id.in_(persons)).values(person_id=None))


def _join_updates(connection: Connection, from_person: int, to_person: int) -> None:
    """What either of them has not heard yet, the one hears; as often as they chose first."""
    heard = select(news.c.history_id).where(news.c.person_id == to_person)
    theirs = news.c.person_id == from_person
    connection.execute(delete(news).where(theirs, news.c.history_id.in_(heard)))
    connection.execute(update(news).where(theirs).values(person_id=to_person))
    rows = {row.person_id: row for row in connection.execute(_turns, {"ids": [from_person, to_person]})}
    if from_person in rows and to_person in rows:
        due = [row.due_at for row in rows.values() if row.due_at]
        mine = updates.c.person_id == to_person
        connection.execute(update(updates).where(mine).values(due_at=min(due, default=None)))
        connection.execute(delete(updates).where(updates.c.person_id == from_person))
    elif from_person in rows:
        connection.execute(update(updates).where(updates.c.person_id == from_person).values(person_id=to_person))


def _end_second_chat(connection: Connection, from_person: int, to_person: int, now: datetime) -> None:
    """Somebody waits or is being answered once: where both do, the chat of the channel that is joined ends."""
    open_chats = select(chats.c.id).where(chats.c.person_id == to_person, chats.c.state != "closed")
    if connection.execute(open_chats).first():
        second = (chats.c.person_id == from_person) & (chats.c.state != "closed")
        connection.execute(
            update(chats)
            .where(second)
            .values(state="closed", closed_at=now, **NOBODY_WAITS, **NOT_MEASURED, epoch=chats.c.epoch + 1)
        )


def lock_people(connection: Connection, ids: Sequence[int]) -> None:
    """Always in the order of their ids, and before anything else of theirs is touched, so that nobody deadlocks."""
    connection.execute(locked(connection, _locked), {"ids": sorted(ids)})


def get_person(connection: Connection, person_id: int) -> Person:
    """One person by id, locked; the rest of a batch's people are loaded by their addresses."""
    lock_people(connection, [person_id])
    rows = connection.execute(_found_by_id, {"person_id": person_id}).all()
    return _person(rows[0])


def list_languages(connection: Connection, person_ids: Sequence[int]) -> dict[int, str]:
    """In which each of these people is written to."""
    rows = connection.execute(select(people.c.id, people.c.language).where(people.c.id.in_(person_ids))).all()
    return {row.id: row.language for row in rows}


def mark_address(connection: Connection, address_id: int, state: str) -> None:
    connection.execute(update(addresses).where(addresses.c.id == address_id).values(state=state))


def move_address(connection: Connection, address_id: int, new: str) -> None:
    """A group got a new address. Where that one is known already, the old one retires: its person answers for both, and
    what waits for it, and what is known of it as a group of staff, is the new one's."""
    old = connection.execute(select(addresses).where(addresses.c.id == address_id)).one()
    same = and_(addresses.c.account == old.account, addresses.c.kind == old.kind, addresses.c.value == new)
    new_id = connection.execute(select(addresses.c.id).where(same)).scalar()
    if new_id is not None:
        connection.execute(update(addresses).where(same).values(person_id=old.person_id))
        mark_address(connection, address_id, "left")
        waiting = (outbox.c.address_id == address_id) & (outbox.c.state == "queued")
        connection.execute(update(outbox).where(waiting).values(address_id=new_id))
        _move_staff_group(connection, address_id, new_id)
    else:
        connection.execute(update(addresses).where(addresses.c.id == address_id).values(value=new, reply_to=new))


def _move_staff_group(connection: Connection, old: int, new: int) -> None:
    """With its topics; unless the new address is that of a group of staff by itself."""
    this = staff_groups.c.address_id == old
    known = connection.execute(select(staff_groups).where(staff_groups.c.address_id.in_((old, new)))).all()
    if [row.address_id for row in known] != [old]:
        return
    connection.execute(update(staff_groups).where(this).values(named=f"moved {old}"))  # two may not have one name
    connection.execute(insert(staff_groups), {**known[0]._mapping, "address_id": new})
    for table in (chat_topics, group_strangers):
        connection.execute(update(table).where(table.c.address_id == old).values(address_id=new))
    connection.execute(delete(staff_groups).where(this))
