"""Files residents sent: the provider holds them, we bring them, and they lie in a folder by the hash of their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from civic.message import Media, MediaKind
from storage.tables import inbox, media


@dataclass(frozen=True, slots=True)
class Waiting:
    id: int
    account: str
    media: Media
    attempts: int


def waiting(connection: Connection, accounts: Sequence[str], now: datetime, most: int) -> list[Waiting]:
    due = (media.c.state == "waiting") & (media.c.not_before <= now) & media.c.account.in_(list(accounts))
    rows = connection.execute(select(media).where(due).order_by(media.c.not_before).limit(most))
    return [
        Waiting(row.id, row.account, Media(MediaKind(row.kind), row.ref, row.mime, row.size, row.name), row.attempts)
        for row in rows
    ]


def keep(connection: Connection, media_id: int, *, path: str, sha256: str, size: int, mime: str) -> None:
    values = {"state": "kept", "path": path, "sha256": sha256, "size": size, "mime": mime, "error": ""}
    connection.execute(update(media).where(media.c.id == media_id).values(values))


def put_off(connection: Connection, media_id: int, *, attempts: int, not_before: datetime, error: str) -> None:
    connection.execute(
        update(media).where(media.c.id == media_id).values(attempts=attempts, not_before=not_before, error=error[:300])
    )


def give_up(connection: Connection, media_id: int, error: str) -> int:
    """Mark it failed; the message it came with, for the incident."""
    connection.execute(update(media).where(media.c.id == media_id).values(state="failed", error=error[:300]))
    return int(
        connection.execute(
            select(inbox.c.id).join(media, media.c.inbox_id == inbox.c.id).where(media.c.id == media_id)
        ).scalar_one()
    )
