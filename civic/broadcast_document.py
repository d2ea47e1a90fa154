"""A broadcast as staff write it: read whole, or refused whole with every fault, its line and what to do."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from civic.broadcast import LANGUAGES, Content, Reply, faults_of
from civic.consent import Purpose
from civic.document import Document
from civic.document_table import Fault, Refused, Sheet, Table
from civic.message import LABEL_SIGNS

FORMAT = 1
PURPOSES = {
    "folio": Purpose.FOLIO,
    "consulta": Purpose.CONSULTATION,
    "comite": Purpose.COMMITTEE,
    "programa": Purpose.PROGRAMME,
}
_KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_KEY_SIGNS, _TITLE_SIGNS, _NAME_SIGNS = 40, 80, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    key: str
    title: str
    audience: str
    """Its key."""
    purpose: Purpose
    urgent: bool
    content: Content
    """Without picture or document, which are files beside it."""
    photo: str = ""
    document: str = ""
    ends_by: datetime | None = None


def read_broadcast(document: Document, zone: ZoneInfo, templates: Collection[str]) -> Written:
    """Times without a zone are of `zone`; `templates`: names of those approved here. Raises Refused."""
    sheet = Sheet(document, zone)
    written = _read(sheet.top, templates)
    if sheet.faults:
        raise Refused(sorted(sheet.faults))
    return written


def _read(top: Table, templates: Collection[str]) -> Written:
    if top.number("formato", required=True) not in (None, FORMAT):
        top.fault("formato", f"esta versión lee el formato {FORMAT}; escriba formato = {FORMAT}.")
    content = Content(
        text=texts_of(top.table("texto")),
        replies=tuple(_reply(one) for one in top.tables("respuesta")),
        template=top.text("plantilla", _KEY_SIGNS),
        variables=variables_of(top),
    )
    written = Written(
        key=top.name("clave", _KEY, _KEY_SIGNS, "minúsculas sin acentos, números y guiones, como junta-de-marzo"),
        title=top.text("titulo", _TITLE_SIGNS, required=True),
        audience=top.text("publico", _KEY_SIGNS, required=True),
        purpose=top.one_of("proposito", PURPOSES, Purpose.COMMITTEE, required=True),
        urgent=top.yes_no("urgente"),
        content=content,
        photo=top.text("imagen", _NAME_SIGNS),
        document=top.text("documento", _NAME_SIGNS),
        ends_by=top.moment("hasta", end=True) if "hasta" in top.values else None,
    )
    if written.photo and written.document:
        top.fault("documento", "un mensaje lleva una imagen o un documento; quite uno.")
    noted(top, content, templates)
    top.done()
    return written


def noted(top: Table, content: Content, templates: Collection[str]) -> None:
    """What is wrong with it, where it stands."""
    for path, says in faults_of(content, templates):
        where = ", ".join(f"clave `{part}`" if isinstance(part, str) else str(part + 1) for part in path)
        top.sheet.faults.append(Fault(top.sheet.document.line(path), where, says))


def texts_of(table: Table) -> dict[str, str]:
    """With their braces, which every other text may not have."""
    texts = {language: table.take(language) for language in LANGUAGES}
    table.done()
    for language, text in texts.items():
        if text is not None and not isinstance(text, str):
            table.fault(language, "escriba un texto entre comillas.")
    return {language: text.strip() for language, text in texts.items() if isinstance(text, str)}


def _reply(table: Table) -> Reply:
    reply = Reply(id=table.id(), label=table.text("texto", LABEL_SIGNS, required=True))
    table.done()
    return reply


def variables_of(top: Table) -> tuple[str, ...]:
    """Of a template."""
    given: Any = top.take("variables")
    if given is None:
        return ()
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given):
        top.fault("variables", 'escriba una lista de textos, como ["{nombre}", "el martes a las 18:00"].')
        return ()
    return tuple(given)
