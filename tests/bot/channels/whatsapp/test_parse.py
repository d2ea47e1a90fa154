"""Captured forms in, neutral messages out. A form lies in `payloads/<event>__<case>.json` as a list of pairs."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import fields

from bot.channels.port import Receipt
from bot.channels.whatsapp.parse import parse_message, parse_status, read_form
from civic.message import Address, AddressKind, Failure, Inbound, Kind, Media, MediaKind, Place

PAYLOADS = Path(__file__).parent / "payloads"
ACCOUNT = "whatsapp:+5216181112233"
AT = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
ANA = (Address(AddressKind.PHONE, "+526181234567"),)
USER = Address(AddressKind.BSUID, "MX.1502576394655843")
FILES = "https://api.twilio.com/2010-04-01/Accounts/AC0123456789abcdef0123456789abcdef/Messages"


def form(name: str) -> list[tuple[str, str]]:
    return [(key, value) for key, value in json.loads((PAYLOADS / f"{name}.json").read_text())]


def file(message: int, number: int, kind: MediaKind, mime: str) -> Media:
    return Media(kind, f"{FILES}/MM{message:032x}/Media/ME{number:032x}", mime)


EXPECTED: dict[str, dict[str, Any]] = {
    "text__plain": {"kind": Kind.TEXT, "text": "Hay un bache  \n en Fátima ✅"},
    "text__number_without_the_one": {"kind": Kind.TEXT, "text": "hola", "sender": "whatsapp:+526181234567"},
    "text__user_id_only": {
        "kind": Kind.TEXT,
        "text": "hola",
        "sender": "whatsapp:MX.1502576394655843",
        "addresses": (USER,),
    },
    "text__user_id_beside_number": {
        "kind": Kind.TEXT,
        "text": "hola",
        "addresses": (*ANA, USER, Address(AddressKind.BSUID, "MX.ENT.11815799212886844830")),
    },
    "text__user_id_with_wa_id": {
        "kind": Kind.TEXT,
        "text": "hola",
        "sender": "whatsapp:MX.1502576394655843",
        "addresses": (USER, *ANA),
    },
    "text__reply_to_ours": {"kind": Kind.TEXT, "text": "2", "replies_to": f"SM{99:032x}"},
    "text__unknown_fields_blank_name": {"kind": Kind.TEXT, "text": "hola", "name": ""},
    "text__from_an_advertisement": {"kind": Kind.TEXT, "text": "Hola, vi el anuncio"},
    "button__quick_reply": {
        "kind": Kind.CHOICE,
        "text": "Sí",
        "choice": "7.confirm.yes",
        "replies_to": f"SM{99:032x}",
    },
    "button__typed_title_only": {"kind": Kind.TEXT, "text": "Quiero saber más"},
    "list__row": {"kind": Kind.CHOICE, "text": "Benito Juárez", "choice": "7.hood.10012"},
    "list__row_as_button_payload": {"kind": Kind.CHOICE, "text": "Benito Juárez", "choice": "7.hood.10012"},
    "place__pin": {"kind": Kind.PLACE, "place": Place(24.0277, -104.6532)},
    "place__named": {
        "kind": Kind.PLACE,
        "place": Place(24.0277, -104.6532, "Primaria 5 de Febrero, Calle Zarco 100, Durango"),
    },
    "place__impossible": {"kind": Kind.UNSUPPORTED},
    "media__photo_with_caption": {
        "kind": Kind.MEDIA,
        "text": "El bache",
        "media": (file(30, 1, MediaKind.PHOTO, "image/jpeg"),),
    },
    "media__several": {
        "kind": Kind.MEDIA,
        "media": (file(31, 1, MediaKind.PHOTO, "image/jpeg"), file(31, 2, MediaKind.DOCUMENT, "application/pdf")),
    },
    "media__voice_note": {"kind": Kind.MEDIA, "media": (file(32, 1, MediaKind.VOICE, "audio/ogg; codecs=opus"),)},
    "media__video": {"kind": Kind.MEDIA, "media": (file(33, 1, MediaKind.VIDEO, "video/mp4"),)},
    "media__count_without_file": {"kind": Kind.TEXT, "text": "mire"},
    "media__count_is_nonsense": {"kind": Kind.TEXT, "text": "mire"},
    "sticker__webp": {"kind": Kind.UNSUPPORTED, "media": (file(40, 1, MediaKind.PHOTO, "image/webp"),)},
    "contacts__card": {"kind": Kind.UNSUPPORTED, "media": (file(41, 1, MediaKind.DOCUMENT, "text/vcard"),)},
    "empty__nothing_at_all": {"kind": Kind.UNSUPPORTED},
}


@pytest.mark.parametrize("name", EXPECTED)
def test_message(name: str) -> None:
    pairs = form(name)
    sid = dict(pairs)["MessageSid"]
    defaults: dict[str, Any] = {
        "account": ACCOUNT,
        "provider_id": sid,
        "message_id": sid,
        "sender": "whatsapp:+5216181234567",
        "addresses": ANA,
        "name": "Ana Ruiz",
        "sent_at": AT,
        "raw": json.dumps(pairs, ensure_ascii=False),
    }
    assert parse_message(ACCOUNT, pairs, AT) == Inbound(**{**defaults, **EXPECTED[name]})


def test_every_captured_form_has_its_expectation() -> None:
    assert {path.stem for path in PAYLOADS.glob("*.json")} == {*EXPECTED, *RECEIPTS}


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        (("MessageSid", "SmsMessageSid", "SmsSid"), "without an id it cannot be told from its repetition"),
        (("From",), ""),
    ],
)
def test_nobody_to_answer(missing: tuple[str, ...], reason: str) -> None:
    assert parse_message(ACCOUNT, [pair for pair in form("text__plain") if pair[0] not in missing], AT) is None, reason


RECEIPTS: dict[str, dict[str, Any]] = {
    "status__delivered": {"status": "delivered"},
    "status__read": {"status": "read"},
    "status__outside_window": {"status": "failed", "error": "63016", "failure": Failure.OUTSIDE_WINDOW},
    "status__blocked": {"status": "failed", "error": "63014", "failure": Failure.UNREACHABLE},
    "status__canceled": {"status": "failed", "failure": Failure.REFUSED},
    "status__word_of_next_year": {"status": "partially_delivered"},
    "status__error_zero": {"status": "sent"},
}


@pytest.mark.parametrize("name", RECEIPTS)
def test_status(name: str) -> None:
    pairs = form(name)
    raw = json.dumps(pairs, ensure_ascii=False)
    expected = Receipt(
        account=ACCOUNT, provider_id=dict(pairs)["MessageSid"], outbox_id=41, at=AT, raw=raw, **RECEIPTS[name]
    )
    assert parse_status(ACCOUNT, pairs, {"outbox": "41"}, AT) == expected


@pytest.mark.parametrize(
    ("outbox", "expected", "reason"),
    [
        ("41", 41, "ours"),
        ("", None, "a message sent before, or from the console of the vendor"),
        ("x", None, "nonsense names nothing"),
        ("-1", None, "no row has it"),
        ("٤١", None, "figures, but not ours"),
        ("9" * 40, None, "no database holds it"),
    ],
)
def test_outbox_id(outbox: str, expected: int | None, reason: str) -> None:
    receipt = parse_status(ACCOUNT, form("status__read"), {"outbox": outbox}, AT)
    assert receipt is not None
    assert receipt.outbox_id == expected, reason


@pytest.mark.parametrize("missing", ["MessageStatus", "MessageSid"])
def test_status_about_nothing(missing: str) -> None:
    aliases = {"MessageStatus": "SmsStatus", "MessageSid": "SmsSid"}
    pairs = [pair for pair in form("status__read") if pair[0] not in {missing, aliases[missing]}]
    assert parse_status(ACCOUNT, pairs, {}, AT) is None


FIELDS = st.sampled_from([key for key, _ in form("media__several")] + ["Latitude", "Longitude", "ListId", "ButtonText"])


@given(st.lists(st.tuples(st.one_of(FIELDS, st.text()), st.text())))
def test_no_form_breaks_the_parser(pairs: list[tuple[str, str]]) -> None:
    made = parse_message(ACCOUNT, [*form("text__plain"), *pairs], AT)
    if made is not None:
        assert {field.name for field in fields(made)}
        assert made.addresses
        assert json.loads(made.raw)
    parse_status(ACCOUNT, pairs, dict(pairs), AT)


@given(st.lists(st.tuples(st.text(min_size=1), st.text())))
def test_a_form_is_read_back_as_it_was_written(pairs: list[tuple[str, str]]) -> None:
    encodable = [pair for pair in pairs if "".join(pair).isprintable()]
    assert read_form(urlencode(encodable).encode()) == encodable


@pytest.mark.parametrize(
    ("body", "expected", "reason"),
    [
        (b"Body=&ProfileName=", [("Body", ""), ("ProfileName", "")], "blanks count in the signature"),
        (b"Body=+a+&Body=%20b", [("Body", " a "), ("Body", " b")], "nothing trimmed, repeated names kept"),
        (b"\xff\xfe", None, "not text"),
        (b"a=1&" * 2000, None, "more fields than anybody sends"),
        (b"", [], "nothing"),
    ],
)
def test_read_form(body: bytes, expected: list[tuple[str, str]] | None, reason: str) -> None:
    assert read_form(body) == expected, reason
