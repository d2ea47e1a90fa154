"""Whether anything that a running program has in its memory was changed since: one question, a few numbers by their index."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from storage.tables import catalogue_versions, consultations, overrides, register_versions


class Stand(NamedTuple):
    set: int
    """How many overrides there ever were, taken back or not."""
    newest: int
    """The last of them."""
    catalogue: int
    """The import of neighbourhoods in use; 0: none."""
    register: int
    """That of public works."""
    consultations: tuple[int, int, int, datetime | None] = (0, 0, 0, None)
    """How many, how many revisions of them, how many closed, when the last."""


NOTHING = Stand(0, 0, 0, 0)
_stand = select(
    select(func.count()).select_from(overrides).scalar_subquery(),
    *(
        select(func.coalesce(func.max(column), 0)).scalar_subquery()
        for column in (overrides.c.id, catalogue_versions.c.number, register_versions.c.number)
    ),
    func.count(),
    func.coalesce(func.sum(consultations.c.revision), 0),
    func.count(consultations.c.closed_at),
    func.max(consultations.c.closed_at),
).select_from(consultations)


def get_stand(connection: Connection) -> Stand:
    set_, newest, catalogue, register, *of_consultations = connection.execute(_stand).one()
    return Stand(set_, newest, catalogue, register, tuple(of_consultations))
