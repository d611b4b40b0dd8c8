"""`python -m api`: serves the API and the chat page."""

import socket
import sys
from contextlib import suppress

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from kb.settings import settings

PATIENCE = 5  # seconds that requests get to end when the process is told to stop
DID_NOT_START = 3


class Server(uvicorn.Server):
    """Ends the event streams when it is told to stop: they would go on for ever, and it waits for requests to end."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops, streams first."""
        self._app.state.services.streams.close()
        await super().shutdown(sockets)


def main() -> None:
    """Serves until stopped."""
    here = settings()
    app = create_app(here)
    config = uvicorn.Config(
        app,
        host=here.host,
        port=here.port,
        access_log=False,
        server_header=False,
        log_level="warning",
        timeout_graceful_shutdown=PATIENCE,
    )
    server = Server(app, config)
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(DID_NOT_START)


if __name__ == "__main__":
    main()
