"""Bringing a resident's file without being made to fetch anything else.

The address of a file comes out of a request, so it is not trusted: only its path is used, and only when it names a
file of a message of our own account; the host is always the API's. Twilio answers with a redirect to a signed address
of its content network (seen: mms.twiliocdn.com, media.twiliocdn.com, s3-external-1.amazonaws.com). That hop gets no
credentials, must be https to one of those hosts, and must not resolve to a private address. An `api_base_url` on
loopback (tests, benchmarks) lifts the last two rules, for loopback only.
"""

import ipaddress
import re
import socket
from collections.abc import AsyncIterator

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from yarl import URL

from bot.channels.port import FetchError
from bot.channels.whatsapp.transport import basic_auth

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MAX_REDIRECTS = 3
_PIECE = 64 * 1024
_TIMEOUT = aiohttp.ClientTimeout(total=120, connect=5, sock_read=15)
_API_HOST = re.compile(r"api(\.[a-z0-9-]+)*\.twilio\.com")
_CONTENT_HOST = re.compile(r"([a-z0-9-]+\.)+twilio(cdn)?\.com|s3-external-1\.amazonaws\.com")
_MEDIA_PATH = r"/2010-04-01/Accounts/{account}/Messages/(SM|MM)[0-9a-fA-F]{{32}}/Media/ME[0-9a-fA-F]{{32}}"
_FOR_GOOD = frozenset({400, 401, 403, 410})


class Files:
    """Fetches files of one account. `most` in bytes; WhatsApp itself stops at 16 MB (Twilio media guidance)."""

    def __init__(self, account_sid: str, auth_token: str, api_base_url: str, most: int) -> None:
        self._credentials = {"Authorization": basic_auth(account_sid, auth_token)}
        self._api = URL(api_base_url)
        self._trusts_loopback = is_loopback(self._api.host or "")
        self._path = re.compile(_MEDIA_PATH.format(account=re.escape(account_sid)))
        self._most = most
        self._session: aiohttp.ClientSession | None = None

    async def fetch(self, ref: str) -> AsyncIterator[bytes]:
        """Pieces of at most 64 KiB. Raises FetchError; `again` holds for a 404 too, which Twilio gives for some
        seconds after its own webhook, for 429, 5xx and a lost connection.
        """
        url, headers = self.source(ref), self._credentials
        try:
            for _ in range(_MAX_REDIRECTS + 1):
                async with self._open().get(url, headers=headers, allow_redirects=False) as response:
                    if response.status not in _REDIRECTS:
                        async for piece in self._pieces(response):
                            yield piece
                        return
                    url, headers = self.target(url, response.headers.get("Location", "")), {}
        except (aiohttp.ClientError, TimeoutError, OSError) as lost:
            raise FetchError("the file could not be brought", again=True) from lost
        raise FetchError("too many redirects", again=False)

    def source(self, ref: str) -> URL:
        """Where the file of a webhook is, at the API we were told to use. Raises FetchError."""
        url = _parsed(ref, URL())
        api = self._api
        ours = (url.scheme, url.host, url.port) == (api.scheme, api.host, api.port) or (
            url.scheme == "https" and _hosted(url, _API_HOST)
        )
        if not ours or not self._path.fullmatch(url.raw_path):
            raise FetchError("not the address of a file of this account", again=False)
        return URL(f"{str(self._api).rstrip('/')}{url.raw_path}", encoded=True)

    def target(self, source: URL, location: str) -> URL:
        """Where a redirect leads. Raises FetchError when that is not the vendor's content network."""
        url = _parsed(location, source)
        if self._trusts_loopback and is_loopback(url.host or ""):
            return url
        if url.scheme != "https" or not _hosted(url, _CONTENT_HOST):
            raise FetchError("redirected to a host that is not the provider's", again=False)
        return url

    async def close(self) -> None:
        if self._session:
            await self._session.close()
        self._session = None

    async def _pieces(self, response: aiohttp.ClientResponse) -> AsyncIterator[bytes]:
        if response.status != 200:
            raise FetchError(f"the provider answered {response.status}", again=response.status not in _FOR_GOOD)
        if (response.content_length or 0) > self._most:
            raise FetchError("the file is too large", again=False)
        size = 0
        async for piece in response.content.iter_chunked(_PIECE):
            size += len(piece)
            if size > self._most:
                raise FetchError("the file is too large", again=False)
            yield piece

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            resolver = PublicResolver(ThreadedResolver(), trusted=self._api.host or "")
            connector = aiohttp.TCPConnector(resolver=resolver)
            self._session = aiohttp.ClientSession(
                connector=connector, timeout=_TIMEOUT, cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=False
            )
        return self._session


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only: a provider's name that leads inside our network is an attack. The one
    name that the settings chose, `trusted`, may lead anywhere.
    """

    def __init__(self, resolver: AbstractResolver, trusted: str = "") -> None:
        self._resolver = resolver
        self._trusted = trusted

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        public = [one for one in found if host == self._trusted or _is_public(one["host"])]
        if not public:
            raise OSError(f"{host} has no public address")
        return public

    async def close(self) -> None:
        await self._resolver.close()


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def _is_public(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_global


def _parsed(address: str, base: URL) -> URL:
    try:
        url = base.join(URL(address, encoded=True))
    except ValueError:
        raise FetchError("not an address", again=False) from None
    if url.scheme not in {"http", "https"} or not url.host or url.raw_user is not None or url.raw_password is not None:
        raise FetchError("not an address", again=False)
    return url


def _hosted(url: URL, pattern: re.Pattern[str]) -> bool:
    return url.explicit_port in {None, 443} and pattern.fullmatch((url.raw_host or "").lower()) is not None
