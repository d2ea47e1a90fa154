"""What was heard and said."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.parts import Id, Moment, Word, metadata, own_id, to

people = Table(
    "people",
    metadata,
    own_id(),
    Column("kind", String(10), nullable=False),  # resident | group
    Column("language", String(5), nullable=False),
    Column("name", Text, nullable=False),  # as the resident gave it to us; empty until then
    Column("neighbourhood_key", String(20), nullable=False),
    Column("notice_version", String(40), nullable=False),  # of the privacy notice accepted; empty: none
    Column("notice_at", Moment),
    # consent by purpose, as it stands; when, where and to which version it was given is in history
    Column("folio_notices", Boolean, nullable=False),
    Column("consultation_notices", Boolean, nullable=False),
    Column("committee_notices", Boolean, nullable=False),
    Column("programme_notices", Boolean, nullable=False),
    Column("paused_until", Moment),  # no notices until then; answers go on
    Column("checked_at", Moment),  # staff saw a document of theirs
    Column("created_at", Moment, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    own_id(),
    to("person_id", "people.id", nullable=False, index=True),
    Column("account", String(80), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("value", String(160), nullable=False),  # canonical, for recognising
    Column("reply_to", String(200), nullable=False),  # exact, for sending
    Column("name", Text, nullable=False),  # display name the provider gave
    Column("state", String(10), nullable=False),  # active | blocked | invalid | left
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("account", "value", "kind"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),  # flows.codec
    Column("album", String(80), nullable=False),  # the album whose first picture was just answered
    Column("updated_at", Moment, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    own_id(),
    Column("account", String(80), nullable=False),
    Column("provider_id", String(80), nullable=False),
    to("address_id", "addresses.id", nullable=False),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("message_id", String(80), nullable=False),
    Column("state", String(10), nullable=False),  # played | staff | flood | failed | noted
    Column("sent_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("raw", Text, nullable=False),
    UniqueConstraint("account", "provider_id"),
    Index(None, "address_id", "id"),
)

media = Table(
    "media",
    metadata,
    own_id(),
    to("inbox_id", "inbox.id", index=True),  # null: staff put it in
    Column("account", String(80), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("ref", Text, nullable=False),
    Column("mime", String(120), nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Word(10), nullable=False),  # waiting | kept | failed | forgotten
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("path", Text, nullable=False),  # below the media folder; empty until kept
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Index(
        "ix_media_waiting",
        "not_before",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

evidence = Table(
    "evidence",
    metadata,
    Column("subject", String(12), nullable=False),  # complaint | proposal | visit | chat
    Column("subject_id", Id, nullable=False),
    to("media_id", "media.id", nullable=False),
    Column("person_id", Id, ForeignKey("people.id")),  # null: staff
    Column(
        "shows", String(10), nullable=False
    ),  # problem | repair | earlier: before, after the work, of one that did not hold
    Column("picture", String(40), nullable=False),  # a cleaned copy that others may be shown; empty: none
    PrimaryKeyConstraint("subject", "subject_id", "media_id"),
)

outbox = Table(
    "outbox",
    metadata,
    own_id(),
    to("address_id", "addresses.id", nullable=False),  # the lane: one in flight at a time
    Column("account", String(80), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("purpose", String(12), nullable=False),  # answer | staff | folio | consultation | committee
    Column("body", Text, nullable=False),  # civic.message.Message as JSON
    Column("inbox_id", Id),  # what it answers
    Column("chat_epoch", Integer, nullable=False),  # of the staff chat it was written under; 0: the bot's
    Column("repeatable", Boolean, nullable=False),  # a second copy harms nobody
    Column(
        "state", Word(10), nullable=False
    ),  # queued | claimed | sent | delivered | read | failed | unknown | cancelled
    Column("hold", Word(10), nullable=False),  # window: waits for the resident's next message; empty: none
    Column("not_before", Moment, nullable=False),
    Column("not_after", Moment),  # from then on it is of no use; null: always
    Column("attempts", Integer, nullable=False),
    Column("parts_sent", Integer, nullable=False),
    Column("worker", String(40), nullable=False),
    Column("lease_until", Moment),
    Column("provider_id", String(80), nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Index(
        "ix_outbox_due",
        "account",
        "priority",
        "not_before",
        "id",
        sqlite_where=text("state = 'queued' AND hold = ''"),
        postgresql_where=text("state = 'queued' AND hold = ''"),
    ),
    Index(
        "ix_outbox_lane",
        "address_id",
        "id",
        sqlite_where=text("state IN ('queued', 'claimed')"),
        postgresql_where=text("state IN ('queued', 'claimed')"),
    ),
    Index("ix_outbox_address", "address_id", "created_at"),
    Index(
        "ix_outbox_unknown",
        "created_at",
        sqlite_where=text("state = 'unknown'"),
        postgresql_where=text("state = 'unknown'"),
    ),
    Index(
        "ix_outbox_provider",
        "account",
        "provider_id",
        sqlite_where=text("provider_id <> ''"),
        postgresql_where=text("provider_id <> ''"),
    ),
)

send_attempts = Table(
    "send_attempts",  # every try that did not end well; the good one is the outbox row itself
    metadata,
    own_id(),
    to("outbox_id", "outbox.id", nullable=False, index=True),
    Column("outcome", String(12), nullable=False),  # not_sent | unknown | refused | interrupted
    Column("code", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    own_id(),
    Column("account", String(80), nullable=False),
    Column("provider_id", String(80), nullable=False),
    Column("status", String(20), nullable=False),
    Column("error", String(40), nullable=False),
    Column("failure", String(16), nullable=False),  # civic.message.Failure
    Column("outbox_id", Id, index=True),
    Column("at", Moment, nullable=False),
    Column("raw", Text, nullable=False),
    UniqueConstraint("provider_id", "account", "status"),  # in this order it also finds those of a message
)

chats = Table(
    "chats",
    metadata,
    own_id(),
    to("person_id", "people.id", nullable=False, index=True),
    to("address_id", "addresses.id", nullable=False),
    Column("state", Word(10), nullable=False),  # waiting | taken | closed
    Column("epoch", Integer, nullable=False),  # grows with every change of owner
    Column("reason", Text, nullable=False),
    Column("staff", String(80), nullable=False),  # whose it is; empty: nobody's
    Column("department", String(40), nullable=False),
    Column("neighbourhood_key", String(20), nullable=False),  # of the resident when it was opened
    Column("priority", Integer, nullable=False),  # 0 urgent, 1 high, 2 normal
    Column("opened_at", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("first_answer_at", Moment),
    Column("answer_due_at", Moment),  # by when; null: nobody waits
    Column("answer_warned_at", Moment),  # when staff were told that it is near; null: they were not
    Column("is_late", Boolean, nullable=False),  # staff were told that it has passed
    # office time from opening to closing, without what waits for the resident
    Column("solve_seconds", Integer),  # of it that had passed when the clock last stopped; null: not measured
    Column("solve_since", Moment),  # from when the clock runs, also one ahead; null: it rests
    Column("solve_due_at", Moment),  # by when it should be resolved; null: no such day
    Column("solve_warned_at", Moment),
    Column("is_solve_late", Boolean, nullable=False),
    Column("waiting_since", Moment),  # since when the resident waits for an answer; null: nobody waits
    Column("last_at", Moment, nullable=False),  # when somebody last wrote in it
    Column("snoozed_until", Moment),
    Column("closed_at", Moment),
    Column("satisfaction", Integer),  # 1 to 5; null: not asked, or not answered
    Index(
        "ix_chats_open",
        "person_id",
        unique=True,
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
    Index(
        "ix_chats_waiting",
        "priority",
        "waiting_since",
        "id",
        sqlite_where=text("waiting_since IS NOT NULL"),
        postgresql_where=text("waiting_since IS NOT NULL"),
    ),
    Index(
        "ix_chats_due",
        "answer_due_at",
        sqlite_where=text("answer_due_at IS NOT NULL"),
        postgresql_where=text("answer_due_at IS NOT NULL"),
    ),
    Index(
        "ix_chats_solve",
        "solve_due_at",
        sqlite_where=text("solve_due_at IS NOT NULL"),
        postgresql_where=text("solve_due_at IS NOT NULL"),
    ),
    Index(None, "opened_at"),
    Index(
        "ix_chats_recent",
        "last_at",
        "id",
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
    Index(
        "ix_chats_staff",
        "staff",
        "last_at",
        "id",
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
    Index(
        "ix_chats_answered",
        "department",
        "first_answer_at",
        sqlite_where=text("first_answer_at IS NOT NULL"),
        postgresql_where=text("first_answer_at IS NOT NULL"),
    ),
    Index(
        "ix_chats_closed",
        "closed_at",
        "id",
        sqlite_where=text("state = 'closed'"),
        postgresql_where=text("state = 'closed'"),
    ),
)

incidents = Table(
    "incidents",  # what staff must look at
    metadata,
    own_id(),
    Column("kind", String(20), nullable=False),  # failure | emergency | undeliverable | ...
    Column("inbox_id", Id),
    Column("outbox_id", Id),
    Column("detail", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index(
        "ix_incidents_open",
        "opened_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

privacy_requests = Table(
    "privacy_requests",  # what somebody asks about their own data; the law's clock runs from opened_at
    metadata,
    own_id(),
    Column("folio", String(30), nullable=False, unique=True),
    to("person_id", "people.id", nullable=False, index=True),
    Column("right", String(12), nullable=False),  # access | rectify | cancel | oppose | withdraw
    Column("detail", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("answer_by", Date, nullable=False),
    Column("answered_at", Moment),
)

BY_STAFF = "substr(history.\"by\", 1, 6) = 'staff:'"
"""Told of a line of history; as its partial indices tell it, so that they are used."""
_by_staff = text("substr(\"by\", 1, 6) = 'staff:'")

history = Table(
    "history",  # appended, never edited
    metadata,
    own_id(),
    Column(
        "subject", String(12), nullable=False
    ),  # complaint | proposal | consultation | initiative | chat | person | ...
    Column("subject_id", Id, nullable=False),
    Column("event", String(30), nullable=False),
    Column("by", String(80), nullable=False),  # resident | staff:<name> | clock | operator
    to("person_id", "people.id", index=True),  # the resident who did it: never shown, so that it can be erased
    Column("account", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "subject", "subject_id", "id"),
    # the trail of staff: a small part of all lines
    Index("ix_history_trail", "at", "id", sqlite_where=_by_staff, postgresql_where=_by_staff),
    Index("ix_history_trail_by", "by", "at", "id", sqlite_where=_by_staff, postgresql_where=_by_staff),
    Index("ix_history_trail_of", "subject", "at", "id", sqlite_where=_by_staff, postgresql_where=_by_staff),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code", String(10), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("purpose", Word(10), nullable=False),  # link: joins two chats; desk: shows staff who is before them
    Column("expires_at", Moment, nullable=False),
)

firings = Table(
    "firings",  # one row a due time of a schedule: two leaders, a restart or a catch-up never fire it twice
    metadata,
    Column("schedule", String(40), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("worker", String(40), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("said", Text, nullable=False),
    PrimaryKeyConstraint("schedule", "due_at"),
)
