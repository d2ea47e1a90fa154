"""A municipality's own sign-in on the loopback: OpenID Connect as it should be, and told to lie."""

import base64
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

from aiohttp import web
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "voz-vecinal", "a-secret-of-the-tests"


@dataclass(slots=True)
class _Grant:
    """What one authorisation code is good for."""

    redirect_uri: str
    challenge: str
    claims: dict[str, Any]


@dataclass(slots=True)
class OidcServer:
    """`lie`: changes the claims of ID tokens before they are signed. `is_down`: answers 503 to everything."""

    issuer: str = ""
    lie: Callable[[dict[str, Any]], None] = field(default=lambda _: None)
    is_down: bool = False
    email_in_token: bool = True
    signs_with: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}))
    asked: list[str] = field(default_factory=list)
    now: Callable[[], float] = time.time
    person: dict[str, Any] = field(default_factory=dict)
    _keys: list[RSAKey] = field(default_factory=list)
    _grants: dict[str, _Grant] = field(default_factory=dict)
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        self._keys.append(self.signs_with)
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._about)
        app.router.add_get("/authorize", self._authorize)
        app.router.add_get("/keys", self._show_keys)
        app.router.add_post("/token", self._token)
        app.router.add_get("/userinfo", self._userinfo)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.issuer = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner
        await self._runner.cleanup()

    def renews_keys(self) -> None:
        """Signs with another one from now on; the old one is shown no more."""
        self.signs_with = RSAKey.generate_key(2048, {"kid": "second"})
        self._keys[:] = [self.signs_with]

    def approves(self, address: str, subject: str, email: str = "", **claims: Any) -> str:
        """Somebody signs in there: the path by which their browser comes back."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert address.startswith(f"{self.issuer}/authorize?")
        assert (asked["response_type"], asked["client_id"]) == ("code", CLIENT)
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self._grants)}"
        told = {"sub": subject, "nonce": asked["nonce"], **({"email": email} if email else {}), **claims}
        self._grants[code] = _Grant(asked["redirect_uri"], asked["code_challenge"], told)
        back = urlsplit(asked["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': asked['state']})}"

    async def _authorize(self, request: web.Request) -> web.Response:
        """In a browser: whoever sits there is `person`, and agrees at once."""
        back = self.approves(f"{self.issuer}{request.path_qs}", **self.person)
        origin = urlsplit(request.query["redirect_uri"])
        raise web.HTTPFound(f"{origin.scheme}://{origin.netloc}{back}")

    async def _about(self, request: web.Request) -> web.Response:
        self._fail_when_down(request)
        paths = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        paths["userinfo_endpoint"] = "userinfo"
        return web.json_response(
            {"issuer": self.issuer, **{name: f"{self.issuer}/{path}" for name, path in paths.items()}}
        )

    async def _show_keys(self, request: web.Request) -> web.Response:
        self._fail_when_down(request)
        return web.json_response({"keys": [key.as_dict(private=False) for key in self._keys]})

    async def _token(self, request: web.Request) -> web.Response:
        self._fail_when_down(request)
        form = await request.post()
        grant = self._grants.get(str(form.get("code")))
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form.get("code_verifier")).encode()).digest())
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        good = grant and grant.redirect_uri == form.get("redirect_uri")
        good = good and grant and grant.challenge == challenge.decode().rstrip("=")
        if not good or grant is None or request.headers.get("Authorization") != f"Basic {basic}":
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(self.now())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, **grant.claims}
        if not self.email_in_token:
            claims = {name: value for name, value in claims.items() if not name.startswith("email")}
        self.lie(claims)
        token = jwt.encode({"alg": "RS256", "kid": self.signs_with.kid}, claims, self.signs_with)
        return web.json_response({"access_token": form["code"], "token_type": "Bearer", "id_token": token})

    async def _userinfo(self, request: web.Request) -> web.Response:
        self._fail_when_down(request)
        grant = self._grants[request.headers["Authorization"].removeprefix("Bearer ")]
        return web.json_response({name: value for name, value in grant.claims.items() if name != "nonce"})

    def _fail_when_down(self, request: web.Request) -> None:
        self.asked.append(request.path)
        if self.is_down:
            raise web.HTTPServiceUnavailable
