"""What a series says at one of its times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.audience import Audience
from civic.broadcast import Content, Reply
from civic.consent import Purpose
from civic.personal import without_personal_data
from civic.series import Series, SeriesKind
from civic.updates import TEMPLATES
from flows.speech import shortened
from handlers.amounts import pesos
from handlers.spoken import spoken_day, spoken_hour
from handlers.world import World
from storage import audiences, committees, meetings, visits
from storage.committees import Committee
from storage.series import list_off
from storage.sheets import Week, top_proposals, week_of
from storage.store import Connection
from storage.works import complaint_figures, find_work, list_versions

LANGUAGES = ("es", "en")
_WEEK = timedelta(days=7)
_TOP, _WORDS, _SUMMARY = 3, 90, 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """One message of one time of a series, and whom it is for. `about`: a neighbourhood or a work; empty: neither."""

    about: str
    audience: Audience
    purpose: Purpose
    content: Content


def sayings(connection: Connection, world: World, series: Series, due_at: datetime) -> list[Saying]:
    """Nothing where nobody is to get it."""
    if series.kind is SeriesKind.NOTICE:
        named = audiences.find_audience(connection, series.audience)
        if named is None or series.content is None:
            return []
        return [Saying(about="", audience=named.audience, purpose=series.purpose, content=series.content)]
    getting = _getting(connection, series)
    if series.kind is SeriesKind.SHEET:
        places = sorted({one.neighbourhood_key for one in getting if one.neighbourhood_key})
        return [_sheet(connection, world, place, getting, due_at) for place in places]
    keys = sorted({one.public_work_key for one in getting if one.public_work_key})
    return [said for key in keys if (said := _progress(connection, world, key, getting, due_at))]


def _getting(connection: Connection, series: Series) -> list[Committee]:
    """The committees of its kinds that are open and for which it is not off."""
    off = set(list_off(connection, series.key))
    return [
        one
        for kind in series.committee_kinds
        for one, sitting in committees.list_committees(connection, kind=kind)
        if sitting and one.key not in off
    ]


def _audience(some: Sequence[Committee]) -> Audience:
    return Audience(committees=tuple(sorted(one.key for one in some)), purpose=Purpose.COMMITTEE)


def _sheet(connection: Connection, world: World, place: str, getting: Sequence[Committee], due_at: datetime) -> Saying:
    theirs = [one for one in getting if one.neighbourhood_key == place]
    figures = week_of(connection, place, due_at - _WEEK, due_at, world.calendar.local_day(due_at))
    texts = {
        language: _sheet_text(connection, world, place, theirs, figures, due_at, language) for language in LANGUAGES
    }
    where = world.neighbourhood(place)
    summary = world.phrase("sheet_summary", "es", **_figures(figures))
    content = carried(world, "sheet", texts, (where.name if where else place, summary))
    return Saying(about=place, audience=_audience(theirs), purpose=Purpose.COMMITTEE, content=content)


def _figures(week: Week) -> dict[str, str]:
    return {
        "new": str(week.new), "late": str(week.late), "closed": str(week.closed), "confirmed": str(week.confirmed),
        "open": str(week.open),
    }  # fmt: skip


def _sheet_text(
    connection: Connection,
    world: World,
    place: str,
    theirs: Sequence[Committee],
    figures: Week,
    due_at: datetime,
    language: str,
) -> str:
    where = world.neighbourhood(place)
    zone = world.hours.zone
    first, last = (spoken_day(moment.astimezone(zone).date(), language) for moment in (due_at - _WEEK, due_at))
    lines = [world.phrase("sheet_title", language, place=where.name if where else place, since=first, until=last)]
    lines.append(world.phrase("sheet_figures", language, **_figures(figures)))
    top = top_proposals(connection, place, _TOP)
    if top:
        lines.append(world.phrase("sheet_proposals", language))
        for number, one in enumerate(top, 1):
            words = shortened(" ".join(without_personal_data(one.text).split()), _WORDS)
            told = {"number": str(number), "text": words, "count": str(one.voices)}
            lines.append(world.phrase("sheet_proposal", language, **told))
    for committee in theirs:
        meeting = meetings.next_meeting(connection, committee.id, due_at)
        if meeting:
            when = spoken_hour(meeting.starts_at, zone, language)
            told = {"committee": committee.name, "when": when, "place": meeting.place}
            lines.append(world.phrase("sheet_meeting", language, **told))
    return "\n".join(lines)


def _progress(
    connection: Connection, world: World, key: str, getting: Sequence[Committee], due_at: datetime
) -> Saying | None:
    """None for a work that is in the register no longer."""
    found = find_work(connection, key)
    if found is None or found.retired:
        return None
    theirs = [one for one in getting if one.public_work_key == key]
    texts = {language: _progress_text(connection, world, key, due_at, language) for language in LANGUAGES}
    at = "" if found.work.progress is None else f"{found.work.progress:g} %"
    variables = (found.work.name, at or found.work.status)
    content = carried(world, "progress", texts, variables)
    return Saying(about=key, audience=_audience(theirs), purpose=Purpose.COMMITTEE, content=content)


def _progress_text(connection: Connection, world: World, key: str, due_at: datetime, language: str) -> str:
    found = find_work(connection, key)
    if found is None:
        return ""
    work, figures = found.work, complaint_figures(connection, key)
    earlier = [version for version in list_versions(connection, key) if version.at < due_at - timedelta(days=90)]
    before = earlier[-1].work.progress if earlier else None
    seen = [one for one in visits.list_visits(connection, work=key, until=due_at) if one.observed is not None]
    page = f"{world.public_url}/obras/{key}" if world.public_url else ""
    standing = world.phrase(
        "work_progress",
        language,
        work=work.name,
        status=work.status,
        progress="" if work.progress is None else f"{work.progress:g} %",
        before="" if before is None else f"{before:g} %",
        seen=f"{seen[0].observed} %" if seen else "",
        received=str(figures.received),
        open=str(figures.open),
    )
    known = world.phrase(
        "work_facts",
        language,
        contractor=work.contractor,
        amount="" if work.centavos is None else pesos(work.centavos),
        ends="" if work.ends_on is None else spoken_day(work.ends_on, language),
        page=page,
    )
    return f"{standing}\n{known}".strip()


def carried(
    world: World, what: str, texts: Mapping[str, str], variables: Sequence[str], replies: tuple[Reply, ...] = ()
) -> Content:
    """With the template that carries it outside WhatsApp's 24 hours, where one is approved here."""
    name = TEMPLATES[what]
    plain = {language: _plain(text) for language, text in texts.items()}
    if name not in world.broadcasts.templates:
        return Content(text=plain, replies=replies)
    values = tuple(_plain(" ".join(one.split())) or "-" for one in variables)
    return Content(text=plain, replies=replies, template=name, variables=values)


def _plain(text: str) -> str:
    """No braces: what residents or a register wrote is never a placeholder."""
    return text.replace("{", "(").replace("}", ")").strip()
