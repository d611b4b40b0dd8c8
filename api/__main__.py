"""`python -m api`: serves the API and the chat page."""

import sys
from contextlib import suppress

import uvicorn

from api.app import create_app
from api.server import Server
from kb.settings import settings

PATIENCE = 5  # seconds that requests get to end when the process is told to stop
DID_NOT_START = 3


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
