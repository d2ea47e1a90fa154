"""What passes between a resident and us, in words no channel owns."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

LABEL_SIGNS = 20
"""Longest label of a choice: a WhatsApp reply button (Twilio content type quick-reply)."""
DETAIL_SIGNS = 72
"""Longest detail of a choice: the second line of a WhatsApp list row."""


class Kind(StrEnum):
    """What arrived. Residents' words and signs first, then facts about their address."""

    TEXT = "text"
    CHOICE = "choice"  # a button; `choice` holds the token we sent with it
    PLACE = "place"
    CONTACT = "contact"  # a telephone number the resident shared of their own
    MEDIA = "media"
    EDIT = "edit"  # a new version of an earlier message: kept, never played again
    UNSUPPORTED = "unsupported"  # a sticker, a poll, ...: answered kindly
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"
    JOINED = "joined"  # we were added to a group
    LEFT = "left"  # we were taken out of a group
    MIGRATED = "migrated"  # the group has a new address, in `text`


RESIDENT_KINDS = frozenset({Kind.TEXT, Kind.CHOICE, Kind.PLACE, Kind.CONTACT, Kind.MEDIA, Kind.UNSUPPORTED})
"""Kinds that a person sent to be answered; the rest are facts about an address or an earlier message."""


class AddressKind(StrEnum):
    """What an address is. One resident may have several."""

    TELEGRAM = "telegram"  # a Telegram user id, decimal
    GROUP = "group"  # a Telegram group or channel id
    PHONE = "phone"  # E.164, Mexican mobiles always as +52 and ten digits
    BSUID = "bsuid"  # WhatsApp business-scoped user id, e.g. MX.1502576394655843
    LOCAL = "local"  # the terminal or the simulated phone


class Address(Struct, frozen=True):
    kind: AddressKind
    value: str
    """Canonical, for recognising a resident; never for sending (see `Inbound.sender`)."""


class Place(Struct, frozen=True):
    latitude: float
    """Degrees north."""
    longitude: float
    """Degrees east."""
    label: str = ""


class MediaKind(StrEnum):
    PHOTO = "photo"
    VOICE = "voice"
    VIDEO = "video"
    DOCUMENT = "document"


class Media(Struct, frozen=True):
    """A file that a provider holds for us; `ref` is what the channel needs to fetch it."""

    kind: MediaKind
    ref: str
    mime: str = ""
    size: int = 0
    """Bytes as the provider says; 0 when it does not say."""
    name: str = ""
    seconds: int = 0
    """Length of a voice note or video."""


class Inbound(Struct, frozen=True, kw_only=True):
    """One thing that arrived. `account` and `provider_id` together are unique for ever."""

    account: str
    """Our side, `<channel>:<id>`: `telegram:123456`, `whatsapp:+5216181112233`, `console:local`, `phone:whatsapp`."""
    provider_id: str
    sender: str
    """The exact address to answer to: a chat id, `whatsapp:+521...`, `whatsapp:MX....`."""
    addresses: tuple[Address, ...]
    """Every way this sender is known, surest first; at least one."""
    kind: Kind
    text: str = ""
    """What was typed, a caption, or the label of a pressed button."""
    choice: str = ""
    place: Place | None = None
    media: tuple[Media, ...] = ()
    album: str = ""
    """Messages of one album share this."""
    name: str = ""
    """Display name the provider gave; free text, never proof."""
    language: str = ""
    """Language hint of the provider, e.g. `es` or `en-US`."""
    message_id: str = ""
    """The provider's id of the message itself, when it differs from `provider_id`."""
    replies_to: str = ""
    """The provider's id of our message that this answers, when known."""
    press: str = ""
    """What the channel needs to acknowledge a pressed button."""
    group: bool = False
    member: str = ""
    """Who spoke in a group: the provider's id of the person."""
    thread: str = ""
    """The topic of a group in which it was said; empty: none, or the general one."""
    quoted: str = ""
    """In a group: the message that this answers, whoever wrote it."""
    sent_at: datetime
    raw: str = ""
    """What came, as JSON text, kept for the record."""

    @property
    def channel(self) -> str:
        return self.account.partition(":")[0]


