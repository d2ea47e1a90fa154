"""A session as text for the store, and back."""

import msgspec

from flows.talk import Session

_decoder = msgspec.json.Decoder(Session)
_encoder = msgspec.json.Encoder()


def encode(session: Session) -> str:
    return _encoder.encode(session).decode()


def decode(text: str) -> Session:
    """Fields that this version does not know are ignored, missing ones take their default."""
    return _decoder.decode(text)
