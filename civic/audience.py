"""Whom a broadcast is for. Lists within a field are alternatives, fields narrow each other."""

from collections.abc import Collection, Iterator

import msgspec

from civic.consent import Purpose


class Audience(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Nothing but a purpose: all residents. With committees, their kinds, roles or works: those who sit on such a committee
    now, and `neighbourhoods` are the committees'; else where people live."""

    committees: tuple[str, ...] = ()
    """Keys."""
    committee_kinds: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    """Keys of the public works that the committees watch."""
    neighbourhoods: tuple[str, ...] = ()
    """Keys."""
    topics: tuple[str, ...] = ()
    """Of proposals that they made."""
    consultations: tuple[str, ...] = ()
    """Keys of those in which they take part."""
    programmes: tuple[str, ...] = ()
    """Ids of those of whose days they asked to be reminded."""
    channels: tuple[str, ...] = ()
    """`telegram`, `whatsapp`: through which they can be reached, and are."""
    languages: tuple[str, ...] = ()
    purpose: Purpose = Purpose.COMMITTEE
    """What they must have agreed to be written about."""
    groups: bool = False
    """The committees' groups instead of those who sit on them."""

    @property
    def is_of_committees(self) -> bool:
        return bool(self.groups or self.committees or self.committee_kinds or self.roles or self.works)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What an audience may name here."""

    committees: Collection[str]
    committee_kinds: Collection[str]
    roles: Collection[str]
    works: Collection[str]
    neighbourhoods: Collection[str]
    topics: Collection[str]
    consultations: Collection[str]
    programmes: Collection[str]
    channels: Collection[str]
    languages: Collection[str]


FIELDS = Known.__struct_fields__
_WHOSE_PRIVATE_CHAT = ("roles", "topics", "consultations", "programmes", "languages")


def faults_of(audience: Audience, known: Known) -> list[str]:
    """Why it cannot be used, a sentence each with what to do; none: it can."""
    return [*_unknown(audience, known), *_contradictory(audience)]


def _unknown(audience: Audience, known: Known) -> Iterator[str]:
    for field in FIELDS:
        there = getattr(known, field)
        for name in getattr(audience, field):
            if name not in there:
                yield f"{field}: there is no {name!r} here; {_instead(there)}"


def _instead(there: Collection[str]) -> str:
    shown = sorted(there)[:8]
    return (
        f"there are {', '.join(shown)}{', ...' if len(there) > len(shown) else ''}." if shown else "there is none yet."
    )


def _contradictory(audience: Audience) -> Iterator[str]:
    for field in _WHOSE_PRIVATE_CHAT:
        if audience.groups and getattr(audience, field):
            yield f"{field}: a group has none; leave it out, or leave out groups."
    if audience.groups and audience.purpose is not Purpose.COMMITTEE:
        yield "purpose: a committee's group is written to about committees; make it committee, or leave out groups."


def decode_audience(text: str) -> Audience:
    """As it was saved. Raises msgspec.ValidationError."""
    return msgspec.json.decode(text, type=Audience)


def encode_audience(audience: Audience) -> str:
    return msgspec.json.encode(audience).decode()


def told(audience: Audience) -> str:
    """In a line, for staff."""
    parts = [f"{field} {', '.join(getattr(audience, field))}" for field in FIELDS if getattr(audience, field)]
    whom = "groups" if audience.groups else "members" if audience.is_of_committees else "residents"
    return "; ".join([f"all {whom}" if not parts else whom, *parts, f"purpose {audience.purpose}"])
