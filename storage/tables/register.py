"""What the municipality has: its neighbourhoods and its public works."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
)

from storage.tables.parts import Moment, metadata

neighbourhoods = Table(
    "neighbourhoods",
    metadata,
    Column("key", String(20), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("postal_code", String(5), nullable=False),
    Column("zone", String(20), nullable=False),
    Column("city", Text, nullable=False),
    Column("quadrant", String(40), nullable=False),  # part of town; empty: the municipality named none
    Column("since", Integer, ForeignKey("catalogue_versions.number"), nullable=False),
    Column("retired", Integer, ForeignKey("catalogue_versions.number")),  # null: in use
)

catalogue_versions = Table(
    "catalogue_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("imported_at", Moment, nullable=False),
)

register_versions = Table(
    "register_versions",  # each file of the register of public works that was taken in
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),  # empty: works that were there before versions were kept
    Column("rows", Integer, nullable=False),
    Column("kept_out", Integer, nullable=False),  # rows with a fault
    Column("imported_at", Moment, nullable=False),
)


def _work_columns() -> list[Column[Any]]:
    """What the register tells of a work."""
    return [
        Column("name", Text, nullable=False),
        Column("status", String(30), nullable=False),
        Column("contractor", Text, nullable=False),
        Column("supervisor", Text, nullable=False),
        Column("centavos", BigInteger),
        Column("metres", Float),
        Column("starts_on", Date),
        Column("ends_on", Date),
        Column("progress", Float),  # per cent
    ]


public_works = Table(
    "public_works",  # as the register tells them now
    metadata,
    Column("key", String(40), primary_key=True),
    *_work_columns(),
    Column("since", Integer, ForeignKey("register_versions.number"), nullable=False),
    Column("retired", Integer, ForeignKey("register_versions.number")),  # null: in the register
)

work_neighbourhoods = Table(
    "work_neighbourhoods",
    metadata,
    Column("work_key", String(40), ForeignKey("public_works.key"), nullable=False),
    Column("neighbourhood_key", String(20), nullable=False, index=True),
    PrimaryKeyConstraint("work_key", "neighbourhood_key"),
)

work_versions = Table(
    "work_versions",  # appended, never edited: a work as each version that changed it told it
    metadata,
    Column("work_key", String(40), ForeignKey("public_works.key"), nullable=False),
    Column("version", Integer, ForeignKey("register_versions.number"), nullable=False),
    *_work_columns(),
    Column("neighbourhood_keys", Text, nullable=False),  # with `|` between them
    Column("retired", Boolean, nullable=False),
    PrimaryKeyConstraint("work_key", "version"),
)
