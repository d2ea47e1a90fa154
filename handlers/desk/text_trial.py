"""A text that is not published yet, met in a conversation as a resident would meet it. Nothing of it is kept: the talk so
far comes with the form and goes back with the page."""

from collections.abc import Mapping
from typing import Any

import msgspec

from flows.book import book_of
from handlers.desk import text_words
from handlers.desk.errand import Elsewhere, Errand, Goto, LookFirst, Page
from handlers.overrides import wordings_in_force
from handlers.rehearsal import MOST, Said, rehearse
from handlers.staff.wording import Editor

TRIAL = "/desk/textos/probar"


def try_out(errand: Errand) -> Goto:
    """One more thing is said, or the talk begins: nothing is done by it, and it can be sent again."""
    raise LookFirst


def show(errand: Errand) -> Page:
    """Without a form there is nothing to try."""
    if "place" not in errand.form:
        raise Elsewhere("/desk/textos")
    editor, place = Editor(errand.connection, errand.world, errand.me.name, errand.now), errand.form.get("place", "")
    passage, source = editor.passage(place), errand.world.book.source
    wordings = wordings_in_force(errand.connection) | {place: editor.drafted(place, *written(errand))}
    said = _said(errand)
    language = "en" if errand.form.get("language") == "en" else "es"
    opening = passage.flow if passage.flow in errand.world.book.flows else ""

    def played() -> Mapping[str, Any]:
        assert source
        return {"bubbles": rehearse(errand.world, book_of(source, wordings), opening, said, errand.now, language)}

    values = {
        "title": "Probar en el teléfono",
        "back": f"/desk/textos/{place}",
        "trial": TRIAL,
        "place": place,
        "said": msgspec.json.encode(said).decode(),
        "carried": [(name, text) for name, text in errand.form.items() if name.startswith("text_")],
        "seen": errand.form.get("seen", ""),
        "language": language,
        "languages": text_words.LANGUAGES,
        "is_over": len(said) >= MOST,
    }
    return Page("text_trial.html", values, later=played)


def written(errand: Errand) -> tuple[str, dict[str, str]]:
    """In Spanish, and in the other languages that the book knows."""
    known = set(errand.world.book.catalogues)
    sent = {name.removeprefix("text_"): text for name, text in errand.form.items() if name.startswith("text_")}
    return sent.get("es", ""), {language: text for language, text in sent.items() if language in known}


def _said(errand: Errand) -> list[Said]:
    """So far, with what was typed or pressed just now."""
    if errand.form.get("again"):
        return []
    try:
        before = msgspec.json.decode(errand.form.get("said") or "[]", type=list[Said])
    except msgspec.MsgspecError:
        before = []
    token, _, label = errand.form.get("press", "").partition("\n")
    text = errand.form.get("text", "").strip()
    now = [Said(label, token)] if token else [Said(text)] if text else []
    return [*before, *now][:MOST]
