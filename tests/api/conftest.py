"""Fixtures of the API's tests: one database with the knowledge for the session, and one served application."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from kb.database import connect, migrate
from kb.loading import load
from kb.settings import Settings
from tests.api.apps import Served, serving


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
    """Makes settings on one shared database that holds the shipped knowledge."""
    var: Path = tmp_path_factory.mktemp("api")
    engine = connect(f"sqlite:///{var}/askline.db")
    migrate(engine)
    load(engine)
    engine.dispose()

    def made(**chosen: Any) -> Settings:
        roomy = {"turns_per_minute": 100_000, "starts_per_minute": 100_000, "callbacks_per_hour": 100_000}
        return Settings(var=var, **({"database_url": ""} | roomy | chosen))

    return made


@pytest.fixture(scope="session")
def app(settings: Callable[..., Settings]) -> Iterator[Served]:
    """The application with a scripted Rasa that always answers on who_decides."""
    with serving(settings()) as served:
        yield served


@pytest.fixture
def http(app: Served) -> Iterator[httpx.Client]:
    """A new browser on that application."""
    with app.client() as client:
        yield client
