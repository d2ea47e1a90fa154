"""A broadcast from a form: the form makes the document that `voz broadcast` reads, and nothing else decides about it."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from civic.audience import Audience
from civic.broadcast import MOST_REPLIES, Content
from civic.broadcast_document import FORMAT, PURPOSES, Written, read_broadcast
from civic.consent import Purpose
from civic.document import read_document
from civic.document_table import Fault, Refused
from handlers.desk.errand import Errand
from handlers.desk.typed import typed_moment
from handlers.staff.broadcasts import Broadcaster, NoSuchAudience
from handlers.staff.finding import NotPossible
from handlers.world import World
from storage.broadcasts import Broadcast, list_keys

OWN_AUDIENCE = "para-"
"""How the key of an audience begins that was made with its broadcast."""
_KEY_SIGNS = 32
_LABELS = {
    "titulo": "Título",
    "publico": "Para quién",
    "proposito": "Sobre qué es",
    "texto": "Texto",
    "respuesta": "Respuestas de un toque",
    "plantilla": "Plantilla",
    "variables": "Datos de la plantilla",
    "hasta": "Último momento",
    "clave": "Título",
}
WORD = {purpose: word for word, purpose in PURPOSES.items()}


def save(errand: Errand, broadcaster: Broadcaster, before: Broadcast | None) -> Broadcast:
    """What the form says, as a draft. Raises NotPossible."""
    form = errand.form
    key = before.key if before else _new_key(errand, form.get("titulo", ""))
    audience = form.get("publico", "")
    if not audience:
        audience = (OWN_AUDIENCE + key)[:40]
        broadcaster.save_audience(audience, audience_of(errand.world, form))
    written = _read(errand, _document(errand, form, key, audience))
    content = written.content
    if before:  # what was put there with a file stays
        content = _with_files(content, before)
    try:
        return broadcaster.save(written, content)
    except NoSuchAudience:
        raise NotPossible("Para quién: elija un público de la lista, o use los filtros.") from None


def _with_files(content: Content, before: Broadcast) -> Content:
    return replace(content, photo=before.content.photo, document=before.content.document)


def _document(errand: Errand, form: Mapping[str, str], key: str, audience: str) -> dict[str, Any]:
    texts = {language: form.get(f"texto_{language}", "") for language in ("es", "en")}
    document: dict[str, Any] = {
        "formato": FORMAT,
        "clave": key,
        "titulo": form.get("titulo", ""),
        "publico": audience,
        "proposito": form.get("proposito", ""),
        "urgente": form.get("urgente") == "1",
        "texto": {language: text for language, text in texts.items() if text.strip() or language == "es"},
        "respuesta": list(_replies(form)),
    }
    if form.get("plantilla"):
        document["plantilla"] = form["plantilla"]
        document["variables"] = [line for line in form.get("variables", "").splitlines() if line.strip()]
    if form.get("hasta"):
        document["hasta"] = typed_moment(errand, "hasta", "Último momento").isoformat()
    return document


def _replies(form: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for number in range(1, MOST_REPLIES + 1):
        if label := form.get(f"respuesta_{number}", "").strip():
            yield {"id": slug(label, "_")[:20].strip("_") or f"respuesta_{number}", "texto": label}


def _read(errand: Errand, document: Mapping[str, Any]) -> Written:
    try:
        text = json.dumps(document, ensure_ascii=False)
        return read_broadcast(read_document(text), errand.zone, errand.world.broadcasts.templates)
    except Refused as e:
        raise NotPossible(" ".join(dict.fromkeys(map(_said, e.faults)))) from None


def _said(fault: Fault) -> str:
    """Without the line and the keys of a document that nobody saw."""
    named = re.findall(r"\w+", fault.where.replace("clave `", "`"))
    label = next((_LABELS[word] for word in named if word in _LABELS), "")
    return f"{label}: {fault.says}" if label else fault.says


def _new_key(errand: Errand, title: str) -> str:
    """One that nobody used: the title's words."""
    words = slug(title, "-")[:_KEY_SIGNS].strip("-") or "difusion"
    taken = list_keys(errand.connection, words) | {"nueva"}
    return next(key for key in (words, *(f"{words}-{number}" for number in range(2, 10_000))) if key not in taken)


