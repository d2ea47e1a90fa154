"""Which department a complaint goes to: rules in order, the first that matches wins, and every decision can say why."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from civic.spanish import fold
from civic.stems import stem


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """All conditions that are stated must hold; each holds when one of what it lists is there."""

    name: str
    department: str
    categories: frozenset[str] = frozenset()
    neighbourhoods: frozenset[str] = frozenset()
    """Keys, never names."""
    words: tuple[str, ...] = ()
    """Words or phrases: whole words, in any ending, with or without accents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """The rules of one municipality."""

    rules: tuple[Rule, ...]
    default: str
    """The department of what no rule takes."""
    names: Mapping[str, str]
    """Departments as residents read them, by id."""

    def name(self, department: str) -> str:
        """As residents read it. One that the settings no longer have is called by its id."""
        return self.names.get(department, department)


class Condition(StrEnum):
    CATEGORY = "category"
    NEIGHBOURHOOD = "neighbourhood"
    WORDS = "words"


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What came of one rule."""

    rule: Rule
    category: str
    neighbourhood_key: str
    word: str
    """Which of the rule's words the text says; empty for none."""
    failed: Condition | None
    """The first condition that does not hold; None when the rule matches."""

    @property
    def matched(self) -> bool:
        return self.failed is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Routed:
    department: str
    rule_name: str
    """Empty when no rule matched and the default was taken."""
    why: tuple[Looked, ...]
    """The rules that were looked at, in order; a match ends the list."""


def route(rules: Sequence[Rule], default: str, *, category: str, neighbourhood_key: str, text: str) -> Routed:
    """`category` and `neighbourhood_key` may be empty: a rule that asks for them does not match then."""
    heard = _stems(text)
    why: list[Looked] = []
    for rule in rules:
        why.append(_look(rule, category, neighbourhood_key, heard))
        if why[-1].matched:
            return Routed(department=rule.department, rule_name=rule.name, why=tuple(why))
    return Routed(department=default, rule_name="", why=tuple(why))


def _look(rule: Rule, category: str, neighbourhood_key: str, heard: tuple[str, ...]) -> Looked:
    word = next((word for word in rule.words if _says(heard, _phrase(word))), "")
    holds = {
        Condition.CATEGORY: not rule.categories or category in rule.categories,
        Condition.NEIGHBOURHOOD: not rule.neighbourhoods or neighbourhood_key in rule.neighbourhoods,
        Condition.WORDS: not rule.words or bool(word),
    }
    failed = next((condition for condition, good in holds.items() if not good), None)
    return Looked(rule=rule, category=category, neighbourhood_key=neighbourhood_key, word=word, failed=failed)


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in fold(text).split())


_phrase = lru_cache(maxsize=1024)(_stems)


def _says(heard: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    length = len(phrase)
    return length > 0 and any(heard[at : at + length] == phrase for at in range(len(heard) - length + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What staff read for each id; an id without a label stands for itself."""

    categories: Mapping[str, str]
    neighbourhoods: Mapping[str, str]
    departments: Mapping[str, str]


def explain(routed: Routed, labels: Labels) -> list[str]:
    """One Spanish sentence for each rule that was looked at, and a last one that says where it goes.

    `1. Fugas: no, el asunto es «Bache o banqueta» y pide «Agua o fuga».`
    """
    lines = [
        f"{number}. {looked.rule.name}: {_verdict(looked, labels)}." for number, looked in enumerate(routed.why, 1)
    ]
    where = f"a {labels.departments.get(routed.department, routed.department)}."
    return [*lines, f"Va {where}" if routed.rule_name else f"Ninguna regla coincide: va {where}"]


def _verdict(looked: Looked, labels: Labels) -> str:
    if looked.failed is None:
        return f"sí, {_listed(list(_holding(looked, labels)), 'y')}"
    return f"no, {_missing(looked, looked.failed, labels)}"


def _holding(looked: Looked, labels: Labels) -> Iterator[str]:
    if looked.rule.categories:
        yield _has("el asunto", looked.category, labels.categories)
    if looked.rule.neighbourhoods:
        yield _has("la colonia", looked.neighbourhood_key, labels.neighbourhoods)
    if looked.word:
        yield f"el texto dice «{looked.word}»"


def _missing(looked: Looked, failed: Condition, labels: Labels) -> str:
    rule = looked.rule
    match failed:
        case Condition.CATEGORY:
            has, wants = (
                _has("el asunto", looked.category, labels.categories),
                _quoted(rule.categories, labels.categories),
            )
        case Condition.NEIGHBOURHOOD:
            has = _has("la colonia", looked.neighbourhood_key, labels.neighbourhoods)
            wants = _quoted(rule.neighbourhoods, labels.neighbourhoods)
        case Condition.WORDS:
            return f"el texto no dice {_listed([f'«{word}»' for word in rule.words], 'ni')}"
    return f"{has} y pide {_listed(wants, 'o')}"


def _has(what: str, found: str, labels: Mapping[str, str]) -> str:
    """`el asunto es «Drenaje»`, or `no hay asunto`."""
    return f"{what} es «{labels.get(found, found)}»" if found else f"no hay {what.partition(' ')[2]}"


def _quoted(ids: Collection[str], labels: Mapping[str, str]) -> list[str]:
    return sorted(f"«{labels.get(one, one)}»" for one in ids)


def _listed(parts: Sequence[str], joint: str) -> str:
    """`a, b y c`."""
    *first, last = parts or ["no pide nada"]
    return f"{', '.join(first)} {joint} {last}" if first else last
