"""A table of a document that staff write: each value is asked for by its key, and what is wrong is noted with its line and
what to do, in the words of who wrote it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from civic.document import Document, Path

_ID = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
ID_SIGNS = 20
"""A button carries some of them, and Telegram gives it 64 bytes."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    line: int
    where: str
    """`pregunta 2 («edad»), clave tipo`; empty: the document."""
    says: str
    """What is wrong and what to do."""

    def __str__(self) -> str:
        return f"línea {self.line}: {self.where}: {self.says}" if self.where else f"línea {self.line}: {self.says}"


class Refused(Exception):
    """The document has faults: all of them, by line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass(slots=True)
class Sheet:
    """A document being read."""

    document: Document
    zone: ZoneInfo
    """Of times without one."""
    faults: list[Fault] = field(default_factory=list)

    @property
    def top(self) -> "Table":
        return Table(self, (), "", self.document.values)


@dataclass(slots=True)
class Table:
    """A table of the document; what it was asked for is known, the rest is a slip."""

    sheet: Sheet
    path: Path
    where: str
    values: Mapping[str, Any]
    asked: set[str] = field(default_factory=set)

    def fault(self, key: str, says: str, place: int | None = None) -> None:
        path = (*self.path, key) if place is None else (*self.path, key, place)
        where = ", ".join(part for part in (self.where, f"clave `{key}`") if part)
        self.sheet.faults.append(Fault(self.sheet.document.line(path), where, says))

    def take(self, key: str, *, required: bool = False) -> Any:
        self.asked.add(key)
        if key not in self.values and required:
            self.fault(key, "falta; agréguela.")
        return self.values.get(key)

    def done(self) -> None:
        for key in self.values:
            if key not in self.asked:
                near = get_close_matches(key, self.asked, n=1)
                self.fault(key, f"no se usa; {f'¿quiso poner `{near[0]}`?' if near else 'quítela.'}")

    def text(self, key: str, most: int, *, required: bool = False) -> str:
        value = self.take(key, required=required)
        if value is None:
            return ""
        if not isinstance(value, str) or (required and not value.strip()):
            self.fault(key, "escriba un texto entre comillas.")
            return ""
        text = value.strip()
        if len(text) > most:
            self.fault(key, f"tiene {len(text)} letras y en un teléfono caben {most}; acórtelo.")
        if "{" in text or "}" in text:
            self.fault(key, "no use llaves { } en un texto; quítelas.")
        return text

    def name(self, key: str, shape: re.Pattern[str], most: int, example: str) -> str:
        text = self.text(key, most, required=True)
        if text and not shape.fullmatch(text):
            self.fault(key, f"use solo {example}.")
        return text

    def id(self) -> str:
        return self.name("id", _ID, ID_SIGNS, "minúsculas sin acentos, números y guion bajo, como agua_drenaje")

    def number(self, key: str, *, least: int | None = None, required: bool = False) -> int | None:
        value = self.take(key, required=required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.fault(key, "escriba un número entero, sin comillas ni comas.")
            return None
        if least is not None and value < least:
            self.fault(key, f"debe ser {least} o más.")
        return value

    def yes_no(self, key: str) -> bool:
        value = self.take(key)
        if value not in (None, True, False):
            self.fault(key, "escriba true o false, sin comillas.")
        return value is True

    def one_of(self, key: str, words: Mapping[str, Any], default: Any, *, required: bool = False) -> Any:
        value = self.take(key, required=required)
        if value is None:
            return default
        if not isinstance(value, str) or value not in words:
            self.fault(key, f"escriba una de estas palabras: {', '.join(words)}.")
            return default
        return words[value]

    def moment(self, key: str, *, end: bool = False) -> datetime | None:
        """A day means its beginning; with `end`, all of it."""
        value = self.take(key, required=True)
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value) if len(value) == len("2026-12-01") else datetime.fromisoformat(value)
            except ValueError:
                value = ""
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime.combine(value + timedelta(days=int(end)), time())
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=self.sheet.zone)
        if value is not None:
            self.fault(key, "escriba una fecha que exista, como 2026-12-01 o 2026-12-01T09:00:00.")
        return None

    def table(self, key: str) -> "Table":
        value = self.take(key)
        if value is not None and not isinstance(value, dict):
            self.fault(key, f"escríbala como tabla: [{key}].")
            value = None
        return Table(self.sheet, (*self.path, key), f"{self.where}, {key}".strip(", "), value or {})

    def tables(self, key: str, *, required: bool = False) -> list["Table"]:
        value = self.take(key, required=required)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.fault(key, f"escríbala como lista de tablas: [[{key}]].")
            return []
        return [
            Table(self.sheet, (*self.path, key, place), f"{self.where}, {_named(key, place, one)}".strip(", "), one)
            for place, one in enumerate(value)
        ]


def _named(key: str, place: int, table: Mapping[str, Any]) -> str:
    """`pregunta 2 («edad»)`."""
    known = table.get("id")
    return f"{key} {place + 1} («{known}»)" if isinstance(known, str) else f"{key} {place + 1}"