def slug(text: str, between: str) -> str:
    """`Junta de niñas` is `junta-de-ninas`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", between, plain).strip(between)


def audience_of(world: World, form: Mapping[str, str]) -> Audience:
    """What the filters say. Raises NotPossible."""
    kinds = _chosen(form, "tipo")
    if form.get("a_quien") == "comites" and not kinds:
        raise NotPossible("Para quién: elija por lo menos un tipo de comité.")
    places = (*_places(world, form.get("colonias", "")), *_of_zones(world, form))
    return Audience(
        committee_kinds=kinds if form.get("a_quien") == "comites" else (),
        neighbourhoods=tuple(dict.fromkeys(places)),
        consultations=_one(form, "consulta"),
        channels=_one(form, "canal"),
        languages=_one(form, "idioma"),
        purpose=PURPOSES.get(form.get("proposito", ""), Purpose.COMMITTEE),
    )


def _one(form: Mapping[str, str], field: str) -> tuple[str, ...]:
    return (form[field],) if form.get(field) else ()


def _chosen(form: Mapping[str, str], field: str) -> tuple[str, ...]:
    """Of boxes that are called `tipo:vecinal`."""
    return tuple(name.partition(":")[2] for name, value in form.items() if name.startswith(f"{field}:") and value)


def _of_zones(world: World, form: Mapping[str, str]) -> list[str]:
    zones = _chosen(form, "zona")
    return [one.key for one in world.directory if one.quadrant in zones and one.quadrant]


def _places(world: World, typed: str) -> Iterator[str]:
    for line in re.split(r"[\n,;]", typed):
        if line.strip():
            yield place_key(world, line.strip(), "Colonias")


def place_key(world: World, name: str, label: str) -> str:
    """Of the one neighbourhood that is meant. Raises NotPossible."""
    found = world.directory.find(name)
    if found.sure:
        return found.sure.key
    if not found.candidates:
        raise NotPossible(f"{label}: no se encontró «{name}». Revise cómo se escribe.")
    choices = "; ".join(f"{one.name} ({one.kind}, C.P. {one.postal_code})" for one in found.candidates[:5])
    raise NotPossible(f"{label}: «{name}» puede ser {choices}. Escriba el nombre con su código postal.")


def filled_of(world: World, one: Broadcast, zone: ZoneInfo) -> dict[str, str]:
    """The form as it would have been filled in for this one."""
    content = one.content
    filled = {"titulo": one.title, "publico": one.audience_key, "proposito": WORD[one.purpose]}
    filled |= {f"texto_{language}": text for language, text in content.text.items()}
    filled |= {f"respuesta_{number}": reply.label for number, reply in enumerate(content.replies, 1)}
    filled |= {"plantilla": content.template, "variables": "\n".join(content.variables)}
    filled |= {"urgente": "1" if one.urgent else ""}
    if one.ends_by:
        filled["hasta"] = f"{one.ends_by.astimezone(zone):%Y-%m-%dT%H:%M}"
    if one.audience_key.startswith(OWN_AUDIENCE):
        filled |= {"publico": "", **_filters(world, one.audience)}
    return filled


def _filters(world: World, audience: Audience) -> dict[str, str]:
    named, zones = set(audience.neighbourhoods), dict[str, set[str]]()
    for one in world.directory:
        zones.setdefault(one.quadrant, set()).add(one.key)
    whole = {zone: keys for zone, keys in zones.items() if zone and keys <= named}
    alone = [place for key in sorted(named.difference(*whole.values())) if (place := world.neighbourhood(key))]
    return {
        "a_quien": "comites" if audience.is_of_committees else "vecinos",
        "colonias": "\n".join(f"{one.kind} {one.name} {one.postal_code}".lstrip() for one in alone),
        **{f"zona:{zone}": "1" for zone in whole},
        **{f"tipo:{kind}": "1" for kind in audience.committee_kinds},
        "consulta": "".join(audience.consultations[:1]),
        "canal": "".join(audience.channels[:1]),
        "idioma": "".join(audience.languages[:1]),
    }
