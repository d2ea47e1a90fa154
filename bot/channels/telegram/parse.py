"""What Telegram delivers, as what a resident did.

Decisions a reader may look for:

- `provider_id` is the update's id and, after a dash, the id of what it carries. The update's id alone is not unique for
  ever: the Bot API starts it anew at random after a quiet week.
- A command stays text as it was typed, slash included; only the `@name` that clients add in groups is dropped.
- Who came by a link of ours said what stands in it: `/start unirme_K7M2QX` is `unirme K7M2QX`, as on every other channel.
- In a group the sender is the group, and so is the only address: an answer goes to all of it, and a person who
  speaks there must not become one with it.
- A telephone number counts as shared (`CONTACT`) only when it is the sender's own; another's is text.
- A live location counts once, where it started; the moves that follow as edits are nobody's business.
- `JOINED` and `LEFT` tell whether we may speak in a group: being muted is leaving, being given a voice is joining.
- What a service wrote (a new title, a pinned message) is nothing anybody said: None.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import telegram
from msgspec.structs import replace
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.media import media_of
from bot.log import log
from civic.message import Address, AddressKind, Inbound, Kind, Place

UPDATE_TYPES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we ask Telegram for; named at each start, because it remembers the last list it was given."""

_LINKED = re.compile(r"/start ([A-Za-z0-9]+(?:_[A-Za-z0-9-]+)+)")
"""A deep link's payload: at most 64 of A-Z a-z 0-9 _ - (Bot API, deep linking)."""
_NAMED_COMMAND = re.compile(r"^(/\w+)@\w+")
_SERVICE_WORDS = (
    "_created", "_closed", "_reopened", "_edited", "_hidden", "_unhidden", "_changed", "_added", "_deleted", "_done",
    "_started", "_ended", "_scheduled", "_invited", "_shared", "_approved", "_failed", "_declined", "_paid",
    "_refunded", "_triggered", "_allowed", "_set", "_sent",
)  # fmt: skip
_SERVICE = frozenset({
    "new_chat_members", "left_chat_member", "chat_owner_left", "new_chat_title", "new_chat_photo", "delete_chat_photo",
    "pinned_message", "migrate_from_chat_id", "successful_payment", "refunded_payment", "connected_website",
    "giveaway_completed", "unique_gift", "gift", "web_app_data", "passport_data",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Envelope:
    """What every reader below needs beside the part it reads."""

    update_id: int
    account: str
    raw: str
    received_at: datetime


def read(update: Mapping[str, Any], account: str, raw: str, received_at: datetime) -> Inbound | None:
    """The one thing an update says, or None when it says nothing to us.

    `update` is the JSON object, `raw` its text, `account` ours (`telegram:<bot id>`). Never raises: what cannot be
    understood although somebody sent it comes back as UNSUPPORTED with `raw` kept, so that it is answered.
    """
    if _is_service(update.get("message")):
        return None
    try:
        parsed = telegram.Update.de_json(dict(update), None)
        return _storable(_inbound(parsed, _Envelope(update["update_id"], account, raw, received_at)))
    except Exception as error:  # the edge of one message: whatever is wrong with it stays with it
        log.warning("telegram_update_odd", update_id=update.get("update_id"), error=type(error).__name__)
        return _odd(update, account, raw, received_at)


def _inbound(parsed: telegram.Update, envelope: _Envelope) -> Inbound | None:
    if parsed.message:
        return _message(parsed.message, envelope)
    if parsed.callback_query:
        return _press(parsed.callback_query, envelope)
    if parsed.edited_message:
        return _edit(parsed.edited_message, envelope)
    if parsed.my_chat_member:
        return _membership(parsed.my_chat_member, envelope)
    return None


def _is_service(message: Any) -> bool:
    fields = message if isinstance(message, Mapping) else ()
    return any(name in _SERVICE or name.endswith(_SERVICE_WORDS) for name in fields)


def _message(message: telegram.Message, envelope: _Envelope) -> Inbound:
    if message.migrate_to_chat_id:
        return _said(message, envelope, Kind.MIGRATED, text=str(message.migrate_to_chat_id))
    if message.text:
        return _said(message, envelope, Kind.TEXT, text=_command(message.text))
    if message.location:
        return _said(message, envelope, Kind.PLACE, place=_place(message, message.location))
    if message.contact:
        return _contact(message, message.contact, envelope)
    if media := media_of(message):
        return _said(message, envelope, Kind.MEDIA, text=message.caption or "", media=(media,))
    return _said(message, envelope, Kind.UNSUPPORTED, text=message.caption or "")


def _command(text: str) -> str:
    """`/menu@name` -> `/menu`; `/start unirme_K7M2QX` -> `unirme K7M2QX`."""
    command = _NAMED_COMMAND.sub(r"\1", text) if text.startswith("/") else text
    linked = _LINKED.fullmatch(command)
    return linked.group(1).replace("_", " ") if linked else command


def _place(message: telegram.Message, location: telegram.Location) -> Place:
    venue = message.venue
    label = ", ".join(part for part in (venue.title, venue.address) if part) if venue else ""
    return Place(float(location.latitude), float(location.longitude), label)


def _contact(message: telegram.Message, contact: telegram.Contact, envelope: _Envelope) -> Inbound:
    phone = "+" + contact.phone_number.lstrip("+")  # international digits; some clients send the plus, some do not
    own = contact.user_id is not None and message.from_user is not None and contact.user_id == message.from_user.id
    if own:
        return _said(message, envelope, Kind.CONTACT, text=phone)
    names = (contact.first_name, contact.last_name, phone)
    return _said(message, envelope, Kind.TEXT, text=" ".join(part for part in names if part))


def _edit(message: telegram.Message, envelope: _Envelope) -> Inbound | None:
    if message.location:
        return None
    media = media_of(message)
    edit = _said(
        message, envelope, Kind.EDIT,
        text=_command(message.text or message.caption or ""), media=(media,) if media else (),
    )  # fmt: skip
    return replace(edit, sent_at=message.edit_date or message.date)


def _said(message: telegram.Message, envelope: _Envelope, kind: Kind, **what: Any) -> Inbound:
    return Inbound(
        provider_id=f"{envelope.update_id}-{message.message_id}",
        kind=kind,
        album=message.media_group_id or "",
        message_id=str(message.message_id),
        replies_to=_answered(message, envelope.account),
        quoted=_quoted(message),
        thread=_thread(message),
        sent_at=message.date,
        **_sender(message.chat, message.from_user, envelope),
        **what,
    )


def _quoted(message: telegram.Message) -> str:
    """In a group: whatever this answers, also somebody else's."""
    answered = message.reply_to_message
    return str(answered.message_id) if answered and message.chat.type != ChatType.PRIVATE else ""


def _thread(message: telegram.Message) -> str:
    """The general topic has no number that could be written to: none is given for it."""
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""


def _answered(message: telegram.Message, account: str) -> str:
    """The message this replies to, when it was ours."""
    answered = message.reply_to_message
    ours = answered and answered.from_user and account == f"telegram:{answered.from_user.id}"
    return str(answered.message_id) if answered and ours else ""


def _sender(chat: telegram.Chat, user: telegram.User | None, envelope: _Envelope) -> dict[str, Any]:
    group = chat.type != ChatType.PRIVATE
    known_as = AddressKind.GROUP if group else AddressKind.TELEGRAM
    name = chat.title if group else (user.full_name if user else chat.full_name)
    return {
        "account": envelope.account,
        "raw": envelope.raw,
        "sender": str(chat.id),
        "addresses": (Address(known_as, str(chat.id)),),
        "name": name or "",
        "language": (user.language_code if user else None) or "",
        "group": group,
        "member": str(user.id) if group and user else "",
    }


def _press(query: telegram.CallbackQuery, envelope: _Envelope) -> Inbound:
    """A pressed button. Telegram does not say when it was pressed, so `sent_at` is when it reached us."""
    chat = query.message.chat if query.message else _private(query.from_user)
    pressed = str(query.message.message_id) if query.message else ""
    return Inbound(
        provider_id=f"{envelope.update_id}-{query.id}",
        kind=Kind.CHOICE if query.data else Kind.UNSUPPORTED,
        text=_label(query),
        choice=query.data or "",
        message_id=pressed,
        replies_to=pressed,
        thread=_thread(query.message) if isinstance(query.message, telegram.Message) else "",
        press=query.id,
        sent_at=envelope.received_at,
        **_sender(chat, query.from_user, envelope),
    )


def _private(user: telegram.User) -> telegram.Chat:
    return telegram.Chat(user.id, ChatType.PRIVATE, first_name=user.first_name, last_name=user.last_name)


def _label(query: telegram.CallbackQuery) -> str:
    """What the pressed button says; empty when its message is too old for Telegram to bring it."""
    message = query.message
    markup = message.reply_markup if isinstance(message, telegram.Message) else None
    buttons = (button for row in (markup.inline_keyboard if markup else ()) for button in row)
    return next((button.text for button in buttons if button.callback_data == query.data), "")


def _membership(change: telegram.ChatMemberUpdated, envelope: _Envelope) -> Inbound | None:
    before, after = _may_speak(change.old_chat_member), _may_speak(change.new_chat_member)
    if before == after:
        return None
    private = change.chat.type == ChatType.PRIVATE
    gone, back = (Kind.BLOCKED, Kind.UNBLOCKED) if private else (Kind.LEFT, Kind.JOINED)
    return Inbound(
        provider_id=f"{envelope.update_id}-{int(change.date.timestamp())}",
        kind=back if after else gone,
        sent_at=change.date,
        **_sender(change.chat, change.from_user, envelope),
    )


def _may_speak(member: telegram.ChatMember) -> bool:
    if isinstance(member, telegram.ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status not in (ChatMemberStatus.LEFT, ChatMemberStatus.BANNED)


def _storable(inbound: Inbound | None) -> Inbound | None:
    """`inbound` as it is, when its words are words. The library checks no types. Raises TypeError."""
    if inbound is None:
        return None
    words = (inbound.text, inbound.choice, inbound.name, inbound.language, inbound.album, inbound.press)
    if not all(isinstance(word, str) for word in words):
        raise TypeError("a text that is none")
    return inbound


def _odd(update: Mapping[str, Any], account: str, raw: str, received_at: datetime) -> Inbound | None:
    """UNSUPPORTED from whoever can still be made out; None when nobody can, or when nobody waits for an answer."""
    chat = _dig(update, "message", "chat") or _dig(update, "callback_query", "message", "chat")
    if not isinstance(chat, Mapping) or not isinstance(chat.get("id"), int):
        return None
    group = chat.get("type") != ChatType.PRIVATE
    return Inbound(
        account=account,
        provider_id=f"{update['update_id']}-odd",
        sender=str(chat["id"]),
        addresses=(Address(AddressKind.GROUP if group else AddressKind.TELEGRAM, str(chat["id"])),),
        kind=Kind.UNSUPPORTED,
        group=group,
        sent_at=received_at,
        raw=raw,
    )


def _dig(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
