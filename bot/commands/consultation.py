"""`voz consultation`: what staff do with consultations. Faults of a document are told in Spanish, to who wrote it."""

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.build import utc_now
from bot.commands import Failed
from bot.commands.documents import document_in, faults_named
from bot.commands.exporting import read_store, write_store
from bot.commands.refusing import refusals
from bot.commands.releasing import recount_release, write_release
from bot.commands.showing import is_for_reading, show_rows
from bot.commands.world import with_world
from civic.answers import is_chosen
from civic.consultation import Action, Consultation
from civic.coverage import asked, coverage, unheard
from civic.neighbourhood import Neighbourhood
from civic.table import Table
from civic.tally import Tally
from handlers import outcome
from handlers.consultations import consultation_from, published_from
from handlers.staff.consultations import Planner
from handlers.staff.finding import get_consultation
from handlers.world import World
from storage import consultations, results
from storage.breakdowns import BY_ANSWER, Line, breakdown
from storage.history import list_events
from storage.store import Connection

T = TypeVar("T")


def run(options: argparse.Namespace) -> None:
    with refusals(), faults_named(getattr(options, "file", None)):
        _ACTS[options.act](options)


def _check(options: argparse.Namespace) -> None:
    document = document_in(options.file)
    print("\n".join(_told(with_world(options, read_store, lambda _, world: consultation_from(document, world)))))


def _preview(options: argparse.Namespace) -> None:
    from bot.commands.previewing import preview  # it brings the whole program

    preview(options, document_in(options.file))


def _publish(options: argparse.Namespace) -> None:
    document = document_in(options.file)
    made = _plan(options, lambda planner: planner.publish(document, options.why))
    if made.is_new:
        print(f"{made.consultation.key}: revision {made.number} is in force; a service that runs uses it at once")
    else:
        print(f"{made.consultation.key}: this is revision {made.number}, in force already: nothing to do")


def _close(options: argparse.Namespace) -> None:
    _plan(options, lambda planner: planner.close(options.key, options.why))
    print("closed")


def _reopen(options: argparse.Namespace) -> None:
    _plan(options, lambda planner: planner.reopen(options.key, options.why))
    print("open again")


def _plan(options: argparse.Namespace, act: Callable[[Planner], T]) -> T:
    def write(connection: Connection, world: World) -> T:
        return act(Planner(connection, world, options.staff, utc_now()))

    return with_world(options, write_store, write)


