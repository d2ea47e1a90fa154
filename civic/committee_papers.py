"""What the papers of social audit are filled with: names, days and words, as they were written down.

Days and hours are those of the municipality's own clocks. An empty text means that nobody wrote it down.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from civic.works import PublicWork


class Seen(StrEnum):
    """What a member answers to a question of the check list."""

    YES = "yes"
    NO = "no"
    UNSEEN = "unseen"

    @property
    def label(self) -> str:
        return {"yes": "Sí", "no": "No", "unseen": "No se pudo ver"}[self]


class Accusation(StrEnum):
    """Two legal acts that are never taken for one another."""

    QUEJA = "Queja"
    DENUNCIA = "Denuncia"


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody with what they are there as: a member's role, an official's post."""

    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """The committee or observatory that a paper is of."""

    key: str
    name: str
    kind: str
    """In words: `Comité de obra`."""
    audits: bool
    """It does social audit, so that its papers rest on the law of social audit."""
    neighbourhood: str = ""
    work: PublicWork | None = None
    """The one that it watches; None: of no one work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Constitution:
    body: Body
    day: date
    place: str = ""
    members: tuple[Named, ...] = ()
    officials: tuple[Named, ...] = ()
    """Who is there from the municipality."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Substitution:
    body: Body
    day: date
    leaves: Named
    why: str
    comes: Named | None = None
    """None: the seat stays free."""
    officials: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Trained:
    member: Named
    attempts: int
    passed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    title: str
    trained: tuple[Trained, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    body: Body
    day: date
    """Of which the list tells."""
    units: tuple[Unit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """Of a letter: in the chat of a channel, or on a paper."""

    at: datetime
    channel: str = ""
    """Its name: `Telegram`."""
    original: str = ""
    """Number of the paper that was signed; empty: it was accepted in the chat."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    body: Body
    member: Named
    text: str
    """As it was shown."""
    version: str
    sha256: str
    """Of `text` in UTF-8."""
    accepted: Acceptance


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    member: Named
    reply: bool | None = None
    """Whether they said that they would come; None: they did not answer."""
    attended: bool | None = None
    """None: nobody wrote it down."""


@dataclass(frozen=True, slots=True)
class Agreement:
    text: str
    who: str
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    body: Body
    called_on: date
    starts_at: datetime
    place: str
    agenda: str
    called_off_on: date | None = None
    called_off_why: str = ""
    attendance: tuple[Attendee, ...] = ()
    minutes: str = ""
    agreements: tuple[Agreement, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    question: str
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """`body.work` is what was visited."""

    body: Body
    at: datetime
    member: Named
    answers: tuple[Answer, ...] = ()
    observed: int | None = None
    """Progress as seen, per cent; None: it could not be told."""
    reported: float | None = None
    """As the register had it then, per cent."""
    alerted: bool = False
    """The two lie so far apart that the municipality was alerted."""
    note: str = ""
    place: str = ""
    point: tuple[float, float] | None = None
    """Latitude and longitude, degrees."""
    photos: tuple[str, ...] = ()
    """The sha256 of each file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitMade:
    day: date
    member: str
    observed: int | None = None
    reported: float | None = None
    alerted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingCalled:
    day: date
    place: str
    held: bool
    attended: int | None = None
    """How many members; None: nobody wrote it down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementCounts:
    kept: int = 0
    open: int = 0
    """Among them those that are late."""
    late: int = 0
    dropped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    body: Body
    since: date
    until: date
    """Itself within the period."""
    visits: tuple[VisitMade, ...] = ()
    meetings: tuple[MeetingCalled, ...] = ()
    agreements: AgreementCounts = AgreementCounts()
    complaints: tuple[tuple[str, int], ...] = ()
    """About the work, in words how they ended and how many."""
    members: tuple[Named, ...] = ()
    """Who signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Complained:
    """A complaint or a denunciation, without who told it."""

    act: Accusation
    folio: str
    told_on: date
    work: str
    """Its name; empty: whoever told it did not know."""
    place: str = ""
    what: str
    since: str = ""
    evidence: tuple[str, ...] = ()
    """The sha256 of each file."""
    status: str = ""
    """In words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accredited:
    figure: str
    """`Contralor Ciudadano`."""
    shown: str = ""
    """The name that its holder agreed to have shown; empty: none."""
    observatory: str = ""
    first_day: date
    last_day: date
    code: str
    where: str
    """Address of the page that tells whether the code is valid, which the QR code leads to: in ASCII."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """Of `body.work`, which is finished, to those who watched it."""

    body: Body
    day: date
    accepted: bool
    reason: str = ""
    """Why the committee does not sign; or what it remarks though it does."""
    members: tuple[Named, ...] = ()
    officials: tuple[Named, ...] = ()
