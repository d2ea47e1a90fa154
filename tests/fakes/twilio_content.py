"""The fake's shelf of Content resources, and what a telephone shows of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_LIMITS = {"body": 1024, "title": 20, "item": 24, "description": 72, "id": 200, "button": 20}
_MOST = {"twilio/quick-reply": 3, "twilio/list-picker": 10, "twilio/text": 0}


class WrongError(Exception):
    """Refused with 400 and this code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class Rendered:
    body: str
    buttons: tuple[tuple[str, str], ...] = ()
    shown_as: str = "text"
    approved: bool = False


@dataclass(slots=True)
class Shelf:
    contents: dict[str, dict[str, Any]] = field(default_factory=dict)
    approvals: dict[str, str] = field(default_factory=dict)

    def add(self, sid: str, wanted: Mapping[str, Any], approval: str = "unsubmitted") -> dict[str, Any]:
        made = {"date_created": "2026-01-01T00:00:00Z", "date_updated": "2026-01-01T00:00:00Z", "url": "https://x/"}
        self.contents[sid] = {**wanted, "sid": sid, **made}
        self.approvals[sid] = approval
        return self.contents[sid]

    def add_template(self, sid: str, body: str, approval: str = "approved") -> str:
        self.add(sid, {"friendly_name": sid, "language": "es", "types": {"twilio/text": {"body": body}}}, approval)
        return sid

    def listed(self) -> list[dict[str, Any]]:
        return list(self.contents.values())

    def approval(self, sid: str) -> str | None:
        return self.approvals.get(sid)

    def render(self, sid: str, variables: Mapping[str, str]) -> Rendered:
        """Raises WrongError: 21655 no such resource, 21656 variables, 63013 against WhatsApp's limits."""
        content = self.contents.get(sid)
        if content is None:
            raise WrongError(21655)
        kind, shape = next(iter(content["types"].items()))
        approved = self.approvals[sid] == "approved"
        _check(variables, approved)
        filled = _filled(shape, variables)
        buttons = _buttons(kind, filled)
        return Rendered(filled["body"], buttons, kind, approved)


def _check(variables: Mapping[str, str], approved: bool) -> None:
    for value in variables.values():
        if not value or (approved and re.search(r"[\n\t]| {4,}", value)):
            raise WrongError(21656)


def _filled(shape: Any, variables: Mapping[str, str], name: str = "") -> Any:
    if isinstance(shape, dict):
        return {key: _filled(value, variables, key) for key, value in shape.items()}
    if isinstance(shape, list):
        return [_filled(value, variables, name) for value in shape]
    text = re.sub(r"\{\{(\w+)\}\}", lambda found: variables.get(found[1], found[0]), str(shape))
    if "{{" in text:
        raise WrongError(21656)
    if len(text.encode("utf-16-le")) // 2 > _LIMITS.get(name, 10_000):
        raise WrongError(63013)
    return text


def _buttons(kind: str, filled: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    pairs = [(row.get("title") or row["item"], row["id"]) for row in filled.get("actions", filled.get("items", []))]
    repeated = len({label for label, _ in pairs}) < len(pairs) or len({token for _, token in pairs}) < len(pairs)
    if repeated or len(pairs) > _MOST[kind]:
        raise WrongError(63013)
    return tuple(pairs)
