"""Documents that staff publish: consultations, the scheme of committees, series, programmes. Seen beside the one in force
before they are published, and any earlier revision can come back. What is refused is what the terminal refuses."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import unified_diff
from typing import Any

from civic.access import Permission
from civic.document import Unreadable
from civic.document_table import Refused
from handlers.consultations import consultation_from
from handlers.desk import words
from handlers.desk.errand import Conflict, Errand, Goto, LookFirst, NotHere, Page
from handlers.desk.screen import Screen
from handlers.desk.series import demand_everywhere
from handlers.desk.typed import number_of
from handlers.series.run import series_from
from handlers.staff.committees import Convener
from handlers.staff.consultations import Planner
from handlers.staff.finding import NotPossible
from handlers.staff.programmes import publish as publish_programmes
from handlers.staff.series import Scheduler
from storage.consultations import find_in_force, list_revisions
from storage.documents import Kind, list_documents
from storage.series import find_series
from storage.signing_in import digest

HERE = "/desk/documentos"
NEW = "nuevo"
"""The key of one that does not exist yet."""
ONLY = "actual"
"""The key where there is only one."""
_LONGEST = 150_000
_MOST_LINES = 400
"""Of a difference, that are shown."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A revision as it was published; the newest is in force."""

    number: int
    document: str
    by: str
    why: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """One kind of document. `editions`: of a key, the newest first, none for one that does not exist; `publish`: raises
    Unreadable, Refused, NotPossible."""

    path: str
    title: str
    back: tuple[str, str]
    reads: Permission
    writes: Permission
    editions: Callable[[Errand, str], Sequence[Edition]]
    publish: Callable[[Errand, str, str], object]
    key_in: Callable[[Errand, str], str] | None = None
    """The key that stands in a document, where each has its own; raises Unreadable, Refused. None: there is only one."""

    @property
    def many(self) -> bool:
        return self.key_in is not None

    @property
    def screen(self) -> Screen:
        acts = {"look": (self.writes, self.look), "publish": (self.writes, self.put)}
        return Screen(f"{HERE}/{self.path}/{{key}}", self.reads, self.show, acts)

    def show(self, errand: Errand) -> Page:
        key, editions = self._opened(errand)
        now = editions[0].document if editions else ""
        number = number_of(errand.query.get("edicion", ""))
        older = next((one for one in editions if one.number == number), None)
        sent = errand.form.get("document")
        written = sent if sent is not None else older.document if older else now
        values: dict[str, Any] = {
            "title": self.title if key in (NEW, ONLY) else f"{self.title} «{key}»",
            "back": self.back,
            "path": f"{HERE}/{self.path}/{key}",
            "written": written,
            "why": errand.form.get("why", ""),
            "seen": digest(now),
            "is_checked": errand.form.get("act") == "look" and not errand.error,
            "difference": difference(now, written) if written != now else [],
            "may_write": errand.me.may(self.writes),
            "is_new": not editions,
            "editions": [
                (one.number, words.moment(one.at, errand.zone), one.by.removeprefix("staff:"), one.why)
                for one in editions
            ],
            "chosen": number,
        }
        return Page("document.html", values)

    def look(self, errand: Errand) -> Goto:
        """It is published and taken back at once: what would refuse it refuses it now."""
        self._publish(errand, errand.form.get("document", ""))
        raise LookFirst

    def put(self, errand: Errand) -> Goto:
        self._publish(errand, errand.form.get("document", ""))
        return Goto(self.back[0], "documento")

    def _publish(self, errand: Errand, document: str) -> None:
        demand_everywhere(errand, self.writes)
        key, editions = self._opened(errand)
        now = editions[0].document if editions else ""
        if errand.form.get("seen") != digest(now):
            raise Conflict("Alguien publicó otra versión mientras usted escribía. Lo que usted escribió sigue abajo.")
        document = document.replace("\r\n", "\n").strip() + "\n"
        if len(document) > _LONGEST:
            raise NotPossible(f"El documento tiene {len(document)} letras; caben {_LONGEST}.")
        if document.strip() == now.strip():
            raise NotPossible("El documento es igual al que ya está publicado.")
        try:
            self._demand_key(errand, key, document)
            self.publish(errand, document, errand.form.get("why", ""))
        except (Unreadable, Refused) as e:
            raise NotPossible(f"Hay que corregirlo:\n{e}") from None

    def _demand_key(self, errand: Errand, key: str, document: str) -> None:
        """That of the page, or of none that exists. Raises Unreadable, Refused, NotPossible."""
        if self.key_in is None:
            return
        written = self.key_in(errand, document)
        if key == NEW and self.editions(errand, written):
            raise NotPossible(
                f"Ya existe «{written}». Escriba otra `clave`, o cambie la que existe en su página: "
                f"{HERE}/{self.path}/{written}"
            )
        if key not in (NEW, written):
            raise NotPossible(f"El documento es de otra clave que «{key}». Déjele la suya, o publíquelo como nuevo.")

    def _opened(self, errand: Errand) -> tuple[str, Sequence[Edition]]:
        """Raises NotHere."""
        key = str(errand.path["key"])
        if not self.many and key != ONLY:
            raise NotHere
        editions = [] if key == NEW else self.editions(errand, key)
        if self.many and key != NEW and not editions:
            raise NotHere
        return key, editions


