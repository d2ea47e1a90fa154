"""What `voz doctor` asks Telegram. Findings are in Spanish: operators read them."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import telegram
from telegram.error import TelegramError

from bot.channels.port import Finding
from bot.channels.telegram.http import AiohttpRequest
from bot.channels.telegram.parse import UPDATE_TYPES
from bot.channels.telegram.trouble import told

WEBHOOK_PORTS = {443, 80, 88, 8443}
"""Ports that Telegram calls (Bot API, setWebhook)."""
SKEW_LIMIT = 5.0
"""Seconds."""


async def findings(bot: telegram.Bot, request: AiohttpRequest, webhook_url: str) -> list[Finding]:
    """`webhook_url` is empty when we poll. Never raises."""
    try:
        me = await bot.get_me()
        info = await bot.get_webhook_info()
    except TelegramError as error:
        return [Finding(False, told(error), "Corrija lo dicho y vuelva a ejecutar voz doctor.")]
    return [
        Finding(True, f"Telegram reconoce al bot @{me.username}."),
        *(_webhook(info, webhook_url) if webhook_url else _polling(info)),
        *_clock(request.clock_skew()),
    ]


def _webhook(info: telegram.WebhookInfo, url: str) -> Iterator[Finding]:
    yield _reachable(url)
    yield _set_to(info, url)
    yield from _deliveries(info)


def _reachable(url: str) -> Finding:
    parts = urlsplit(url)
    port = parts.port or 443
    return Finding(
        parts.scheme == "https" and port in WEBHOOK_PORTS,
        f"El webhook se anuncia como {parts.scheme}, puerto {port}.",
        "Telegram solo llama a https en los puertos 443, 80, 88 u 8443: cambie server.public_url.",
    )


def _set_to(info: telegram.WebhookInfo, url: str) -> Finding:
    if not info.url:
        return Finding(False, "Telegram no tiene webhook.", "Arranque voz run, que lo pone.")
    if info.url != url:
        return Finding(False, "Telegram llama a otra dirección.", "Detenga la otra copia del bot y reinicie voz run.")
    missing = sorted(set(UPDATE_TYPES) - set(info.allowed_updates or UPDATE_TYPES))
    if missing:
        return Finding(False, f"El webhook no recibe: {', '.join(missing)}.", "Reinicie voz run, que lo corrige.")
    return Finding(True, "El webhook está puesto.")


def _deliveries(info: telegram.WebhookInfo) -> Iterator[Finding]:
    yield Finding(True, f"Por entregar: {info.pending_update_count}.")
    if info.last_error_date:
        when = info.last_error_date.strftime("%Y-%m-%d %H:%M UTC")
        yield Finding(
            info.pending_update_count == 0,
            f"Última entrega fallida: {when}, {info.last_error_message or 'sin motivo dado'}.",
            "Revise que server.public_url llegue a este programa y que el certificado sea válido.",
        )


def _polling(info: telegram.WebhookInfo) -> Iterator[Finding]:
    if info.url:
        yield Finding(
            False,
            "El bot tiene un webhook, y con él no se puede sondear.",
            "voz run lo quita al arrancar; si otro programa lo usa, deténgalo antes o pida otro bot a @BotFather.",
        )
    else:
        yield Finding(True, f"Sin webhook, como pide mode = polling. Por entregar: {info.pending_update_count}.")


def _clock(skew: float | None) -> Iterator[Finding]:
    if skew is not None:
        yield Finding(
            abs(skew) <= SKEW_LIMIT,
            f"El reloj difiere {skew:+.1f} s del de Telegram.",
            "Active la sincronización de hora (timedatectl set-ntp true).",
        )
