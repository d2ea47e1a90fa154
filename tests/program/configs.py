"""Settings files for the program under test."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.fakes.telegram_server import TOKEN
from tests.fakes.twilio_records import ACCOUNT_SID, AUTH_TOKEN, SENDER

PUBLIC_URL = "https://voz.example.mx"
WEBHOOK_SECRET = "a-secret-of-the-tests"
TELEGRAM_ACCOUNT = f"telegram:{TOKEN.partition(':')[0]}"

Sections = Mapping[str, Mapping[str, Any]]

QUICK: Mapping[str, Any] = {"telegram_per_second": 2000, "telegram_rest_seconds": 0.0, "messages_per_minute": 5000}
"""No pacing: what is tested is not the pace."""


def telegram(base_url: str, mode: str = "polling") -> dict[str, Any]:
    return {
        "enabled": True,
        "token": TOKEN,
        "mode": mode,
        "webhook_secret": WEBHOOK_SECRET,
        "api_base_url": base_url,
    }


def whatsapp(base_url: str) -> dict[str, Any]:
    return {
        "enabled": True,
        "account_sid": ACCOUNT_SID,
        "auth_token": AUTH_TOKEN,
        "sender": SENDER,
        "api_base_url": base_url,
        "content_base_url": base_url,
    }


def sections(database_url: str, folder: Path, **more: Mapping[str, Any]) -> dict[str, Any]:
    """A whole set of settings; `more` adds to a section or makes one."""
    plain: dict[str, dict[str, Any]] = {
        "database": {"url": database_url, "media": str(folder / "media")},
        "server": {"port": 0, "public_url": PUBLIC_URL},
        "limits": dict(QUICK),
    }
    for name, section in more.items():
        plain[name] = {**plain.get(name, {}), **section}
    return plain


def write(path: Path, settings: Sections) -> Path:
    """As TOML. A JSON string, number or list is one in TOML too."""
    lines = []
    for name, section in settings.items():
        lines.append(f"[{name}]")
        lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in section.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
