"""Words to be found again in what was said: stems, so that `baches` finds `bache`, and numbers by their last digits.

What may be known only by who may know who people are is kept apart, so that nobody finds by it what is hidden from them.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from civic.personal import apart
from civic.spanish import fold
from civic.stems import stem

_MOST_SIGNS = 400
_MOST_TERMS, _MOST_WORDS = 8, 12
_LONGEST_WORD = 40
_MOST_KEPT = 20_000
"""Letters of a chat's stems, the newest first: some four hundred messages."""
_BREAK = "q0q0"
"""Between two messages, so that no phrase goes from one into the next."""
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_PIECE = re.compile(r'"([^"]*)"|([^\s",;]+)')
_NUMBER = re.compile(r"(?<![\w-])\+?\(?\d(?:[\s().-]{0,2}\d){6,}")
_NATIONAL, _LAST = 10, 4
_BEFORE, _EXCERPT = 50, 170
_MOST_LOOKED_AT = 20

Term = tuple[str, ...]
"""Stems that stand beside one another; mostly one."""


def stems_of(text: str) -> tuple[str, ...]:
    return tuple(stem(word)[:_LONGEST_WORD] for word in fold(text).split())


def terms_of(typed: str) -> tuple[Term, ...]:
    """What must all be found. Quoted words, and a folio with its hyphens, are one term. Empty: nothing to look for.

    >>> terms_of('baches "no hay agua" 618 123 45 67')
    (('bach',), ('no', 'hay', 'agu'), ('6181234567',))
    """
    cut = _NUMBER.sub(_as_one, typed[:_MOST_SIGNS].translate(_QUOTES))
    pieces = (stems_of(quoted or plain)[:_MOST_WORDS] for quoted, plain in _PIECE.findall(cut))
    return tuple(dict.fromkeys(piece for piece in pieces if piece))[:_MOST_TERMS]


def _as_one(found: re.Match[str]) -> str:
    digits = _digits(found[0])
    return f" {digits[-_NATIONAL:]} "


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


@dataclass(frozen=True, slots=True)
class Words:
    """Of one chat, as they are looked for. `names`: what tells who somebody is."""

    words: str
    names: str


def words_of(said: Iterable[str], names: Sequence[str]) -> Words:
    """`said`: the newest first; `names`: also the numbers and addresses of whoever writes."""
    public: list[str] = []
    personal = [" ".join(_stems_with_numbers(one)) for one in names]
    left = _MOST_KEPT
    for text in said:
        shown, hidden = apart(text)
        told = " ".join(stems_of(shown))
        personal += [" ".join(_stems_with_numbers(one)) for one in hidden]
        left -= len(told) + len(_BREAK) + 2
        if left < 0:
            break
        public.append(told)
    return Words(_joined(public), _joined(dict.fromkeys(personal)))


def _joined(parts: Iterable[str]) -> str:
    return f" {_BREAK} ".join(part for part in parts if part)[:_MOST_KEPT]


def _stems_with_numbers(text: str) -> Sequence[str]:
    digits = _digits(text) if _NUMBER.fullmatch(text.strip()) else ""
    if not digits:
        return stems_of(text)
    return tuple(dict.fromkeys((digits, digits[-_NATIONAL:], digits[-_LAST:])))


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_found: bool


def excerpt(text: str, terms: Sequence[Term]) -> tuple[Piece, ...]:
    """Where most of what is looked for stands together; empty when none of it does."""
    flat = " ".join(text.split())
    wanted = {one for term in terms for one in term}
    hits = [found for found in re.finditer(r"\w+", flat) if wanted.intersection(stems_of(found[0]))]
    if not hits:
        return ()
    best = max(hits[:_MOST_LOOKED_AT], key=lambda hit: _richness(flat, hit.start(), wanted))
    start = _word_start(flat, best.start() - _BEFORE)
    end = min(len(flat), max(start + _EXCERPT, best.end()))
    pieces: list[Piece] = [Piece("…", False)] if start else []
    at = start
    for hit in hits:
        if start <= hit.start() and hit.end() <= end:
            pieces += [Piece(flat[at : hit.start()], False), Piece(hit[0], True)]
            at = hit.end()
    pieces.append(Piece(flat[at:end] + ("…" if end < len(flat) else ""), False))
    return tuple(piece for piece in pieces if piece.text)


def _richness(text: str, place: int, wanted: set[str]) -> int:
    return len(wanted.intersection(stems_of(text[place : place + _EXCERPT - _BEFORE])))


def _word_start(text: str, place: int) -> int:
    """The first word that begins at a place or after it."""
    return text.find(" ", place) + 1 if place > 0 else 0
