"""What goes into the engine and what comes out: all of it plain data, so a talk can be stored, replayed and tested."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct, field

from civic.consultation import Published
from civic.intent import Intent
from civic.message import Choice, Media, Message, Place
from civic.neighbourhood import Neighbourhood
from civic.places import Directory


class Answer(Struct, frozen=True):
    """What a resident answered. `print` is the fingerprint of the question as it was asked (structure, not wording)."""

    value: Any
    """JSON value; its shape is the reader's."""
    shown: str
    """How the answer reads in a review, in the resident's language."""
    print: str
    gleaned: bool = False
    """Told by earlier words: the question itself was never put."""


class Talk(Struct, frozen=True, kw_only=True):
    """One conversation about one thing. The position is not here: it is derived from the answers."""

    number: int
    """Counts a resident's talks; a button carries it, so a late press is known for what it is."""
    flow: str
    answers: dict[str, Answer] = field(default_factory=dict)
    """In the order given, so that `atrás` drops the last."""
    open: str = ""
    """The question that is waiting for an answer."""
    open_print: str = ""
    tries: int = 0
    """How often the open question was not understood."""
    heard: dict[str, Any] = field(default_factory=dict)
    """What earlier words already say about questions not asked yet."""


class Session(Struct, frozen=True, kw_only=True):
    """All that is remembered of one resident between two messages. Stored as JSON."""

    talk: Talk | None = None
    parked: tuple[Talk, ...] = ()
    """Talks put aside by an interruption, newest last; at most three."""
    last_number: int = 0
    offered: tuple[str, ...] = ()
    """Tokens of the choices last shown, in order: what a typed `2` means."""
    words: str = ""
    """Free words whose purpose was not clear, kept for the flow the resident picks next."""
    done: str = ""
    """Number and last question of the talk finished last, as its tokens begin: `7:review`."""
    done_says: str = ""
    """What was said then, so that a second press on the last button repeats it and files nothing."""


class Event(Struct, frozen=True, kw_only=True):
    """What the resident did, as the engine sees it."""

    text: str = ""
    choice: str = ""
    """A button's token."""
    place: Place | None = None
    media: tuple[Media, ...] = ()
    media_ids: tuple[int, ...] = ()
    """Row ids of `media`, the same order: what an answer stores."""
    contact: str = ""
    intent: Intent | None = None
    """Computed once by the caller with `civic.intent.understand(text)`."""
    unsupported: bool = False
    is_staff: bool = False
    """They said a word that only staff use, and are staff."""


class Work(Struct, frozen=True, kw_only=True):
    """A public work a complaint may name."""

    key: str
    name: str
    neighbourhood_keys: tuple[str, ...] = ()


class Asked(Struct, frozen=True, kw_only=True):
    """Something the resident was asked about a complaint, outside of any talk, and has not answered."""

    folio: str
    kind: str
    """`vote` (is it fixed?) or `question` (of staff)."""
    last: bool = False
    """It was the last thing we said to them."""
    quoted: bool = False
    """Their message quotes it."""


class Facts(Struct, frozen=True, kw_only=True):
    """All that a turn may know. What was not looked up, the engine names in `Turn.need` and is called again."""

    now: datetime
    municipality: str
    """As in a sentence: `Durango`."""
    language: str = "es"
    translate: Callable[[str], str] = lambda spanish: spanish
    directory: Directory
    works: Sequence[Work] = ()
    consultations: Sequence[Published] = ()
    consented: bool = False
    """The resident accepted the privacy notice in force."""
    notice_version: str = ""
    notice_url: str = ""
    """Where the full privacy notice can be read; empty: the line that names it is left out."""
    folio_example: str = ""
    """What a folio of this municipality looks like; empty: the line that shows it is left out."""
    name: str = ""
    neighbourhood: Neighbourhood | None = None
    """Where the resident said they live."""
    notices: Mapping[str, bool] = field(default_factory=dict)
    """Consent by purpose: `folio`, `consultation`, `committee`."""
    writes_to_phones: bool = False
    """Somebody who never wrote to us can be asked something, by their number."""
    office_open: bool = True
    office_hours: str = ""
    asked: Sequence[Asked] = ()
    replies: Sequence[Choice] = ()
    """What the last thing said to them can be answered with, when it was something that many were sent."""
    found: Mapping[str, Any] = field(default_factory=dict)
    """Answers to earlier `Need`s of this very turn, by the need's name."""


class Need(Struct, frozen=True):
    """A fact the engine was not given, e.g. `similar` with the answers so far, or `folio` with what was typed."""

    name: str
    arguments: Mapping[str, Any]


class Act(Struct, frozen=True):
    """What the finished talk asks to be done: the name of a function in `handlers/acts/` and the answers' values."""

    name: str
    answers: Mapping[str, Any]


class Outcome(Struct, frozen=True):
    """What an act led to: the name of a `[finish.<name>]` of its flow, and plain text for the placeholders."""

    name: str
    values: Mapping[str, str] = field(default_factory=dict)
    opens: str = ""
    """A flow to open right after, if any."""
    photo: str = ""
    """A picture that goes with what is said, by its name in the pictures folder."""


class Turn(Struct, frozen=True, kw_only=True):
    """What one event led to. Exactly one of `need` and the rest is meaningful."""

    session: Session
    says: tuple[Message, ...] = ()
    """In spoken order; never empty unless `need` or `act` is set: nobody is left without a reply."""
    act: Act | None = None
    """To be done now; its outcome is spoken by `engine.finish`."""
    need: Need | None = None
    forgets: bool = False
    """The resident did not agree: what they wrote is not kept."""
