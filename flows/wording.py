"""Sentences that staff word anew: they take the place of those that ship, in the tables that a book is made of.

A place is where a sentence stands: `complain/question/what/ask`, `phrases/emergency`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from civic.spanish import fold
from flows.source import Source

WORDS = "words"
"""The last step of the place of an option's other words: they stand one in a line."""
_TABLES = {"option": "options"}


class NoSuchPlace(Exception):
    """No sentence of ours stands there."""


@dataclass(frozen=True, slots=True)
class Wording:
    text: str
    translations: Mapping[str, str] = field(default_factory=dict)
    """By language; in others it stays as it was."""
    formerly: tuple[str, ...] = ()
    """Labels that it had before: they stand in messages that residents still have, and may be typed."""


def worded(source: Source, wordings: Mapping[str, Wording]) -> Source:
    """The source with these instead; one whose place is no more is left out."""
    wordings = {place: wording for place, wording in wordings.items() if has_place(source, place)}
    made, replaced = source, dict[str, str]()
    for place, wording in wordings.items():
        shipped = text_at(source, place)
        if not place.endswith(f"/{WORDS}"):
            replaced[wording.text] = shipped
        made = _put(made, place, wording.text.splitlines() if place.endswith(f"/{WORDS}") else wording.text)
    made = replace(made, catalogues=_catalogues(made, wordings, replaced))
    for place, wording in wordings.items():
        made = _understood_still(made, place, wording.formerly)
    return made


def has_place(source: Source, place: str) -> bool:
    try:
        text_at(source, place)
    except NoSuchPlace:
        return False
    return True


def text_at(source: Source, place: str) -> str:
    """What stands there. Raises NoSuchPlace."""
    found = _find(_root(source, place), place.split("/")[1:])
    if isinstance(found, list):
        return "\n".join(found)
    if not isinstance(found, str):
        raise NoSuchPlace(place)
    return found


def place_of(where: str) -> str:
    """As `catalogue` names it: `complain.toml: finish.filed: say` is `complain/finish/filed/say`."""
    return where.replace(".toml", "").replace(": ", "/").replace("finish.", "finish/").replace(" ", "/")


def _root(source: Source, place: str) -> Mapping[str, Any]:
    name = place.partition("/")[0]
    own: Mapping[str, Mapping[str, Any]] = {"phrases": source.phrases, "menu": source.menu}
    found = own.get(name) or source.flows.get(name)
    if found is None:
        raise NoSuchPlace(place)
    return found


def _find(table: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        if isinstance(table, list):
            table = next((one for key, one in _named(table) if key == step), None)
        else:
            key = _TABLES.get(step, step)
            table = table.get(key, [] if key == WORDS else None)
        if table is None:
            raise NoSuchPlace("/".join(steps))
    return table


def _named(rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Rows by id, or by their number from 1 where they have none."""
    for number, row in enumerate(rows, 1):
        yield str(row.get("id", number)), row


def _put(source: Source, place: str, value: object) -> Source:
    name, *steps = place.split("/")
    put = _with(_root(source, place), steps, lambda _: value)
    if name == "phrases":
        return replace(source, phrases=put)
    if name == "menu":
        return replace(source, menu=put)
    return replace(source, flows={**source.flows, name: put})


def _with(table: Any, steps: Sequence[str], change: Callable[[Any], object]) -> Any:
    """A copy in which what the steps lead to is changed; the rest is shared."""
    if not steps:
        return change(table)
    step, *rest = steps
    if isinstance(table, list):
        return [_with(one, rest, change) if key == step else one for key, one in _named(table)]
    key = _TABLES.get(step, step)
    return {**table, key: _with(table.get(key), rest, change)}


def _catalogues(
    made: Source, wordings: Mapping[str, Wording], replaced: Mapping[str, str]
) -> Mapping[str, Mapping[str, str]]:
    """Each with a translation of what was worded anew, and without those of what nobody says any more."""
    said = set(_sentences(made.flows)) | set(_sentences(made.phrases)) | set(_sentences(made.menu))
    catalogues = {}
    for language, catalogue in made.catalogues.items():
        known = {text: catalogue[was] for text, was in replaced.items() if was in catalogue and text not in catalogue}
        own = {one.text: one.translations[language] for one in wordings.values() if language in one.translations}
        kept = {text: said_so for text, said_so in catalogue.items() if text in said or text not in replaced.values()}
        catalogues[language] = {**known, **kept, **own}
    return catalogues


def _sentences(table: object) -> Iterator[str]:
    if isinstance(table, str):
        yield table
    elif isinstance(table, Mapping):
        for one in table.values():
            yield from _sentences(one)
    elif isinstance(table, list):
        for one in table:
            yield from _sentences(one)


def _understood_still(source: Source, place: str, formerly: Sequence[str]) -> Source:
    """A former label means what it meant, unless the word means something else by now."""
    name, *steps = place.split("/")
    if not formerly or steps[-1] != "label" or (len(steps) > 1 and steps[-3] != "option"):
        return source
    holder, key = steps[:-1], "words" if len(steps) > 1 else "commands"
    taken = {fold(word) for word in _words_beside(source, name, holder)}
    extra = [word for word in formerly if fold(word) not in taken]
    return _put(source, "/".join([name, *holder, key]), [*_find(_root(source, place), holder).get(key, ()), *extra])


def _words_beside(source: Source, name: str, holder: Sequence[str]) -> Iterator[str]:
    """Words of the options of the same question, or of all flows."""
    options = _find(source.flows[name], holder[:-1]) if holder else [*source.flows.values()]
    for one in options:
        yield one["label"]
        yield from one.get("words" if holder else "commands", ())
