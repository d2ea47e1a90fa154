"""Documents that a municipality publishes about itself, revision by revision: the newest of each kind is in force."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, insert, select

from storage.dialect import locked
from storage.tables import document_revisions


class Kind(StrEnum):
    SCHEME = "scheme"  # of committees
    PROGRAMMES = "programmes"


@dataclass(frozen=True, slots=True)
class DocumentRevision:
    kind: Kind
    number: int
    document: str
    """TOML or JSON, as staff wrote it."""
    sha256: str
    by: str
    why: str
    published_at: datetime


_revisions = select(*(document_revisions.c[field.name] for field in fields(DocumentRevision)))


def find_document(connection: Connection, kind: Kind, *, to_hold: bool = False) -> DocumentRevision | None:
    """The one in force. `to_hold`: nobody else acts on it before this commit."""
    newest = _revisions.where(document_revisions.c.kind == kind).order_by(document_revisions.c.number.desc()).limit(1)
    row = connection.execute(locked(connection, newest) if to_hold else newest).first()
    return DocumentRevision(**{**row._mapping, "kind": kind}) if row else None


def list_documents(connection: Connection, kind: Kind) -> list[DocumentRevision]:
    """The newest first."""
    rows = _revisions.where(document_revisions.c.kind == kind).order_by(document_revisions.c.number.desc())
    return [DocumentRevision(**{**row._mapping, "kind": kind}) for row in connection.execute(rows)]


def add_document(connection: Connection, revision: DocumentRevision) -> None:
    row = {field.name: getattr(revision, field.name) for field in fields(DocumentRevision)}
    connection.execute(insert(document_revisions), {**row, "kind": revision.kind.value})
