"""How much work waits: for `/metrics` and the operator."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from storage.dialect import next_number
from storage.tables import chats, counters, incidents, media, outbox, privacy_requests


def waiting_counts(connection: Connection) -> Mapping[str, int]:
    def count(statement: object) -> int:
        return int(connection.execute(statement).scalar_one())  # type: ignore[call-overload]

    queued = outbox.c.state == "queued"
    return {
        "outbox_queued": count(select(func.count()).where(queued, outbox.c.hold == "")),
        "outbox_held": count(select(func.count()).where(queued, outbox.c.hold != "")),
        "outbox_claimed": count(select(func.count()).where(outbox.c.state == "claimed")),
        "media": count(select(func.count()).where(media.c.state == "waiting")),
        "incidents": count(select(func.count()).where(incidents.c.closed_at.is_(None))),
        "privacy_requests": count(select(func.count()).where(privacy_requests.c.answered_at.is_(None))),
        "chats": count(select(func.count()).where(chats.c.state == "waiting")),
    }


def prove_writable(connection: Connection) -> None:
    """A real write: a full disk or a lost lock does not show in a read."""
    next_number(connection, counters, "readiness")
