"""The files that staff answer with in a topic, once they are here."""

from datetime import datetime

from civic.message import Address, AddressKind, Inbound, Kind
from handlers.bridge.answering import Hearer, Speaker
from handlers.bridge.groups import Groups
from handlers.bridge.hearing import Said
from handlers.desk.errand import Kept
from handlers.world import World
from storage import chat_topics, chats, staff
from storage.chat_topics import Words
from storage.store import Connection


def answer_with(groups: Groups, world: World, now: datetime, words: Words, kept: Kept, connection: Connection) -> bool:
    """With all that holds now: the chat may have changed while the file was brought. False: it was not sent."""
    hearer, speaker = Hearer(connection, groups, world, now), _speaker(connection, groups, words, now)
    return hearer.send(speaker, words.text, kept.photo, kept.document)


def refuse_file(groups: Groups, world: World, now: datetime, words: Words, reason: str, connection: Connection) -> None:
    Hearer(connection, groups, world, now).refuse(_speaker(connection, groups, words, now), reason)


def _speaker(connection: Connection, groups: Groups, words: Words, now: datetime) -> Speaker:
    topic = chat_topics.get_topic(connection, words.topic_id)
    account = staff.find_account_by_id(connection, words.staff_id)
    chat = chats.lock_chat(connection, topic.chat_id)
    assert account and chat
    inbound = Inbound(
        account=groups.account, provider_id="", sender="", addresses=(Address(AddressKind.GROUP, ""),), kind=Kind.MEDIA,
        message_id=words.message, thread=topic.thread, group=True, sent_at=now,
    )  # fmt: skip
    said = Said(words.inbox_id, topic.address_id, inbound, words.media_id)
    return Speaker(account, staff.access_of(connection, account.id), topic, chat, said)
