"""Who somebody is at their council's provider, and what we ask of a provider."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Begun:
    """A log-in that was begun: where the browser goes, and what only we and the provider may know of it."""

    address: str
    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Person:
    """Who has logged in at the provider. `name` is empty when the provider does not vouch for it."""

    issuer: str
    subject: str
    name: str
    shown: str = ""
    groups: tuple[str, ...] = ()


class Provider(Protocol):
    """A council's single sign-on."""

    async def begin(self, back: str) -> Begun:
        """Where to send a browser that comes `back` to that address. Raises ProviderAway."""

    async def person(self, code: str, begun: Begun, back: str) -> Person:
        """Who came back with that code. Raises ProviderAway, SignOnRefused and WrongToken."""

    async def way_out(self, back: str) -> str | None:
        """Where one logs out there too, when the provider has such a place. Raises ProviderAway."""
