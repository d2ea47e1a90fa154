"""Supergroups with topics: what the bot makes and changes there, and what members say in them."""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_chats import Chat, Person
from tests.fakes.telegram_faults import Refusal

if TYPE_CHECKING:
    from tests.fakes.telegram_server import Delivered, TelegramServer

_RIGHTS = ("can_manage_topics", "can_pin_messages", "can_delete_messages", "can_restrict_members")
_OTHER_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_manage_video_chats", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip


@dataclass(slots=True)
class ForumTopic:
    thread: int
    name: str
    is_closed: bool = False
    pinned: list[int] = field(default_factory=list)
    texts: dict[int, str] = field(default_factory=dict)
    """What each of the bot's messages says now."""


class Forum(Chat):
    """`topics`: those that are there, by their number."""

    def __init__(self, server: "TelegramServer", chat_id: int, title: str) -> None:
        super().__init__(server, chat_id)
        self.title = title
        self.is_forum = True
        self.rights = set(_RIGHTS)
        self.topics: dict[int, ForumTopic] = {}
        self.edits: list[tuple[float, int]] = []
        self.banned: list[int] = []
        self.unbanned: list[int] = []
        self.deleted: list[int] = []
        self.administrators: list[Person] = []
        self._thread = 0
        self._member: Person | None = None

    @property
    def shown(self) -> Mapping[str, Any]:
        return {"id": self.id, "type": "supergroup", "title": self.title, "is_forum": self.is_forum}

    @property
    def speaker(self) -> Mapping[str, Any]:
        """Whoever was named last with `by`."""
        return self._member.speaker if self._member else {"id": 1, "is_bot": False, "first_name": "Nadie"}

    def by(self, member: Person, topic: "ForumTopic | None") -> "Forum":
        """From here on this member acts, in this topic or in the general one."""
        self._member, self._thread = member, topic.thread if topic else 0
        return self

    def adds_bot(self) -> int:
        self.server.blocked_by.discard(self.id)
        return self._membership("left", "member")

    def removes_bot(self) -> int:
        self.server.blocked_by.add(self.id)
        return self._membership("member", "kicked")

    def replies(self, to: "Delivered | int", text: str) -> int:
        """To a message of the bot, or to one of a member by its number."""
        told = {"message_id": to, "date": 1, "chat": self.shown} if isinstance(to, int) else self.server.told(to)
        return self._sends(text=text, reply_to_message=told)

    @property
    def last_said(self) -> int:
        """The number of the message that was said last."""
        return int(self._last_said["message_id"])

    def in_topic(self, topic: ForumTopic) -> "list[Delivered]":
        """What the bot said there."""
        return [message for message in self.received if message.thread == topic.thread]

    def card_of(self, topic: ForumTopic) -> str:
        """What the pinned message says now."""
        return topic.texts[topic.pinned[-1]]

    def _sends(self, **content: Any) -> int:
        """In a topic every message that answers none answers the one that made the topic."""
        if self._thread:
            root = {
                "message_id": self._thread, "date": 1, "chat": self.shown, "from": self.server.bot,
                "forum_topic_created": {"name": "x", "icon_color": 1},
            }  # fmt: skip
            where = {"message_thread_id": self._thread, "is_topic_message": True}
            content = {**where, "reply_to_message": root, **content}
        return super()._sends(**content)


