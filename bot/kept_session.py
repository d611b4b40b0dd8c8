"""One connection to the action server, kept open. Rasa opens and closes one for every action."""

from __future__ import annotations

import asyncio
import atexit
from typing import Any
from weakref import WeakKeyDictionary

import aiohttp
from rasa.utils.endpoints import EndpointConfig

_session = EndpointConfig.session
_request = EndpointConfig.request

_kept: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[int, aiohttp.ClientSession]] = WeakKeyDictionary()


class KeptSession:
    """Stands for a session in `async with`, and leaves it open at the end."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._open = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self._open

    async def __aexit__(self, *_: object) -> None:
        """Keeps it."""


class _Keeping(EndpointConfig):
    """The endpoint as it is, but with the session of this event loop."""

    def __init__(self, endpoint: EndpointConfig) -> None:
        vars(self).update(vars(endpoint))
        self._endpoint = endpoint

    def session(self) -> KeptSession:
        of_loop = _kept.setdefault(asyncio.get_running_loop(), {})
        session = of_loop.get(id(self._endpoint))
        if session is None or session.closed:
            session = of_loop[id(self._endpoint)] = _session(self._endpoint)
            atexit.register(_let_go, session)
        return KeptSession(session)


async def request(self: EndpointConfig, *args: Any, **kwargs: Any) -> Any:
    """As EndpointConfig does it, over a kept connection; over a new one when the kept one turns out to be dead.

    A dead one shows before an action has run: the server went away in between, or gave the connection up.
    """
    try:
        return await _request(_Keeping(self), *args, **kwargs)
    except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError) as error:
        if isinstance(error, aiohttp.ClientConnectorError):
            raise  # nobody listens: a new connection would fare no better
        return await _request(self, *args, **kwargs)


def _let_go(session: aiohttp.ClientSession) -> None:
    # At the end of the process no event loop is left to close it politely.
    if session.connector is not None:
        session.connector._close()
    session.detach()
