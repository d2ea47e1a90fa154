"""What is sent again and again, and programmes that residents are reminded of"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "occurrences",
        sa.Column("series_key", sa.String(length=80), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("broadcasts", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("series_key", "due_at", name=op.f("pk_occurrences")),
    )
    op.create_table(
        "series",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("approved_by", sa.String(length=80), nullable=False),
        sa.Column("updated_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_series")),
    )
    op.create_table(
        "programme_subscriptions",
        sa.Column("programme", sa.String(length=24), nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_programme_subscriptions_person_id")),
        sa.PrimaryKeyConstraint("programme", "person_id", name=op.f("pk_programme_subscriptions")),
    )
    op.create_index(
        op.f("ix_programme_subscriptions_person_id"), "programme_subscriptions", ["person_id"], unique=False
    )

    op.create_table(
        "series_off",
        sa.Column("series_key", sa.String(length=40), nullable=False),
        sa.Column("committee_id", Id, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_series_off_committee_id")),
        sa.ForeignKeyConstraint(["series_key"], ["series.key"], name=op.f("fk_series_off_series_key")),
        sa.PrimaryKeyConstraint("series_key", "committee_id", name=op.f("pk_series_off")),
    )
    op.add_column("people", sa.Column("programme_notices", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.alter_column("programme_notices", existing_type=sa.Boolean(), server_default=None)
