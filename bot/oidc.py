"""The municipality's own sign-in through OpenID Connect: discovery, authorisation code with PKCE, a checked ID token.
Loaded only where `[desk.oidc]` names an issuer; needs the extra `oidc`."""

import base64
import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.channels.port import Finding
from bot.desk_settings import Oidc
from bot.log import log
from handlers.desk.identity import NotProven
from handlers.staff.identities import Shown
from storage.identities import Sent

_DOWN = "La entrada con esa cuenta no responde en este momento. Entre con su contraseña o intente más tarde."
_WRONG = "No se pudo comprobar quién es usted con esa cuenta. Intente otra vez, o entre con su contraseña."
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
"""Signed with a key of the provider's own; never with a secret that we hold as well, and never not at all."""
_SCOPE = "openid email profile"
_LEEWAY = 60
"""Seconds by which the two clocks may differ."""
_TIMEOUT = 8.0
_KNOWN_FOR = timedelta(hours=1)


class OidcProvider:
    """One issuer. Needs no network until somebody comes."""

    def __init__(self, settings: Oidc, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._now = now
        self._about: Mapping[str, Any] = {}
        self._about_at: datetime | None = None
        self._keys: KeySet | None = None
        self.name = settings.name

    async def address(self, sent: Sent, come_back: str) -> str:
        async with self._speaking() as http:
            about = await self._discover(http)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(sent.verifier.encode()).digest()).decode().rstrip("=")
        asked = {
            "response_type": "code", "client_id": self._settings.client_id, "redirect_uri": come_back, "scope": _SCOPE,
            "state": sent.state, "nonce": sent.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        where = str(about["authorization_endpoint"])
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"

    async def proven(self, code: str, sent: Sent, come_back: str, now: datetime) -> Shown:
        async with self._speaking() as http:
            about = await self._discover(http)
            told = await self._redeem(http, about, code, sent, come_back)
            claims = await self._checked(http, str(told.get("id_token", "")), sent.nonce, now)
            return self._shown(await self._with_email(http, about, claims, str(told.get("access_token", ""))))

    async def check(self) -> Finding:
        """For `voz doctor`: whether the issuer is there and is itself."""
        issuer = self._settings.issuer
        try:
            async with self._speaking() as http:
                await self._discover(http)
        except NotProven:
            remedy = "revise [desk.oidc] issuer, letra por letra como lo escribe el proveedor, y que este servidor lo alcance"
            return Finding(False, f"desk: {issuer} no responde como un emisor de OpenID Connect", remedy)
        return Finding(True, f"desk: {issuer} es un emisor de OpenID Connect")

    @asynccontextmanager
    async def _speaking(self) -> AsyncIterator[aiohttp.ClientSession]:
        """With the provider. Raises NotProven for all that goes wrong meanwhile; the log names its kind, never a token."""
        try:
            timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
            async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as http:
                yield http
        except (aiohttp.ClientError, TimeoutError, OSError) as e:
            log.warning("oidc_unreachable", error=type(e).__name__)
            raise NotProven(_DOWN) from None
        except (JoseError, ValueError, KeyError, TypeError) as e:
            log.warning("oidc_refused", error=type(e).__name__, why=getattr(e, "error", ""))
            raise NotProven(_WRONG) from None

    async def _discover(self, http: aiohttp.ClientSession) -> Mapping[str, Any]:
        """What the issuer says of itself, kept for an hour."""
        if self._about_at and self._now() - self._about_at < _KNOWN_FOR:
            return self._about
        issuer = self._settings.issuer
        about = await _read(http.get(f"{issuer.rstrip('/')}/.well-known/openid-configuration", allow_redirects=False))
        if about.get("issuer") != issuer or not {"authorization_endpoint", "token_endpoint", "jwks_uri"} <= set(about):
            raise ValueError("another issuer, or no endpoints")
        self._about, self._about_at = about, self._now()
        return about

    async def _redeem(
        self, http: aiohttp.ClientSession, about: Mapping[str, Any], code: str, sent: Sent, come_back: str
    ) -> dict[str, Any]:
        """The code for tokens. Only whoever began can: it takes the verifier, which never left this server."""
        settings = self._settings
        form = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": come_back, "code_verifier": sent.verifier,
            "client_id": settings.client_id,
        }  # fmt: skip
        headers = {}
        if settings.client_secret:
            pair = f"{quote(settings.client_id, safe='')}:{quote(settings.client_secret, safe='')}"
            headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        return await _read(http.post(about["token_endpoint"], data=form, headers=headers, allow_redirects=False))

    async def _checked(self, http: aiohttp.ClientSession, id_token: str, nonce: str, now: datetime) -> dict[str, Any]:
        """Its claims, once signature, issuer, audience, times and nonce hold. Raises JoseError, ValueError."""
        claims = (await self._decoded(http, id_token)).claims
        registry = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()), leeway=_LEEWAY,
            iss={"essential": True, "value": self._settings.issuer}, sub={"essential": True},
            aud={"essential": True, "value": self._settings.client_id}, exp={"essential": True},
            iat={"essential": True}, nonce={"essential": True, "value": nonce},
        )  # fmt: skip
        registry.validate(claims)
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self._settings.client_id:
            raise ValueError("for several, and not for us")
        return dict(claims)

    async def _decoded(self, http: aiohttp.ClientSession, id_token: str) -> Any:
        """With the keys that are known; with new ones when it was signed with another."""
        if self._keys is not None:
            try:
                return jwt.decode(id_token, self._keys, algorithms=_ALGORITHMS)
            except (JoseError, ValueError):
                pass
        keys: Any = await _read(http.get(self._about["jwks_uri"], allow_redirects=False))
        self._keys = KeySet.import_key_set(keys)
        return jwt.decode(id_token, self._keys, algorithms=_ALGORITHMS)

    async def _with_email(
        self, http: aiohttp.ClientSession, about: Mapping[str, Any], claims: dict[str, Any], access: str
    ) -> dict[str, Any]:
        """Some providers tell the e-mail only when asked."""
        if "email" in claims or "userinfo_endpoint" not in about:
            return claims
        bearer = {"Authorization": f"Bearer {access}"}
        told = await _read(http.get(about["userinfo_endpoint"], headers=bearer, allow_redirects=False))
        if told.get("sub") != claims["sub"]:
            raise ValueError("about somebody else")
        return {**claims, **{name: told[name] for name in ("email", "email_verified") if name in told}}

    def _shown(self, claims: Mapping[str, Any]) -> Shown:
        verified = claims.get("email_verified") in (True, "true")
        methods = claims.get("amr")
        said = {str(claims.get("acr", "")), *(map(str, methods) if isinstance(methods, list) else ())}
        return Shown(
            issuer=self._settings.issuer,
            subject=str(claims["sub"]),
            email=str(claims.get("email", "")) if verified else "",
            has_second_factor=bool(said & set(self._settings.second_factor)),
        )


async def _read(asking: Any) -> dict[str, Any]:
    """Raises ClientError where nobody answers as should be, ValueError for a refusal and for what is no object."""
    async with asking as answer:
        if answer.status >= 500:
            answer.raise_for_status()
        if answer.status != 200:
            raise ValueError(f"answered {answer.status}")
        told = await answer.json(content_type=None)
    if not isinstance(told, dict):
        raise ValueError("not an object")
    return told
