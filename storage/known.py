"""What an audience may name here."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from civic.audience import Known
from storage.tables import (
    addresses,
    committees,
    consultations,
    members,
    neighbourhoods,
    programme_subscriptions,
    proposals,
    public_works,
)


def list_known(connection: Connection, languages: Collection[str], channels: Collection[str]) -> Known:
    """`channels`: those that are switched on; those through which somebody once wrote are known as well."""
    return Known(
        committees=_all(connection, committees.c.key),
        committee_kinds=_all(connection, committees.c.kind),
        roles=_all(connection, members.c.role),
        works=_all(connection, public_works.c.key),
        neighbourhoods=_all(connection, neighbourhoods.c.key),
        topics=_all(connection, proposals.c.topic),
        consultations=_all(connection, consultations.c.key),
        programmes=_all(connection, programme_subscriptions.c.programme),
        channels={*channels, *(one.partition(":")[0] for one in _all(connection, addresses.c.account))},
        languages=languages,
    )


def _all(connection: Connection, column: ColumnElement[Any]) -> set[str]:
    return set(connection.execute(select(column).distinct()).scalars())
