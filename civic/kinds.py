"""Kinds of settlement: as residents say them and as the Postal Service's catalogue has them, all folded."""

from collections.abc import Mapping

from civic.word_sets import word_set

KINDS: Mapping[str, str] = {
    "colonia": "colonia",
    "fraccionamiento": "fraccionamiento",
    "barrio": "barrio",
    "condominio": "condominio",
    "ejido": "ejido",
    "pueblo": "pueblo",
    "poblado": "pueblo",
    "comunidad": "pueblo",
    "rancheria": "rancheria",
    "rancho": "rancho",
    "ranchito": "rancho",
    "granja": "granja",
    "hacienda": "hacienda",
    "finca": "finca",
    "paraje": "paraje",
    "unidad habitacional": "unidad habitacional",
    "unidad": "unidad habitacional",
    "residencial": "fraccionamiento",
}
"""A spoken kind of settlement and the catalogue's kind, folded."""

IN_NAMES = frozenset(("residencial",))
"""Said as a kind, but more often part of the name: left out only with doubt."""
RURAL = word_set("ejido pueblo rancheria rancho granja hacienda finca paraje")
FACILITIES = frozenset(("equipamiento", "aeropuerto", "zona comercial", "zona industrial"))
"""Kinds nobody lives in: only their whole name finds them."""

_SAID_LOOSELY = frozenset(("", "colonia", "fraccionamiento", "barrio", "condominio", "unidad habitacional"))
_SAID_OF_ONE = word_set("granja hacienda finca")
_OTHER_KIND, _FAR_KIND = 0.05, 0.3


def kind_cost(kind: str, said: str) -> float:
    """How badly a catalogue kind fits the kind a resident said, if any: people call a fraccionamiento `colonia`."""
    if said in ("", kind):
        return 0.0
    return _OTHER_KIND if (kind in RURAL) == (said in RURAL) else _FAR_KIND


def contradicts(kind: str, said: str) -> bool:
    """A ranch is no colonia of the town and no other ranch's pueblo; `colonia` itself people say of anything."""
    if said in _SAID_LOOSELY or kind == said:
        return False
    return kind not in RURAL or said in _SAID_OF_ONE
