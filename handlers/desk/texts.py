"""What residents read, worded anew by staff: seen beside what was, tried, published, and taken back."""

from collections import Counter
from datetime import timedelta
from typing import Any

from civic.spanish import fold
from flows.passages import Passage, passages
from flows.speech import STANDING
from flows.wording import Wording
from handlers.desk import text_words, words
from handlers.desk.errand import Errand, Goto, LookFirst, NotHere, Page
from handlers.desk.text_trial import TRIAL, written
from handlers.desk.typed import number_of, typed_number
from handlers.overrides import TEXT, wording_of, wordings_in_force
from handlers.staff.wording import Editor, same_words
from storage import overrides
from storage.overrides import Override
from storage.talks import count_talking

HERE = "/desk/textos"
_MOST_FOUND = 100
_MOST_VERSIONS = 50
_RECENT = timedelta(days=30)


def show(errand: Errand) -> Page:
    """All conversations, or the texts in which words stand that were looked for."""
    looked_for = fold(errand.query.get("q", ""))
    every = _passages(errand)
    changed = Counter(key.partition("/")[0] for key in wordings_in_force(errand.connection) if key in every)
    count = Counter(one.flow for one in every.values())
    values = {
        "title": "Textos",
        "looked_for": errand.query.get("q", ""),
        "found": _found(errand, every, looked_for) if looked_for else None,
        "most": _MOST_FOUND,
        "groups": [
            (f"{HERE}/{name}", text_words.group(errand.world.book, name), count[name], changed[name])
            for name in sorted(count, key=lambda name: _order(errand, name))
        ],
        "recent": [_version(errand, one) for one in overrides.list_versions(errand.connection, TEXT, most=10)],
    }
    return Page("texts.html", values)


def show_group(errand: Errand) -> Page:
    name = str(errand.path["name"])
    every = [one for one in _passages(errand).values() if one.flow == name]
    if not every:
        raise NotHere
    title = text_words.group(errand.world.book, name)
    rows = _rows(errand, every)
    return Page("text_group.html", {"title": f"Textos de «{title}»", "heading": title, "rows": rows})


def show_one(errand: Errand) -> Page:
    """One text; with what was written, when something was: what would be different, and whether it can be."""
    editor, passage = _editor(errand), _passage(errand)
    newest = overrides.find_newest(errand.connection, TEXT, passage.place)
    said, shipped = editor.said(passage.place), editor.shipped(passage.place)
    of, part = text_words.heading(errand.world.book, passage)
    drafted = _drafted(errand, passage) if "text_es" in errand.form else None
    values = {
        "title": f"{of}: {part[0].lower()}{part[1:]}",
        "group": (f"{HERE}/{passage.flow}", text_words.group(errand.world.book, passage.flow)),
        "passage": passage,
        "path": f"{HERE}/{passage.place}",
        "trial": TRIAL,
        "seen": newest.id if newest else 0,
        "fields": _fields(errand, passage, said),
        "standing": sorted(STANDING),
        "needed": sorted(passage.needed),
        "is_shipped": same_words(said, shipped),
        "shipped": shipped.text,
        "draft": _draft(errand, editor, passage, said, drafted) if drafted else None,
        "versions": [
            (_version(errand, one), one.id, bool(one.value))
            for one in overrides.list_versions(errand.connection, TEXT, passage.place, most=_MOST_VERSIONS)
        ],
    }
    return Page("text.html", values)


def look(errand: Errand) -> Goto:
    _passage(errand)
    raise LookFirst


def publish(errand: Errand) -> Goto:
    passage = _passage(errand)
    _editor(errand).publish(passage.place, *written(errand), seen=typed_number(errand, "seen"))
    return Goto(f"{HERE}/{passage.place}", "texto")


def restore(errand: Errand) -> Goto:
    passage = _passage(errand)
    version = number_of(errand.form.get("version", ""))
    _editor(errand).restore(passage.place, version, seen=typed_number(errand, "seen"))
    return Goto(f"{HERE}/{passage.place}", "texto")


