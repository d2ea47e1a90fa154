"""What staff do with the chats that wait for a person."""

from datetime import datetime

from civic.message import Message, Priority
from handlers.world import World
from storage import chats, outbox
from storage.history import append
from storage.ledger import Ledger
from storage.store import Connection


class ChatNotOpen(Exception):
    """There is no such chat, or it was closed already."""


def reply(connection: Connection, chat_id: int, text: str, *, staff: str, world: World, now: datetime) -> None:
    """Answer as a person. The first answer takes the chat; the bot cannot speak in between. Raises ChatNotOpen."""
    chat = _get(connection, chat_id)
    ledger, epoch = Ledger(world.ids), chat.epoch
    if chat.state == "waiting":
        epoch += 1
        append(ledger, "chat", chat_id, "taken", by=f"staff:{staff}", now=now, account=chat.account)
        ledger.change("chats", chat_id, state="taken", staff=staff, taken_at=now, epoch=epoch)
    outbox.queue(
        ledger,
        Message(text=text),
        address_id=chat.address_id,
        account=chat.account,
        now=now,
        priority=Priority.STAFF,
        purpose="staff",
        chat_epoch=epoch,
    )
    append(ledger, "chat", chat_id, "answered", by=f"staff:{staff}", now=now, account=chat.account)
    ledger.save(connection)


def close(connection: Connection, chat_id: int, *, staff: str, world: World, now: datetime) -> None:
    """Give the chat back to the bot, and tell the resident so. Raises ChatNotOpen."""
    chat = _get(connection, chat_id)
    ledger = Ledger(world.ids)
    ledger.change("chats", chat_id, state="closed", closed_at=now, epoch=chat.epoch + 1)
    append(ledger, "chat", chat_id, "closed", by=f"staff:{staff}", now=now, account=chat.account)
    farewell = Message(text=world.phrase("person_left", chat.language), language=chat.language)
    outbox.queue(
        ledger,
        farewell,
        address_id=chat.address_id,
        account=chat.account,
        now=now,
        priority=Priority.STAFF,
        purpose="staff",
    )
    ledger.save(connection)


def _get(connection: Connection, chat_id: int) -> chats.OpenChat:
    chat = chats.find_open(connection, chat_id)
    if chat is None:
        raise ChatNotOpen(f"chat {chat_id} is not open. `voz staff chats` lists those that are.")
    return chat
