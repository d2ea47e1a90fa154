"""The scheme of committees as it was published, revision by revision, and each version of a letter of commitment."""

from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import Connection, insert, select

from storage.tables import letter_texts, scheme_revisions


@dataclass(frozen=True, slots=True)
class SchemeRevision:
    number: int
    document: str
    sha256: str
    by: str
    why: str
    published_at: datetime


_revisions = select(*(scheme_revisions.c[field.name] for field in fields(SchemeRevision)))


def find_scheme(connection: Connection) -> SchemeRevision | None:
    """The one in force."""
    row = connection.execute(_revisions.order_by(scheme_revisions.c.number.desc()).limit(1)).first()
    return SchemeRevision(*row) if row else None


def add_scheme(connection: Connection, revision: SchemeRevision) -> None:
    row = {field.name: getattr(revision, field.name) for field in fields(SchemeRevision)}
    connection.execute(insert(scheme_revisions), row)


def find_letter_text(connection: Connection, letter: str, version: str) -> str | None:
    this = (letter_texts.c.letter == letter) & (letter_texts.c.version == version)
    found = connection.execute(select(letter_texts.c.text).where(this)).scalar()
    return None if found is None else str(found)


def add_letter_text(connection: Connection, letter: str, version: str, text: str, sha256: str, now: datetime) -> None:
    row = {"letter": letter, "version": version, "text": text, "sha256": sha256, "since": now}
    connection.execute(insert(letter_texts), row)
