"""What kinds of committee a municipality has, and what each needs: data, as staff published it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from civic.spanish import fold


class Scope(StrEnum):
    """What a committee watches over."""

    WORK = "work"
    NEIGHBOURHOOD = "neighbourhood"
    MUNICIPALITY = "municipality"


@dataclass(frozen=True, slots=True)
class Role:
    id: str
    name: str
    most: int | None
    """How many of a committee may have it; None: any number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeKind:
    id: str
    name: str
    scope: Scope
    least: int
    """Members, from which it can be constituted."""
    roles: tuple[Role, ...]
    units: tuple[str, ...] = ()
    """Of the training, in their order."""
    letter: str = ""
    """Of commitment, that its members sign; empty: none."""
    votes: bool = False
    """Its members are asked whether what was reported in their neighbourhood, or about their work, is fixed."""
    audits: bool = False
    """It does social audit, so that its papers rest on that law."""
    figure: str = ""
    """Whose accreditation its members need to look into a work; empty: none."""

    def role(self, role_id: str) -> Role | None:
        return next((one for one in self.roles if one.id == role_id), None)


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A short piece of training and the question that shows whether it was understood."""

    id: str
    title: str
    text: str
    ask: str
    options: tuple[Option, ...]
    right: str
    """The option's id."""
    because: str
    """Said to who chose another one."""

    @property
    def sha256(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()


PLACEHOLDERS = ("nombre", "cargo", "comite", "asunto", "municipio")
"""Of a letter, filled for each member; `asunto`: the work or the neighbourhood, with its article."""


@dataclass(frozen=True, slots=True)
class Letter:
    id: str
    version: str
    text: str
    """With placeholders in braces, of PLACEHOLDERS."""

    def filled(self, values: Mapping[str, str]) -> str:
        """Each placeholder with its value, in one pass: a value is never read as a template."""
        pieces = self.text.split("{")
        return pieces[0] + "".join(values[name] + rest for name, _, rest in (one.partition("}") for one in pieces[1:]))


@dataclass(frozen=True, slots=True)
class Checklist:
    """What is looked at in works of one kind."""

    id: str
    name: str
    words: tuple[str, ...]
    """In the name of a work of this kind; none: of any work."""
    points: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """What somebody can be accredited as."""

    id: str
    name: str
    months: int
    """How long an accreditation lasts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    title: str
    kinds: tuple[CommitteeKind, ...]
    units: tuple[Unit, ...] = ()
    letters: tuple[Letter, ...] = ()
    checklists: tuple[Checklist, ...] = ()
    figures: tuple[Figure, ...] = ()
    gap: int = 15
    """Points between the progress that is seen and the one that is reported, from which staff are alerted."""

    def kind(self, kind_id: str) -> CommitteeKind | None:
        return next((one for one in self.kinds if one.id == kind_id), None)

    def letter(self, letter_id: str) -> Letter | None:
        return next((one for one in self.letters if one.id == letter_id), None)

    def figure(self, figure_id: str) -> Figure | None:
        return next((one for one in self.figures if one.id == figure_id), None)

    def units_of(self, kinds: Sequence[str]) -> list[Unit]:
        """Of the training that members of these kinds need, each once, in the scheme's order."""
        needed = {unit for kind in map(self.kind, kinds) if kind for unit in kind.units}
        return [unit for unit in self.units if unit.id in needed]

    def checklist(self, work: str) -> Checklist | None:
        """For a work of this name: the first of which a word is in it, else the one for any work."""
        words = set(fold(work).split())
        fitting = (one for one in self.checklists if words & {fold(word) for word in one.words})
        return next(fitting, None) or next((one for one in self.checklists if not one.words), None)
