"""By when chats are to be resolved, what each answer answered, and figures of each day"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Moment

revision = "0014"
down_revision = "0013"

_COUNTS = (
    "opened", "back", "heard", "said", "first", "first_late", "following", "following_late", "closed", "solved",
    "solved_late", "rated", "good", "fair", "bad", "complaints", "reopened", "confirmed", "unconfirmed", "ended", "kept",
    "missed", "proposals",
)  # fmt: skip
_STEPS = 23


def upgrade() -> None:
    _clocks_of_chats()
    _what_messages_answered()
    _figures()
    for table in ("complaints", "promises"):
        some = sa.text("ended_at IS NOT NULL")
        op.create_index(f"ix_{table}_ended", table, ["ended_at"], sqlite_where=some, postgresql_where=some)
    op.create_index(op.f("ix_proposals_created_at"), "proposals", ["created_at"])


def _clocks_of_chats() -> None:
    """What was opened before is not measured: how long it waited for the resident is not known."""
    op.add_column("chats", sa.Column("answer_warned_at", Moment(), nullable=True))
    op.add_column("chats", sa.Column("solve_seconds", sa.Integer(), nullable=True))
    op.add_column("chats", sa.Column("solve_since", Moment(), nullable=True))
    op.add_column("chats", sa.Column("solve_due_at", Moment(), nullable=True))
    op.add_column("chats", sa.Column("solve_warned_at", Moment(), nullable=True))
    op.add_column("chats", sa.Column("is_solve_late", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("chats", schema=None) as batch_op:
        batch_op.alter_column("is_solve_late", existing_type=sa.Boolean(), server_default=None)
    due = sa.text("solve_due_at IS NOT NULL")
    op.create_index("ix_chats_solve", "chats", ["solve_due_at"], sqlite_where=due, postgresql_where=due)
    op.create_index(op.f("ix_chats_opened_at"), "chats", ["opened_at"])


def _what_messages_answered() -> None:
    """Of what was written before, only first answers are known."""
    op.add_column("staff_messages", sa.Column("kind", sa.String(length=10), nullable=False, server_default="answer"))
    op.add_column("staff_messages", sa.Column("department", sa.String(length=40), nullable=False, server_default=""))
    op.add_column("staff_messages", sa.Column("at", Moment(), nullable=True))
    op.add_column("staff_messages", sa.Column("waiting_since", Moment(), nullable=True))
    op.add_column("staff_messages", sa.Column("due_at", Moment(), nullable=True))
    op.execute(
        "UPDATE staff_messages SET at = (SELECT created_at FROM outbox WHERE outbox.id = outbox_id), "
        "department = (SELECT department FROM chats WHERE chats.id = chat_id)"
    )
    op.execute(
        "UPDATE staff_messages SET kind = 'farewell' WHERE at = (SELECT closed_at FROM chats WHERE chats.id = chat_id)"
    )
    op.execute("UPDATE staff_messages SET kind = 'again' WHERE again_of IS NOT NULL")
    op.execute(
        "UPDATE staff_messages SET kind = 'first', "
        "waiting_since = (SELECT opened_at FROM chats WHERE chats.id = chat_id) WHERE outbox_id IN "
        "(SELECT min(m.outbox_id) FROM staff_messages m JOIN chats c ON c.id = m.chat_id WHERE m.at = c.first_answer_at "
        "AND m.again_of IS NULL GROUP BY m.chat_id)"
    )
    with op.batch_alter_table("staff_messages", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(length=10), server_default=None)
        batch_op.alter_column("department", existing_type=sa.String(length=40), server_default=None)
        batch_op.alter_column("at", existing_type=Moment(), nullable=False)
    op.create_index(op.f("ix_staff_messages_at"), "staff_messages", ["at"])


def _figures() -> None:
    """Filled by the clock, from the first day on."""
    steps = (f"{span}_{number}" for span in ("first", "following", "solved") for number in range(_STEPS))
    op.create_table(
        "rollups",
        sa.Column("cut", sa.String(length=15), nullable=False),
        sa.Column("grain", sa.String(length=5), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("quadrant", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in (*_COUNTS, *steps)),
        sa.PrimaryKeyConstraint("cut", "grain", "label", "day", "department", "quadrant", name=op.f("pk_rollups")),
    )
