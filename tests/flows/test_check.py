"""The flows that ship are without fault, and every kind of fault is found and named."""

import ast
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import flows
import handlers
from civic.complaint import Status
from civic.consultation import Action, Level, Phase, Why
from civic.proposal import ProposalStatus
from civic.repair import Answer
from flows.book import FOLDER, Book, book_from
from flows.check import check
from flows.form import flow_from, read_toml
from flows.speech import STANDING, placeholders
from handlers.acts import ACTS as REAL_ACTS
from tests.flows.resident import OUTCOMES, shipped

ACTS = frozenset(OUTCOMES)


def test_the_flows_that_ship_are_without_fault() -> None:
    assert [str(fault) for fault in check(shipped(), ACTS)] == []


def test_english_is_complete() -> None:
    assert set(shipped().catalogues) == {"en"}


def with_flow(name: str, change: Callable[[dict[str, Any]], None]) -> Book:
    """The shipped book with one flow's table changed."""
    table = deepcopy(read_toml(FOLDER / f"{name}.toml"))
    change(table)
    return replace(shipped(), flows={**shipped().flows, name: flow_from(table, name)})


def complain(change: Callable[[dict[str, Any]], None]) -> Book:
    return with_flow("complain", change)


def first(table: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = table["question"][0]
    return found


def category(table: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = table["question"][1]
    return found


def words(**changes: Any) -> Book:
    table = read_toml(FOLDER / "words.toml")
    table["exits"].update(changes)
    parts = shipped()
    return book_from(parts.flows, parts.phrases, read_toml(FOLDER / "menu.toml"), table, parts.catalogues)


def english(change: Callable[[dict[str, str]], object]) -> Book:
    catalogue = dict(shipped().catalogues["en"])
    change(catalogue)
    return replace(shipped(), catalogues={"en": catalogue})


def offering(**offer: Any) -> Book:
    given = {"flow": "confirm_repair", "label": "Sí", **offer}
    return complain(lambda t: t["finish"]["filed"]["offers"].append(given))


def menu(**changes: Any) -> Book:
    return replace(shipped(), menu=replace(shipped().menu, **changes))


def without_phrase(name: str) -> Book:
    return replace(shipped(), phrases={key: text for key, text in shipped().phrases.items() if key != name})


FAULTS: list[tuple[Callable[[], Book], str]] = [
    (lambda: complain(lambda t: t.update(act="dance")), "act `dance` does not exist"),
    (lambda: complain(lambda t: first(t).update(reader="mind")), "reader `mind` does not exist"),
    (lambda: complain(lambda t: first(t).update(id="a:b")), "the id is not usable in a token"),
    (lambda: complain(lambda t: first(t).update(id="name")), "`name` is a placeholder with a meaning of its own"),
    (lambda: complain(lambda t: t["question"].append(first(t))), "question `what` is there 2 times"),
    (lambda: complain(lambda t: first(t).update(options=category(t)["options"])), "options and reader do not fit"),
    (lambda: complain(lambda t: category(t).update(options=[])), "options and reader do not fit"),
    (lambda: complain(lambda t: first(t).update(optional=True, heard_only=True)), "is never asked"),
    (
        lambda: complain(lambda t: category(t)["options"].append(category(t)["options"][0])),
        "option `street` is there 2",
    ),
    (lambda: complain(lambda t: category(t).update(optional=True, skip="Saltar")), "more than 10 choices"),
    (lambda: complain(lambda t: category(t)["options"][0]["words"].append("luz")), "`luz` means two options"),
    (lambda: complain(lambda t: category(t)["options"][0].update(means="no_se")), "meaning of options `no_se`"),
    (lambda: complain(lambda t: category(t)["options"][0].update(id="x" * 60)), "the id does not fit a token"),
    (lambda: complain(lambda t: category(t)["options"][0].update(ends="boom")), "ends with `boom`"),
    (lambda: complain(lambda t: category(t)["options"][0].update(opens="boom")), "opens `boom`"),
    (lambda: complain(lambda t: first(t).update(when={"question": "review", "is": ["file"]})), "is not asked before"),
    (lambda: complain(lambda t: t["question"][3]["when"].update({"is": ["party"]})), "waits for `party`"),
    (lambda: complain(lambda t: t.update(finish={})), "nothing to say afterwards"),
    (lambda: with_flow("help", lambda t: t.update(finish={})), "ends without a word"),
    (lambda: with_flow("welcome", lambda t: t["finish"].pop("refused")), "a gate is passed or refused"),
    (lambda: with_flow("welcome", lambda t: t.update(needs_consent=True)), "the gate cannot need consent"),
    (lambda: complain(lambda t: t["finish"]["filed"]["offers"].append({"flow": "x", "label": "X"})), "offers `x`"),
    (lambda: offering(answers={"party": "yes"}), "answers `party`, which confirm_repair.toml does not ask"),
    (lambda: offering(answers={"fixed": "maybe"}), "answers `fixed` with `maybe`, which is no option of it"),
    (lambda: offering(answers={"report": "folio"}), "answers `report` with `folio`"),
    (
        lambda: offering(answers={"report": "{folio}", "fixed": "{state}", "evidence": "{photo}"}),
        "`Sí` does not fit a token",
    ),
    (lambda: offering(flow="menu", answers={"report": "{folio}"}), "offers `menu`, which is no flow"),
    (lambda: menu(vote_flow="dance"), "`dance` is no flow"),
    (lambda: menu(answer_flow="complain"), "complain.toml does not ask `report`, then `evidence`"),
    (lambda: with_flow("confirm_repair", lambda t: t["question"].reverse()), "does not ask `report`, then `choice`"),
    (lambda: without_phrase("vote_partly"), "`vote_partly` is missing"),
    (lambda: without_phrase("complaint_reopened"), "`complaint_reopened` is missing"),
    (lambda: complain(lambda t: first(t).pop("ask")), "ask and heard_only do not fit"),
    (lambda: complain(lambda t: category(t).update(ask="¿{public_work}?")), "no value for public_work"),
    (lambda: complain(lambda t: t.update(label="x" * 21)), "has 21 characters; at most 20"),
    (lambda: complain(lambda t: first(t).update(ask="x" * 301)), "has 301 characters; at most 300"),
    (lambda: complain(lambda t: first(t).update(ask="¿{quien}?")), "no value for quien"),
    (lambda: replace(shipped(), menu=replace(shipped().menu, entries=("dance",))), "`dance` is no flow"),
    (lambda: replace(shipped(), menu=replace(shipped().menu, entries=("propose",) * 10)), "has 10 entries"),
    (lambda: with_flow("welcome", lambda t: t.update(gate=False)), "no flow asks for consent"),
    (lambda: words(dance=["bailar"]), "`dance` is no exit"),
    (lambda: words(back=["queja"]), "`queja` also opens complain"),
    (lambda: complain(lambda t: t["commands"].append("propuesta")), "`propuesta` also opens"),
    (lambda: english(lambda c: c.pop("¿De qué se trata?")), "no translation of '¿De qué se trata?'"),
    (lambda: english(lambda c: c.update({"Nunca": "Never"})), "translates what no flow says"),
    (lambda: english(lambda c: c.update({"Seguimos con {thing}.": "Back."})), "the placeholders differ"),
    (lambda: english(lambda c: c.update({"Corregir": "Correct one of these..."})), "at most 20"),
]


@pytest.mark.parametrize(("broken", "message"), FAULTS, ids=[message for _, message in FAULTS])
def test_faults_are_found(broken: Callable[[], Book], message: str) -> None:
    found = [str(fault) for fault in check(broken(), ACTS)]
    assert any(message in fault for fault in found), found


def test_every_act_is_played_in_these_tests() -> None:
    assert set(REAL_ACTS) == ACTS


def test_every_status_has_its_words_and_every_vote_its_button() -> None:
    assert {f"complaint_{status}" for status in Status} <= shipped().phrases.keys()
    assert {f"vote_{vote}" for vote in Answer} <= shipped().phrases.keys()
    fixed = shipped().flows[shipped().menu.vote_flow].questions[1]
    assert tuple(option.id for option in fixed.options) == tuple(Answer)


def test_all_that_a_consultation_may_say_has_its_words() -> None:
    phrases = shipped().phrases.keys()
    assert {f"phase_{phase}" for phase in Phase} <= phrases
    assert {f"to_{action}" for action in Action} <= phrases
    assert {f"needs_{level}" for level in Level if level is not Level.CHANNEL} <= phrases
    assert {f"proposal_{status}" for status in ProposalStatus} <= phrases
    for flow in ("propose", "support_proposal"):
        assert {str(why) for why in Why} <= shipped().flows[flow].finishes.keys()


SAYS = {"say": 0, "label": 0, "phrase": 0, "text": 0, "message": 0, "_line": 2}
"""Functions that say a phrase by its name, and which of their arguments names it."""
COMPOSED = (
    "complaint_", "event_", "vote_", "proposal_", "consultation_", "initiative_", "registration_", "phase_", "needs_",
    "to_", "count_", "lacking_",
)  # fmt: skip
"""Phrases whose names are put together: a status, an event, a stage, a vote, a phase, what can be done, how many."""


def said_phrases() -> list[tuple[str, str, frozenset[str]]]:
    """Every phrase that the conversations and those who act on them say by name: file, name, values given."""
    found = []
    folders = [Path(package.__file__ or "").parent for package in (flows, handlers)]
    for path in sorted(path for folder in folders for path in folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and (name := phrase_said(node)):
                given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
                stars = any(keyword.arg is None for keyword in node.keywords)
                found.append((path.name, name, frozenset({"*"}) | given if stars else given))
    return found


def phrase_said(call: ast.Call) -> str:
    function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    at = SAYS.get(function, len(call.args))
    name = call.args[at] if at < len(call.args) else None
    return name.value if isinstance(name, ast.Constant) and isinstance(name.value, str) else ""


@pytest.mark.parametrize(("file", "name", "given"), said_phrases())
def test_phrases_said_in_code_exist_and_get_their_values(file: str, name: str, given: frozenset[str]) -> None:
    needed = placeholders(shipped().phrases[name]) - STANDING
    assert "*" in given or needed == given - STANDING, file


def test_every_phrase_is_said_somewhere() -> None:
    code = [path for folder in ("flows", "handlers", "bot") for path in (FOLDER.parent / folder).rglob("*.py")]
    written = "\n".join(path.read_text(encoding="utf-8") for path in code)
    unsaid = [name for name in shipped().phrases if f'"{name}"' not in written and not name.startswith(COMPOSED)]
    assert unsaid == []
