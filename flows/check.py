"""Proves a book before it is used: `check` lists what is wrong, each fault with the remedy."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from civic.complaint import Status
from civic.consultation import KEY_SIGNS
from civic.folio import Folio
from civic.spanish import fold
from flows.book import Book
from flows.catalogue import Sentence, sentences
from flows.check_survey import check_survey, may_be_number
from flows.form import ANYTHING, Condition, Flow, Offer, Question
from flows.leave import EXIT_NAMES
from flows.readers import READERS
from flows.speech import STANDING, TOKEN, filled, placeholders

MENU_ENTRIES = 9
"""A WhatsApp list has ten rows; one is kept for the talk put aside."""
OPTIONS = 10
_ID = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST_NUMBER = 10
"""Digits of a talk number that a token leaves room for."""
_SEVERAL = frozenset({"choices", "ranking"})
_WITH_OPTIONS = frozenset({"choice", "topic", "review", "notices", "letter", "invitation", "checklist"}) | _SEVERAL
_OWN_VALUES = {
    "review": frozenset({"answers"}),
    "notices": frozenset({"state"}),
    "invitation": frozenset({"committee", "role"}),
    "checklist": frozenset({"number", "count", "point"}),
}
"""Placeholders that a reader fills in its question."""
_LONGEST_FOLIO = str(Folio("ABCDEF", 2026, 999_999))
"""A municipality's prefix has at most six letters."""
_LONGEST_KEY = "x" * KEY_SIGNS + ".99"


@dataclass(frozen=True, slots=True)
class Fault:
    where: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}; {self.remedy}"


def check(book: Book, acts: Collection[str] | None = None) -> list[Fault]:
    """Everything that is wrong with a book; empty when nothing is. `acts`: names of the known acts."""
    faults = [*_menu(book), *_asked(book), *_phrases(book), *_words(book), *_sentences(book), *_catalogues(book)]
    for flow in book.flows.values():
        faults += _flow(book, flow, acts)
    return faults


def _flow(book: Book, flow: Flow, acts: Collection[str] | None) -> Iterator[Fault]:
    where = f"{flow.id}.toml"
    yield from _repeated(where, "question", [q.id for q in flow.questions])
    if acts is not None and flow.act and flow.act not in acts:
        yield Fault(where, f"act `{flow.act}` does not exist", f"use one of {', '.join(sorted(acts))}")
    if flow.act and flow.needs_consent and flow.gate:
        yield Fault(where, "the gate cannot need consent", "take needs_consent out")
    yield from _ends(flow, where)
    for question in flow.questions:
        yield from _question(book, flow, question)
    for name, finish in flow.finishes.items():
        for offer in finish.offers:
            yield from _offer(book, offer, f"{where}: finish.{name}")


def _offer(book: Book, offer: Offer, where: str) -> Iterator[Fault]:
    if offer.flow not in book.flows:
        if offer.flow != "menu" or offer.answers:
            yield Fault(where, f"offers `{offer.flow}`, which is no flow", "name one")
        return
    for question_id, answer in offer.answers.items():
        question = book.flows[offer.flow].question(question_id)
        if question is None:
            yield Fault(where, f"answers `{question_id}`, which {offer.flow}.toml does not ask", "name its question")
        elif question.options and not placeholders(answer) and not question.option(answer):
            yield Fault(where, f"answers `{question_id}` with `{answer}`, which is no option of it", "name one")
        elif question.reader in _SEVERAL:
            yield Fault(where, f"answers `{question_id}`, which takes several", "let the question be asked")
        elif not (question.options or placeholders(answer) or may_be_number(question, answer)):
            yield Fault(where, f"answers `{question_id}` with `{answer}`", "put what the act gives, as in {folio}")
    if len(_longest(offer).encode()) > TOKEN:
        yield Fault(
            where,
            f"`{offer.label}` does not fit a token",
            f"shorter ids: {TOKEN} bytes with a folio or a consultation's key in it",
        )


def _longest(offer: Offer) -> str:
    longest = {
        name: _LONGEST_KEY if question in ("consultation", "on") else _LONGEST_FOLIO
        for question, answer in offer.answers.items()
        for name in placeholders(answer)
    }
    return filled(offer.token, longest)


def _ends(flow: Flow, where: str) -> Iterator[Fault]:
    """No talk may end in silence."""
    if flow.act and not flow.finishes:
        yield Fault(where, "has an act and nothing to say afterwards", "add [finish.<outcome>]")
    if not flow.act and "done" not in flow.finishes:
        yield Fault(where, "ends without a word", "add [finish.done]")
    if flow.gate and not {"done", "refused"} <= set(flow.finishes):
        yield Fault(where, "a gate is passed or refused", "add [finish.done] and [finish.refused]")


