"""The tables of a report: sums in, words out. Where so few rated that one could tell who, nothing is told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civic.measures import Span
from civic.small_cells import too_few
from handlers.desk.report_words import (
    FEW,
    KEPT_BACK,
    LEAST,
    NOTHING,
    change,
    half,
    minutes,
    nine_in_ten,
    plain_minutes,
    plain_share,
    points,
    quicker,
    share,
)
from storage.rollups import Sums


@dataclass(frozen=True, slots=True)
class Compared:
    """A line of the summary."""

    label: str
    now: str
    before: str
    change: str


def summary(now: Sums, before: Sums, *, with_proposals: bool) -> list[tuple[str, list[Compared]]]:
    """By what they are about. Proposals are of no department: who sees one only sees none."""
    chats = [
        _number("Conversaciones abiertas", "opened", now, before),
        _number("Volvieron a pedir ayuda antes de 7 días", "back", now, before),
        _number("Conversaciones cerradas", "closed", now, before),
        _number("Mensajes de vecinos al personal", "heard", now, before),
        _number("Mensajes del personal", "said", now, before),
        _time("Primera respuesta: la mitad, en", Span.FIRST, now, before),
        _time("Primera respuesta: nueve de cada diez, en", Span.FIRST, now, before, most=True),
        _share("Primeras respuestas tarde", "first_late", "first", now, before),
        _time("Respuestas siguientes: la mitad, en", Span.FOLLOWING, now, before),
        _time("Respuestas siguientes: nueve de cada diez, en", Span.FOLLOWING, now, before, most=True),
        _share("Respuestas siguientes tarde", "following_late", "following", now, before),
        _time("Resolver: la mitad, en", Span.SOLVED, now, before),
        _time("Resolver: nueve de cada diez, en", Span.SOLVED, now, before, most=True),
        _share("Resueltas tarde", "solved_late", "solved", now, before),
        _rated(now, before),
    ]
    complaints = [
        _number("Quejas recibidas", "complaints", now, before),
        _number("Quejas terminadas", "ended", now, before),
        _number("Arreglos confirmados por vecinos", "confirmed", now, before),
        _number("Arreglos sin confirmar", "unconfirmed", now, before),
        _number("Quejas reabiertas", "reopened", now, before),
        _share("Plazos prometidos que se cumplieron", "kept", "missed", now, before, of_both=True),
    ]
    if with_proposals:
        complaints.append(_number("Propuestas recibidas", "proposals", now, before))
    return [("Conversaciones", chats), ("Quejas y propuestas" if with_proposals else "Quejas", complaints)]


def _number(label: str, name: str, now: Sums, before: Sums) -> Compared:
    one, other = now.get(name, 0), before.get(name, 0)
    return Compared(label, f"{one:,}", f"{other:,}", change(one, other))


def _time(label: str, span: Span, now: Sums, before: Sums, *, most: bool = False) -> Compared:
    one, other = ((nine_in_ten if most else half)(sums, span) for sums in (now, before))
    return Compared(label, minutes(one), minutes(other), quicker(one, other))


def _share(label: str, part: str, whole: str, now: Sums, before: Sums, *, of_both: bool = False) -> Compared:
    one, other = (
        (sums.get(part, 0), sums.get(whole, 0) + (sums.get(part, 0) if of_both else 0)) for sums in (now, before)
    )
    return Compared(label, share(*one), share(*other), points(one, other, more_is_good=of_both))


def _rated(now: Sums, before: Sums) -> Compared:
    apart = "no se puede comparar"
    if all(sums.get("rated", 0) >= LEAST for sums in (now, before)):
        one, other = ((sums.get("good", 0), sums["rated"]) for sums in (now, before))
        apart = points(one, other, more_is_good=True)
    return Compared("Satisfacción", rating(now), rating(before), apart)


def rating(sums: Sums) -> str:
    """`90 % bien, de 40`."""
    rated = sums.get("rated", 0)
    if not rated:
        return NOTHING
    return FEW if rated < LEAST else f"{share(sums.get('good', 0), rated)} bien, de {rated:,}"


@dataclass(frozen=True, slots=True)
class Line:
    """Of a breakdown."""

    label: str
    chats: Sequence[str]
    complaints: Sequence[str]
    opened: int
    cells: Sequence[int | str]
    """All of it as a spreadsheet wants it: minutes and whole per cent."""


CHATS = (
    "Abiertas", "Volvieron", "Cerradas", "De vecinos", "Del personal", "1.ª respuesta: la mitad", "9 de cada 10", "Tarde",
    "Siguientes: la mitad", "9 de cada 10", "Tarde", "Resolver: la mitad", "9 de cada 10", "Tarde", "Satisfacción",
)  # fmt: skip
COMPLAINTS = ("Recibidas", "Terminadas", "Confirmadas", "Sin confirmar", "Reabiertas", "Plazos cumplidos")


_CHAT_COUNTS = ("opened", "back", "closed", "heard", "said")
_COMPLAINT_COUNTS = ("complaints", "ended", "confirmed", "unconfirmed", "reopened")


def lines(found: Mapping[str, Sums], names: Mapping[str, str], rated: Mapping[str, int]) -> list[Line]:
    """In the order of `names`, which are those that are told apart. `rated`: how many rated, also in those not told."""
    hidden = too_few(rated, LEAST)
    return [
        Line(
            name,
            [*_chats(found.get(label, {})), _rating_of(found.get(label, {}), hide=label in hidden)],
            _complaints(found.get(label, {})),
            found.get(label, {}).get("opened", 0),
            _cells(found.get(label, {}), _rating_of(found.get(label, {}), hide=label in hidden)),
        )
        for label, name in names.items()
    ]


def _chats(sums: Sums) -> list[str]:
    counts = [f"{sums.get(name, 0):,}" for name in _CHAT_COUNTS]
    for span in Span:
        late = share(sums.get(f"{span}_late", 0), sums.get(span, 0))
        counts += [minutes(half(sums, span)), minutes(nine_in_ten(sums, span)), late]
    return counts


SHEET = (
    "abiertas", "volvieron", "cerradas", "mensajes_de_vecinos", "mensajes_del_personal", "primera_mitad_min",
    "primera_9_de_10_min", "primera_tarde_pct", "siguientes_mitad_min", "siguientes_9_de_10_min", "siguientes_tarde_pct",
    "resolver_mitad_min", "resolver_9_de_10_min", "resolver_tarde_pct", "satisfaccion", "quejas", "quejas_terminadas",
    "confirmadas", "sin_confirmar", "reabiertas", "plazos_cumplidos_pct",
)  # fmt: skip


def _cells(sums: Sums, told: str) -> list[int | str]:
    cells: list[int | str] = [sums.get(name, 0) for name in _CHAT_COUNTS]
    for span in Span:
        late = sums.get(f"{span}_late", 0), sums.get(span, 0)
        cells += [plain_minutes(half(sums, span)), plain_minutes(nine_in_ten(sums, span)), plain_share(*late)]
    kept = sums.get("kept", 0)
    counts = [sums.get(name, 0) for name in _COMPLAINT_COUNTS]
    return [*cells, told, *counts, plain_share(kept, kept + sums.get("missed", 0))]


def _rating_of(sums: Sums, *, hide: bool) -> str:
    if hide:
        return FEW if sums.get("rated", 0) < LEAST else KEPT_BACK
    return rating(sums)


def _complaints(sums: Sums) -> list[str]:
    counts = [f"{sums.get(name, 0):,}" for name in _COMPLAINT_COUNTS]
    kept = sums.get("kept", 0)
    return [*counts, share(kept, kept + sums.get("missed", 0))]
