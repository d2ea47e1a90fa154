"""One request that says something to a chat, with or without a photo or document."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import telegram
from telegram.error import TelegramError

from bot.channels.documents import Documents, left_behind
from bot.channels.photos import Photos, left_out
from bot.channels.port import Refused, SendError, Unknown
from bot.channels.telegram import render
from bot.channels.telegram.errors import classify
from civic.message import Message

_MESSAGE = "send__message"
"""`sendMessage` for `Bot.do_api_request`. Not `Bot.send_message`, which makes a hundred attributes of an answer whose id is
all we want: a third of what a send costs. Two underscores, since the library warns of a name that it has a method for."""
_PHOTO, _DOCUMENT = "send__photo", "send__document"
_FILE_NAME = "foto.jpg"


class Sending:
    def __init__(
        self, bot: telegram.Bot, account: str, photos: Photos, documents: Documents, media: Path | None = None
    ) -> None:
        """`media`: the folder of residents' files, which only groups of staff are shown."""
        self._media = media
        self._bot = bot
        self._account = account
        self._photos = photos
        self._documents = documents

    async def send(self, chat: int, request: Mapping[str, Any], outbox_id: int) -> str:
        """Telegram's id of the message; empty when it was a file alone that could not go. Raises SendError."""
        if render.TOPIC in request:
            return await self._in_group(chat, request[render.TOPIC])
        if not request.keys() & {"photo", "document"}:
            return await self._ask(_MESSAGE, chat, request)
        words = render.without_file(request)
        try:
            shown = await self._show(chat, request, outbox_id)
        except SendError as failure:
            if render.is_all(request) or not _stays_behind(failure, alone=words is None):
                raise
            tell = left_out if "photo" in request else left_behind
            tell(self._account, outbox_id, failure.code or "unknown")
            shown = ""
        if not shown and render.is_all(request):
            raise Refused("the file is gone", "missing")
        return await self._ask(_MESSAGE, chat, words) if words and not shown else shown

    async def _in_group(self, chat: int, message: Message) -> str:
        from bot.channels.telegram.topics import Topics

        assert message.topic
        return await Topics(self._bot, self._account, self._media).do(chat, message, message.topic)

    async def _show(self, chat: int, request: Mapping[str, Any], outbox_id: int) -> str:
        """Empty when there is no such file."""
        if "document" in request:
            return await self._attach(chat, request, outbox_id)
        photo = await self._photos.find(request["photo"], self._account, outbox_id)
        if photo is None:
            return ""
        return await self._ask(_PHOTO, chat, {**request, "photo": telegram.InputFile(photo, _FILE_NAME)})

    async def _attach(self, chat: int, request: Mapping[str, Any], outbox_id: int) -> str:
        named = request["document"]
        document = await self._documents.find(named["file"], self._account, outbox_id)
        if document is None:
            return ""
        file = telegram.InputFile(document, named["name"])
        return await self._ask(_DOCUMENT, chat, {**request, "document": file})

    async def _ask(self, method: str, chat: int, request: Mapping[str, Any]) -> str:
        try:
            answer = await self._bot.do_api_request(method, api_kwargs={"chat_id": chat, **request})
            return str(answer["message_id"])
        except TelegramError as error:
            raise classify(error) from error
        except (TypeError, KeyError, AttributeError, ValueError) as error:
            raise Unknown("the answer is not a message") from error


def _stays_behind(failure: SendError, *, alone: bool) -> bool:
    """Whether the words may still go without the file: it was not taken (a 400 may also say that a group allows no
    photos), or nobody knows and it has no words with it that would be said twice.
    """
    return failure.code == "400" or (alone and isinstance(failure, Unknown))
