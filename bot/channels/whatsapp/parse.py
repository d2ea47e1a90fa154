"""What Twilio posts, as neutral messages and receipts. Pure.

New fields come without notice: all are kept in `raw`, only those known are read.
"""

import json
import math
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import parse_qsl

from bot.channels.port import Receipt
from bot.channels.whatsapp.errors import failure
from bot.channels.whatsapp.identity import addresses
from bot.channels.whatsapp.signature import Pairs
from civic.message import Failure, Inbound, Kind, Media, MediaKind, Place

_MAX_FIELDS = 500
_MAX_MEDIA = 20  # WhatsApp sends one, Twilio documents ten: a larger number is no reason to loop
_STATUS = {"undelivered": "failed", "canceled": "failed"}
_UNANSWERABLE = frozenset({"sticker", "contacts", "order", "system"})
"""MessageType values whose file, when there is one, says nothing about a complaint."""


def read_form(body: bytes) -> Pairs | None:
    """The fields in order, blanks kept and nothing trimmed, as the signature wants them; None when it is no form."""
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=_MAX_FIELDS)
    except ValueError:  # not UTF-8, or more fields than anybody sends
        return None


def as_fields(pairs: Pairs) -> dict[str, str]:
    """Name to value; of a repeated name the last."""
    return dict(pairs)


def as_raw(pairs: Pairs) -> str:
    return json.dumps(pairs, ensure_ascii=False)


def parse_message(account: str, pairs: Pairs, at: datetime) -> Inbound | None:
    """None when it has no id or does not come from WhatsApp: nobody to answer."""
    fields = as_fields(pairs)
    sid, sender = message_id(fields), fields.get("From", "")
    known = addresses(
        sender, fields.get("WaId", ""), fields.get("ExternalUserId", ""), fields.get("ParentExternalUserId", "")
    )
    if not sid or not known:
        return None
    choice, place, media = _choice(fields), _place(fields), _media(fields)
    text = _text(fields)
    return Inbound(
        account=account,
        provider_id=sid,
        sender=sender,
        addresses=known,
        kind=_kind(fields.get("MessageType", ""), choice, place, media, text),
        text=text,
        choice=choice,
        place=place,
        media=media,
        name=fields.get("ProfileName", "").strip(),
        message_id=sid,
        replies_to=fields.get("OriginalRepliedMessageSid", ""),
        sent_at=at,
        raw=as_raw(pairs),
    )


def message_id(fields: Mapping[str, str]) -> str:
    return fields.get("MessageSid") or fields.get("SmsMessageSid") or fields.get("SmsSid") or ""


def parse_status(account: str, pairs: Pairs, query: Mapping[str, str], at: datetime) -> Receipt | None:
    """None when it names no message or no status. `query` is that of our own callback address, which is signed."""
    fields = as_fields(pairs)
    sid, status = message_id(fields), fields.get("MessageStatus") or fields.get("SmsStatus", "")
    if not sid or not status:
        return None
    status = _STATUS.get(status, status)
    error = fields.get("ErrorCode", "").strip("0") and fields["ErrorCode"]
    return Receipt(
        account=account,
        provider_id=sid,
        status=status,
        error=error,
        failure=failure(error) if status == "failed" else Failure.NONE,
        outbox_id=_number(query.get("outbox", "")),
        at=at,
        raw=as_raw(pairs),
    )


def _choice(fields: Mapping[str, str]) -> str:
    # The vendor documents ListId for list pickers, and ButtonPayload has been seen for both.
    return fields.get("ButtonPayload") or fields.get("ListId") or ""


def _text(fields: Mapping[str, str]) -> str:
    return (fields.get("ButtonText") or fields.get("ListTitle") or fields.get("Body") or "").strip()


def _media(fields: Mapping[str, str]) -> tuple[Media, ...]:
    count = min(_number(fields.get("NumMedia", "")) or 0, _MAX_MEDIA)
    return tuple(
        _media_of(url, fields.get(f"MediaContentType{index}", ""))
        for index in range(count)
        if (url := fields.get(f"MediaUrl{index}", ""))
    )


def _media_of(url: str, mime: str) -> Media:
    """By its MIME type; Twilio gives neither a name nor a size."""
    kinds = {"image": MediaKind.PHOTO, "audio": MediaKind.VOICE, "video": MediaKind.VIDEO}
    return Media(kinds.get(mime.partition("/")[0].lower(), MediaKind.DOCUMENT), ref=url, mime=mime)


def _place(fields: Mapping[str, str]) -> Place | None:
    latitude, longitude = _degrees(fields.get("Latitude", ""), 90), _degrees(fields.get("Longitude", ""), 180)
    if latitude is None or longitude is None:
        return None
    named = [part for part in (fields.get("Label", "").strip(), fields.get("Address", "").strip()) if part]
    return Place(latitude, longitude, ", ".join(dict.fromkeys(named)))


def _kind(message_type: str, choice: str, place: Place | None, media: tuple[Media, ...], text: str) -> Kind:
    if choice:
        return Kind.CHOICE
    if place:
        return Kind.PLACE
    if message_type in _UNANSWERABLE:
        return Kind.UNSUPPORTED
    if media:
        return Kind.MEDIA
    return Kind.TEXT if text else Kind.UNSUPPORTED


def _degrees(written: str, most: int) -> float | None:
    try:
        degrees = float(written)
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= most else None


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None
