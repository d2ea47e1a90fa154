"""What is asked of Telegram for one topic: each a row of the outbox like any other message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from civic.message import Message, Priority, Topic, TopicAct
from storage import chat_topics, outbox, staff_groups
from storage.chat_topics import ChatTopic
from storage.ids import Ids
from storage.ledger import Ledger
from storage.store import Connection

_SPOKEN = frozenset({TopicAct.SAY, TopicAct.CARD, TopicAct.OPEN, TopicAct.PIN})
"""What makes a message in the group: making a topic and pinning leave one each."""
_REPEATABLE = frozenset(TopicAct) - {TopicAct.OPEN}
"""A second copy of a message of ours harms nobody; a second topic would."""
_LOW = frozenset({TopicAct.EDIT, TopicAct.PIN, TopicAct.CLOSE})


@dataclass(frozen=True, slots=True)
class Clerk:
    """One round of one topic."""

    connection: Connection
    ids: Ids
    account: str
    now: datetime

    def ask(self, topic: ChatTopic, what: str, done: Topic, message: Message | None = None) -> int:
        """The row that asks for it. `what`: what of the topic it is, see storage/tables/bridge.py."""
        return self._queue(topic, what, done, message or Message(text=""), topic.address_id)

    def say(self, topic: ChatTopic, text: str, *, to: str = "", what: str = "told") -> int:
        """`to`: the message it answers."""
        return self.ask(topic, what, Topic(act=TopicAct.SAY, thread=topic.thread, message=to), Message(text=text))

    def show(self, topic: ChatTopic, lines: Sequence[int], what: str, text: str, done: Topic) -> None:
        """Lines of the chat, in one message."""
        outbox_id = self.ask(topic, what, done, Message(text=text))
        chat_topics.add_lines(self.connection, topic.id, lines, outbox_id)

    def unsay(self, topic: ChatTopic, address_id: int, message: str) -> int:
        """In the resident's own chat."""
        return self._queue(topic, "unsay", Topic(act=TopicAct.UNSAY, message=message), Message(text=""), address_id)

    def discard(self, address_id: int, thread: str) -> None:
        """A topic that is no chat's."""
        self._put(Message(text="", topic=Topic(act=TopicAct.DELETE, thread=thread)), address_id)

    def _queue(self, topic: ChatTopic, what: str, done: Topic, message: Message, address_id: int) -> int:
        outbox_id = self._put(Message(text=message.text, choices=message.choices, topic=done), address_id)
        chat_topics.add_order(self.connection, topic.id, outbox_id, what)
        if done.act in _SPOKEN:
            staff_groups.count_messages(self.connection, topic.address_id, 1)
        return outbox_id

    def _put(self, message: Message, address_id: int) -> int:
        assert message.topic
        act, ledger = message.topic.act, Ledger(self.ids)
        outbox_id = outbox.queue(
            ledger, message, address_id=address_id, account=self.account, now=self.now, purpose="group",
            priority=Priority.STATUS if act in _LOW else Priority.STAFF, repeatable=act in _REPEATABLE,
        )  # fmt: skip
        ledger.save(self.connection)
        return outbox_id
