"""What is done in a staff group with topics. Loaded only where there is one.

| code          | Telegram says                                                   |
| ------------- | --------------------------------------------------------------- |
| topic_gone    | message thread not found, TOPIC_DELETED, TOPIC_ID_INVALID       |
| topic_closed  | TOPIC_CLOSED                                                    |
| message_gone  | there is no such message to edit, pin or take back (any more)   |
| no_forum      | the group has no topics                                         |
| no_rights     | the bot lacks the right for it                                  |
"""

import asyncio
import re
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import telegram
from telegram.error import BadRequest, TelegramError

from bot.channels.port import Refused, SendError, Unknown, Unreachable
from bot.channels.telegram.errors import classify
from bot.channels.telegram.render import CAPTION_UNITS, inline_buttons
from bot.log import log
from civic.message import MediaKind, Message, Topic, TopicAct

_SENTENCES = (
    ("topic_gone", ("thread not found", "topic_deleted", "topic_id_invalid")),
    ("topic_closed", ("topic_closed",)),
    ("message_gone", ("message to edit not found", "message to delete not found", "can't be edited", "can't be deleted",
                      "message to pin not found", "message_id_invalid")),
    ("no_forum", ("not a forum", "chat_not_forum", "forum is disabled")),
    ("no_rights", ("not enough rights", "chat_admin_required", "need administrator rights", "have no rights",
                   "chat_write_forbidden")),
)  # fmt: skip
_AS_IT_IS = ("message is not modified", "topic_not_modified")
"""What was asked for is so already."""


class Topics:
    """`media`: the folder of residents' files."""

    def __init__(self, bot: telegram.Bot, account: str, media: Path | None) -> None:
        self._bot = bot
        self._account = account
        self._media = media
        self._acts: dict[TopicAct, Callable[[int, Message, Topic], Awaitable[str]]] = {
            TopicAct.SAY: self._say,
            TopicAct.OPEN: self._open,
            TopicAct.CARD: self._say,
            TopicAct.EDIT: self._edit,
            TopicAct.PIN: self._pin,
            TopicAct.CLOSE: self._of_topic("closeForumTopic"),
            TopicAct.REOPEN: self._of_topic("reopenForumTopic"),
            TopicAct.DELETE: self._of_topic("deleteForumTopic"),
            TopicAct.UNSAY: self._unsay,
            TopicAct.REMOVE: self._remove,
        }

    async def do(self, chat: int, message: Message, topic: Topic) -> str:
        """The id of what came of it: of a message, or of the topic. Raises SendError."""
        try:
            return await self._acts[topic.act](chat, message, topic)
        except BadRequest as error:
            failure = _refusal(error)
            if topic.act is TopicAct.REMOVE and isinstance(failure, Unreachable):  # the member is, not the group
                failure = Refused(failure.reason, failure.code)
            raise failure from error
        except TelegramError as error:
            raise classify(error) from error
        except (TypeError, KeyError, ValueError) as error:
            raise Unknown("the answer is not what was asked for") from error

    async def _open(self, chat: int, message: Message, topic: Topic) -> str:
        made = await self._ask("createForumTopic", chat_id=chat, name=topic.name)
        return str(made["message_thread_id"])

    async def _say(self, chat: int, message: Message, topic: Topic) -> str:
        where = {"chat_id": chat, "message_thread_id": int(topic.thread), **_answering(topic)}
        if topic.file and (shown := await self._show(where, message, topic)):
            return shown
        return await self._words(where, message)

    async def _words(self, where: dict[str, Any], message: Message) -> str:
        sent = await self._ask("sendMessage", **where, **_words(message))
        return str(sent["message_id"])

    async def _show(self, where: dict[str, Any], message: Message, topic: Topic) -> str:
        """Empty when the file is gone or was not taken: then the words go alone."""
        content = await asyncio.to_thread(self._read, topic.file)
        if not content:
            return ""
        method, field = _METHODS.get(topic.kind, ("sendDocument", "document"))
        file = telegram.InputFile(content, topic.file_name or "archivo")
        try:
            sent = await self._ask(method, **where, caption=message.text[:CAPTION_UNITS], **{field: file})
        except BadRequest as error:
            if isinstance(failure := _refusal(error), Refused) and failure.code in _OF_PLACE:
                raise
            log.warning("topic_file_left_out", account=self._account)
            return ""
        return str(sent["message_id"])

    def _read(self, path: str) -> bytes:
        try:
            return (self._media / path).read_bytes() if self._media else b""
        except OSError:
            return b""

    async def _edit(self, chat: int, message: Message, topic: Topic) -> str:
        await self._settled("editMessageText", chat_id=chat, message_id=int(topic.message), **_words(message))
        return topic.message

    async def _pin(self, chat: int, message: Message, topic: Topic) -> str:
        await self._settled("pinChatMessage", chat_id=chat, message_id=int(topic.message), disable_notification=True)
        return ""

    async def _unsay(self, chat: int, message: Message, topic: Topic) -> str:
        await self._ask("deleteMessage", chat_id=chat, message_id=int(topic.message))
        return ""

    async def _remove(self, chat: int, message: Message, topic: Topic) -> str:
        """Out, and free to be invited again."""
        await self._ask("banChatMember", chat_id=chat, user_id=int(topic.member))
        await self._ask("unbanChatMember", chat_id=chat, user_id=int(topic.member), only_if_banned=True)
        return ""

    def _of_topic(self, method: str) -> Callable[[int, Message, Topic], Awaitable[str]]:
        async def act(chat: int, message: Message, topic: Topic) -> str:
            await self._settled(method, chat_id=chat, message_thread_id=int(topic.thread))
            return ""

        return act

    async def _settled(self, method: str, **fields: Any) -> None:
        try:
            await self._ask(method, **fields)
        except BadRequest as error:
            if not any(part in error.message.lower() for part in _AS_IT_IS):
                raise

    async def _ask(self, method: str, **fields: Any) -> Any:
        return await self._bot.do_api_request(_unwarned(method), api_kwargs=fields)


_METHODS = {MediaKind.PHOTO.value: ("sendPhoto", "photo"), MediaKind.VOICE.value: ("sendVoice", "voice")}
_OF_PLACE = frozenset({"topic_gone", "topic_closed", "no_forum", "no_rights"})
"""Not about the file."""


def _unwarned(method: str) -> str:
    """`sendMessage` as `send__message`: the library warns of a name that it has a method for (see `sending._MESSAGE`)."""
    return re.sub("[A-Z]", lambda sign: f"_{sign[0].lower()}", method).replace("_", "__", 1)


def _words(message: Message) -> dict[str, Any]:
    markup = inline_buttons(message) if message.choices else None
    return {
        "text": message.text, "link_preview_options": {"is_disabled": True},
        **({"reply_markup": markup} if markup else {}),
    }  # fmt: skip


def _answering(topic: Topic) -> dict[str, Any]:
    if not topic.message:
        return {}
    return {"reply_parameters": {"message_id": int(topic.message), "allow_sending_without_reply": True}}


def _refusal(error: BadRequest) -> SendError:
    said = error.message.lower()
    for code, sentences in _SENTENCES:
        if any(sentence in said for sentence in sentences):
            return Refused(error.message, code)
    return classify(error)
