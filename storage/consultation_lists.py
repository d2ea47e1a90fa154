"""Consultations beside each other."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from storage.tables import participations


def count_participants(connection: Connection) -> Mapping[int, int]:
    """By consultation."""
    rows = select(participations.c.consultation_id, func.count()).group_by(participations.c.consultation_id)
    return {int(consultation_id): int(count) for consultation_id, count in connection.execute(rows)}
