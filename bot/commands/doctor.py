"""`voz doctor`: what is wrong and what to do about it."""

import argparse
import asyncio
from collections.abc import Iterator, Set
from functools import partial

from bot.build import channels_of, utc_now
from bot.channels.port import Channel, Finding
from bot.commands import Failed, settings_of
from bot.settings import Settings
from bot.staff_groups import staff_groups_of
from flows.book import book_of, load_book
from flows.check import check
from flows.form import FormError
from flows.passages import passages
from flows.source import read_source
from handlers.acts import ACTS
from handlers.overrides import wordings_in_force
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
    findings = [*_library(settings), _desk(settings), *await _database(settings), *_conversations()]
    findings += await _own_sign_in(settings)
    for channel in channels_of(settings):
        findings += await channel.check()
        findings += await _groups(settings, channel)
        await channel.close()
    return findings


def _desk(settings: Settings) -> Finding:
    """Passwords and residents' words go through it."""
    url = settings.server.public_url
    return Finding(
        not url.startswith("http://"),
        f"desk: staff sign in at {url}" if url else "desk: staff sign in on this machine only, no [server] public_url",
        "without https nobody but this machine is let in: put TLS in front and write its https address in [server] public_url",
    )


async def _own_sign_in(settings: Settings) -> list[Finding]:
    """The municipality's, where one is named."""
    if not settings.desk.oidc.issuer:
        return []
    try:
        from bot.oidc import OidcProvider
    except ImportError:
        return [Finding(False, "desk: the extra `oidc` is missing", 'pip install "voz-vecinal[oidc]"')]
    return [await OidcProvider(settings.desk.oidc, utc_now).check()]


async def _groups(settings: Settings, channel: Channel) -> list[Finding]:
    """Of staff, where some are named and the channel is theirs."""
    groups = staff_groups_of(settings)
    if groups is None or not hasattr(channel, "check_groups"):
        return []
    from storage.staff_groups import list_groups, list_linked_members

    store = open_store(settings.database.url)
    try:
        linked = await store.read(partial(list_linked_members, account=channel.account))
        known = await store.read(partial(list_groups, named=groups.named))
    except StoreUnavailable:
        return []  # told of already
    finally:
        await store.close()
    looked_for = {named: known[named].value if named in known else named for named in groups.named}
    full = [
        Finding(
            one.messages < groups.rotate_at * 0.9,
            f"Grupo {one.named}: {one.messages} de {groups.rotate_at} mensajes.",
            "Haga otro grupo y nómbrelo después de este en [desk.bridge]: las conversaciones nuevas pasan a él.",
        )
        for one in known.values()
    ]
    return [*await channel.check_groups(looked_for, set(linked)), *full]


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
        _texts(connection),
    ]


def _texts(connection: Connection) -> Finding:
    """What staff worded anew still fits the conversations of this version."""
    said = wordings_in_force(connection)
    try:
        source = read_source()
        gone = sorted(said.keys() - passages(source).keys())
        faults = [] if gone or not said else check(book_of(source, said), ACTS)
    except FormError as e:  # `_conversations` says what to do about it
        return Finding(False, f"texts of the desk: cannot be looked at: {e}", "voz check")
    return Finding(
        not (gone or faults),
        f"texts: {len(said)} worded anew at the desk",
        f"see Textos at the desk: {'; '.join(gone or map(str, faults))}",
    )


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
