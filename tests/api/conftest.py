"""Fixtures of the API's tests: one database with the knowledge for the session, and one served application."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from api.advisers.models import LoginWait
from kb.database import connect, migrate
from kb.loading import load
from kb.settings import Settings
from tests.api.apps import Served, serving
from tests.api.desk import Desk, an_account
from tests.api.drafting import a_small_content, as_it_ships
from tests.api.editors import an_editor, an_office
from tests.api.live import everyone_off_duty
from tests.clock import Clock
from tests.databases import KINDS, a_database
from tests.stack import Parent


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Settings]:
    """Makes settings on one shared database that holds the shipped knowledge."""
    var: Path = tmp_path_factory.mktemp("api")
    engine = connect(f"sqlite:///{var}/askline.db")
    migrate(engine)
    load(engine)
    engine.dispose()

    def made(**chosen: Any) -> Settings:
        # What is compulsory for administrators has tests of its own (tests/api/test_factor_due.py).
        free: dict[str, Any] = {"second_factor_for": "nobody", "database_url": ""}
        roomy = {"turns_per_minute": 100_000, "starts_per_minute": 100_000, "callbacks_per_hour": 100_000}
        return Settings(var=var, **(free | roomy | chosen))

    return made


@pytest.fixture(scope="session")
def app(settings: Callable[..., Settings]) -> Iterator[Served]:
    """The application with a scripted Rasa that always answers on who_decides."""
    with serving(settings()) as served:
        yield served


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A SQLite database of the test's own, with its tables and nothing in them."""
    with a_database("sqlite", tmp_path) as made:
        yield made


@pytest.fixture
def clock() -> Clock:
    """A Tuesday morning that lasts until the test moves on."""
    return Clock()


@pytest.fixture
def http(app: Served) -> Iterator[httpx.Client]:
    """A new browser on that application."""
    with app.client() as client:
        yield client


@pytest.fixture
def desk(app: Served, http: httpx.Client) -> Desk:
    """An adviser who is not logged in, where nobody has failed to log in yet."""
    with Session(app.engine) as session, session.begin():
        session.execute(delete(LoginWait))
    return Desk(http)


@pytest.fixture(scope="session")
def desks(app: Served) -> Iterator[Callable[[str], Desk]]:
    """An adviser of a council, logged in once for the session: checking a password is slow on purpose."""
    found: dict[str, Desk] = {}

    def desk(council: str) -> Desk:
        # A test may have ended this log-in, as it may end all: then another account logs in.
        if council in found and found[council].client.get("/adviser").status_code != 200:
            found.pop(council).client.close()
        if council not in found:
            found[council] = Desk(app.client())
            found[council].log_in(an_account(app.engine, council))
        return found[council]

    yield desk
    for opened in found.values():
        opened.client.close()


@pytest.fixture
def kent(app: Served, desks: Callable[[str], Desk]) -> Iterator[Desk]:
    """An adviser of Kent, on duty."""
    yield desks("kent").on_duty("kent")
    everyone_off_duty(app.engine)


@pytest.fixture
def bexley(app: Served, desks: Callable[[str], Desk]) -> Iterator[Desk]:
    """An adviser of Bexley, on duty."""
    yield desks("bexley").on_duty("bexley")
    everyone_off_duty(app.engine)


@pytest.fixture
def waiting(http: httpx.Client, kent: Desk) -> Iterator[str]:
    """The id of a parent of Kent who waits for the adviser there."""
    assert kent
    parent = Parent(http, "kent")
    parent.says("Who decides?")
    http.post(f"{parent.path}/adviser", headers=parent.headers)
    yield parent.begun["id"]
    http.delete(parent.path, headers=parent.headers)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One for the tests of a module; each works on a topic of its own."""
    with an_office(tmp_path_factory.mktemp("office")) as served:
        yield served


@pytest.fixture(scope="module")
def writer(office: Served) -> Iterator[Desk]:
    """An editor of Kent."""
    desk = an_editor(office, "kent")
    yield desk
    desk.client.close()


@pytest.fixture(scope="module")
def approver(office: Served) -> Iterator[Desk]:
    """Another editor of Kent, and of Bexley."""
    desk = an_editor(office, "kent", "bexley", shown="Alex Moss")
    yield desk
    desk.client.close()


@pytest.fixture(scope="module")
def reader(office: Served) -> Iterator[Desk]:
    """Somebody of Kent who may read and not write."""
    desk = an_editor(office, "kent", role="adviser")
    yield desk
    desk.client.close()


@pytest.fixture(scope="module")
def small_content(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two topics."""
    return a_small_content(tmp_path_factory.mktemp("small") / "content")


@pytest.fixture(scope="module", params=KINDS)
def knowledge(
    request: pytest.FixtureRequest, small_content: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """A database of either kind with these."""
    with a_database(request.param, tmp_path_factory.mktemp("knowledge")) as made:
        load(made, small_content)
        yield made


@pytest.fixture
def answers(knowledge: Engine, small_content: Path) -> Engine:
    """The same as it was loaded, whatever the test before did to Kent's answers."""
    as_it_ships(knowledge, small_content)
    return knowledge
