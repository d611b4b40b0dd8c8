"""`python -m actions`: the action server, on loopback, in one process."""

import logging
import warnings
from typing import Any
from urllib.parse import urlsplit

from rasa_sdk.endpoint import create_app_for_serve
from rasa_sdk.executor import ActionExecutor
from sanic import Sanic
from sanic.worker.loader import AppLoader

from actions.speak import Speak, keeper
from kb.garbage import settle
from kb.settings import settings


class _NoVersionWarning(logging.Filter):
    """Rasa 3.6.21 and rasa-sdk 3.21 get on well (contract test); the SDK would say at each turn that they may not."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "version" not in record.getMessage().lower()


class Executor(ActionExecutor):  # type: ignore[misc]  # rasa_sdk ships no types
    """Runs actions that never read the domain, so Rasa does not send it (endpoints.yml)."""

    def update_and_return_domain(self, _payload: dict[str, Any], _action_name: str) -> dict[str, Any]:
        """An empty domain. The SDK would ask Rasa to call again with the whole of it, which Rasa 3.6.21 cannot."""
        return {}


def main() -> None:
    """Reads the answer book, then serves until it is stopped."""
    logging.basicConfig(level=settings().log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("rasa_sdk.utils").addFilter(_NoVersionWarning())
    warnings.filterwarnings("ignore", category=UserWarning, module="rasa_sdk")
    keeper().book()
    executor = Executor()
    for action in Speak.__subclasses__():
        executor.register_action(action)
    address = urlsplit(settings().actions_url)
    loader = AppLoader(factory=lambda: create_app_for_serve(executor, cors_origins=[]))
    app = loader.load()
    settle()
    app.prepare(address.hostname, address.port or 5055, single_process=True, access_log=False, motd=False)
    Sanic.serve_single(primary=app)


if __name__ == "__main__":
    main()
