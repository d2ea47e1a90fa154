"""What the page posts becomes an Inbound."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any

import msgspec

from bot.channels.phone.faces import Face
from bot.channels.phone.files import Files
from civic.message import Address, AddressKind, Inbound, Kind, Media, Place

Text = Annotated[str, msgspec.Meta(max_length=4096)]
Short = Annotated[str, msgspec.Meta(max_length=200)]
Name = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{8,64}$")]
SENDER = r"^(telegram|whatsapp)-[a-z0-9]{8,32}\Z"


class Malformed(Exception):
    """The page never posts this: someone else did."""


class Does(StrEnum):
    """What a resident does with the phone; the values are those of `Kind`."""

    TEXT = "text"
    CHOICE = "choice"
    PLACE = "place"
    CONTACT = "contact"
    MEDIA = "media"
    EDIT = "edit"
    UNSUPPORTED = "unsupported"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


BLOCKING = frozenset({Does.BLOCKED, Does.UNBLOCKED})


class Point(msgspec.Struct, forbid_unknown_fields=True):
    latitude: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    longitude: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    label: Short = ""


class Posted(msgspec.Struct, forbid_unknown_fields=True):
    """One thing a resident did. `id` is the page's own and makes trying again harmless."""

    id: Name
    sender: Annotated[str, msgspec.Meta(pattern=SENDER)]
    does: Does
    name: Short = ""
    language: Annotated[str, msgspec.Meta(max_length=16)] = ""
    text: Text = ""
    """Words, a caption, a telephone number, or the label of the button."""
    choice: Annotated[str, msgspec.Meta(max_length=200)] = ""
    of: Short = ""
    """The message that is answered (ours) or edited (their own)."""
    place: Point | None = None
    file: Short = ""
    album: Short = ""
    """The same for files that were chosen together."""
    seconds: Annotated[int, msgspec.Meta(ge=0, le=3600)] = 0

    @property
    def face(self) -> Face:
        return Face(self.sender.partition("-")[0])

    @property
    def press(self) -> str:
        return f"{self.sender}:{self.id}"


def read(body: bytes) -> Posted:
    """Raises Malformed."""
    try:
        posted = msgspec.json.decode(body, type=Posted)
    except (msgspec.MsgspecError, UnicodeDecodeError) as wrong:
        raise Malformed(str(wrong)) from wrong
    if _misses(posted):
        raise Malformed(f"{posted.does} without what it is about")
    return posted


def _misses(posted: Posted) -> bool:
    needed: Mapping[Does, object] = {
        Does.TEXT: posted.text.strip(),
        Does.CHOICE: posted.choice,
        Does.PLACE: posted.place,
        Does.CONTACT: posted.text,
        Does.MEDIA: posted.file,
        Does.EDIT: posted.of and posted.text.strip(),
    }
    return not needed.get(posted.does, True)


def inbound(posted: Posted, files: Files) -> Inbound:
    """Raises Malformed when it names a file that we do not hold."""
    return Inbound(
        account=f"phone:{posted.face}",
        provider_id=posted.press,
        sender=posted.sender,
        addresses=(Address(AddressKind.LOCAL, posted.sender),),
        kind=Kind(posted.does),
        text=posted.text,
        choice=posted.choice,
        place=_place(posted.place),
        media=_media(posted, files),
        album=posted.album,
        name=posted.name,
        language=posted.language,
        message_id=posted.of if posted.does is Does.EDIT else posted.id,
        replies_to=posted.of if posted.does is Does.CHOICE else "",
        press=posted.press if posted.does is Does.CHOICE else "",
        sent_at=datetime.now(UTC),
        raw=msgspec.json.encode(posted).decode(),
    )


def _place(point: Point | None) -> Place | None:
    return Place(point.latitude, point.longitude, point.label) if point else None


def _media(posted: Posted, files: Files) -> tuple[Media, ...]:
    if not posted.file:
        return ()
    kept = files.find(posted.file)
    if kept is None:
        raise Malformed("no such file")
    return (Media(kept.kind, kept.ref, kept.mime, kept.size, seconds=posted.seconds),)


def shown(posted: Posted) -> dict[str, Any]:
    """What the log keeps of it for the page to draw again."""
    everything: dict[str, Any] = msgspec.to_builtins(posted)
    return {key: value for key, value in everything.items() if value and key not in {"sender", "name", "language"}}
