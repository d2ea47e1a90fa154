"""The desk: who works there, what they may see, and what their chats need"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("chats", sa.Column("department", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("chats", sa.Column("neighbourhood_key", sa.String(length=20), nullable=False, server_default=""))
    op.add_column("chats", sa.Column("priority", sa.Integer(), nullable=False, server_default="2"))
    op.add_column("chats", sa.Column("first_answer_at", Moment(), nullable=True))
    op.add_column("chats", sa.Column("answer_due_at", Moment(), nullable=True))
    op.add_column("chats", sa.Column("is_late", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("chats", sa.Column("waiting_since", Moment(), nullable=True))
    op.add_column("chats", sa.Column("last_at", Moment(), nullable=True))
    op.add_column("chats", sa.Column("snoozed_until", Moment(), nullable=True))
    op.add_column("chats", sa.Column("satisfaction", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE chats SET last_at = coalesce(closed_at, taken_at, opened_at), "
        "waiting_since = CASE WHEN state = 'waiting' THEN opened_at END, "
        "neighbourhood_key = (SELECT neighbourhood_key FROM people WHERE people.id = chats.person_id)"
    )
    with op.batch_alter_table("chats", schema=None) as batch_op:
        batch_op.alter_column("department", existing_type=sa.String(length=40), server_default=None)
        batch_op.alter_column("neighbourhood_key", existing_type=sa.String(length=20), server_default=None)
        batch_op.alter_column("is_late", existing_type=sa.Boolean(), server_default=None)
        batch_op.alter_column("priority", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("last_at", existing_type=Moment(), nullable=False)
    op.create_index(op.f("ix_chats_person_id"), "chats", ["person_id"], unique=False)
    for name, columns, rows in (
        ("ix_chats_waiting", ["priority", "waiting_since", "id"], "waiting_since IS NOT NULL"),
        ("ix_chats_due", ["answer_due_at"], "answer_due_at IS NOT NULL"),
        ("ix_chats_recent", ["last_at", "id"], "state <> 'closed'"),
        ("ix_chats_staff", ["staff", "last_at", "id"], "state <> 'closed'"),
        ("ix_chats_answered", ["department", "first_answer_at"], "first_answer_at IS NOT NULL"),
        ("ix_chats_closed", ["closed_at", "id"], "state = 'closed'"),
    ):
        op.create_index(name, "chats", columns, sqlite_where=sa.text(rows), postgresql_where=sa.text(rows))
    op.create_table(
        "forms_done",
        sa.Column("form", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_forms_done")),
    )
    op.create_table(
        "quick_replies",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("shortcut", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quick_replies")),
    )
    op.create_index(
        op.f("ix_quick_replies_shortcut_department"), "quick_replies", ["shortcut", "department"], unique=True
    )

    op.create_table(
        "reads",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=12), nullable=False),
        sa.Column("subject_id", Id, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reads")),
    )
    op.create_index(op.f("ix_reads_subject_subject_id"), "reads", ["subject", "subject_id"], unique=False)

    op.create_table(
        "sign_in_failures",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "staff",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("password", sa.String(length=160), nullable=False),
        sa.Column("totp_secret", sa.String(length=64), nullable=False),
        sa.Column("totp_used", sa.BigInteger(), nullable=False),
        sa.Column("person_id", Id, nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("is_available", sa.Boolean(), nullable=False),
        sa.Column("called_at", Moment(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_staff_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("name", name=op.f("uq_staff_name")),
        sa.UniqueConstraint("person_id", name=op.f("uq_staff_person_id")),
    )
    op.create_table(
        "desk_sessions",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("browser", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_desk_sessions_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_desk_sessions")),
        sa.UniqueConstraint("sha256", name=op.f("uq_desk_sessions_sha256")),
    )
    op.create_index(op.f("ix_desk_sessions_staff_id"), "desk_sessions", ["staff_id"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_recovery_codes_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "sha256", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "sign_in_links",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_links_staff_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sign_in_links")),
    )
    op.create_index(op.f("ix_sign_in_links_staff_id"), "sign_in_links", ["staff_id"], unique=False)

    op.create_table(
        "staff_grants",
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("quadrant", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_staff_grants_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "role", "department", "quadrant", name=op.f("pk_staff_grants")),
    )
    op.create_table(
        "chat_events",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("chat_id", Id, nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_chat_events_chat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_events")),
    )
    op.create_table(
        "chat_labels",
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_chat_labels_chat_id")),
        sa.PrimaryKeyConstraint("chat_id", "label", name=op.f("pk_chat_labels")),
    )
    op.create_table(
        "chat_viewers",
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("writing_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_chat_viewers_chat_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_chat_viewers_staff_id")),
        sa.PrimaryKeyConstraint("chat_id", "staff_id", name=op.f("pk_chat_viewers")),
    )
    op.create_table(
        "staff_messages",
        sa.Column("outbox_id", Id, autoincrement=False, nullable=False),
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("again_of", Id, nullable=True),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_staff_messages_chat_id")),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_staff_messages_outbox_id")),
        sa.PrimaryKeyConstraint("outbox_id", name=op.f("pk_staff_messages")),
    )
    op.create_index(op.f("ix_staff_messages_chat_id"), "staff_messages", ["chat_id"], unique=False)
    op.create_table(
        "drafts",
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("staff_id", Id, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_drafts_chat_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_drafts_staff_id")),
        sa.PrimaryKeyConstraint("chat_id", "staff_id", name=op.f("pk_drafts")),
    )
    op.create_table(
        "notes",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("staff", sa.String(length=80), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_notes_chat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_chat_id_id"), "notes", ["chat_id", "id"], unique=False)

    # the trail of staff, and what the page of health counts
    by_staff = sa.text("substr(\"by\", 1, 6) = 'staff:'")
    for name, columns in (
        ("ix_history_trail", ["at", "id"]),
        ("ix_history_trail_by", ["by", "at", "id"]),
        ("ix_history_trail_of", ["subject", "at", "id"]),
    ):
        op.create_index(name, "history", columns, sqlite_where=by_staff, postgresql_where=by_staff)
    op.create_index(op.f("ix_reads_at_id"), "reads", ["at", "id"], unique=False)
    op.create_index(op.f("ix_reads_staff_at_id"), "reads", ["staff", "at", "id"], unique=False)
    unknown = sa.text("state = 'unknown'")
    op.create_index("ix_outbox_unknown", "outbox", ["created_at"], sqlite_where=unknown, postgresql_where=unknown)
