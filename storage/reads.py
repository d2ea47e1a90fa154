"""Who of staff looked at what is known of whom."""

from datetime import datetime

from sqlalchemy import Connection, insert

from storage.ids import Ids
from storage.tables import reads


def note_read(connection: Connection, ids: Ids, staff: str, subject: str, subject_id: int, at: datetime) -> None:
    row = {"id": ids.new(), "staff": staff, "subject": subject, "subject_id": subject_id, "at": at}
    connection.execute(insert(reads), row)
