"""The resources of the fake, in the vendor's shapes."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

from aiohttp import web

ACCOUNT_SID = "AC" + "0123456789abcdef" * 2
AUTH_TOKEN = "token-of-the-fake"  # guards nothing
SENDER = "whatsapp:+5216181112233"

Pairs = Sequence[tuple[str, str]]
_ROOT = f"/2010-04-01/Accounts/{ACCOUNT_SID}/Messages"


def message_record(sid: str, at: datetime, direction: str, *, from_: str, to: str, body: str) -> dict[str, Any]:
    moment = format_datetime(at)
    return {
        "sid": sid,
        "account_sid": ACCOUNT_SID,
        "api_version": "2010-04-01",
        "direction": direction,
        "from": from_,
        "to": to,
        "body": body,
        "status": "received" if direction == "inbound" else "queued",
        "num_media": "0",
        "num_segments": "1",
        "date_created": moment,
        "date_sent": moment,
        "date_updated": moment,
        "error_code": None,
        "error_message": None,
        "price": None,
        "price_unit": None,
        "messaging_service_sid": None,
        "subresource_uris": {"media": f"{_ROOT}/{sid}/Media.json"},
        "uri": f"{_ROOT}/{sid}.json",
    }


def file_record(sid: str, message: str, kind: str) -> dict[str, Any]:
    moment = format_datetime(datetime(2026, 1, 1, tzinfo=UTC))
    return {
        "sid": sid,
        "account_sid": ACCOUNT_SID,
        "parent_sid": message,
        "content_type": kind,
        "date_created": moment,
        "date_updated": moment,
        "uri": f"{_ROOT}/{message}/Media/{sid}.json",
    }


def page(request: web.Request, name: str, found: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """One page of a list of API 2010, with the way to the next."""
    size, number = int(request.query.get("PageSize", "50")), int(request.query.get("Page", "0"))
    start, more = number * size, (number + 1) * size < len(found)
    following = request.rel_url.update_query(Page=number + 1, PageToken=f"PT{number + 1}") if more else None
    return {
        name: found[start : start + size],
        "page": number,
        "page_size": size,
        "start": start,
        "end": start + size,
        "uri": str(request.rel_url),
        "first_page_uri": str(request.rel_url),
        "next_page_uri": str(following) if following else None,
        "previous_page_uri": None,
    }


def asked_for(record: Mapping[str, Any], query: Mapping[str, str]) -> bool:
    wanted = (query.get("To", record["to"]), query.get("From", record["from"]))
    since = query.get("DateSent>")
    late = (
        since is None
        or not record["date_sent"]
        or parsedate_to_datetime(record["date_sent"]) >= datetime.fromisoformat(since)
    )
    return wanted == (record["to"], record["from"]) and late


def status_form(record: Mapping[str, Any], status: str, code: int) -> Pairs:
    sid = record["sid"]
    form = {
        "ChannelPrefix": "whatsapp",
        "ApiVersion": "2010-04-01",
        "MessageStatus": status,
        "SmsSid": sid,
        "SmsStatus": status,
        "ChannelInstallSid": "XE" + "0" * 32,
        "To": record["to"],
        "From": record["from"],
        "MessageSid": sid,
        "AccountSid": ACCOUNT_SID,
        "ChannelToAddress": "+52618XXXX",
        **({"ErrorCode": str(code)} if code else {}),
        **({"EventType": "READ"} if status == "read" else {}),
    }
    return list(form.items())


def refusal(status: int, code: int, retry_after: str = "") -> web.Response:
    """The message quotes an address, as the vendor's do: it must not turn up in our logs."""
    told = {"code": code, "message": "The 'To' number whatsapp:+5216181234567 ...", "status": status}
    headers = {"Retry-After": retry_after} if retry_after else {}
    return web.json_response(told, status=status, headers=headers)
