"""Proposals taken down on paper, at the door or at a meeting, from the rows of a spreadsheet."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from civic.cells import read_day
from civic.consultation import Action, Consultation, Source
from civic.phone import mexican_phone
from civic.spanish import fold

REQUIRED = ("registro", "propuesta")
COLUMNS = ("registro", "propuesta", "colonia", "tema", "fuente", "fecha", "telefono")
"""`registro` numbers the sheet of one person: lines with the same number are that person's. `colonia` holds a whole key
(`10005-0428`) or an exact name; `tema` an id of the consultation's topics or its name; `fuente` how it came; `telefono` ten
digits, of who wants to confirm it."""
SOURCES = {"puerta": Source.PROMOTER, "reunion": Source.MEETING, "papel": Source.PAPER}
_REGISTER_SIGNS, _TEXT_SIGNS = 40, 4000

Line = tuple[int, Sequence[str]]
"""A line's number in the file, and its cells."""
Find = Callable[[str], Sequence[str]]
"""The keys of the neighbourhoods that a whole key or a name may mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperProposal:
    register: str
    text: str
    neighbourhood_key: str
    topic: str
    """Empty: the sheet does not say."""
    source: Source
    on: date | None
    phone: str
    """Canonical; empty: none was given."""


@dataclass(frozen=True, slots=True)
class FieldSheet:
    proposals: Sequence[PaperProposal]
    faults: Sequence[str]
    """One sentence a fault, with line, column and remedy."""


def field_sheet_from(lines: Iterable[Line], made: Consultation, find: Find, zone: ZoneInfo) -> FieldSheet:
    """The first line names the columns. Empty lines are left out."""
    filled = [
        (number, [" ".join(cell.split()) for cell in cells]) for number, cells in lines if any(map(str.strip, cells))
    ]
    if len(filled) < 2:
        return FieldSheet(
            (), ["la hoja no tiene renglones; la primera línea nombra las columnas y las demás las llenan."]
        )
    (number, names), *rows = filled
    header = [fold(name) for name in names]
    if missing := [name for name in REQUIRED if name not in header]:
        says = f"línea {number}: falta la columna {', '.join(missing)}; use {', '.join(COLUMNS)}."
        return FieldSheet((), [says])
    reader = _Reader(
        made, find, zone, {fold(one.label): one.id for one in made.topics} | {t.id: t.id for t in made.topics}
    )
    read = [
        reader.row(number, dict(zip(header, [*cells, *[""] * len(header)], strict=False))) for number, cells in rows
    ]
    return FieldSheet([one for one in read if one], reader.faults)


class _Reader:
    def __init__(self, made: Consultation, find: Find, zone: ZoneInfo, topics: Mapping[str, str]) -> None:
        self._made, self._find, self._zone, self._topics = made, find, zone, topics
        self._counts: Counter[str] = Counter()
        self.faults: list[str] = []

    def row(self, line: int, cells: Mapping[str, str]) -> PaperProposal | None:
        before = len(self.faults)

        def fault(column: str, says: str) -> None:
            self.faults.append(f"línea {line}, columna {column}: {says}")

        register, text = cells["registro"], cells["propuesta"]
        for column, value, most in (("registro", register, _REGISTER_SIGNS), ("propuesta", text, _TEXT_SIGNS)):
            if not value:
                fault(column, "está vacía; llénela o quite el renglón.")
            elif len(value) > most:
                fault(column, f"tiene {len(value)} letras y caben {most}; acórtela.")
        self._counts[register] += 1
        if self._counts[register] == self._made.proposals_most + 1:
            fault(
                "registro",
                f"{register} pasa de las {self._made.proposals_most} propuestas que puede hacer una persona.",
            )
        proposal = PaperProposal(
            register=register,
            text=text,
            neighbourhood_key=self._place(cells.get("colonia", ""), fault),
            topic=self._topic(cells.get("tema", ""), fault),
            source=self._source(cells.get("fuente", ""), fault),
            on=self._day(cells.get("fecha", ""), fault),
            phone=self._phone(cells.get("telefono", ""), fault),
        )
        return proposal if len(self.faults) == before else None

    def _place(self, said: str, fault: Callable[[str, str], None]) -> str:
        found = self._find(said) if said else ()
        if said and len(found) != 1:
            known = (
                f"hay varias; use la clave de una: {', '.join(sorted(found)[:4])}."
                if found
                else "no está en el catálogo."
            )
            fault("colonia", f"«{said}»: {known}")
        return found[0] if len(found) == 1 else ""

    def _topic(self, said: str, fault: Callable[[str, str], None]) -> str:
        topic = self._topics.get(fold(said)) or self._topics.get(said, "")
        if said and not topic:
            fault(
                "tema", f"«{said}» no es un tema de esta consulta: {', '.join(one.label for one in self._made.topics)}."
            )
        return topic

    def _source(self, said: str, fault: Callable[[str, str], None]) -> Source:
        if said and fold(said) not in SOURCES:
            fault("fuente", f"«{said}»: escriba una de estas palabras: {', '.join(SOURCES)}.")
        return SOURCES.get(fold(said), Source.PAPER)

    def _phone(self, said: str, fault: Callable[[str, str], None]) -> str:
        phone = mexican_phone(said) if said else ""
        if phone is None:
            fault("telefono", f"«{said}»: escriba los 10 números, como 618 123 4567, o déjela vacía.")
        return phone or ""

    def _day(self, said: str, fault: Callable[[str, str], None]) -> date | None:
        """A day on which proposals were taken; None: the sheet does not say."""
        if not said:
            return None
        try:
            day = read_day(said)
        except ValueError:
            fault("fecha", f"«{said}»: escriba un día que exista, como 2026-12-06 o 06/12/2026.")
            return None
        if Action.PROPOSE not in self._made.allowed(noon_of(day, self._zone)):
            fault("fecha", f"el {day:%d/%m/%Y} esta consulta no recibía propuestas.")
        return day


def noon_of(day: date, zone: ZoneInfo) -> datetime:
    """When what was taken down on a day counts as said."""
    return datetime.combine(day, time(12), zone)
