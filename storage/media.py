"""Files residents sent: the provider holds them, we bring them, and they lie in a folder by the hash of their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, select, update

from civic.message import Media, MediaKind
from storage.dialect import among
from storage.ledger import Ledger
from storage.tables import evidence, inbox, media

_NEW: dict[str, object] = {
    "inbox_id": None, "account": "", "ref": "", "mime": "", "name": "", "state": "waiting", "attempts": 0, "path": "",
    "sha256": "", "size": 0, "error": "",
}  # fmt: skip


def await_file(ledger: Ledger, file: Media, now: datetime, *, media_id: int, inbox_id: int, account: str) -> None:
    """A file that a resident sent and the provider still holds."""
    theirs = {"kind": file.kind.value, "ref": file.ref, "mime": file.mime, "name": file.name, "size": file.size}
    ledger.add(
        "media", **{**_NEW, **theirs, "id": media_id, "inbox_id": inbox_id, "account": account, "not_before": now}
    )


def add_photo(ledger: Ledger, now: datetime, *, path: str, sha256: str, size: int) -> int:
    """A JPEG that no resident sent and that lies in the media folder already."""
    ours = {"kind": MediaKind.PHOTO.value, "mime": "image/jpeg", "path": path, "sha256": sha256, "size": size}
    return ledger.add("media", **{**_NEW, **ours, "state": "kept", "not_before": now})


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


@dataclass(frozen=True, slots=True)
class Forgotten:
    """A file that is still in the folder though it is not to be kept."""

    id: int
    path: str
    picture: str
    """The copy of it that others were shown; empty: none."""


def list_forgotten(connection: Connection, most: int) -> list[Forgotten]:
    rows = connection.execute(
        select(media.c.id, media.c.path, func.coalesce(evidence.c.picture, ""))
        .join(evidence, evidence.c.media_id == media.c.id, isouter=True)
        .where(media.c.state == "forgotten", (media.c.path != "") | (evidence.c.picture != ""))
        .limit(most)
    )
    return [Forgotten(*row) for row in rows]


def is_needed(connection: Connection, path: str) -> bool:
    """Somebody else sent the very same file."""
    return (
        connection.execute(select(media.c.id).where(media.c.path == path, media.c.state == "kept")).first() is not None
    )


def mark_removed(connection: Connection, media_id: int) -> None:
    connection.execute(update(media).where(media.c.id == media_id).values(path=""))
    connection.execute(update(evidence).where(evidence.c.media_id == media_id).values(picture=""))


def get_path(connection: Connection, media_id: int) -> str:
    """Where a file lies, below the media folder; empty when it is not there (yet, or any more)."""
    kept = select(media.c.path).where(media.c.id == media_id, media.c.state == "kept")
    return str(connection.execute(kept).scalar() or "")


def set_picture(connection: Connection, complaint_id: int, media_id: int, picture: str) -> str | None:
    """Let others see a picture of a complaint, or no longer; the name it had before. None: it has no such file."""
    this = (
        (evidence.c.subject == "complaint")
        & (evidence.c.subject_id == complaint_id)
        & (evidence.c.media_id == media_id)
    )
    before = connection.execute(select(evidence.c.picture).where(this)).scalar()
    connection.execute(update(evidence).where(this).values(picture=picture))
    return before


def retire_repair(connection: Connection, complaint_id: int) -> None:
    """The work is done anew: its old photos are no longer shown as those of the repair."""
    of_it = (evidence.c.subject == "complaint") & (evidence.c.subject_id == complaint_id)
    connection.execute(update(evidence).where(of_it, evidence.c.shows == "repair").values(shows="earlier"))


_pictures = (
    select(evidence.c.subject_id, evidence.c.picture)
    .where(
        evidence.c.subject == "complaint",
        among(evidence.c.subject_id, "complaints"),
        evidence.c.shows == bindparam("shows"),
        evidence.c.picture != "",
    )
    .order_by(evidence.c.media_id)
)


def list_pictures(connection: Connection, complaint_ids: Sequence[int], shows: str) -> dict[int, str]:
    """The newest picture of each complaint that others may be shown. `shows`: `problem` or `repair`."""
    if not complaint_ids:
        return {}
    rows = connection.execute(_pictures, {"complaints": list(complaint_ids), "shows": shows})
    return {row.subject_id: row.picture for row in rows}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file of a complaint or a proposal."""

    media_id: int
    kind: str
    path: str
    """Below the media folder; empty until it is fetched."""
    picture: str
    """Its public rendition; empty: nobody else may be shown it."""
    shows: str
    person_id: int | None


_exhibits = (
    select(media.c.id, media.c.kind, media.c.path, evidence.c.picture, evidence.c.shows, evidence.c.person_id)
    .join(media, media.c.id == evidence.c.media_id)
    .order_by(media.c.id)
)


def list_hashes(connection: Connection, subject: str, subject_id: int) -> list[str]:
    """The sha256 of each file that belongs to it and is kept, in their order."""
    of_it = (evidence.c.subject == subject) & (evidence.c.subject_id == subject_id) & (media.c.sha256 != "")
    rows = select(media.c.sha256).join(evidence, evidence.c.media_id == media.c.id).where(of_it).order_by(media.c.id)
    return list(connection.execute(rows).scalars())


def list_exhibits(connection: Connection, subject: str, subject_id: int) -> list[Exhibit]:
    """Files that belong to a `complaint` or a `proposal`."""
    of_it = (evidence.c.subject == subject) & (evidence.c.subject_id == subject_id)
    return [Exhibit(*row) for row in connection.execute(_exhibits.where(of_it))]
