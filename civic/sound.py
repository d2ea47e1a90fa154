"""How a typed word sounds: people who write by ear still find the word they mean.

A sound is a key for comparison only. Voiced alike, keyed alike: `kiero` and `quiero`, `azalto` and `asalto`, `aser` and `hacer`,
`siiii` and `si`. What was written is kept as it was written elsewhere.
"""

import re
from functools import lru_cache

from civic.spanish import fold
from civic.vocabulary import tables, words

Sounds = tuple[str, ...]

_SAME_SOUND = (
    (re.compile(r"([a-z])\1{2,}"), r"\1"),  # holaaaa
    (re.compile(r"(?<!c)h"), ""),
    (re.compile(r"ll"), "y"),
    (re.compile(r"qu(?=[ei])|q|c(?![eihc])"), "k"),
    (re.compile(r"c(?=[ei])|[zx]"), "s"),
    (re.compile(r"v"), "b"),
    (re.compile(r"g(?=[ei])"), "j"),
    (re.compile(r"gu(?=[ei])"), "g"),
    (re.compile(r"[ck]s"), "s"),  # accidente, acidente, axidente
    (re.compile(r"y(?![aeiou])"), "i"),
    (re.compile(r"n(?=[bp])"), "m"),
    (re.compile(r"([a-z])\1"), r"\1"),
)


@lru_cache(maxsize=50_000)
def sound(word: str) -> str:
    """The key of one folded word."""
    for pattern, key in _SAME_SOUND:
        word = pattern.sub(key, word)
    return word


_TYPING = tables("typing")
_SHORT = {fold(word): fold(meaning) for word, meaning in _TYPING["abreviaturas"].items()}
_SHORT_BY_EAR = {sound(word): meaning for word, meaning in _SHORT.items() if len(word) >= 5}  # alludenme
_SIGNS = {ord(sign): f" {meaning} " for sign, meaning in _TYPING["signos"].items()}
_MUTE = words("typing", "mudas")


def spell_out(word: str) -> list[str]:
    """A folded word as it would be written in full: `porfa` is two words, an article none."""
    squeezed = _SAME_SOUND[0][0].sub(r"\1", word)
    full = _SHORT.get(word) or _SHORT.get(squeezed) or _SHORT_BY_EAR.get(sound(word), squeezed)
    return [part for part in full.split() if part not in _MUTE]


@lru_cache(maxsize=50_000)
def _heard(word: str) -> Sounds:
    return tuple(sound(part) for part in spell_out(word))


def hear(text: str) -> list[str]:
    """The sounds of a message, in order: drawings read as words, abbreviations written out, articles left out."""
    shown = text if text.isascii() else text.translate(_SIGNS)
    return [key for word in fold(shown).split() for key in _heard(word)]
