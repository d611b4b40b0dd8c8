"""`python -m api`: serves the API and the chat page."""

import uvicorn

from kb.settings import settings


def main() -> None:
    """Serves until stopped."""
    here = settings()
    uvicorn.run(
        "api.app:create_app",
        factory=True,
        host=here.host,
        port=here.port,
        access_log=False,
        server_header=False,
        log_level="warning",
    )


if __name__ == "__main__":
    main()
