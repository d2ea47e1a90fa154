"""JSON as Telegram sends it, also when a character in it is broken."""

import json
from typing import Any

import msgspec


def decode(body: bytes) -> Any:
    """The value in `body`; half a character (a lone surrogate, a cut UTF-8 sequence) becomes a sign for it.

    One broken character must cost nobody a message, and must not stop all that come after. Raises ValueError,
    RecursionError.
    """
    try:
        return msgspec.json.decode(body)
    except ValueError:
        loose = json.loads(body.decode("utf-8", "replace"))
        return msgspec.json.decode(json.dumps(loose, ensure_ascii=False).encode("utf-8", "replace"))


def encode(value: Any) -> str:
    return msgspec.json.encode(value).decode()
