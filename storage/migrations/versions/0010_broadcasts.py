"""Broadcasts, whom each is for, and what became of each of them"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("outbox", sa.Column("not_after", Moment(), nullable=True))
    op.execute("UPDATE outbox SET priority = 3 WHERE priority = 2")  # what is urgent goes before news of reports
    op.create_table(
        "audiences",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_audiences")),
    )
    _add_broadcasts()
    _add_recipients()
    op.create_table(
        "business_started",
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("address_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_business_started_address_id")),
        sa.PrimaryKeyConstraint("account", "at", "address_id", name=op.f("pk_business_started")),
    )
    op.create_index(op.f("ix_business_started_address_id"), "business_started", ["address_id"], unique=False)


def _add_broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("filter", sa.Text(), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("starts_at", Moment(), nullable=True),
        sa.Column("ends_by", Moment(), nullable=True),
        sa.Column("made_by", sa.String(length=80), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("planned_at", Moment(), nullable=True),
        sa.Column("cut_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("series_key", sa.String(length=40), nullable=False),
        sa.Column("occurrence", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("key", name=op.f("uq_broadcasts_key")),
    )
    _add_partial_index("ix_broadcasts_sending", "broadcasts", ["starts_at"], "state = 'sending'")


def _add_recipients() -> None:
    table = "broadcast_recipients"
    op.create_table(
        table,
        sa.Column("broadcast_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("address_id", Id, nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("not_before", Moment(), nullable=False),
        sa.Column("outbox_id", Id, nullable=True),
        sa.Column("reply", sa.String(length=20), nullable=True),
        sa.Column("replied_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_recipients_broadcast_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_broadcast_recipients_person_id")),
        sa.ForeignKeyConstraint(["address_id"], ["addresses.id"], name=op.f("fk_broadcast_recipients_address_id")),
        sa.PrimaryKeyConstraint("broadcast_id", "person_id", name=op.f("pk_broadcast_recipients")),
    )
    for column in ("person_id", "outbox_id"):
        op.create_index(op.f(f"ix_broadcast_recipients_{column}"), table, [column], unique=False)
    _add_partial_index(
        "ix_broadcast_recipients_planned", table, ["broadcast_id", "account", "not_before", "person_id"],
        "state = 'planned'",
    )  # fmt: skip
    _add_partial_index("ix_broadcast_recipients_asked", table, ["person_id"], "reply IS NOT NULL")


def _add_partial_index(name: str, table: str, columns: list[str], where: str) -> None:
    op.create_index(
        name, table, columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )
