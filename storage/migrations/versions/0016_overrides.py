"""What staff set at the desk over the settings and the flows that ship"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "overrides",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("after", Id, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overrides")),
    )
    op.create_index(op.f("ix_overrides_kind_key_after"), "overrides", ["kind", "key", "after"], unique=True)
