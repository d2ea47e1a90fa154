"""Whether a request really came from Twilio."""

from collections.abc import Sequence

from twilio.request_validator import RequestValidator

Pairs = Sequence[tuple[str, str]]


class Signatures:
    """Checks `X-Twilio-Signature` with the account's token, and with the one before it while it is being changed.

    Always HMAC-SHA1 with the token: the header that names another algorithm goes with another secret, and a header
    never decides which secret is good enough.
    """

    def __init__(self, auth_token: str, previous_auth_token: str = "") -> None:
        self._validators = [RequestValidator(token) for token in (auth_token, previous_auth_token) if token]

    def match(self, url: str, params: Pairs | str, signature: str) -> bool:
        """`url` as Twilio was given it, query included; `params` every field, blank and unknown ones too, or the
        text of a JSON body. Never raises.
        """
        signed = params if isinstance(params, str) else _Fields(params)
        return any(_valid(validator, url, signed, signature) for validator in self._validators)


class _Fields(dict[str, list[str]]):
    """Every value of a name, found at once: this is most of what a webhook costs."""

    def __init__(self, pairs: Pairs) -> None:
        super().__init__()
        for name, value in pairs:
            self.setdefault(name, []).append(value)

    def getall(self, name: str) -> list[str]:
        """The name by which the library asks."""
        return self[name]


def _valid(validator: RequestValidator, url: str, params: object, signature: str) -> bool:
    try:
        return bool(validator.validate(url, params, signature))
    except (TypeError, ValueError):
        # The library raises on a text body without its hash in the URL, and on a port that is no number.
        return False