def _question(book: Book, flow: Flow, question: Question) -> Iterator[Fault]:
    where = f"{flow.id}.toml: question {question.id}"
    if question.reader not in READERS:
        yield Fault(where, f"reader `{question.reader}` does not exist", f"use one of {', '.join(READERS)}")
    if not _ID.fullmatch(question.id):
        yield Fault(where, "the id is not usable in a token", "use small letters, digits and underscores")
    if question.id in STANDING:
        yield Fault(where, f"`{question.id}` is a placeholder with a meaning of its own", "rename it")
    if (question.reader in _WITH_OPTIONS) is not bool(question.options):
        yield Fault(where, "options and reader do not fit", f"options are for {', '.join(sorted(_WITH_OPTIONS))}")
    if question.optional and question.heard_only:
        yield Fault(where, "is never asked, so it cannot be skipped", "take optional out")
    if bool(question.ask) is question.heard_only:
        yield Fault(where, "ask and heard_only do not fit", "write ask, or take it out where nothing is asked")
    yield from (Fault(where, what, remedy) for what, remedy in check_survey(question))
    yield from _options(book, flow, question, where)
    for condition in (question.when, question.unless):
        if condition:
            yield from _condition(flow, question, condition, where)


def _options(book: Book, flow: Flow, question: Question, where: str) -> Iterator[Fault]:
    yield from _repeated(where, "option", [o.id for o in question.options])
    yield from _repeated(where, "meaning of options", [o.means for o in question.options if o.means])
    listed = sum(option.listed for option in question.options)
    if listed + (question.reader in _SEVERAL or bool(question.optional and question.skip)) > OPTIONS:
        yield Fault(where, f"more than {OPTIONS} choices", "join some options: a WhatsApp list has ten rows")
    words = Counter(word for o in question.options for word in {fold(w) for w in (o.label, *o.words)})
    for word in (word for word, count in words.items() if count > 1):
        yield Fault(where, f"`{word}` means two options", "keep it at one of them")
    for option in question.options:
        at = f"{where}: option {option.id}"
        if not _ID.fullmatch(option.id) or len(_token(question.id, option.id)) > TOKEN:
            yield Fault(at, "the id does not fit a token", f"small letters, digits, underscores; {TOKEN} bytes in all")
        if option.ends and option.ends not in flow.finishes:
            yield Fault(at, f"ends with `{option.ends}`, which is not there", f"add [finish.{option.ends}]")
        if option.opens and option.opens not in book.flows:
            yield Fault(at, f"opens `{option.opens}`, which is no flow", "name a flow")


def _token(question_id: str, option_id: str) -> bytes:
    return f"{'9' * _LONGEST_NUMBER}:{question_id}:{option_id}".encode()


def _condition(flow: Flow, question: Question, condition: Condition, where: str) -> Iterator[Fault]:
    """It must be about an earlier question's options, else the question is never reached."""
    ids = [q.id for q in flow.questions]
    asked = flow.question(condition.question)
    if asked is None or ids.index(asked.id) >= ids.index(question.id):
        yield Fault(where, f"depends on `{condition.question}`, which is not asked before", "move or rename it")
        return
    for value in sorted(condition.values - {ANYTHING}):
        if asked.option(value) or may_be_number(asked, value):
            continue
        yield Fault(where, f"waits for `{value}`, which `{asked.id}` never gives", "name one of its answers")


def _repeated(where: str, what: str, ids: list[str]) -> Iterator[Fault]:
    for name, count in Counter(ids).items():
        if count > 1:
            yield Fault(where, f"{what} `{name}` is there {count} times", "rename one")


def _menu(book: Book) -> Iterator[Fault]:
    menu, where = book.menu, "menu.toml"
    named = (menu.evidence_flow, menu.person_flow, menu.help_flow, menu.gate_flow, menu.vote_flow, menu.answer_flow)
    for name in (*menu.entries, *named):
        if name not in book.flows:
            yield Fault(where, f"`{name}` is no flow", "name a file of this folder without its ending")
    if len(menu.entries) > MENU_ENTRIES:
        yield Fault(where, f"has {len(menu.entries)} entries", f"keep {MENU_ENTRIES}")
    if not any(flow.gate for flow in book.flows.values()):
        yield Fault(where, "no flow asks for consent", "mark the welcoming flow with gate = true")


