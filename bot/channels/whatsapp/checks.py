"""What `voz doctor` asks about WhatsApp. Operators read Spanish."""

import re
from collections.abc import AsyncIterator, Mapping
from urllib.parse import urlsplit

from bot.channels.port import Finding, Misconfigured, SendError
from bot.channels.whatsapp.api import Api, understood
from bot.channels.whatsapp.identity import is_sender
from civic.updates import TEMPLATES

_CLOCK_SECONDS = 60


def settings(account_sid: str, sender: str, public_url: str, templates: Mapping[str, str]) -> list[Finding]:
    """What can be told without the network."""
    url = urlsplit(public_url)
    badly_named = [name for name, sid in templates.items() if not re.fullmatch(r"HX[0-9a-fA-F]{32}", sid)]
    return [
        _finding(
            bool(re.fullmatch(r"AC[0-9a-fA-F]{32}", account_sid)),
            "Cuenta de Twilio (whatsapp.account_sid)",
            "Copie el Account SID de la consola de Twilio: empieza con AC y tiene 34 caracteres.",
        ),
        _finding(
            is_sender(sender),
            "Número que envía (whatsapp.sender)",
            "Escriba el número como lo muestra la consola de Twilio, por ejemplo whatsapp:+5216181234567.",
        ),
        _finding(
            url.scheme == "https" and bool(url.hostname) and "_" not in (url.hostname or ""),
            "Dirección pública (server.public_url)",
            "Ponga la dirección https con la que Twilio llega a este programa, sin guion bajo en el nombre.",
        ),
        _finding(
            not badly_named,
            f"Plantillas con identificador bien escrito: {len(templates) - len(badly_named)} de {len(templates)}",
            f"Corrija {', '.join(badly_named)}: el identificador empieza con HX y tiene 34 caracteres.",
        ),
        *(
            Finding(True, f"Sin plantilla {name}: pasadas 24 horas esos avisos esperan a que la persona escriba")
            for name in TEMPLATES.values()
            if name not in templates
        ),
    ]


async def network(api: Api, sender: str, templates: Mapping[str, str], *, buttons: bool) -> AsyncIterator[Finding]:
    """What only the provider can tell. Never raises."""
    access = await _access(api, sender)
    yield access
    if not access.good:
        return
    yield _clock(api.clock_skew)
    if buttons:
        yield await _buttons(api)
    for name, sid in templates.items():
        yield await _template(api, name, sid)


async def _access(api: Api, sender: str) -> Finding:
    what = "Acceso a Twilio con estas credenciales"
    try:
        async with understood():
            await api.messages.list_async(to=sender, limit=1)
    except Misconfigured as error:
        return Finding(False, f"{what} (código {error.code})", "Revise whatsapp.account_sid y whatsapp.auth_token.")
    except SendError as error:
        return Finding(False, f"{what} (código {error.code})", "Twilio no responde: revise la salida a internet.")
    return Finding(True, what)


def _clock(skew: float | None) -> Finding:
    if skew is None:
        return Finding(True, "Reloj: Twilio no dijo su hora")
    return _finding(
        abs(skew) <= _CLOCK_SECONDS,
        f"Reloj: {skew:+.0f} s respecto de Twilio",
        "Sincronice el reloj del servidor (timedatectl set-ntp true).",
    )


async def _buttons(api: Api) -> Finding:
    what = "Botones de WhatsApp (Content API)"
    try:
        async with understood():
            await api.contents.list_async(limit=1)
    except SendError as error:
        remedy = "Mientras tanto las opciones salen como lista numerada; revise whatsapp.content_base_url."
        return Finding(False, f"{what} (código {error.code})", remedy)
    return Finding(True, what)


async def _template(api: Api, name: str, sid: str) -> Finding:
    what = f"Plantilla {name}"
    try:
        async with understood():
            approval = await api.contents(sid).approval_fetch().fetch_async()
            status = str((approval.whatsapp or {}).get("status", "sin enviar"))
    except SendError as error:
        return Finding(False, f"{what} (código {error.code})", f"Twilio no encuentra {sid} en esta cuenta: corríjalo.")
    remedy = "Envíela a aprobación en Content Template Builder y espere a que WhatsApp la apruebe."
    return _finding(status == "approved", f"{what}: {status}", remedy)


def _finding(good: bool, what: str, remedy: str) -> Finding:
    return Finding(good, what, "" if good else remedy)
