"""The part of town of a neighbourhood"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Those that are there are in none until a catalogue that names it is imported."""
    quadrant = sa.Column("quadrant", sa.String(length=40), nullable=False, server_default="")
    op.add_column("neighbourhoods", quadrant)
    with op.batch_alter_table("neighbourhoods", schema=None) as batch_op:
        batch_op.alter_column("quadrant", existing_type=sa.String(length=40), server_default=None)
