"""What is not kept for ever."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, select, update

from storage.chat_events import KEPT
from storage.chat_words import forget_words_of
from storage.ids import id_at
from storage.signing_in import FORGIVEN_AFTER
from storage.tables import (
    addresses,
    chat_events,
    chat_viewers,
    desk_sessions,
    firings,
    forms_done,
    identity_requests,
    inbox,
    link_codes,
    media,
    receipts,
    sessions,
    sign_in_failures,
    sign_in_links,
)


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


_FORMS_KEPT = timedelta(days=7)
"""A page that was open for longer has no session any more, whose word its form needs."""


def forget_desk(connection: Connection, now: datetime) -> int:
    """What open pages were told, forms that were sent, sessions and links that are over, tries that were forgiven."""
    over = (
        delete(chat_events).where(chat_events.c.id < id_at(now - KEPT)),
        delete(chat_viewers).where(chat_viewers.c.seen_at < now - KEPT),
        delete(forms_done).where(forms_done.c.at < now - _FORMS_KEPT),
        delete(desk_sessions).where(desk_sessions.c.ends_at <= now),
        delete(identity_requests).where(identity_requests.c.ends_at <= now),
        delete(sign_in_links).where(sign_in_links.c.ends_at <= now),
        delete(sign_in_failures).where(sign_in_failures.c.last_at < now - FORGIVEN_AFTER),
    )
    return sum(int(connection.execute(one).rowcount) for one in over)


def forget_words(connection: Connection, person_id: int) -> None:
    """Blank everything a person ever wrote or sent, and what it is found by. That something came, and when, stays: a repeat
    must be known."""
    forget_words_of(connection, person_id)
    theirs = select(addresses.c.id).where(addresses.c.person_id == person_id)
    connection.execute(update(inbox).where(inbox.c.address_id.in_(theirs)).values(text="", raw=""))
    sent = select(inbox.c.id).where(inbox.c.address_id.in_(theirs))
    connection.execute(update(media).where(media.c.inbox_id.in_(sent)).values(state="forgotten", ref="", name=""))
