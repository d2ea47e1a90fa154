"""The eleven vectors of the shared specifications, and what no vector shows."""

import json
from typing import Any

import pytest

from bot.channels.whatsapp.signature import Signatures
from tests.fakes.twilio_judge import specs

FOLDER = specs()
KNOWN = json.loads((FOLDER / "twilio_signature_vectors.json").read_text()) if FOLDER else {"vectors": []}
URL = "https://bot.example.mx/webhooks/twilio"
PAIRS = [("AccountSid", "AC1"), ("Body", "")]


def test_the_vectors_are_there() -> None:
    if FOLDER is None:
        pytest.skip("no shared/specs beside the repository: signatures are not checked against the vendor's vectors")
    assert len(KNOWN["vectors"]) == 11


@pytest.mark.parametrize("vector", KNOWN["vectors"], ids=lambda vector: vector["name"])
def test_vector(vector: dict[str, Any]) -> None:
    params = vector["body"] if "body" in vector else [(name, value) for name, value in vector["params"]]
    assert Signatures(KNOWN["auth_token"]).match(vector["url"], params, vector["signature"]) is vector["valid"]


def signed(token: str) -> str:
    from twilio.request_validator import RequestValidator

    return str(RequestValidator(token).compute_signature(URL, dict(PAIRS)))


@pytest.mark.parametrize(
    ("token", "accepted", "reason"),
    [
        ("new", True, "the token of today"),
        ("old", True, "the one before, while it is being changed"),
        ("other", False, "anybody else's"),
        ("", False, "an empty token proves nothing, though no previous token is set either"),
    ],
)
def test_tokens(token: str, accepted: bool, reason: str) -> None:
    assert Signatures("new", "old").match(URL, PAIRS, signed(token)) is accepted, reason


def test_empty_token_is_never_good_enough() -> None:
    assert Signatures("new").match(URL, PAIRS, signed("")) is False
    assert Signatures("").match(URL, PAIRS, signed("")) is False


@pytest.mark.parametrize(
    ("url", "params", "signature", "reason"),
    [
        (URL, "{}", "x", "a text body without its hash makes the library raise"),
        ("https://bot.example.mx:port/x", PAIRS, "x", "a port that is no number makes it raise too"),
        (URL, PAIRS, "", "no signature"),
        (URL, PAIRS, "ñ", "not even base64"),
    ],
)
def test_nothing_raises(url: str, params: Any, signature: str, reason: str) -> None:
    assert Signatures("new").match(url, params, signature) is False, reason
