"""What somebody of staff came to a page for, and what they are given."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from civic.access import Access, Permission
from civic.message import Document
from handlers.desk.running import Running
from handlers.staff.chats import Attendant
from handlers.staff.complaints import Picture
from handlers.world import World
from storage.signing_in import Session
from storage.staff import Account
from storage.store import Connection


class NotHere(Exception):
    """There is no such thing, or it is not for whoever asks: nobody is told which."""


class Conflict(Exception):
    """It was so when the page was made, and is so no more; the text says what happened. What was written is kept."""


class Elsewhere(Exception):
    """What was asked for stands on another page; the text is its path."""


class LookFirst(Exception):
    """Nothing was done: the page is shown again, with what would be."""


@dataclass(frozen=True, slots=True)
class Upload:
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Kept:
    """What of an upload residents are sent: a picture made anew, or a PDF."""

    photo: str = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class SignedIn:
    account: Account
    access: Access
    session: Session

    @property
    def name(self) -> str:
        return self.account.name

    def may(self, permission: Permission) -> bool:
        return self.access.may(permission)

    @property
    def sees_names(self) -> bool:
        return self.access.sees_names


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """One visit to one page, inside one transaction. Nothing here waits for a network or a disk."""

    connection: Connection
    world: World
    me: SignedIn
    now: datetime
    where: str = ""
    """The address of the page, without what follows its question mark."""
    path: Mapping[str, Any] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    """What was sent, also when it could not be done: the page shows it again."""
    uploads: tuple[Upload, ...] = ()
    kept: tuple[Kept, ...] = ()
    """The uploads of an act that sends them on."""
    picture: Picture | None = None
    """Made of what the act shows to others; None: it shows nothing."""
    error: str = ""
    templates: frozenset[str] = frozenset()
    """Approved by WhatsApp, by our names."""
    running: Running = field(default_factory=Running)
    windows: Mapping[str, timedelta] = field(default_factory=dict)
    """How long after a resident's last words each account may write freely; one that always may is not there."""
    identity: str = ""
    """What the municipality's own sign-in is called; empty: there is none."""
    square: Callable[[str], str] = field(default=lambda _: "")
    """A picture that a telephone reads as these words, as SVG."""

    @property
    def zone(self) -> ZoneInfo:
        return self.world.hours.zone

    @property
    def attendant(self) -> Attendant:
        return Attendant(
            self.connection, self.world, self.me.name, self.now, self.me.access, account_id=self.me.account.id
        )


@dataclass(frozen=True, slots=True)
class Page:
    template: str
    values: Mapping[str, Any]
    read: tuple[str, int] | None = None
    """Whose data were shown, as subject and id: it is written down."""
    status: int = 200
    """Of an act's answer that is no error to be taken back, and yet is none that was wished for."""
    later: Callable[[], Mapping[str, Any]] | None = None
    """Further values, that take their time and need no database: made in a thread, after the transaction."""


@dataclass(frozen=True, slots=True)
class Goto:
    """Where to go when it is done. `done` names the sentence said there."""

    path: str
    done: str = ""
    unseen: tuple[str, ...] = ()
    """Pictures that nobody is shown any more."""
