"""Judges requests by Twilio's own OpenAPI descriptions, which lie in `specs/` of the shared folder."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qsl

from aiohttp import web
from openapi_core import OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockResponse
from werkzeug.datastructures import Headers, ImmutableMultiDict

REPOSITORY = Path(__file__).resolve().parents[2]
MESSAGES, CONTENT = "twilio_api_v2010_messages.json", "twilio_content_v1.json"
_HOSTS = {MESSAGES: "https://api.twilio.com", CONTENT: "https://content.twilio.com"}


def specs() -> Path | None:
    """`$VOZ_SHARED/specs`, or `shared/specs` beside the repository; None when there is none to judge by."""
    shared = Path(os.environ.get("VOZ_SHARED") or REPOSITORY.parent / "shared")
    return shared / "specs" if (shared / "specs" / MESSAGES).is_file() else None


class Judge:
    """The descriptions name the vendor's hosts, so a request is judged as if it had gone there."""

    def __init__(self, folder: Path) -> None:
        self._openapi = {name: OpenAPI.from_dict(json.loads((folder / name).read_text())) for name in _HOSTS}

    async def faults(self, request: web.Request) -> list[str]:
        """What the request does that its description does not allow; empty when all is well."""
        spec = CONTENT if request.path.startswith("/v1/Content") else MESSAGES
        try:
            self._openapi[spec].validate_request(_AsVendor(request, await request.read(), _HOSTS[spec]))
        except OpenAPIError as error:
            return [f"{request.method} {request.path}: {error!r} {error.__cause__!r}"]
        return []

    def answer_faults(self, request: web.Request, body: bytes, answer: web.Response) -> list[str]:
        """The same of our own fake answer, so that the fake does not drift from the vendor. Only those described."""
        spec = CONTENT if request.path.startswith("/v1/Content") else MESSAGES
        assert isinstance(answer.body, bytes)
        given = MockResponse(answer.body, status_code=answer.status, content_type="application/json")
        try:
            self._openapi[spec].validate_response(_AsVendor(request, body, _HOSTS[spec]), given)
        except OpenAPIError as error:
            return [f"our answer to {request.method} {request.path}: {error!r} {error.__cause__!r}"]
        return []


class _AsVendor:
    def __init__(self, request: web.Request, body: bytes, host: str) -> None:
        self.host_url = host
        self.path = request.path
        self.method = request.method.lower()
        self.body = body
        self.content_type = request.headers.get("Content-Type", "")
        self.parameters = RequestParameters(
            query=ImmutableMultiDict(parse_qsl(request.query_string)),
            header=Headers(list(request.headers.items())),
            cookie=ImmutableMultiDict(),
        )
