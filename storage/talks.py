"""Who is talking with us, counted."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, case, func, select

from storage.tables import people, sessions


class Talking(NamedTuple):
    language: str
    wrote: int
    """People who wrote since then."""
    open: int
    """Those of them who are in the middle of this conversation, or put it aside."""


def count_talking(connection: Connection, flow: str, since: datetime) -> list[Talking]:
    """By language, the most first."""
    in_it = sessions.c.state.contains(f'"flow":"{flow}"', autoescape=True)
    counted = (
        select(people.c.language, func.count(), func.sum(case((in_it, 1), else_=0)))
        .join(people, people.c.id == sessions.c.person_id)
        .where(sessions.c.updated_at >= since)
        .group_by(people.c.language)
        .order_by(func.count().desc())
    )
    return [Talking(*row) for row in connection.execute(counted)]
