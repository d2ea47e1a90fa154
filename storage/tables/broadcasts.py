"""What is said to many."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, PrimaryKeyConstraint, String, Table, Text, text

from storage.tables.parts import Id, Moment, Word, metadata, own_id, to

audiences = Table(
    "audiences",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("filter", Text, nullable=False),  # civic.audience.Audience as JSON
    Column("by", String(80), nullable=False),
    Column("updated_at", Moment, nullable=False),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    own_id(),
    Column("key", String(40), nullable=False, unique=True),
    Column("title", Text, nullable=False),  # for staff
    Column("audience", String(40), nullable=False),  # its key
    Column("filter", Text, nullable=False),  # and what it was when this was written
    Column("purpose", String(12), nullable=False),  # civic.consent.Purpose
    Column("content", Text, nullable=False),  # civic.broadcast.Content as JSON
    Column("urgent", Boolean, nullable=False),
    Column("state", Word(20), nullable=False),  # civic.broadcast.State
    Column("starts_at", Moment),  # null: a draft
    Column("ends_by", Moment),  # who was not reached by then is not any more; null: all are
    Column("made_by", String(80), nullable=False),
    Column("approved_by", String(80), nullable=False),
    Column("approved_at", Moment),
    Column("planned_at", Moment),  # when its recipients were picked
    Column("cut_at", Moment),  # when `ends_by` was carried out
    Column("ended_at", Moment),
    Column("why", Text, nullable=False),  # it was cancelled
    Column("series_key", String(40), nullable=False),  # empty: it is sent once
    Column("occurrence", Moment),
    Column("created_at", Moment, nullable=False),
    Index(
        "ix_broadcasts_sending",
        "starts_at",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
)

broadcast_recipients = Table(
    "broadcast_recipients",  # everybody whom the audience matched
    metadata,
    to("broadcast_id", "broadcasts.id", nullable=False),
    to("person_id", "people.id", nullable=False, index=True),
    Column("account", String(80), nullable=False),  # empty: there is no chat to write to
    to("address_id", "addresses.id"),
    Column("state", Word(10), nullable=False),  # civic.broadcast.Standing
    Column("reason", String(20), nullable=False),  # civic.broadcast.Reason of those excluded
    Column("not_before", Moment, nullable=False),  # of those planned
    Column("outbox_id", Id, index=True),
    Column("reply", String(20)),  # null: none was asked for; empty: none came
    Column("replied_at", Moment),
    PrimaryKeyConstraint("broadcast_id", "person_id"),
    Index(
        "ix_broadcast_recipients_planned",
        "broadcast_id",
        "account",
        "not_before",
        "person_id",
        sqlite_where=text("state = 'planned'"),
        postgresql_where=text("state = 'planned'"),
    ),
    Index(
        "ix_broadcast_recipients_asked",
        "person_id",
        sqlite_where=text("reply IS NOT NULL"),
        postgresql_where=text("reply IS NOT NULL"),
    ),
)

business_started = Table(
    "business_started",  # what we sent outside of WhatsApp's 24 hours: Meta lets a sender begin so many a day
    metadata,
    Column("account", String(80), nullable=False),
    to("address_id", "addresses.id", nullable=False, index=True),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("account", "at", "address_id"),
)

series = Table(
    "series",  # what is sent again and again
    metadata,
    Column("key", String(40), primary_key=True),
    Column("document", Text, nullable=False),  # TOML or JSON, as staff wrote it
    Column("is_on", Boolean, nullable=False),
    Column("since", Moment),  # when it was switched on last
    Column("by", String(80), nullable=False),  # who wrote it
    Column("approved_by", String(80), nullable=False),  # who switched it on
    Column("updated_at", Moment, nullable=False),
)

series_off = Table(
    "series_off",  # the committees that do not get a series
    metadata,
    Column("series_key", String(40), ForeignKey("series.key"), nullable=False),
    to("committee_id", "committees.id", nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("series_key", "committee_id"),
)

occurrences = Table(
    "occurrences",  # one row a time of a series, or of a programme's reminder: two leaders never send it twice
    metadata,
    Column("series_key", String(80), nullable=False),
    Column("due_at", Moment, nullable=False),  # as its rule names it, also where a holiday puts it off
    Column("state", Word(10), nullable=False),  # civic.series.Occurrence
    Column("why", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("broadcasts", Integer, nullable=False),  # how many were made of it
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("series_key", "due_at"),
)

programme_subscriptions = Table(
    "programme_subscriptions",  # who asked to be reminded of a programme's dates
    metadata,
    Column("programme", String(24), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("since", Moment, nullable=False),
    PrimaryKeyConstraint("programme", "person_id"),
)
