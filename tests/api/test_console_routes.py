"""Every address of the console, those to come too: no log-in, the wrong role, another council's thing, a forged form.

The addresses are read from the application. What a new one has to add stands at the top of tests/api/console.py, and
a test that misses something says which table to add it to.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from api.advisers.access import COOKIE, AdviserRoute
from api.advisers.models import Adviser
from api.advisers.roles import ROLES
from api.advisers.sessions import form_token
from api.app import ROUTERS
from tests.api.apps import Served
from tests.api.console import (
    ABOUT_A_THING,
    FIELDS,
    GUARDED,
    ROUTES,
    role_for,
    unused,
    with_a_thing_of,
    with_nothing,
)
from tests.api.live import an_adviser

POSTS = [key for key in GUARDED if key[0] != "GET" and not key[1].startswith("/adviser/login")]
TOO_LITTLE = [
    (method, path, role)
    for method, path in GUARDED
    for role in list(ROLES)[: list(ROLES).index(role_for(method, path))]
]


class Seat:
    """Somebody of one council and one role, logged in without a password: their browser."""

    def __init__(self, app: Served, council: str, role: str) -> None:
        self.account = an_adviser(app.engine, council, on_duty=False)
        with Session(app.engine) as session, session.begin():
            session.execute(update(Adviser).where(Adviser.id == self.account.id).values(role=role))
        self.token = app.services.sessions.open(self.account.id)
        self.client = app.client()
        self.client.cookies.set(COOKIE, self.token, path="/adviser")

    def sends(self, method: str, address: str, route: str, **fields: str) -> tuple[int, str]:
        """Status and page; of a stream that goes on for ever the status alone."""
        form = {"form": form_token(self.token), **FIELDS.get((method, route), {}), **fields}
        data: dict[str, Any] = {"data": form} if method != "GET" else {}
        with self.client.stream(method, address, **data) as response:
            if "event-stream" in response.headers.get("content-type", ""):
                return response.status_code, ""
            return response.status_code, response.read().decode(errors="replace")


@pytest.fixture(scope="module")
def seat(app: Served) -> Iterator[Callable[[str, str], Seat]]:
    """A seat of that council and role, the same one each time."""
    found: dict[tuple[str, str], Seat] = {}

    def taken(council: str, role: str) -> Seat:
        if (council, role) not in found:
            found[council, role] = Seat(app, council, role)
        return found[council, role]

    yield taken
    for one in found.values():
        one.client.close()


def test_there_are_such_addresses():
    assert len(GUARDED) > 40
    assert {"/adviser/accounts", "/adviser/audit", "/adviser/today"} <= {path for _, path in GUARDED}


def test_the_tables_name_nothing_that_is_gone():
    assert unused() == set(), "take these out of the tables in tests/api/console.py"


def test_every_address_of_the_console_has_its_problems_as_pages():
    routes = [r for router in ROUTERS for r in router.routes if getattr(r, "path", "").startswith("/adviser")]

    assert {type(route) for route in routes} == {AdviserRoute}
    assert len(ROUTES) >= len(routes)


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_without_a_log_in_it_leads_to_the_log_in_page(http, method, path):
    response = http.request(method, with_nothing(path))

    assert (response.status_code, response.headers["location"]) == (303, "/adviser/login")


@pytest.mark.parametrize(("method", "path"), GUARDED)
def test_a_cookie_that_was_made_up_is_no_log_in(http, method, path):
    http.cookies.set("askline_adviser", "x" * 43)

    assert http.request(method, with_nothing(path)).headers["location"] == "/adviser/login"


@pytest.mark.parametrize(("method", "path", "role"), TOO_LITTLE)
def test_who_has_too_low_a_role_does_and_sees_nothing(app, seat, method, path, role):
    """Of their own council, with a form of their own: only the role is wrong."""
    status, page = seat("kent", role).sends(method, with_a_thing_of(app, "kent", path), path)

    assert (status, "Your account may not do this" in page) == (403, True)


@pytest.mark.parametrize(("method", "path"), ABOUT_A_THING)
def test_a_thing_of_another_council_is_not_there(app, seat, method, path):
    """With the role that it needs and a form of their own: only the council is wrong. Their colleague there gets it."""
    address, role = with_a_thing_of(app, "bexley", path), role_for(method, path)

    status, page = seat("kent", role).sends(method, address, path)
    assert status != 422, f"name fields that are right for {method} {path} in FIELDS (tests/api/console.py)"
    # What a path names openly, such as a council, may be refused instead of not being there.
    assert status == 404 or (status == 403 and "Your account may not do this" in page)

    status, page = seat("bexley", role).sends(method, address, path)
    assert status != 404, "the one that was made is not there for its own council either"
    assert "Your account may not do this" not in page, f"name the role in DECIDED_INSIDE (tests/api/console.py): {path}"


@pytest.mark.parametrize(("method", "path"), POSTS)
@pytest.mark.parametrize("form", ["", "0" * 64])
def test_a_forged_form_does_nothing(app, seat, method, path, form):
    """With the role that it needs, on a thing of their own council: only the form is wrong."""
    address = with_a_thing_of(app, "kent", path)

    status, page = seat("kent", role_for(method, path)).sends(method, address, path, form=form)

    assert (status, "This form is out of date" in page) == (403, True)
