"""What is looked for in the queue, and where it stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from civic.folio import read_folio
from civic.wanted_words import Piece, Term, excerpt, terms_of
from handlers.desk.errand import Errand
from storage.chat_words import Spoken, list_hits

_BY = {"resident": "Dijo", "staff": "Le dijimos", "note": "Nota interna", "reason": "Motivo"}
BY_NAME = "Por su nombre o su número."


@dataclass(frozen=True, slots=True)
class Excerpt:
    by: str
    pieces: tuple[Piece, ...]


def terms_wanted(errand: Errand, typed: str) -> tuple[Term, ...]:
    """A folio however it is typed; else each word."""
    folio = read_folio(typed, errand.world.folio_prefix)
    return terms_of(str(folio) if folio else typed)


def excerpts(
    errand: Errand, chat_ids: Sequence[int], terms: Sequence[Term], told: Callable[[str], str]
) -> dict[int, Excerpt]:
    """One a chat. `told`: a text as far as whoever asks may read it; what is hidden of it is not searched either."""
    hits = list_hits(errand.connection, chat_ids, terms)
    return {chat_id: _excerpt(hits.get(chat_id, ()), terms, told) for chat_id in chat_ids}


def _excerpt(hits: Sequence[Spoken], terms: Sequence[Term], told: Callable[[str], str]) -> Excerpt:
    for one in hits:
        if pieces := excerpt(told(one.text), terms):
            return Excerpt(_BY[one.by], pieces)
    return Excerpt("", (Piece(BY_NAME, False),))
