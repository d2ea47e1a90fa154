"""All the flows, phrases and translations of one installation, read once and never changed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from civic.intent import Intent
from civic.message import Message
from civic.spanish import fold
from flows.form import Flow, FormError, built, flow_from
from flows.source import FOLDER as FOLDER
from flows.source import Source, read_source
from flows.speech import fill
from flows.talk import Facts
from flows.wording import Wording, worded

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What is offered when nothing is open."""

    say: str
    entries: tuple[str, ...]
    """Flow ids in order; at most nine, so that a talk put aside still fits in a list of ten."""
    evidence_flow: str
    """The flow that a photo or a place without words opens."""
    person_flow: str
    help_flow: str
    gate_flow: str
    vote_flow: str
    """Where the answer to *is it fixed?* goes."""
    answer_flow: str
    """Where the answer to what staff asked goes."""

    def asked_flow(self, kind: str) -> str:
        """Of what was asked outside of a talk: `vote` or `question`."""
        return self.vote_flow if kind == "vote" else self.answer_flow


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words that leave an open question, folded; alone in their message."""

    exits: Mapping[str, str]
    """Folded words to the exit's name (`cancel`, `back`, `correct`, ...)."""
    filler: tuple[str, ...]
    commands: Mapping[str, str] = field(default_factory=dict)
    """Folded words to the flow they open."""
    staff: Mapping[str, str] = field(default_factory=dict)
    """The same of flows that are for staff."""
    coded: Mapping[str, str] = field(default_factory=dict)
    """Those of the commands that a code may follow."""
    foliate: Mapping[str, str] = field(default_factory=dict)
    """Those that a folio may follow."""
    offers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Folded labels of the ways to go on, to the tokens that carry them, with placeholders."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the engine plays from."""

    flows: Mapping[str, Flow]
    phrases: Mapping[str, str]
    menu: Menu
    words: Words
    catalogues: Mapping[str, Mapping[str, str]]
    """Language to Spanish sentence to its translation; Spanish needs none."""
    by_intent: Mapping[Intent, str] = field(default_factory=dict)
    source: Source | None = field(default=None, repr=False)
    """What ships, whatever staff word anew; None: it is of no files."""

    def translator(self, language: str) -> Translate:
        """What `Facts.translate` must be for a resident of this language; unknown languages get Spanish."""
        table = self.catalogues.get(language, {})
        return lambda spanish: table.get(spanish, spanish)

    def translated(self, spanish: str, language: str) -> str:
        """One sentence of ours in a resident's language."""
        table = self.catalogues.get(language)
        return table.get(spanish, spanish) if table else spanish

    @property
    def languages(self) -> tuple[str, ...]:
        return ("es", *self.catalogues)

    def text(self, name: str, facts: Facts, **values: str) -> str:
        """A phrase, translated and filled. Raises KeyError for an unknown name: `check` proves there is none."""
        return fill(facts.translate(self.phrases[name]), facts, values)

    def message(self, name: str, facts: Facts, **values: str) -> Message:
        """The same, as something to say."""
        return Message(text=self.text(name, facts, **values))


def load_book(folder: Path | None = None) -> Book:
    """Every flow, phrase and catalogue of `folder` (default: the flows that ship). Raises FormError."""
    return book_of(read_source(folder))


def book_of(source: Source, wordings: Mapping[str, Wording] = MappingProxyType({})) -> Book:
    """`wordings`: what staff say instead, by place; one whose place is no more is left out. Raises FormError."""
    made = worded(source, wordings)
    labels = [_lookup(catalogue) for catalogue in made.catalogues.values()]
    filler = made.words["filler"]
    flows = {name: flow_from(table, name, labels, filler) for name, table in made.flows.items()}
    return replace(book_from(flows, made.phrases, made.menu, made.words, made.catalogues), source=source)


def book_from(
    flows: Mapping[str, Flow],
    phrases: Mapping[str, str],
    menu: Mapping[str, Any],
    words: Mapping[str, Any],
    catalogues: Mapping[str, Mapping[str, str]],
) -> Book:
    """A book of parts already read. Raises FormError."""
    return Book(
        flows=flows,
        phrases=phrases,
        menu=built(Menu, menu, "menu.toml"),
        words=_words(words, flows, [_lookup(catalogue) for catalogue in catalogues.values()]),
        catalogues=catalogues,
        by_intent=_by_intent(flows),
    )


def _words(table: Mapping[str, Any], flows: Mapping[str, Flow], labels: Sequence[Translate]) -> Words:
    exits = {fold(word): name for name, words in table["exits"].items() for word in words}
    opens = {fold(word): flow.id for flow in flows.values() for word in _commands(flow, labels)}
    commands = {word: flow_id for word, flow_id in opens.items() if not flows[flow_id].for_staff}
    return Words(
        exits=exits,
        filler=tuple(table["filler"]),
        commands=commands,
        staff={word: flow_id for word, flow_id in opens.items() if flow_id not in commands.values()},
        coded=_taking(flows, commands, {"code"}),
        foliate=_taking(flows, commands, {"report", "folio"}),
        offers=_offers(flows, labels),
    )


def _taking(flows: Mapping[str, Flow], commands: Mapping[str, str], readers: set[str]) -> dict[str, str]:
    """Commands of the flows that ask something of these kinds."""
    takes = {flow.id for flow in flows.values() if any(q.reader in readers for q in flow.questions)}
    return {word: flow_id for word, flow_id in commands.items() if flow_id in takes}


def _offers(flows: Mapping[str, Flow], labels: Sequence[Translate]) -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for token, label in _offered(flows):
        for said in {label, *(translate(label) for translate in labels)}:
            table[fold(said)] = (*table.get(fold(said), ()), token)
    return table


def _offered(flows: Mapping[str, Flow]) -> Iterator[tuple[str, str]]:
    for flow in flows.values():
        yield "go:continue", flow.resume
        for finish in flow.finishes.values():
            yield from ((offer.token, offer.label) for offer in finish.offers)


def _commands(flow: Flow, labels: Sequence[Translate]) -> Iterator[str]:
    yield flow.label
    yield from (translate(flow.label) for translate in labels)
    yield from flow.commands


def _by_intent(flows: Mapping[str, Flow]) -> dict[Intent, str]:
    table: dict[Intent, str] = {}
    for flow in flows.values():
        for intent in flow.intents:
            if intent in table:
                raise FormError(f"{flow.id}.toml: intents: `{intent}` already opens {table[intent]}; keep one of them")
            table[intent] = flow.id
    return table


def _lookup(catalogue: Mapping[str, str]) -> Translate:
    return lambda spanish: catalogue.get(spanish, spanish)
