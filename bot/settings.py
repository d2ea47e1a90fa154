"""Every setting, its default and what it is for. `config.example.toml` says the same; a test keeps them equal.

Read from a TOML file, then from the environment (`VOZ__SECTION__KEY`); a secret may also come from a file named by
`<key>_file`. Frozen. Anything wrong is a SettingsError that names the key and the remedy.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from datetime import time
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec

from bot.broadcast_settings import Broadcasts, check_broadcasts
from bot.charter_settings import Charter, check_charter
from bot.desk_settings import Desk, check_bridge, check_oidc, check_terms
from bot.section import Section, demand, is_time
from bot.section import SettingsError as SettingsError
from bot.semantic import Proposals, check_proposals
from civic.hours import QuietHours


class Municipality(Section, frozen=True):
    name: str = "Durango"
    state: str = "Durango"
    inegi_key: str = "10005"
    timezone: str = "America/Monterrey"
    folio_prefix: str = "DGO"
    catalogue: str = "durango"


class Database(Section, frozen=True):
    url: str = "sqlite:///data/voz.db"
    media: str = "data/media"


class Server(Section, frozen=True):
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""


class Telegram(Section, frozen=True):
    enabled: bool = False
    username: str = ""
    token: str = ""
    token_file: str = ""
    mode: Literal["polling", "webhook"] = "polling"
    webhook_secret: str = ""
    webhook_secret_file: str = ""
    api_base_url: str = "https://api.telegram.org"


class WhatsApp(Section, frozen=True):
    enabled: bool = False
    account_sid: str = ""
    auth_token: str = ""
    auth_token_file: str = ""
    previous_auth_token: str = ""
    previous_auth_token_file: str = ""
    sender: str = ""
    api_base_url: str = "https://api.twilio.com"
    content_base_url: str = "https://content.twilio.com"
    buttons: bool = True
    templates: dict[str, str] = {}


class Clock(Section, frozen=True):
    enabled: bool = True
    unfinished_talk_days: int = 30
    raw_days: int = 30
    quiet_from: str = "21:00"
    quiet_until: str = "08:00"
    updates_per_week: int = 4
    update_hour: int = 10


class Privacy(Section, frozen=True):
    notice_version: str = "2026-11"
    notice_url: str = ""


class Limits(Section, frozen=True):
    messages_per_minute: int = 40
    reports_per_day: int = 10
    telegram_per_second: int = 25
    telegram_rest_seconds: float = 1.05
    whatsapp_per_second: int = 60
    whatsapp_daily: int = 250
    in_flight: int = 64
    media_megabytes: int = 20
    batch: int = 128


class Settings(Section, frozen=True):
    municipality: Municipality = Municipality()
    database: Database = Database()
    server: Server = Server()
    telegram: Telegram = Telegram()
    whatsapp: WhatsApp = WhatsApp()
    clock: Clock = Clock()
    privacy: Privacy = Privacy()
    desk: Desk = Desk()
    limits: Limits = Limits()
    proposals: Proposals = Proposals()
    broadcasts: Broadcasts = Broadcasts()
    charter: Charter = Charter()


SECRETS = {
    ("telegram", "token"),
    ("telegram", "webhook_secret"),
    ("whatsapp", "auth_token"),
    ("whatsapp", "previous_auth_token"),
    ("desk.oidc", "client_secret"),
}


def load_settings(path: Path | None, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings in force. `path` None: defaults and the environment alone. Raises SettingsError."""
    raw = _read(path) if path else {}
    for section, key, value in _from_environment(os.environ if environment is None else environment):
        raw.setdefault(section, {})[key] = value
    settings = _decode(_with_secrets_from_files(raw, path.parent if path else Path()))
    _check(settings)
    return settings


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SettingsError(
            f"{path}: there is no such settings file. Copy config.example.toml to {path.name} and fill it in, "
            "or name another with --config."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise SettingsError(f"{path}: not readable as TOML: {e}. Compare the line with config.example.toml.") from None
    except OSError as e:
        raise SettingsError(f"{path}: cannot be read ({e.strerror}). Check its owner and permissions.") from None


def _from_environment(environment: Mapping[str, str]) -> list[tuple[str, str, str]]:
    found = []
    for name, value in environment.items():
        if match := re.fullmatch(r"VOZ__([A-Z]+)__([A-Z_]+)", name):
            found.append((match[1].lower(), match[2].lower(), value))
    return found


def _with_secrets_from_files(raw: dict[str, Any], folder: Path) -> dict[str, Any]:
    for section, key in SECRETS:
        values = _section(raw, section)
        if not isinstance(values, dict) or not values.get(f"{key}_file"):
            continue
        file = folder / str(values[f"{key}_file"])
        try:
            values[key] = file.read_text(encoding="utf-8").strip()
        except OSError as e:
            raise SettingsError(
                f"[{section}] {key}_file: {file} cannot be read ({e.strerror}). Check the path and its permissions."
            ) from None
    return raw


def _section(raw: dict[str, Any], name: str) -> Any:
    """`desk.oidc` is a section in a section."""
    found: Any = raw
    for part in name.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _decode(raw: dict[str, Any]) -> Settings:
    try:
        return msgspec.convert(raw, Settings, strict=False)
    except msgspec.ValidationError as e:
        raise SettingsError(f"{_place(str(e))} Compare with config.example.toml.") from None


_PLAINLY = {"Invalid RFC3339 encoded date": "no such day; write days such as 2026-12-24"}


def _place(complaint: str) -> str:
    """msgspec says where with `$.charter.routes[0].name`; an operator reads `[charter] routes, number 1, name`."""
    what, _, where = complaint.partition(" - at `$")
    what = _PLAINLY.get(what, what)
    if not where:
        return f"settings: {what}."
    numbered = re.sub(r"\[(\d+)\]", lambda index: f", number {int(index[1]) + 1}", where.strip("`."))
    section, *keys = numbered.split(".")
    return f"[{section}] {', '.join(keys)}: {what}." if keys else f"[{section}]: {what}."


def _check(settings: Settings) -> None:
    _check_municipality(settings.municipality)
    _check_server(settings.server)
    if settings.telegram.enabled:
        _check_telegram(settings)
    if settings.whatsapp.enabled:
        _check_whatsapp(settings)
    _check_rest(settings)
    _check_clock(settings.clock)
    check_charter(settings.charter)
    check_proposals(settings.proposals)
    check_broadcasts(settings.broadcasts)
    check_oidc(settings.desk.oidc)
    check_bridge(
        settings.desk.bridge,
        settings.charter.departments,
        telegram=settings.telegram.enabled,
        public_url=settings.server.public_url,
    )


def _check_municipality(m: Municipality) -> None:
    try:
        ZoneInfo(m.timezone)
    except (KeyError, ValueError, OSError):
        raise SettingsError(
            f"[municipality] timezone: {m.timezone!r} is not a time zone. Write one such as America/Monterrey."
        ) from None
    demand(
        re.fullmatch(r"[A-Z]{2,6}", m.folio_prefix),
        "[municipality] folio_prefix",
        "write 2 to 6 capital letters, such as DGO.",
    )
    demand(
        re.fullmatch(r"\d{5}", m.inegi_key),
        "[municipality] inegi_key",
        "write the five digits of INEGI's municipality key, such as 10005.",
    )
    demand(m.name.strip(), "[municipality] name", "write the municipality's name.")


def _check_server(server: Server) -> None:
    demand(0 <= server.port <= 65535, "[server] port", "write a port from 0 to 65535.")
    demand(
        not server.public_url or re.match(r"https?://[^/\s]+", server.public_url),
        "[server] public_url",
        "write the address that the providers reach, such as https://voz.example.gob.mx, or leave it empty.",
    )


def _check_telegram(settings: Settings) -> None:
    telegram = settings.telegram
    demand(
        re.fullmatch(r"\d+:[\w-]{10,}", telegram.token),
        "[telegram] token",
        "write the token that BotFather gave (digits, a colon, letters), or set enabled = false.",
    )
    if telegram.mode == "webhook":
        demand(
            settings.server.public_url,
            "[server] public_url",
            'a Telegram webhook needs the public address; write it, or set [telegram] mode = "polling".',
        )
        demand(
            re.fullmatch(r"[\w-]{16,256}", telegram.webhook_secret),
            "[telegram] webhook_secret",
            'write 16 to 256 letters, digits, _ or -; `python -c "import secrets; print(secrets.token_urlsafe(32))"` makes one.',
        )


def _check_whatsapp(settings: Settings) -> None:
    whatsapp = settings.whatsapp
    demand(
        re.fullmatch(r"AC[0-9a-fA-F]{32}", whatsapp.account_sid),
        "[whatsapp] account_sid",
        "write the account SID of the Twilio console (AC and 32 hexadecimal digits), or set enabled = false.",
    )
    demand(
        whatsapp.auth_token,
        "[whatsapp] auth_token",
        "write the auth token of the Twilio console, or name a file with auth_token_file.",
    )
    demand(
        re.fullmatch(r"whatsapp:\+\d{8,15}", whatsapp.sender),
        "[whatsapp] sender",
        "write whatsapp: and the number with its country code, such as whatsapp:+526181234567.",
    )
    demand(
        settings.server.public_url, "[server] public_url", "WhatsApp needs the public address of this server; write it."
    )


def _check_rest(settings: Settings) -> None:
    url = settings.database.url
    demand(
        url.startswith(("sqlite:///", "postgresql://", "postgresql+psycopg://")),
        "[database] url",
        "write sqlite:///data/voz.db or postgresql://user@host/database.",
    )
    for key in ("office_opens", "office_closes"):
        demand(is_time(getattr(settings.desk, key)), f"[desk] {key}", "write a time such as 09:00.")
    check_terms(settings.desk)
    unknown = sorted(set(settings.desk.department_minutes) - set(settings.charter.departments))
    demand(
        not unknown,
        "[desk] department_minutes",
        f"{', '.join(unknown)}: no such department. Use the ids of [charter.departments].",
    )
    demand(1 <= settings.desk.idle_minutes <= 720, "[desk] idle_minutes", "write 1 to 720 minutes.")
    demand(
        all(1 <= day <= 7 for day in settings.desk.office_days),
        "[desk] office_days",
        "write days from 1 (Monday) to 7 (Sunday).",
    )
    for key in (
        "messages_per_minute",
        "reports_per_day",
        "telegram_per_second",
        "whatsapp_per_second",
        "media_megabytes",
        "batch",
        "in_flight",
    ):
        demand(getattr(settings.limits, key) > 0, f"[limits] {key}", "write a number above 0.")
    demand(
        settings.limits.whatsapp_daily >= 0,
        "[limits] whatsapp_daily",
        "write how many people Meta lets your number write to in 24 hours, or 0 for no limit.",
    )
    demand(
        settings.privacy.notice_version.strip(),
        "[privacy] notice_version",
        "write the version of the privacy notice in force, such as 2026-11.",
    )


def _check_clock(clock: Clock) -> None:
    for key in ("unfinished_talk_days", "raw_days"):
        demand(getattr(clock, key) > 0, f"[clock] {key}", "write a number of days above 0.")
    for key in ("quiet_from", "quiet_until"):
        demand(is_time(getattr(clock, key)), f"[clock] {key}", "write a time such as 21:00.")
    demand(1 <= clock.updates_per_week <= 7, "[clock] updates_per_week", "write a number from 1 to 7.")
    demand(0 <= clock.update_hour <= 23, "[clock] update_hour", "write an hour from 0 to 23.")
    hours = QuietHours(time.fromisoformat(clock.quiet_from), time.fromisoformat(clock.quiet_until), ZoneInfo("UTC"))
    demand(
        not hours.covers(time(clock.update_hour)),
        "[clock] update_hour",
        "it lies in the quiet hours. Write an hour outside of [clock] quiet_from and quiet_until.",
    )
