"""Talks written down so that a civil servant can read them; `flows/player.py` proves that the flows still talk so.

# A comment; the first one is the title.
colonia: 10005-0084 | Benito Juárez | Colonia | 34120      what the catalogue holds
obra: 10005-7 | Pavimentación de la calle Pino | 10005-0084, 10005-0152    what the register of works holds, and where
consulta: consulta-2026 | Consulta 2026 | Consulta ciudadana     a consultation: key, button, title, and a question
boleta: ¿Está de acuerdo? | Sí, No                         what the last one votes on
aviso: aceptado                                            the resident accepted the notice before
personal: enlazado                                         the resident works at the desk and linked this chat
pregunta: DGO-2026-000017-K | vote                         asked a while ago: is it fixed? also `question`, of staff
pregunta: DGO-2026-000017-K | vote | última                asked just now: nothing was said to the resident since
difusión: Sí voy | No puedo                                they were just sent what many were, with these replies
ana> hay un bache en la Benito Juárez                      words
ana> [Sí, registrar]                                       a button, by its label, now or from any earlier message
ana> (foto) así está                                       a photo, also (voz), (ubicación), (sticker)
ana@whatsapp> sí                                           the same resident on another channel
ana> «DGO-2026-000017-K» del lado derecho                  words that quote what was asked about that report
busca< similar -> [{"id": 7, "folio": "...", ...}]         what a look-up finds; nothing unless said
acto< file_complaint -> filed folio=DGO-2026-000017-K      the act that is due, and what it leads to
bot< Registré su reporte. …                                what is said; `…` stands for anything
     [Otro reporte] [Menú]                                 its choices; not compared when left out
-- reinicio --                                             the program stops and starts again here
"""

import json
import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from civic.ballot import NO, YES, BallotKind
from civic.consultation import Choice, Consultation, Kind, Paper, Phase, Published, Question, Span
from civic.neighbourhood import Neighbourhood
from civic.spanish import fold
from flows.talk import Asked, Outcome, Work

_SAID = re.compile(r"(?P<who>[a-z]+)(?:@(?P<channel>[a-z]+))?> ?(?P<words>.*)")
_QUOTING = re.compile(r"«(?P<folio>[A-Z]+-\d{4}-\d{6}-[0-9A-Z])» ?(?P<words>.*)")
_KINDS = ("vote", "question")
CHOICE = re.compile(r"\[([^\]]+)\]")


class TranscriptError(Exception):
    """A transcript cannot be read; the message names file and line."""


@dataclass(slots=True)
class Said:
    """What was expected of the program: one message."""

    line: int
    text: str
    labels: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Step:
    """One thing the resident did, and what is expected to follow."""

    line: int
    words: str
    channel: str = ""
    quoted: str = ""
    """The folio of the report that the question they quote is about."""
    asked: list[Asked] = field(default_factory=list)
    """What they were asked, outside of any talk, since the step before."""
    restarted: bool = False
    replies: list[str] = field(default_factory=list)
    """Labels of what they were just sent, as many were."""
    found: dict[str, Any] = field(default_factory=dict)
    acts: list[tuple[int, str, Outcome]] = field(default_factory=list)
    says: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class Transcript:
    name: str
    title: str = ""
    neighbourhoods: list[Neighbourhood] = field(default_factory=list)
    works: list[Work] = field(default_factory=list)
    consultations: list[Published] = field(default_factory=list)
    consented: bool = False
    is_staff: bool = False
    asked: list[Asked] = field(default_factory=list)
    """While it is read: what the next step is asked before it."""
    replies: list[str] = field(default_factory=list)
    """The same of what it can be answered with."""
    steps: list[Step] = field(default_factory=list)


def load_transcripts(folder: Path) -> list[Transcript]:
    """Every `*.txt` of a folder, by name. Raises TranscriptError."""
    return [read_transcript(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.glob("*.txt"))]


def read_transcript(text: str, name: str = "transcript") -> Transcript:
    """Raises TranscriptError."""
    made = Transcript(name)
    restarted = False
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() == "-- reinicio --":
            restarted = True
        elif line.strip() and not _read_head(made, line, number):
            restarted = _read_step(made, line, number, restarted)
    if made.asked or made.replies or not made.steps:
        raise TranscriptError(f"{name}:{len(text.splitlines())}: ends before the resident says anything")
    return made


