"""Proposals are answered and followed, initiatives hang them together, and news are of more than complaints"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _add_initiatives()
    _change_proposals()
    with op.batch_alter_table("supports", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_with", Id, nullable=True))
        batch_op.create_index(batch_op.f("ix_supports_came_with"), ["came_with"], unique=False)
    _change_news()


def _add_initiatives() -> None:
    op.create_table(
        "initiatives",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiatives")),
        sa.UniqueConstraint("key", name=op.f("uq_initiatives_key")),
    )
    op.create_table(
        "initiative_evidence",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("initiative_id", Id, nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiatives.id"], name=op.f("fk_initiative_evidence_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_evidence")),
    )
    with op.batch_alter_table("initiative_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_initiative_evidence_initiative_id"), ["initiative_id"], unique=False)


def _change_proposals() -> None:
    """Those that are there stand where they stood since they were made."""
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status_at", Moment(), nullable=True))
        for name, kind, empty in (
            ("answer", sa.Text(), "''"),
            ("law", sa.Text(), "''"),
            ("public_work_key", sa.String(length=40), "''"),
            ("commitment", sa.Text(), "''"),
            ("progress", sa.Integer(), "0"),
        ):
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=sa.text(empty)))
        batch_op.add_column(sa.Column("cost", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("scheduled_on", sa.Date(), nullable=True))
        for name, target in (("grouped_into", "proposals"), ("initiative_id", "initiatives")):
            batch_op.add_column(sa.Column(name, Id, nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_proposals_{name}"), target, [name], ["id"])
    op.execute("UPDATE proposals SET status_at = created_at")
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.alter_column("status_at", existing_type=Moment(), nullable=False)
        for name, kind in (
            ("answer", sa.Text()),
            ("law", sa.Text()),
            ("public_work_key", sa.String(length=40)),
            ("commitment", sa.Text()),
            ("progress", sa.Integer()),
        ):
            batch_op.alter_column(name, existing_type=kind, server_default=None)
        for name in ("grouped_into", "initiative_id", "public_work_key"):
            batch_op.create_index(batch_op.f(f"ix_proposals_{name}"), [name], unique=False)
        batch_op.create_index(
            batch_op.f("ix_proposals_consultation_id_status"), ["consultation_id", "status"], unique=False
        )


def _change_news() -> None:
    """All so far are of complaints."""
    op.drop_index(op.f("ix_news_complaint_id"), "news")
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_news_complaint_id"), type_="foreignkey")
        batch_op.alter_column("complaint_id", existing_type=Id, existing_nullable=False, new_column_name="subject_id")
        batch_op.add_column(
            sa.Column("subject", sa.String(length=12), nullable=False, server_default=sa.text("'complaint'"))
        )
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.alter_column("subject", existing_type=sa.String(length=12), server_default=None)
        batch_op.create_index(batch_op.f("ix_news_subject_id"), ["subject_id"], unique=False)
