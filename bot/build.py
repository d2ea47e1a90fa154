"""The one place where concrete parts meet: settings in, running program out."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import charter_settings
from bot.channels.port import Channel, Pace
from bot.clock import Clock, Schedule
from bot.delivery import Delivery
from bot.documents import documents_folder, documents_route
from bot.encoding import Encoding
from bot.fetching import Fetching
from bot.intake import Intake
from bot.leader import leader_for
from bot.pictures import pictures_folder, pictures_route
from bot.program import Program
from bot.publishing import Publishing
from bot.semantic import meaning_of
from bot.senders import broadcast_rules, with_senders
from bot.settings import Settings
from bot.tracing import Tracing
from bot.web import Watch, web_app
from civic.calendar import Calendar
from civic.charter import Charter, Step, Target
from civic.hours import OfficeHours, QuietHours
from civic.message import Inbound, Receipt
from civic.places import Directory
from civic.routing import Routes, Rule
from flows.book import Book, load_book
from flows.talk import Work
from handlers.broadcast.feed import feed
from handlers.clock.broadcast import broadcast
from handlers.clock.escalate import escalate
from handlers.clock.expire import ask_again, expire_asks
from handlers.clock.forget import forget
from handlers.clock.remind import remind_agreements
from handlers.clock.tell import Walk, tell_due
from handlers.consultations import refreshed
from handlers.delivery import take_receipts
from handlers.programmes import remind_of_programmes
from handlers.public import accreditation_routes, consultation_routes, public_routes
from handlers.receive import Flood, give_up, receive
from handlers.series.run import run_series
from handlers.world import World
from storage.ids import Ids
from storage.migrate import demand_current
from storage.places import list_neighbourhoods
from storage.store import Connection, Store, open_store
from storage.works import list_works


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Doors:
    """The use cases bound to all they need but the connection: what intake calls."""

    world: World
    flood: Flood

    def receive(self, connection: Connection, inbounds: Sequence[Inbound]) -> int:
        self.world = refreshed(connection, self.world)
        return receive(connection, inbounds, world=self.world, flood=self.flood, now=utc_now())

    def give_up(self, connection: Connection, inbound: Inbound, error: str) -> int:
        return give_up(connection, inbound, error=error, world=self.world, now=utc_now())

    def take_receipts(self, connection: Connection, receipts: Sequence[Receipt]) -> int:
        return take_receipts(connection, receipts, ids=self.world.ids, now=utc_now())


def office_hours(settings: Settings) -> OfficeHours:
    desk = settings.desk
    return OfficeHours(
        tuple(desk.office_days),
        time.fromisoformat(desk.office_opens),
        time.fromisoformat(desk.office_closes),
        ZoneInfo(settings.municipality.timezone),
    )


def calendar_of(settings: Settings) -> Calendar:
    charter = settings.charter
    return Calendar(
        ZoneInfo(settings.municipality.timezone),
        subdivision=charter.subdivision,
        closed=frozenset(charter.closed_days),
    )


def charter_of(settings: Settings) -> Charter:
    charter = settings.charter
    return Charter(
        days=_days(charter),
        calendar=calendar_of(settings),
        opens=time.fromisoformat(settings.desk.office_opens),
        roles=_by_level(charter.roles),
        targets=tuple(Target(category=t.category, department=t.department, days=_days(t)) for t in charter.targets),
        department_roles={department: _by_level(roles) for department, roles in charter.department_roles.items()},
    )


def _days(holder: charter_settings.Charter | charter_settings.Target) -> dict[Step, int]:
    return {Step(key.removesuffix("_days")): days for key, days in charter_settings.terms(holder)}


def _by_level(roles: Mapping[str, str]) -> dict[int, str]:
    return {int(level): role for level, role in roles.items()}


def routes_of(settings: Settings) -> Routes:
    charter = settings.charter
    return Routes(
        rules=tuple(
            Rule(
                name=route.name,
                department=route.department,
                categories=frozenset(route.categories),
                neighbourhoods=frozenset(route.neighbourhoods),
                words=route.words,
            )
            for route in charter.routes
        ),
        default=charter.default_department,
        names=charter.departments,
    )


def quiet_hours(settings: Settings) -> QuietHours:
    clock = settings.clock
    return QuietHours(
        time.fromisoformat(clock.quiet_from),
        time.fromisoformat(clock.quiet_until),
        ZoneInfo(settings.municipality.timezone),
    )


def load_world(connection: Connection, settings: Settings, book: Book, ids: Ids) -> World:
    """Read what is in the database once: catalogue and works. Raises SchemaMismatch."""
    demand_current(connection)
    return World(
        municipality=settings.municipality.name,
        folio_prefix=settings.municipality.folio_prefix,
        hours=office_hours(settings),
        notice_version=settings.privacy.notice_version,
        notice_url=settings.privacy.notice_url,
        book=book,
        directory=Directory(list_neighbourhoods(connection)),
        works=tuple(
            Work(key=w.key, name=w.name, neighbourhood_keys=w.neighbourhood_keys) for w in list_works(connection)
        ),
        ids=ids,
        charter=charter_of(settings),
        routes=routes_of(settings),
        quiet=quiet_hours(settings),
        confirmations=settings.charter.confirmations,
        remind_weeks=settings.charter.remind_weeks,
        similar_metres=settings.charter.similar_metres,
        updates_per_week=settings.clock.updates_per_week,
        update_hour=settings.clock.update_hour,
        messages_per_minute=settings.limits.messages_per_minute,
        reports_per_day=settings.limits.reports_per_day,
        whatsapp_account=settings.whatsapp.sender if settings.whatsapp.enabled else "",
        public_url=settings.server.public_url,
        broadcasts=broadcast_rules(settings),
    )


def pictures_of(settings: Settings) -> Path:
    return pictures_folder(Path(settings.database.media))


def documents_of(settings: Settings) -> Path:
    return documents_folder(Path(settings.database.media))


def channels_of(settings: Settings) -> list[Channel]:
    """The channels that the settings switch on. Their libraries are imported only then."""
    channels: list[Channel] = []
    pictures = pictures_of(settings)
    if settings.telegram.enabled:
        from bot.channels.telegram.channel import TelegramChannel

        telegram = settings.telegram
        channels.append(
            TelegramChannel(
                telegram.token,
                mode=telegram.mode,
                webhook_secret=telegram.webhook_secret,
                public_url=settings.server.public_url,
                api_base_url=telegram.api_base_url,
                file_limit=settings.limits.media_megabytes * 1_000_000,
                pictures=pictures,
                documents=documents_of(settings),
                pace=Pace(
                    per_second=settings.limits.telegram_per_second,
                    per_recipient=timedelta(seconds=settings.limits.telegram_rest_seconds),
                    per_group_minute=18,
                    in_flight=settings.limits.in_flight,
                ),
            )
        )
    if settings.whatsapp.enabled:
        from bot.channels.whatsapp.channel import WhatsAppChannel

        whatsapp = settings.whatsapp
        channels.append(
            WhatsAppChannel(
                whatsapp.account_sid,
                whatsapp.auth_token,
                whatsapp.sender,
                public_url=settings.server.public_url,
                api_base_url=whatsapp.api_base_url,
                content_base_url=whatsapp.content_base_url,
                templates=whatsapp.templates,
                previous_auth_token=whatsapp.previous_auth_token,
                content_buttons=whatsapp.buttons,
                per_second=settings.limits.whatsapp_per_second,
                largest_file=settings.limits.media_megabytes * 1_000_000,
                pictures=pictures,
                documents=documents_of(settings),
            )
        )
    return channels


def _feed(world: World, connection: Connection, account: str, room: int, now: datetime) -> int:
    return feed(connection, world, account, room, now)


def worker_name() -> str:
    return secrets.token_hex(6)


async def build(
    settings: Settings, channels: Sequence[Channel], *, demo: bool = False, book: Book | None = None
) -> Program:
    """Wire one program. Raises SchemaMismatch, StoreUnavailable, FormError."""
    store = open_store(settings.database.url)
    ids, worker = Ids(), worker_name()
    world = await store.read(partial(load_world, settings=settings, book=book or load_book(), ids=ids))
    meaning = await asyncio.to_thread(meaning_of, settings.proposals)
    world = replace(world, meaning=meaning)
    world = replace(world, broadcasts=with_senders(world.broadcasts, channels))
    by_account = {channel.account: channel for channel in channels}
    deliveries: list[Delivery] = []

    def wake() -> None:
        for delivery in deliveries:
            delivery.wake()

    def committed(inbounds: Sequence[Inbound]) -> None:
        wake()
        if any(inbound.media for inbound in inbounds):
            fetching.wake()

    leader = leader_for(store, settings.database.url, wake)
    doors = Doors(world, Flood(world.messages_per_minute))
    intake = Intake(store, doors, batch=settings.limits.batch, said=committed, channels=by_account)
    deliveries += [
        Delivery(
            store,
            channel,
            worker=worker,
            ids=ids,
            now=utc_now,
            leads=leader.leads,
            quiet=world.quiet,
            feed=partial(_feed, world),
        )
        for channel in channels
    ]
    fetching = Fetching(
        store,
        by_account,
        folder=Path(settings.database.media),
        largest=settings.limits.media_megabytes * 1_000_000,
        ids=ids,
        now=utc_now,
        leads=leader.leads,
    )
    watch = Watch(store, intake, deliveries, fetching, by_account, leader.leads)
    zone = ZoneInfo(settings.municipality.timezone)
    routes = [route for channel in channels for route in channel.routes(intake)]
    routes += public_routes(store, municipality=settings.municipality.name, zone=zone)
    routes += consultation_routes(store, municipality=settings.municipality.name, zone=zone, now=utc_now)
    routes += accreditation_routes(store, municipality=settings.municipality.name, zone=zone, now=utc_now)
    routes.append(pictures_route(pictures_of(settings)))
    routes.append(documents_route(documents_of(settings)))
    return Program(
        store=store,
        channels=by_account,
        intake=intake,
        deliveries=deliveries,
        fetching=fetching,
        publishing=Publishing(store, world, pictures=pictures_of(settings), now=utc_now),
        tracing=Tracing(store, by_account, now=utc_now),
        encoding=Encoding(store, meaning) if meaning else None,
        clock=_clock(store, settings, world, worker) if settings.clock.enabled else None,
        leader=leader,
        web=web_app(watch, routes, municipality=settings.municipality.name, demo=demo),
        worker=worker,
        ids=ids,
        now=utc_now,
        host=settings.server.host,
        port=settings.server.port,
    )


_SOON = timedelta(minutes=5)
"""What is due each minute is rows: a minute missed is made good by the next."""


def _clock(store: Store, settings: Settings, world: World, worker: str) -> Clock:
    job = partial(forget, raw_days=settings.clock.raw_days, talk_days=settings.clock.unfinished_talk_days)
    each_minute = "* * * * *"
    schedules = [
        Schedule("forget", "20 3 * * *", job),
        Schedule("expire", each_minute, partial(expire_asks, world=world), _SOON),
        Schedule("escalate", each_minute, partial(escalate, world=world), _SOON),
        Schedule("remind", "0 9 * * *", partial(remind_agreements, world=world)),
        Schedule("ask_again", "40 8 * * *", partial(ask_again, world=world)),
        Schedule("series", each_minute, partial(run_series, world=world), _SOON),
        Schedule("programmes", each_minute, partial(remind_of_programmes, world=world), _SOON),
        Schedule("broadcast", each_minute, partial(broadcast, world=world), _SOON),
        Schedule("tell", each_minute, partial(tell_due, world=world, walk=Walk()), _SOON),
    ]
    return Clock(store, schedules, zone=ZoneInfo(settings.municipality.timezone), worker=worker, now=utc_now)
