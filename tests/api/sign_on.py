"""Somebody who logs in with their council's account: their browser, and how they get in at a provider."""

import uuid
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from authlib.deprecate import AuthlibDeprecationWarning
from sqlalchemy import select
from sqlalchemy.orm import Session

from api.advisers.audit import Actor
from api.advisers.models import Audit
from api.sign_on.identities import Identities
from tests.api.apps import Served
from tests.api.live import an_adviser

# The provider uses parts of Authlib that are going away.
with warnings.catch_warnings():
    warnings.simplefilter("ignore", AuthlibDeprecationWarning)
    import oidc_provider_mock

SECRETS = {"oidc_client_id": "askline", "oidc_client_secret": "between the two of us"}
THERE = "/adviser/login/council"


OPENED: list[httpx.Client] = []


@pytest.fixture(autouse=True)
def no_browser_stays_open() -> Iterator[None]:
    """Closes them after each test."""
    yield
    while OPENED:
        OPENED.pop().close()


class Comer:
    """A browser without a log-in."""

    def __init__(self, app: Served) -> None:
        self.client = app.client()
        OPENED.append(self.client)

    def goes(self) -> str:
        """Presses the button; where it leads."""
        response = self.client.get(THERE)
        assert response.status_code == 303, response.text
        return response.headers["location"]

    def comes_back(self, brought: dict[str, str]) -> httpx.Response:
        """Comes back from the provider with that."""
        return self.client.get(f"{THERE}/back", params=brought)

    @property
    def is_in(self) -> bool:
        """Whether the console opens."""
        return self.client.get("/adviser/today").status_code == 200


def may_come(app: Served, name: str, *councils: str) -> str:
    """An account without a password that whoever has that name at the provider may log in to; its id."""
    account = an_adviser(app.engine, *(councils or ("kent",)), on_duty=False)
    Identities(app.engine).allow(Actor(None, "test"), account.id, app.services.settings.oidc_issuer, name)
    return account.id


def an_email() -> str:
    """One that nobody has."""
    return f"kim-{uuid.uuid4().hex[:8]}@kent.gov.uk"


def failures(app: Served) -> list[dict[str, Any]]:
    """Why log-ins with the council's account failed, the newest first."""
    with Session(app.engine) as session:
        lines = session.scalars(select(Audit).where(Audit.action == "login_failed").order_by(Audit.id.desc()))
        return [line.detail for line in lines if line.detail.get("with") == "single sign-on"]


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider on a free port. Whoever logs in there is whoever they say."""
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def there(issuer) -> Callable[..., dict[str, str]]:
    """The provider's side: somebody with these claims logs in at that address; what they bring back."""

    def logs_in(address: str, sub: str, deny: bool = False, **claims: object) -> dict[str, str]:
        with httpx.Client(base_url=issuer, trust_env=False) as provider:
            provider.put(f"/users/{sub}", json=claims)
            back = provider.post(address, data={"action": "deny"} if deny else {"sub": sub})
        return dict(parse_qsl(urlsplit(back.headers["location"]).query))

    return logs_in


def comes(comer: Comer, there, sub: str, **claims: object) -> httpx.Response:
    """The whole way: there, and back."""
    return comer.comes_back(there(comer.goes(), sub, **claims))
