"""Stems of Spanish words, to compare what two texts are about; apart from `spanish` because the library is slow to import."""

from functools import lru_cache

import snowballstemmer

_stemmer = snowballstemmer.stemmer("spanish")


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word: `baches`, `bache` -> `bach`."""
    return str(_stemmer.stemWord(word))