def _list(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        return [_line(connection, world, one) for one in consultations.list_in_force(connection)]

    print("\n".join(with_world(options, read_store, read)) or "no consultation was published yet")


def _line(connection: Connection, world: World, one: consultations.InForce) -> str:
    made = published_from(consultations.get_document(connection, one.id, one.revision), world)
    zone, now = world.hours.zone, utc_now()
    state = "closed by staff" if one.closed_at else ", ".join(span.phase for span in made.phases(now)) or _when(made)
    people = consultations.count_participants(connection, one.id)
    return (
        f"{one.key:24}  revision {one.revision:<3}  {state:20}  {_day(made.opens_at, zone)} to "
        f"{_day(made.closes_at, zone)}  people {people}  {made.title}"
    )


def _when(made: Consultation) -> str:
    return "not yet open" if utc_now() < made.opens_at else "over"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _show(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> list[str]:
        found = get_consultation(connection, options.key)
        lines = _told(published_from(consultations.get_document(connection, found.id, found.revision), world))
        lines += ["revisions:"] + [
            f"  {one.number}. {one.published_at:%Y-%m-%d %H:%M}Z by {one.by}  {one.sha256[:12]}  {one.why}".rstrip()
            for one in consultations.list_revisions(connection, found.id)
        ]
        lines += ["history:"] + [
            f"  {event.at:%Y-%m-%d %H:%M}Z {event.event} by {event.by}{f': {event.note}' if event.note else ''}"
            for event in list_events(connection, "consultation", found.id)
        ]
        return lines

    print("\n".join(with_world(options, read_store, read)))


def _results(options: argparse.Namespace) -> None:
    if options.by in (*_CHOSEN, "ballot"):
        _chosen(options)
        return

    def read(connection: Connection, world: World) -> tuple[results.Totals, list[Line]]:
        found = get_consultation(connection, options.key)
        if options.by is None:
            return results.totals(connection, found.id), []
        made = published_from(consultations.get_document(connection, found.id, found.revision), world)
        _demand_question(made, options.by)
        return results.totals(connection, found.id), breakdown(connection, found.id, options.by, world.hours.zone)

    totals, lines = with_world(options, read_store, read)
    if options.by is None:
        print("\n".join(_counted(totals)))
    else:
        names = (options.by.removeprefix(BY_ANSWER), "people", "proposals", "supports")
        show_rows(options, names, [(one.label or "-", one.people, one.proposals, one.supports) for one in lines])


def _demand_question(made: Consultation, by: str) -> None:
    """Proposals are broken down by what can be chosen, not by what is written. Raises Failed."""
    known = [one.id for one in made.questions if is_chosen(one)]
    if by.startswith(BY_ANSWER) and by.removeprefix(BY_ANSWER) not in known:
        raise Failed(
            f"--by {by}: no question with options or a scale has that id; there is {', '.join(known) or 'none'}."
        )


def _chosen(options: argparse.Namespace) -> None:
    """Of what is chosen, not written: a table of its own each."""

    def read(connection: Connection, world: World) -> tuple[Table, Sequence[str]]:
        found = get_consultation(connection, options.key)
        made = published_from(consultations.get_document(connection, found.id, found.revision), world)
        if options.by == "ballot":
            table, tally = outcome.ballot(connection, found.id, made)
            return table, _how(tally)
        return _CHOSEN[options.by](connection, found.id, made), ()

    table, notes = with_world(options, read_store, read)
    show_rows(options, table.columns, table.rows)
    if notes and is_for_reading(options):
        print("\n".join(notes))


def _how(tally: Tally | None) -> list[str]:
    """How the votes were counted, in a sentence for each thing that decided."""
    if tally is None:
        return ["this consultation has no ballot"]
    lines = [f"ballots: {tally.ballots}"]
    lines += [
        f"round {number}: {', '.join(f'{name} {votes}' for name, votes in one.votes.items())}; out: {one.out or '-'}; "
        f"ballots with nobody left: {one.exhausted}"
        for number, one in enumerate(tally.rounds, 1)
    ]
    lines += [f"tie between {', '.join(one.options)} with {one.votes}: {one.broken_by}" for one in tally.ties]
    lines += [f"{one.option_id} does not win: {one.why}" for one in tally.skipped]
    return lines


_CHOSEN: Mapping[str, Callable[[Connection, int, Consultation], Table]] = {
    "statement": outcome.statements,
    "question": outcome.questions,
}


def _counted(totals: results.Totals) -> list[str]:
    return [
        f"people taking part: {totals.participants}",
        f"proposals: {totals.proposals}"
        + (f" (and {totals.held} that wait for a person to read them)" if totals.held else ""),
        f"supports: {totals.supports}",
        f"neighbourhoods with a proposal: {sum(totals.places.values())}",
        *(f"  {kind}: {count}" for kind, count in totals.places.items()),
        f"answers to questions: {totals.answers}   opinions: {totals.stances}   ballots: {totals.ballots}",
    ]


def _coverage(options: argparse.Namespace) -> None:
    def read(connection: Connection, world: World) -> tuple[list[Neighbourhood], set[str]]:
        found = get_consultation(connection, options.key)
        made = published_from(consultations.get_document(connection, found.id, found.revision), world)
        return asked(made, world.directory), results.list_heard(connection, found.id)

    places, heard = with_world(options, read_store, read)
    if options.missing:
        missing = unheard(places, heard, options.kind or "", options.quadrant or "")[: options.most]
        names = ("key", "neighbourhood", "kind", "quadrant")
        show_rows(options, names, [(one.key, one.name, one.kind, one.quadrant) for one in missing])
    else:
        covered = coverage(places, heard, options.by)
        show_rows(
            options, (options.by, "covered", "all"), [(one.label or "-", one.covered, one.all) for one in covered]
        )


def _told(made: Consultation) -> list[str]:
    """What a document says, for whoever wrote it."""
    lines = [f"{made.key}: {made.title}", "fases:"]
    lines += [f"  {span.phase:11} {_local(span.opens_at)} a {_local(span.closes_at)}" for span in made.spans]
    places = len(made.neighbourhood_keys)
    lines.append(f"participan: {f'{places} colonias' if places else 'todas las colonias'}")
    lines += [f"  {action}: {made.level(action)}" for action in Action if made.has(action)]
    lines.append(
        f"temas: {len(made.topics)}, preguntas: {len(made.questions)}, frases: {len(made.statements)}, "
        f"boleta: {made.paper.kind if made.paper else 'no'}"
    )
    return lines


def _local(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


_ACTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "check": _check,
    "preview": _preview,
    "publish": _publish,
    "close": _close,
    "reopen": _reopen,
    "list": _list,
    "show": _show,
    "results": _results,
    "coverage": _coverage,
    "release": write_release,
    "recount": recount_release,
}