def difference(before: str, after: str) -> list[tuple[str, str]]:
    """Lines that went and came, each `gone`, `new` or `same`, with some around them; `skip` stands for those between."""
    told = {"-": "gone", "+": "new", " ": "same", "@": "skip"}
    lines = list(unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]
    return [(told[line[0]], line[1:] if line[0] != "@" else "") for line in lines[:_MOST_LINES]]


def _consultations(errand: Errand, key: str) -> list[Edition]:
    found = find_in_force(errand.connection, key)
    revisions = list_revisions(errand.connection, found.id) if found else []
    return [Edition(one.number, one.document, one.by, one.why, one.published_at) for one in reversed(revisions)]


def _of(kind: Kind) -> Callable[[Errand, str], list[Edition]]:
    def editions(errand: Errand, _key: str) -> list[Edition]:
        return [
            Edition(one.number, one.document, one.by, one.why, one.published_at)
            for one in list_documents(errand.connection, kind)
        ]

    return editions


def _series(errand: Errand, key: str) -> list[Edition]:
    """What a series said before is not kept."""
    kept = find_series(errand.connection, key)
    return [Edition(1, kept.document, kept.by, "", kept.updated_at)] if kept else []


def _key_of_consultation(errand: Errand, document: str) -> str:
    return consultation_from(document, errand.world).key


def _key_of_series(errand: Errand, document: str) -> str:
    return series_from(document, errand.world).key


def _publish_consultation(errand: Errand, document: str, why: str) -> object:
    return Planner(errand.connection, errand.world, errand.me.name, errand.now, "desk").publish(document, why)


def _publish_scheme(errand: Errand, document: str, why: str) -> object:
    return Convener(errand.connection, errand.world, errand.me.name, errand.now, "desk").publish(document, why)


def _publish_programmes(errand: Errand, document: str, why: str) -> object:
    return publish_programmes(errand.connection, errand.world, document, why, errand.me.name, errand.now)


def _publish_series(errand: Errand, document: str, _why: str) -> object:
    return Scheduler(errand.connection, errand.world, errand.me.name, errand.now).save(document)


_P = Permission
SHELVES = (
    Shelf(
        "consultas", "Documento de la consulta", ("/desk/consultas", "Consultas"), _P.READ_PROPOSALS, _P.WORK_PROPOSALS,
        _consultations, _publish_consultation, _key_of_consultation,
    ),
    Shelf(
        "comites", "Esquema de los comités", ("/desk/comites", "Comités"), _P.READ_COMMITTEES, _P.WORK_COMMITTEES,
        _of(Kind.SCHEME), _publish_scheme,
    ),
    Shelf(
        "series", "Documento de la serie", ("/desk/series", "Series"), _P.READ_BROADCASTS, _P.WRITE_BROADCASTS,
        _series, _publish_series, _key_of_series,
    ),
    Shelf(
        "programas", "Programas", ("/desk/programas", "Programas"), _P.READ_BROADCASTS, _P.WRITE_BROADCASTS,
        _of(Kind.PROGRAMMES), _publish_programmes,
    ),
)  # fmt: skip
