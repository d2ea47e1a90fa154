"""What is not kept for ever."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from storage.tables import addresses, firings, inbox, link_codes, media, receipts, sessions


def forget_raw(connection: Connection, before: datetime) -> int:
    """What providers sent, as they sent it, is only kept while it can help to clear something up."""
    old = (inbox.c.received_at < before) & (inbox.c.raw != "")
    forgotten = connection.execute(update(inbox).where(old).values(raw="")).rowcount
    connection.execute(update(receipts).where(receipts.c.at < before).values(raw=""))
    return int(forgotten)


def forget_talks(connection: Connection, before: datetime) -> int:
    """A talk left unfinished for so long is over; what was filed stays."""
    return int(connection.execute(delete(sessions).where(sessions.c.updated_at < before)).rowcount)


def forget_spent(connection: Connection, now: datetime, firings_before: datetime) -> int:
    """Codes that ran out and due times long dealt with."""
    codes = connection.execute(delete(link_codes).where(link_codes.c.expires_at <= now)).rowcount
    return int(codes) + int(connection.execute(delete(firings).where(firings.c.due_at < firings_before)).rowcount)


def forget_words(connection: Connection, person_id: int) -> None:
    """Blank everything a person ever wrote or sent. That something came, and when, stays: a repeat must be known."""
    theirs = select(addresses.c.id).where(addresses.c.person_id == person_id)
    connection.execute(update(inbox).where(inbox.c.address_id.in_(theirs)).values(text="", raw=""))
    sent = select(inbox.c.id).where(inbox.c.address_id.in_(theirs))
    connection.execute(update(media).where(media.c.inbox_id.in_(sent)).values(state="forgotten", ref="", name=""))
