"""`voz doctor`: what is wrong and what to do about it."""

import argparse
import asyncio
from collections.abc import Iterator, Set
from functools import partial

from bot.build import channels_of
from bot.channels.port import Finding
from bot.commands import Failed, settings_of
from bot.settings import Settings
from flows.book import load_book
from flows.form import FormError
from storage.migrate import HEAD, revision
from storage.places import catalogue_version, list_neighbourhoods
from storage.sqlite_library import has_wal_fault, version_in_use
from storage.store import Connection, StoreUnavailable, open_store
from storage.waiting import prove_writable


def run(options: argparse.Namespace) -> int:
    settings = settings_of(options)  # wrong settings end here, with the key and the remedy
    findings = [Finding(True, "settings: readable and complete"), *asyncio.run(_look(settings))]
    for finding in findings:
        print(
            f"{'ok  ' if finding.good else 'FAIL'} {finding.what}"
            + (f"\n     -> {finding.remedy}" if finding.remedy and not finding.good else "")
        )
    bad = sum(not finding.good for finding in findings)
    if bad:
        raise Failed(f"{bad} of {len(findings)} checks failed")
    return 0


async def _look(settings: Settings) -> list[Finding]:
    findings = [*_library(settings), *await _database(settings), *_conversations()]
    for channel in channels_of(settings):
        findings += await channel.check()
        await channel.close()
    return findings


def _library(settings: Settings) -> Iterator[Finding]:
    if settings.database.url.startswith("sqlite"):
        version = version_in_use()
        said = ".".join(map(str, version))
        yield Finding(
            not has_wal_fault(version),
            f"SQLite {said}",
            "this version can lose commits (WAL reset); install pysqlite3 or SQLite 3.51.3 or newer",
        )


async def _database(settings: Settings) -> list[Finding]:
    store = open_store(settings.database.url)
    try:
        findings = await store.read(partial(_schema, settings=settings))
        if all(finding.good for finding in findings):
            await store.write(prove_writable)
            findings.append(Finding(True, "database: can be written"))
        return findings
    except StoreUnavailable as e:
        return [
            Finding(
                False,
                f"database: {e}",
                "check [database] url, that the server runs and the disk has room; for a new database: voz migrate",
            )
        ]
    finally:
        await store.close()


def _schema(connection: Connection, settings: Settings) -> list[Finding]:
    found = revision(connection)
    if found != HEAD:
        return [Finding(False, f"database: schema {found or 'none'}, this version needs {HEAD}", "voz migrate")]
    known = {neighbourhood.key for neighbourhood in list_neighbourhoods(connection)}
    return [
        Finding(True, f"database: schema {found}"),
        Finding(
            len(known) > 0,
            f"catalogue: {len(known)} neighbourhoods, version {catalogue_version(connection)}",
            "voz import neighbourhoods FILE",
        ),
        _routes(settings, known),
    ]


def _routes(settings: Settings, known: Set[str]) -> Finding:
    routes = settings.charter.routes
    lacking = sorted({key for route in routes for key in route.neighbourhoods} - known)
    return Finding(
        not lacking,
        f"routes: {len(routes)} to {len(settings.charter.departments)} departments",
        f"[charter] routes: not in the catalogue: {', '.join(lacking)}; take them out or import the catalogue",
    )


def _conversations() -> Iterator[Finding]:
    try:
        book = load_book()
    except FormError as e:
        yield Finding(False, f"conversations: {e}", "voz check")
    else:
        yield Finding(True, f"conversations: {len(book.flows)}")
