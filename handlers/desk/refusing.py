"""What a table of moves refuses, as staff read it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from civic.folio import read_folio
from civic.moves import MoveNotAllowed, WordsMissing
from handlers.desk.errand import Conflict, Errand, NotHere
from handlers.staff.finding import NotPossible

NOT_YOURS = "Su puesto le permite ver esto, y no cambiarlo."


@contextmanager
def refused(label: Callable[[str], str]) -> Iterator[None]:
    """`label`: how a status is called. Raises NotPossible, Conflict."""
    try:
        yield
    except WordsMissing as e:
        raise NotPossible("Escriba la explicación: la leen las personas a quienes les importa.") from e
    except MoveNotAllowed as e:
        raise Conflict(
            f"Ahora está así: {label(e.status)}. De ahí no puede pasar a «{label(e.to)}»; vea lo que sí se puede."
        ) from e


def demand_seen(seen: str, now: str) -> None:
    """Nobody changes what they have not seen. `seen`: as the form has it, empty when it does not matter. Raises Conflict."""
    if seen and seen != now:
        raise Conflict("Alguien la cambió mientras usted la veía. Revise cómo está ahora y decida otra vez.")


def named_folio(errand: Errand, find: Callable[[str], str], called: str) -> str:
    """Of another one that somebody named in the field `into`, however it is typed. `find`: raises NotHere where it is out of
    reach. `called`: what it is. Raises NotPossible."""
    typed = errand.form.get("into", "").strip()
    try:
        return find(str(read_folio(typed, errand.world.folio_prefix) or typed or "-"))
    except NotHere:
        raise NotPossible(f"No hay una {called} con el folio {typed} a su alcance.") from None
