"""No request body is larger than a limit, whatever its sender says of its length."""

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import plain_response

TOO_LARGE = 413
PAGE = (
    '<!doctype html><html lang="en-GB"><title>Too large – Askline for advisers</title><main><h1>That is too large</h1>'
    "<p>Please go back and send less. A calendar file may have up to 60 kB.</p></main></html>"
)


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
            answer = HTMLResponse(PAGE, TOO_LARGE) if _is_page(scope) else plain_response(TOO_LARGE)
            await answer(scope, receive, send)
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


def _is_page(scope: Scope) -> bool:
    """Whether a person of the service sees the answer, in a browser."""
    return str(scope["path"]).startswith("/adviser")


def _replay(messages: list[Message], receive: Receive) -> Receive:
    waiting = iter(messages)

    async def replayed() -> Message:
        return next(waiting, None) or await receive()

    return replayed
