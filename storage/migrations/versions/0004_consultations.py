"""Consultations, who takes part in them, and supports of proposals"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _add_consultations()
    _add_participations()
    _change_proposals()
    _add_supports()
    _add_opinions()
    _add_ballots()


def _add_consultations() -> None:
    op.create_table(
        "consultations",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=24), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultations")),
        sa.UniqueConstraint("key", name=op.f("uq_consultations_key")),
    )
    op.create_table(
        "consultation_revisions",
        sa.Column("consultation_id", Id, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultations.id"], name=op.f("fk_consultation_revisions_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "number", name=op.f("pk_consultation_revisions")),
    )


def _add_participations() -> None:
    op.create_table(
        "participations",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("consultation_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("paper", sa.String(length=40), nullable=True),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("neighbourhood_key", sa.String(length=20), nullable=False),
        sa.Column("began_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_participations_consultation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_participations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participations")),
        sa.UniqueConstraint("consultation_id", "person_id", name=op.f("uq_participations_consultation_id_person_id")),
        sa.UniqueConstraint("consultation_id", "paper", name=op.f("uq_participations_consultation_id_paper")),
    )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_participations_person_id"), ["person_id"], unique=False)


def _change_proposals() -> None:
    """Those that are there belong to no consultation."""
    with op.batch_alter_table("proposals", schema=None) as batch_op:
        batch_op.alter_column("person_id", existing_type=Id, nullable=True)
        for name, target in (("consultation_id", "consultations"), ("participation_id", "participations")):
            batch_op.add_column(sa.Column(name, Id, nullable=True))
            batch_op.create_foreign_key(batch_op.f(f"fk_proposals_{name}"), target, [name], ["id"])
        batch_op.create_index(batch_op.f("ix_proposals_participation_id"), ["participation_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_proposals_consultation_id_neighbourhood_key_topic"),
            ["consultation_id", "neighbourhood_key", "topic"],
            unique=False,
        )


def _add_supports() -> None:
    op.create_table(
        "supports",
        sa.Column("proposal_id", Id, nullable=False),
        sa.Column("participation_id", Id, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposals.id"], name=op.f("fk_supports_proposal_id")),
        sa.ForeignKeyConstraint(["participation_id"], ["participations.id"], name=op.f("fk_supports_participation_id")),
        sa.PrimaryKeyConstraint("proposal_id", "participation_id", name=op.f("pk_supports")),
    )
    with op.batch_alter_table("supports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supports_participation_id"), ["participation_id"], unique=False)


def _add_opinions() -> None:
    op.create_table(
        "survey_answers",
        sa.Column("participation_id", Id, nullable=False),
        sa.Column("question_id", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name=op.f("fk_survey_answers_participation_id")
        ),
        sa.PrimaryKeyConstraint("participation_id", "question_id", name=op.f("pk_survey_answers")),
    )
    op.create_table(
        "stances",
        sa.Column("participation_id", Id, nullable=False),
        sa.Column("statement_id", sa.String(length=20), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["participation_id"], ["participations.id"], name=op.f("fk_stances_participation_id")),
        sa.PrimaryKeyConstraint("participation_id", "statement_id", name=op.f("pk_stances")),
    )


def _add_ballots() -> None:
    op.create_table(
        "ballots",
        sa.Column("participation_id", Id, autoincrement=False, nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("cast_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["participation_id"], ["participations.id"], name=op.f("fk_ballots_participation_id")),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_ballots")),
    )
    op.create_table(
        "ballot_marks",
        sa.Column("consultation_id", Id, nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultations.id"], name=op.f("fk_ballot_marks_consultation_id")),
        sa.PrimaryKeyConstraint("consultation_id", "mark", name=op.f("pk_ballot_marks")),
    )
