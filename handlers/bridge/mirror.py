"""Brings the topic of a chat to what the database says. It is made of what is there, not of what just happened: so it may
run at any moment, as often as it likes, in however many processes, and after any break."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.message import Message, Topic, TopicAct
from handlers.bridge.card import card, topic_name
from handlers.bridge.groups import Groups
from handlers.bridge.lines import show_lines
from handlers.bridge.mending import mend
from handlers.bridge.orders import Clerk
from handlers.world import World
from storage import chat_topics, chats, staff_groups
from storage.chat_topics import ChatTopic
from storage.chats import Chat
from storage.incidents import open_incident
from storage.outbox import encode_message
from storage.staff_groups import StaffGroup
from storage.store import Connection

EDIT_REST = timedelta(seconds=10)
"""Between two changes of one card."""


@dataclass(frozen=True, slots=True)
class Mirror:
    """One transaction. On PostgreSQL a chat is locked first, then its topics, then the row of a group."""

    connection: Connection
    groups: Groups
    world: World
    now: datetime

    def reflect(self, chat_id: int) -> bool:
        """Whether it should be looked at again soon: something is on its way, or must wait."""
        chat = chats.lock_chat(self.connection, chat_id)
        if chat is None:
            return False
        here = self.groups.of(chat.department)
        known = staff_groups.list_groups(self.connection, self.groups.named)
        of_group = {group.address_id: group for group in known.values() if group.named in here}
        topics = chat_topics.find_topics(self.connection, chat_id)
        for topic in topics:
            if topic.state == "open" and topic.address_id not in of_group:
                self._end(mend(self._clerk, topic))
            elif topic.state != "open":
                mend(self._clerk, topic)
        here_now = [one for one in topics if one.address_id in of_group and one.state != "ended"]
        if not here_now:
            return not chat.is_closed and self._begin(chat, self.groups.choose(known, chat.department, self.now))
        if here_now[0].state == "given_up":
            return False
        return self._continue(here_now[0], chat, of_group[here_now[0].address_id])

    @property
    def _clerk(self) -> Clerk:
        return Clerk(self.connection, self.world.ids, self.groups.account, self.now)

    def _begin(self, chat: Chat, group: StaffGroup | None) -> bool:
        """A topic is claimed before it is asked for, so that two who come at once ask for one."""
        if group is None:
            return False
        self._warn_when_full(group)
        chat_topics.claim_topic(self.connection, self.world.ids.new(), group.address_id, chat.id)
        topics = chat_topics.find_topics(self.connection, chat.id)
        topic = next(one for one in topics if one.address_id == group.address_id)
        chat_topics.change_topic(self.connection, topic.id, state="open", card_sha256="")
        if topic.thread:
            self._reopen(topic)
        else:
            self._open(topic, chat)
        return True

    def _reopen(self, topic: ChatTopic) -> None:
        """It is used again. What was to close it and still waits would come after this."""
        for one in chat_topics.list_unsettled(self.connection, topic.id):
            if one.act is TopicAct.CLOSE:
                chat_topics.cancel_message(self.connection, one.outbox_id)
        self._clerk.ask(topic, "other", Topic(act=TopicAct.REOPEN, thread=topic.thread))

    def _open(self, topic: ChatTopic, chat: Chat) -> None:
        self._clerk.ask(topic, "open", Topic(act=TopicAct.OPEN, name=topic_name(chat)))

    def _continue(self, topic: ChatTopic, chat: Chat, group: StaffGroup) -> bool:
        topic = mend(self._clerk, topic)
        if topic.state != "open":
            return topic.state == "ended" and not chat.is_closed  # another group may take it
        if group.state != "active":
            chat_topics.change_topic(self.connection, topic.id, state="ended")
            return not chat.is_closed
        if not topic.thread:
            return self._await_thread(topic, chat)
        waits = self._show_card(topic, chat)
        waits = show_lines(self._clerk, self.groups, topic, chat) or waits
        if chat.is_closed and not waits:
            self._end(topic)
        return waits

    def _await_thread(self, topic: ChatTopic, chat: Chat) -> bool:
        openings = chat_topics.list_openings(self.connection, topic.id)
        if chat.is_closed:
            chat_topics.change_topic(self.connection, topic.id, state="ended")
        elif not any(one.state in ("queued", "claimed") for one in openings):
            self._open(topic, chat)
        return True

    def _show_card(self, topic: ChatTopic, chat: Chat) -> bool:
        """One message, changed in place, at most every ten seconds. Whether a change must wait."""
        shown = card(self.connection, self.groups, self.world, chat, self.now)
        sha256 = hashlib.sha256(encode_message(shown).encode()).hexdigest()
        if sha256 == topic.card_sha256:
            return False
        pending = [one for one in chat_topics.list_unsettled(self.connection, topic.id) if one.what in ("card", "edit")]
        if pending and not self._reworded(topic, pending[-1].outbox_id, pending[-1].what, shown):
            return True  # it is just leaving
        if not pending and topic.card and topic.card_at and self.now - topic.card_at < EDIT_REST:
            return True
        if not pending:
            what, act = ("edit", TopicAct.EDIT) if topic.card else ("card", TopicAct.CARD)
            self._clerk.ask(topic, what, Topic(act=act, thread=topic.thread, message=topic.card), shown)
        chat_topics.change_topic(self.connection, topic.id, card_sha256=sha256, card_at=self.now)
        return False

    def _reworded(self, topic: ChatTopic, outbox_id: int, what: str, shown: Message) -> bool:
        act = TopicAct.EDIT if what == "edit" else TopicAct.CARD
        done = Topic(act=act, thread=topic.thread, message=topic.card)
        body = encode_message(Message(text=shown.text, choices=shown.choices, topic=done))
        return chat_topics.reword(self.connection, outbox_id, body)

    def _end(self, topic: ChatTopic) -> None:
        if topic.thread:
            self._clerk.ask(topic, "other", Topic(act=TopicAct.CLOSE, thread=topic.thread))
        chat_topics.change_topic(self.connection, topic.id, state="ended")

    def _warn_when_full(self, group: StaffGroup) -> None:
        if self.groups.fills_up(group):
            detail = f"{group.named}: {group.messages} de {self.groups.rotate_at}"
            open_incident(self.connection, self.world.ids, kind="group_full", detail=detail, now=self.now)
            staff_groups.change_group(self.connection, group.address_id, is_told=True)
