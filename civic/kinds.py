"""Kinds of settlement: as residents say them and as the Postal Service's catalogue has them, all folded."""

from collections.abc import Mapping

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
    "infonavit": "unidad habitacional",
    "residencial": "fraccionamiento",
    "aeropuerto": "aeropuerto",
    "zona industrial": "zona industrial",
    "parque industrial": "zona industrial",
}
"""A spoken kind of settlement and the catalogue's kind, folded."""

RURAL = frozenset("ejido pueblo rancheria rancho granja hacienda finca paraje".split())
FACILITIES = frozenset(("equipamiento", "aeropuerto", "zona comercial", "zona industrial"))
"""Kinds nobody lives in: only their whole name finds them."""

_OTHER_KIND, _FAR_KIND = 0.05, 0.3


def kind_cost(kind: str, said: str) -> float:
    """How badly a catalogue kind fits the kind a resident said, if any: people call a fraccionamiento `colonia`."""
    if said in ("", kind):
        return 0.0
    return _OTHER_KIND if (kind in RURAL) == (said in RURAL) else _FAR_KIND
