"""An ID token: who signed it, for whom, and whether it is the answer to what this browser asked. Pure."""

import secrets
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from api.sign_on.person import Person
from api.sign_on.problems import WrongToken

# Signed with a key that only the provider has: never "none", never with the secret that we know too.
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
CLOCKS_DIFFER = 60  # seconds
EMAIL = "email"


def claims_of(token: str, keys: KeySet, issuer: str, client_id: str, nonce: str, now: int) -> dict[str, Any]:
    """What the provider says, once everything is right about how it says it. Raises WrongToken."""
    wanted = jwt.JWTClaimsRegistry(
        now=now,
        leeway=CLOCKS_DIFFER,
        iss={"essential": True, "value": issuer},
        sub={"essential": True},
        aud={"essential": True, "value": client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=SIGNED_BY).claims
        wanted.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise WrongToken from error
    if not (_is(claims["nonce"], nonce) and isinstance(claims["sub"], str) and _meant_for(claims, client_id)):
        raise WrongToken
    return claims


def person_in(claims: dict[str, Any], name_claim: str, groups_claim: str) -> Person:
    """The person, from claims that are right."""
    name, groups = claims.get(name_claim), claims.get(groups_claim)
    # Whoever may type any address into their profile could be anybody: only a checked one counts.
    vouched = name_claim != EMAIL or claims.get("email_verified") is True
    shown = claims.get("name")
    return Person(
        issuer=claims["iss"],
        subject=claims["sub"],
        name=name if isinstance(name, str) and vouched else "",
        shown=shown if isinstance(shown, str) else "",
        groups=tuple(g for g in groups if isinstance(g, str)) if isinstance(groups, list) else (),
    )


def _is(given: object, expected: str) -> bool:
    return isinstance(given, str) and secrets.compare_digest(given.encode(), expected.encode())


def _meant_for(claims: dict[str, Any], client_id: str) -> bool:
    # OpenID Connect Core 3.1.3.7: with several audiences, `azp` says which of them asked.
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    return bool(claims.get("azp", None if several else client_id) == client_id)