class Forums:
    """The methods of the Bot API that are about topics and members."""

    def __init__(self, server: "TelegramServer") -> None:
        self._server = server
        self._forums: dict[int, Forum] = {}
        self.methods: dict[str, Callable[[dict[str, Any]], Awaitable[Any]]] = {
            "createForumTopic": self._create,
            "closeForumTopic": self._close,
            "reopenForumTopic": self._reopen,
            "deleteForumTopic": self._delete,
            "pinChatMessage": self._pin,
            "editMessageText": self._edit,
            "deleteMessage": self._unsay,
            "banChatMember": self._ban,
            "unbanChatMember": self._unban,
            "getChat": self._get_chat,
            "getChatMember": self._get_member,
            "getChatAdministrators": self._get_administrators,
            "getChatMemberCount": self._count_members,
        }
        self.unsaid: list[tuple[int, int]] = []

    def add(self, chat_id: int, title: str) -> Forum:
        self._forums[chat_id] = Forum(self._server, chat_id, title)
        return self._forums[chat_id]

    def refuse_thread(self, chat: int, thread: int) -> None:
        """As Telegram does with a topic that is gone."""
        forum = self._forums.get(chat)
        if forum and thread and thread not in forum.topics:
            raise Refusal(400, "Bad Request: message thread not found")
        if forum and thread and forum.topics[thread].is_closed and "can_manage_topics" not in forum.rights:
            raise Refusal(400, "Bad Request: TOPIC_CLOSED")

    def _forum(self, fields: Mapping[str, Any], right: str = "") -> Forum:
        chat = int(fields["chat_id"])
        self._server.refuse_chat(chat)
        if chat not in self._forums:
            raise Refusal(400, "Bad Request: chat not found")
        forum = self._forums[chat]
        if right == "can_manage_topics" and not forum.is_forum:
            raise Refusal(400, "Bad Request: the chat is not a forum")
        if right and right not in forum.rights:
            raise Refusal(400, "Bad Request: CHAT_ADMIN_REQUIRED")
        return forum

    def _topic(self, fields: Mapping[str, Any], right: str = "can_manage_topics") -> ForumTopic:
        forum = self._forum(fields, right)
        if int(fields["message_thread_id"]) not in forum.topics:
            raise Refusal(400, "Bad Request: TOPIC_ID_INVALID")
        return forum.topics[int(fields["message_thread_id"])]

    async def _create(self, fields: dict[str, Any]) -> Any:
        forum = self._forum(fields, "can_manage_topics")
        if not 1 <= len(fields["name"]) <= 128:
            raise Refusal(400, "Bad Request: topic name is invalid")
        topic = ForumTopic(self._server.next_id(), fields["name"])
        forum.topics[topic.thread] = topic
        return {"message_thread_id": topic.thread, "name": topic.name, "icon_color": 7322096}

    async def _close(self, fields: dict[str, Any]) -> Any:
        topic = self._topic(fields)
        if topic.is_closed:
            raise Refusal(400, "Bad Request: TOPIC_NOT_MODIFIED")
        topic.is_closed = True
        return True

    async def _reopen(self, fields: dict[str, Any]) -> Any:
        self._topic(fields).is_closed = False
        return True

    async def _delete(self, fields: dict[str, Any]) -> Any:
        topic, forum = self._topic(fields, "can_delete_messages"), self._forum(fields)
        del forum.topics[topic.thread]
        forum.deleted.append(topic.thread)
        return True

    async def _pin(self, fields: dict[str, Any]) -> Any:
        forum, message = self._forum(fields, "can_pin_messages"), int(fields["message_id"])
        said = next((one for one in forum.received if one.message_id == message), None)
        if said is None or said.thread not in forum.topics:
            raise Refusal(400, "Bad Request: message to pin not found")
        topic = forum.topics[said.thread]
        topic.pinned.append(message)
        topic.texts.setdefault(message, said.text)
        return True

    async def _edit(self, fields: dict[str, Any]) -> Any:
        forum, message = self._forum(fields), int(fields["message_id"])
        said = next((one for one in forum.received if one.message_id == message), None)
        if said is None or said.thread not in forum.topics:
            raise Refusal(400, "Bad Request: message to edit not found")
        texts = forum.topics[said.thread].texts
        if texts.get(message, said.text) == fields["text"]:
            raise Refusal(
                400, "Bad Request: message is not modified: specified new message content is exactly the same"
            )
        texts[message] = fields["text"]
        forum.edits.append((time.monotonic(), message))
        return {**self._server.told(said), "text": fields["text"]}

    async def _unsay(self, fields: dict[str, Any]) -> Any:
        self.unsaid.append((int(fields["chat_id"]), int(fields["message_id"])))
        return True

    async def _ban(self, fields: dict[str, Any]) -> Any:
        self._forum(fields, "can_restrict_members").banned.append(int(fields["user_id"]))
        return True

    async def _unban(self, fields: dict[str, Any]) -> Any:
        self._forum(fields, "can_restrict_members").unbanned.append(int(fields["user_id"]))
        return True

    async def _get_chat(self, fields: dict[str, Any]) -> Any:
        return {**self._forum(fields).shown, "accent_color_id": 1, "max_reaction_count": 1}

    async def _get_member(self, fields: dict[str, Any]) -> Any:
        forum = self._forum(fields)
        return self._administrator(self._server.bot, forum.rights) if forum.rights else {
            "status": "member", "user": self._server.bot,
        }  # fmt: skip

    async def _get_administrators(self, fields: dict[str, Any]) -> Any:
        forum = self._forum(fields)
        return [self._administrator(one.speaker, set(_RIGHTS)) for one in forum.administrators]

    async def _count_members(self, fields: dict[str, Any]) -> Any:
        return len(self._forum(fields).administrators) + 1

    @staticmethod
    def _administrator(user: Mapping[str, Any], rights: set[str]) -> dict[str, Any]:
        others = dict.fromkeys(_OTHER_RIGHTS, False)
        return {"status": "administrator", "user": user, **others, **{right: right in rights for right in _RIGHTS}}
