"""The register of public works: versions, several neighbourhoods, amounts and progress"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment

revision = "0003"
down_revision = "0002"


def _told() -> list[sa.Column[Any]]:
    return [
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=30), nullable=False),
        sa.Column("contractor", sa.Text(), nullable=False),
        sa.Column("supervisor", sa.Text(), nullable=False),
        sa.Column("centavos", sa.BigInteger(), nullable=True),
        sa.Column("metres", sa.Float(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("progress", sa.Float(), nullable=True),
    ]


def upgrade() -> None:
    _add_versions()
    _change_works()
    _add_neighbourhoods()
    _add_work_versions()
    with op.batch_alter_table("public_works", schema=None) as batch_op:
        batch_op.drop_column("neighbourhood_key")


def _add_versions() -> None:
    """Works that are there become version 1; of which file they came nobody knows."""
    versions = op.create_table(
        "register_versions",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("kept_out", sa.Integer(), nullable=False),
        sa.Column("imported_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_register_versions")),
    )
    count = op.get_bind().execute(sa.select(sa.func.count()).select_from(sa.table("public_works"))).scalar_one()
    if count:
        first = {"number": 1, "sha256": "", "rows": count, "kept_out": 0, "imported_at": datetime.now(UTC)}
        op.bulk_insert(versions, [first])


def _change_works() -> None:
    with op.batch_alter_table("public_works", schema=None) as batch_op:
        batch_op.add_column(sa.Column("supervisor", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("centavos", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("metres", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("progress", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("since", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("retired", sa.Integer(), nullable=True))
    works = sa.table("public_works", sa.column("supervisor"), sa.column("since"))
    op.execute(works.update().values(supervisor="", since=1))
    with op.batch_alter_table("public_works", schema=None) as batch_op:
        batch_op.alter_column("supervisor", existing_type=sa.Text(), nullable=False)
        batch_op.alter_column("since", existing_type=sa.Integer(), nullable=False)
        for name in ("since", "retired"):
            batch_op.create_foreign_key(
                batch_op.f(f"fk_public_works_{name}"), "register_versions", [name], ["number"]
            )


def _add_neighbourhoods() -> None:
    places = op.create_table(
        "work_neighbourhoods",
        sa.Column("work_key", sa.String(length=40), nullable=False),
        sa.Column("neighbourhood_key", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["work_key"], ["public_works.key"], name=op.f("fk_work_neighbourhoods_work_key")),
        sa.PrimaryKeyConstraint("work_key", "neighbourhood_key", name=op.f("pk_work_neighbourhoods")),
    )
    with op.batch_alter_table("work_neighbourhoods", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_work_neighbourhoods_neighbourhood_key"), ["neighbourhood_key"], unique=False
        )
    works = sa.table("public_works", sa.column("key"), sa.column("neighbourhood_key"))
    placed = sa.select(works.c.key, works.c.neighbourhood_key).where(works.c.neighbourhood_key != "")
    op.execute(places.insert().from_select(["work_key", "neighbourhood_key"], placed))


def _add_work_versions() -> None:
    versions = op.create_table(
        "work_versions",
        sa.Column("work_key", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_told(),
        sa.Column("neighbourhood_keys", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["version"], ["register_versions.number"], name=op.f("fk_work_versions_version")),
        sa.ForeignKeyConstraint(["work_key"], ["public_works.key"], name=op.f("fk_work_versions_work_key")),
        sa.PrimaryKeyConstraint("work_key", "version", name=op.f("pk_work_versions")),
    )
    told = [column.name for column in _told()]
    works = sa.table("public_works", *map(sa.column, ("key", "since", *told, "neighbourhood_key")))
    as_they_are = sa.select(
        works.c.key, works.c.since, *(works.c[name] for name in told), works.c.neighbourhood_key, sa.false()
    )
    names = ["work_key", "version", *told, "neighbourhood_keys", "retired"]
    op.execute(versions.insert().from_select(names, as_they_are))