def _asked(book: Book) -> Iterator[Fault]:
    """What is asked outside of any talk has a flow that takes the answer: first the report, then what was answered."""
    for key, reader, buttons in (("vote_flow", "choice", True), ("answer_flow", "evidence", False)):
        flow = book.flows.get(getattr(book.menu, key))
        if flow is None:
            continue
        if [question.reader for question in flow.questions[:2]] != ["report", reader]:
            yield Fault(f"menu.toml: {key}", f"{flow.id}.toml does not ask `report`, then `{reader}`", "put them first")
            continue
        report, answer = flow.questions[:2]
        for option in answer.options if buttons else ():
            offer = Offer(flow=flow.id, label=option.label, answers={report.id: "{report}", answer.id: option.id})
            if len(_longest(offer).encode()) > TOKEN:
                yield Fault(f"{flow.id}.toml: option {option.id}", "does not fit a token", "shorter ids")
            if f"vote_{option.id}" not in book.phrases:
                yield Fault("phrases.toml", f"`vote_{option.id}` is missing", "add the label of its button")


def _phrases(book: Book) -> Iterator[Fault]:
    for status in Status:
        if f"complaint_{status}" not in book.phrases:
            yield Fault("phrases.toml", f"`complaint_{status}` is missing", "say where such a report stands")


def _words(book: Book) -> Iterator[Fault]:
    """A word may leave a question in one way only."""
    for word, name in book.words.exits.items():
        if name not in EXIT_NAMES:
            yield Fault("words.toml: exits", f"`{name}` is no exit", f"use one of {', '.join(sorted(EXIT_NAMES))}")
        flow_id = book.words.commands.get(word)
        if flow_id and flow_id not in (book.menu.help_flow, book.menu.person_flow):
            yield Fault("words.toml: exits", f"`{word}` also opens {flow_id}", "keep it at one of them")
    seen: dict[str, str] = {}
    for flow in book.flows.values():
        for word in {fold(w) for w in (flow.label, *flow.commands)}:
            if word in seen:
                yield Fault(f"{flow.id}.toml: commands", f"`{word}` also opens {seen[word]}", "keep it at one of them")
            seen[word] = flow.id


def _sentences(book: Book) -> Iterator[Fault]:
    own = _placeholders_of(book)
    for sentence in sentences(book):
        if len(sentence.text) > sentence.longest:
            yield Fault(sentence.where, f"has {len(sentence.text)} characters", f"at most {sentence.longest}")
        strange = placeholders(sentence.text) - STANDING - own(sentence)
        if strange:
            yield Fault(sentence.where, f"no value for {', '.join(sorted(strange))}", "use one that is known here")


def _placeholders_of(book: Book) -> Callable[[Sentence], frozenset[str]]:
    """Which placeholders a sentence may use besides the standing ones. What an outcome gives is the act's business."""
    asks = {
        f"{flow.id}.toml: question {q.id}: ask": _OWN_VALUES.get(q.reader, frozenset()) | _before(flow, q)
        for flow in book.flows.values()
        for q in flow.questions
    }

    def known(sentence: Sentence) -> frozenset[str]:
        if sentence.where.startswith("phrases.toml") or ": finish." in sentence.where:
            return placeholders(sentence.text)
        return asks.get(sentence.where, frozenset())

    return known


def _before(flow: Flow, question: Question) -> frozenset[str]:
    """Questions that are answered by then, for sure."""
    earlier = flow.questions[: flow.questions.index(question)]
    return frozenset(q.id for q in earlier if not (q.heard_only or q.optional or q.when or q.unless))


def _catalogues(book: Book) -> Iterator[Fault]:
    needed = {sentence.text: sentence for sentence in sentences(book)}
    for language, catalogue in book.catalogues.items():
        for text in catalogue.keys() - needed.keys():
            yield Fault(f"locale/{language}.po", f"translates what no flow says: {text[:60]!r}", "take it out")
        for text, sentence in needed.items():
            yield from _translation(language, sentence, catalogue.get(text))


def _translation(language: str, sentence: Sentence, translated: str | None) -> Iterator[Fault]:
    where = f"locale/{language}.po: {sentence.where}"
    if translated is None:
        yield Fault(where, f"no translation of {sentence.text[:60]!r}", "add it")
        return
    if placeholders(translated) != placeholders(sentence.text):
        yield Fault(where, "the placeholders differ", f"use exactly {sorted(placeholders(sentence.text))}")
    if len(translated) > sentence.longest:
        yield Fault(where, f"has {len(translated)} characters", f"at most {sentence.longest}")
