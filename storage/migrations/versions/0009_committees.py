"""Committees: who sits on them, what they learnt, signed, saw and agreed"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "letter_texts",
        sa.Column("letter", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("letter", "version", name=op.f("pk_letter_texts")),
    )
    op.create_table(
        "document_revisions",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "number", name=op.f("pk_document_revisions")),
    )
    op.create_table(
        "committees",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("neighbourhood_key", sa.String(length=20), nullable=False),
        sa.Column("public_work_key", sa.String(length=40), nullable=False),
        sa.Column("group_id", Id, nullable=True),
        sa.Column("constituted_on", sa.Date(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_why", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
        sa.UniqueConstraint("key", name=op.f("uq_committees_key")),
    )
    op.create_index(op.f("ix_committees_neighbourhood_key"), "committees", ["neighbourhood_key"], unique=False)
    op.create_index(op.f("ix_committees_public_work_key"), "committees", ["public_work_key"], unique=False)

    op.create_table(
        "trainings",
        sa.Column("person_id", Id, nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("passed_at", Moment(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_trainings_person_id")),
        sa.PrimaryKeyConstraint("person_id", "unit", name=op.f("pk_trainings")),
    )
    op.create_table(
        "accreditations",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("committee_id", Id, nullable=True),
        sa.Column("figure", sa.String(length=20), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name_shown", sa.Text(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("revoked_why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_accreditations_committee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_accreditations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accreditations")),
        sa.UniqueConstraint("code", name=op.f("uq_accreditations_code")),
    )
    op.create_index(op.f("ix_accreditations_committee_id"), "accreditations", ["committee_id"], unique=False)
    op.create_index(op.f("ix_accreditations_person_id"), "accreditations", ["person_id"], unique=False)

    op.create_table(
        "handovers",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("committee_id", Id, nullable=False),
        sa.Column("public_work_key", sa.String(length=40), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_handovers_committee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handovers")),
    )
    op.create_index(op.f("ix_handovers_committee_id"), "handovers", ["committee_id"], unique=False)

    op.create_table(
        "meetings",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("committee_id", Id, nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("called_off_at", Moment(), nullable=True),
        sa.Column("called_off_why", sa.Text(), nullable=False),
        sa.Column("held_at", Moment(), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_meetings_committee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_committee_id"), "meetings", ["committee_id"], unique=False)

    op.create_table(
        "members",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("committee_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("came_by", sa.String(length=10), nullable=False),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_as", sa.String(length=12), nullable=False),
        sa.Column("ended_why", sa.Text(), nullable=False),
        sa.Column("replaces", Id, nullable=True),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_members_committee_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_members_person_id")),
        sa.ForeignKeyConstraint(["replaces"], ["members.id"], name=op.f("fk_members_replaces")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_members")),
    )
    op.create_index(op.f("ix_members_committee_id"), "members", ["committee_id"], unique=False)
    op.create_index(op.f("ix_members_person_id"), "members", ["person_id"], unique=False)
    op.create_index(op.f("ix_members_replaces"), "members", ["replaces"], unique=False)
    op.create_index(
        "ix_members_sitting",
        "members",
        ["committee_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )

    op.create_table(
        "agreements",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("committee_id", Id, nullable=False),
        sa.Column("meeting_id", Id, nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_as", sa.String(length=10), nullable=False),
        sa.Column("ended_note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_agreements_committee_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_agreements_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_agreements_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreements")),
    )
    op.create_index(op.f("ix_agreements_committee_id"), "agreements", ["committee_id"], unique=False)
    op.create_index(op.f("ix_agreements_meeting_id"), "agreements", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_agreements_member_id"), "agreements", ["member_id"], unique=False)

    op.create_table(
        "attendances",
        sa.Column("meeting_id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_attendances_meeting_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_attendances_member_id")),
        sa.PrimaryKeyConstraint("meeting_id", "member_id", name=op.f("pk_attendances")),
    )
    op.create_index(op.f("ix_attendances_member_id"), "attendances", ["member_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("committee_id", Id, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("member_id", Id, nullable=True),
        sa.Column("uses_left", sa.Integer(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_invitations_committee_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_invitations_member_id")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_invitations")),
    )
    op.create_index(op.f("ix_invitations_committee_id"), "invitations", ["committee_id"], unique=False)
    op.create_index(op.f("ix_invitations_member_id"), "invitations", ["member_id"], unique=False)

    op.create_table(
        "letters",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("letter", sa.String(length=20), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("accepted_at", Moment(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("paper", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_letters_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
        sa.UniqueConstraint("member_id", name=op.f("uq_letters_member_id")),
    )
    op.create_table(
        "visits",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("committee_id", Id, nullable=False),
        sa.Column("member_id", Id, nullable=False),
        sa.Column("public_work_key", sa.String(length=40), nullable=False),
        sa.Column("checklist", sa.String(length=20), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("observed", sa.Integer(), nullable=True),
        sa.Column("reported", sa.Float(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("alerted", sa.Boolean(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("visited_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["committee_id"], ["committees.id"], name=op.f("fk_visits_committee_id")),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name=op.f("fk_visits_member_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_committee_id"), "visits", ["committee_id"], unique=False)
    op.create_index(op.f("ix_visits_member_id"), "visits", ["member_id"], unique=False)
    op.create_index(op.f("ix_visits_public_work_key"), "visits", ["public_work_key"], unique=False)
