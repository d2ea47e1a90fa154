"""The far side of the fake Bot API: residents and groups, what they do and what they received."""

import asyncio
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.fakes.telegram_server import Delivered, TelegramServer

PATIENCE = 5.0
"""Seconds a chat waits for a message before the test fails."""


class Chat:
    """What a private chat and a group have in common."""

    def __init__(self, server: "TelegramServer", chat_id: int) -> None:
        self.server = server
        self.id = chat_id
        self._heard = 0
        self._last_said: dict[str, Any] = {}

    @property
    def shown(self) -> Mapping[str, Any]:
        raise NotImplementedError

    @property
    def speaker(self) -> Mapping[str, Any]:
        raise NotImplementedError

    @property
    def received(self) -> "Sequence[Delivered]":
        return self.server.delivered[self.id]

    async def hears(self, patience: float = PATIENCE) -> "Delivered":
        """The next message that was not heard yet."""
        async with asyncio.timeout(patience):
            while len(self.received) <= self._heard:
                await self.server.arrival()
        self._heard += 1
        return self.received[self._heard - 1]

    def has_news(self) -> bool:
        """Whether `hears` would return at once."""
        return len(self.received) > self._heard

    def says(self, text: str, **more: Any) -> int:
        """Every act returns the id of its update."""
        return self._sends(text=text, **more)

    def replies(self, to: "Delivered", text: str) -> int:
        return self._sends(text=text, reply_to_message=self.server.told(to))

    def edits(self, text: str) -> int:
        """The text of the last message this chat sent."""
        field = "text" if "text" in self._last_said else "caption"
        return self.server.happens("edited_message", {**self._last_said, field: text, "edit_date": int(time.time())})

    def sends_photo(self, data: bytes = b"\xff\xd8\xff photo", caption: str = "", album: str = "") -> int:
        file = self._file(data)
        sizes = [
            {"file_id": f"{file}s", "file_unique_id": f"{file}s", "width": 90, "height": 67, "file_size": 1},
            {"file_id": file, "file_unique_id": file, "width": 1280, "height": 960, "file_size": len(data)},
        ]
        return self._sends(photo=sizes, **_given(caption=caption, media_group_id=album))

    def sends_voice(self, data: bytes = b"OggS voice", seconds: int = 3) -> int:
        file = {**self._described(data), "duration": seconds, "mime_type": "audio/ogg"}
        return self._sends(voice=file)

    def sends_document(self, data: bytes, name: str, mime: str = "application/pdf") -> int:
        return self._sends(document={**self._described(data), "file_name": name, "mime_type": mime})

    def sends_sticker(self) -> int:
        sticker = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self._sends(sticker={**self._described(b"webp"), **sticker})

    def shares_place(self, latitude: float, longitude: float, label: str = "") -> int:
        place: dict[str, Any] = {"location": {"latitude": latitude, "longitude": longitude}}
        if label:
            place["venue"] = {"location": place["location"], "title": label, "address": ""}
        return self._sends(**place)

    def presses(self, label: str, on: "Delivered | None" = None) -> int:
        """Tap the button that says `label`, on the newest message that has it or on an older one."""
        for message in [on] if on else reversed(self.received):
            for button in _buttons(message.markup, "inline_keyboard"):
                if label in (button["text"], button["text"].partition(" · ")[0]):
                    return self._taps(message, button)
        if any(button["text"] == label for button in self.keyboard()):
            return self.says(label)
        raise AssertionError(f"no button says {label!r}")

    def keyboard(self) -> Sequence[Mapping[str, Any]]:
        """The buttons in place of the phone's keyboard, after all that was received."""
        for message in reversed(self.received):
            if "remove_keyboard" in message.markup:
                return []
            if "keyboard" in message.markup:
                return _buttons(message.markup, "keyboard")
        return []

    def _taps(self, message: "Delivered", button: Mapping[str, Any]) -> int:
        press = str(self.server.next_id() * 7919)
        self.server.open_presses.add(press)
        what = {
            "id": press, "from": self.speaker, "message": {**self.server.told(message), "chat": self.shown},
            "chat_instance": "1", "data": button["callback_data"],
        }  # fmt: skip
        return self.server.happens("callback_query", what)

    def _sends(self, **content: Any) -> int:
        self._last_said = {
            "message_id": self.server.next_id(), "date": int(time.time()),
            "chat": self.shown, "from": self.speaker, **content,
        }  # fmt: skip
        return self.server.happens("message", self._last_said)

    def _file(self, data: bytes) -> str:
        file = f"AgAC{self.server.next_id()}"
        self.server.files[file] = data
        return file

    def _described(self, data: bytes) -> dict[str, Any]:
        file = self._file(data)
        return {"file_id": file, "file_unique_id": file, "file_size": len(data)}

    def _membership(self, before: str, after: str) -> int:
        bot = self.server.bot
        change = {
            "chat": self.shown, "from": self.speaker, "date": int(time.time()),
            "old_chat_member": {"user": bot, **_standing(before)},
            "new_chat_member": {"user": bot, **_standing(after)},
        }  # fmt: skip
        return self.server.happens("my_chat_member", change)


class Person(Chat):
    """A resident in a private chat."""

    def __init__(self, server: "TelegramServer", chat_id: int, name: str, language: str) -> None:
        super().__init__(server, chat_id)
        self.name = name
        self.language = language

    @property
    def shown(self) -> Mapping[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.name}

    @property
    def speaker(self) -> Mapping[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}

    def shares_contact(self, phone: str, of: int | None = None) -> int:
        """Their own number, or that of the user `of`."""
        whose = self.id if of is None else of
        return self._sends(contact={"phone_number": phone, "first_name": self.name, "user_id": whose})

    def blocks(self) -> int:
        self.server.blocked_by.add(self.id)
        return self._membership("member", "kicked")

    def unblocks(self) -> int:
        self.server.blocked_by.discard(self.id)
        return self._membership("kicked", "member")


class Group(Chat):
    """A committee's group; one member speaks for all."""

    def __init__(self, server: "TelegramServer", chat_id: int, title: str) -> None:
        super().__init__(server, chat_id)
        self.title = title
        self._member = server.next_id()

    @property
    def shown(self) -> Mapping[str, Any]:
        return {"id": self.id, "type": "group", "title": self.title}

    @property
    def speaker(self) -> Mapping[str, Any]:
        return {"id": self._member, "is_bot": False, "first_name": "Luz"}

    def adds_bot(self) -> int:
        return self._membership("left", "member")

    def removes_bot(self) -> int:
        self.server.blocked_by.add(self.id)
        return self._membership("member", "kicked")

    def migrates(self) -> int:
        """Becomes a supergroup; its new id is negative and has 64 bits. The update's id is returned."""
        old = self.shown
        new_id = -1_000_000_000_000 + self.id
        self.server.moved_to[self.id] = new_id
        message = {
            "message_id": self.server.next_id(), "date": int(time.time()),
            "chat": old, "from": self.speaker, "migrate_to_chat_id": new_id,
        }  # fmt: skip
        self.id = new_id
        return self.server.happens("message", message)


def _standing(status: str) -> dict[str, Any]:
    return {"status": status, "until_date": 0} if status == "kicked" else {"status": status}


def _buttons(markup: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    return [button for row in markup.get(kind, ()) for button in row]


def _given(**fields: str) -> dict[str, str]:
    return {name: value for name, value in fields.items() if value}
