"""The HTTP server: uvicorn, which ends the event streams when it is told to stop."""

import socket

import uvicorn
from fastapi import FastAPI


class Server(uvicorn.Server):
    """Streams go on for ever, and the server waits for requests to end: so it tells them first."""

    def __init__(self, app: FastAPI, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stops, streams first."""
        self._app.state.services.streams.close()
        await super().shutdown(sockets)
