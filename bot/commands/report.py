"""`voz report`: figures about complaints as a table, or as CSV, JSON or XLSX."""

import argparse
from datetime import date, datetime, time
from functools import partial
from zoneinfo import ZoneInfo

from bot.build import utc_now
from bot.commands import WrongUse, settings_of
from bot.commands.exporting import read_store, write_store
from bot.commands.showing import is_for_reading, show_rows
from bot.commands.world import with_world
from bot.settings import Settings
from handlers.recounting import Difference, days_to_count, recount
from storage import reports
from storage.reports import Report, Span
from storage.store import Connection


def run(options: argparse.Namespace) -> None:
    if options.what == "rebuild":
        rebuild(options)
        return
    settings = settings_of(options)
    span = _span(settings, options.since, options.until)
    today = utc_now().astimezone(ZoneInfo(settings.municipality.timezone)).date()
    report = read_store(settings, partial(_made, options.what, by=options.by, span=span, today=today))
    show_rows(options, report.columns, report.rows)
    if is_for_reading(options) and not report.rows:
        print("no reports yet")


def rebuild(options: argparse.Namespace) -> None:
    """Count every day anew, a month at a time, and say what was kept otherwise."""
    settings, differences = settings_of(options), list[Difference]()
    world, months = with_world(options, read_store, lambda c, world: (world, days_to_count(c, world, utc_now())))
    for month in months:
        differences += write_store(settings, partial(recount, world=world, days=month, now=utc_now()))
    rows = [(str(d.cell[0]), *d.cell[1:], d.name, d.kept, d.counted) for d in differences]
    show_rows(options, ("day", "cut", "label", "department", "quadrant", "figure", "kept", "counted"), rows)
    if is_for_reading(options):
        print(f"{sum(map(len, months))} days counted anew, {len(rows)} figures were kept otherwise")


def _made(what: str, connection: Connection, *, by: str, span: Span, today: date) -> Report:
    match what:
        case "charter":
            return reports.charter(connection, span, utc_now())
        case "neighbourhoods":
            return reports.neighbourhoods_report(connection, span, today)
        case _:
            return reports.outcomes(connection, span, by)


def _span(settings: Settings, since: date | None, until: date | None) -> Span:
    """Whole local days, the last one included."""
    zone = ZoneInfo(settings.municipality.timezone)
    begins = datetime.combine(since, time.min, zone) if since else None
    ends = datetime.combine(date.fromordinal(until.toordinal() + 1), time.min, zone) if until else None
    if begins and ends and begins >= ends:
        raise WrongUse("--since must not be after --until")
    return Span(begins, ends)
