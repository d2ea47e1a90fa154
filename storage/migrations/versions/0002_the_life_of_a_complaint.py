"""The life of a complaint: statuses, promises, questions, updates"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from civic.distance import cell_of
from storage.tables import Id, Moment, Word

revision = "0002"
down_revision = "0001"

_NEW = (
    sa.Column("status_at", Moment(), nullable=False),
    sa.Column("department", sa.String(length=40), nullable=False),
    sa.Column("slip", sa.Text(), nullable=False),
    sa.Column("external_body", sa.Text(), nullable=False),
    sa.Column("external_folio", sa.String(length=60), nullable=False),
    sa.Column("reopened", sa.Integer(), nullable=False),
)
"""Filled below before they may no longer be empty."""


def upgrade() -> None:
    _add_tasks()
    _add_promises()
    _add_asks()
    _add_updates()
    _add_news()
    _change_complaints()
    _change_evidence()


def _open_index(batch_op: Any, name: str, columns: list[str], condition: str = "ended_at IS NULL") -> None:
    batch_op.create_index(
        name, columns, unique=False, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition)
    )


def _add_tasks() -> None:
    op.create_table(
        "complaint_tasks",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("complaint_id", Id, nullable=False),
        sa.Column("department", sa.String(length=40), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_as", Word(length=10), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_tasks_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_tasks")),
    )
    with op.batch_alter_table("complaint_tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_tasks_complaint_id"), ["complaint_id"], unique=False)


def _add_promises() -> None:
    op.create_table(
        "promises",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("complaint_id", Id, nullable=False),
        sa.Column("step", Word(length=10), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_as", Word(length=10), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_promises_complaint_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promises")),
    )
    with op.batch_alter_table("promises", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_promises_complaint_id"), ["complaint_id"], unique=False)
        _open_index(batch_op, "ix_promises_next", ["next_at"])


def _add_asks() -> None:
    op.create_table(
        "asks",
        sa.Column("id", Id, autoincrement=False, nullable=False),
        sa.Column("complaint_id", Id, nullable=False),
        sa.Column("person_id", Id, nullable=False),
        sa.Column("kind", Word(length=10), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("back_to", sa.String(length=30), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("answer_by", Moment(), nullable=False),
        sa.Column("outbox_id", Id, nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("ended_as", Word(length=10), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_asks_complaint_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_asks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asks")),
    )
    with op.batch_alter_table("asks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_asks_complaint_id"), ["complaint_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_asks_person_id"), ["person_id"], unique=False)
        _open_index(batch_op, "ix_asks_open", ["answer_by"])


def _add_updates() -> None:
    """Who reported before hears of every change from now on."""
    updates = op.create_table(
        "updates",
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("frequency", Word(length=12), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("told_at", Moment(), nullable=False),
        sa.Column("outbox_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_updates_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_updates")),
    )
    with op.batch_alter_table("updates", schema=None) as batch_op:
        _open_index(batch_op, "ix_updates_due", ["due_at", "person_id"], "due_at IS NOT NULL")
    reporters = sa.table("complaint_reporters", sa.column("person_id", Id), sa.column("joined_at", Moment()))
    joined = sa.func.max(reporters.c.joined_at)
    everybody = sa.select(
        reporters.c.person_id, sa.literal("each_change"), sa.null(), joined, sa.null()
    ).group_by(reporters.c.person_id)
    op.execute(updates.insert().from_select([column.name for column in updates.columns], everybody))


def _add_news() -> None:
    op.create_table(
        "news",
        sa.Column("person_id", Id, autoincrement=False, nullable=False),
        sa.Column("history_id", Id, autoincrement=False, nullable=False),
        sa.Column("complaint_id", Id, nullable=False),
        sa.Column("outbox_id", Id, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_news_person_id")),
        sa.ForeignKeyConstraint(["history_id"], ["history.id"], name=op.f("fk_news_history_id")),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_news_complaint_id")),
        sa.PrimaryKeyConstraint("person_id", "history_id", name=op.f("pk_news")),
    )
    with op.batch_alter_table("news", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_news_history_id"), ["history_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_news_complaint_id"), ["complaint_id"], unique=False)


def _change_complaints() -> None:
    with op.batch_alter_table("history", schema=None) as batch_op:
        batch_op.add_column(sa.Column("person_id", Id, nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_history_person_id"), "people", ["person_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_history_person_id"), ["person_id"], unique=False)
    with op.batch_alter_table("complaint_reporters", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_with", Id, nullable=True))
        batch_op.create_index(batch_op.f("ix_complaint_reporters_came_with"), ["came_with"], unique=False)
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        for column in _NEW:
            batch_op.add_column(sa.Column(column.name, column.type, nullable=True))
        batch_op.add_column(sa.Column("cell", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("promised_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("duplicate_of", Id, nullable=True))
        batch_op.add_column(sa.Column("done_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("ended_at", Moment(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_complaints_duplicate_of"), "complaints", ["duplicate_of"], ["id"])
    _fill_complaints()
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        for column in _NEW:
            batch_op.alter_column(column.name, existing_type=column.type, nullable=False)
        batch_op.drop_index(batch_op.f("ix_complaints_neighbourhood_key_category_created_at"))
        batch_op.create_index(batch_op.f("ix_complaints_created_at"), ["created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_status_done_at"), ["status", "done_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_duplicate_of"), ["duplicate_of"], unique=False)
        batch_op.create_index(batch_op.f("ix_complaints_public_work_key"), ["public_work_key"], unique=False)
        _open_index(batch_op, "ix_complaints_open_here", ["neighbourhood_key", "category", "created_at"])
        _open_index(batch_op, "ix_complaints_open_near", ["cell", "category", "created_at"])


def _fill_complaints() -> None:
    names = ("id", "status_at", "created_at", "department", "slip", "external_body", "external_folio", "reopened")
    complaints = sa.table("complaints", *map(sa.column, (*names, "latitude", "longitude", "cell")))
    op.execute(
        complaints.update().values(
            status_at=complaints.c.created_at, department="", slip="", external_body="", external_folio="", reopened=0
        )
    )
    connection = op.get_bind()
    pins = sa.select(complaints.c.id, complaints.c.latitude, complaints.c.longitude)
    pinned = connection.execute(pins.where(complaints.c.latitude.is_not(None))).all()
    this = complaints.c.id == sa.bindparam("row_id")
    if pinned:
        connection.execute(
            complaints.update().where(this).values(cell=sa.bindparam("its_cell")),
            [{"row_id": row.id, "its_cell": cell_of(row.latitude, row.longitude)} for row in pinned],
        )


def _change_evidence() -> None:
    """Staff add photos of the repair; nothing that residents sent is shown to others unless somebody says so."""
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shows", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("picture", sa.String(length=40), nullable=True))
        batch_op.alter_column("person_id", existing_type=Id, nullable=True)
    evidence = sa.table("evidence", sa.column("shows"), sa.column("picture"))
    op.execute(evidence.update().values(shows="problem", picture=""))
    with op.batch_alter_table("evidence", schema=None) as batch_op:
        batch_op.alter_column("shows", existing_type=sa.String(length=10), nullable=False)
        batch_op.alter_column("picture", existing_type=sa.String(length=40), nullable=False)
    with op.batch_alter_table("media", schema=None) as batch_op:
        batch_op.alter_column("inbox_id", existing_type=Id, nullable=True)
