"""The one place where concrete parts meet: settings in, running program out."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.channels.port import Channel, Pace
from bot.clock import Clock, Schedule
from bot.delivery import Delivery
from bot.fetching import Fetching
from bot.intake import Intake
from bot.leader import leader_for
from bot.pictures import pictures_folder
from bot.program import Program
from bot.settings import Settings
from bot.tracing import Tracing
from bot.web import Watch, web_app
from civic.hours import OfficeHours
from civic.message import Inbound, Receipt
from civic.places import Directory
from flows.book import Book, load_book
from flows.talk import Work
from handlers.clock.forget import forget
from handlers.delivery import take_receipts
from handlers.receive import Flood, give_up, receive
from handlers.world import World
from storage.ids import Ids
from storage.migrate import demand_current
from storage.places import list_neighbourhoods, list_works
from storage.store import Connection, Store, open_store


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Doors:
    """The use cases bound to all they need but the connection: what intake calls."""

    world: World
    flood: Flood

    def receive(self, connection: Connection, inbounds: Sequence[Inbound]) -> int:
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
            Work(key=w.key, name=w.name, neighbourhood_key=w.neighbourhood_key) for w in list_works(connection)
        ),
        ids=ids,
        messages_per_minute=settings.limits.messages_per_minute,
        reports_per_day=settings.limits.reports_per_day,
    )


def pictures_of(settings: Settings) -> Path:
    return pictures_folder(Path(settings.database.media))


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
            )
        )
    return channels


def worker_name() -> str:
    return secrets.token_hex(6)


async def build(
    settings: Settings, channels: Sequence[Channel], *, demo: bool = False, book: Book | None = None
) -> Program:
    """Wire one program. Raises SchemaMismatch, StoreUnavailable, FormError."""
    store = open_store(settings.database.url)
    ids, worker = Ids(), worker_name()
    world = await store.read(partial(load_world, settings=settings, book=book or load_book(), ids=ids))
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
        Delivery(store, channel, worker=worker, ids=ids, now=utc_now, leads=leader.leads) for channel in channels
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
    routes = [route for channel in channels for route in channel.routes(intake)]
    return Program(
        store=store,
        channels=by_account,
        intake=intake,
        deliveries=deliveries,
        fetching=fetching,
        tracing=Tracing(store, by_account, now=utc_now),
        clock=_clock(store, settings, worker) if settings.clock.enabled else None,
        leader=leader,
        web=web_app(watch, routes, municipality=settings.municipality.name, demo=demo, pictures=pictures_of(settings)),
        worker=worker,
        ids=ids,
        now=utc_now,
        host=settings.server.host,
        port=settings.server.port,
    )


def _clock(store: Store, settings: Settings, worker: str) -> Clock:
    job = partial(forget, raw_days=settings.clock.raw_days, talk_days=settings.clock.unfinished_talk_days)
    schedules = [Schedule("forget", "20 3 * * *", job)]
    return Clock(store, schedules, zone=ZoneInfo(settings.municipality.timezone), worker=worker, now=utc_now)