class Choice(Struct, frozen=True):
    """One thing to tap or to type. `label` at most 20 characters, so that the strictest channel shows it whole."""

    token: str
    label: str
    detail: str = ""
    """Up to 72 characters, shown where the channel has room."""
    typed: bool = False
    """Writing it is as good: where buttons are scarce the others come first."""
    bare: bool = False
    """Where choices become numbered lines it gets no number: its label begins with one, or a typed number is an answer."""


class Wish(StrEnum):
    """What a message asks the phone to offer besides words."""

    NOTHING = "nothing"
    PLACE = "place"
    CONTACT = "contact"


class Document(Struct, frozen=True):
    """A PDF or a sound that goes with the words."""

    file: str
    """Its name in the documents folder."""
    name: str
    """As residents see it: `Convocatoria.pdf`."""


class TopicAct(StrEnum):
    """What is done in a group whose talk is divided into topics."""

    SAY = "say"
    OPEN = "open"
    CARD = "card"
    EDIT = "edit"
    PIN = "pin"
    CLOSE = "close"
    REOPEN = "reopen"
    DELETE = "delete"
    UNSAY = "unsay"  # takes a message back, in a group or a private chat
    REMOVE = "remove"  # a member, who may be invited again


class Topic(Struct, frozen=True, kw_only=True):
    """Where and how a message goes into such a group."""

    act: TopicAct
    thread: str = ""
    """Of the provider; empty where there is none yet."""
    name: str = ""
    """OPEN: the topic's, up to 128 characters."""
    message: str = ""
    """EDIT, PIN, UNSAY: which one; SAY: the one it answers."""
    member: str = ""
    file: str = ""
    """SAY: a file that goes with it, below the media folder."""
    kind: str = ""
    """Of the file: civic.message.MediaKind."""
    file_name: str = ""


class Message(Struct, frozen=True, kw_only=True):
    """One thing to say. Plain text only: channels never parse marks in it, so a resident's words cannot style or link."""

    text: str
    choices: tuple[Choice, ...] = ()
    wish: Wish = Wish.NOTHING
    wish_label: str = ""
    """What the place or contact button says, in the resident's language; empty: the channel's own words."""
    closes_keyboard: bool = False
    """Take away a place or contact keyboard that an earlier message put up."""
    template: str = ""
    """Name of the approved WhatsApp template that may carry this outside the 24-hour window; empty: none, so it waits."""
    values: tuple[str, ...] = ()
    """The template's variables, in order."""
    photo: str = ""
    """Name of a picture in the pictures folder, shown with the words; empty: none. Where it cannot be, the words go alone."""
    document: Document | None = None
    """Where it cannot be, the words go alone."""
    topic: Topic | None = None
    """Only in a group of staff, see handlers/bridge."""
    language: str = "es"
    """Language of `text`, for the few words that a channel must add of its own."""


class Failure(StrEnum):
    """What a provider's late error means for the message and its address."""

    NONE = ""
    AGAIN = "again"
    UNREACHABLE = "unreachable"
    OUTSIDE_WINDOW = "outside_window"
    REFUSED = "refused"


class Receipt(Struct, frozen=True, kw_only=True):
    """What a provider says later about something we sent."""

    account: str
    provider_id: str
    status: str
    """`sent`, `delivered`, `read`, `failed`; the provider's other words are passed as they are and kept."""
    error: str = ""
    """The provider's code."""
    failure: Failure = Failure.NONE
    """What `error` means for us."""
    outbox_id: int | None = None
    """Our own id, when the provider brings it back: joins a receipt that came before the answer to our request."""
    at: datetime
    raw: str = ""


class Priority:
    """Lower goes first. An answer never waits behind a broadcast."""

    ANSWER = 0
    STAFF = 1
    URGENT = 2
    """A broadcast that cannot wait, not even for the end of the quiet hours."""
    STATUS = 3
    BROADCAST = 5
