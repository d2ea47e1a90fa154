"""A flow as written in TOML, read into frozen dataclasses; every fault names file, question, key and remedy."""

import hashlib
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from civic.intent import Intent
from civic.spanish import fold
from flows.vocabulary import Vocabulary

T = TypeVar("T")
Translations = Sequence[Callable[[str], str]]


class FormError(Exception):
    """A flow file cannot be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing a question lets a resident choose."""

    id: str
    label: str
    detail: str = ""
    words: tuple[str, ...] = ()
    """Other words that mean this option."""
    means: str = ""
    """An intent (`si`, `no`, `no_se`) that picks this option."""
    ends: str = ""
    """The talk ends here with this finish, without an act."""
    opens: str = ""
    """The talk is put aside and this flow opens."""
    sets: Mapping[str, Any] = field(default_factory=dict)
    """Further answers the act gets when this is chosen."""
    cost: int = 0
    """Whole pesos, where a budget is shared out."""
    listed: bool = True
    """Shown; one that is not can still be meant, where the list would be too long."""


ANYTHING = "*"
"""Any answer at all, in a condition."""


@dataclass(frozen=True, slots=True)
class Condition:
    """True when the answer to `question` is one of `values`; of an answer of several, when one of them is."""

    question: str
    values: frozenset[str]
    """Option ids, or numbers as they are written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to know. `label` is how the review and the list of corrections call it."""

    id: str
    reader: str
    ask: str = ""
    label: str = ""
    example: str = ""
    """Said when the first answer was not understood."""
    why: str = ""
    """Said when a resident wants to skip what cannot be skipped."""
    optional: bool = False
    skip: str = ""
    """Label of the choice that skips; empty: none is shown, the word `saltar` still works."""
    options: tuple[Option, ...] = ()
    when: Condition | None = None
    unless: Condition | None = None
    gleans: bool = False
    """May be filled from words said before it was asked."""
    heard_only: bool = False
    """Never asked: only filled when the opening words say it. It needs no `ask`."""
    least: int = 0
    """Fewest characters of a text."""
    fewest: int = 1
    """Fewest options of an answer of several."""
    most: int = 0
    """Most options of an answer of several; 0: as many as there are."""
    budget: int = 0
    """Whole pesos that the options chosen may cost together."""
    lowest: int = 0
    """Smallest number that is an answer."""
    highest: int = 0
    """Largest number that is an answer."""
    low_label: str = ""
    """What the lowest number of a scale means."""
    high_label: str = ""
    print: str = ""
    """Fingerprint of the structure; wording does not change it."""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    def option(self, option_id: object) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A way to go on, shown as a choice: a flow's id, or `menu`."""

    flow: str
    label: str
    answers: Mapping[str, str] = field(default_factory=dict)
    """Questions of that flow that are answered already, by the option's id; may hold placeholders."""

    @property
    def token(self) -> str:
        """`go:<flow>`, then each question it answers with the option or folio; placeholders are still to be filled."""
        return ":".join(("go", self.flow, *(part for answer in self.answers.items() for part in answer)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Finish:
    """What is said when a talk ends, by outcome."""

    say: str
    offers: tuple[Offer, ...] = ()
    resumes: bool = True
    """A talk that was put aside goes on right after."""
    forgets: bool = False
    """Everything put aside is dropped: the resident did not agree that we keep it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """One thing a resident can do."""

    id: str
    label: str
    """In the menu; at most 20 characters."""
    detail: str = ""
    thing: str
    """As in *seguimos con ...*: `su reporte`."""
    resume: str
    """Choice that brings it back; at most 20 characters."""
    act: str = ""
    opening: str = ""
    gate: bool = False
    """Stands before every flow that needs consent, and cannot be left for them."""
    needs_consent: bool = False
    only_in_consultation: bool = False
    """Not shown in the menu while there is none."""
    for_staff: bool = False
    """Its commands open it only for who works at the desk; to anybody else they are words like any others."""
    intents: tuple[Intent, ...] = ()
    """Free words with one of these intents open it when no question is open."""
    commands: tuple[str, ...] = ()
    """Words that open it in any state, alone in their message."""
    filler: frozenset[str] = frozenset()
    """Words that only ask for this flow and say nothing about its subject."""
    questions: tuple[Question, ...] = ()
    finishes: Mapping[str, Finish] = field(default_factory=dict)

    def question(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)

    def content(self, folded: str) -> bool:
        """The words say something about the subject, not only that this flow is wanted."""
        said = [word for word in folded.split() if word not in self.filler]
        return len(said) > 1


def fingerprint(question: Mapping[str, Any]) -> str:
    """Eight hex digits over reader, option ids in order, limits, ends and whether it may be skipped."""
    ids = ",".join(str(option.get("id")) for option in question.get("options", ()))
    shape = f"{question.get('reader')}|{ids}|{question.get('least', 0)}|{bool(question.get('optional'))}"
    return hashlib.sha256((shape + _limits(question)).encode()).hexdigest()[:8]


_LIMITS: Mapping[str, int] = {"fewest": 1, "most": 0, "lowest": 0, "highest": 0, "budget": 0}
_ENDS = ("low_label", "high_label")


def _limits(question: Mapping[str, Any]) -> str:
    """Those that are written; nothing for a question without any, so that older fingerprints hold.

    The ends of a scale are among them: turned round, a 1 means the opposite.
    """
    numbers = [f"|{key}={question[key]}" for key, usual in _LIMITS.items() if question.get(key, usual) != usual]
    ends = [f"|{key}={fold(str(question[key]))}" for key in _ENDS if question.get(key)]
    return "".join([*numbers, *ends])


def read_toml(path: Path) -> dict[str, Any]:
    """The file as a table. Raises FormError when it is missing or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FormError(f"{path.name}: cannot be read as TOML: {error}") from error


def flow_from(
    table: Mapping[str, Any], flow_id: str, translations: Translations = (), filler: Sequence[str] = ()
) -> Flow:
    """A flow from its TOML table; `flow_id` is the file's name without ending. Raises FormError."""
    where = f"{flow_id}.toml"
    plain = {key: value for key, value in table.items() if key not in ("question", "finish")}
    plain["questions"] = tuple(_question(q, where, translations) for q in _tables(table, "question", where))
    finishes = table.get("finish", {})
    plain["finishes"] = {name: _finish(body, f"{where}: finish.{name}") for name, body in finishes.items()}
    plain["intents"] = tuple(_intent(name, where) for name in table.get("intents", ()))
    plain["filler"] = frozenset([*filler, *table.get("filler", ())])
    return built(Flow, {"id": flow_id, **plain}, where)


def _question(table: Mapping[str, Any], file: str, translations: Translations) -> Question:
    where = f"{file}: question {table.get('id', '(without id)')}"
    options = tuple(built(Option, o, f"{where}: option {o.get('id')}") for o in _tables(table, "options", where))
    made = {
        **table,
        "options": options,
        "print": fingerprint(table),
        "vocabulary": Vocabulary.of([(o.id, _labels(o, translations), o.words) for o in options]),
    }
    for key in ("when", "unless"):
        if key in table:
            made[key] = _condition(table[key], f"{where}: {key}")
    return built(Question, made, where)


def _labels(option: Option, translations: Translations) -> list[str]:
    return [option.label, *(translate(option.label) for translate in translations)]


def _finish(table: Mapping[str, Any], where: str) -> Finish:
    offers = tuple(built(Offer, offer, f"{where}: offers") for offer in _tables(table, "offers", where))
    return built(Finish, {**table, "offers": offers}, where)


def _condition(table: object, where: str) -> Condition:
    if not isinstance(table, dict) or set(table) != {"question", "is"} or not isinstance(table["is"], list):
        raise FormError(f'{where}: write {{ question = "...", is = ["...", ...] }}')
    return Condition(table["question"], frozenset(str(value) for value in table["is"]))


def _intent(name: str, where: str) -> Intent:
    try:
        return Intent(name)
    except ValueError:
        raise FormError(f"{where}: intents: `{name}` is none of {', '.join(Intent)}") from None


def _tables(table: Mapping[str, Any], key: str, where: str) -> list[dict[str, Any]]:
    rows = table.get(key, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise FormError(f"{where}: {key}: must be a list of tables, each with its own id")
    return rows


def built(kind: type[T], table: Mapping[str, Any], where: str) -> T:
    """`kind(**table)`, with unknown, missing and ill-typed keys refused by name."""
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key in table:
        if key not in known:
            raise FormError(f"{where}: key `{key}` is unknown; use one of {', '.join(known)}")
    for name, f in known.items():
        if name not in table and f.default is MISSING and f.default_factory is MISSING:
            raise FormError(f"{where}: key `{name}` is missing; add it")
    return kind(**{key: _typed(value, known[key].type, f"{where}: {key}") for key, value in table.items()})


def _typed(value: Any, kind: Any, where: str) -> Any:
    if kind in (str, bool, int) and type(value) is not kind:
        raise FormError(f"{where}: must be {kind.__name__}, not {type(value).__name__}")
    return tuple(value) if isinstance(value, list) else value
