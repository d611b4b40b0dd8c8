"""No request body is larger than a limit, whatever its sender says of its length."""

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import plain_response

TOO_LARGE = 413


class BodyLimit:
    """Reads a body before the application sees it, and answers 413 when it grows over the limit.

    Bodies here are short texts: the few that are read are kept in memory. A stream's request has none and is passed on.
    """

    def __init__(self, app: ASGIApp, most: int) -> None:
        self.app, self._most = app, most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        length = headers.get("content-length", "0")
        if length in ("", "0") and "transfer-encoding" not in headers:
            await self.app(scope, receive, send)
            return
        body = None if length.isdigit() and int(length) > self._most else await self._read(receive)
        if body is None:
            await plain_response(TOO_LARGE)(scope, receive, send)
        else:
            await self.app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> list[Message] | None:
        """The messages that make up the body; None as soon as they hold too much."""
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._most:
                return None
            messages.append(message)
            if message["type"] != "http.request" or not message.get("more_body", False):
                return messages


def _replay(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def replayed() -> Message:
        return next(waiting, None) or await receive()

    return replayed
