"""Which screens somebody finds in the menu."""

from dataclasses import dataclass

from civic.access import Permission
from handlers.desk.errand import SignedIn

_SCREENS = (
    ("/desk/", "Conversaciones", Permission.READ_CHATS),
    ("/desk/quejas", "Quejas", Permission.READ_COMPLAINTS),
    ("/desk/propuestas", "Propuestas", Permission.READ_PROPOSALS),
    ("/desk/consultas", "Consultas", Permission.READ_PROPOSALS),
    ("/desk/obras", "Obras", Permission.READ_COMPLAINTS),
    ("/desk/respuestas", "Respuestas rápidas", Permission.ANSWER_CHATS),
    ("/desk/difusiones", "Difusiones", Permission.READ_BROADCASTS),
    ("/desk/comites", "Comités", Permission.READ_COMMITTEES),
    ("/desk/informes", "Informes", Permission.READ_REPORTS),
    ("/desk/textos", "Textos", Permission.WRITE_TEXTS),
    ("/desk/horario", "Horario", Permission.SET_HOURS),
    ("/desk/personal", "Personal", Permission.MANAGE_STAFF),
    ("/desk/bitacora", "Bitácora", Permission.READ_TRAIL),
    ("/desk/estado", "Estado", Permission.READ_HEALTH),
)


_OF_CHATS = ("/desk/chats/", "/desk/personas/", "/desk/varias")


@dataclass(frozen=True, slots=True)
class Item:
    path: str
    label: str
    is_current: bool


def menu_of(me: SignedIn, path: str) -> list[Item]:
    return [Item(where, label, _is_in(path, where)) for where, label, wanted in _SCREENS if me.may(wanted)]


_BELOW = {"/desk/": _OF_CHATS, "/desk/difusiones": ("/desk/series", "/desk/programas")}
"""What belongs to a screen of the menu and has another address."""


def _is_in(path: str, where: str) -> bool:
    below = _BELOW.get(where, ()) if where == "/desk/" else (where, *_BELOW.get(where, ()))
    return path == where or path.startswith(below)
