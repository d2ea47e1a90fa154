"""Files residents sent: the provider holds them, we bring them, and they lie in a folder by the hash of their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, case, select, update

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
    values = {"path": path, "sha256": sha256, "size": size, "mime": mime, "error": ""}
    kept = case((media.c.state == "waiting", "kept"), else_=media.c.state)  # it may have been forgotten meanwhile
    connection.execute(update(media).where(media.c.id == media_id).values(**values, state=kept))


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


def list_forgotten(connection: Connection, most: int) -> list[tuple[int, str]]:
    """Ids and paths of files that are still in the folder though they are not to be kept."""
    rows = connection.execute(
        select(media.c.id, media.c.path).where(media.c.state == "forgotten", media.c.path != "").limit(most)
    )
    return [(row.id, row.path) for row in rows]


def is_needed(connection: Connection, path: str) -> bool:
    """Somebody else sent the very same file."""
    return (
        connection.execute(select(media.c.id).where(media.c.path == path, media.c.state == "kept")).first() is not None
    )


def mark_removed(connection: Connection, media_id: int) -> None:
    connection.execute(update(media).where(media.c.id == media_id).values(path=""))
