"""Who of staff is who at the municipality's own sign-in (OpenID Connect)."""

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, text

from storage.tables.parts import Id, Moment, Word, metadata, to

staff_identities = Table(
    "staff_identities",
    metadata,
    Column("staff_id", Id, ForeignKey("staff.id"), primary_key=True, autoincrement=False),
    Column("email", String(254), nullable=False),  # by which they are known the first time; empty: by none
    Column("issuer", String(300), nullable=False),
    Column("subject", String(255), nullable=False),  # empty until they came in for the first time
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Index(
        "ix_staff_identities_email",
        "email",
        unique=True,
        sqlite_where=text("email <> ''"),
        postgresql_where=text("email <> ''"),
    ),
    Index(
        "ix_staff_identities_subject",
        "issuer",
        "subject",
        unique=True,
        sqlite_where=text("subject <> ''"),
        postgresql_where=text("subject <> ''"),
    ),
)

identity_requests = Table(
    "identity_requests",  # who was sent to the provider and has not come back
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the browser's cookie
    Column("state", String(64), nullable=False),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(128), nullable=False),  # PKCE
    Column("purpose", Word(10), nullable=False),  # enter | link
    to("staff_id", "staff.id"),  # who links; null: who enters is to be found out
    Column("back", Text, nullable=False),
    Column("ends_at", Moment, nullable=False),
)
