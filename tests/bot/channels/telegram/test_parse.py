"""What Telegram delivers, as what a resident did: one captured update per file, with the reason it is here."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.parse import UPDATE_TYPES, read
from civic.message import Inbound, Kind
from tests.fakes.telegram_spec import Judge, spec_path

PAYLOADS = sorted((Path(__file__).parent / "payloads").glob("*.json"))
ACCOUNT = "telegram:424242"
RECEIVED_AT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DEFAULTS = {field.name: field.default for field in msgspec.structs.fields(Inbound)}


def plain(inbound: Inbound) -> dict[str, Any]:
    """All that is not a default, as JSON would have it; `raw` has its own test."""
    values = msgspec.to_builtins(inbound, builtin_types=(datetime,))
    values["addresses"] = [list(address.values()) for address in values["addresses"]]
    values["media"] = list(values["media"])
    values["sent_at"] = values["sent_at"].isoformat()
    return {name: value for name, value in values.items() if name != "raw" and value not in (DEFAULTS[name], [])}


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_an_update_is_read_as_what_was_done(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    inbound = read(case["update"], ACCOUNT, "", RECEIVED_AT)
    assert (inbound and plain(inbound)) == case["inbound"], case["why"]


@pytest.mark.parametrize("path", PAYLOADS, ids=lambda path: path.stem)
def test_what_came_is_kept_as_it_came(path: Path) -> None:
    case = json.loads(path.read_text(encoding="utf-8"))
    raw = json.dumps(case["update"])
    inbound = read(case["update"], ACCOUNT, raw, RECEIVED_AT)
    assert inbound is None or inbound.raw == raw


def test_every_kind_of_update_that_we_ask_for_has_a_payload() -> None:
    seen = {name for path in PAYLOADS for name in json.loads(path.read_text(encoding="utf-8"))["update"]}
    assert set(UPDATE_TYPES) <= seen


def message(**content: Any) -> dict[str, Any]:
    chat = {"id": 7, "type": "private", "first_name": "Ana"}
    return {"update_id": 1, "message": {"message_id": 5, "date": 1767225600, "chat": chat, **content}}


def test_the_service_messages_that_the_description_names_are_nothing_anybody_said() -> None:
    service = {name for name, said in described_fields().items() if "service message" in said.lower()}
    ours = {name for name in service if name != "migrate_to_chat_id"}
    read_as_said = {name for name in ours if read(message(**{name: {}}), ACCOUNT, "", RECEIVED_AT) is not None}
    assert len(ours) > 30
    assert read_as_said == set()


def test_no_content_of_the_description_is_taken_for_a_service_message() -> None:
    said = described_fields()
    content = {name for name in said if "Message is a" in said[name] and "service message" not in said[name]}
    silent = {name for name in content if read(message(**{name: {}}), ACCOUNT, "", RECEIVED_AT) is None}
    assert len(content) > 15
    assert silent == set()


def described_fields() -> dict[str, str]:
    path = spec_path()
    if path is None:
        pytest.skip("the Bot API's description is not here: set VOZ_SHARED")
    return dict(Judge(path).field_names("Message"))


NAMES = ("id", "chat", "from", "date", "type", "file_id", "latitude", "title", "status", "message", "new_chat_member")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text("aé/@ 🕳", max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    "text",
    "photo",
    "contact",
    "location",
    "voice",
    "document",
    "reply_to_message",
    "from",
    "date",
    "caption",
    "venue",
)


@given(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_whatever_a_message_holds_it_is_answered_and_harms_nobody(content: dict[str, Any]) -> None:
    inbound = read(message(**content), ACCOUNT, "raw", RECEIVED_AT)
    assert inbound is not None
    assert inbound.sender == "7"
    assert isinstance(inbound.text, str)
    assert inbound.kind in (Kind.UNSUPPORTED, Kind.TEXT, Kind.PLACE, Kind.CONTACT, Kind.MEDIA)


@given(st.sampled_from(UPDATE_TYPES), JSON)
def test_whatever_an_update_holds_reading_it_ends_well(kind: str, content: Any) -> None:
    inbound = read({"update_id": 1, kind: content}, ACCOUNT, "raw", RECEIVED_AT)
    assert inbound is None or inbound.raw == "raw"