def _read_head(made: Transcript, line: str, number: int) -> bool:
    key, _, value = line.partition(":")
    parts = [part.strip() for part in value.split("|")]
    if line.startswith("#"):
        made.title = made.title or line.lstrip("# ").strip()
    elif key == "colonia":
        made.neighbourhoods.append(Neighbourhood(key=parts[0], name=parts[1], kind=parts[2], postal_code=parts[3]))
    elif key == "obra":
        keys = tuple(key.strip() for key in parts[2].split(",") if key.strip())
        made.works.append(Work(key=parts[0], name=parts[1], neighbourhood_keys=keys))
    elif key == "consulta":
        made.consultations.append(_open_consultation(parts))
    elif key == "boleta":
        made.consultations.append(_with_ballot(made.consultations.pop(), parts))
    elif key == "aviso":
        made.consented = parts[0] == "aceptado"
    elif key == "personal":
        made.is_staff = parts[0] == "enlazado"
    elif key == "pregunta":
        made.asked.append(_asked(parts, f"{made.name}:{number}"))
    elif key == "difusión":
        made.replies = parts
    else:
        return False
    return True


def _open_consultation(parts: list[str]) -> Published:
    """At all times, with the topics that the flow has."""
    always = Span(
        phase=Phase.PROPOSING, opens_at=datetime.min.replace(tzinfo=UTC), closes_at=datetime.max.replace(tzinfo=UTC)
    )
    questions = tuple(_question(text) for text in parts[3:])
    made = Consultation(key=parts[0], label=parts[1], title=parts[2], summary="", spans=(always,), questions=questions)
    return Published(id=1, revision=1, consultation=made)


def _with_ballot(published: Published, parts: list[str]) -> Published:
    labels = [one.strip() for one in parts[1].split(",")]
    options = tuple(Choice(id=one, label=label) for one, label in zip((YES, NO), labels, strict=True))
    paper = Paper(kind=BallotKind.YES_NO, ask=parts[0], options=options)
    voting = replace(published.consultation.spans[0], phase=Phase.VOTING)
    made = replace(published.consultation, paper=paper, spans=(voting,))
    return replace(published, consultation=made)


def _question(text: str) -> Question:
    """`Lo que urge: Seguridad, Calles`."""
    label, _, options = text.partition(":")
    choices = tuple(Choice(id=fold(one), label=one.strip()) for one in options.split(","))
    return Question(id=fold(label).replace(" ", "_"), kind=Kind.CHOICE, ask=f"¿{label}?", label=label, options=choices)


def _asked(parts: list[str], where: str) -> Asked:
    folio, kind, *more = parts if len(parts) > 1 else (*parts, "")
    if kind not in _KINDS or more not in ([], ["última"]):
        raise TranscriptError(
            f"{where}: write `pregunta: FOLIO | vote` or `| question`, and `| última` if it is the last"
        )
    return Asked(folio=folio, kind=kind, last=bool(more))


def _read_step(made: Transcript, line: str, number: int, restarted: bool) -> bool:
    """Add the line to what was read. Returns whether a restart is still to be noted."""
    said = _SAID.fullmatch(line)
    if said:
        quoting = _QUOTING.fullmatch(said["words"])
        words, quoted = (quoting["words"], quoting["folio"]) if quoting else (said["words"], "")
        made.steps.append(Step(number, words, said["channel"] or "", quoted, made.asked, restarted, made.replies))
        made.asked, made.replies = [], []
        return False
    if not made.steps:
        raise TranscriptError(f"{made.name}:{number}: begin with what the resident says, as in `ana> hola`")
    _read_answer(made.steps[-1], line, f"{made.name}:{number}", number)
    return restarted


def _read_answer(step: Step, line: str, where: str, number: int) -> None:
    key, mark, value = line.partition("<")
    if line[0].isspace() and step.says:
        _read_more(step.says[-1], line)
    elif mark and key == "bot":
        step.says.append(Said(number, value.strip()))
    elif mark and key == "busca":
        name, _, found = value.partition("->")
        step.found[name.strip()] = json.loads(found)
    elif mark and key == "acto":
        name, _, outcome = value.partition("->")
        step.acts.append((number, name.strip(), _outcome(outcome.strip())))
    else:
        raise TranscriptError(f"{where}: cannot be read; lines begin with ana>, bot<, busca<, acto< or blanks")


def _read_more(said: Said, line: str) -> None:
    if line.strip().startswith("["):
        said.labels += CHOICE.findall(line)
    else:
        said.text = f"{said.text}\n{line.strip()}"


def _outcome(text: str) -> Outcome:
    name, _, values = text.partition(" ")
    pairs = (pair.partition("=") for pair in values.split(";") if pair.strip())
    given = {key.strip(): value.strip() for key, _, value in pairs}
    return Outcome(name, given, opens=given.pop("opens", ""))
