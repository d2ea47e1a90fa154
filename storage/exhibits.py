"""Files that belong to a complaint or a proposal, for whoever may see it."""

from sqlalchemy import ColumnElement, Connection, Table, or_, select

from civic.access import Access, Permission
from storage.access import visible
from storage.chat_lines import StoredFile
from storage.complaint_lists import visible_complaints
from storage.dialect import first
from storage.tables import complaints, evidence, media, proposals


def visible_proposals(access: Access, permission: Permission = Permission.READ_PROPOSALS) -> ColumnElement[bool]:
    """Proposals are no department's."""
    return visible(access, permission, department=None, neighbourhood=proposals.c.neighbourhood_key)


def find_evidence(connection: Connection, media_id: int, access: Access) -> StoredFile | None:
    shown = or_(
        _of("complaint", complaints, visible_complaints(access)), _of("proposal", proposals, visible_proposals(access))
    )
    kept = (
        select(media.c.id, media.c.path)
        .join(evidence, evidence.c.media_id == media.c.id)
        .where(media.c.id == media_id, media.c.state == "kept", shown)
    )
    row = connection.execute(first(kept, 1)).first()
    return StoredFile(*row) if row else None


def _of(subject: str, table: Table, within: ColumnElement[bool]) -> ColumnElement[bool]:
    return (evidence.c.subject == subject) & evidence.c.subject_id.in_(select(table.c.id).where(within))
