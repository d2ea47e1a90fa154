"""The scheme of committees in force, and the letter of commitment as a member reads it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from civic.committee import Lacking
from civic.document import read_document
from civic.scheme import CommitteeKind, Letter, Scheme
from civic.scheme_document import read_scheme
from handlers.world import World
from storage import committees
from storage.committees import Committee, Member
from storage.documents import Kind, find_document
from storage.store import Connection
from storage.works import find_work

NO_SCHEME = Scheme(title="", kinds=())


@lru_cache(maxsize=4)
def scheme_from(document: str, zone: ZoneInfo) -> Scheme:
    """Raises Unreadable, Refused."""
    return read_scheme(read_document(document), zone)


def scheme_in_force(connection: Connection, world: World) -> Scheme:
    """One without kinds where none was published."""
    found = find_document(connection, Kind.SCHEME)
    return scheme_from(found.document, world.hours.zone) if found else NO_SCHEME


@dataclass(frozen=True, slots=True)
class OfferedLetter:
    """A letter of commitment filled for one member."""

    letter: Letter
    text: str

    @property
    def sha256(self) -> str:
        return hash_of(self.text)


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def letter_for(
    connection: Connection, world: World, scheme: Scheme, committee: Committee, member: Member
) -> OfferedLetter | None:
    """None where their kind of committee signs none."""
    kind = scheme.kind(committee.kind)
    letter = scheme.letter(kind.letter) if kind else None
    if kind is None or letter is None:
        return None
    values = {
        "nombre": member.name,
        "cargo": role_name(kind, member.role),
        "comite": committee.name,
        "asunto": matter_of(connection, world, committee),
        "municipio": world.municipality,
    }
    return OfferedLetter(letter, letter.filled(values))


def role_name(kind: CommitteeKind | None, role_id: str) -> str:
    """As members read it; its id when the scheme has it no longer."""
    role = kind.role(role_id) if kind else None
    return role.name if role else role_id


def matter_of(connection: Connection, world: World, committee: Committee) -> str:
    """What it watches over, with its article."""
    work = find_work(connection, committee.public_work_key) if committee.public_work_key else None
    if work:
        return f"la obra {work.work.name}"
    where = world.neighbourhood(committee.neighbourhood_key)
    return f"{where.kind.lower()} {where.name}" if where else f"el municipio de {world.municipality}"


def lacking(
    connection: Connection, scheme: Scheme, committee: Committee, member: Member, now: datetime
) -> list[Lacking]:
    """What this member has still to do; nothing where the scheme has their kind no longer."""
    kind = scheme.kind(committee.kind)
    if kind is None:
        return []
    return committees.get_standing(connection, member, kind.figure, now).lacks(kind, scheme, now)
