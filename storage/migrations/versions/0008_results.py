"""The part of town of a neighbourhood, and what was published of a consultation"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    _add_quadrants()
    _add_releases()


def _add_quadrants() -> None:
    """Those that are there are in none until a catalogue that names it is imported."""
    quadrant = sa.Column("quadrant", sa.String(length=40), nullable=False, server_default="")
    op.add_column("neighbourhoods", quadrant)
    with op.batch_alter_table("neighbourhoods", schema=None) as batch_op:
        batch_op.alter_column("quadrant", existing_type=sa.String(length=40), server_default=None)


def _add_releases() -> None:
    op.create_table(
        "releases",
        sa.Column("consultation_id", Id, autoincrement=False, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("topics_picture", sa.String(length=40), nullable=False),
        sa.Column("places_picture", sa.String(length=40), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_releases_consultation_id")),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_releases")),
    )
    op.create_table(
        "release_tables",
        sa.Column("consultation_id", Id, nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["releases.consultation_id"], name=op.f("fk_release_tables_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "name", name=op.f("pk_release_tables")),
    )