def _draft(errand: Errand, editor: Editor, passage: Passage, said: Wording, drafted: Wording) -> dict[str, Any]:
    talking = count_talking(errand.connection, passage.flow, errand.now - _RECENT)
    return {
        "wrong": editor.why_not(passage.place, drafted),
        "is_same": same_words(drafted, said),
        "differences": [
            (text_words.LANGUAGES.get(language, language), text_words.difference(before, after))
            for language, before, after in _both(said, drafted)
            if before != after
        ],
        "open_now": sum(one.open for one in talking),
        "of_all": passage.flow not in errand.world.book.flows,
        "wrote": sum(one.wrote for one in talking),
        "languages": [(text_words.LANGUAGES.get(one.language, one.language), one.wrote) for one in talking],
        "former": [word for word in drafted.formerly if word != said.text] if drafted.text != said.text else [],
    }


def _both(said: Wording, drafted: Wording) -> list[tuple[str, str, str]]:
    """Language, before, after."""
    others = [(name, said.translations.get(name, ""), text) for name, text in drafted.translations.items()]
    return [("es", said.text, drafted.text), *others]


def _fields(errand: Errand, passage: Passage, said: Wording) -> list[tuple[str, str, str, int]]:
    """Name, label, what stands in it, rows: one a language."""
    now = {"es": said.text, **said.translations}
    return [
        (
            f"text_{language}",
            text_words.LANGUAGES.get(language, language),
            errand.form.get(f"text_{language}", text),
            min(max(text.count("\n") + 2, 1 + len(text) // 60), 12) if passage.longest > 100 else 1,
        )
        for language, text in now.items()
    ]


def _drafted(errand: Errand, passage: Passage) -> Wording:
    return _editor(errand).drafted(passage.place, *written(errand))


def _found(errand: Errand, every: dict[str, Passage], looked_for: str) -> list[dict[str, Any]]:
    in_force = wordings_in_force(errand.connection)
    hits = [one for one in every.values() if looked_for in fold(_text(in_force, one))]
    return _rows(errand, hits[: _MOST_FOUND + 1])


def _rows(errand: Errand, these: list[Passage]) -> list[dict[str, Any]]:
    in_force, book = wordings_in_force(errand.connection), errand.world.book
    return [
        {
            "path": f"{HERE}/{one.place}",
            "group": text_words.group(book, one.flow),
            "heading": ": ".join(text_words.heading(book, one)),
            "text": _text(in_force, one).replace("\n", ", ") if one.is_words else _text(in_force, one),
            "is_changed": one.place in in_force,
        }
        for one in these
    ]


def _text(in_force: dict[str, Wording], passage: Passage) -> str:
    own = in_force.get(passage.place)
    return own.text if own else passage.text


def _version(errand: Errand, one: Override) -> dict[str, str]:
    return {
        "at": words.moment(one.at, errand.zone),
        "by": one.staff,
        "text": wording_of(one).text if one.value else "",
        "path": f"{HERE}/{one.key}",
        "key": one.key,
    }


def _order(errand: Errand, name: str) -> tuple[int, str]:
    """Those of the menu first, as residents find them."""
    entries = errand.world.book.menu.entries
    if name in entries:
        return entries.index(name), ""
    return len(entries) + (name in ("phrases", "menu")), fold(text_words.group(errand.world.book, name))


def _passages(errand: Errand) -> dict[str, Passage]:
    source = errand.world.book.source
    return dict(passages(source)) if source else {}


def _passage(errand: Errand) -> Passage:
    """Raises NotHere."""
    found = _passages(errand).get(f"{errand.path['name']}/{errand.path['rest']}")
    if found is None:
        raise NotHere
    return found


def _editor(errand: Errand) -> Editor:
    return Editor(errand.connection, errand.world, errand.me.name, errand.now, "desk")
