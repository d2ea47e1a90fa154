"""Reports of what is wrong, and who is told what of them."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from storage.tables.parts import Id, Moment, Word, metadata, own_id, to

complaints = Table(
    "complaints",
    metadata,
    own_id(),
    Column("folio", String(30), nullable=False, unique=True),
    to("person_id", "people.id", nullable=False, index=True),
    Column("anonymous", Boolean, nullable=False),
    Column("category", String(30), nullable=False),
    Column("text", Text, nullable=False),
    Column("neighbourhood_key", String(20), nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("place", Text, nullable=False),
    Column("cell", BigInteger),  # civic.distance.cell_of the pin
    Column("public_work_key", String(40), nullable=False, index=True),
    Column("status", Word(30), nullable=False),
    Column("status_at", Moment, nullable=False),
    Column("department", String(40), nullable=False),  # who holds it; empty: nobody yet
    Column("promised_on", Date),  # the day told to those it concerns
    Column("slip", Text, nullable=False),  # why that day is later than one told before
    Column("external_body", Text, nullable=False),  # who else it was passed to
    Column("external_folio", String(60), nullable=False),
    to("duplicate_of", "complaints.id", index=True),
    Column("reopened", Integer, nullable=False),  # how often
    Column("done_at", Moment),  # when staff last said that it is done
    Column("ended_at", Moment),  # null: open
    Column("account", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "created_at"),
    Index(None, "status", "done_at"),
    Index(
        "ix_complaints_ended",
        "ended_at",
        sqlite_where=text("ended_at IS NOT NULL"),
        postgresql_where=text("ended_at IS NOT NULL"),
    ),
    Index(
        "ix_complaints_open_here",
        "neighbourhood_key",
        "category",
        "created_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "ix_complaints_open_near",
        "cell",
        "category",
        "created_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

complaint_reporters = Table(
    "complaint_reporters",  # everyone it concerns, the first reporter included
    metadata,
    Column("complaint_id", Id, ForeignKey("complaints.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("anonymous", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("came_with", Id, index=True),  # the complaint through which they came, when it was merged into this one
    PrimaryKeyConstraint("complaint_id", "person_id"),
)

complaint_tasks = Table(
    "complaint_tasks",  # what one complaint needs of several departments; not to be mixed up with duplicates
    metadata,
    own_id(),
    to("complaint_id", "complaints.id", nullable=False, index=True),
    Column("department", String(40), nullable=False),
    Column("what", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # done | dropped; empty: open
)

promises = Table(
    "promises",  # one step of the service charter for one complaint
    metadata,
    own_id(),
    to("complaint_id", "complaints.id", nullable=False, index=True),
    Column("step", Word(10), nullable=False),  # civic.charter.Step
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("level", Integer, nullable=False),  # per cent at which it was escalated last; 0: not yet
    Column("next_at", Moment),  # when it is escalated next; null: no more
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # kept | late | void; empty: it still runs
    Index(
        "ix_promises_ended",
        "ended_at",
        sqlite_where=text("ended_at IS NOT NULL"),
        postgresql_where=text("ended_at IS NOT NULL"),
    ),
    Index(
        "ix_promises_next",
        "next_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

asks = Table(
    "asks",  # what somebody was asked about a complaint: is it fixed, or a question of staff
    metadata,
    own_id(),
    to("complaint_id", "complaints.id", nullable=False, index=True),
    to("person_id", "people.id", nullable=False, index=True),
    Column("kind", Word(10), nullable=False),  # vote | question
    Column("round", Integer, nullable=False),  # 2: asked once more
    Column("text", Text, nullable=False),  # the question of staff
    Column("back_to", String(30), nullable=False),  # the status a question interrupted
    Column("asked_at", Moment, nullable=False),
    Column("answer_by", Moment, nullable=False),
    Column("outbox_id", Id),  # the message that carried it last
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # answered | expired | void; empty: open
    Column("answer", String(10), nullable=False),  # civic.repair.Answer
    Column("note", Text, nullable=False),  # the answer in words
    Index(
        "ix_asks_open",
        "answer_by",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

updates = Table(
    "updates",  # when somebody is told next about what concerns them
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("frequency", Word(12), nullable=False),  # civic.updates.Frequency
    Column("due_at", Moment),  # null: nothing to tell
    Column("told_at", Moment, nullable=False),  # or when there first was something to tell
    Column("outbox_id", Id),  # the last message
    Index(
        "ix_updates_due",
        "due_at",
        "person_id",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

news = Table(
    "news",  # what happened to something, and one of those it concerns has to hear
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("history_id", Id, ForeignKey("history.id"), nullable=False, index=True),
    Column("subject", Word(12), nullable=False),  # civic.updates.Subject
    Column("subject_id", Id, nullable=False, index=True),
    Column("outbox_id", Id),  # the message that says it
    PrimaryKeyConstraint("person_id", "history_id"),
)
