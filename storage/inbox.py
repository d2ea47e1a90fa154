"""What arrived, once each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from civic.message import RESIDENT_KINDS, Inbound
from storage.dialect import first
from storage.tables import inbox

_seen = select(inbox.c.provider_id).where(
    inbox.c.account == bindparam("account"), inbox.c.provider_id.in_(bindparam("ids", expanding=True))
)


def without_repeats(connection: Connection, inbounds: Sequence[Inbound]) -> list[Inbound]:
    """Those that were never stored, each once, in the order they came. Asked before anybody is made of their senders: a
    repeat must not bring back a resident who was erased."""
    seen: set[tuple[str, str]] = set()
    for account in {inbound.account for inbound in inbounds}:
        ids = [inbound.provider_id for inbound in inbounds if inbound.account == account]
        seen.update(
            (account, provider_id)
            for provider_id in connection.execute(_seen, {"account": account, "ids": ids}).scalars()
        )
    fresh = []
    for inbound in inbounds:
        key = (inbound.account, inbound.provider_id)
        if key not in seen:
            seen.add(key)
            fresh.append(inbound)
    return fresh


def still_fresh(connection: Connection, inbounds: Sequence[Inbound]) -> list[Inbound]:
    """The same once the senders are locked: meanwhile another worker may have stored some. SQLite has one writer."""
    return list(inbounds) if connection.dialect.name == "sqlite" else without_repeats(connection, inbounds)


def text_of(connection: Connection, address_id: int, message_id: str) -> str | None:
    """The newest kept version of an earlier message of this sender; None when it is not among the last hundred."""
    recent = (
        select(inbox.c.message_id, inbox.c.text)
        .where(inbox.c.address_id == address_id)
        .order_by(inbox.c.id.desc())
        .limit(100)
    ).subquery()
    return connection.execute(select(recent.c.text).where(recent.c.message_id == message_id).limit(1)).scalar()


def last_heard_at(connection: Connection, address_id: int) -> datetime | None:
    """When somebody last wrote from this address: what the 24-hour window is counted from."""
    theirs = (inbox.c.address_id == address_id) & inbox.c.kind.in_([kind.value for kind in RESIDENT_KINDS])
    newest = first(select(inbox.c.received_at).where(theirs).order_by(inbox.c.id.desc()), 1)
    return connection.execute(newest).scalar()
