"""The council's provider over HTTP: its published description, its keys, and the exchange of a code for a person."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx2
import structlog
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.sign_on.person import Begun, Person
from api.sign_on.problems import ProviderAway, SignOnRefused, WrongToken
from api.sign_on.tokens import claims_of, person_in
from kb.settings import Settings, is_safe_address

log = structlog.get_logger()

KEPT = 3600.0  # seconds; a provider's description and keys hardly ever change
DESCRIPTION = "/.well-known/openid-configuration"


@dataclass(frozen=True)
class Description:
    """What a provider publishes about itself."""

    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    end_session_endpoint: str | None
    secret_in_header: bool


class OpenIdProvider:
    """The provider of the settings."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._settings, self._clock = settings, clock
        self._known: tuple[float, Description] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def begin(self, back: str) -> Begun:
        """Where to send a browser that comes `back` to that address. Raises ProviderAway."""
        described = await self._description()
        state, nonce, verifier = generate_token(43), generate_token(43), generate_token(64)
        async with self._client(described, back) as client:
            address, _ = client.create_authorization_url(
                described.authorization_endpoint, state=state, nonce=nonce, code_verifier=verifier
            )
        return Begun(address, state, nonce, verifier)

    async def person(self, code: str, begun: Begun, back: str) -> Person:
        """Who came back with that code. Raises ProviderAway, SignOnRefused and WrongToken."""
        token = await self._token(code, begun, back)
        try:
            claims = await self._claims(token, begun, fresh=False)
        except WrongToken:
            # The provider may have begun to sign with another key since we looked.
            claims = await self._claims(token, begun, fresh=True)
        return person_in(claims, self._settings.oidc_name_claim, self._settings.oidc_groups_claim)

    async def way_out(self, back: str) -> str | None:
        """Where one logs out there too, when the provider has such a place. Raises ProviderAway."""
        place = (await self._description()).end_session_endpoint
        asked = {"client_id": self._settings.oidc_client_id, "post_logout_redirect_uri": back}
        return f"{place}{'&' if urlsplit(place).query else '?'}{urlencode(asked)}" if place else None

    async def _token(self, code: str, begun: Begun, back: str) -> str:
        described = await self._description()
        try:
            async with self._client(described, back) as client:
                answer = await client.fetch_token(described.token_endpoint, code=code, code_verifier=begun.verifier)
        except OAuthError as error:
            # What it says may name a person; its code does not.
            log.warning("sign_on_refused", error=str(error.error)[:40])
            raise SignOnRefused from error
        except (httpx2.HTTPError, ValueError) as error:
            raise self._away(error) from error
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise WrongToken
        return token

    async def _claims(self, token: str, begun: Begun, fresh: bool) -> dict[str, Any]:
        keys = await self._key_set(fresh)
        said_by, client_id = self._settings.oidc_issuer, self._settings.oidc_client_id
        return claims_of(token, keys, said_by, client_id, begun.nonce, int(self._clock()))

    async def _description(self) -> Description:
        if self._known is None or self._clock() - self._known[0] > KEPT:
            issuer = self._settings.oidc_issuer
            found = await self._fetched(issuer.rstrip("/") + DESCRIPTION)
            try:
                described = _described(found, issuer)
            except ValueError as error:
                raise self._away(error) from error
            self._known = self._clock(), described
        return self._known[1]

    async def _key_set(self, fresh: bool) -> KeySet:
        if fresh or self._keys is None or self._clock() - self._keys[0] > KEPT:
            found = await self._fetched((await self._description()).jwks_uri)
            try:
                self._keys = self._clock(), KeySet.import_key_set(found)  # type: ignore[arg-type]  # checked by it
            except (JoseError, ValueError, TypeError, KeyError) as error:
                raise self._away(error) from error
        return self._keys[1]

    async def _fetched(self, address: str) -> dict[str, Any]:
        try:
            async with httpx2.AsyncClient(timeout=self._settings.oidc_timeout) as client:
                response = (await client.get(address)).raise_for_status()
                found = response.json()
        except (httpx2.HTTPError, ValueError) as error:
            raise self._away(error) from error
        if not isinstance(found, dict):
            raise self._away(TypeError())
        return found

    def _client(self, described: Description, back: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self._settings.oidc_client_id,
            self._settings.oidc_client_secret.get_secret_value(),
            token_endpoint_auth_method="client_secret_basic" if described.secret_in_header else "client_secret_post",
            scope=self._settings.oidc_scope,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=self._settings.oidc_timeout,
        )

    def _away(self, error: Exception) -> ProviderAway:
        log.warning("sign_on_provider_away", kind=type(error).__name__)
        return ProviderAway()


def _described(found: dict[str, Any], issuer: str) -> Description:
    """The description, when it is that issuer's own and leads to safe places only. Pure. Raises ValueError."""
    if found.get("issuer") != issuer:
        raise ValueError("another issuer")
    needed = [str(found.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    way_out = found.get("end_session_endpoint")
    if not all(is_safe_address(place) for place in needed):
        raise ValueError("an address that is missing or not safe")
    safe_out = way_out if isinstance(way_out, str) and is_safe_address(way_out) else None
    # Unless it says otherwise, a provider takes the secret in a header (OpenID Connect Discovery 1.0, section 3).
    ways = found.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return Description(needed[0], needed[1], needed[2], safe_out, "client_secret_basic" in ways)
