"""The one place where concrete parts meet: settings in, running program out."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from bot import charter_settings
from bot.channels.port import Channel, Pace
from bot.clock import Clock, Job, Schedule
from bot.darkroom import Darkroom
from bot.delivery import Delivery
from bot.documents import documents_folder, documents_route
from bot.encoding import Encoding
from bot.fetching import Fetching
from bot.indexing import Indexing
from bot.intake import Intake
from bot.leader import leader_for
from bot.papers import pdf_of, qr_svg
from bot.pictures import pictures_folder, pictures_route
from bot.program import Program
from bot.publishing import Publishing
from bot.semantic import meaning_of
from bot.senders import broadcast_rules, with_senders
from bot.settings import Settings
from bot.signing_in import provider_of
from bot.staff_groups import bridging_of, staff_groups_of
from bot.tracing import Tracing
from bot.web import Watch, web_app
from civic.calendar import Calendar
from civic.charter import Charter, Step, Target
from civic.hours import OfficeHours, QuietHours
from civic.message import Inbound, Receipt
from civic.routing import Routes, Rule
from flows.book import Book, load_book
from handlers.broadcast.feed import feed
from handlers.clock.broadcast import broadcast
from handlers.clock.call_staff import call_staff
from handlers.clock.count_days import count_days
from handlers.clock.escalate import escalate
from handlers.clock.expire import ask_again, expire_asks
from handlers.clock.forget import forget
from handlers.clock.hand_out import hand_out
from handlers.clock.late_chats import note_late_chats
from handlers.clock.remind import remind_agreements
from handlers.clock.tell import Walk, tell_due
from handlers.delivery import take_receipts
from handlers.desk import Door, Hub, desk_routes
from handlers.present import Present, directory_in, works_in
from handlers.programmes import remind_of_programmes
from handlers.public import accreditation_routes, consultation_routes, public_routes
from handlers.receive import Flood, give_up, receive
from handlers.series.run import run_series
from handlers.world import World
from storage.ids import Ids
from storage.migrate import demand_current
from storage.stand import NOTHING, get_stand
from storage.store import Connection, open_store


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True)
class Doors:
    """The use cases bound to all they need but the connection: what intake calls."""

    present: Present
    flood: Flood

    def receive(self, connection: Connection, inbounds: Sequence[Inbound]) -> int:
        world = self.present.refresh(connection)
        return receive(connection, inbounds, world=world, flood=self.flood, now=utc_now())

    def give_up(self, connection: Connection, inbound: Inbound, error: str) -> int:
        return give_up(connection, inbound, error=error, world=self.present.world, now=utc_now())

    def take_receipts(self, connection: Connection, receipts: Sequence[Receipt]) -> int:
        return take_receipts(connection, receipts, ids=self.present.world.ids, now=utc_now())


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
    """As the settings and the database are now. Raises SchemaMismatch."""
    demand_current(connection)
    imported = get_stand(connection)
    return World(
        municipality=settings.municipality.name,
        folio_prefix=settings.municipality.folio_prefix,
        hours=office_hours(settings),
        notice_version=settings.privacy.notice_version,
        notice_url=settings.privacy.notice_url,
        book=book,
        directory=directory_in(connection),
        works=works_in(connection),
        stand=NOTHING._replace(catalogue=imported.catalogue, register=imported.register),
        keeps_up=True,
        ids=ids,
        charter=charter_of(settings),
        routes=routes_of(settings),
        quiet=quiet_hours(settings),
        confirmations=settings.charter.confirmations,
        remind_weeks=settings.charter.remind_weeks,
        similar_metres=settings.charter.similar_metres,
        updates_per_week=settings.clock.updates_per_week,
        update_hour=settings.clock.update_hour,
        answer_minutes=(settings.desk.first_answer_minutes, settings.desk.next_answer_minutes),
        resolution_minutes=settings.desk.resolution_minutes,
        department_minutes=settings.desk.department_minutes,
        warn_minutes=settings.desk.warn_minutes,
        messages_per_minute=settings.limits.messages_per_minute,
        reports_per_day=settings.limits.reports_per_day,
        whatsapp_account=settings.whatsapp.sender if settings.whatsapp.enabled else "",
        telegram_username=settings.telegram.username if settings.telegram.enabled else "",
        public_url=settings.server.public_url,
        broadcasts=broadcast_rules(settings),
        staff_groups=staff_groups_of(settings),
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
                media=Path(settings.database.media),
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


def _feed(present: Present, connection: Connection, account: str, room: int, now: datetime) -> int:
    return feed(connection, present.refresh(connection), account, room, now)


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
    present = Present(world)
    by_account = {channel.account: channel for channel in channels}
    deliveries: list[Delivery] = []
    hub = Hub(store)

    def wake() -> None:
        for delivery in deliveries:
            delivery.wake()

    def stir() -> None:
        wake()
        hub.poke()
        if bridging:
            bridging.wake()

    def committed(inbounds: Sequence[Inbound]) -> None:
        stir()
        if any(inbound.media for inbound in inbounds):
            fetching.wake()

    leader = leader_for(store, settings.database.url, wake)
    bridging = bridging_of(settings, store, present, now=utc_now, leads=leader.leads, said=wake)
    doors = Doors(present, Flood(world.messages_per_minute))
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
            feed=partial(_feed, present),
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
    schedules = _schedules(settings, present)
    routes = [route for channel in channels for route in channel.routes(intake)]
    routes += public_routes(store, municipality=settings.municipality.name, zone=zone)
    routes += consultation_routes(store, municipality=settings.municipality.name, zone=zone, now=utc_now)
    routes += accreditation_routes(store, municipality=settings.municipality.name, zone=zone, now=utc_now)
    provider = provider_of(settings, utc_now)
    door = Door(
        store=store,
        present=present,
        now=utc_now,
        changed=stir,
        windows={account: window for account, channel in by_account.items() if (window := channel.window())},
        idle=timedelta(minutes=settings.desk.idle_minutes),
        square=qr_svg,
        templates=frozenset(settings.whatsapp.templates) if settings.whatsapp.enabled else frozenset(),
        darkroom=Darkroom(Path(settings.database.media)),
        identity=provider.name if provider else "",
        running=partial(watch.running, tuple(one.name for one in schedules)),
    )
    routes += desk_routes(door, hub, Path(settings.database.media), pdf_of, provider)
    routes.append(pictures_route(pictures_of(settings)))
    routes.append(documents_route(documents_of(settings)))
    return Program(
        store=store,
        channels=by_account,
        intake=intake,
        deliveries=deliveries,
        fetching=fetching,
        publishing=Publishing(store, present, pictures=pictures_of(settings), now=utc_now),
        tracing=Tracing(store, by_account, now=utc_now),
        encoding=Encoding(store, meaning) if meaning else None,
        indexing=Indexing(store, now=utc_now),
        bridging=bridging,
        clock=Clock(store, schedules, zone=zone, worker=worker, now=utc_now) if schedules else None,
        leader=leader,
        hub=hub,
        web=web_app(watch, routes, municipality=settings.municipality.name, demo=demo),
        worker=worker,
        ids=ids,
        now=utc_now,
        host=settings.server.host,
        port=settings.server.port,
    )


_SOON = timedelta(minutes=5)
"""What is due each minute is rows: a minute missed is made good by the next."""


def _schedules(settings: Settings, present: Present) -> list[Schedule]:
    """None where the clock is switched off."""
    if not settings.clock.enabled:
        return []
    at = partial(_at, present)
    job = partial(forget, raw_days=settings.clock.raw_days, talk_days=settings.clock.unfinished_talk_days)
    each_minute = "* * * * *"
    return [
        Schedule("forget", "20 3 * * *", job),
        Schedule("call_staff", each_minute, at(call_staff), _SOON),
        Schedule("note_late_chats", each_minute, at(note_late_chats), _SOON),
        Schedule("figures", "*/15 * * * *", at(count_days), _SOON),
        Schedule("hand_out", each_minute, at(hand_out), _SOON),
        Schedule("expire", each_minute, at(expire_asks), _SOON),
        Schedule("escalate", each_minute, at(escalate), _SOON),
        Schedule("remind", "0 9 * * *", at(remind_agreements)),
        Schedule("ask_again", "40 8 * * *", at(ask_again)),
        Schedule("series", each_minute, at(run_series), _SOON),
        Schedule("programmes", each_minute, at(remind_of_programmes), _SOON),
        Schedule("broadcast", each_minute, at(broadcast), _SOON),
        Schedule("tell", each_minute, at(partial(tell_due, walk=Walk())), _SOON),
    ]


def _at(present: Present, job: Callable[..., Mapping[str, int]]) -> Job:
    """The job, in the world as it is when its bell rings."""
    return lambda connection, now: job(connection, now, world=present.refresh(connection))
