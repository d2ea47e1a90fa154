"""Groups of staff on Telegram in which waiting chats are answered; who staff are at the municipality's own sign-in"""

import sqlalchemy as sa
from alembic import op

from storage.tables import Id, Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_table('identity_requests',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('nonce', sa.String(length=64), nullable=False),
    sa.Column('verifier', sa.String(length=128), nullable=False),
    sa.Column('purpose', sa.String(length=10), nullable=False),
    sa.Column('staff_id', Id, nullable=True),
    sa.Column('back', sa.Text(), nullable=False),
    sa.Column('ends_at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_identity_requests_staff_id')),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_identity_requests'))
    )
    op.create_table('staff_groups',
    sa.Column('address_id', Id, autoincrement=False, nullable=False),
    sa.Column('named', sa.String(length=40), nullable=False),
    sa.Column('messages', sa.BigInteger(), nullable=False),
    sa.Column('trouble', sa.String(length=20), nullable=False),
    sa.Column('trouble_at', Moment(), nullable=True),
    sa.Column('is_told', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['address_id'], ['addresses.id'], name=op.f('fk_staff_groups_address_id')),
    sa.PrimaryKeyConstraint('address_id', name=op.f('pk_staff_groups')),
    sa.UniqueConstraint('named', name=op.f('uq_staff_groups_named'))
    )
    op.create_table('staff_identities',
    sa.Column('staff_id', Id, autoincrement=False, nullable=False),
    sa.Column('email', sa.String(length=254), nullable=False),
    sa.Column('issuer', sa.String(length=300), nullable=False),
    sa.Column('subject', sa.String(length=255), nullable=False),
    sa.Column('by', sa.String(length=80), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_identities_staff_id')),
    sa.PrimaryKeyConstraint('staff_id', name=op.f('pk_staff_identities'))
    )
    op.create_index('ix_staff_identities_email', 'staff_identities', ['email'], unique=True, sqlite_where=sa.text("email <> ''"), postgresql_where=sa.text("email <> ''"))
    op.create_index('ix_staff_identities_subject', 'staff_identities', ['issuer', 'subject'], unique=True, sqlite_where=sa.text("subject <> ''"), postgresql_where=sa.text("subject <> ''"))
    op.create_table('chat_topics',
    sa.Column('id', Id, autoincrement=False, nullable=False),
    sa.Column('address_id', Id, nullable=False),
    sa.Column('chat_id', Id, nullable=False),
    sa.Column('thread', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('remade', sa.Integer(), nullable=False),
    sa.Column('card', sa.String(length=40), nullable=False),
    sa.Column('card_sha256', sa.String(length=64), nullable=False),
    sa.Column('card_at', Moment(), nullable=True),
    sa.ForeignKeyConstraint(['address_id'], ['staff_groups.address_id'], name=op.f('fk_chat_topics_address_id')),
    sa.ForeignKeyConstraint(['chat_id'], ['chats.id'], name=op.f('fk_chat_topics_chat_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chat_topics')),
    sa.UniqueConstraint('address_id', 'chat_id', name=op.f('uq_chat_topics_address_id_chat_id'))
    )
    op.create_index(op.f('ix_chat_topics_address_id_thread'), 'chat_topics', ['address_id', 'thread'], unique=False)
    op.create_index(op.f('ix_chat_topics_chat_id'), 'chat_topics', ['chat_id'], unique=False)
    op.create_table('group_strangers',
    sa.Column('address_id', Id, nullable=False),
    sa.Column('member', sa.String(length=40), nullable=False),
    sa.Column('at', Moment(), nullable=False),
    sa.ForeignKeyConstraint(['address_id'], ['staff_groups.address_id'], name=op.f('fk_group_strangers_address_id')),
    sa.PrimaryKeyConstraint('address_id', 'member', name=op.f('pk_group_strangers'))
    )
    op.create_table('topic_lines',
    sa.Column('topic_id', Id, nullable=False),
    sa.Column('line_id', Id, nullable=False),
    sa.Column('outbox_id', Id, nullable=False),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], name=op.f('fk_topic_lines_outbox_id')),
    sa.ForeignKeyConstraint(['topic_id'], ['chat_topics.id'], name=op.f('fk_topic_lines_topic_id')),
    sa.PrimaryKeyConstraint('topic_id', 'line_id', name=op.f('pk_topic_lines'))
    )
    op.create_index(op.f('ix_topic_lines_outbox_id'), 'topic_lines', ['outbox_id'], unique=False)
    op.create_table('topic_orders',
    sa.Column('outbox_id', Id, autoincrement=False, nullable=False),
    sa.Column('topic_id', Id, nullable=False),
    sa.Column('what', sa.String(length=10), nullable=False),
    sa.Column('is_settled', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], name=op.f('fk_topic_orders_outbox_id')),
    sa.ForeignKeyConstraint(['topic_id'], ['chat_topics.id'], name=op.f('fk_topic_orders_topic_id')),
    sa.PrimaryKeyConstraint('outbox_id', name=op.f('pk_topic_orders'))
    )
    op.create_index(op.f("ix_topic_orders_topic_id_what"), "topic_orders", ["topic_id", "what"], unique=False)
    op.create_index(
        "ix_topic_orders_unsettled",
        "topic_orders",
        ["topic_id"],
        unique=False,
        sqlite_where=sa.text("is_settled = 0"),
        postgresql_where=sa.text("NOT is_settled"),
    )
    op.create_table('topic_words',
    sa.Column('inbox_id', Id, autoincrement=False, nullable=False),
    sa.Column('topic_id', Id, nullable=False),
    sa.Column('staff_id', Id, nullable=False),
    sa.Column('message', sa.String(length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('media_id', Id, nullable=True),
    sa.Column('outbox_id', Id, nullable=True),
    sa.Column('note_id', Id, nullable=True),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('is_edit_told', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['inbox_id'], ['inbox.id'], name=op.f('fk_topic_words_inbox_id')),
    sa.ForeignKeyConstraint(['media_id'], ['media.id'], name=op.f('fk_topic_words_media_id')),
    sa.ForeignKeyConstraint(['outbox_id'], ['outbox.id'], name=op.f('fk_topic_words_outbox_id')),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_topic_words_staff_id')),
    sa.ForeignKeyConstraint(['topic_id'], ['chat_topics.id'], name=op.f('fk_topic_words_topic_id')),
    sa.PrimaryKeyConstraint('inbox_id', name=op.f('pk_topic_words'))
    )
    op.create_index(op.f('ix_topic_words_topic_id_message'), 'topic_words', ['topic_id', 'message'], unique=False)
    waiting = sa.text("state = 'waiting'")
    op.create_index(
        "ix_topic_words_waiting",
        "topic_words",
        ["inbox_id"],
        unique=False,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
